// Who may come in: three sponsors of two households, or as many as there are (README §1.3).

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Roster } from '#protocol/log/directory.ts';
import { householdOf } from './directory.ts';
import type { RosterState } from './shape.ts';
import { lineOf } from './state.ts';

const SPONSORS = 3;
const HOUSEHOLDS = 2;

/** Everybody who vouched for a person: authors and co-sponsors of admissions, and those who joined later. */
export function sponsorsOf(state: RosterState, person: MemberId): ReadonlySet<MemberId> {
  const named = (state.admissions.get(person) ?? []).flatMap(({ record, body }) => [record.member, ...body.coSponsors]);
  return new Set([...named, ...(state.sponsorings.get(person) ?? [])]);
}

/** Different households of these members. Members of unknown household count as one, so that nobody gains by silence. */
function householdCount(state: RosterState, members: readonly MemberId[]): number {
  return new Set(members.map((member) => householdOf(state, member))).size;
}

export type Admissibility = {
  readonly sponsors: readonly MemberId[];
  readonly sponsorsMissing: number;
  readonly householdsMissing: number;
  /** Why no sponsor can help: already counted, gone, or never admitted by anyone. */
  readonly barred: 'member' | 'left' | 'unknown' | undefined;
};

export const isAdmissible = ({ sponsorsMissing, householdsMissing, barred }: Admissibility): boolean =>
  sponsorsMissing === 0 && householdsMissing === 0 && barred === undefined;

/** How far a person is from the next page, counted over the roster that the page extends. */
export function admissibility(state: RosterState, roster: Roster, person: MemberId): Admissibility {
  const counted = new Set(roster.members);
  const sponsors = [...sponsorsOf(state, person)].filter((member) => counted.has(member)).sort();
  const households = Math.min(HOUSEHOLDS, householdCount(state, roster.members));
  return {
    sponsors,
    sponsorsMissing: Math.max(0, Math.min(SPONSORS, roster.members.length) - sponsors.length),
    householdsMissing: Math.max(0, households - householdCount(state, sponsors)),
    barred: barOf(state, roster, person),
  };
}

function barOf(state: RosterState, roster: Roster, person: MemberId): Admissibility['barred'] {
  if (roster.members.includes(person)) return 'member';
  if (state.leavings.has(person) || lineOf(state).numberOf.has(person)) return 'left';
  return state.admissions.has(person) ? undefined : 'unknown';
}

/** The same in a sentence. */
export function admissibilityWords(found: Admissibility): string {
  const { sponsorsMissing, householdsMissing, barred } = found;
  if (barred === 'member') return 'is a member already';
  if (barred === 'left') return 'was a member before and left; a person who comes back is admitted with a new key';
  if (barred === 'unknown') return 'nobody has admitted this person yet';
  const missing = [
    ...(sponsorsMissing > 0 ? [`${sponsorsMissing} more ${sponsorsMissing === 1 ? 'sponsor' : 'sponsors'}`] : []),
    ...(householdsMissing > 0 ? ['a sponsor of another household'] : []),
  ];
  return missing.length > 0 ? `needs ${missing.join(' and ')}` : 'joins when the next page is closed';
}

/** People with enough sponsors who are in no page yet, in order of id, so that all devices list them alike. */
export function admissiblePeople(state: RosterState, roster: Roster): readonly MemberId[] {
  return [...state.admissions.keys()].filter((person) => isAdmissible(admissibility(state, roster, person))).sort();
}
