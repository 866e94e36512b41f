// Where one more radio would help, and which one would be missed most: paths over the links of the ether.
//
// A link counts where a packet is received nine times in ten on average: three decibels above the limit
// of the preset, in both directions. Hills and houses are drawn from the seed (log-normal shadowing), so a
// plan is one of the valleys that could be there; ask with several seeds before buying.

import { quorumOf } from '#protocol/tally/quorum.ts';
import { createMesh } from '../mesh.ts';
import type { NodeSpec } from '../mesh-types.ts';
import type { WorldFile } from './format.ts';
import { airOf, radioSpec } from './ground.ts';

export type PlanOptions = {
  readonly seed: string;
  /** Places tried in each direction. */
  readonly grid: number;
  readonly heightM: number;
  readonly progress?: (share: number) => void;
};

export type Plan = {
  readonly people: number;
  readonly quorum: number;
  /** Share of pairs of people that reach each other within the hop limit, 0..1. */
  readonly reach: number;
  /** What is left without each radio, worst first. */
  readonly losses: readonly {
    readonly name: string;
    readonly reach: number;
    readonly together: number;
    readonly costsQuorum: boolean;
  }[];
  /** Best places for one more, best first. */
  readonly places: readonly { readonly x: number; readonly y: number; readonly reach: number }[];
};

const MARGIN_CDB = 300;
/** Beyond the outermost radios, as a share of the width. */
const EDGE = 0.1;

export function planRadios(world: WorldFile, { seed, grid, heightM, progress }: PlanOptions): Plan {
  const radios = world.radios.map(radioSpec);
  const indexOf = new Map(world.radios.map(({ name }, i) => [name, i]));
  const homes = world.people.map(({ at, holds }) => indexOf.get(holds ?? at ?? world.radios[0]!.name)!);
  const hops = (world.hopLimit ?? 3) + 1;
  const quorum = quorumOf(homes.length, 'ordinary');
  const ears = earsOf(world, seed, radios);
  const losses = world.radios.map(({ name }, i) => {
    const without = ears.map((row, from) => (from === i ? [] : row.filter((to) => to !== i)));
    const together = largestGroup(
      without,
      homes.filter((home) => home !== i),
    );
    return { name, reach: reachOf(without, homes, hops, i), together, costsQuorum: together < quorum };
  });
  const xs = world.radios.map(({ x }) => x!);
  const ys = world.radios.map(({ y }) => y!);
  const stretch = (values: readonly number[], at: number): number => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const span = Math.max(most - least, 1);
    return least - EDGE * span + (1 + 2 * EDGE) * span * at;
  };
  const places = Array.from({ length: grid * grid }, (_, n) => {
    progress?.(n / (grid * grid));
    const [x, y] = [stretch(xs, (n % grid) / (grid - 1)), stretch(ys, Math.floor(n / grid) / (grid - 1))];
    const more = earsOf(world, seed, [...radios, { place: { xM: x, yM: y, heightM }, role: 'router' }]);
    return { x, y, reach: reachOf(more, homes, hops) };
  });
  return {
    people: homes.length,
    quorum,
    reach: reachOf(ears, homes, hops),
    losses: losses.sort((a, b) => a.together - b.together || a.reach - b.reach || (a.name < b.name ? -1 : 1)),
    places: places.sort((a, b) => b.reach - a.reach || a.x - b.x || a.y - b.y),
  };
}

/** For each radio, those that hear it and are heard by it well enough. */
function earsOf(world: WorldFile, seed: string, radios: readonly NodeSpec[]): readonly (readonly number[])[] {
  const preset = world.preset ?? 'LONG_FAST';
  const mesh = createMesh({
    seed,
    preset,
    region: world.region ?? 'EU_868',
    nodes: radios,
    ...airOf(world.ground),
  });
  const links = mesh.links();
  const { nodes } = mesh.inside;
  const heard = radios.map(() => new Set<number>());
  for (let from = 0; from < links.nodes; from++) {
    for (let at = links.rowStart[from]!; at < links.rowStart[from + 1]!; at++) {
      const to = links.to[at]!;
      const level = nodes[from]!.powerCdbm + links.gainCdb[at]!;
      const limit = nodes[to]!.modem.noiseCdb + nodes[to]!.noiseOffsetCdb + nodes[to]!.modem.snrLimitCdb;
      if (level >= limit + MARGIN_CDB) heard[from]!.add(to);
    }
  }
  return heard.map((row, from) => [...row].filter((to) => heard[to]!.has(from)));
}

function distances(ears: readonly (readonly number[])[], from: number): Int32Array {
  const hops = new Int32Array(ears.length).fill(-1);
  hops[from] = 0;
  const queue = [from];
  for (const at of queue) {
    for (const to of ears[at]!) {
      if (hops[to]! >= 0) continue;
      hops[to] = hops[at]! + 1;
      queue.push(to);
    }
  }
  return hops;
}

function reachOf(
  ears: readonly (readonly number[])[],
  homes: readonly number[],
  hopsMost: number,
  lost?: number,
): number {
  let pairs = 0;
  let reached = 0;
  for (const [i, home] of homes.entries()) {
    const hops = distances(ears, home);
    for (const other of homes.slice(i + 1)) {
      pairs++;
      if (home !== lost && other !== lost && hops[other]! >= 0 && hops[other]! <= hopsMost) reached++;
    }
  }
  return pairs === 0 ? 1 : reached / pairs;
}

/** The most people who are in one piece of the mesh, however many hops apart. */
const largestGroup = (ears: readonly (readonly number[])[], homes: readonly number[]): number =>
  homes.reduce((most, home) => {
    const hops = distances(ears, home);
    return Math.max(most, homes.filter((other) => hops[other]! >= 0).length);
  }, 0);
