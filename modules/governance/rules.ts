// What a decision rests on, as one table (README §1.4): how many, for what, and when a device offers to bind.
//
// The module is made with this table and keeps it in its state; nothing in the code repeats it. So the
// search for two truths (sim/explore) can run the same code with one rule wrong, and must notice.

import type { RecordId } from '#protocol/bytes/reference.ts';
import { liarsAllowed, quorumWith, type Gravity } from '#protocol/tally/quorum.ts';
import { KIND_RULES, type Kind, type KindRule } from './kinds.ts';

/** A bind that a member was proven to say in a slot and round. */
export type Bound = { readonly id: RecordId; readonly value: number };

/** What must hold before a device offers to bind, in the order in which a person should hear of it. */
export const BIND_CONDITIONS = [
  'frozen-roster',
  'first-device',
  'key-believed',
  'new-key',
  'author-counts',
  'closed',
  'bind-once',
  'period-over',
  'no-block',
  'stand-asides',
  'enough-ballots',
  'notice',
  'second-notice',
  'reply',
  'slot',
] as const;
export type BindCondition = (typeof BIND_CONDITIONS)[number];

export type DecisionRules = {
  readonly kinds: Readonly<Record<Kind, KindRule>>;
  /** f for a roster of so many. */
  readonly liarsAllowed: (memberCount: number, gravity: Gravity) => number;
  /** q(N, f). */
  readonly quorumWith: (memberCount: number, liars: number) => number;
  /** Does a member who bound these things count for this choice? Only who bound exactly it does. */
  readonly countsFor: (said: readonly Bound[], choice: Bound) => boolean;
  readonly bindConditions: readonly BindCondition[];
};

export const DECISION_RULES: DecisionRules = {
  kinds: KIND_RULES,
  liarsAllowed,
  quorumWith,
  countsFor: (said, { id, value }) => said.some((bound) => bound.id === id && bound.value === value),
  bindConditions: BIND_CONDITIONS,
};
