// Our `reference` profile beside the official simulator's own figures, run by run: `npx tsx bench/compare-sim.ts [--json]`.
//
// For each stored static run whose layout is stored: 16 seeds of ours, mean and spread, and how many spreads the
// reference lies away (z). The rule: reach within max(2 spreads, 2 points), usefulness within 1.5 points,
// collisions on air within 2.5 points, median delay within 10 % (25 % in overload), transmit use within 5 %
// where the schedule of messages is the stored one.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { REFERENCE_MODEMS, runReference, type ReferenceFigures } from '#sim/reference/reference-sim.ts';

const HOME = fileURLToPath(new URL('../tests/reference-sim/', import.meta.url));
const SEEDS = 16;

type Row = Readonly<Record<string, string>>;
type Figure = 'reachPct' | 'usefulnessPct' | 'collisionsPct' | 'medianDelayMs' | 'transmitUsePct';

const [head, ...lines] = readFileSync(`${HOME}runs.csv`, 'utf8').trim().split(/\r?\n/);
const columns = head!.split(',');
const rows: Row[] = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i]!, cell])));

const number = (row: Row, column: string): number | undefined => (row[column] ? Number(row[column]) : undefined);
const json = (name: string): unknown => JSON.parse(readFileSync(HOME + name, 'utf8'));

type Layout = { positions_m: [number, number, number][]; link_offset_db_tx_row_rx_col: number[][] };
type Schedule = { rows: [number, number, number][] };

/** The stored schedule of this run. Gaps come from a generator seeded by the node's number alone, so runs of the same
 *  size and load that sent equally many messages sent the same ones, whatever their layout. */
function scheduleOf(row: Row): Schedule['rows'] | undefined {
  const load = row['period_s'] === '1000' ? '_p1000' : '';
  for (const name of [`schedule_${row['run']}.json`, `schedule_n${row['nodes']}_s44${load}_static.json`]) {
    if (!existsSync(HOME + name)) continue;
    const { rows: schedule } = json(name) as Schedule;
    if (schedule.length === Number(row['messages'])) return schedule;
  }
  return undefined;
}

function figuresOf(row: Row): ReferenceFigures[] | undefined {
  const layoutName = `n${row['nodes']}_s${row['seed']}.json`;
  const modem = REFERENCE_MODEMS[row['preset'] as keyof typeof REFERENCE_MODEMS];
  if (row['static'] !== 'True' || modem === undefined || !existsSync(HOME + layoutName)) return undefined;
  const layout = json(layoutName) as Layout;
  const schedule = scheduleOf(row);
  const traffic = schedule
    ? { schedule }
    : { meanGapMs: Number(row['period_s']) * 1000, direct: row['dms'] === 'True' };
  return Array.from({ length: SEEDS }, (_, seed) =>
    runReference({
      seed: `compare ${seed}`,
      modem,
      positionsM: layout.positions_m,
      linkOffsetDb: layout.link_offset_db_tx_row_rx_col,
      simulatedMs: Number(row['simtime_s']) * 1000,
      payloadBytes: Number(row['payload_bytes']),
      hopLimit: Number(row['hop_limit']),
      traffic,
    }),
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const spread = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1));
};

type Compared = { reference: number; ours: number; sd: number; z: number; within: boolean };

function compare(row: Row, figures: readonly ReferenceFigures[]): Partial<Record<Figure, Compared>> {
  const overload = Number(row['period_s']) < 500;
  const replayed = scheduleOf(row) !== undefined;
  const one = (figure: Figure, column: string, allowed: (reference: number, sd: number) => number) => {
    const reference = number(row, column);
    if (reference === undefined) return {};
    const values = figures.map((f) => f[figure]);
    const [ours, sd] = [mean(values), spread(values)];
    const off = Math.abs(ours - reference);
    const round = (x: number): number => Math.round(x * 1000) / 1000;
    const within = off <= allowed(reference, sd);
    return { [figure]: { reference, ours: round(ours), sd: round(sd), z: round((ours - reference) / sd), within } };
  };
  return {
    ...one('reachPct', 'reach_pct', (_, sd) => Math.max(2 * sd, 2)),
    ...one('usefulnessPct', 'usefulness_pct', () => 1.5),
    ...one('collisionsPct', 'collision_rate_on_air_pct', () => 2.5),
    ...one('medianDelayMs', 'p50_delay_ms', (reference) => reference * (overload ? 0.25 : 0.1)),
    ...(replayed ? one('transmitUsePct', 'tx_air_util_pct', (reference) => reference * 0.05) : {}),
  };
}

const before = process.cpuUsage();
const results = rows.flatMap((row) => {
  const figures = figuresOf(row);
  return figures ? [{ run: row['run']!, replayed: scheduleOf(row) !== undefined, ...compare(row, figures) }] : [];
});
const used = process.cpuUsage(before);

if (process.argv.includes('--json')) console.log(JSON.stringify({ seeds: SEEDS, runs: results }));
else {
  for (const { run, replayed, ...figures } of results) {
    console.log(`${run}${replayed ? ' (stored schedule)' : ''}`);
    for (const [figure, { reference, ours, sd, z, within }] of Object.entries(figures))
      console.log(
        `  ${figure.padEnd(15)} reference ${reference}  ours ${ours} +- ${sd}  z ${z}  ${within ? '' : 'OUTSIDE'}`,
      );
  }
  console.log(`${((used.user + used.system) / 1e6).toFixed(1)} CPU s for ${results.length * SEEDS} runs`);
}
