// Did a call for help reach our neighbours? (protocol/README.md §8.4)
//
// A relay that was heard proves that one side heard it: over a ridge with one radio on it, the other side may not have,
// and nobody here would know before the next quiet HELLO. So whoever learns of a call says HELLO soon, whatever
// others say, as long as a neighbour who was heard today has not said the same since. Who lacks the call then asks.

import type { Prng } from '../bytes/prng.ts';

/** Twice: when relays are done, and once more, since a HELLO may be lost as well. Then Trickle goes on. */
const ROUNDS_FRAMES: readonly (readonly [from: number, within: number])[] = [
  [5, 8],
  [22, 10],
];
/** A neighbour who was not heard for so long has gone. */
const NEIGHBOUR_MS = 3 * 3_600_000;
const NEIGHBOURS_MAX = 64;

export interface AlarmWatch {
  /** A call for help is new here. */
  raised(nowMs: number): void;
  /** A direct neighbour was heard; does it hold what we hold? */
  heard(name: string, agrees: boolean, nowMs: number): void;
  /** Is a HELLO due? Answers true once for each. */
  due(nowMs: number): boolean;
  readonly nextAtMs: number;
}

export function createAlarmWatch(frames: (count: number) => number, chance: Prng): AlarmWatch {
  const neighbours = new Map<string, { readonly atMs: number; readonly agrees: boolean }>();
  let rounds: readonly number[] = [];
  return {
    raised(now) {
      for (const [name, { atMs }] of neighbours) neighbours.set(name, { atMs, agrees: false });
      const [first, second] = ROUNDS_FRAMES.map(([from, within]) => now + frames(from) + chance.below(frames(within)));
      // One call after the other must not put the word off without end.
      rounds = [Math.min(rounds[0] ?? Infinity, first!), second!];
    },
    heard(name, agrees, now) {
      neighbours.delete(name);
      if (neighbours.size >= NEIGHBOURS_MAX) neighbours.delete(neighbours.keys().next().value!);
      neighbours.set(name, { atMs: now, agrees });
    },
    due(now) {
      if (rounds.length === 0 || now < rounds[0]!) return false;
      rounds = rounds.slice(1);
      return [...neighbours.values()].some(({ atMs, agrees }) => !agrees && atMs > now - NEIGHBOUR_MS);
    },
    get nextAtMs() {
      return rounds[0] ?? Infinity;
    },
  };
}
