// Every record that is held, by place, with the signatures that prove it (protocol/README.md §8.1).
//
// Each author's log is numbered without gaps, so "what I hold" is a short vector: for each log its head
// and its holes. Two records at one place are a fork: both are kept, as the proof. A record far beyond
// the gapless part of its log is not taken yet, so that nobody can make others keep books about
// millions of holes.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, EMPTY, fromHex } from '../bytes/bytes.ts';
import type { MemberId, Place, RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { combineSignatures } from '../crypto/bls.ts';
import { emptied } from '../wire/erasing.ts';
import type { Record } from '../wire/record.ts';

/** One sum of signatures over exactly these records; a single id is the record's own signature. */
export type Proof = { readonly ids: readonly RecordId[]; readonly signature: Uint8Array };

export type Held = {
  readonly id: RecordId;
  /** Without its body where that was erased (§3.8). */
  record: Record;
  /** When this device first held it, by its own clock. */
  readonly sinceMs: number;
  /** The author's own signature, if it was ever seen alone. */
  single: Uint8Array | undefined;
  /** Sums that contain it, smallest first, at most `PROOFS_MAX`. */
  readonly bundles: Proof[];
};

/** How a log is held: everything up to `head`, without `holes`. */
export type LogFrontier = {
  readonly member: MemberId;
  readonly log: number;
  readonly head: number;
  readonly holes: readonly number[];
};

/** A log is taken this far beyond its gapless part. */
export const AHEAD_MAX = 256;
/** Records kept at one place: two prove a fork, a third only costs. */
const FORK_RECORDS_MAX = 3;
const PROOFS_MAX = 3;

type Log = {
  readonly member: MemberId;
  readonly log: number;
  readonly bySeq: Map<number, RecordId[]>;
  head: number;
  /** Everything up to here is held. */
  gapless: number;
  /** SHA-256 chain over the ids up to `hashedTo`, so that a fork shows as another digest. */
  chain: Uint8Array;
  hashedTo: number;
};

/** A record by its name and place. */
export type Named = Place & { readonly id: RecordId };

export type Added = 'new' | 'known' | 'fork' | 'too-far-ahead' | 'place-is-full';

export interface RecordStore {
  add(id: RecordId, record: Record, proof: Proof, nowMs: number): Added;
  /** Takes records that were held before; each is read by `open` when somebody asks for it. Once, before any other. */
  addUnread(records: Iterable<Named>, open: (id: RecordId) => Held): void;
  /** One more proof of a record that is held. True if it was worth keeping. */
  addProof(id: RecordId, proof: Proof): boolean;
  /** Would a record be taken? Asked before its signature is checked. */
  accepts(id: RecordId, record: Place): Added;
  /** Holds a record without its body from now on. False where that is so already, or where it is not held. */
  empty(id: RecordId): boolean;
  /**
   * Takes a record's own signature out of the sums in which it stands with others, so that these do not rest on
   * a body that is gone. Answers the sums that are left, of one record or of several.
   */
  splitOff(id: RecordId): readonly Proof[];
  get(id: RecordId): Held | undefined;
  /** The same as `get(id) !== undefined`, without reading it. */
  has(id: RecordId): boolean;
  at(place: Place): readonly RecordId[];
  log(member: MemberId, log: number): LogFrontier | undefined;
  /** All logs that hold anything, in no order that may be relied on. */
  logs(): readonly LogFrontier[];
  /** Ids from `fromSeq` to the head, in order. */
  ids(member: MemberId, log: number, fromSeq: number): readonly RecordId[];
  /** A log's ids as one hash: chain over the gapless part, then what stands beyond it. */
  logDigest(member: MemberId, log: number): Uint8Array;
  /** Every record by its place, without reading it. */
  places(): Iterable<Named>;
  /** Who was seen to write two records at one place. */
  forkedMembers(): ReadonlySet<MemberId>;
  readonly size: number;
}

const key = (member: MemberId, log: number): string => `${member}/${log}`;

const idBytes = (id: RecordId): Uint8Array => {
  const bytes = fromHex(id);
  assert(bytes.ok, 'an id is hex');
  return bytes.value;
};

export function createRecordStore(): RecordStore {
  /** Undefined where it was not read yet. */
  const held = new Map<RecordId, Held | undefined>();
  let openUnread: ((id: RecordId) => Held) | undefined;
  const logs = new Map<string, Log>();
  const forked = new Set<MemberId>();

  const accepts = (id: RecordId, record: Place): Added => {
    if (held.has(id)) return 'known';
    const log = logs.get(key(record.member, record.log));
    if (record.seq > (log?.gapless ?? 0) + AHEAD_MAX) return 'too-far-ahead';
    const there = log?.bySeq.get(record.seq)?.length ?? 0;
    return there >= FORK_RECORDS_MAX ? 'place-is-full' : there > 0 ? 'fork' : 'new';
  };

  const get = (id: RecordId): Held | undefined => {
    const found = held.get(id);
    if (found || !held.has(id)) return found;
    assert(openUnread !== undefined, 'what is not read yet can be read');
    const opened = openUnread(id);
    held.set(id, opened);
    return opened;
  };

  const enter = (id: RecordId, record: Place): void => {
    const name = key(record.member, record.log);
    const log = logs.get(name) ?? emptyLog(record);
    logs.set(name, log);
    enterLog(log, id, record);
  };

  const enterLog = (log: Log, id: RecordId, record: Place): void => {
    const ids = log.bySeq.get(record.seq);
    log.bySeq.set(record.seq, ids ? [...ids, id].sort() : [id]);
    log.head = Math.max(log.head, record.seq);
    while (log.bySeq.has(log.gapless + 1)) log.gapless++;
    if (record.seq <= log.hashedTo) [log.chain, log.hashedTo] = [EMPTY, 0];
  };

  const frontier = (log: Log): LogFrontier => {
    const holes: number[] = [];
    for (let seq = log.gapless + 1; seq < log.head; seq++) if (!log.bySeq.has(seq)) holes.push(seq);
    return { member: log.member, log: log.log, head: log.head, holes };
  };

  const addProof = (id: RecordId, proof: Proof): boolean => {
    const record = get(id);
    // No ids: a stored record whose proof stands in a row of its own, which comes later.
    if (!record || proof.ids.length === 0) return false;
    if (proof.ids.length === 1) {
      const first = record.single === undefined;
      record.single ??= proof.signature;
      return first;
    }
    if (record.bundles.length >= PROOFS_MAX || record.bundles.some((known) => known.ids.join() === proof.ids.join()))
      return false;
    record.bundles.push(proof);
    record.bundles.sort((a, b) => a.ids.length - b.ids.length);
    return true;
  };

  const dropProof = (id: RecordId, ids: readonly RecordId[]): void => {
    const bundles = get(id)?.bundles;
    const at = bundles?.findIndex((known) => known.ids.join() === ids.join()) ?? -1;
    if (at >= 0) bundles!.splice(at, 1);
  };

  return {
    accepts,
    addProof,
    add(id, record, proof, nowMs) {
      const added = accepts(id, record);
      if (added === 'known') addProof(id, proof);
      if (added !== 'new' && added !== 'fork') return added;
      if (added === 'fork') forked.add(record.member);
      held.set(id, { id, record, sinceMs: nowMs, single: undefined, bundles: [] });
      addProof(id, proof);
      enter(id, record);
      return added;
    },
    addUnread(records, open) {
      openUnread = open;
      let log: Log | undefined;
      for (const record of records) {
        const { id, member } = record;
        // They stand log by log: a name a log, not a name a record.
        if (log?.member !== member || log.log !== record.log) log = logs.get(key(member, record.log));
        if (!log) logs.set(key(member, record.log), (log = emptyLog(record)));
        held.set(id, undefined);
        enterLog(log, id, record);
        if (log.bySeq.get(record.seq)!.length > 1) forked.add(member);
      }
    },
    empty(id) {
      const found = get(id);
      if (!found || found.record.bodyHash) return false;
      found.record = emptied(found.record);
      return true;
    },
    splitOff(id) {
      const found = get(id);
      if (!found?.single) return [];
      const single = { signature: found.single, coefficient: -1n };
      const left = found.bundles.splice(0).flatMap(({ ids, signature }) => {
        const sum = combineSignatures([{ signature, coefficient: 1n }, single]);
        const others = ids.filter((other) => other !== id);
        for (const other of others) dropProof(other, ids);
        return sum ? [{ ids: others, signature: sum }] : [];
      });
      return left.filter((proof) => proof.ids.map((other) => addProof(other, proof)).includes(true));
    },
    get,
    has: (id) => held.has(id),
    at: ({ member, log, seq }) => logs.get(key(member, log))?.bySeq.get(seq) ?? [],
    log: (member, number) => {
      const log = logs.get(key(member, number));
      return log && frontier(log);
    },
    logs: () => [...logs.values()].map(frontier),
    ids(member, number, fromSeq) {
      const log = logs.get(key(member, number));
      const ids: RecordId[] = [];
      for (let seq = fromSeq; log && seq <= log.head; seq++) ids.push(...(log.bySeq.get(seq) ?? []));
      return ids;
    },
    logDigest(member, number) {
      const log = logs.get(key(member, number));
      if (!log) return EMPTY;
      for (; log.hashedTo < log.gapless; log.hashedTo++) {
        log.chain = sha256(concat(log.chain, ...log.bySeq.get(log.hashedTo + 1)!.map(idBytes)));
      }
      const beyond: RecordId[] = [];
      for (let seq = log.gapless + 1; seq <= log.head; seq++) beyond.push(...(log.bySeq.get(seq) ?? []));
      return beyond.length === 0 ? log.chain : sha256(concat(log.chain, ...beyond.map(idBytes)));
    },
    *places() {
      for (const { member, log, bySeq } of logs.values())
        for (const [seq, ids] of bySeq) for (const id of ids) yield { member, log, seq, id };
    },
    forkedMembers: () => forked,
    get size() {
      return held.size;
    },
  };
}

function emptyLog({ member, log }: Place): Log {
  return { member, log, bySeq: new Map(), head: 0, gapless: 0, chain: EMPTY, hashedTo: 0 };
}
