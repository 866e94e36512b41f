// Codecs of names: short on the air, whole under the signature (protocol/README.md §3.2).

import { fromHex, toHex } from '../bytes/bytes.ts';
import { type Codec, type Reader, type Writer } from '../bytes/codec.ts';
import type { MemberId, Place, RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { CHECKPOINTS_MAX, LOGS_MAX, MEMBERS_MAX, SEQ_MAX } from './limits.ts';

const ID_BYTES = 32;
/** Of a newcomer's id on the air; eight bytes cannot be ground to a second key of use to anyone. */
export const PREFIX_BYTES = 8;

/** A full id is never longer than its short form, so `size` speaks of the air: that is what must fit. */
const onAir = (min: number, max: number): { min: number; max: number } => ({ min, max });

function hexBytes(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  assert(bytes.ok, 'an id is hex');
  return bytes.value;
}

const writeId = (to: Writer, id: string): void => to.bytes(hexBytes(id));
const readId = (from: Reader): string => toHex(from.bytes(ID_BYTES));

/** A member with a number in the roster line: 1 or 2 bytes on the air. */
export const rosterMember: Codec<MemberId> = {
  size: onAir(1, 2),
  write: (to, id) => {
    if (to.form === 'signed') return writeId(to, id);
    const number = to.names?.numberOf(id);
    assert(number !== undefined, 'only numbered members are named here');
    to.varint(number);
  },
  read: (from) =>
    from.form === 'signed' ? (readId(from) as MemberId) : memberByNumber(from, from.varint(MEMBERS_MAX - 1)),
};

function memberByNumber(from: Reader, number: number): MemberId {
  const member = from.names?.memberAt(number);
  if (member === undefined) from.lack({ kind: 'member', number });
  return member ?? ('' as MemberId);
}

function newcomer(from: Reader): MemberId {
  const prefix = toHex(from.bytes(PREFIX_BYTES));
  const member = from.names?.newcomer(prefix);
  if (member === undefined) from.lack({ kind: 'newcomer', prefix });
  return member ?? ('' as MemberId);
}

const writePrefix = (to: Writer, member: MemberId): void => to.bytes(hexBytes(member).slice(0, PREFIX_BYTES));

/** Any member: number + 1, or 0 and the first 8 bytes of a newcomer's id. */
export const anyMember: Codec<MemberId> = {
  size: onAir(1, 1 + PREFIX_BYTES),
  write: (to, id) => {
    if (to.form === 'signed') return writeId(to, id);
    const number = to.names?.numberOf(id);
    to.varint(number === undefined ? 0 : number + 1);
    if (number === undefined) writePrefix(to, id);
  },
  read: (from) => {
    if (from.form === 'signed') return readId(from) as MemberId;
    const code = from.varint(MEMBERS_MAX);
    return code > 0 ? memberByNumber(from, code - 1) : newcomer(from);
  },
};

// ── Authors ─────────────────────────────────────────────────────────────────────────────────────
// code = 4 (number + 1) + min(log, 3), a varint; log 3 and above adds a byte; codes 0 and 1 are escapes.

const CODE_NEWCOMER = 0;
const CODE_GUEST = 1;
const CODE_MAX = 4 * MEMBERS_MAX + 3;

export type Author = { readonly member: MemberId; readonly log: number };

/** The varint that names a numbered member's log. */
export const authorCode = (number: number, log: number): number => 4 * (number + 1) + Math.min(log, 3);

export function writeLogTail(to: Writer, log: number): void {
  assert(log < LOGS_MAX, 'a member has few logs');
  if (log >= 3) to.uint(log - 3, 1);
}

export function authorOfCode(from: Reader, code: number): Author {
  const start = from.at;
  const member = memberByNumber(from, (code >> 2) - 1);
  const log = (code & 3) < 3 ? code & 3 : 3 + from.uint(1);
  if (log >= LOGS_MAX) from.fail('no log has this number', start);
  return { member, log };
}

/** Bytes of an author on the air, by what kind of person may write the record. */
export const AUTHOR_BYTES_MAX = { member: 3, newcomer: 1 + PREFIX_BYTES + 1, guest: 1 + 96 } as const;

/** What a reader learns of an author: a known one, or a guest who shows a key. */
export type AuthorOnAir = Author | { readonly guestKey: Uint8Array };

export function writeAuthor(to: Writer, author: Author, guestKey: Uint8Array | undefined): void {
  const number = to.names?.numberOf(author.member);
  if (number !== undefined) {
    to.varint(authorCode(number, author.log));
    return writeLogTail(to, author.log);
  }
  if (guestKey) {
    to.varint(CODE_GUEST);
    return to.bytes(guestKey);
  }
  to.varint(CODE_NEWCOMER);
  writePrefix(to, author.member);
  to.uint(author.log, 1);
}

export function readAuthor(from: Reader, who: 'anyone' | 'numbered' = 'anyone'): AuthorOnAir {
  const start = from.at;
  const code = from.varint(CODE_MAX);
  if (code < 4 && who === 'numbered') from.fail('only a numbered member wrote such a record', start);
  if (code === CODE_NEWCOMER && !from.failure) return { member: newcomer(from), log: from.uint(1) };
  if (code === CODE_GUEST) return { guestKey: from.bytes(96) };
  if (code < 4) from.fail('no author has this number', start);
  return authorOfCode(from, code);
}

// ── Records and checkpoints ─────────────────────────────────────────────────────────────────────

/** A record by its place: author, then number. 2 to 13 bytes on the air. */
export const recordRef: Codec<RecordId> = {
  size: onAir(2, AUTHOR_BYTES_MAX.newcomer + 3),
  write: (to, id) => {
    if (to.form === 'signed') return writeId(to, id);
    const place = to.names?.placeOf(id);
    assert(place !== undefined, 'a record that is named is held');
    writeAuthor(to, place, undefined);
    to.varint(place.seq);
  },
  read: (from) => readRecordRef(from, 'anyone'),
};

function readRecordRef(from: Reader, who: 'anyone' | 'numbered'): RecordId {
  if (from.form === 'signed') return readId(from) as RecordId;
  const start = from.at;
  const author = readAuthor(from, who);
  const seq = from.varint(SEQ_MAX);
  if (seq === 0) from.fail('logs are numbered from 1', start);
  if ('guestKey' in author) {
    from.fail('a record is not named by a guest key', start);
    return '' as RecordId;
  }
  const place: Place = { ...author, seq };
  const held = from.failure ? [] : (from.names?.recordsAt(place) ?? []);
  const record = held.length > 1 ? held[from.choose('record', held.length)] : held[0];
  if (record === undefined) from.lack({ kind: 'record', place });
  return record ?? ('' as RecordId);
}

/** A record that only numbered members write, in the same form: 2 to 6 bytes on the air. */
export const memberRecordRef: Codec<RecordId> = {
  size: onAir(2, AUTHOR_BYTES_MAX.member + 3),
  write: (to, id) => {
    const place = to.names?.placeOf(id);
    assert(
      to.form === 'signed' || (place !== undefined && to.names?.numberOf(place.member) !== undefined),
      'its author has a number',
    );
    recordRef.write(to, id);
  },
  read: (from) => readRecordRef(from, 'numbered'),
};

/** A confirmed checkpoint by its number; 0 is the genesis. 1 to 3 bytes on the air. */
export const checkpointRef: Codec<RecordId> = {
  size: onAir(1, 3),
  write: (to, id) => {
    if (to.form === 'signed') return writeId(to, id);
    const number = to.names?.checkpointNumber(id);
    assert(number !== undefined, 'only confirmed checkpoints are named');
    to.varint(number);
  },
  read: (from) => {
    if (from.form === 'signed') return readId(from) as RecordId;
    const number = from.varint(CHECKPOINTS_MAX);
    const id = from.names?.checkpointAt(number);
    if (id === undefined) from.lack({ kind: 'roster', number });
    return id ?? ('' as RecordId);
  },
};
