// Who lives with whom, as far as others vouch for it (README §1.3).

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { RosterState } from './shape.ts';

/** What the sponsors vouched for; for the founder, whom nobody sponsored, the own word. 0 is unknown. */
export function householdOf(state: RosterState, member: MemberId): number {
  const vouched = (state.admissions.get(member) ?? []).map(({ body }) => body.household).filter((number) => number > 0);
  return vouched.length > 0 ? Math.min(...vouched) : (state.profiles.get(member)?.body.household ?? 0);
}
