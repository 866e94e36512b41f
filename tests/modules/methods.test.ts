// The ways of deciding: what a ballot's number means, and which option leads.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BALLOT,
  ballotCount,
  ballotFor,
  bindableCount,
  METHOD_RULES,
  METHODS,
  optionsOfBallot,
  supportOf,
} from '#modules/governance/methods.ts';
import { ballot } from '#modules/governance/records.ts';

const ranked = (...orders: readonly (readonly number[])[]): number[] =>
  orders.map((order) => ballotFor('ranked', order, 3)!);

describe('a ballot', () => {
  test.each(METHODS)('of "%s" has one number for each choice, and no number means two things', (method) => {
    const { optionsMin, optionsMax } = METHOD_RULES[method];
    for (let options = optionsMin; options <= optionsMax; options++) {
      const count = ballotCount(method, options);
      expect(count).toBeLessThanOrEqual(ballot.valueCount!);
      const said = Array.from({ length: count }, (_, value) => optionsOfBallot(method, value, options));
      for (let value = BALLOT.choice; value < count; value++) {
        expect(said[value]!.length).toBeGreaterThan(0);
        expect(said[value]!.every((option) => option < bindableCount(method, options))).toBe(true);
        expect(ballotFor(method, said[value]!, options)).toBe(value);
      }
      expect(optionsOfBallot(method, count, options)).toEqual([]);
    }
  });

  test('that the method does not have has no number', () => {
    expect(ballotFor('majority', [0, 1], 3)).toBeUndefined();
    expect(ballotFor('ranked', [0, 0], 3)).toBeUndefined();
    expect(ballotFor('ranked', [0, 1, 2, 3], 4)).toBeUndefined();
    expect(ballotFor('approval', [], 3)).toBeUndefined();
    expect(ballotFor('consent', [1], 0)).toBeUndefined();
  });
});

describe('the lead', () => {
  test('by approval has whom most find good enough', () => {
    const ballots = [[0, 1], [1], [1, 2], [0]].map((options) => ballotFor('approval', options, 3)!);
    expect(supportOf('approval', ballots, 3)).toEqual([2, 3, 1]);
  });

  test('by ranking goes to the second choices of the weakest, so that a split majority still leads', () => {
    const votes = ranked([0, 1], [0, 1], [0, 1], [1, 0], [1, 0], [2, 1], [2, 1]);
    expect(supportOf('ranked', votes.slice(0, 5), 3)).toEqual([3, 2, 0]);
    expect(supportOf('ranked', [...votes, ...ranked([2, 1])], 3)).toEqual([5, 0, 3]);
    expect(supportOf('ranked', ranked([0], [0], [0], [1], [1], [1], [2, 1], [2, 1]), 3)).toEqual([3, 5, 0]);
  });

  test('depends on what is said and on no order of saying it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...METHODS),
        fc.integer({ min: 2, max: 6 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (method, options, raw, keys) => {
          const ballots = raw.map((value) => value % ballotCount(method, options));
          const shuffled = [...ballots].map((value) => [keys.next().value, value] as const).sort(([a], [b]) => a - b);
          expect(
            supportOf(
              method,
              shuffled.map(([, value]) => value),
              options,
            ),
          ).toEqual(supportOf(method, ballots, options));
        },
      ),
    );
  });
});
