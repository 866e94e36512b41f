// A record: one signed thing by one author, in that author's numbered log (protocol/README.md §3).
//
// It stands alone: with the author's key anyone can check it, without the records before it. What is
// signed is a digest with every name in full and the hash of the body, so that a body can be erased
// while its place, its signature and a proof of a fork stay good.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toHex, toUtf8 } from '../bytes/bytes.ts';
import { decode, encode, Reader, Writer, type Codec, type ReadError, type Trace } from '../bytes/codec.ts';
import type { Choose, MemberId, RecordId, References } from '../bytes/reference.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { SIGNATURE_BYTES, type Share } from '../crypto/bls.ts';
import { AUTHOR_BYTES_MAX, readAuthor, writeAuthor } from './names.ts';
import { EXTENSION_TYPES_FROM, READINGS_MAX, SEQ_MAX, SIGNED_BYTES_MAX } from './limits.ts';

export type Record = {
  readonly member: MemberId;
  /** Which of the member's logs; each device writes its own. */
  readonly log: number;
  /** Which of the log's keys signed; rises with each rotation. */
  readonly keyVersion: number;
  readonly type: number;
  /** From 1, without gaps, within the log. */
  readonly seq: number;
  /** The author's claimed time: minutes since the genesis, modulo 65,536. A hint for display only (§3.5). */
  readonly time: number;
  /** The body in signed form: every name in full; empty where it was erased. */
  readonly body: Uint8Array;
  /** Only where the body was erased: its hash, which the name rests on (§3.8). */
  readonly bodyHash?: Uint8Array;
  /** A guest shows the key on the air; nobody admitted it. */
  readonly guestKey?: Uint8Array;
  /** Which of several keys that claim this version this reading tries; neither sent, nor signed, nor kept. §3.3 */
  readonly signer?: Uint8Array;
};

/** Bytes of type, number and time at their longest. */
const FIXED_HEADER_BYTES_MAX = 1 + 3 + 2;

/** The longest body by who may write it: a guest's key takes 96 of the bytes. */
export const BODY_BYTES_MAX = {
  member: SIGNED_BYTES_MAX - FIXED_HEADER_BYTES_MAX - AUTHOR_BYTES_MAX.member,
  newcomer: SIGNED_BYTES_MAX - FIXED_HEADER_BYTES_MAX - AUTHOR_BYTES_MAX.newcomer,
  guest: SIGNED_BYTES_MAX - FIXED_HEADER_BYTES_MAX - AUTHOR_BYTES_MAX.guest,
} as const;
export type Rank = keyof typeof BODY_BYTES_MAX;

/** Who else signs a record besides its author: members who sign its digest, and new keys that show possession. */
export type CoSigners = { readonly members: readonly MemberId[]; readonly newKeys: readonly Uint8Array[] };

/** What a record type is: declared by the module that owns it. */
export type RecordType<T = unknown> = {
  /** 1-63 with short names, 64-255 without (§3.4). */
  readonly type: number;
  readonly name: string;
  /** Where in protocol/README.md or the module's README it is specified. */
  readonly section: string;
  readonly body: Codec<T>;
  /** The least that an author must be. */
  readonly by: Rank;
  /** Class of urgency, 0-3 (§7.1). */
  readonly urgency: 0 | 1 | 2 | 3;
  /** May stand in a bundle; what must arrive at once never does. */
  readonly bundled: boolean;
  coSigners?(body: T): CoSigners;
};

/** Checks a declaration when its module loads: what could exceed a frame cannot be declared. */
export function recordType<T>(declared: RecordType<T>): RecordType<T> {
  assert(declared.type >= 1 && declared.type <= 255, `${declared.name} has a type from 1 to 255`);
  assert(
    declared.body.size.max <= BODY_BYTES_MAX[declared.by],
    `${declared.name} of up to ${declared.body.size.max} bytes fits a frame (${BODY_BYTES_MAX[declared.by]} for a ${declared.by})`,
  );
  return declared;
}

/** The record types that a node knows, by number. */
export type RecordTypes = ReadonlyMap<number, RecordType>;

const uintBytes = (value: number, width: number): Uint8Array => {
  const to = new Writer();
  to.uint(value, width);
  return to.finish();
};

const idBytes = (id: string): Uint8Array => {
  const bytes = fromHex(id);
  assert(bytes.ok && bytes.value.length === 32, 'an id is 32 bytes of hex');
  return bytes.value;
};

/** The member id of a key: SHA-256("mem/1" | community | key). Stable for life, whoever sponsors. §2.1 */
export function memberIdOf(community: Uint8Array, key: Uint8Array): MemberId {
  return toHex(sha256(concat(toUtf8('mem/1'), community, key))) as MemberId;
}

/** What the author signs; its hex is the record's id. §3.1 */
export const recordDigest = (community: Uint8Array, record: Record): Uint8Array =>
  sidedDigest(community, record, record.bodyHash ?? sha256(record.body));

/** The same where only the hash of the body is left. */
export function sidedDigest(
  community: Uint8Array,
  record: Omit<Record, 'body' | 'bodyHash' | 'guestKey'>,
  bodyHash: Uint8Array,
): Uint8Array {
  return sha256(
    concat(
      toUtf8('rec/1'),
      community,
      idBytes(record.member),
      uintBytes(record.log, 2),
      uintBytes(record.keyVersion, 1),
      uintBytes(record.type, 1),
      uintBytes(record.seq, 4),
      uintBytes(record.time, 2),
      bodyHash,
    ),
  );
}

export const recordId = (community: Uint8Array, record: Record): RecordId =>
  toHex(recordDigest(community, record)) as RecordId;

/** What a new key signs, with the possession tag, to show that somebody holds its secret. §4.2 */
export function possessionMessage(community: Uint8Array, body: Uint8Array): Uint8Array {
  return sha256(concat(toUtf8('pop/1'), community, sha256(body)));
}

/** Finds keys for checking; undefined where we do not know the member, the log or the version. */
export interface Keys {
  /** The key with which a member's log signs; version 0 is the first. Undefined also where several keys claim to be it. */
  keyOf(member: MemberId, log: number, version: number): Uint8Array | undefined;
  /** The newest version of a log's key that anything names, contested or not. */
  keyVersionOf(member: MemberId, log: number): number;
  /** All keys that validly claim to be this version, in order of their bytes; absent where `keyOf` says it all. */
  claimantsOf?(member: MemberId, log: number, version: number): readonly Uint8Array[];
}

type Signer = { readonly keyVersion: number; readonly signer?: Uint8Array };

/** Whose signature a reading tries: the newest key first, of several that claim one version each in turn. §3.3 */
export function signerAt(keys: Keys, member: MemberId, log: number, choose: Choose = () => 0): Signer {
  const signers: Signer[] = [];
  for (let keyVersion = keys.keyVersionOf(member, log); keyVersion > 0 && signers.length < READINGS_MAX; keyVersion--) {
    const claimants = keys.claimantsOf?.(member, log, keyVersion) ?? [];
    if (claimants.length > 1) signers.push(...claimants.map((signer) => ({ keyVersion, signer })));
    else signers.push({ keyVersion });
  }
  signers.push({ keyVersion: 0 });
  return signers[choose('key', signers.length)]!;
}

/** All shares that the record's signature is the sum of, or the member whose key is still unknown. */
export function recordShares(
  community: Uint8Array,
  record: Record,
  types: RecordTypes,
  keys: Keys,
): Result<readonly Share[], { kind: 'unknown-key'; member: MemberId }> {
  const message = recordDigest(community, record);
  const own = record.guestKey ?? record.signer ?? keys.keyOf(record.member, record.log, record.keyVersion);
  if (!own) return err({ kind: 'unknown-key', member: record.member });
  const shares: Share[] = [{ key: own, message, purpose: 'signature' }];
  const declared = types.get(record.type);
  // A type with co-signers is never erased.
  if (!declared?.coSigners || record.bodyHash) return ok(shares);
  const body = decode(declared.body, record.body, { form: 'signed' });
  assert(body.ok, 'a record is only made with a body that reads');
  const { members, newKeys } = declared.coSigners(body.value);
  for (const member of members) {
    const key = keys.keyOf(member, 0, keys.keyVersionOf(member, 0));
    if (!key) return err({ kind: 'unknown-key', member });
    shares.push({ key, message, purpose: 'signature' });
  }
  const possession = possessionMessage(community, record.body);
  for (const key of newKeys) shares.push({ key, message: possession, purpose: 'possession' });
  return ok(shares);
}

// ── Bodies on the air ───────────────────────────────────────────────────────────────────────────

/** Signed form to wire form. Types that we do not know travel as they were signed. */
export function bodyToWire(record: Record, types: RecordTypes, names: References): Uint8Array {
  assert(record.bodyHash === undefined, 'what was erased is not said again');
  const declared = types.get(record.type);
  if (!declared) return record.body;
  const body = decode(declared.body, record.body, { form: 'signed' });
  assert(body.ok, 'a record that is held has a body that reads');
  return encode(declared.body, body.value, 'wire', names);
}

/** Does a body of this type say where it ends? Otherwise a length byte stands before it where more follows. */
export function hasOwnEnd(type: number, types: RecordTypes): boolean {
  const declared = types.get(type);
  return declared !== undefined && type < EXTENSION_TYPES_FROM && !declared.body.tail;
}

/** Reads a body in wire form and gives it in signed form. */
export function readBody(from: Reader, type: number, types: RecordTypes): Uint8Array {
  const declared = types.get(type);
  if (!declared) {
    if (type < EXTENSION_TYPES_FROM)
      from.fail(`record type ${type} is not known to this version and cannot be checked`);
    return from.rest(BODY_BYTES_MAX.member);
  }
  const value = from.field(declared.name, () => declared.body.read(from));
  return from.failure ? new Uint8Array(0) : encode(declared.body, value, 'signed');
}

// ── Single: type 1 | author 1-97 | seq 1-3 | time 2 | body | signature 48 (§3.3) ────────────────

export type Single = { readonly record: Record; readonly signature: Uint8Array };

export function encodeSingle(single: Single, types: RecordTypes, names: References): Uint8Array {
  const { record } = single;
  const to = new Writer('wire', names);
  to.uint(record.type, 1);
  writeAuthor(to, record, record.guestKey);
  to.varint(record.seq);
  to.uint(record.time, 2);
  to.bytes(bodyToWire(record, types, names));
  to.bytes(single.signature);
  return to.finish();
}

/** What the reader must know to complete a record from its short form. */
export type ReadContext = {
  readonly community: Uint8Array;
  readonly types: RecordTypes;
  readonly names: References;
  readonly keys: Keys;
  /** Takes one where a short name, or an author's key, may be any of several: by default the first (wire/readings.ts). */
  readonly choose?: Choose;
  /** Names are made up for whoever only looks at bytes: what depends on the ids behind them cannot be judged. */
  readonly standIns?: true;
  readonly trace?: Trace;
};

export function decodeSingle(plaintext: Uint8Array, context: ReadContext): Result<Single, ReadError> {
  const from = new Reader(plaintext, context);
  const type = from.field('type', () => from.uint(1));
  if (type === 0) from.fail('0 is no record type', 0);
  const author = from.field('author', () => readAuthor(from));
  const seq = from.field('seq', () => from.varint(SEQ_MAX));
  if (seq === 0) from.fail('logs are numbered from 1');
  const time = from.field('time', () => from.uint(2));
  const bodyBytes = from.left - SIGNATURE_BYTES;
  if (bodyBytes < 0) from.fail('no room for a signature');
  const body = from.field('body', () => from.within(Math.max(0, bodyBytes), () => readBody(from, type, context.types)));
  const signature = from.field('signature', () => from.bytes(SIGNATURE_BYTES));
  from.finish();
  if (from.failure) return err(from.failure);
  const guest = 'guestKey' in author;
  if (guest && (context.types.get(type)?.by ?? 'guest') !== 'guest') {
    return err({ kind: 'malformed', atByte: 1, field: 'author', why: `a guest may not write type ${type}` });
  }
  const { member, log } = guest ? { member: memberIdOf(context.community, author.guestKey), log: 0 } : author;
  const signed = guest ? { keyVersion: 0 } : signerAt(context.keys, member, log, context.choose);
  const record: Record = {
    member,
    log,
    ...signed,
    type,
    seq,
    time,
    body,
    ...(guest && { guestKey: author.guestKey }),
  };
  return ok({ record, signature });
}
