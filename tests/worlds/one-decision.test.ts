// One decision with a partition in the middle: what `folkmoot demo --story decision` tells.

import { expect, test } from 'vitest';
import { oneDecision } from '#sim/scenarios/one-decision.ts';

test('neither bank can decide, both together can, and a stranger is convinced by the file and by the codes alone', () => {
  const told: string[] = [];
  const report = oneDecision({ seed: 'test', hours: 6, tell: ({ words }) => told.push(words) });
  expect(report).toMatchObject({
    houses: 7,
    quorum: 5,
    refusedBy: ['bind-needs-quorum', 'bind-needs-quorum'],
    outcome: 'passed',
    certificates: 1,
    stateHashes: 1,
    broken: [],
  });
  expect(report.bound).toBeGreaterThanOrEqual(5);
  expect(report.stranger.slice(0, 2)).toEqual(['passed', 'passed']);
  expect(report.stranger[2]).toContain('not proven');
  expect(told.findIndex((line) => line.includes('dies'))).toBeLessThan(
    told.findIndex((line) => line.includes('binds')),
  );
});
