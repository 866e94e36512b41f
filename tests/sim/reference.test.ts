import { describe, expect, test } from 'vitest';
import { referenceLayout } from '#sim/reference/layout.ts';
import { referenceAirtimeMs, REFERENCE_MODEMS } from '#sim/reference/model.ts';
import { nearestLn, pythonChance } from '#sim/reference/python-chance.ts';
import { runReference, type ReferenceConstants } from '#sim/reference/reference-sim.ts';
import { compareRun, storedRuns, type Row } from '../../bench/compare-cases.ts';

const rows = storedRuns();
const rowOf = (name: string): Row => rows.find((row) => row['run'] === name)!;

test('the official simulator says 40 bytes last 1042.432 ms, and so do we in its profile only', () => {
  expect(referenceAirtimeMs(REFERENCE_MODEMS.LONG_FAST, 40)).toBeCloseTo(1042.432, 9);
});

test('its chance is drawn number for number', () => {
  // Python 3.11: Random(5).random() twice, then the logarithms of what is left of one by the next three.
  const five = pythonChance(5);
  expect([five.random(), five.random()]).toEqual([0.6229016948897019, 0.7417869892607294]);
  const logarithms = [1, 2, 3].map(() => nearestLn(1 - five.random()));
  expect(logarithms).toEqual([-1.5856899681740768, -2.8551060747916557, -1.3466836268806095]);
});

test("the official simulator's own test run comes out as its authors wrote it down", () => {
  const modem = REFERENCE_MODEMS.LONG_FAST;
  const layout = referenceLayout(44, 10, modem)!;
  const figures = runReference({
    ...layout,
    modem,
    simulatedMs: 1_800_000,
    payloadBytes: 40,
    hopLimit: 3,
    mobile: true,
    traffic: { meanGapMs: 100_000, direct: false },
  });
  expect(figures).toMatchObject({ messages: 180, packets: 875, collisions: 320, sensed: 3071, received: 2743 });
  expect(figures).toMatchObject({ dropped: 1255, moving: 4, movingWithGps: 1 });
  expect(figures.meanDelayMs).toBeCloseTo(9465.81, 2);
  expect(figures.transmitUsePct).toBeCloseTo(5.06, 2);
  expect(figures.reachPct).toBeCloseTo(85.06, 2);
  expect(figures.usefulnessPct).toBeCloseTo(50.24, 2);
});

// The whole table with 16 seeds each is `npm run compare:sim`; here every kind of run once.
test.each(
  rows
    .filter(({ packets, nodes }) => Number(packets) * Number(nodes) < 100_000)
    .map((row) => [row['run']!, row] as const),
)('with its own seed the run is the same, count by count: %s', (_, row) => {
  expect(compareRun(row, 2).same).toBe(true);
});

test.each(['n20_s44_p1000_static', 'n20_s44_p1000', 'n50_s44_p1000_static'])(
  'sixteen other seeds lie beside the stored run as the rule asks: %s',
  (name) => {
    const { figures } = compareRun(rowOf(name));
    expect(Object.keys(figures)).toHaveLength(5);
    for (const figure of Object.values(figures)) expect(figure).toMatchObject({ within: true });
  },
);

describe('a model that is wrong is told so by the figure it spoils', () => {
  const planted: readonly (readonly [figure: string, what: string, mistake: Partial<ReferenceConstants>])[] = [
    ['reachPct', 'nobody gives up a copy that was heard twice', { copiesEnough: 2 }],
    ['usefulnessPct', 'one decibel is enough to survive a collision', { captureDb: 1 }],
    ['collisionsOnAirPct', 'a packet is noticed from its first instant', { blindSlots: 0 }],
    ['collisionsOnAirPct', 'a packet is noticed four slots late', { blindSlots: 4 }],
    ['medianDelayMs', 'the coding rate counts once', { airtimeFactor: 0.654 }],
    ['transmitUsePct', 'the coding rate counts once', { airtimeFactor: 0.654 }],
  ];
  test.each(planted)('%s: %s', (figure, _, mistake) => {
    const comparison = compareRun(rowOf('n50_s44_p1000_static'), 16, mistake);
    expect(comparison.same).toBe(false);
    expect(comparison.figures[figure]).toMatchObject({ within: false });
    expect(Math.abs(comparison.figures[figure]!.z)).toBeGreaterThan(3);
  });
});

test('a stored schedule is sent as it is written', () => {
  const layout = referenceLayout(44, 20, REFERENCE_MODEMS.LONG_FAST)!;
  const schedule = [3, 9, 12].map((origin, i) => [origin, 60_000 * (i + 1), -1] as const);
  const once = runReference({
    ...layout,
    chance: pythonChance(7),
    modem: REFERENCE_MODEMS.LONG_FAST,
    simulatedMs: 600_000,
    payloadBytes: 40,
    hopLimit: 3,
    traffic: { schedule },
  });
  expect(once.messages).toBe(3);
  expect(once.reachPct).toBeGreaterThan(50);
});
