// A statement: one short thing that many members sign identically (protocol/README.md §5).
//
// No author and no time stand under the signature, so everyone who says the same thing signs the same
// point: a map of members and one 48-byte sum prove all of them, all choices of one subject under one
// signature. 400 of 500 ballots are one packet.
//
//   kind and flags 1 | subject 2-13 | voices | signature 48
//   voices = one varint where a single member speaks, else an arithmetic-coded map over the roster
//
// The roster is the one that the subject froze, so it is not sent; it stands under the signature.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, fromHex, toUtf8 } from '../bytes/bytes.ts';
import { Reader, Writer, type ReadError } from '../bytes/codec.ts';
import {
  context as bitContext,
  rangeDecoder,
  rangeEncoder,
  type BitCoder,
  type Context,
} from '../bytes/range-coder.ts';
import type { MemberId, RecordId, References } from '../bytes/reference.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { SIGNATURE_BYTES, type Share } from '../crypto/bls.ts';
import { MULTIPLICITY_MAX, PLAINTEXT_BYTES_MAX } from './limits.ts';
import { recordRef } from './names.ts';
import type { Keys, ReadContext } from './record.ts';

/** What a statement kind is: declared by the module that owns it. */
export type StatementKind = {
  /** 0-15. */
  readonly kind: number;
  readonly name: string;
  readonly section: string;
  /** What may be said, in words; a value is a number in this list, or below `valueCount` where words would be too many. */
  readonly values: readonly string[];
  /** 1 to 256; by default as many as there are words. A subject may have fewer (`StatementContext.valueCountOf`). */
  readonly valueCount?: number;
  /** The greatest revision: 0 where what was said stays said. */
  readonly revisionMax: number;
  readonly urgency: 0 | 1 | 2 | 3;
};

export type StatementKinds = ReadonlyMap<number, StatementKind>;

export const valueCountOf = (kind: StatementKind): number => kind.valueCount ?? kind.values.length;

export function statementKind(declared: StatementKind): StatementKind {
  assert(declared.kind >= 0 && declared.kind <= 15, `${declared.name} has a kind from 0 to 15`);
  assert(valueCountOf(declared) >= 1 && valueCountOf(declared) <= 256, `${declared.name} has 1 to 256 values`);
  assert(declared.revisionMax <= 255, `${declared.name} has a revision of one byte`);
  return declared;
}

/** On what a statement speaks: a record, and the roster that this record froze. */
export type Subject = {
  readonly kind: number;
  readonly record: RecordId;
  /** The checkpoint whose roster is counted; its members are numbered 0 to `rosterSize` - 1. */
  readonly roster: RecordId;
};

/** What one member says. */
export type Voice = {
  readonly member: MemberId;
  readonly value: number;
  readonly revision: number;
  /** The key version that signed. */
  readonly keyVersion: number;
};

/** How often a voice is counted in a sum: 1, or up to 3 where sums that overlap were added (§5.4). */
export type CountedVoice = Voice & { readonly multiplicity: number };

/** Voices on one subject with the sum of their signatures. */
export type StatementMap = {
  readonly subject: Subject;
  readonly voices: readonly CountedVoice[];
  readonly signature: Uint8Array;
};

const idBytes = (id: string): Uint8Array => {
  const bytes = fromHex(id);
  assert(bytes.ok && bytes.value.length === 32, 'an id is 32 bytes of hex');
  return bytes.value;
};

/** What a member signs. §5.1 */
export function statementDigest(
  community: Uint8Array,
  subject: Subject,
  said: { revision: number; value: number },
): Uint8Array {
  return sha256(
    concat(
      toUtf8('sta/1'),
      community,
      Uint8Array.of(subject.kind),
      idBytes(subject.record),
      idBytes(subject.roster),
      Uint8Array.of(said.revision, said.value),
    ),
  );
}

/** All shares that a map's signature is the sum of, or the member whose key we do not know. */
export function statementShares(
  community: Uint8Array,
  map: StatementMap,
  keys: Keys,
): Result<readonly Share[], { kind: 'unknown-key'; member: MemberId }> {
  const shares: Share[] = [];
  const messages = new Map<string, Uint8Array>();
  for (const voice of map.voices) {
    const key = keys.keyOf(voice.member, 0, voice.keyVersion);
    if (!key) return err({ kind: 'unknown-key', member: voice.member });
    const said = `${voice.revision}|${voice.value}`;
    const message = messages.get(said) ?? statementDigest(community, map.subject, voice);
    messages.set(said, message);
    for (let i = 0; i < voice.multiplicity; i++) shares.push({ key, message, purpose: 'signature' });
  }
  return ok(shares);
}

// ── The map ─────────────────────────────────────────────────────────────────────────────────────

const FLAG = { one: 8, multiple: 4, rekeyed: 2, revised: 1 } as const;

/** One member's entry by number; absent members have none. */
type Entry = { readonly value: number; readonly revision: number; readonly keyBack: number; readonly extra: number };

const bitsFor = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

/** The contexts of one map. Small numbers (revision, keys back, extra counts) are unary with a context a step. */
function contexts(): { spoke: Context; value: Map<number, Context>; unary: (name: string, step: number) => Context } {
  const unary = new Map<string, Context>();
  return {
    spoke: bitContext(),
    value: new Map(),
    unary: (name, step) => {
      const key = `${name}${Math.min(step, 7)}`;
      const known = unary.get(key) ?? bitContext();
      unary.set(key, known);
      return known;
    },
  };
}

/**
 * One walk over the roster for both directions: an encoder is given entries and answers them, a
 * decoder is given none and answers what it reads.
 */
function walkMap(
  coder: BitCoder,
  size: number,
  shape: { readonly valueCount: number; readonly flags: number },
  given: ReadonlyMap<number, Entry> | null,
): ReadonlyMap<number, Entry> {
  const known = contexts();
  const bit = (context: Context, value: boolean): boolean => coder.bit(context, value ? 1 : 0) === 1;
  const tree = (value: number): number => {
    let node = 1;
    for (let i = bitsFor(shape.valueCount) - 1; i >= 0; i--) {
      const context = known.value.get(node) ?? bitContext();
      known.value.set(node, context);
      node = 2 * node + coder.bit(context, ((value >> i) & 1) as 0 | 1);
    }
    return node - 2 ** bitsFor(shape.valueCount);
  };
  const unary = (name: string, value: number, most: number): number => {
    let read = 0;
    while (read < most && bit(known.unary(name, read), read < value)) read++;
    return read;
  };
  const entries = new Map<number, Entry>();
  for (let number = 0; number < size; number++) {
    const entry = given?.get(number);
    if (!bit(known.spoke, entry !== undefined)) continue;
    entries.set(number, {
      value: tree(entry?.value ?? 0),
      revision: shape.flags & FLAG.revised ? unary('revision', entry?.revision ?? 0, 255) : 0,
      keyBack: shape.flags & FLAG.rekeyed ? unary('key', entry?.keyBack ?? 0, 255) : 0,
      extra: shape.flags & FLAG.multiple ? unary('extra', entry?.extra ?? 0, MULTIPLICITY_MAX - 1) : 0,
    });
  }
  return entries;
}

function encodeEntries(
  entries: ReadonlyMap<number, Entry>,
  size: number,
  shape: { valueCount: number; flags: number },
): Uint8Array {
  const coder = rangeEncoder();
  walkMap(coder, size, shape, entries);
  return coder.finish();
}

// ── Frame plaintext ─────────────────────────────────────────────────────────────────────────────

/** What a reader must know of subjects. */
export type StatementContext = ReadContext & {
  readonly kinds: StatementKinds;
  /** The roster that a subject froze; undefined where the record is not of a sort that may be spoken on with this kind. */
  readonly rosterOf: (kind: number, record: RecordId) => RecordId | undefined;
  /** How many numbers the roster of a checkpoint has; undefined where the checkpoint is unknown. */
  readonly rosterSize: (checkpoint: RecordId) => number | undefined;
  /** How many values may be said of this record; undefined where as many as the kind has. §5.2 */
  readonly valueCountOf?: (kind: number, record: RecordId) => number | undefined;
};

/** The subject's own count, never above the kind's: a subject of anybody's making cannot widen a kind. */
function valuesOn(kind: StatementKind, record: RecordId, context: Pick<StatementContext, 'valueCountOf'>): number {
  const own = context.valueCountOf?.(kind.kind, record) ?? valueCountOf(kind);
  return Math.max(1, Math.min(own, valueCountOf(kind)));
}

function flagsOf(entries: readonly Entry[]): number {
  const any = (test: (entry: Entry) => boolean, flag: number): number => (entries.some(test) ? flag : 0);
  return (
    any(({ revision }) => revision > 0, FLAG.revised) |
    any(({ keyBack }) => keyBack > 0, FLAG.rekeyed) |
    any(({ extra }) => extra > 0, FLAG.multiple) |
    (entries.length === 1 ? FLAG.one : 0)
  );
}

/** The plaintext, or null where the map does not fit a frame: then it goes as two maps. */
export function encodeStatements(map: StatementMap, context: Omit<StatementContext, 'rosterOf'>): Uint8Array | null {
  const kind = context.kinds.get(map.subject.kind);
  const size = context.rosterSize(map.subject.roster);
  assert(kind !== undefined && size !== undefined, 'a map of ours has a known kind and roster');
  const entries = new Map<number, Entry>();
  for (const voice of map.voices) {
    const number = numberIn(context.names, voice.member, size);
    assert(number !== undefined && !entries.has(number), 'each voice is a member of the roster, once');
    assert(voice.multiplicity >= 1 && voice.multiplicity <= MULTIPLICITY_MAX, 'a voice is counted one to three times');
    const keyBack = context.keys.keyVersionOf(voice.member, 0) - voice.keyVersion;
    entries.set(number, { value: voice.value, revision: voice.revision, keyBack, extra: voice.multiplicity - 1 });
  }
  assert(entries.size > 0, 'a map has a voice');
  const valueCount = valuesOn(kind, map.subject.record, context);
  assert(
    map.voices.every(({ value }) => value < valueCount),
    'a voice says what may be said of its subject',
  );
  const flags = flagsOf([...entries.values()]);
  const to = new Writer('wire', context.names);
  to.uint(kind.kind * 16 + flags, 1);
  recordRef.write(to, map.subject.record);
  if (flags & FLAG.one) writeOne(to, [...entries][0]!, valueCount, flags);
  else to.bytes(encodeEntries(entries, size, { valueCount, flags }));
  to.bytes(map.signature);
  const plaintext = to.finish();
  return plaintext.length <= PLAINTEXT_BYTES_MAX ? plaintext : null;
}

function numberIn(names: References, member: MemberId, size: number): number | undefined {
  const number = names.numberOf(member);
  return number !== undefined && number < size ? number : undefined;
}

function writeOne(to: Writer, [number, entry]: [number, Entry], valueCount: number, flags: number): void {
  to.varint(number * valueCount + entry.value);
  if (flags & FLAG.revised) to.uint(entry.revision, 1);
  if (flags & FLAG.rekeyed) to.uint(entry.keyBack, 1);
  if (flags & FLAG.multiple) to.uint(entry.extra, 1);
}

function readOne(from: Reader, size: number, valueCount: number, flags: number): [number, Entry] {
  const start = from.at;
  const code = from.varint(size * valueCount - 1);
  const entry = {
    value: code % valueCount,
    revision: flags & FLAG.revised ? from.uint(1) : 0,
    keyBack: flags & FLAG.rekeyed ? from.uint(1) : 0,
    extra: flags & FLAG.multiple ? from.uint(1) : 0,
  };
  if (!from.failure && flagsOf([entry]) !== flags) from.fail('flags that the voice does not need', start);
  if (entry.extra >= MULTIPLICITY_MAX) from.fail('a voice is counted one to three times', start);
  return [Math.floor(code / valueCount), entry];
}

export function decodeStatements(plaintext: Uint8Array, context: StatementContext): Result<StatementMap, ReadError> {
  const from = new Reader(plaintext, context);
  const head = from.field('kind', () => from.uint(1));
  const kind = context.kinds.get(head >> 4);
  if (!kind) from.fail(`statement kind ${head >> 4} is not known to this version`, 0);
  const record = from.field('subject', () => recordRef.read(from));
  if (from.failure || !kind) return err(from.failure!);
  const roster = context.rosterOf(kind.kind, record);
  if (roster === undefined) from.fail(`nobody can say "${kind.name}" of this record`);
  const size = roster === undefined ? undefined : context.rosterSize(roster);
  if (roster === undefined || size === undefined) {
    if (roster !== undefined) from.lack({ kind: 'checkpoint', id: roster });
    return err(from.failure!);
  }
  const valueCount = valuesOn(kind, record, context);
  const entries = from.field('voices', () => readVoices(from, head & 15, size, valueCount));
  const signature = from.field('signature', () => from.bytes(SIGNATURE_BYTES));
  from.finish();
  const voices: CountedVoice[] = [];
  for (const [number, entry] of entries) {
    const member = context.names.memberAt(number);
    if (member === undefined) from.lack({ kind: 'member', number });
    else voices.push(voiceOf(from, member, entry, { ...kind, valueCount }, context.keys));
  }
  if (!from.failure && voices.length === 0) from.fail('a map without a voice');
  return from.failure ? err(from.failure) : ok({ subject: { kind: kind.kind, record, roster }, voices, signature });
}

function voiceOf(from: Reader, member: MemberId, entry: Entry, kind: StatementKind, keys: Keys): CountedVoice {
  const keyVersion = keys.keyVersionOf(member, 0) - entry.keyBack;
  if (keyVersion < 0) from.fail('a key version that never was');
  if (entry.value >= valueCountOf(kind))
    from.fail(`"${kind.name}" has ${valueCountOf(kind)} values, not ${entry.value + 1}`);
  if (entry.revision > kind.revisionMax) from.fail(`"${kind.name}" cannot be revised ${entry.revision} times`);
  return { member, value: entry.value, revision: entry.revision, keyVersion, multiplicity: entry.extra + 1 };
}

function readVoices(from: Reader, flags: number, size: number, valueCount: number): ReadonlyMap<number, Entry> {
  if (flags & FLAG.one) return new Map([readOne(from, size, valueCount, flags)]);
  const start = from.at;
  if (from.left < SIGNATURE_BYTES) from.fail('no room for a signature');
  const bytes = from.bytes(Math.max(0, from.left - SIGNATURE_BYTES));
  const entries = walkMap(rangeDecoder(bytes), size, { valueCount, flags }, null);
  // What decodes must re-encode to the same bytes, or two spellings of one map would pass for two.
  const again =
    flagsOf([...entries.values()]) === flags && equal(encodeEntries(entries, size, { valueCount, flags }), bytes);
  if (!from.failure && !again) from.fail('not the one way to write this map', start);
  return from.failure ? new Map() : entries;
}
