// How the campaign draws: choices, shares and times out of one stream of a seed.

import type { Prng } from '#protocol/bytes/prng.ts';
import type { Step } from '../worlds/format.ts';

/** A world that is being drawn. */
export type Draw = {
  readonly chance: Prng;
  readonly people: readonly string[];
  readonly radios: readonly string[];
  /** Radios with one of our nodes behind them and nobody's phone: where a stranger to the town can join it. */
  readonly sites: readonly string[];
  /** When the faults end and the calm begins. */
  readonly endHour: number;
  readonly steps: Step[];
  /** When the time for thinking over each matter ends: much goes wrong just then. */
  readonly decidedAt: number[];
};

export const oneOf = <T>(chance: Prng, all: readonly T[]): T => all[chance.below(all.length)]!;
export const upTo = (chance: Prng, most: number): number => (chance.below(10_001) / 10_000) * most;
export const odds = (chance: Prng, percent: number): boolean => chance.below(100) < percent;
/** Times to two decimals: a script is read by people. */
export const round = (hours: number): number => Math.round(hours * 100) / 100;
export const someOf = <T>(chance: Prng, all: readonly T[], count: number): T[] => {
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(chance.below(left.length), 1)[0]!);
};

export const act = (hour: number, who: string | string[], name: string, args: object, more: Partial<Step> = {}): Step =>
  ({ hour: round(hour), do: 'act', who, act: name, with: args, ...more }) as Step;
