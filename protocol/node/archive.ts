// How things are kept on disk: one row a thing, in signed form, so that no names are needed to read it.
//
// Rows are our own and were checked before they were written; they are still decoded with care, because
// disks rot and writes tear. What is signed has a key that its bytes must bear out, or half of a record would be taken
// for a whole one that nobody said. A row that does not read is reported and left alone: the air gives the record back.

import { sha256 } from '@noble/hashes/sha2.js';
import { equal, fromHex, toHex } from '../bytes/bytes.ts';
import {
  bytes,
  decode,
  encode,
  list,
  oneOf,
  optional,
  struct,
  tailBytes,
  u16,
  u24,
  u32,
  u8,
  type Codec,
  type ReadError,
  type Value,
} from '../bytes/codec.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import { assert, malformed, ok, type Result } from '../bytes/result.ts';
import { EPOCHS_MAX, type Keychain, type Keyring } from '../crypto/keyring.ts';
import { forkId } from '../log/fork-proofs.ts';
import type { Held, Proof } from '../log/record-store.ts';
import type { ForkProof } from '../wire/fork.ts';
import { SHEAF_RECORDS_MAX } from '../sync/sheaf-messages.ts';
import { FRAME_BYTES_MAX } from '../wire/limits.ts';
import { COUNTERS_BEHIND_MAX } from '../wire/private.ts';
import { communityIdOf, decodeGenesis } from '../wire/genesis.ts';
import { recordId, type Record, type Single } from '../wire/record.ts';
import type { StatementMap } from '../wire/statement.ts';
import type { Stored } from './event.ts';

/** A 32-byte id as hex, always whole. */
const id = <I extends string>(): Codec<I> => ({
  size: { min: 32, max: 32 },
  write: (to, hex) => {
    const raw = fromHex(hex);
    assert(raw.ok && raw.value.length === 32, 'an id is 32 bytes of hex');
    to.bytes(raw.value);
  },
  read: (from) => toHex(from.bytes(32)) as I,
});

/** Milliseconds since 1970 in 48 bits, as two halves. */
const millis: Codec<number> = {
  size: { min: 6, max: 6 },
  write: (to, value) => to.uint(Math.max(0, Math.floor(value)), 6),
  read: (from) => from.uint(6),
};

/** The highest bit of a row's number: the body was erased, and its hash stands in its place. */
const EMPTIED = 2 ** 23;

const RecordRow = struct({
  member: id<MemberId>(),
  log: u16,
  keyVersion: u8,
  type: u8,
  seq: u24,
  time: u16,
  sinceMs: millis,
  guestKey: optional(bytes(96)),
  single: optional(bytes(48)),
  body: tailBytes(1024),
});

const BundleRow = struct({ ids: list(id<RecordId>(), SHEAF_RECORDS_MAX), signature: bytes(48) });

const VoiceRow = struct({ member: id<MemberId>(), value: u8, revision: u8, keyVersion: u8, multiplicity: u8 });

/** A map may hold more voices than one count byte: pages of 250. */
const MapRow = struct({
  kind: u8,
  record: id<RecordId>(),
  roster: id<RecordId>(),
  signature: bytes(48),
  pages: list(list(VoiceRow, 250), 20),
});

const DayRow = struct({ day: u32 });

/** Bytes behind a length of two bytes: a body in signed form is longer than on the air. */
const someBytes: Codec<Uint8Array> = {
  size: { min: 2, max: 2 + 1024 },
  write: (to, value) => {
    to.uint(value.length, 2);
    to.bytes(value);
  },
  read: (from) => from.bytes(Math.min(from.uint(2), 1024)),
};

const ForkRow = struct({
  kind: oneOf('records', 'statements'),
  member: id<MemberId>(),
  log: u16,
  seq: u24,
  sides: list(struct({ keyVersion: u8, type: u8, time: u16, bodyHash: bytes(32), body: optional(someBytes) }), 2),
  said: list(
    struct({ kind: u8, record: id<RecordId>(), roster: id<RecordId>(), value: u8, revision: u8, keyVersion: u8 }),
    2,
  ),
  signature: bytes(48),
});

/** The keys of several epochs, the one that seals first. As secret as the records beside it, which they sealed. */
const KeysRow = struct({
  rings: list(
    struct({ epoch: u16, day: u32, oldestDay: u32, secret: bytes(32), rank: optional(bytes(8)) }),
    EPOCHS_MAX,
  ),
});

/** How far a private conversation has come: what we sent, what we heard. */
const PeerRow = struct({ member: id<MemberId>(), sent: u32, next: u32, missed: list(u32, COUNTERS_BEHIND_MAX) });
export type PeerRow = Value<typeof PeerRow>;

const RekeyRow = struct({ frame: tailBytes(FRAME_BYTES_MAX) });

export type Row =
  | { readonly kind: 'genesis'; readonly plaintext: Uint8Array }
  | {
      readonly kind: 'record';
      readonly id: RecordId;
      readonly record: Record;
      readonly single: Uint8Array | null;
      readonly sinceMs: number;
      /** `rowSum` of the row itself. */
      readonly sum: number;
    }
  /** An erasing word that stands too far ahead in its log to be held there. */
  | { readonly kind: 'word'; readonly id: RecordId; readonly record: Record; readonly signature: Uint8Array }
  | { readonly kind: 'bundle'; readonly proof: Proof }
  | { readonly kind: 'map'; readonly map: StatementMap }
  | { readonly kind: 'day'; readonly day: number }
  | { readonly kind: 'keys'; readonly rings: readonly Omit<Keyring, 'community'>[] }
  | { readonly kind: 'fork'; readonly proof: ForkProof }
  | { readonly kind: 'peer'; readonly peer: PeerRow }
  | { readonly kind: 'rekey'; readonly frame: Uint8Array };

/** FNV-1a of 32 bits: disks rot, and a row that is read only when somebody asks must be known to read. */
export function rowSum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193);
  return sum >>> 0;
}

const short = (value: Uint8Array): string => toHex(sha256(value)).slice(0, 32);

export const genesisRow = (plaintext: Uint8Array): Stored => ({ key: 'genesis', bytes: plaintext });

export function recordRow(held: Held): Stored {
  const { record, single, sinceMs } = held;
  const row = {
    ...record,
    sinceMs,
    guestKey: record.guestKey ?? null,
    single: single ?? null,
    ...(record.bodyHash && { seq: record.seq + EMPTIED, body: record.bodyHash }),
  };
  return {
    key: `record/${held.id}`,
    bytes: encode(RecordRow, row, 'signed'),
    ...(record.bodyHash && { scrub: true as const }),
  };
}

export function wordRow(id: RecordId, { record, signature }: Single): Stored {
  const row = { ...record, sinceMs: 0, guestKey: null, single: signature };
  return { key: `word/${id}`, bytes: encode(RecordRow, row, 'signed') };
}

export function bundleRow(proof: Proof): Stored {
  const row = encode(BundleRow, proof, 'signed');
  return { key: `bundle/${short(row)}`, bytes: row };
}

export function mapRow(map: StatementMap): Stored {
  const { subject, signature } = map;
  const pages = Array.from({ length: Math.ceil(map.voices.length / 250) }, (_, i) =>
    map.voices.slice(250 * i, 250 * (i + 1)),
  );
  const row = encode(MapRow, { ...subject, signature, pages }, 'signed');
  return { key: `map/${subject.kind}/${subject.record}/${short(row)}`, bytes: row };
}

export const dayRow = (day: number): Stored => ({ key: 'day', bytes: encode(DayRow, { day }) });

/** Where the frame keys are kept. */
export const KEYS_ROW = 'keys';

export function keysRow(chain: Keychain): Stored {
  const rings = chain.map(({ epoch, day, oldest, rank }) => {
    return { epoch, day, oldestDay: oldest.day, secret: oldest.secret, rank: rank ?? null };
  });
  return { key: KEYS_ROW, bytes: encode(KeysRow, { rings }) };
}

export function forkRow(proof: ForkProof): Stored {
  const { kind, member, signature } = proof;
  const row =
    proof.kind === 'records'
      ? {
          log: proof.log,
          seq: proof.seq,
          sides: proof.sides.map((side) => ({ ...side, body: side.body ?? null })),
          said: [],
        }
      : { log: 0, seq: 0, sides: [], said: proof.said.map(({ subject, voice }) => ({ ...subject, ...voice })) };
  return { key: `fork/${forkId(proof)}`, bytes: encode(ForkRow, { kind, member, signature, ...row }, 'signed') };
}

function forkOfRow({ kind, member, log, seq, sides, said, signature }: Value<typeof ForkRow>): ForkProof | undefined {
  const [one, other] = sides.map(({ body, ...side }) => ({ ...side, ...(body && { body }) }));
  if (kind === 'records') return one && other && { kind, member, log, seq, sides: [one, other], signature };
  const [first, second] = said.map(({ kind: of, record, roster, ...voice }) => ({
    subject: { kind: of, record, roster },
    voice: { member, ...voice },
  }));
  return first && second && { kind, member, said: [first, second], signature };
}

export const peerRow = (peer: PeerRow): Stored => ({
  key: `peer/${peer.member}`,
  bytes: encode(PeerRow, peer, 'signed'),
});

export const rekeyRow = (epoch: number, part: number, frame: Uint8Array): Stored => ({
  key: `rekey/${epoch}/${part}`,
  bytes: encode(RekeyRow, { frame }),
});

const withoutBody = ({ seq, body }: { readonly seq: number; readonly body: Uint8Array }) => ({
  seq: seq - EMPTIED,
  body: new Uint8Array(0),
  bodyHash: body,
});

const TORN = malformed(0, 'key', 'the bytes are not those that the key names');

/** A row of this community as it was written, or why it is not: rotten, torn, or of another version. */
export function readRow({ key, bytes: row }: Stored, community: Uint8Array): Result<Row, ReadError> {
  const [sort, ...named] = key.split('/');
  const name = named.at(-1);
  if (sort === 'genesis') {
    const read = decodeGenesis(row);
    if (!read.ok || !equal(communityIdOf(read.value.genesis), community)) return TORN;
    return ok({ kind: 'genesis', plaintext: row });
  }
  if (sort === 'record' || sort === 'word') {
    const read = decode(RecordRow, row, { form: 'signed' });
    if (!read.ok) return read;
    const { sinceMs, single, guestKey, ...said } = read.value;
    const record = { ...said, ...(guestKey && { guestKey }), ...(said.seq >= EMPTIED && withoutBody(said)) };
    if (record.bodyHash && record.bodyHash.length !== 32) return malformed(0, 'body', 'a hash has 32 bytes');
    const id = recordId(community, record);
    if (id !== name) return TORN;
    if (sort === 'record') return ok({ kind: 'record', id, record, single, sinceMs, sum: rowSum(row) });
    return single ? ok({ kind: 'word', id, record, signature: single }) : malformed(0, 'single', 'a word is signed');
  }
  if (sort === 'bundle') {
    const read = decode(BundleRow, row, { form: 'signed' });
    if (read.ok && name !== short(row)) return TORN;
    return read.ok ? ok({ kind: 'bundle', proof: read.value }) : read;
  }
  if (sort === 'map') {
    const read = decode(MapRow, row, { form: 'signed' });
    if (!read.ok) return read;
    if (name !== short(row)) return TORN;
    const { kind, record, roster, signature, pages } = read.value;
    return ok({ kind: 'map', map: { subject: { kind, record, roster }, voices: pages.flat(), signature } });
  }
  if (sort === 'day') {
    const read = decode(DayRow, row);
    return read.ok ? ok({ kind: 'day', day: read.value.day }) : read;
  }
  if (sort === 'keys') {
    const read = decode(KeysRow, row);
    if (!read.ok) return read;
    const rings = read.value.rings.map(({ epoch, day, oldestDay, secret, rank }) => {
      return { epoch, day: Math.max(day, oldestDay), oldest: { day: oldestDay, secret }, ...(rank && { rank }) };
    });
    return ok({ kind: 'keys', rings });
  }
  if (sort === 'fork') {
    const read = decode(ForkRow, row, { form: 'signed' });
    if (!read.ok) return read;
    const proof = forkOfRow(read.value);
    if (!proof) return malformed(0, 'fork', 'a proof has two sides');
    return forkId(proof) === name ? ok({ kind: 'fork', proof }) : TORN;
  }
  if (sort === 'peer') {
    const read = decode(PeerRow, row, { form: 'signed' });
    return read.ok ? ok({ kind: 'peer', peer: read.value }) : read;
  }
  if (sort === 'rekey') {
    const read = decode(RekeyRow, row);
    return read.ok ? ok({ kind: 'rekey', frame: read.value.frame }) : read;
  }
  return {
    ok: false,
    error: { kind: 'malformed', atByte: 0, field: 'key', why: `"${key}" is no key of this version` },
  };
}

/** Order in which rows must be taken up again, whatever order the disk gives them in. */
export const ROW_ORDER: readonly Row['kind'][] = [
  'day',
  'keys',
  'genesis',
  'record',
  'word',
  'bundle',
  'map',
  'fork',
  'peer',
  'rekey',
];
