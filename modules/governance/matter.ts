// What has become of a matter: passed, rejected, suspended or open (README §1.4).
//
// Only binds decide. They are irrevocable, so a quorum of equal binds stands whatever arrives later,
// and enough contrary ones mean that no quorum can ever come. Nothing here looks at a clock.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { liarsAllowed, quorumOf, quorumWith } from '#protocol/tally/quorum.ts';
import { KIND_RULES } from './kinds.ts';
import { bindableCount, METHOD_RULES } from './methods.ts';
import { bind, type Proposal } from './records.ts';
import { valuesOf, voicesOn, type GovernanceState, type Said, type Topic } from './state.ts';

/** The value of a bind for no option; option k is k + 1. */
export const BIND_NONE = 0;
export const bindValueOf = (option: number): number => option + 1;

export type Outcome =
  | { readonly kind: 'passed'; readonly option: number }
  | { readonly kind: 'rejected' }
  /** A quorum bound, but more keys are under proof than the rules allow for. */
  | { readonly kind: 'suspended'; readonly option: number; readonly needed: number }
  | { readonly kind: 'open' };

export type Matter = {
  readonly kind: 'matter';
  readonly id: RecordId;
  readonly proposal: Said<Proposal>;
  readonly topic: Topic;
  readonly roster: Roster;
  readonly optionCount: number;
  /** Liars allowed for, and members whose double word is proven. */
  readonly liarsAllowed: number;
  readonly underProof: ReadonlySet<MemberId>;
  readonly quorum: number;
  /** Members bound to each option, in roster order. */
  readonly boundTo: readonly (readonly MemberId[])[];
  readonly boundToNone: readonly MemberId[];
  /** Everybody who bound anything here. */
  readonly bound: ReadonlySet<MemberId>;
  readonly outcome: Outcome;
};

export type MatterProblem = {
  readonly kind: 'no-matter';
  readonly reason: 'unknown-proposal' | 'unknown-roster' | 'author-outside' | 'options';
  readonly why: string;
};

const problem = (reason: MatterProblem['reason'], why: string): MatterProblem => ({ kind: 'no-matter', reason, why });

type Exclusive = { readonly id: RecordId; readonly topic: Topic };

/** Proposals that exclude this one: same slot, same round, same roster; itself among them. */
export function rivalsOf(state: GovernanceState, { id, body }: Said<Proposal>): readonly Exclusive[] {
  const { slot, roster } = body;
  const ids = slot ? [...(state.slots.get(slot.name) ?? [])] : [id];
  return ids
    .map((rival) => ({ id: rival, topic: state.topics.get(rival)! }))
    .filter(
      ({ topic }) =>
        !slot || (topic.proposal!.body.slot!.round === slot.round && topic.proposal!.body.roster === roster),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** All that a member bound in a slot and round: proposal and value. */
function bindsOf(rivals: readonly Exclusive[], member: MemberId): readonly { id: RecordId; value: number }[] {
  return rivals.flatMap(({ id, topic }) =>
    [...valuesOf(voicesOn(topic, bind.kind).get(member))].map((value) => ({ id, value })),
  );
}

/** Members of a roster who are proven to have said two things where only one may be said. */
function proven(rivals: readonly Exclusive[], roster: Roster, directory: Directory): ReadonlySet<MemberId> {
  const elsewhere = directory.underProof?.() ?? new Set<MemberId>();
  return new Set(roster.members.filter((member) => elsewhere.has(member) || bindsOf(rivals, member).length > 1));
}

/** The matter as the facts that are held here show it. */
export function matterOf(state: GovernanceState, id: RecordId, directory: Directory): Matter | MatterProblem {
  const topic = state.topics.get(id);
  const proposal = topic?.proposal;
  if (!topic || !proposal) return problem('unknown-proposal', 'The proposal has not arrived here yet.');
  const roster = directory.roster(proposal.body.roster);
  if (!roster) return problem('unknown-roster', 'The page whose members decide has not arrived here yet.');
  if (!roster.members.includes(proposal.record.member)) {
    return problem('author-outside', 'The author is not among the members that the proposal asks.');
  }
  const { kind, method, optionCount } = proposal.body;
  const rule = METHOD_RULES[method];
  if (optionCount < rule.optionsMin || optionCount > rule.optionsMax) {
    return problem(
      'options',
      `"${method}" takes ${rule.optionsMin} to ${rule.optionsMax} options, not ${optionCount}.`,
    );
  }
  const { gravity } = KIND_RULES[kind];
  const rivals = rivalsOf(state, proposal);
  const binds = new Map(roster.members.map((member) => [member, bindsOf(rivals, member)]));
  const boundWith = (value: number): MemberId[] =>
    roster.members.filter((member) => binds.get(member)!.some((said) => said.id === id && said.value === value));
  const bindable = bindableCount(method, optionCount);
  const parts = {
    kind: 'matter' as const,
    id,
    proposal,
    topic,
    roster,
    optionCount: bindable,
    liarsAllowed: liarsAllowed(roster.members.length, gravity),
    underProof: proven(rivals, roster, directory),
    quorum: quorumOf(roster.members.length, gravity),
    boundTo: Array.from({ length: bindable }, (_, option) => boundWith(bindValueOf(option))),
    boundToNone: boundWith(BIND_NONE),
    bound: new Set(roster.members.filter((member) => binds.get(member)!.some((said) => said.id === id))),
  };
  /** Members who bound anything in the slot but exactly this option. */
  const refused = (option: number): number =>
    roster.members.filter((member) =>
      binds.get(member)!.some((said) => said.id !== id || said.value !== bindValueOf(option)),
    ).length;
  return { ...parts, outcome: outcomeOf(parts, refused) };
}

function outcomeOf(matter: Omit<Matter, 'outcome'>, refused: (option: number) => number): Outcome {
  const { roster, underProof, boundTo, quorum } = matter;
  const memberCount = roster.members.length;
  const liars = Math.max(matter.liarsAllowed, underProof.size);
  const needed = Math.max(quorum, quorumWith(memberCount, liars));
  const options = boundTo.map((members, option) => ({ option, count: members.length }));
  const [best] = options.sort((a, b) => b.count - a.count || a.option - b.option);
  if (best && best.count >= needed) return { kind: 'passed', option: best.option };
  if (best && best.count >= quorum) return { kind: 'suspended', option: best.option, needed };
  const rejectedFrom = memberCount - needed + liars + 1;
  if (options.every(({ option }) => refused(option) >= rejectedFrom)) return { kind: 'rejected' };
  return { kind: 'open' };
}

/** Can nothing that arrives later change the outcome, while no more keys lie than are allowed for? */
export const isFinal = ({ outcome }: Matter): boolean => outcome.kind === 'passed' || outcome.kind === 'rejected';
