// Every order of a few frames between two to four production nodes, and errors that only some orders show.

import { describe, expect, test } from 'vitest';
import { catchPlanted, PLANTED } from '#sim/exhaust/planted.ts';
import { casesOf } from '#sim/exhaust/cases.ts';
import { layGround } from '#sim/exhaust/ground.ts';
import { exhaustAll, scopeOf, SMALL } from '#sim/exhaust/suite.ts';
import { exhaust } from '#sim/exhaust/search.ts';

const ground = layGround();
const LIMITS = { statesMax: 100_000 };

describe('every order in which few nodes’ frames come, are lost or come twice', () => {
  test.each([2, 3, 4])(
    'keeps all promises at %i nodes, and all come together once the links are good',
    (nodes) => {
      const { findings, exhausted, states, ends } = exhaustAll(ground, [nodes], SMALL, LIMITS);
      expect(findings).toEqual([]);
      expect(exhausted).toBe(true);
      expect(states).toBeGreaterThan(100);
      expect(ends).toBeGreaterThan(20);
    },
    300_000,
  );

  test('is told with its bounds, and says so where it was cut short', () => {
    expect(scopeOf(SMALL).length).toBeGreaterThan(3);
    expect(exhaustAll(ground, [2], SMALL, { statesMax: 5 }).exhausted).toBe(false);
  });

  test('is the same search where two carriers that are alike are told apart, only longer', () => {
    const bounds = { copies: 3, losses: 1, doubles: 0, waits: 0, crashes: 0, cuts: 0 };
    const [one] = casesOf(ground, 4, bounds).filter(({ name }) => name.startsWith('a fork'));
    const merged = exhaust(one!, LIMITS);
    const apart = exhaust({ ...one!, alike: undefined }, LIMITS);
    expect([merged.findings, apart.findings]).toEqual([[], []]);
    expect(merged.states).toBeLessThan(apart.states);
    expect(merged.healMinutesMost).toBe(apart.healMinutesMost);
  });
});

describe('an error that only some order shows', () => {
  test.each(PLANTED.map((planted) => [planted.words, planted] as const))('is found: %s', (_words, planted) => {
    const caught = catchPlanted(planted);
    expect(caught?.story.length).toBeGreaterThan(0);
  });
});
