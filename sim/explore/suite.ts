// What is explored for a number of members: every kind of proposal, every way to decide, every choice of liars.

import { liarsAllowed } from '#protocol/tally/quorum.ts';
import type { Kind } from '#modules/governance/kinds.ts';
import { DECISION_RULES, type DecisionRules } from '#modules/governance/rules.ts';
import { optionsCase, pageCase, rivalsCase, roundsCase } from './decisions.ts';
import { moneyCase } from './money.ts';
import { explore, type Case, type Explored, type Finding, type Limits } from './search.ts';

const KINDS: readonly Kind[] = ['ordinary', 'serious', 'irreversible', 'charter'];

/** Nobody lies; the author of the papers lies; another lies. Where the rules allow for no liar, nobody does. */
function choicesOfLiars(members: number): readonly (readonly number[])[] {
  const most = Math.max(
    ...(['ordinary', 'serious', 'charter'] as const).map((gravity) => liarsAllowed(members, gravity)),
  );
  return most === 0 ? [[]] : [[], [0], [members - 1]];
}

/** The cases for so many members, smallest first. They are made one at a time: each holds its own devices. */
export function* casesFor(members: number, rules: DecisionRules = DECISION_RULES): Generator<Case> {
  if (members > 1) yield moneyCase({ members });
  for (const [turn, liars] of choicesOfLiars(members).entries()) {
    // From four members on all kinds have one quorum, so the choices of liars take the kinds in turn.
    const kinds = members <= UP_TO_ALL_KINDS ? KINDS : KINDS.filter((_, i) => i % LIAR_CHOICES === turn);
    for (const kind of kinds) yield rivalsCase({ members, liars, kind, rules });
    for (const kind of kinds) yield optionsCase({ members, liars, kind, rules }, 'majority');
    for (const kind of kinds.slice(0, members <= UP_TO_ALL_KINDS ? KINDS.length : 1)) {
      yield optionsCase({ members, liars, kind, rules }, 'approval');
      if (members <= UP_TO_ALL_KINDS || liars.length === 0)
        yield optionsCase({ members, liars, kind, rules }, 'ranked');
      yield roundsCase({ members, liars, kind, rules });
      yield pageCase({ members, liars, kind, rules }, members <= UP_TO_ALL_KINDS ? 2 : 1);
    }
  }
}

const UP_TO_ALL_KINDS = 3;
const LIAR_CHOICES = 3;

export type Totals = Pick<Explored, 'states' | 'devices' | 'violations' | 'twoTruths' | 'deadEnds' | 'exhausted'> & {
  readonly cases: number;
  readonly findings: readonly (Finding & { readonly case: string; readonly members: number })[];
};

export function exploreAll(
  memberCounts: readonly number[],
  limits: Limits,
  told: (explored: Explored, members: number, liars: number) => void = () => undefined,
  isWanted: (one: Case) => boolean = () => true,
): Totals {
  let totals: Totals = {
    cases: 0,
    states: 0,
    devices: 0,
    violations: 0,
    twoTruths: 0,
    deadEnds: 0,
    exhausted: true,
    findings: [],
  };
  for (const members of memberCounts) {
    for (const one of casesFor(members)) {
      if (!isWanted(one)) continue;
      const explored = explore(one, limits);
      told(explored, members, one.liars.size);
      totals = {
        cases: totals.cases + 1,
        states: totals.states + explored.states,
        devices: totals.devices + explored.devices,
        violations: totals.violations + explored.violations,
        twoTruths: totals.twoTruths + explored.twoTruths,
        deadEnds: totals.deadEnds + explored.deadEnds,
        exhausted: totals.exhausted && explored.exhausted,
        findings: [
          ...totals.findings,
          ...explored.findings.map((finding) => ({ ...finding, case: explored.case, members })),
        ],
      };
    }
  }
  return totals;
}

/** The bounds of the search, in words that a reader can hold us to. */
export const SCOPE: readonly string[] = [
  'communities of the named sizes, on one page; the author of the proposals, one other or nobody lies, as far as the rules allow for it',
  'two consent proposals on one slot (two ballots in two revisions and one bind a member, one block, stand-asides), of each kind',
  'one matter with two options by majority, of each kind; by approval and ranking; two ballots and one bind a member',
  'two rounds of one slot; a page closed while a matter is open, leaving it out or carrying it, and a matter over each new page',
  'one account that lies to all others about its tranche',
  'from four members on: the four kinds are spread over the choices of liars (all have one quorum there), pages have one round of readiness, and ranking is searched without a liar',
  'devices hold any part of what was said, their own words included; period and grace are over and all receipts are there, which allows the most',
  'dead ends: everybody is honest, holds everything and does what is offered, further revisions included',
];
