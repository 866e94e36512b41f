// Chance for many nodes at once, laid out for speed; every draw follows from the seed alone.
//
// Two forms. A stream (`chanceStreams`) is one sfc32 generator per (seed, purpose, node) with its
// state in a typed array: for draws that a node makes one after another, such as back-off slots. A
// hash (`mix`) is chance without state: the same question always gets the same answer, whatever was
// asked before, so physics does not depend on the order in which equal instants are worked off.

import { prng } from '#protocol/bytes/prng.ts';
import { GAUSSIAN, ln } from './fixed-math.ts';

/** A well-mixed 32-bit number from four (the finalizer of MurmurHash3, chained). */
export function mix(a: number, b: number, c: number, d: number): number {
  let h = a ^ Math.imul(b, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ c, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16) ^ Math.imul(d, 0x27d4eb2f), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One 32-bit number per purpose, to put in front of `mix`. */
export const seedWord = (seed: string, purpose: string): number => prng(`${seed}/${purpose}`).u32();

/** A standard normal value chosen by the upper 12 of 32 random bits. */
export const gaussianOf = (bits: number): number => GAUSSIAN[bits >>> 20]!;

/** An exponential waiting time with this mean, chosen by 32 random bits; whole units, at least 0. */
export const exponentialOf = (bits: number, mean: number): number => Math.round(-mean * ln((bits + 0.5) / 2 ** 32));

export type ChanceStreams = {
  /** The next 32 bits of node i's stream. */
  u32(i: number): number;
  /** A whole number from 0 to limit - 1; the bias is below limit / 2^32. */
  below(i: number, limit: number): number;
  /** Makes room for another node's stream. */
  add(i: number): void;
  save(): Uint32Array;
  load(state: Uint32Array): void;
};

export function chanceStreams(seed: string, purpose: string, count: number): ChanceStreams {
  let words = new Uint32Array(4 * count);
  const start = (i: number): void => words.set(prng(`${seed}/${purpose}/${i}`).state(), 4 * i);
  for (let i = 0; i < count; i++) start(i);

  const u32 = (i: number): number => {
    const at = 4 * i;
    const a = words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    const counter = words[at + 3]!;
    const out = (a + b + counter) | 0;
    words[at] = b ^ (b >>> 9);
    words[at + 1] = (c + (c << 3)) | 0;
    words[at + 2] = (((c << 21) | (c >>> 11)) + out) | 0;
    words[at + 3] = (counter + 1) | 0;
    return out >>> 0;
  };
  return {
    u32,
    below: (i, limit) => u32(i) % limit,
    add: (i) => {
      if (4 * i >= words.length) {
        const wider = new Uint32Array(Math.max(4 * (i + 1), 2 * words.length));
        wider.set(words);
        words = wider;
      }
      start(i);
    },
    save: () => words.slice(),
    load: (state) => void (words = state.slice()),
  };
}
