// Chance with a seed: the only chance there is in the pure rooms.
//
// One generator per (seed, purpose), so that a draw added in one place never shifts the draws of
// another. The step is sfc32 (Chris Doty-Humphrey, PractRand), seeded through SHA-256. Not for keys.

import { sha256 } from '@noble/hashes/sha2.js';
import { toUtf8 } from './bytes.ts';

export type Prng = {
  /** A whole number, 0 <= n < 2^32. */
  u32(): number;
  /** A whole number, 0 <= n < limit; limit from 1 to 2^32. Without bias. */
  below(limit: number): number;
  /** A number, 0 <= x < 1, with 32 random bits. */
  unit(): number;
  /** Another generator for another purpose, independent of how many draws were made here. */
  fork(purpose: string): Prng;
  /** The four state words, for saving; `resumePrng` goes on from them. */
  state(): readonly [number, number, number, number];
};

type Words = [number, number, number, number];

export function prng(seed: string): Prng {
  const digest = sha256(toUtf8(`prng/1|${seed}`));
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return generator(seed, [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)]);
}

/** Goes on where a saved generator stood. `seed` is the one it was made with: forks derive from it. */
export function resumePrng(seed: string, state: readonly [number, number, number, number]): Prng {
  return generator(seed, [...state]);
}

function generator(seed: string, words: Words): Prng {
  let [a, b, c, counter] = words;
  const u32 = (): number => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  const below = (limit: number): number => {
    const fair = 2 ** 32 - (2 ** 32 % limit);
    let drawn = u32();
    while (drawn >= fair) drawn = u32();
    return drawn % limit;
  };
  return {
    u32,
    below,
    unit: () => u32() / 2 ** 32,
    fork: (purpose) => prng(`${seed}/${purpose}`),
    state: () => [a >>> 0, b >>> 0, c >>> 0, counter >>> 0],
  };
}
