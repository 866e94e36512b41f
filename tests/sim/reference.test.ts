import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { REFERENCE_MODEMS, referenceAirtimeUs, runReference } from '#sim/reference/reference-sim.ts';

const HOME = fileURLToPath(new URL('../reference-sim/', import.meta.url));
const read = (name: string): string => readFileSync(HOME + name, 'utf8');
const [head, ...lines] = read('runs.csv').trim().split(/\r?\n/);
const columns = head!.split(',');
const runOf = (name: string): Record<string, number> => {
  const cells = lines.find((line) => line.startsWith(`${name},`))!.split(',');
  return Object.fromEntries(columns.map((column, i) => [column, Number(cells[i])]));
};

function ours(layoutName: string, scheduleName: string, seeds: number) {
  const layout = JSON.parse(read(layoutName)) as {
    positions_m: [number, number, number][];
    link_offset_db_tx_row_rx_col: number[][];
  };
  const schedule = (JSON.parse(read(scheduleName)) as { rows: [number, number, number][] }).rows;
  return Array.from({ length: seeds }, (_, seed) =>
    runReference({
      seed: `test ${seed}`,
      modem: REFERENCE_MODEMS.LONG_FAST,
      positionsM: layout.positions_m,
      linkOffsetDb: layout.link_offset_db_tx_row_rx_col,
      simulatedMs: 1_800_000,
      payloadBytes: 40,
      hopLimit: 3,
      traffic: { schedule },
    }),
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1));

test('the official simulator says 40 bytes last 1042.432 ms, and so do we in its profile only', () => {
  expect(referenceAirtimeUs(REFERENCE_MODEMS.LONG_FAST, 40)).toBe(runOf('n10_s44')['airtime_ms']! * 1000);
});

for (const [run, layout, delayShare] of [
  ['n20_s44_p1000_static', 'n20_s44.json', 0.1],
  ['n20_s44_static', 'n20_s44.json', 0.25],
  ['n50_s44_p1000_static', 'n50_s44.json', 0.1],
] as const) {
  test(`beside the official simulator on its own layout and messages: ${run}`, () => {
    const reference = runOf(run);
    const figures = ours(layout, `schedule_${run}.json`, 16);
    const reach = figures.map((f) => f.reachPct);
    expect(figures[0]!.messages).toBe(reference['messages']);
    expect(Math.abs(mean(reach) - reference['reach_pct']!)).toBeLessThan(Math.max(2 * spread(reach), 2));
    expect(Math.abs(mean(figures.map((f) => f.usefulnessPct)) - reference['usefulness_pct']!)).toBeLessThan(1.5);
    const collisions = mean(figures.map((f) => f.collisionsPct));
    expect(Math.abs(collisions - reference['collision_rate_on_air_pct']!)).toBeLessThan(2.5);
    const delay = mean(figures.map((f) => f.medianDelayMs)) / reference['p50_delay_ms']!;
    expect(Math.abs(delay - 1)).toBeLessThan(delayShare);
    const use = mean(figures.map((f) => f.transmitUsePct)) / reference['tx_air_util_pct']!;
    expect(Math.abs(use - 1)).toBeLessThan(0.05);
  });
}

test('the reference profile, too, is the same for the same seed', () => {
  const once = ours('n20_s44.json', 'schedule_n20_s44_p1000_static.json', 2);
  expect(ours('n20_s44.json', 'schedule_n20_s44_p1000_static.json', 2)).toEqual(once);
  expect(once[0]).not.toEqual(once[1]);
});
