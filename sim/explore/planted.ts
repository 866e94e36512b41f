// Rules that are wrong on purpose, one at a time: the search must find each, else it proves nothing.
//
// Only tables differ: the rules that the module is made with, or the charter. The code is the production code.

import { DECISION_RULES, type DecisionRules } from '#modules/governance/rules.ts';
import { optionsCase } from './decisions.ts';
import { moneyCase } from './money.ts';
import { explore, type Case, type Finding } from './search.ts';

export type Planted = {
  readonly name: string;
  /** What is wrong, for people. */
  readonly words: string;
  readonly finds: Finding['what'];
  make(members: number): Case;
};

const majority = (rules: DecisionRules, members: number, interleaved?: true): Case =>
  optionsCase({ members, liars: [], kind: 'ordinary', rules, ...(interleaved && { interleaved }) }, 'majority');

export const PLANTED: readonly Planted[] = [
  {
    name: 'quorum one too low',
    words: 'one bind fewer than q(N, f) is enough',
    finds: 'two truths',
    make: (members) =>
      majority(
        { ...DECISION_RULES, quorumWith: (count, liars) => DECISION_RULES.quorumWith(count, liars) - 1 },
        members,
      ),
  },
  {
    name: 'revisable binds',
    words: 'who has bound may bind again',
    finds: 'two truths',
    make: (members) =>
      majority(
        { ...DECISION_RULES, bindConditions: DECISION_RULES.bindConditions.filter((name) => name !== 'bind-once') },
        members,
        true,
      ),
  },
  {
    name: 'silence as consent',
    words: 'who says nothing counts for it',
    finds: 'violation',
    make: (members) =>
      majority(
        {
          ...DECISION_RULES,
          countsFor: (said, choice) => said.length === 0 || DECISION_RULES.countsFor(said, choice),
        },
        members,
      ),
  },
  {
    name: 'tranche not checked',
    words: 'payees take as much as the whole limit',
    finds: 'violation',
    make: (members) => moneyCase({ members, tranchePercent: 100 }),
  },
];

export type Caught = {
  readonly name: string;
  readonly members: number;
  readonly states: number;
  readonly story: readonly string[];
};

/** The shortest story that shows the error, in the smallest community that shows it; undefined where none does. */
export function catchPlanted({ name, finds, make }: Planted, membersMax = 4): Caught | undefined {
  for (let members = 2; members <= membersMax; members++) {
    const { findings, states } = explore(make(members), { statesMax: 100_000, stopAt: finds });
    const found = findings.find(({ what }) => what === finds);
    if (found) return { name, members, states, story: found.story };
  }
  return undefined;
}
