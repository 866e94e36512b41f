import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liarsAllowed, quorumOf, refusalsThatReject, type Gravity } from '#protocol/tally/quorum.ts';

const GRAVITIES = ['ordinary', 'serious', 'charter'] as const satisfies readonly Gravity[];

test('the table of the rules: how many must agree', () => {
  const table = [1, 2, 3, 4, 5, 7, 25, 60, 112, 400].map((count) => [
    count,
    ...GRAVITIES.map((g) => quorumOf(count, g)),
  ]);
  expect(table).toEqual([
    [1, 1, 1, 1],
    [2, 2, 2, 2],
    [3, 3, 3, 3],
    [4, 3, 3, 3],
    [5, 4, 4, 4],
    [7, 5, 5, 5],
    [25, 14, 16, 17],
    [60, 34, 37, 40],
    [112, 62, 68, 75],
    [400, 221, 241, 267],
  ]);
});

test('any two quorums share an honest member, and so do a quorum and a rejection', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4094 }), fc.constantFrom(...GRAVITIES), (count, gravity) => {
      const [quorum, liars] = [quorumOf(count, gravity), liarsAllowed(count, gravity)];
      expect(2 * quorum - count).toBeGreaterThan(liars);
      expect(quorum + refusalsThatReject(count, gravity) - count).toBeGreaterThan(liars);
      expect(quorum).toBeLessThanOrEqual(count);
    }),
  );
});
