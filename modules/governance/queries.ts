// What screens ask of matters: the tally so far, what is missing, who is not heard, in plain words.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import { ballotsBehind, ballotsOn, leadingOption, quorumRevisions } from './ballots.ts';
import { bindRefusals, standingBlocks, type StandingBlock } from './binding.ts';
import { pausedUntilMs } from './late-blocks.ts';
import { coverageOf } from './coverage.ts';
import { matterOf, type Matter, type MatterProblem } from './matter.ts';
import { BALLOT, supportOf } from './methods.ts';
import { wordsOf } from './words.ts';
import type { GovernanceState } from './state.ts';

export type TallySoFar = {
  readonly memberCount: number;
  readonly quorum: number;
  readonly ballots: number;
  /** Ballots behind each option as they stand. */
  readonly support: readonly number[];
  readonly asides: number;
  readonly blocks: readonly StandingBlock[];
  readonly giveUp: number;
  /** Members bound to each option, and to none. */
  readonly bound: readonly number[];
  readonly boundToNone: number;
  readonly leading: number;
};

export function tallySoFar(matter: Matter, around: Surroundings): TallySoFar {
  const values = [...ballotsOn(matter).values()].flatMap(({ value }) => (value === undefined ? [] : [value]));
  const { method, optionCount } = matter.proposal.body;
  const count = (wanted: number): number => values.filter((value) => value === wanted).length;
  return {
    memberCount: matter.roster.members.length,
    quorum: matter.quorum,
    ballots: values.length,
    support: supportOf(method, values, optionCount),
    asides: count(BALLOT.aside),
    blocks: standingBlocks(matter, around),
    giveUp: count(BALLOT.giveUp),
    bound: matter.boundTo.map((members) => members.length),
    boundToNone: matter.boundToNone.length,
    leading: leadingOption(matter),
  };
}

/** Members who have not heard of it, and those who may still have something to say. */
export function unheard(
  matter: Matter,
  { directory }: Surroundings,
): { notNoticed: MemberId[]; notReplied: MemberId[] } {
  const { noticed, replied } = coverageOf(matter, directory);
  return {
    notNoticed: matter.roster.members.filter((member) => !noticed.has(member)),
    notReplied: matter.roster.members.filter((member) => !replied.has(member)),
  };
}

export type Status = {
  readonly matter: Matter;
  readonly tally: TallySoFar;
  /** One sentence for the screen. */
  readonly words: string;
  /** What keeps this member from binding the option in the lead, in order. */
  readonly missing: readonly Refusal[];
  /** A late block pauses what is not yet carried out, until then by this device's own clock. */
  readonly pausedUntilMs: number | undefined;
};

export function statusOf(
  state: GovernanceState,
  proposal: RecordId,
  self: Self,
  around: Surroundings,
): Status | MatterProblem {
  const matter = matterOf(state, proposal, around.directory);
  if (matter.kind !== 'matter') return matter;
  const tally = tallySoFar(matter, around);
  return {
    matter,
    tally,
    words: sentence(matter, tally),
    missing: bindRefusals(state, matter, tally.leading, self, around),
    pausedUntilMs: pausedUntilMs(matter, around),
  };
}

/** How a matter stands, in one sentence. */
export const wordsFor = (matter: Matter, around: Surroundings): string => sentence(matter, tallySoFar(matter, around));

const optionName = (matter: Matter, option: number): string =>
  matter.proposal.body.method === 'consent' ? 'it' : `"${wordsOf(matter).options[option] ?? `option ${option + 1}`}"`;

function sentence(matter: Matter, tally: TallySoFar): string {
  const { outcome, quorum, roster } = matter;
  const of = `${roster.members.length} members`;
  if (outcome.kind === 'passed') {
    return `Decided for good: ${tally.bound[outcome.option]} of ${of} have bound ${optionName(matter, outcome.option)}.`;
  }
  if (outcome.kind === 'rejected') return `Rejected for good: no option can gather ${quorum} of ${of} any more.`;
  if (outcome.kind === 'suspended') {
    return `Suspended: ${matter.underProof.size} members are proven to have said two things, so ${outcome.needed} binds are needed and ${tally.bound[outcome.option]} are held.`;
  }
  const lead = tally.leading;
  if (tally.blocks.length > 0)
    return `Open: ${tally.blocks.length === 1 ? 'a block stands' : 'blocks stand'}, with a reason to read.`;
  if (quorumRevisions(matter, lead).length > 0) {
    return `Open, so far: enough speak for ${optionName(matter, lead)}; ${tally.bound[lead]} of ${quorum} have bound.`;
  }
  return `Open, so far: ${ballotsBehind(matter, lead)} of ${quorum} needed ballots for ${optionName(matter, lead)}.`;
}

/** All matters that can be read, in order of name. */
export function matters(state: GovernanceState, { directory }: Pick<Surroundings, 'directory'>): readonly Matter[] {
  return [...state.topics.keys()]
    .sort()
    .map((id) => matterOf(state, id, directory))
    .filter((found): found is Matter => found.kind === 'matter');
}
