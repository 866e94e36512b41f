// How far a radio of 2.8 sends its own routine broadcasts: HopScalingModule.cpp (samplePacketForHistogram, rollHour,
// trimIfNeeded, runOnce), applied by Router.cpp send to positions, telemetry, node info and neighbour info.
//
// It keeps at most 128 samples of whom it heard at which distance in the last 13 hours. When the list fills, only
// nodes whose hash fits a coarser sieve stay, and each of them counts for as many as the sieve lets through. Once an
// hour it looks for the first distance within which 40 nodes live, and goes one hop farther where few are added.

import { mix } from '../random.ts';

const CAPACITY = 128;
const HOPS_MAX = 7;
const HOURS_KEPT = 13;
const SIEVE_MAX = 128;
const FULL_PCT = 80;
const SPARSE_PCT = 20;
/** default_hop_scaling_min_target_nodes, default_hop_scaling_max_target_nodes. */
const NODES_MIN = 40;
const NODES_MAX = 80;
/** Quarters of the way from the one to the other that the one hop more may fill: a mesh that grows busier gets less. */
const POLITE = { generous: 4, usual: 2, strict: 1 } as const;
const HOUR_MS = 3_600_000;
const FIRST_RUN_MS = 30_000;
/** After so many hours of silence nothing changes any more. */
const ROLLS_MAX = 64;

export type HopScaling = {
  /** A packet of this node, read, came over so many hops. */
  heard(num: number, hopsAway: number, nowMs: number): void;
  /** The hops that routine broadcasts get; 7 until the first hour is over. */
  hops(nowMs: number): number;
};

type Sample = { readonly hash: number; hops: number; hours: number };

export function createHopScaling(num: number): HopScaling {
  const seed = mix(num, 0x686f70, 0, 0) & 0xffff;
  let samples: Sample[] = [];
  let sampling = 1;
  let filtering = 1;
  let holdRolls = 0;
  const filteringOf: number[] = new Array<number>(HOURS_KEPT).fill(1);
  let suggested = HOPS_MAX;
  let required = HOPS_MAX;
  let rolled = 0;

  const passes = (hash: number, sieve: number): boolean => (hash & (sieve - 1)) === 0;
  const fillPct = (): number => Math.floor((samples.length * 100) / CAPACITY);

  const trim = (): void => {
    samples = samples.filter(({ hours }) => hours !== 0);
    if (fillPct() < FULL_PCT || sampling >= SIEVE_MAX) return;
    sampling *= 2;
    filtering = Math.max(filtering, sampling);
    holdRolls = HOURS_KEPT;
    for (let h = 0; h < HOURS_KEPT; h++) filteringOf[h] = Math.max(filteringOf[h]!, filtering);
    samples = samples.filter(({ hash }) => passes(hash, sampling));
  };

  const heardInHour = (h: number): number =>
    samples.filter(({ hash, hours }) => hours & (1 << h) && passes(hash, filteringOf[h]!)).length;

  const politeness = (): number => {
    const recent = heardInHour(0) + heardInHour(1);
    const older = heardInHour(1) + heardInHour(2);
    if (older <= 1 || recent <= 1) return POLITE.usual;
    if (recent * 10 < older * 9) return POLITE.generous;
    return recent * 10 > older * 12 ? POLITE.strict : POLITE.usual;
  };

  const walk = (perHop: readonly number[], polite: number): number => {
    let within = 0;
    for (let hop = 0; hop <= HOPS_MAX; hop++) {
      within += perHop[hop]! * filtering;
      if (within < NODES_MIN) continue;
      if (hop === HOPS_MAX) return hop;
      const withNext = within + perHop[hop + 1]! * filtering;
      return withNext * 4 <= NODES_MIN * 4 + (NODES_MAX - NODES_MIN) * polite ? hop + 1 : hop;
    }
    return HOPS_MAX;
  };

  const rollHour = (): void => {
    filteringOf.pop();
    filteringOf.unshift(filtering);
    const counted = samples.filter(({ hash, hours }) => hours !== 0 && passes(hash, filtering));
    const perHop = Array.from({ length: HOPS_MAX + 1 }, (_, hop) => counted.filter(({ hops }) => hops === hop).length);
    suggested = counted.length > 0 ? walk(perHop, politeness()) : HOPS_MAX;
    if (counted.length * 100 < CAPACITY * SPARSE_PCT && sampling > 1) sampling /= 2;
    if (filtering > sampling) {
      if (holdRolls > 0) holdRolls--;
      if (holdRolls === 0) filtering = Math.max(filtering / 2, sampling);
    }
    for (const sample of samples) sample.hours = (sample.hours << 1) & ((1 << HOURS_KEPT) - 1);
    required = samples.length > 0 ? suggested : HOPS_MAX;
  };

  /** The hours that are over since it was last asked. */
  const catchUp = (nowMs: number): void => {
    const due = Math.floor((nowMs - FIRST_RUN_MS) / HOUR_MS);
    for (let i = Math.max(rolled, due - ROLLS_MAX); i < due; i++) rollHour();
    rolled = Math.max(rolled, due);
  };

  return {
    heard(from, hopsAway, nowMs) {
      catchUp(nowMs);
      const hash = ((Math.imul(from, 2_654_435_761) >>> 16) ^ seed) & 0xffff;
      if (!passes(hash, sampling)) return;
      const hops = Math.min(Math.max(0, hopsAway), HOPS_MAX);
      const known = samples.find((sample) => sample.hash === hash);
      if (known) {
        known.hops = hops;
        known.hours |= 1;
        return;
      }
      if (fillPct() >= FULL_PCT) trim();
      if (samples.length < CAPACITY) samples.push({ hash, hops, hours: 1 });
    },
    hops(nowMs) {
      catchUp(nowMs);
      return required;
    },
  };
}
