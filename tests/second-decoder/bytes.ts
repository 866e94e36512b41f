// The second decoder's hands: a cursor over bytes, names, and bodies as the modules' pages describe them.
// Written from protocol/README.md (§1.4, §3.2, §3.7) and modules/*/README.md alone; nothing of the product
// is imported. Slow and plain on purpose. It throws; the product never does.

import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

export const hex = bytesToHex;
export const unhex = hexToBytes;
export const join = concatBytes;

/** The bytes are nobody's honest words. */
export class Malformed extends Error {}
/** A name in them is not known here (yet). */
export class Waits extends Error {}

/** What a receiver knows, as the vectors give it. */
export type Known = {
  readonly community: string;
  /** Ids by number. */
  readonly members: readonly string[];
  readonly newcomers: readonly string[];
  /** Confirmed checkpoints by number; `size` is the length of the roster line, `counted` its members who count, in order. */
  readonly checkpoints: readonly { readonly id: string; readonly size: number; readonly counted: readonly string[] }[];
  readonly records: readonly {
    readonly id: string;
    readonly member: string;
    readonly log: number;
    readonly number: number;
    readonly type: number;
    readonly body: string;
  }[];
  /** Keys by `member/log`, one for each version. */
  readonly keys: { readonly [log: string]: readonly string[] };
};

export class Cursor {
  at = 0;
  end: number;
  readonly raw: Uint8Array;
  readonly known: Known;
  readonly reading: number;

  constructor(raw: Uint8Array, known: Known, reading = 0) {
    this.raw = raw;
    this.known = known;
    this.reading = reading;
    this.end = raw.length;
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.end) throw new Malformed(`${count} bytes are missing at ${this.at}`);
    this.at += count;
    return this.raw.slice(this.at - count, this.at);
  }

  number(width: number): number {
    return Number(BigInt(`0x${hex(this.take(width))}`));
  }

  /** §1.4 */
  varint(most: number): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.number(1);
      if (byte === 0 && shift > 0n) throw new Malformed('a needless zero');
      value |= BigInt(byte & 127) << shift;
      if (value > BigInt(most)) throw new Malformed(`more than ${most}`);
      if (byte < 128) return Number(value);
    }
  }

  finish(): void {
    if (this.at !== this.end) throw new Malformed(`${this.end - this.at} bytes are left over`);
  }
}

// ── Names (§3.2): each answers the full id ──────────────────────────────────────────────────────

export const NUMBER_MOST = 2_097_151;

function byNumber(from: Cursor, number: number): string {
  const id = from.known.members[number];
  if (id === undefined) throw new Waits(`member ${number}`);
  return id;
}

function byPrefix(from: Cursor): string {
  const prefix = hex(from.take(8));
  const id = [...from.known.newcomers, ...from.known.members].find((one) => one.startsWith(prefix));
  if (id === undefined) throw new Waits(`newcomer ${prefix}`);
  return id;
}

export const rosterMember = (from: Cursor): string => byNumber(from, from.varint(4093));

export function anyMember(from: Cursor): string {
  const code = from.varint(4094);
  return code === 0 ? byPrefix(from) : byNumber(from, code - 1);
}

export type Author = { readonly member: string; readonly log: number } | { readonly guestKey: Uint8Array };

export function authorOf(from: Cursor, code: number): { member: string; log: number } {
  const log = code % 4 < 3 ? code % 4 : 3 + from.number(1);
  if (log > 257) throw new Malformed(`log ${log}`);
  return { member: byNumber(from, Math.floor(code / 4) - 1), log };
}

export function author(from: Cursor): Author {
  const code = from.varint(4 * 4094 + 3);
  if (code === 0) {
    const member = byPrefix(from);
    return { member, log: from.number(1) };
  }
  if (code === 1) return { guestKey: from.take(96) };
  if (code < 4) throw new Malformed(`author code ${code}`);
  return authorOf(from, code);
}

export function recordRef(from: Cursor): string {
  const by = author(from);
  const number = from.varint(NUMBER_MOST);
  if ('guestKey' in by || number === 0) throw new Malformed('no place of a record');
  const there = from.known.records
    .filter((one) => one.member === by.member && one.log === by.log && one.number === number)
    .map(({ id }) => id)
    .sort();
  const id = there[Math.min(from.reading, there.length - 1)];
  if (id === undefined) throw new Waits(`record ${number} of ${by.member}`);
  return id;
}

/** The same of a record that only numbered members write. */
export function numberedRef(from: Cursor): string {
  const start = from.at;
  if (from.varint(4 * 4094 + 3) < 4) throw new Malformed('not by a numbered member');
  from.at = start;
  return recordRef(from);
}

export function checkpointRef(from: Cursor): string {
  const number = from.varint(NUMBER_MOST);
  const checkpoint = from.known.checkpoints[number];
  if (!checkpoint) throw new Waits(`checkpoint ${number}`);
  return checkpoint.id;
}

// ── Bodies (§3.7): each reads one field and answers its bytes in body* ───────────────────────────

export type Field = (from: Cursor) => Uint8Array;

/** The bytes that `read` went over, as they stand. */
const same =
  (read: (from: Cursor) => unknown): Field =>
  (from) => {
    const start = from.at;
    read(from);
    return from.raw.slice(start, from.at);
  };
const whole =
  (name: (from: Cursor) => string): Field =>
  (from) =>
    unhex(name(from));

export const b = (count: number): Field => same((from) => from.take(count));
export const v = (most: number): Field => same((from) => from.varint(most));
export const choice = (count: number): Field =>
  same((from) => {
    if (from.number(1) >= count) throw new Malformed('no such choice');
  });
export const flags = (count: number): Field => choice(2 ** count);
export const member = whole(rosterMember);
export const anybody = whole(anyMember);
export const person = whole(byPrefix);
export const ref = whole(recordRef);
export const numbered = whole(numberedRef);
export const page = whole(checkpointRef);
export const list =
  (item: Field, most: number): Field =>
  (from) => {
    const count = from.number(1);
    if (count > most) throw new Malformed(`more than ${most} items`);
    return join(Uint8Array.of(count), ...Array.from({ length: count }, () => item(from)));
  };
export const optional =
  (item: Field): Field =>
  (from) => {
    const present = from.number(1);
    if (present > 1) throw new Malformed('neither absent nor present');
    return present === 1 ? join(Uint8Array.of(1), item(from)) : Uint8Array.of(0);
  };

function checkText(bytes: Uint8Array): void {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
}
export const text = (most: number): Field =>
  same((from) => {
    const length = from.number(1);
    if (length > most) throw new Malformed('a text too long');
    checkText(from.take(length));
  });
export const last = (most: number): Field =>
  same((from) => {
    if (from.end - from.at > most) throw new Malformed('words too long');
    checkText(from.take(from.end - from.at));
  });
/** Fields of a few bits in whole bytes, highest first: [bits, how many values mean something]. */
export const bits = (...fields: readonly (readonly [bits: number, values: number])[]): Field =>
  same((from) => {
    let shift = fields.reduce((sum, [width]) => sum + width, 0);
    const value = from.number(shift / 8);
    for (const [width, values] of fields) {
      shift -= width;
      if (Math.floor(value / 2 ** shift) % 2 ** width >= values) throw new Malformed('bits without a meaning');
    }
  });
/** Emergency §2.1: people and precision, then six bytes where a place is known. */
export const place: Field = same((from) => {
  if (from.number(1) % 8 !== 0) from.take(6);
});
