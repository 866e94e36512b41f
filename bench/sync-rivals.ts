// Three other designs on the same records and the same links, each treated better than it would fare.
//
// They never collide, speak one after another, know at once that something is missing, and need no
// HELLO: only what they say is counted. Time is their airtime at a quarter of the channel. Loss is the
// scenario's. `reflood` and `perRecord` sign each record with Ed25519 (64 bytes) in a packet of its own; `ranges`
// is given our bundles and lets everybody overhear, so that only the way of finding differences is compared.

import type { Prng } from '#protocol/bytes/prng.ts';
import { BUNDLE_RECORDS_MAX, PLAINTEXT_BYTES_MAX, SEAL_BYTES } from '#protocol/wire/limits.ts';
import { encodeSummary, type LogLine } from '#protocol/sync/summary.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import type { Case } from './sync-cases.ts';
import { BUNDLE_HEAD_BYTES, entryBytes } from './sync-cases.ts';
import type { Course } from './sync-ours.ts';

export type RivalName = 'reflood' | 'ranges' | 'perRecord';
export const RIVAL_NAMES: readonly RivalName[] = ['reflood', 'ranges', 'perRecord'];

/** Type, author, number and time beside a body, and its Ed25519 signature. */
const SINGLE_HEAD_BYTES = 1 + 2 + 2 + 2 + 64;
/** Meshtastic's polite share of a channel: what research and firmware pace themselves to. */
const CHANNEL_SHARE = 0.25;
/** A design that is not through after so many rounds never will be. */
const ROUNDS_MAX = 400;
/** A fingerprint or an id of a range reconciliation, and the bound that names where a range ends. */
const HASH_BYTES = 8;
const BOUND_BYTES = 4;
const BRANCHES = 16;

type Cell = ReturnType<typeof openAir>;

/** Nodes as sets of places in the union, and an air without collisions. */
function openAir({ held, union, links }: Case, chance: Prng) {
  const place = new Map(union.map((note, at) => [note.id, at]));
  const nodes = held.map((notes) => new Set(notes.map(({ id }) => place.get(id)!)));
  const listeners = nodes.map((_, from) => links.filter((link) => link.from === from));
  const lackedFirst = nodes.reduce((sum, node) => sum + union.length - node.size, 0);
  const spent = { packets: 0, bytes: 0, airtimeS: 0 };
  const curve: { minute: number; airtimeS: number; share: number }[] = [{ minute: 0, airtimeS: 0, share: 0 }];
  const minutes = (): number => spent.airtimeS / CHANNEL_SHARE / 60;
  let lacked = lackedFirst;
  return {
    nodes,
    listeners,
    union,
    chance,
    isDone: () => lacked === 0,
    /** One packet; answers who received it. */
    send(from: number, bytes: number): number[] {
      spent.packets++;
      spent.bytes += bytes;
      spent.airtimeS += airtimeMs({ preset: 'LONG_FAST' }, bytes) / 1000;
      return listeners[from]!.flatMap(({ to, extraLoss = 0 }) => (chance.unit() < extraLoss ? [] : [to]));
    },
    give(to: number, what: readonly number[]): void {
      for (const at of what) {
        if (nodes[to]!.has(at)) continue;
        nodes[to]!.add(at);
        lacked--;
      }
      curve.push({ minute: minutes(), airtimeS: spent.airtimeS, share: 1 - lacked / lackedFirst });
    },
    course: (): Course => ({
      ...spent,
      minutes: lacked === 0 ? minutes() : Infinity,
      afterS: 0,
      curve: thinned(curve),
    }),
  };
}

/** A plot shows no more than this. */
const POINTS_MAX = 400;
function thinned<P>(points: readonly P[]): P[] {
  const step = Math.ceil(points.length / POINTS_MAX);
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
}

function shuffled<T>(items: readonly T[], chance: Prng): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = chance.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

const everybody = ({ nodes }: Cell): number[] => nodes.map((_, node) => node);
const singleBytes = ({ union }: Cell, at: number): number =>
  SEAL_BYTES + SINGLE_HEAD_BYTES + union[at]!.record.body.length;

/** Everybody says again all that they hold, a packet a record, unless it was heard in this round. */
function reflood(cell: Cell): void {
  for (let round = 0; round < ROUNDS_MAX && !cell.isDone(); round++) {
    const heard = cell.nodes.map(() => new Set<number>());
    for (const at of shuffled([...cell.union.keys()], cell.chance)) {
      // A relayed record is spoken on by those who learn it now, so the walk goes on while it grows.
      const speakers = shuffled(
        everybody(cell).filter((node) => cell.nodes[node]!.has(at)),
        cell.chance,
      );
      for (const speaker of speakers) {
        if (cell.isDone()) return;
        if (heard[speaker]!.has(at)) continue;
        for (const to of cell.send(speaker, singleBytes(cell, at))) {
          heard[to]!.add(at);
          if (!cell.nodes[to]!.has(at)) speakers.push(to);
          cell.give(to, [at]);
        }
      }
    }
  }
}

/** Frames of a summary of what a node holds, in our own coding. */
function summaryFrames({ nodes, union }: Cell, names: Case['community']['names'], node: number): number[] {
  const logs = new Map<number, Set<number>>();
  for (const at of nodes[node]!) {
    const { member, seq } = union[at]!.record;
    const author = names.numberOf(member)!;
    logs.set(author, (logs.get(author) ?? new Set()).add(seq));
  }
  const lines = [...logs]
    .sort(([a], [b]) => a - b)
    .map(([author, seqs]): LogLine => {
      const head = Math.max(...seqs);
      const holes = Array.from({ length: head }, (_, i) => i + 1).filter((seq) => !seqs.has(seq));
      return { author, log: 0, head, holes };
    });
  return encodeSummary({ founded: true, logs: lines, newcomers: [], subjects: [] }).map(
    (plaintext) => SEAL_BYTES + plaintext.length,
  );
}

/** Summaries by name, then each record that somebody lacks in a packet of its own, said by whoever began to answer. */
function perRecord(cell: Cell, names: Case['community']['names']): void {
  for (let round = 0; round < ROUNDS_MAX && !cell.isDone(); round++) {
    const heard = cell.nodes.map(() => new Map<number, ReadonlySet<number>>());
    for (const asker of shuffled(everybody(cell), cell.chance)) {
      const holds = new Set(cell.nodes[asker]);
      if (holds.size === cell.union.length) continue;
      // Who heard an equal summary in this round is silent.
      if ([...heard[asker]!.values()].some((other) => sameSet(other, holds))) continue;
      const arrived = cell.nodes.map(() => true);
      for (const bytes of summaryFrames(cell, names, asker)) {
        const got = new Set(cell.send(asker, bytes));
        arrived.forEach((_, node) => (arrived[node] &&= got.has(node)));
      }
      arrived.forEach((whole, node) => whole && heard[node]!.set(asker, holds));
    }
    const said = cell.nodes.map(() => new Set<number>());
    for (const speaker of shuffled(everybody(cell), cell.chance)) {
      const wanted = new Set<number>();
      for (const holds of heard[speaker]!.values()) {
        for (const at of cell.nodes[speaker]!) if (!holds.has(at) && !said[speaker]!.has(at)) wanted.add(at);
      }
      const covered = new Set(cell.nodes[speaker]);
      for (const at of wanted) {
        if (said[speaker]!.has(at)) continue;
        for (const to of cell.send(speaker, singleBytes(cell, at))) {
          cell.give(to, [at]);
          // The duty rule: who hears somebody begin leaves to them everything that they hold.
          for (const other of covered) said[to]!.add(other);
        }
        if (cell.isDone()) return;
      }
    }
  }
}

const sameSet = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
  one.size === other.size && [...one].every((at) => other.has(at));

/** Two at a time: range fingerprints until what differs is found, then the records in bundles, which all may overhear. */
function ranges(cell: Cell): void {
  for (let round = 0; round < ROUNDS_MAX && !cell.isDone(); round++) {
    for (const one of shuffled(everybody(cell), cell.chance)) {
      const both = cell.listeners[one]!.map(({ to }) => to).filter((to) =>
        cell.listeners[to]!.some((back) => back.to === one),
      );
      // An oracle names the neighbour with whom most is to be gained.
      const gain = (other: number): number =>
        [...cell.nodes[one]!].filter((at) => !cell.nodes[other]!.has(at)).length +
        [...cell.nodes[other]!].filter((at) => !cell.nodes[one]!.has(at)).length;
      const best = both.map((other) => ({ other, gain: gain(other) })).sort((a, b) => b.gain - a.gain)[0];
      if (!best || best.gain === 0) continue;
      meet(cell, one, best.other);
      if (cell.isDone()) return;
    }
  }
}

function meet(cell: Cell, one: number, other: number): void {
  for (const message of rangeMessages(cell.nodes[one]!, cell.nodes[other]!, cell.union.length)) {
    const [from, to] = message.byFirst ? [one, other] : [other, one];
    for (let left = message.bytes; left > 0; left -= PLAINTEXT_BYTES_MAX) {
      until(cell, from, to, SEAL_BYTES + Math.min(left, PLAINTEXT_BYTES_MAX), []);
    }
  }
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const lacking = [...cell.nodes[from]!].filter((at) => !cell.nodes[to]!.has(at));
    for (const bundle of packed(cell, lacking)) until(cell, from, to, bundle.bytes, bundle.holds);
  }
}

/** Says it until this receiver has it; acknowledgements cost nothing. Whoever overhears a bundle keeps it. */
function until(cell: Cell, from: number, to: number, bytes: number, holds: readonly number[]): void {
  for (let got = false; !got;) {
    const heard = cell.send(from, bytes);
    for (const listener of holds.length > 0 ? heard : []) cell.give(listener, holds);
    got = heard.includes(to);
  }
}

/** Records in as few frames as come of filling them in order. */
function packed({ union }: Cell, places: readonly number[]): { bytes: number; holds: number[] }[] {
  const frames: { bytes: number; holds: number[] }[] = [];
  for (const at of [...places].sort((a, b) => a - b)) {
    const bytes = entryBytes(union[at]!);
    const last = frames.at(-1);
    const fits =
      last && last.holds.length < BUNDLE_RECORDS_MAX && last.bytes + bytes <= SEAL_BYTES + PLAINTEXT_BYTES_MAX;
    if (fits) {
      last.bytes += bytes;
      last.holds.push(at);
    } else frames.push({ bytes: SEAL_BYTES + BUNDLE_HEAD_BYTES + bytes, holds: [at] });
  }
  return frames;
}

/**
 * The messages of one range-based reconciliation (Meyer 2022, Negentropy): sixteen-way splits, ids of ranges with
 * at most sixteen. Items stand in order of time, which puts what is new side by side.
 */
function rangeMessages(
  one: ReadonlySet<number>,
  other: ReadonlySet<number>,
  size: number,
): { byFirst: boolean; bytes: number }[] {
  const count = (set: ReadonlySet<number>, [from, to]: readonly [number, number]): number => {
    let found = 0;
    for (let at = from; at < to; at++) if (set.has(at)) found++;
    return found;
  };
  const differs = ([from, to]: readonly [number, number]): boolean => {
    for (let at = from; at < to; at++) if (one.has(at) !== other.has(at)) return true;
    return false;
  };
  const split = ([from, to]: readonly [number, number]): [number, number][] =>
    Array.from({ length: BRANCHES }, (_, i): [number, number] => [
      from + Math.floor(((to - from) * i) / BRANCHES),
      from + Math.floor(((to - from) * (i + 1)) / BRANCHES),
    ]).filter(([start, end]) => end > start);
  const messages: { byFirst: boolean; bytes: number }[] = [];
  let asked: (readonly [number, number])[] = split([0, size]);
  messages.push({ byFirst: true, bytes: asked.length * (BOUND_BYTES + HASH_BYTES) });
  for (let byFirst = false; ; byFirst = !byFirst) {
    const open = asked.filter(differs);
    if (open.length === 0) return messages;
    const mine = byFirst ? one : other;
    const listed = open.filter((range) => Math.max(count(one, range), count(other, range)) <= BRANCHES);
    const parts = open.filter((range) => !listed.includes(range)).flatMap(split);
    const ids = listed.reduce((sum, range) => sum + BOUND_BYTES + HASH_BYTES * count(mine, range), 0);
    messages.push({ byFirst, bytes: ids + parts.length * (BOUND_BYTES + HASH_BYTES) });
    // Who gets a list answers with the ids that it lacks.
    const theirs = byFirst ? other : one;
    const wanted = listed.reduce((sum, [from, to]) => {
      let lacks = 0;
      for (let at = from; at < to; at++) if (mine.has(at) && !theirs.has(at)) lacks++;
      return sum + lacks;
    }, 0);
    if (wanted > 0) messages.push({ byFirst: !byFirst, bytes: wanted * HASH_BYTES });
    asked = parts;
  }
}

export function runRival(name: RivalName, scenario: Case, chance: Prng): Course {
  const cell = openAir(scenario, chance);
  if (name === 'reflood') reflood(cell);
  else if (name === 'ranges') ranges(cell);
  else perRecord(cell, scenario.community.names);
  return cell.course();
}
