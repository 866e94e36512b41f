// How a page is closed without ever getting stuck (README §1.5).
//
// Two people may propose the next checkpoint at once, on two sides of a split. If devices confirmed
// whatever came first, four members could stand two against two for ever, because a confirmation is
// irrevocable. So a device first says `ready`, in numbered rounds, for one checkpoint a round; it
// confirms only when a quorum is ready for that checkpoint in one round and it has not gone on to a
// later round itself. A round that nobody can win any more is followed by the next, in which all who
// hold the same records are ready for the same one.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Roster } from '#protocol/log/directory.ts';
import type { Plan, Self, Surroundings } from '#protocol/node/module.ts';
import { liarsAllowed, quorumOf } from '#protocol/tally/quorum.ts';
import type { Decisions, Effect, OpenMatters } from '#protocol/tally/matters.ts';
import { confirmersOf } from './line.ts';
import { counts } from './powers.ts';
import { CHARTER_CHANGES_MAX, confirm, EXPELLED_MAX, ready, type Checkpoint } from './records.ts';
import { admissibilityWords, admissibleTogether, isAdmissible } from './sponsors.ts';
import type { RosterState } from './shape.ts';
import { lineOf } from './state.ts';

/** Checkpoints that would be the next page after a roster, in order of id. */
export function candidatesAfter(state: RosterState, roster: Roster): readonly RecordId[] {
  const follows = (id: RecordId): boolean => state.checkpoints.get(id)!.body.number === roster.number + 1;
  return (state.successors.get(roster.checkpoint) ?? []).filter(follows).sort();
}

/** What judging a page needs to know of the rest. */
export type PageSurroundings = Pick<Surroundings, 'directory' | 'state' | 'heldSinceMs' | 'nowMs'>;

type Enacting = Pick<Checkpoint, 'expelled' | 'charter'>;

const sameEnds = (a: Checkpoint['expelled'][number]['accepts'], b: typeof a): boolean =>
  a.length === b.length && a.every(({ log, seq }) => b.some((end) => end.log === log && end.seq === seq));

/** Does the page carry this effect out? */
export function carriesOut({ expelled, charter }: Enacting, effect: Effect | undefined): boolean {
  if (effect?.what === 'charter') return charter.some(({ key, value }) => key === effect.key && value === effect.value);
  if (effect?.what !== 'removal') return false;
  return expelled.some(({ member, accepts }) => member === effect.member && sameEnds(accepts, effect.accepts));
}

/** What a page does beyond what decisions that this device holds allow, in words. */
function undecided(body: Enacting, roster: Roster, decided: readonly Effect[]): readonly string[] {
  const ofMember = (member: MemberId): Effect | undefined =>
    decided.find((effect) => effect.what === 'removal' && effect.member === member);
  const ofKey = (key: number): Effect | undefined =>
    decided.find((effect) => effect.what === 'charter' && effect.key === key);
  return [
    ...body.expelled
      .filter(({ member }) => !roster.members.includes(member) || !carriesOut(body, ofMember(member)))
      .map(({ member }) => `${member.slice(0, 8)} is put out without a decision that is held here and not paused`),
    ...body.charter
      .filter(({ key }) => !carriesOut(body, ofKey(key)))
      .map(({ key }) => `key ${key} of the charter changes without a decision that is held here and not paused`),
    ...(new Set(body.charter.map(({ key }) => key)).size < body.charter.length ? ['it changes a key twice'] : []),
  ];
}

/** Decisions of the module that decides, that a page can carry out. */
export const decidedEffects = (around: PageSurroundings): readonly Effect[] =>
  (around.state('governance') as Partial<Decisions> | undefined)?.toCarryOut?.(around) ?? [];

/** Why this member's device will not confirm a checkpoint, in words; nothing when it will. */
export function objections(
  state: RosterState,
  candidate: RecordId,
  member: MemberId,
  around: PageSurroundings,
): readonly string[] {
  const { record, body } = state.checkpoints.get(candidate)!;
  const roster = lineOf(state).rosters.get(body.previous);
  if (!roster) return ['it follows a page that is not closed here'];
  const why: string[] = [];
  if (!roster.members.includes(record.member)) why.push('its author does not belong to the page before');
  if (!counts(state, record)) why.push('the key of its author is not believed');
  if (new Set(body.admitted).size < body.admitted.length) why.push('it lists somebody twice');
  for (const { person, found } of admissibleTogether(state, roster, body.admitted)) {
    if (!isAdmissible(found)) why.push(`${person.slice(0, 8)} ${admissibilityWords(found)}`);
  }
  for (const removed of body.removed) {
    const left = roster.members.includes(removed) && state.leavings.has(removed);
    if (!left) why.push(`${removed.slice(0, 8)} is to be removed, but did not leave`);
  }
  why.push(...undecided(body, roster, decidedEffects(around)));
  const matters = around.state('governance') as OpenMatters | undefined;
  const open = matters?.openBinds(member, roster.checkpoint, around.directory) ?? [];
  const omitted = open.filter(
    (proposal) => !body.carried.includes(proposal) && !carriesOut(body, matters?.effectOf?.(proposal)),
  );
  if (omitted.length > 0) why.push(`it omits ${omitted.length} open matters that you have bound on`);
  return why;
}

// ── Rounds ──────────────────────────────────────────────────────────────────────────────────────

type Slot = {
  readonly roster: Roster;
  readonly quorum: number;
  readonly candidates: readonly RecordId[];
  /** Members of the roster who were ready for a candidate in a round. */
  readonly readyIn: (candidate: RecordId, round: number) => readonly MemberId[];
  readonly roundOf: (member: MemberId) => number;
};

/** A member who said nothing yet. */
const NO_ROUND = -1;

function slotAfter(state: RosterState, roster: Roster): Slot {
  const candidates = candidatesAfter(state, roster);
  const rounds = (candidate: RecordId, member: MemberId): ReadonlySet<number> =>
    state.readies.get(candidate)?.get(member) ?? new Set();
  return {
    roster,
    quorum: quorumOf(roster.members.length, 'charter'),
    candidates,
    readyIn: (candidate, round) => roster.members.filter((member) => rounds(candidate, member).has(round)),
    roundOf: (member) => Math.max(NO_ROUND, ...candidates.flatMap((candidate) => [...rounds(candidate, member)])),
  };
}

/** The latest round that more members have reached than may be liars: nobody is pushed on by liars alone. */
function roundReached({ roster, roundOf }: Slot): number {
  const rounds = roster.members.map(roundOf).sort((a, b) => b - a);
  return rounds[liarsAllowed(roster.members.length, 'charter')] ?? NO_ROUND;
}

/** Can nobody win this round any more, whatever those say who have not come to it yet? */
function isLost({ roster, quorum, candidates, readyIn, roundOf }: Slot, round: number): boolean {
  const toCome = roster.members.filter((member) => roundOf(member) < round).length;
  return candidates.every((candidate) => readyIn(candidate, round).length + toCome < quorum);
}

/** The latest round in which a quorum was ready for a candidate. */
function wonIn({ quorum, readyIn }: Slot, candidate: RecordId): number {
  for (let round: number = ready.revisionMax; round >= 0; round--) {
    if (readyIn(candidate, round).length >= quorum) return round;
  }
  return NO_ROUND;
}

/** What all who hold the same records agree on: most confirmed, then latest won, then most ready, then by id. */
function favourite(state: RosterState, slot: Slot, acceptable: readonly RecordId[]): RecordId | undefined {
  const rank = (id: RecordId): readonly number[] => [
    confirmersOf(state, slot.roster, id).length,
    wonIn(slot, id),
    slot.roster.members.filter((member) => (state.readies.get(id)?.get(member)?.size ?? 0) > 0).length,
  ];
  const before = (a: RecordId, b: RecordId): number => {
    const [first, second] = [rank(a), rank(b)];
    const at = first.findIndex((value, i) => value !== second[i]);
    return at < 0 ? (a < b ? -1 : 1) : second[at]! - first[at]!;
  };
  return [...acceptable].sort(before)[0];
}

/**
 * After a lost round the next one is begun by those who now choose otherwise, and joined by the rest. If
 * all went on although nobody has changed, devices alone would use all rounds up while people talk.
 */
function mayGoOn(slot: Slot, member: MemberId, round: number, chosen: RecordId | undefined): boolean {
  if (!isLost(slot, round)) return false;
  const differs = chosen !== undefined && !slot.readyIn(chosen, round).includes(member);
  return differs || slot.roster.members.some((other) => slot.roundOf(other) > round);
}

/** What a device says by itself about the next page. */
export function pageDuty(state: RosterState, self: Self, around: Surroundings): Plan {
  const { latest, split } = lineOf(state);
  if (!latest || split || self.log !== 0 || !latest.members.includes(self.member)) return {};
  // Nearly always nobody closes a page, and it is asked each minute.
  if (!state.successors.has(latest.checkpoint)) return {};
  const slot = slotAfter(state, latest);
  if (slot.candidates.length === 0) return {};
  const say = (kind: number, record: RecordId, revision: number): NonNullable<Plan['statements']>[number] => ({
    subject: { kind, record, roster: latest.checkpoint },
    value: 0,
    revision,
  });
  const mine = slot.roundOf(self.member);
  const reached = roundReached(slot);
  const locked = slot.candidates.find((id) => confirmersOf(state, latest, id).includes(self.member));
  if (locked !== undefined) return reached > mine ? { statements: [say(ready.kind, locked, reached)] } : {};

  const acceptable = slot.candidates.filter((id) => objections(state, id, self.member, around).length === 0);
  const won = acceptable.find((id) => wonIn(slot, id) > NO_ROUND && wonIn(slot, id) >= mine);
  if (won !== undefined) return { statements: [say(confirm.kind, won, 0)] };

  const chosen = favourite(state, slot, acceptable);
  const round = Math.max(0, reached, mine >= 0 && mayGoOn(slot, self.member, mine, chosen) ? mine + 1 : mine);
  if (round <= mine || round > ready.revisionMax || chosen === undefined) return {};
  const completes = slot.readyIn(chosen, round).length + 1 >= slot.quorum;
  return { statements: [say(ready.kind, chosen, round), ...(completes ? [say(confirm.kind, chosen, 0)] : [])] };
}

/** What the next page can carry out of what was decided: the smallest names first, so that devices agree. */
export function enacting(roster: Roster, around: PageSurroundings): Enacting {
  const decided = decidedEffects(around);
  const set = around.directory.charterAt?.(roster.checkpoint);
  return {
    expelled: decided
      .flatMap((effect) => (effect.what === 'removal' && roster.members.includes(effect.member) ? [effect] : []))
      .map(({ member, accepts }) => ({ member, accepts }))
      .slice(0, EXPELLED_MAX),
    charter: decided
      .flatMap((effect) => (effect.what === 'charter' && set?.get(effect.key) !== effect.value ? [effect] : []))
      .map(({ key, value }) => ({ key, value }))
      .slice(0, CHARTER_CHANGES_MAX),
  };
}

/** Did the member confirm a page after this roster that leaves the proposal out, or is ready for one in the last round? */
export function leftOut(state: RosterState, member: MemberId, roster: RecordId, proposal: RecordId): boolean {
  const omits = (page: Checkpoint): boolean => !page.carried.includes(proposal);
  const pages = state.successors.get(roster) ?? [];
  const roundsOf = (id: RecordId): readonly number[] => [...(state.readies.get(id)?.get(member) ?? [])];
  const last = Math.max(NO_ROUND, ...pages.flatMap(roundsOf));
  const isFor = (id: RecordId): boolean =>
    (state.confirms.get(id)?.get(roster)?.has(member) ?? false) || roundsOf(id).some((round) => round === last);
  return pages.some((id) => isFor(id) && omits(state.checkpoints.get(id)!.body));
}
