// Finding the two halves of a fork: who holds which record where both hold one (protocol/README.md §8.8).
//
//   marks  5 | salt 4 | places (varint) | from (varint) | up to (varint) | marks of 2, to the end
//
// Two nodes with equal heads and holes compare equal by names though each may hold another half of a
// fork; only their digests differ. Then ranges of places are compared by salted marks, ever narrower, and
// at the end each sends what it holds at the place. Two records at one place are the proof.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toHex, toUtf8 } from '../bytes/bytes.ts';
import { Reader, Writer, type ReadError, type Trace } from '../bytes/codec.ts';
import type { Prng } from '../bytes/prng.ts';
import type { RecordId } from '../bytes/reference.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';

const SALT_BYTES = 4;
const MARK_BYTES = 2;
/** Parts that one message compares. */
export const MARKS_MAX = 32;
/** Records that one node can be asked to compare. */
export const PLACES_MAX = 2 ** 24;

export const MARKS_SUB = 5;

/** Places are counted in the order of authors, logs and numbers; `from` counts, `to` does not. */
export type Marks = {
  readonly kind: 'marks';
  readonly salt: Uint8Array;
  /** How many places the sender holds something at: with another number, counting means something else. */
  readonly places: number;
  readonly from: number;
  readonly to: number;
  /** One for each part of the range, in hex. */
  readonly marks: readonly string[];
};

export const partsOf = (length: number): number => Math.min(MARKS_MAX, length);
/** Where part `i` of a range begins, counted from the start of the range. */
const startOf = (length: number, i: number): number => Math.floor((i * length) / partsOf(length));

export function encodeMarks({ salt, places, from, to, marks }: Omit<Marks, 'kind'>): Uint8Array {
  const writer = new Writer();
  writer.uint(MARKS_SUB, 1);
  writer.bytes(salt);
  for (const number of [places, from, to]) writer.varint(number);
  for (const mark of marks) {
    const raw = fromHex(mark);
    assert(raw.ok && raw.value.length === MARK_BYTES, 'a mark has 2 bytes');
    writer.bytes(raw.value);
  }
  return writer.finish();
}

export function decodeMarks(plaintext: Uint8Array, trace?: Trace): Result<Marks, ReadError> {
  const reader = new Reader(plaintext, { trace });
  reader.field('sync', () => reader.uint(1));
  const salt = reader.field('salt', () => reader.bytes(SALT_BYTES));
  const places = reader.field('places', () => reader.varint(PLACES_MAX));
  const start = reader.at;
  const from = reader.field('from', () => reader.varint(PLACES_MAX));
  const to = reader.field('to', () => reader.varint(PLACES_MAX));
  if (to <= from || to > places) reader.fail('a range that holds nothing', start);
  const raw = reader.field('marks', () => reader.rest(MARK_BYTES * MARKS_MAX));
  if (raw.length !== MARK_BYTES * partsOf(to - from)) reader.fail('as many marks as the range has parts');
  const marks = Array.from({ length: raw.length / MARK_BYTES }, (_, i) =>
    toHex(raw.slice(MARK_BYTES * i, MARK_BYTES * (i + 1))),
  );
  return reader.failure ? err(reader.failure) : ok({ kind: 'marks', salt, places, from, to, marks });
}

/** The records at one place, sorted: one, or several where the author forked. */
export type HeldPlace = readonly RecordId[];

export function marksOf(salt: Uint8Array, held: readonly HeldPlace[], from: number, to: number): Marks {
  const marks = Array.from({ length: partsOf(to - from) }, (_, i) => {
    const part = held.slice(from + startOf(to - from, i), from + startOf(to - from, i + 1));
    const ids = part.flat().map((id) => {
      const raw = fromHex(id);
      assert(raw.ok, 'an id is hex');
      return raw.value;
    });
    return toHex(sha256(concat(toUtf8('marks/1'), salt, ...ids)).slice(0, MARK_BYTES));
  });
  return { kind: 'marks', salt, places: held.length, from, to, marks };
}

// ── The search ──────────────────────────────────────────────────────────────────────────────────

/** A search takes as many messages as the logarithm to base 32 of the places; liars get no more than this. */
const MESSAGES_MAX = 16;
const HOUR_MS = 3_600_000;
const NOTHING_FOUND = { found: [], sameRecords: false };

export interface ForkSearch {
  /** Somebody holds the same by names, and yet not the same: look where. */
  begin(nowMs: number): void;
  /**
   * What we hold at the place that was found, for them; nothing while the search goes on. Where all marks are equal the
   * records are, and what differs is what proves forks (`sameRecords`).
   */
  heard(marks: Marks, nowMs: number): { readonly found: readonly RecordId[]; readonly sameRecords: boolean };
  /** What is to be said. */
  due(nowMs: number): Marks | null;
  readonly nextAtMs: number;
}

export function createForkSearch(
  heldPlaces: () => readonly HeldPlace[],
  chance: Prng,
  backoffMs: () => number,
): ForkSearch {
  let next:
    { readonly salt: Uint8Array; readonly from: number; readonly to: number; readonly atMs: number } | undefined;
  let said = { count: 0, sinceMs: -Infinity };

  const plan = (salt: Uint8Array, from: number, to: number, now: number): void => {
    next = { salt, from, to, atMs: now + backoffMs() };
  };
  return {
    begin(now) {
      const places = heldPlaces().length;
      if (next || places === 0 || places > PLACES_MAX) return;
      plan(
        Uint8Array.from({ length: SALT_BYTES }, () => chance.below(256)),
        0,
        places,
        now,
      );
    },
    heard(marks, now) {
      const held = heldPlaces();
      if (marks.places !== held.length) return NOTHING_FOUND;
      const { salt, from, to } = marks;
      const ours = marksOf(salt, held, from, to);
      // Somebody says what we would have said, or has begun already.
      if (next && (from === 0 || (next.from === from && next.to === to))) next = undefined;
      const part = ours.marks.findIndex((mark, i) => mark !== marks.marks[i]);
      if (part < 0) return { found: [], sameRecords: from === 0 && to === held.length };
      const [start, end] = [from + startOf(to - from, part), from + startOf(to - from, part + 1)];
      const isFound = end - start === 1;
      // Who asked may hold more at this place than we do: told which it is, they give it, too.
      if (!isFound || to - from > 1) plan(salt, start, end, now);
      return isFound ? { found: held[start]!, sameRecords: false } : NOTHING_FOUND;
    },
    due(now) {
      if (!next || now < next.atMs) return null;
      const { salt, from, to } = next;
      next = undefined;
      if (now - said.sinceMs >= HOUR_MS) said = { count: 0, sinceMs: now };
      const held = heldPlaces();
      if (++said.count > MESSAGES_MAX || to > held.length) return null;
      return marksOf(salt, held, from, to);
    },
    get nextAtMs() {
      return next?.atMs ?? Infinity;
    },
  };
}
