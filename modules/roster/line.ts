// The roster line: which checkpoints closed a page, and who has which number (README §1.2).
//
// Checkpoint n + 1 counts as soon as q members of roster n, at the charter's margin, confirmed it.
// Two successors of one roster that are both confirmed need more liars than the margin allows: then the line
// ends before them and says so. Names on the air go on with the smaller id, so that what was once
// readable stays readable; nobody is counted over such a roster.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Roster } from '#protocol/log/directory.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import type { Line, RosterState, Split } from './shape.ts';

/** A roster with everybody who ever had a number in it, removed members included, in order of numbers. */
type Page = {
  readonly roster: Roster;
  readonly numbered: readonly MemberId[];
  /** Value by key number, of what was ever set. */
  readonly charter: ReadonlyMap<number, number>;
};

/** Members of the roster who confirmed a successor of it. */
export function confirmersOf(state: RosterState, roster: Roster, checkpoint: RecordId): readonly MemberId[] {
  const said = state.confirms.get(checkpoint)?.get(roster.checkpoint);
  return said ? roster.members.filter((member) => said.has(member)) : [];
}

function confirmedSuccessors(state: RosterState, roster: Roster): readonly RecordId[] {
  const quorum = quorumOf(roster.members.length, 'charter');
  const extendsIt = (id: RecordId): boolean => state.checkpoints.get(id)!.body.number === roster.number + 1;
  return (state.successors.get(roster.checkpoint) ?? [])
    .filter((id) => extendsIt(id) && confirmersOf(state, roster, id).length >= quorum)
    .sort();
}

/** Does this checkpoint, by what is held now, add a page that the line does not have yet? */
export function closesPage(state: RosterState, line: Line, checkpoint: RecordId): boolean {
  const body = state.checkpoints.get(checkpoint)?.body;
  const roster = body && line.rosters.get(body.previous);
  if (!roster || line.rosters.has(checkpoint)) return false;
  return confirmedSuccessors(state, roster).includes(checkpoint);
}

function nextPage(state: RosterState, page: Page, checkpoint: RecordId): Page {
  const { admitted, removed, expelled, charter } = state.checkpoints.get(checkpoint)!.body;
  const had = new Set(page.numbered);
  const numbered = [...page.numbered, ...new Set(admitted.filter((person) => !had.has(person)))];
  const counted = new Set([...page.roster.members, ...admitted]);
  for (const member of [...removed, ...expelled.map(({ member }) => member)]) counted.delete(member);
  const members = numbered.filter((member) => counted.has(member));
  return {
    roster: { checkpoint, number: page.roster.number + 1, size: numbered.length, members },
    numbered,
    charter: charter.length === 0 ? page.charter : withChanges(page.charter, charter),
  };
}

const withChanges = (
  before: ReadonlyMap<number, number>,
  changes: readonly { readonly key: number; readonly value: number }[],
): ReadonlyMap<number, number> => new Map([...before, ...changes.map(({ key, value }) => [key, value] as const)]);

const NO_LINE: Line = {
  rosters: new Map(),
  named: [],
  numbered: [],
  numberOf: new Map(),
  latest: undefined,
  latestMembers: new Set(),
  split: undefined,
  charters: new Map(),
  expelled: new Map(),
};

export function deriveLine(state: RosterState): Line {
  if (!state.community) return NO_LINE;
  const { id, founder } = state.community;
  const first: Page = {
    roster: { checkpoint: id, number: 0, size: 1, members: [founder] },
    numbered: [founder],
    charter: new Map(),
  };
  const charters = new Map<RecordId, ReadonlyMap<number, number>>([[id, first.charter]]);
  const expelled = new Map<MemberId, ReadonlyMap<number, number>>();
  const rosters = new Map<RecordId, Roster>([[id, first.roster]]);
  const named: RecordId[] = [id];
  let [naming, counting, split]: [Page, Page, Split | undefined] = [first, first, undefined];
  const branches: Page[] = [];
  for (let page: Page | undefined = first; page;) {
    const [next, ...rivals] = confirmedSuccessors(state, page.roster);
    if (next === undefined) break;
    branches.push(...rivals.map((rival) => nextPage(state, page!, rival)));
    if (rivals.length > 0) split ??= { number: page.roster.number + 1, candidates: [next, ...rivals] };
    page = nextPage(state, page, next);
    rosters.set(next, page.roster);
    charters.set(next, page.charter);
    named.push(next);
    naming = page;
    if (split) continue;
    counting = page;
    for (const { member, accepts } of state.checkpoints.get(next)!.body.expelled)
      expelled.set(member, new Map(accepts.map(({ log, seq }) => [log, seq])));
  }
  const numberOf = new Map(naming.numbered.map((member, number) => [member, number]));
  for (let page = branches.pop(); page; page = branches.pop()) {
    rosters.set(page.roster.checkpoint, page.roster);
    charters.set(page.roster.checkpoint, page.charter);
    page.numbered.forEach((member, number) => numberOf.has(member) || numberOf.set(member, number));
    for (const next of confirmedSuccessors(state, page.roster)) branches.push(nextPage(state, page, next));
  }
  return {
    rosters,
    named,
    numbered: naming.numbered,
    numberOf,
    latest: counting.roster,
    latestMembers: new Set(counting.roster.members),
    split,
    charters,
    expelled,
  };
}
