// What is measured: who holds what, who hears whom, and what a heal costs at the very least.
//
// The scenarios are those of the research that the sync rests on: a cell whose members lack different
// records, two sides that heal after each wrote its own, and a mesh of many hops with one-way links.

import { prng, type Prng } from '#protocol/bytes/prng.ts';
import { BUNDLE_RECORDS_MAX, PLAINTEXT_BYTES_MAX, SEAL_BYTES } from '#protocol/wire/limits.ts';
import { SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import type { GivenLink } from '#sim/ether/links.ts';
import { standInCommunity, type Community, type Note } from '../tests/support/stand-in-community.ts';

export type CaseName = 'heal50' | 'heal300' | 'cell5pct' | 'mesh30';
export const CASE_NAMES: readonly CaseName[] = ['heal50', 'heal300', 'cell5pct', 'mesh30'];

export type Case = {
  readonly name: CaseName;
  readonly community: Community;
  readonly links: readonly GivenLink[];
  /** What each node holds at the start, in order of the nodes. */
  readonly held: readonly (readonly Note[])[];
  /** Everything that anybody holds. */
  readonly union: readonly Note[];
  /** The sides of the split that heals; nobody is split where it is absent. */
  readonly sides?: readonly [readonly number[], readonly number[]];
  /** Bytes of frames that must be on the air at the very least if no reception is lost. */
  readonly leastBytes: number;
};

/** Records that everybody holds before a split. */
const BASE_RECORDS = 500;
const HEALS: Readonly<Record<'heal50' | 'heal300' | 'mesh30', { nodes: number; eachSide: number }>> = {
  heal50: { nodes: 20, eachSide: 50 },
  heal300: { nodes: 20, eachSide: 300 },
  mesh30: { nodes: 30, eachSide: 50 },
};
const CELL = { nodes: 10, records: 1000, lacking: 0.05 };
const MESH = { degree: 10.8, oneWay: 0.1 };
/** A link that physics does not lose: what is lost is lost by the scenario's own share. */
const CLEAR_DB = 110;

export function caseOf(name: CaseName, members: number, loss: number, seed: number): Case {
  const chance = prng(`bench sync ${name} ${members} ${seed}`);
  const community = standInCommunity(members, chance.fork('bodies'));
  return name === 'cell5pct' ? cell(community, members, loss, chance) : heal(name, community, members, loss, chance);
}

function heal(name: keyof typeof HEALS, community: Community, members: number, loss: number, chance: Prng): Case {
  const { nodes, eachSide } = HEALS[name];
  const base = Array.from({ length: BASE_RECORDS }, () => community.write(chance.below(members)));
  const half = Math.floor(members / 2);
  // Each member lives on one side, so logs are prefixes of each other.
  const fresh = [0, half].map((from) =>
    Array.from({ length: eachSide }, () => community.write(from + chance.below(half))),
  ) as [Note[], Note[]];
  const cut = Math.floor(nodes / 2);
  const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  return {
    name,
    community,
    links: name === 'mesh30' ? meshLinks(nodes, loss, chance.fork('places')) : cellLinks(nodes, loss),
    held: upTo(0, nodes).map((node) => [...base, ...fresh[node < cut ? 0 : 1]]),
    union: [...base, ...fresh[0], ...fresh[1]],
    sides: [upTo(0, cut), upTo(cut, nodes)],
    leastBytes: bundleBytes([...fresh[0], ...fresh[1]]),
  };
}

function cell(community: Community, members: number, loss: number, chance: Prng): Case {
  const union = Array.from({ length: CELL.records }, () => community.write(chance.below(members)));
  const lacked = Array.from({ length: CELL.nodes }, () => union.filter(() => chance.unit() < CELL.lacking));
  // What all of them lack nobody can give back.
  const anywhere = union.filter((note) => !lacked.every((notes) => notes.includes(note)));
  const deficits = lacked.map((notes) => bundleBytes(notes));
  return {
    name: 'cell5pct',
    community,
    links: cellLinks(CELL.nodes, loss),
    held: lacked.map((notes) => anywhere.filter((note) => !notes.includes(note))),
    union: anywhere,
    // One coded byte can serve at most everybody but its sender (section 5 of the research).
    leastBytes: Math.max(...deficits, deficits.reduce((sum, bytes) => sum + bytes, 0) / (CELL.nodes - 1)),
  };
}

const cellLinks = (nodes: number, loss: number): GivenLink[] =>
  pairs(nodes).map(([from, to]) => ({ from, to, lossDb: CLEAR_DB, extraLoss: loss }));

const pairs = (nodes: number): [number, number][] =>
  Array.from({ length: nodes * nodes }, (_, i): [number, number] => [Math.floor(i / nodes), i % nodes]).filter(
    ([from, to]) => from !== to,
  );

/** The nearest pairs of a square until the degree is reached, from left to right; some of them one way only. */
function meshLinks(nodes: number, loss: number, chance: Prng): GivenLink[] {
  for (;;) {
    const places = Array.from({ length: nodes }, () => [chance.unit(), chance.unit()] as const);
    places.sort((a, b) => a[0] - b[0]);
    const apart = ([a, b]: [number, number]): number =>
      Math.hypot(places[a]![0] - places[b]![0], places[a]![1] - places[b]![1]);
    const near = pairs(nodes)
      .filter(([from, to]) => from < to)
      .sort((a, b) => apart(a) - apart(b))
      .slice(0, Math.round((MESH.degree * nodes) / 2));
    const links = near.flatMap(([from, to]): GivenLink[] => {
      const link = { lossDb: CLEAR_DB, extraLoss: loss };
      const ways: GivenLink[] = [
        { from, to, ...link },
        { from: to, to: from, ...link },
      ];
      if (chance.unit() >= MESH.oneWay) return ways;
      return [ways[chance.below(2)]!];
    });
    if (reachesAll(nodes, links)) return links;
  }
}

/** Can everybody reach everybody, one-way links in mind? */
function reachesAll(nodes: number, links: readonly GivenLink[]): boolean {
  const reached = (start: number): number => {
    const seen = new Set([start]);
    for (const node of seen) for (const { from, to } of links) if (from === node) seen.add(to);
    return seen.size;
  };
  return Array.from({ length: nodes }, (_, node) => reached(node)).every((count) => count === nodes);
}

/** What the head and the signature of a bundle of one type take: base time, type, count, sum. */
export const BUNDLE_HEAD_BYTES = 2 + 1 + 1 + SIGNATURE_BYTES;
/** An entry at its least: author, number and time in one byte each, and the body. */
export const entryBytes = ({ record }: Note): number => 3 + record.body.length;

/**
 * The fewest full bundles that hold these records, as if records could be cut to fill each to the last byte:
 * no packing is smaller. Seal and joint signature included.
 */
export function bundleBytes(notes: readonly Note[]): number {
  const entries = notes.reduce((sum, note) => sum + entryBytes(note), 0);
  const bundles = Math.max(
    Math.ceil(entries / (PLAINTEXT_BYTES_MAX - BUNDLE_HEAD_BYTES)),
    Math.ceil(notes.length / BUNDLE_RECORDS_MAX),
  );
  return entries + bundles * (BUNDLE_HEAD_BYTES + SEAL_BYTES);
}
