import { describe, expect, test } from 'vitest';
import { DECISION_RULES } from '#modules/governance/rules.ts';
import { catchPlanted, PLANTED } from '#sim/explore/planted.ts';
import { searchAtRandom } from '#sim/explore/random.ts';
import { exploreAll, SCOPE } from '#sim/explore/suite.ts';

const LIMITS = { statesMax: 1_000_000 };

describe('every order of what few members can say and hear', () => {
  test.each([1, 2, 3, 4])(
    'of %i members shows no two truths, no broken promise and no dead end',
    (members) => {
      const { states, exhausted, violations, twoTruths, deadEnds, findings } = exploreAll([members], LIMITS);
      expect(findings).toEqual([]);
      expect({ exhausted, violations, twoTruths, deadEnds }).toEqual({
        exhausted: true,
        violations: 0,
        twoTruths: 0,
        deadEnds: 0,
      });
      expect(states).toBeGreaterThan(100);
    },
    600_000,
  );

  test('is told with its bounds, and says so where it was cut short', () => {
    expect(SCOPE.length).toBeGreaterThan(3);
    expect(exploreAll([2], { statesMax: 10 }).exhausted).toBe(false);
  });
});

describe('a rule that is wrong on purpose', () => {
  test.each(PLANTED.map((planted) => [planted.name, planted] as const))('is found: %s', (_name, planted) => {
    const caught = catchPlanted(planted);
    expect(caught?.story.length).toBeGreaterThan(0);
  });
});

describe('courses drawn at random beyond five members', () => {
  test('show nothing wrong in 7 and 25', () => {
    const { violations, twoTruths, deadEnds } = searchAtRandom({ members: [7, 25], seed: 'ci', runs: 6 });
    expect({ violations, twoTruths, deadEnds }).toEqual({ violations: 0, twoTruths: 0, deadEnds: 0 });
  });

  test.each([
    ['one too low', 1, 8],
    ['two too low: three of seven', 2, 4],
    ['three too low: two of seven', 3, 4],
  ])('find a quorum that is %s, and tell it in few steps', (_words, less, runs) => {
    const rules = {
      ...DECISION_RULES,
      quorumWith: (count: number, liars: number) => DECISION_RULES.quorumWith(count, liars) - less,
    };
    const { twoTruths, findings } = searchAtRandom({ members: [7], seed: 'planted', runs, rules });
    expect(twoTruths).toBeGreaterThan(0);
    expect(Math.min(...findings.map(({ story }) => story.length))).toBeLessThan(40);
  });

  test('find it among twelve, too', () => {
    const rules = {
      ...DECISION_RULES,
      quorumWith: (count: number, liars: number) => DECISION_RULES.quorumWith(count, liars) - 1,
    };
    expect(searchAtRandom({ members: [12], seed: 'planted', runs: 6, rules }).twoTruths).toBeGreaterThan(0);
  });
});
