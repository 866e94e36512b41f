// Meshtasticator's walkers, riders and drivers: three in ten nodes take a step in a random direction about once a
// minute; three in ten of those know where they are and say so. Facts of lib/node.py (move_node).

import { cosSin } from '../fixed-math.ts';
import type { Agenda } from './agenda.ts';
import type { PositionM } from './model.ts';
import { pythonChance } from './python-chance.ts';

const MOVING_SHARE = 0.3;
const GPS_SHARE = 0.3;
/** Furthest step on foot, by bicycle, by car. */
const STEPS_M = [96, 390, 1500];
const HALF_AREA_M = 7500;
const STEP_GAP_MS = 60_000;
const SAY_AFTER_M = 100;
const SAY_AFTER_MS = 30_000;
const SAY_BELOW_USE_PCT = 25;
const BUCKET_MS = 10_000;
const BUCKETS = 6;

export type Walker = {
  readonly time: Agenda;
  /** A gap drawn from the node's own chance, which its messages draw from too; undefined near the end of the run. */
  nextGapMs(meanMs: number): number | undefined;
  /** What the node has sent so far. */
  sentMs(): number;
  sayWhere(): void;
};

export type Walk = {
  readonly positionsM: readonly PositionM[];
  /** Who took a step, in the order of steps; grows only. */
  readonly steps: readonly number[];
  begin(node: number, walker: Walker): void;
  movers(): { readonly moving: number; readonly movingWithGps: number };
};

const clamp = (value: number): number => Math.min(Math.max(value, -HALF_AREA_M), HALF_AREA_M);

export function createWalk(startM: readonly PositionM[]): Walk {
  const positionsM: PositionM[] = [...startM];
  const steps: number[] = [];
  let moving = 0;
  let movingWithGps = 0;

  const begin = (node: number, { time, nextGapMs, sentMs, sayWhere }: Walker): void => {
    const chance = pythonChance(node);
    if (chance.random() > MOVING_SHARE) return;
    const hasGps = chance.random() <= GPS_SHARE;
    const furthestM = STEPS_M[chance.below(STEPS_M.length)]!;
    moving++;
    if (hasGps) movingWithGps++;
    const usedMs = hasGps ? trackUse(time, sentMs) : undefined;
    let saidAt = positionsM[node]!;
    let saidMs = 0;

    const step = (): void => {
      const { cos, sin } = cosSin(2 * Math.PI * chance.random());
      const lengthM = furthestM * chance.random();
      const [x, y, z] = positionsM[node]!;
      const here: PositionM = [clamp(x + lengthM * cos), clamp(y + lengthM * sin), z];
      positionsM[node] = here;
      steps.push(node);
      if (usedMs) {
        const [dx, dy] = [here[0] - saidAt[0], here[1] - saidAt[1]];
        const far = Math.sqrt(dx * dx + dy * dy) >= SAY_AFTER_M && time.nowMs() - saidMs >= SAY_AFTER_MS;
        if (far && (100 * usedMs()) / (BUCKETS * BUCKET_MS) < SAY_BELOW_USE_PCT) {
          sayWhere();
          saidAt = here;
          saidMs = time.nowMs();
        }
      }
      const gapMs = nextGapMs(STEP_GAP_MS);
      if (gapMs !== undefined) time.after(gapMs, step);
    };
    time.first(step);
  };

  return { positionsM, steps, begin, movers: () => ({ moving, movingWithGps }) };
}

/** What was sent in the last six whole blocks of ten seconds. */
function trackUse(time: Agenda, sentMs: () => number): () => number {
  const blocks: number[] = [];
  let before = 0;
  const close = (): void => {
    blocks.push(sentMs() - before);
    if (blocks.length > BUCKETS) blocks.shift();
    before = sentMs();
    time.after(BUCKET_MS, close);
  };
  time.after(BUCKET_MS, close);
  return () => blocks.reduce((sum, ms) => sum + ms, 0);
}
