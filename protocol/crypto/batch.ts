// Many signatures that came separately, each with a verdict of its own (protocol/README.md §4.4).
//
// A weighted check of all of them costs little more than their pairings; only where it fails is the
// heap halved, and halved again, until the false ones stand alone: k false ones among n cost about
// 2k log2(n) checks instead of n. The weights are random 64-bit numbers that no sender could foresee,
// because a plain sum accepts two wrong ones that cancel.

import { verify, verifyBatch, type Claim } from './bls.ts';

/** Non-zero 64-bit weights out of random 32-bit words; the rim gives real entropy, a test a seed. */
export function coefficients(u32: () => number): () => bigint {
  return () => {
    for (;;) {
      // Both halves are unsigned: `<<` on numbers is signed and would give negative weights.
      const weight = (BigInt(u32() >>> 0) << 32n) | BigInt(u32() >>> 0);
      if (weight > 0n) return weight;
    }
  };
}

/**
 * The verdict on each claim, in order. `coefficient` gives non-zero 64-bit numbers (see `coefficients`).
 * A claim is true exactly where `verify` says so, but for a chance of 2^-64 a check.
 */
export function verdicts(claims: readonly Claim[], coefficient: () => bigint): readonly boolean[] {
  const answers = new Array<boolean>(claims.length).fill(false);
  const judge = (from: number, to: number, knownFalse: boolean): void => {
    if (from >= to) return;
    if (to - from === 1) {
      answers[from] = !knownFalse && verify(claims[from]!);
      return;
    }
    if (!knownFalse && verifyBatch(claims.slice(from, to), coefficient)) {
      answers.fill(true, from, to);
      return;
    }
    const middle = (from + to) >> 1;
    const left = to - from > 2 && verifyBatch(claims.slice(from, middle), coefficient);
    if (left) answers.fill(true, from, middle);
    else judge(from, middle, to - from > 2 && middle - from > 1);
    // Where the left half is true, the false one is on the right: no need to ask that half as a whole.
    judge(middle, to, left && to - middle > 1);
  };
  judge(0, claims.length, false);
  return answers;
}
