// Ballots as they stand, and when a quorum of them allows to bind (README §1.5).
//
// A ballot may be revised; its revision is a round. A quorum counts only within one revision: as no
// honest member says two things in one revision, no two options can both have such a quorum, and of
// people who hold the same records none gets stuck bound to different options.

import type { MemberId } from '#protocol/bytes/reference.ts';
import { BIND_NONE, type Matter } from './matter.ts';
import { BALLOT, ballotFor, bindableCount, optionsOfBallot, supportOf } from './methods.ts';
import { ballot } from './records.ts';
import { voicesOn, type Spoken } from './state.ts';

export type Ballot = {
  readonly revision: number;
  /** Undefined where the member said two things in this revision; a block among them stands. */
  readonly value: number | undefined;
};

/** What a bind is for: an option, or none of them. */
export type Choice = number | 'none';
export const choiceOfBind = (value: number): Choice => (value === BIND_NONE ? 'none' : value - 1);

export function currentBallot(spoken: Spoken | undefined): Ballot | undefined {
  if (!spoken || spoken.size === 0) return undefined;
  const revision = Math.max(...spoken.keys());
  const values = [...spoken.get(revision)!.keys()];
  if (values.length === 1) return { revision, value: values[0] };
  return { revision, value: values.includes(BALLOT.block) ? BALLOT.block : undefined };
}

/** Everybody's ballot as it stands, in roster order. */
export function ballotsOn({ topic, roster }: Matter): ReadonlyMap<MemberId, Ballot> {
  const voices = voicesOn(topic, ballot.kind);
  const cast = roster.members.map((member) => [member, currentBallot(voices.get(member))] as const);
  return new Map(cast.filter((entry): entry is readonly [MemberId, Ballot] => entry[1] !== undefined));
}

/** Does this ballot speak for the choice? */
export function speaksFor({ proposal }: Matter, value: number | undefined, choice: Choice): boolean {
  if (value === undefined) return false;
  if (choice === 'none') return value === BALLOT.giveUp;
  const { method, optionCount } = proposal.body;
  return optionsOfBallot(method, value, optionCount).includes(choice);
}

/** Ballots behind each option, and behind giving up, among these values. */
function standing({ proposal }: Matter, values: readonly number[]): { options: readonly number[]; none: number } {
  const { method, optionCount } = proposal.body;
  return {
    options: supportOf(method, values, optionCount),
    none: values.filter((value) => value === BALLOT.giveUp).length,
  };
}

const valuesIn = (ballots: ReadonlyMap<MemberId, Ballot>, revision: number): readonly number[] =>
  [...ballots.values()].flatMap((cast) => (cast.revision === revision && cast.value !== undefined ? [cast.value] : []));

/** Does this ballot speak for one thing alone? Only such ballots let anybody bind: see `narrowed`. */
const isNarrow = ({ proposal }: Matter, value: number): boolean =>
  value === BALLOT.giveUp || optionsOfBallot(proposal.body.method, value, proposal.body.optionCount).length === 1;

/** The revisions in which a quorum stands behind a choice and nothing else, latest first. */
export function quorumRevisions(matter: Matter, choice: Choice, ballots = ballotsOn(matter)): readonly number[] {
  const revisions = [...new Set([...ballots.values()].map(({ revision }) => revision))].sort((a, b) => b - a);
  return revisions.filter((revision) => {
    const values = valuesIn(ballots, revision).filter((value) => isNarrow(matter, value));
    const { options, none } = standing(matter, values);
    return (choice === 'none' ? none : (options[choice] ?? 0)) >= matter.quorum;
  });
}

/** The most ballots that stand behind a choice in one revision. */
export function ballotsBehind(matter: Matter, choice: Choice, ballots = ballotsOn(matter)): number {
  const revisions = new Set([...ballots.values()].map(({ revision }) => revision));
  const counts = [...revisions].map((revision) => {
    const { options, none } = standing(matter, valuesIn(ballots, revision));
    return choice === 'none' ? none : (options[choice] ?? 0);
  });
  return Math.max(0, ...counts);
}

/** Can this ballot, with enough others, lead to a bind? Standing aside and blocking cannot. */
const isBindable = (value: number): boolean => value !== BALLOT.aside && value !== BALLOT.block;

/** May a member bind this choice, by the ballots alone? Since that revision the member has said nothing else, here or on a rival. */
export function ballotsAllow(matter: Matter, choice: Choice, member: MemberId): boolean {
  const own = voicesOn(matter.topic, ballot.kind).get(member);
  const since = (spoken: Spoken | undefined, revision: number): readonly number[] =>
    [...(spoken ?? [])].flatMap(([at, values]) => (at >= revision ? [...values.keys()] : []));
  return quorumRevisions(matter, choice).some(
    (revision) =>
      since(own, revision).every((value) => speaksFor(matter, value, choice)) &&
      matter.rivals.every(({ topic }) => !since(voicesOn(topic, ballot.kind).get(member), revision).some(isBindable)),
  );
}

// ── Revisions ───────────────────────────────────────────────────────────────────────────────────
//
// Rivals on one slot share their revisions: in one revision a member stands behind one choice of all of
// them. Else four honest people could consent to two rivals and bind two against two, for ever.

/** The last revision in which each member said anything that can be bound, here or on a rival. */
function revisionsOf({ topic, rivals, roster }: Matter): ReadonlyMap<MemberId, number> {
  const voices = [topic, ...rivals.map((rival) => rival.topic)].map((of) => voicesOn(of, ballot.kind));
  const last = (member: MemberId): number =>
    Math.max(
      -1,
      ...voices.flatMap((said) =>
        [...(said.get(member) ?? [])].flatMap(([revision, values]) =>
          [...values.keys()].some(isBindable) ? [revision] : [],
        ),
      ),
    );
  return new Map(roster.members.map((member) => [member, last(member)]));
}

/** The latest revision that more members have reached than may be liars. */
function revisionReached({ liarsAllowed }: Matter, revisions: ReadonlyMap<MemberId, number>): number {
  return [...revisions.values()].sort((a, b) => b - a)[liarsAllowed] ?? -1;
}

/** Can no choice here or on a rival gather a quorum in this revision any more? */
function isLost(matter: Matter, revisions: ReadonlyMap<MemberId, number>, revision: number): boolean {
  const toCome = [...revisions.values()].filter((reached) => reached < revision).length;
  return [matter, ...matter.rivals.map(({ topic }) => ({ ...matter, topic, proposal: topic.proposal! }))].every(
    (rival) => {
      const { options, none } = standing(rival, valuesIn(ballotsOn(rival), revision));
      return [...options, none].every((count) => count + toCome < quorumOn(rival));
    },
  );
}

const quorumOn = ({ rules, proposal, roster }: Matter): number => {
  const count = roster.members.length;
  return rules.quorumWith(count, rules.liarsAllowed(count, rules.kinds[proposal.body.kind].gravity));
};

/** Would a quorum stand behind what this ballot says, if only all had said it in one revision? */
function isScattered(matter: Matter, ballots: ReadonlyMap<MemberId, Ballot>, value: number): boolean {
  const { options, none } = standing(
    matter,
    [...ballots.values()].flatMap((cast) => cast.value ?? []),
  );
  const choices: readonly Choice[] = [...options.keys(), 'none'];
  return choices.some(
    (choice) =>
      speaksFor(matter, value, choice) &&
      (choice === 'none' ? none : options[choice]!) >= matter.quorum &&
      quorumRevisions(matter, choice, ballots).length === 0,
  );
}

/**
 * The revision in which a member's choice is said again, because the others have gone on: more than the
 * liars are there, or somebody is further and the own revision is lost or lacks just those. Undefined
 * where there is no need, or where the member has since spoken for a rival.
 */
export function revisionToJoin(matter: Matter, member: MemberId): number | undefined {
  const ballots = ballotsOn(matter);
  const own = ballots.get(member);
  if (own?.value === undefined) return undefined;
  const revisions = revisionsOf(matter);
  if (isBindable(own.value) && revisions.get(member)! > own.revision) return undefined;
  const reached = revisionReached(matter, revisions);
  if (reached > own.revision) return reached;
  const further = [...revisions.values()].some((revision) => revision > own.revision);
  const needed = further && (isLost(matter, revisions, own.revision) || isScattered(matter, ballots, own.value));
  return needed ? own.revision + 1 : undefined;
}

/** The revision of a member's next ballot. */
export function nextRevision(matter: Matter, member: MemberId): number {
  const revisions = revisionsOf(matter);
  const own = ballotsOn(matter).get(member);
  return Math.max((own?.revision ?? -1) + 1, (revisions.get(member) ?? -1) + 1, revisionReached(matter, revisions));
}

/** Does the member's last word in the slot speak for an option of this matter? */
export function standsBehind(matter: Matter, member: MemberId): boolean {
  const own = ballotsOn(matter).get(member);
  if (own?.value === undefined || own.value < BALLOT.choice) return false;
  return own.revision >= (revisionsOf(matter).get(member) ?? -1);
}

/**
 * Where ballots may name several options, and a quorum names the one in the lead, a device says that one
 * alone, in the next revision, for a member who named it, too. Else two options could have a quorum in one
 * revision, and people who approve of both could bind two against two.
 */
export function narrowed(matter: Matter, member: MemberId): (Pick<Ballot, 'revision'> & { value: number }) | undefined {
  const { method, optionCount } = matter.proposal.body;
  const ballots = ballotsOn(matter);
  const own = ballots.get(member)?.value;
  if (own === undefined || own < BALLOT.choice || isNarrow(matter, own) || matter.boundInRound.has(member))
    return undefined;
  const lead = leadingOption(matter);
  if (ballotsInAll(matter, lead, ballots) < matter.quorum || !speaksFor(matter, own, lead)) return undefined;
  const value = ballotFor(method, [lead], optionCount);
  return value === undefined ? undefined : { value, revision: nextRevision(matter, member) };
}

/** Ballots behind an option, whatever their revisions. */
const ballotsInAll = (matter: Matter, option: number, ballots: ReadonlyMap<MemberId, Ballot>): number =>
  standing(
    matter,
    [...ballots.values()].flatMap((cast) => cast.value ?? []),
  ).options[option] ?? 0;

/** The option in the lead: most bound, then most ballots behind it, then the lower number. */
export function leadingOption(matter: Matter): number {
  const { method, optionCount } = matter.proposal.body;
  const ballots = ballotsOn(matter);
  const count = bindableCount(method, optionCount);
  const values = [...ballots.values()].flatMap(({ value }) => (value === undefined ? [] : [value]));
  const { options } = standing(matter, values);
  const rank = (option: number): number => matter.boundTo[option]!.length * matter.roster.size + (options[option] ?? 0);
  return Array.from({ length: count }, (_, option) => option).sort((a, b) => rank(b) - rank(a) || a - b)[0] ?? 0;
}
