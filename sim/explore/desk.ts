// A device of the search: the production modules, folded from what one view holds, and asked.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Fact, Plan, Surroundings } from '#protocol/node/module.ts';
import type { DecisionRules } from '#modules/governance/rules.ts';
import { governanceWith, type GovernanceModuleState } from '#modules/governance/module.ts';
import { RECEIPT, receipt } from '#modules/governance/records.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster, type RosterModuleState } from '#modules/roster/module.ts';
import type { RecordFact, SmallPlace } from './place.ts';
import type { View } from './search.ts';

const HOUR_MS = 3_600_000;
export const PERIOD_HOURS = 24;
/** The period and any grace are over, as on a device that waited. */
const LATE_MS = (PERIOD_HOURS + 1000) * HOUR_MS;

export type Word = {
  readonly words: string;
  /** The statement that says it, for a member; and the record that goes with it. */
  facts(member: number): readonly Fact[];
};

/** Facts of a case, and how a device is made of them. */
export type Ground = {
  readonly place: SmallPlace;
  readonly rules: DecisionRules;
  readonly words: readonly Word[];
  readonly papers: readonly { readonly words: string; readonly fact: RecordFact }[];
  /** Held by everybody. */
  readonly given: readonly Fact[];
};

export type Desk = {
  readonly governance: GovernanceModuleState;
  readonly people: RosterModuleState;
  readonly directory: Directory;
  /** `fresh`: blocks were first held just now. */
  around(fresh?: boolean): Surroundings;
  hear(fact: Fact): void;
  act(member: number, name: string, args: unknown, around?: Surroundings): Plan | undefined;
  duties(member: number): NonNullable<Plan['statements']>;
};

type Statement = Extract<Fact, { kind: 'statement' }>;
const isStatement = (fact: Fact): fact is Statement => fact.kind === 'statement';

export const sayingKey = (kind: number, record: RecordId, value: number, revision: number): string =>
  `${kind}/${record}/${value}/${revision}`;

/** Everybody's receipts: they can only allow more, so no device is made to lack them. */
export const receiptsOf = (place: SmallPlace, proposal: RecordId, roster: RecordId): readonly Fact[] =>
  place.members.flatMap((_, i) => [
    place.say(i, receipt.kind, proposal, roster, RECEIPT.inTime),
    place.say(i, receipt.kind, proposal, roster, RECEIPT.overInTime, 1),
    place.say(i, receipt.kind, proposal, roster, RECEIPT.overInTime, 2),
  ]);

export function createGround(ground: Ground) {
  const { place, words, papers, rules, given } = ground;
  const governance = governanceWith(rules);
  const factsOf = place.members.map((_, member) => words.map((word) => word.facts(member)));
  const wordOf = new Map<string, number>();
  words.forEach((_, bit) => {
    for (const fact of factsOf[0]![bit]!.filter(isStatement))
      wordOf.set(sayingKey(fact.subject.kind, fact.subject.record, fact.voice.value, fact.voice.revision), bit);
  });
  const isPeoples = (fact: Fact): boolean =>
    fact.kind === 'genesis' ||
    (fact.kind === 'record'
      ? roster.recordTypes.some(({ type }) => type === fact.record.type)
      : roster.statementKinds.some(({ kind }) => kind === fact.subject.kind));
  const pageWords = words.reduce((sum, _, bit) => sum | (factsOf[0]![bit]!.some(isPeoples) ? 1 << bit : 0), 0);
  const pagePapers = papers.reduce((sum, { fact }, bit) => sum | (isPeoples(fact) ? 1 << bit : 0), 0);
  const never = (): never => {
    throw new Error('a roster folds without looking around');
  };
  const founded = (): RosterModuleState => {
    const people = roster.empty();
    // Half a Surroundings on purpose: whatever else a fold asked for would be missing, and the search would fail loudly.
    for (const fact of place.founding) roster.fold(people, fact, { state: never } as unknown as Surroundings);
    return people;
  };
  const standing = founded();
  const standingDirectory = directoryOf(standing, { recordsAt: () => [], placeOf: () => undefined });
  const founding = new Map(
    place.founding.flatMap((fact) => (fact.kind === 'record' ? [[fact.id, fact] as const] : [])),
  );

  const desk = ({ heard, papers: held }: View): Desk => {
    const closing = (held & pagePapers) !== 0 || heard.some((mask) => (mask & pageWords) !== 0);
    const people = closing ? founded() : standing;
    const directory = closing
      ? directoryOf(people, { recordsAt: () => [], placeOf: () => undefined })
      : standingDirectory;
    const state = governance.empty();
    const records = new Map<RecordId, RecordFact>(founding);
    const blocks = new Set<RecordId>();
    const quiet = {
      directory,
      state: (module: string): unknown => (module === 'governance' ? state : module === 'roster' ? people : undefined),
      record: (id: RecordId) => records.get(id),
    };
    const around: Desk['around'] = (fresh = false) => ({
      ...quiet,
      nowMs: LATE_MS,
      heldSinceMs: (id) => (fresh && blocks.has(id) ? LATE_MS : 0),
    });
    const hear = (fact: Fact): void => {
      if (isPeoples(fact)) return roster.fold(people, fact, quiet);
      if (fact.kind === 'record' && !papers.some((paper) => paper.fact.id === fact.id)) blocks.add(fact.id);
      if (fact.kind === 'record') records.set(fact.id, fact);
      governance.fold(state, fact, quiet);
    };
    papers.forEach(({ fact }, bit) => {
      if (!((held >>> bit) & 1)) return;
      records.set(fact.id, fact);
      hear(fact);
    });
    given.forEach(hear);
    heard.forEach((mask, member) => {
      for (let bit = 0; mask >>> bit; bit++) if ((mask >>> bit) & 1) factsOf[member]![bit]!.forEach(hear);
    });
    return {
      governance: state,
      people,
      directory,
      around,
      hear,
      act(member, name, args, at = around()) {
        const plan = governance.acts[name]!.plan(state, args as never, place.selfOf(member), at);
        return plan.ok ? plan.value : undefined;
      },
      duties: (member) => [
        ...(roster.duties!(people, place.selfOf(member), around()).statements ?? []),
        ...(governance.duties!(state, place.selfOf(member), around()).statements ?? []),
      ],
    };
  };

  /** The words that a plan says. */
  const wordsOf = (statements: Plan['statements']): number =>
    (statements ?? []).reduce((sum, { subject, value, revision }) => {
      const bit = wordOf.get(sayingKey(subject.kind, subject.record, value, revision));
      return bit === undefined ? sum : sum | (1 << bit);
    }, 0);

  return { desk, wordsOf };
}

/** Adds what a plan says to a desk, as that member's statements. */
export function hearPlan(desk: Desk, member: MemberId, plan: Plan): void {
  for (const { subject, value, revision } of plan.statements ?? [])
    desk.hear({ kind: 'statement', subject, voice: { member, value, revision, keyVersion: 0 } });
}
