// Whom a radio knows, as far as routing asks: NodeDB.cpp of 2.8 (resolveLastByte, updateFrom), where a next hop is one
// byte on air and must mean exactly one station, or the packet is flooded.

import { lowByte } from './packets.ts';

/** MeshTypes.h NEXTHOP_NEIGHBOR_FRESH_SECS: whom we would send by must have been heard directly within this. */
export const NEIGHBOUR_FRESH_MS = 2 * 60 * 60_000;

/** For which question: a route that is learnt, or one that is about to be used. */
export type Scope = 'plausible' | 'fresh neighbour';

export type NodeDb = {
  /** NodeDB::updateFrom: a packet of this node that we could read. */
  heard(index: number, num: number, hopsAway: number, nowMs: number): void;
  /** resolveLastByte: does this byte mean exactly one station? `trusted`: favourites and stations with a router's role. */
  isUnique(byte: number, scope: Scope, nowMs: number, trusted: (index: number) => boolean): boolean;
  readonly size: number;
};

type Entry = { readonly byte: number; readonly isDirect: boolean; readonly heardMs: number };

/** As many as stay in the hot store; who was not heard for longest goes first. */
export function createNodeDb(capacity: number): NodeDb {
  const entries = new Map<number, Entry>();
  return {
    heard(index, num, hopsAway, nowMs) {
      entries.delete(index);
      if (entries.size >= capacity) entries.delete(entries.keys().next().value!);
      entries.set(index, { byte: lowByte(num), isDirect: hopsAway === 0, heardMs: nowMs });
    },
    isUnique(byte, scope, nowMs, trusted) {
      let matches = 0;
      for (const [index, entry] of entries) {
        if (entry.byte !== byte) continue;
        const isRelevant =
          scope === 'plausible'
            ? entry.isDirect || trusted(index)
            : entry.isDirect && nowMs - entry.heardMs < NEIGHBOUR_FRESH_MS;
        if (isRelevant && ++matches > 1) return false;
      }
      return matches === 1;
    },
    get size() {
      return entries.size;
    },
  };
}
