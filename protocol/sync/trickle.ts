// When to say HELLO: Trickle (RFC 6206), with a word now and then whatever others say (§8.4).
//
// Agreement makes the interval grow, difference makes it short again. Whoever was silenced many times
// in a row speaks anyway: nobody can be kept quiet by echoes.

import type { Prng } from '../bytes/prng.ts';

/** How many equal HELLOs silence ours. */
const ENOUGH = 2;
const SILENCED_MAX = 9;

export interface Trickle {
  /** One who says the same was heard. */
  equal(): void;
  /** Others say something else, or there is something new to say: the shortest interval again. */
  reset(nowMs: number): void;
  /** The same, and then we speak whatever others say: whoever hears us may not hear them. */
  tell(nowMs: number): void;
  /** The shortest interval from now on, whatever was planned: who was talked over learns more by listening first. */
  again(nowMs: number): void;
  /** Something that says more goes out instead: nothing more in this interval. */
  said(): void;
  /** Not later than this. */
  soon(atMs: number): void;
  /** True if our HELLO is due and was not said by others for us. */
  due(nowMs: number): boolean;
  readonly nextAtMs: number;
}

export function createTrickle(
  bounds: { readonly minMs: number; readonly maxMs: number; readonly firstWithinMs: number },
  chance: Prng,
  nowMs: number,
): Trickle {
  const { minMs, maxMs, firstWithinMs } = bounds;
  let intervalMs = minMs;
  let atMs = nowMs + chance.below(firstWithinMs);
  let endsMs = nowMs + minMs;
  let heard = 0;
  let silenced = 0;
  let tells = false;

  const start = (lengthMs: number, now: number): void => {
    const half = Math.floor(lengthMs / 2);
    [intervalMs, atMs, endsMs, heard] = [lengthMs, now + half + chance.below(half), now + lengthMs, 0];
  };
  const reset = (now: number): void => {
    if (intervalMs > minMs || now > endsMs) start(minMs, now);
  };
  return {
    equal: () => void heard++,
    reset,
    tell: (now) => {
      tells = true;
      reset(now);
    },
    again: (now) => start(minMs, now),
    said: () => void (atMs = Infinity),
    soon: (at) => void (atMs = Math.min(atMs, at)),
    due(now) {
      let speak = false;
      if (now >= atMs) {
        atMs = Infinity;
        speak = tells || heard < ENOUGH || silenced >= SILENCED_MAX;
        silenced = speak ? 0 : silenced + 1;
        tells = false;
      }
      if (now >= endsMs) start(Math.min(2 * intervalMs, maxMs), now);
      return speak;
    },
    get nextAtMs() {
      return Math.min(atMs, endsMs);
    },
  };
}
