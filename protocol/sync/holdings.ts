// What a node holds, seen by a link: compares it with others' summaries and forms frames that carry it.
//
// Compare and request names, never bundles: two nodes with the same records under other sums are in
// sync. An answer is formed exactly, from single signatures where they are held; where a record is held
// in a bundle only, that bundle is the answer.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toUtf8 } from '../bytes/bytes.ts';
import type { MemberId, Place, RecordId } from '../bytes/reference.ts';
import { addSignatures } from '../crypto/bls.ts';
import type { Directory } from '../log/directory.ts';
import type { Held, LogFrontier, RecordStore } from '../log/record-store.ts';
import { subjectKey, type SubjectKey, type Tally, voiceItem, type VoiceItem } from '../tally/tally.ts';
import { decodeBundle, encodeBundle } from '../wire/bundle.ts';
import { encodeFork, forkOf } from '../wire/fork.ts';
import type { SealedKind } from '../wire/frame.ts';
import { BUNDLE_RECORDS_MAX } from '../wire/limits.ts';
import { encodeSingle, type Record, type RecordTypes } from '../wire/record.ts';
import { encodeStatements, type StatementContext, type StatementKinds, type StatementMap } from '../wire/statement.ts';
import type { Urgency } from './air-budget.ts';
import { DIGEST_BYTES, encodeSummary, type LogLine, type SubjectLine, type Summary } from './summary.ts';

/** Passed on besides what is held: a proof of a fork, a rekey, a private message. No "/" in its name. */
export type ExtraItem = string & { readonly _: 'ExtraItem' };

/** A thing that links carry: a record, one voice on a subject, the genesis, or an extra. */
export type Item = 'genesis' | RecordId | VoiceItem | ExtraItem;
const isVoice = (item: Item): item is VoiceItem => item.includes('/');

function subjectOf(item: VoiceItem): SubjectKey {
  const [kind, record] = item.split('/');
  return subjectKey(Number(kind), record as RecordId);
}

/** A plaintext ready to be sealed, and what its receivers will hold then. */
export type Parcel = {
  /** `whole`: the plaintext is a frame already and is not sealed. */
  readonly kind: SealedKind | 'whole';
  readonly plaintext: Uint8Array;
  readonly items: readonly Item[];
  readonly urgency: Urgency;
};

/** What a comparison with somebody's summary shows. */
export type Difference = {
  /** What we hold and they lack. */
  readonly offer: readonly Item[];
  /** They hold something that we lack. */
  readonly wanting: boolean;
};

export interface Holdings {
  /** Hash of everything held: equal on two nodes exactly if they hold the same. 6 bytes, or as many as asked. */
  digest(bytes?: number): Uint8Array;
  /** How many records are held. */
  count(): number;
  summary(): readonly Uint8Array[];
  compare(summary: Summary): Difference;
  /** Frames for these items, in an order in which a receiver can read them; few as can be. */
  parcels(items: readonly Item[]): readonly Parcel[];
  urgencyOf(item: Item): Urgency;
  has(item: Item): boolean;
  /** Everything, for a peer that knows nothing. */
  all(): readonly Item[];
}

/** Its frame is formed when it is sent, so that names and keys in it are of that moment. */
export type Extra = { readonly urgency: Urgency; readonly form: () => Omit<Parcel, 'items' | 'urgency'> | null };

export type HoldingsParts = {
  readonly genesis: () => Uint8Array | undefined;
  readonly records: RecordStore;
  readonly tally: Tally;
  readonly directory: Directory;
  readonly types: RecordTypes;
  readonly kinds: StatementKinds;
  readonly community: Uint8Array;
  readonly extras: ReadonlyMap<Item, Extra>;
  readonly valueCountOf: NonNullable<StatementContext['valueCountOf']>;
};

export function createHoldings(parts: HoldingsParts): Holdings {
  const { records, tally, directory, types, kinds } = parts;
  const rosterSize = (checkpoint: RecordId): number | undefined => directory.roster(checkpoint)?.size;

  const lineOf = (frontier: LogFrontier): LogLine => ({
    author: directory.numberOf(frontier.member) ?? frontier.member.slice(0, 16),
    log: frontier.log,
    head: frontier.head,
    holes: frontier.holes,
  });

  const lines = (): { logs: LogLine[]; newcomers: LogLine[] } => {
    const all = records.logs().map(lineOf);
    const byNumber = (a: LogLine, b: LogLine): number => (a.author as number) - (b.author as number) || a.log - b.log;
    const byPrefix = (a: LogLine, b: LogLine): number =>
      a.author < b.author ? -1 : a.author > b.author ? 1 : a.log - b.log;
    return {
      logs: all.filter(({ author }) => typeof author === 'number').sort(byNumber),
      newcomers: all.filter(({ author }) => typeof author === 'string').sort(byPrefix),
    };
  };

  const subjectLine = (key: SubjectKey): SubjectLine | undefined => {
    const subject = tally.subject(key);
    const place = subject && directory.placeOf(subject.record);
    const author = place && directory.numberOf(place.member);
    if (!subject || !place || author === undefined) return undefined;
    const digest = tally.digest(key);
    const mark = digest[0]! * 256 + digest[1]!;
    return { author, log: place.log, seq: place.seq, kind: subject.kind, voices: tally.count(key), mark };
  };

  const keyOf = ({ kind, record }: { kind: number; record: RecordId }): SubjectKey => subjectKey(kind, record);
  const subjectLines = (): { key: SubjectKey; line: SubjectLine }[] =>
    tally
      .subjects()
      .map(keyOf)
      .flatMap((key) => {
        const line = subjectLine(key);
        return line ? [{ key, line }] : [];
      })
      .sort(({ line: a }, { line: b }) => a.author - b.author || a.log - b.log || a.seq - b.seq || a.kind - b.kind);

  const urgencyOf = (item: Item): Urgency => {
    if (item === 'genesis') return 1;
    const extra = parts.extras.get(item);
    if (extra) return extra.urgency;
    if (isVoice(item)) return kinds.get(Number(item.split('/')[0]))?.urgency ?? 2;
    return types.get(records.get(item as RecordId)?.record.type ?? -1)?.urgency ?? 3;
  };

  const has = (item: Item): boolean => {
    if (item === 'genesis') return parts.genesis() !== undefined;
    if (parts.extras.has(item)) return true;
    return isVoice(item) ? tally.counts(item) : records.get(item as RecordId) !== undefined;
  };

  const all = (): Item[] => [
    ...(parts.genesis() ? ['genesis' as const] : []),
    ...records.logs().flatMap(({ member, log }) => records.ids(member, log, 1)),
    ...tally.subjects().flatMap((subject) => tally.items(keyOf(subject))),
  ];

  let digested: { readonly held: string; readonly whole: Uint8Array } | undefined;

  return {
    urgencyOf,
    has,
    all,
    digest(bytes = DIGEST_BYTES) {
      // Nothing held is ever changed, only added, so the counts tell whether anything is new.
      const held = `${parts.genesis() ? 1 : 0}/${records.size}/${tally.size}`;
      if (digested?.held === held) return digested.whole.slice(0, bytes);
      const chunks: Uint8Array[] = [toUtf8(parts.genesis() ? 'founded' : 'nothing')];
      for (const { member, log } of [...records.logs()].sort((a, b) =>
        a.member < b.member ? -1 : a.member > b.member ? 1 : a.log - b.log,
      )) {
        chunks.push(toUtf8(`${member}/${log}`), records.logDigest(member, log));
      }
      for (const key of tally.subjects().map(keyOf).sort()) chunks.push(toUtf8(key), tally.digest(key));
      digested = { held, whole: sha256(concat(...chunks)) };
      return digested.whole.slice(0, bytes);
    },
    count: () => records.size,
    summary: () =>
      encodeSummary({
        founded: parts.genesis() !== undefined,
        ...lines(),
        subjects: subjectLines().map(({ line }) => line),
      }),
    compare(summary) {
      if (!summary.founded) return { offer: all(), wanting: false };
      if (!parts.genesis()) return { offer: [], wanting: true };
      return join([compareLogs(summary), compareSubjects(summary)]);
    },
    parcels: (items) => formParcels(items),
  };

  // ── Comparing ─────────────────────────────────────────────────────────────────────────────────

  function compareLogs(summary: Summary): Difference {
    const theirs = new Map([...summary.logs, ...summary.newcomers].map((line) => [logName(line), line]));
    const offer: Item[] = [];
    let wanting = false;
    for (const line of [...lines().logs, ...lines().newcomers]) {
      const their = theirs.get(logName(line));
      if (!their && !inScope(summary, line)) continue;
      theirs.delete(logName(line));
      const { head, holes } = their ?? { head: 0, holes: [] };
      const lacked = new Set(holes);
      for (const id of records.ids(memberOf(line)!, line.log, holes[0] ?? head + 1)) {
        const { seq } = records.get(id)!.record;
        if (seq > head || lacked.has(seq)) offer.push(id);
      }
      wanting ||= head > line.head || line.holes.some((seq) => seq <= head && !lacked.has(seq));
    }
    return { offer, wanting: wanting || [...theirs.values()].some(({ head }) => head > 0) };
  }

  function inScope({ numbers, prefixes }: Summary, { author }: LogLine): boolean {
    return typeof author === 'number'
      ? numbers !== null && within(numbers, author)
      : prefixes !== null && within(prefixes, Number.parseInt(author.slice(0, 2), 16));
  }

  /** By member, because two nodes may know the same person by number and as a newcomer. */
  function logName(line: LogLine): string {
    return `${memberOf(line) ?? line.author}/${line.log}`;
  }

  function memberOf(line: LogLine): MemberId | undefined {
    return typeof line.author === 'number' ? directory.memberAt(line.author) : newcomerOf(line.author);
  }

  /** A newcomer's or guest's id by its prefix, from the logs that are held. */
  function newcomerOf(prefix: string): MemberId | undefined {
    return directory.newcomer(prefix) ?? records.logs().find(({ member }) => member.startsWith(prefix))?.member;
  }

  function compareSubjects(summary: Summary): Difference {
    if (!summary.subjectAuthors) return { offer: [], wanting: false };
    const scope = summary.subjectAuthors;
    const theirs = new Map(summary.subjects.map((line) => [nameOf(line), line]));
    const offer: Item[] = [];
    let wanting = false;
    for (const { key, line } of subjectLines()) {
      if (!within(scope, line.author)) continue;
      const their = theirs.get(nameOf(line));
      theirs.delete(nameOf(line));
      if (their?.mark === line.mark && their.voices === line.voices) continue;
      offer.push(...tally.items(key));
      wanting ||= their !== undefined;
    }
    return { offer, wanting: wanting || theirs.size > 0 };
  }

  // ── Forming frames ────────────────────────────────────────────────────────────────────────────

  function formParcels(items: readonly Item[]): Parcel[] {
    const wanted = [...new Set(items)].filter(has);
    const held = wanted.flatMap((item) =>
      isVoice(item) || item === 'genesis' ? [] : (records.get(item as RecordId) ?? []),
    );
    held.sort(
      (a, b) =>
        urgencyOf(a.id) - urgencyOf(b.id) ||
        a.record.type - b.record.type ||
        a.record.seq - b.record.seq ||
        (a.id < b.id ? -1 : 1),
    );
    const joinable = (one: Held): boolean =>
      one.single !== undefined &&
      directory.numberOf(one.record.member) !== undefined &&
      (types.get(one.record.type)?.bundled ?? false);
    return [
      ...(wanted.includes('genesis') ? genesisParcel() : []),
      ...wanted.flatMap(extraParcel),
      ...held.filter((one) => !joinable(one)).flatMap((one) => lone(one)),
      ...bundles(held.filter(joinable)),
      ...bySubject(wanted).flatMap(([key, voices]) => subjectParcels(key, voices)),
    ];
  }

  function extraParcel(item: Item): Parcel[] {
    const extra = parts.extras.get(item);
    const formed = extra?.form();
    return extra && formed ? [{ ...formed, items: [item], urgency: extra.urgency }] : [];
  }

  function genesisParcel(): Parcel[] {
    const plaintext = parts.genesis();
    return plaintext ? [{ kind: 'single', plaintext, items: ['genesis'], urgency: 1 }] : [];
  }

  /** A record that goes by itself, or, where its own signature was never seen, in the bundle that proves it. */
  function lone(one: Held): Parcel[] {
    if (one.single) {
      const plaintext = encodeSingle({ record: one.record, signature: one.single }, types, directory);
      return [{ kind: 'single', plaintext, items: [one.id], urgency: urgencyOf(one.id) }];
    }
    // The proof may be gone where a disk rotted: then others must bring the record to whoever lacks it.
    const proof = one.bundles[0];
    return proof ? bundleParcel(proof.ids, proof.signature) : [];
  }

  function bundleParcel(ids: readonly RecordId[], signature: Uint8Array): Parcel[] {
    const inside: Record[] = ids.flatMap((id) => records.get(id)?.record ?? []);
    const [one, other] = inside;
    if (
      one &&
      other &&
      ids.length === 2 &&
      one.seq === other.seq &&
      one.member === other.member &&
      one.log === other.log
    ) {
      const proof = encodeFork(forkOf(one, other, signature), { types, names: directory, keys: directory });
      return proof ? [{ kind: 'extension', plaintext: proof, items: ids, urgency: 0 }] : [];
    }
    const plaintext =
      inside.length === ids.length ? encodeBundle({ records: inside, signature }, types, directory) : null;
    const urgency = Math.min(...ids.map(urgencyOf)) as Urgency;
    return plaintext ? [{ kind: 'bundle', plaintext, items: ids, urgency }] : [];
  }

  /** Can somebody read it who holds none of these records? What names another must come after it. */
  function readsAlone(plaintext: Uint8Array, group: readonly Held[]): boolean {
    const inside = new Set(group.map(({ id }) => id));
    const names = {
      ...directory,
      recordsAt: (place: Place) => directory.recordsAt(place).filter((id) => !inside.has(id)),
    };
    return decodeBundle(plaintext, { community: parts.community, types, names, keys: directory }).ok;
  }

  /** Greedy: as many records under one sum as a frame holds. */
  function bundles(held: readonly Held[]): Parcel[] {
    const blank = new Uint8Array(48);
    const parcels: Parcel[] = [];
    for (let at = 0; at < held.length;) {
      let count = 1;
      const fits = (n: number): boolean => {
        const group = held.slice(at, at + n);
        const plaintext = encodeBundle(
          { records: group.map(({ record }) => record), signature: blank },
          types,
          directory,
        );
        return plaintext !== null && readsAlone(plaintext, group);
      };
      while (at + count < held.length && count < BUNDLE_RECORDS_MAX && fits(count + 1)) count++;
      const group = held.slice(at, at + count);
      const sum = count === 1 ? null : addSignatures(group.map(({ single }) => single!));
      parcels.push(
        ...(sum
          ? bundleParcel(
              group.map(({ id }) => id),
              sum,
            )
          : group.flatMap(lone)),
      );
      at += count;
    }
    return parcels;
  }

  function bySubject(items: readonly Item[]): [SubjectKey, Set<VoiceItem>][] {
    const subjects = new Map<SubjectKey, Set<VoiceItem>>();
    for (const item of items.filter(isVoice)) {
      const key = subjectOf(item);
      subjects.set(key, (subjects.get(key) ?? new Set()).add(item));
    }
    return [...subjects];
  }

  function subjectParcels(key: SubjectKey, voices: ReadonlySet<VoiceItem>): Parcel[] {
    const { community, valueCountOf } = parts;
    const context = { community, types, names: directory, keys: directory, kinds, rosterSize, valueCountOf };
    const write = (map: StatementMap): Uint8Array | null => encodeStatements(map, context);
    return tally
      .answer(key, voices, (map) => write(map) !== null)
      .flatMap((map) => {
        const plaintext = write(map);
        const items = map.voices.map((voice) => voiceItem(key, voice));
        return plaintext ? [{ kind: 'statements', plaintext, items, urgency: urgencyOf(items[0]!) }] : [];
      });
  }
}

const within = ({ from, to }: { from: number; to: number }, at: number): boolean => at >= from && at < to;
const nameOf = ({ author, log, seq, kind }: SubjectLine): string => `${author}/${log}/${seq}/${kind}`;
const join = (differences: readonly Difference[]): Difference => ({
  offer: differences.flatMap(({ offer }) => offer),
  wanting: differences.some(({ wanting }) => wanting),
});
