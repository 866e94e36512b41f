import { expect, test } from 'vitest';
import { coOp } from '#sim/scenarios/co-op.ts';

const report = coOp();

test('400 members in five valleys: a budget passes without the 64 who are dark, names them, and waits for nobody’s silence', () => {
  expect(report).toMatchObject({
    members: 400,
    quorums: { ordinary: 221, serious: 241 },
    chosen: 1,
    noticed: 400,
    repliedPercent: 84,
    beforeGrace: 'reply',
    afterGrace: undefined,
    budget: 'passed',
    unheard: 64,
    unheardAreTheCutValley: true,
  });
});

test('none of the invariants is broken', () => {
  expect(report.broken).toEqual([]);
});

test('what cannot be undone stays open while the valley is dark: 84 of 100 is not 95', () => {
  expect(report).toMatchObject({ tractorRefused: 'reply', tractor: 'open' });
});

test('the valley comes back with a block: the budget is paused where it is not carried out, and what was drawn stands', () => {
  expect(report).toMatchObject({
    lateBlocks: 1,
    drawWhilePaused: 'line-adopted',
    drawAfterPause: undefined,
    drawsDone: 1,
    valleysAgree: true,
  });
});

test('400 ballots merged at 22 radios take a tenth of the air of single ones, and the result is one frame', () => {
  const { LONG_FAST, MEDIUM_FAST } = report.ballotHours;
  // The first estimate of the design: 7.2 and 0.7 hours on LongFast, 2.1 and 0.2 on MediumFast, two frames.
  expect(LONG_FAST.single).toBeLessThanOrEqual(7.2);
  expect(LONG_FAST.merged).toBeLessThanOrEqual(0.7);
  expect(MEDIUM_FAST.single).toBeLessThanOrEqual(2.1);
  expect(MEDIUM_FAST.merged).toBeLessThanOrEqual(0.2);
  expect(LONG_FAST.single / LONG_FAST.merged).toBeGreaterThan(10);
  expect(report.resultFrames).toBe(1);
});
