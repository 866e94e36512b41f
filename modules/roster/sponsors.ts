// Who may come in: three sponsors of two households, or as many as there are (README §1.3). The numbers are
// the charter's, as the page has it that the newcomer's page extends.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Roster } from '#protocol/log/directory.ts';
import { householdOf } from './households.ts';
import { charterAt } from './page-charter.ts';
import { counts } from './powers.ts';
import type { RosterState } from './shape.ts';
import { lineOf } from './state.ts';

/** Everybody who vouched for a person: authors and co-sponsors of admissions, and those who joined later. */
export function sponsorsOf(state: RosterState, person: MemberId): ReadonlySet<MemberId> {
  const named = (state.admissions.get(person) ?? [])
    .filter(({ record }) => counts(state, record))
    .flatMap(({ record, body }) => [record.member, ...body.coSponsors]);
  const joined = (state.sponsorings.get(person) ?? []).filter(({ record }) => counts(state, record));
  return new Set([...named, ...joined.map(({ record }) => record.member)]);
}

/**
 * For how many newcomers this member vouched on the last pages of the line: what one member can bring in is
 * bounded by pages, which take a quorum, and not by anybody's clock.
 */
export function vouchedLately(state: RosterState, roster: Roster, member: MemberId, pages: number): number {
  let vouched = 0;
  let page = state.checkpoints.get(roster.checkpoint);
  for (let i = 0; page && i < pages; i++) {
    vouched += page.body.admitted.filter((person) => sponsorsOf(state, person).has(member)).length;
    page = state.checkpoints.get(page.body.previous);
  }
  return vouched;
}

/** Different households of these members. Members of unknown household count as one, so that nobody gains by silence. */
function householdCount(state: RosterState, members: readonly MemberId[]): number {
  return new Set(members.map((member) => householdOf(state, member))).size;
}

export type Admissibility = {
  readonly sponsors: readonly MemberId[];
  readonly sponsorsMissing: number;
  readonly householdsMissing: number;
  /** Sponsors who do not count, because they have vouched for too many lately. */
  readonly overdrawn: readonly MemberId[];
  /** Why no sponsor can help: already counted, gone, or never admitted by anyone. */
  readonly barred: 'member' | 'left' | 'unknown' | undefined;
};

export const isAdmissible = ({ sponsorsMissing, householdsMissing, barred }: Admissibility): boolean =>
  sponsorsMissing === 0 && householdsMissing === 0 && barred === undefined;

const NOBODY_ELSE: ReadonlyMap<MemberId, number> = new Map();

/** How far a person is from the next page, counted over the roster that the page extends. */
export function admissibility(
  state: RosterState,
  roster: Roster,
  person: MemberId,
  vouchedHere: ReadonlyMap<MemberId, number> = NOBODY_ELSE,
): Admissibility {
  const counted = new Set(roster.members);
  const charter = charterAt(state, roster);
  const limit = charter['belong.newcomers-per-sponsor'];
  const isOverdrawn = (member: MemberId): boolean =>
    limit > 0 &&
    vouchedLately(state, roster, member, charter['belong.sponsor-pages']) + (vouchedHere.get(member) ?? 0) >= limit;
  const named = [...sponsorsOf(state, person)].filter((member) => counted.has(member)).sort();
  const overdrawn = named.filter(isOverdrawn);
  const sponsors = named.filter((member) => !overdrawn.includes(member));
  const households = Math.min(charter['belong.sponsor-households'], householdCount(state, roster.members));
  return {
    sponsors,
    overdrawn,
    sponsorsMissing: Math.max(0, Math.min(charter['belong.sponsors'], roster.members.length) - sponsors.length),
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
  const { sponsorsMissing, householdsMissing, barred, overdrawn } = found;
  if (barred === 'member') return 'is a member already';
  if (barred === 'left') return 'was a member before and left; a person who comes back is admitted with a new key';
  if (barred === 'unknown') return 'nobody has admitted this person yet';
  if (sponsorsMissing === 0 && householdsMissing === 0) return 'joins when the next page is closed';
  const more = `${sponsorsMissing} more ${sponsorsMissing === 1 ? 'sponsor' : 'sponsors'}`;
  // Each way to say it is one sentence, which other languages say in their own order.
  const needs =
    sponsorsMissing === 0
      ? 'needs a sponsor of another household'
      : householdsMissing > 0
        ? `needs ${more} and a sponsor of another household`
        : `needs ${more}`;
  return overdrawn.length > 0 ? `${needs} (${overdrawn.length} of those who vouch did so for others lately)` : needs;
}

/** How far each of these is from joining on one page, together: who vouches for several of them counts for each. */
export function admissibleTogether(
  state: RosterState,
  roster: Roster,
  people: readonly MemberId[],
): readonly { readonly person: MemberId; readonly found: Admissibility }[] {
  const vouchedHere = new Map<MemberId, number>();
  return people.map((person) => {
    const found = admissibility(state, roster, person, vouchedHere);
    if (isAdmissible(found))
      for (const sponsor of found.sponsors) vouchedHere.set(sponsor, (vouchedHere.get(sponsor) ?? 0) + 1);
    return { person, found };
  });
}

/** People with enough sponsors who are in no page yet, in order of id, so that all devices list them alike. */
export const admissiblePeople = (state: RosterState, roster: Roster): readonly MemberId[] =>
  admissibleTogether(state, roster, [...state.admissions.keys()].sort())
    .filter(({ found }) => isAdmissible(found))
    .map(({ person }) => person);
