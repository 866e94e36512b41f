// The stored runs of the official simulator, the same runs of ours with 16 seeds of chance, and the rule that both are
// laid beside: reach within max(2 spreads, 2 points), usefulness within 1.5 points, collisions within 2.5 points,
// median delay within 10 % (25 % in overload), transmit use within 5 %.
//
// `exact` is our figure with the official simulator's own seed, drawn as it draws: layout, walks, gaps and slots.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { referenceLayout } from '#sim/reference/layout.ts';
import { REFERENCE_MODEMS, type PositionM } from '#sim/reference/model.ts';
import type { ReferenceFigures } from '#sim/reference/packets.ts';
import { pythonChance } from '#sim/reference/python-chance.ts';
import { runReference, type ReferenceConstants, type ReferenceRole } from '#sim/reference/reference-sim.ts';

export const SEEDS = 16;
/** A node's own gap between messages below which the channel is beyond saturation in every stored layout. */
const OVERLOAD_BELOW_S = 500;

const HOME = fileURLToPath(new URL('../tests/reference-sim/', import.meta.url));
/** The measured runs that came with the task, and runs of the same program measured later: roles, presets, direct. */
const TABLES = ['runs.csv', 'runs-beyond.csv'];
const ROLES: Readonly<Record<string, ReferenceRole>> = { c: 'client', r: 'router', p: 'repeater', m: 'client-mute' };

export type Row = Readonly<Record<string, string>>;

type Compared = {
  readonly reference: number;
  readonly ours: number;
  readonly sd: number;
  readonly z: number;
  readonly within: boolean;
  /** With the official simulator's own seed. */
  readonly exact: number;
};

export type Comparison = {
  readonly run: string;
  /** Whether our run with its own seed gave its figures, all of them, to the last digit stored. */
  readonly same: boolean;
  readonly figures: Readonly<Record<string, Compared>>;
};

const read = (name: string): string => readFileSync(HOME + name, 'utf8');

export function storedRuns(): Row[] {
  return TABLES.flatMap((table) => {
    const [head, ...lines] = read(table).trim().split(/\r?\n/);
    const columns = head!.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i]!, cell])));
  });
}

type Figure = {
  readonly name: string;
  readonly column: string;
  readonly of: (figures: ReferenceFigures) => number;
  readonly allowed: (reference: number, sd: number, overload: boolean) => number;
};

const FIGURES: readonly Figure[] = [
  { name: 'reachPct', column: 'reach_pct', of: (f) => f.reachPct, allowed: (_, sd) => Math.max(2 * sd, 2) },
  { name: 'usefulnessPct', column: 'usefulness_pct', of: (f) => f.usefulnessPct, allowed: () => 1.5 },
  {
    name: 'collisionsOnAirPct',
    column: 'collision_rate_on_air_pct',
    of: (f) => f.collisionsPct,
    allowed: () => 2.5,
  },
  // Some stored runs have only the rate over all packets in its books, those still waiting included.
  {
    name: 'collisionsInBooksPct',
    column: 'collision_rate_pct',
    of: (f) => (100 * f.collisions) / f.sensed,
    allowed: () => 2.5,
  },
  {
    name: 'medianDelayMs',
    column: 'p50_delay_ms',
    of: (f) => f.medianDelayMs,
    allowed: (reference, _, overload) => reference * (overload ? 0.25 : 0.1),
  },
  {
    name: 'transmitUsePct',
    column: 'tx_air_util_pct',
    of: (f) => f.transmitUsePct,
    allowed: (reference) => reference * 0.05,
  },
];

type Layout = { positions_m: PositionM[]; link_offset_db_tx_row_rx_col: number[][] };

const yes = (row: Row, column: string): boolean => row[column]?.toLowerCase() === 'true';

/** One run of ours. `chanceSeed` undefined: as the official simulator draws, from its seed. */
function runOf(row: Row, chanceSeed: number | undefined, mistakes?: Partial<ReferenceConstants>): ReferenceFigures {
  const [nodes, seed] = [Number(row['nodes']), Number(row['seed'])];
  const modem = REFERENCE_MODEMS[row['preset'] as keyof typeof REFERENCE_MODEMS];
  const drawn = referenceLayout(seed, nodes, modem);
  if (!drawn) throw new Error(`${row['run']}: the official simulator finds no room for these nodes`);
  const file = `n${nodes}_s${seed}.json`;
  const stored =
    row['preset'] === 'LONG_FAST' && existsSync(HOME + file) ? (JSON.parse(read(file)) as Layout) : undefined;
  const own = chanceSeed === undefined || !stored;
  const everybody: ReferenceRole = yes(row, 'router_role') ? 'router' : 'client';
  return runReference({
    chance: chanceSeed === undefined ? drawn.chance : pythonChance(chanceSeed),
    modem,
    positionsM: own ? drawn.positionsM : stored.positions_m,
    linkOffsetDb: own ? drawn.linkOffsetDb : stored.link_offset_db_tx_row_rx_col,
    roles: Array.from({ length: nodes }, (_, i) => ROLES[row['roles']?.[i] ?? ''] ?? everybody),
    simulatedMs: Number(row['simtime_s']) * 1000,
    payloadBytes: Number(row['payload_bytes']),
    hopLimit: Number(row['hop_limit']),
    mobile: !yes(row, 'static'),
    traffic: { meanGapMs: Number(row['period_s']) * 1000, direct: yes(row, 'dms') },
    ...(mistakes && { mistakes }),
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const spread = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / (values.length - 1));
};
const rounded = (x: number): number => Math.round(x * 1000) / 1000;

/** `mistakes` are for tests: what the rule says of a model that is wrong. */
export function compareRun(row: Row, seeds = SEEDS, mistakes?: Partial<ReferenceConstants>): Comparison {
  const runs = Array.from({ length: seeds }, (_, k) => runOf(row, 1000 + k, mistakes));
  const exact = runOf(row, undefined, mistakes);
  const overload = Number(row['period_s']) < OVERLOAD_BELOW_S;
  const figures: Record<string, Compared> = {};
  for (const { name, column, of, allowed } of FIGURES) {
    if (!row[column] || (name === 'collisionsInBooksPct' && row['collision_rate_on_air_pct'])) continue;
    const reference = Number(row[column]);
    const values = runs.map(of);
    const [ours, sd] = [mean(values), spread(values)];
    figures[name] = {
      reference,
      ours: rounded(ours),
      sd: rounded(sd),
      z: rounded((ours - reference) / sd),
      within: Math.abs(ours - reference) <= allowed(reference, sd, overload),
      exact: rounded(of(exact)),
    };
  }
  return { run: row['run']!, same: isSame(row, exact), figures };
}

/** Counts of the run that are stored, beside ours; figures follow from them. */
function isSame(row: Row, exact: ReferenceFigures): boolean {
  const counts = {
    messages: exact.messages,
    packets: exact.packets,
    packets_on_air: exact.onAir,
    collisions: exact.collisions,
    sensed: exact.sensed,
    received: exact.received,
    useful: exact.useful,
    moving: exact.moving,
    moving_gps: exact.movingWithGps,
  };
  return Object.entries(counts).every(([column, count]) => !row[column] || Number(row[column]) === count);
}
