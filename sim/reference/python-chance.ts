// Chance as Meshtasticator draws it: Python's `random.Random(seed)`, number for number.
//
// Its schedules, walks and layouts follow from generators seeded by small numbers, so a copy that draws the same
// numbers sends the same messages at the same times and walks the same ways, and can be laid beside it without
// the noise of another draw. MT19937 as published (Matsumoto and Nishimura 1998); how a seed becomes a state and
// 32 bits become a fraction, a choice or a normal value: CPython, Modules/_randommodule.c and Lib/random.py.

import { cosSin, ln } from '../fixed-math.ts';

export type PythonChance = {
  /** A fraction in [0, 1) of 53 bits. */
  random(): number;
  /** A whole number from 0 to limit - 1. */
  below(limit: number): number;
  /** A waiting time with this mean. */
  exponential(mean: number): number;
  /** A normal value; every second one is the partner of the one before. */
  gauss(mean: number, deviation: number): number;
};

const WORDS = 624;
const SHIFT = 397;

/** Seeds are whole numbers from 0 to 2^32 - 1. */
export function pythonChance(seed: number): PythonChance {
  const state = stateOf(seed >>> 0);
  let at = WORDS;
  let partner: number | undefined;

  const u32 = (): number => {
    if (at === WORDS) {
      renew(state);
      at = 0;
    }
    let y = state[at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const random = (): number => {
    const upper = u32() >>> 5;
    const lower = u32() >>> 6;
    return (upper * 67_108_864 + lower) / 9_007_199_254_740_992;
  };
  return {
    random,
    below(limit) {
      const unused = Math.clz32(limit); // as many bits as the limit itself has, drawn again until below it
      let bits = u32() >>> unused;
      while (bits >= limit) bits = u32() >>> unused;
      return bits;
    },
    exponential: (mean) => -nearestLn(1 - random()) / (1 / mean),
    gauss(mean, deviation) {
      const held = partner;
      partner = undefined;
      if (held !== undefined) return mean + held * deviation;
      const { cos, sin } = cosSin(random() * 2 * Math.PI);
      const radius = Math.sqrt(-2 * ln(1 - random()));
      partner = sin * radius;
      return mean + cos * radius * deviation;
    },
  };
}

/** init_by_array with the one word that a small seed is. */
function stateOf(seed: number): Uint32Array {
  const state = new Uint32Array(WORDS);
  state[0] = 19_650_218;
  const mixed = (i: number): number => state[i - 1]! ^ (state[i - 1]! >>> 30);
  for (let i = 1; i < WORDS; i++) state[i] = Math.imul(1_812_433_253, mixed(i)) + i;
  let i = 1;
  const step = (factor: number, add: number): void => {
    state[i] = (state[i]! ^ Math.imul(mixed(i), factor)) + add;
    if (++i < WORDS) return;
    state[0] = state[WORDS - 1]!;
    i = 1;
  };
  for (let k = 0; k < WORDS; k++) step(1_664_525, seed);
  for (let k = 1; k < WORDS; k++) step(1_566_083_941, -i);
  state[0] = 0x80000000;
  return state;
}

function renew(state: Uint32Array): void {
  for (let i = 0; i < WORDS; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % WORDS]! & 0x7fffffff);
    state[i] = state[(i + SHIFT) % WORDS]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}

/** Bits behind the point. */
const POINT = 128n;
const LN_2 = 235865763225513294137944142764154484399n; // of 128 bits

/**
 * The double nearest to the natural logarithm of a fraction of 53 bits. Its times decide which of two nodes that
 * counted slots from the same instant comes first, so even the last bit must be the one the C library gives.
 */
export function nearestLn(fraction: number): number {
  let mantissa = BigInt(fraction * 9_007_199_254_740_992);
  let exponent = -53n;
  const bits = BigInt(mantissa.toString(2).length);
  exponent += bits;
  mantissa <<= POINT - bits; // from a half to one
  const one = 1n << POINT;
  const y = ((mantissa - one) << POINT) / (mantissa + one);
  const square = (y * y) >> POINT;
  let sum = 0n;
  let power = y;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> POINT;
  }
  return Number(2n * sum + exponent * LN_2) / 2 ** 128;
}
