// The ground a mesh stands on: its links, the cuts across them, and moving nodes.
//
// Cuts are kept as predicates, so that they still hold when links are built anew after somebody moved.

import { assert } from '#protocol/bytes/result.ts';
import { changeCuts, type Links, linksFromList, linksFromPlaces, type Place } from './ether/links.ts';
import type { Physics } from './ether/physics.ts';
import type { RadioNode } from './firmware/radio-node.ts';
import type { MeshOptions } from './mesh-types.ts';

/** Longer than any LoRa packet (255 bytes at SF12 and 62.5 kHz last 35 s). */
const AIRTIME_MAX_US = 60_000_000;

type Crosses = (from: number, to: number) => boolean;

export function topology(options: MeshOptions, physics: Physics, nodes: readonly RadioNode[], frequencyHz: number) {
  const places: (Place | undefined)[] = options.nodes.map((node) => node.place);
  const cuts = new Map<number, Crosses>();
  let nextCut = 1;

  /** A link that even a lucky packet (three sigma of fading) could not cross is left out. */
  const lossMaxDb = (): number => {
    let most = 0;
    const powerCdbm = nodes.reduce((max, node) => Math.max(max, node.powerCdbm), -Infinity);
    for (const { modem, noiseOffsetCdb } of nodes) {
      const weakest = modem.noiseCdb + noiseOffsetCdb + modem.snrLimitCdb - physics.ignoreBelowLimitCdb;
      most = Math.max(most, powerCdbm - weakest + 3 * physics.fadingSigmaCdb);
    }
    return most / 100;
  };

  const build = (): Links => {
    if (options.links) {
      for (const { from, to } of options.links)
        assert(from >= 0 && from < nodes.length && to >= 0 && to < nodes.length, 'links join nodes of the mesh');
      return linksFromList(nodes.length, options.links);
    }
    const settled = places.map((place) => {
      assert(place !== undefined, 'each node has a place, or the world gives its links');
      return place;
    });
    return linksFromPlaces(settled, {
      seed: options.seed,
      physics,
      model: options.pathModel ?? '3gpp-suburb',
      frequencyHz,
      lossMaxDb: lossMaxDb(),
      extraLoss: options.extraLoss ?? 0,
    });
  };

  let links = build();
  // Packets in the air finish over the links they began on, so cuts must still reach those.
  let older: { readonly links: Links; readonly untilUs: number }[] = [];

  const rebuild = (nowUs: number): Links => {
    older = [...older.filter(({ untilUs }) => untilUs > nowUs), { links, untilUs: nowUs + AIRTIME_MAX_US }];
    links = build();
    for (const crosses of cuts.values()) changeCuts(links, crosses, 1, -1);
    return links;
  };

  const change = (crosses: Crosses, by: 1 | -1, nowUs: number): void => {
    changeCuts(links, crosses, by, nowUs);
    for (const old of older) changeCuts(old.links, crosses, by, nowUs);
  };

  const lay = (crosses: Crosses, nowUs: number): number => {
    const cut = nextCut++;
    cuts.set(cut, crosses);
    change(crosses, 1, nowUs);
    return cut;
  };

  return {
    links: (): Links => links,
    rebuild,

    cut: (groups: readonly (readonly number[])[], nowUs: number): number => {
      const groupOf = new Int32Array(nodes.length).fill(-1);
      groups.forEach((group, number) => group.forEach((node) => (groupOf[node] = number)));
      return lay((from, to) => groupOf[from] !== groupOf[to], nowUs);
    },

    cutLinks: (pairs: readonly (readonly [from: number, to: number])[], nowUs: number): number => {
      const cut = new Set(pairs.map(([from, to]) => from * nodes.length + to));
      return lay((from, to) => cut.has(from * nodes.length + to), nowUs);
    },

    heal: (cut: number | undefined, nowUs: number): void => {
      for (const key of cut === undefined ? [...cuts.keys()] : [cut]) {
        const crosses = cuts.get(key);
        if (crosses === undefined) continue;
        change(crosses, -1, nowUs);
        cuts.delete(key);
      }
    },

    isOpen: (from: number, to: number): boolean => {
      for (const crosses of cuts.values()) if (crosses(from, to)) return false;
      return true;
    },

    move: (moves: readonly { readonly node: number; readonly place: Place }[], nowUs: number): Links => {
      assert(options.links === undefined, 'only worlds of places have nodes that move');
      for (const { node, place } of moves) places[node] = place;
      return rebuild(nowUs);
    },
  };
}
