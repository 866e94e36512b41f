// What has become of a matter: passed, rejected, suspended or open (README §1.4).
//
// Only binds decide. They are irrevocable, so a quorum of equal binds stands whatever arrives later,
// and enough contrary ones mean that no quorum can ever come. Nothing here looks at a clock.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { effectProblem, electorate } from './effects.ts';
import { ruleOn, type KindRule } from './kinds.ts';
import { bindableCount, METHOD_RULES } from './methods.ts';
import { bind, type Proposal } from './records.ts';
import type { Bound, DecisionRules } from './rules.ts';
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
  readonly rules: DecisionRules;
  /** The rule of its kind, by the charter of the page that it freezes. */
  readonly rule: KindRule;
  readonly id: RecordId;
  readonly proposal: Said<Proposal>;
  readonly topic: Topic;
  /** Who decides: the frozen page, without the one whom a removal is about. */
  readonly roster: Roster;
  readonly optionCount: number;
  /** Liars allowed for, and members whose double word is proven. */
  readonly liarsAllowed: number;
  readonly underProof: ReadonlySet<MemberId>;
  readonly quorum: number;
  /** Members who count for each option: those bound to each option, in roster order. */
  readonly boundTo: readonly (readonly MemberId[])[];
  readonly boundToNone: readonly MemberId[];
  /** Everybody who bound anything here. */
  readonly bound: ReadonlySet<MemberId>;
  /** Everybody who bound anything here or on a rival. */
  readonly boundInRound: ReadonlySet<MemberId>;
  /** Matters of the same slot, round and page: only one of them may pass. */
  readonly rivals: readonly Exclusive[];
  readonly outcome: Outcome;
};

export type MatterProblem = {
  readonly kind: 'no-matter';
  readonly reason: 'unknown-proposal' | 'unknown-roster' | 'author-outside' | 'options' | 'effect';
  readonly why: string;
};

const problem = (reason: MatterProblem['reason'], why: string): MatterProblem => ({ kind: 'no-matter', reason, why });

export type Exclusive = { readonly id: RecordId; readonly topic: Topic };

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

/** Of all that a matter follows from besides its page: another name when any of it changed. */
const versionsOf = (state: GovernanceState, proposal: Said<Proposal>, topic: Topic): string =>
  proposal.body.slot
    ? rivalsOf(state, proposal)
        .map((rival) => `${rival.id} ${rival.topic.version}`)
        .join()
    : String(topic.version);

/** All that a member bound in a slot and round: proposal and value. */
function bindsOf(rivals: readonly Exclusive[], member: MemberId): readonly Bound[] {
  return rivals.flatMap(({ id, topic }) =>
    [...valuesOf(voicesOn(topic, bind.kind).get(member))].map((value) => ({ id, value })),
  );
}

/** Members of a roster who are proven to have said two things where only one may be said. */
function proven(
  binds: ReadonlyMap<MemberId, readonly Bound[]>,
  roster: Roster,
  elsewhere: ReadonlySet<MemberId>,
): ReadonlySet<MemberId> {
  return new Set(roster.members.filter((member) => elsewhere.has(member) || binds.get(member)!.length > 1));
}

const NOBODY: ReadonlySet<MemberId> = new Set();

/** The matter as the facts that are held here show it; derived anew only when one of them has changed. */
export function matterOf(state: GovernanceState, id: RecordId, directory: Directory): Matter | MatterProblem {
  const topic = state.topics.get(id);
  const proposal = topic?.proposal;
  if (!topic || !proposal) return problem('unknown-proposal', 'The proposal has not arrived here yet.');
  const roster = directory.roster(proposal.body.roster);
  if (!roster) return problem('unknown-roster', 'The page whose members decide has not arrived here yet.');
  const elsewhere = directory.underProof?.() ?? NOBODY;
  const versions = versionsOf(state, proposal, topic);
  const known = topic.derived as Derived | undefined;
  if (known?.versions === versions && known.roster === roster && known.elsewhere === elsewhere) {
    return known.matter;
  }
  if (!roster.members.includes(proposal.record.member)) {
    return problem('author-outside', 'The author is not among the members that the proposal asks.');
  }
  const { method, optionCount } = proposal.body;
  const rule = METHOD_RULES[method];
  if (optionCount < rule.optionsMin || optionCount > rule.optionsMax) {
    return problem(
      'options',
      `"${method}" takes ${rule.optionsMin} to ${rule.optionsMax} options, not ${optionCount}.`,
    );
  }
  const { effect } = proposal.body;
  const wrong = effectProblem(proposal.body);
  if (wrong !== undefined) return problem('effect', wrong);
  if (effect?.what === 'removal' && !roster.members.includes(effect.member)) {
    return problem('effect', 'Whom it would put out is not among the members of that page.');
  }
  const rivals = rivalsOf(state, proposal);
  const matter = derive(state.rules, {
    id,
    topic,
    proposal,
    roster: electorate(roster, effect),
    rule: ruleOn(state.rules.kinds[proposal.body.kind], proposal.body.kind, directory.charterAt?.(roster.checkpoint)),
    rivals,
    elsewhere,
  });
  topic.derived = { versions, elsewhere, roster, matter } satisfies Derived;
  return matter;
}

/** What was derived last, and from what: the directory answers with the same set while it says the same. */
type Derived = {
  readonly versions: string;
  readonly elsewhere: ReadonlySet<MemberId>;
  /** Of the page, everybody in it. */
  readonly roster: Roster;
  readonly matter: Matter;
};

type Given = Pick<Matter, 'id' | 'topic' | 'proposal' | 'roster' | 'rule'> & {
  readonly rivals: readonly Exclusive[];
  readonly elsewhere: ReadonlySet<MemberId>;
};

function derive(rules: DecisionRules, { id, topic, proposal, roster, rule, rivals, elsewhere }: Given): Matter {
  const { method, optionCount } = proposal.body;
  const { gravity } = rule;
  const liarsAllowed = rules.liarsAllowed(roster.members.length, gravity);
  const binds = new Map(roster.members.map((member) => [member, bindsOf(rivals, member)]));
  const boundWith = (value: number): MemberId[] =>
    roster.members.filter((member) => rules.countsFor(binds.get(member)!, { id, value }));
  const bindable = bindableCount(method, optionCount);
  const parts = {
    kind: 'matter' as const,
    rules,
    rule,
    id,
    proposal,
    topic,
    roster,
    optionCount: bindable,
    liarsAllowed,
    underProof: proven(binds, roster, elsewhere),
    quorum: rules.quorumWith(roster.members.length, liarsAllowed),
    boundTo: Array.from({ length: bindable }, (_, option) => boundWith(bindValueOf(option))),
    boundToNone: boundWith(BIND_NONE),
    bound: new Set(roster.members.filter((member) => binds.get(member)!.some((said) => said.id === id))),
    boundInRound: new Set(roster.members.filter((member) => binds.get(member)!.length > 0)),
    rivals: rivals.filter((rival) => rival.id !== id),
  };
  /** Members who bound anything in the slot but exactly this option. */
  const refused = (option: number): number =>
    roster.members.filter((member) =>
      binds.get(member)!.some((said) => said.id !== id || said.value !== bindValueOf(option)),
    ).length;
  return { ...parts, outcome: outcomeOf(parts, refused) };
}

function outcomeOf(matter: Omit<Matter, 'outcome'>, refused: (option: number) => number): Outcome {
  const { rules, roster, underProof, boundTo, quorum } = matter;
  const memberCount = roster.members.length;
  const liars = Math.max(matter.liarsAllowed, underProof.size);
  const needed = Math.max(quorum, rules.quorumWith(memberCount, liars));
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
