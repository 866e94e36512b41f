// A message from one member to another (protocol/README.md §6.5).
//
//   header 1 | hint 2 | T 8 | ciphertext          11 bytes more than the text, then padding
//
// The hint changes daily and differs by direction: only the two know whose it is. The tag covers the header,
// the hint, the direction and a counter that is not sent, so a frame that is repeated or turned round
// does not open. Whoever relays it reads nothing and learns no name. Frames are 64, 128 or 220 bytes.

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toUtf8 } from '../bytes/bytes.ts';
import { malformed, ok, type Malformed, type Result } from '../bytes/result.ts';
import { utf8ToText } from '../bytes/utf8.ts';
import type { Pair } from '../crypto/box.ts';
import { open, seal, TAG_BYTES } from '../crypto/siv.ts';
import { headerByte } from './frame.ts';
import { FRAME_BYTES_MAX } from './limits.ts';

export const HINT_BYTES = 2;
export const PRIVATE_OVERHEAD_BYTES = 1 + HINT_BYTES + TAG_BYTES;
/** Lengths of whole frames: what was said shows in three sizes only. */
export const PRIVATE_FRAME_BYTES = [64, 128, 220] as const;
/** The sort byte and the padding's first byte stand beside the text. */
export const PRIVATE_TEXT_BYTES_MAX = PRIVATE_FRAME_BYTES[2] - PRIVATE_OVERHEAD_BYTES - 2;
/** Counters that may be skipped: so many messages may be lost on their way. */
export const COUNTERS_AHEAD_MAX = 64;
/** Counters behind the highest that may still come, out of order. */
export const COUNTERS_BEHIND_MAX = 32;
const COUNTER_MAX = 2 ** 32 - 1;

const SORT_TEXT = 0;
const PAD_START = 0x80;

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
};

/** 0: from the one with the smaller id, 1: to it. */
const direction = (pair: Pair, outgoing: boolean): number => (pair.lower === outgoing ? 0 : 1);

/** The two bytes by which the other side knows its own on this day. */
export const hintOf = (pair: Pair, outgoing: boolean, day: number): Uint8Array =>
  hmac(sha256, pair.hintKey, concat(Uint8Array.of(direction(pair, outgoing)), u32(day))).slice(0, HINT_BYTES);

const contextOf = (header: number, hint: Uint8Array, way: number, counter: number): Uint8Array =>
  concat(toUtf8('prv/1'), Uint8Array.of(header), hint, Uint8Array.of(way), u32(counter));

export type Sealing = { readonly epoch: number; readonly day: number; readonly counter: number };

/** The text as a plaintext of the least size that holds it; null where it has more than `PRIVATE_TEXT_BYTES_MAX` bytes. */
export function padText(text: string): Uint8Array | null {
  const content = concat(Uint8Array.of(SORT_TEXT), toUtf8(text), Uint8Array.of(PAD_START));
  const size = PRIVATE_FRAME_BYTES.find((bytes) => bytes >= content.length + PRIVATE_OVERHEAD_BYTES);
  return size === undefined ? null : concat(content, new Uint8Array(size - PRIVATE_OVERHEAD_BYTES - content.length));
}

/** The frame around a plaintext, whatever stands in it: only `padText` makes what an honest node sends. */
export function sealPrivate(pair: Pair, plaintext: Uint8Array, { epoch, day, counter }: Sealing): Uint8Array {
  const header = headerByte('private', epoch);
  const hint = hintOf(pair, true, day);
  const context = contextOf(header, hint, direction(pair, true), counter);
  return concat(Uint8Array.of(header), hint, seal(pair.seal, context, plaintext));
}

/** The frame, or null where the text is too long, or the counter of this way is used up. */
export function encodePrivate(pair: Pair, text: string, sealing: Sealing): Uint8Array | null {
  const plaintext = padText(text);
  return plaintext && sealing.counter <= COUNTER_MAX ? sealPrivate(pair, plaintext, sealing) : null;
}

/** What was heard of a pair so far: the highest counter, and which of those just below it. Plain data. */
export type Window = { readonly next: number; readonly missed: readonly number[] };
export const NEW_WINDOW: Window = { next: 1, missed: [] };

/** The window once `counter` was heard. */
export function heardCounter({ next, missed }: Window, counter: number): Window {
  if (counter < next) return { next, missed: missed.filter((one) => one !== counter) };
  const skipped = Array.from({ length: counter - next }, (_, i) => next + i);
  return {
    next: counter + 1,
    missed: [...missed, ...skipped].filter((one) => one > counter - COUNTERS_BEHIND_MAX),
  };
}

/** Counters to try, likeliest first. */
export const countersToTry = ({ next, missed }: Window): readonly number[] => [
  ...Array.from({ length: COUNTERS_AHEAD_MAX }, (_, i) => next + i).filter((counter) => counter <= COUNTER_MAX),
  ...missed,
];

export type UnsealedPrivate = { readonly plaintext: Uint8Array; readonly counter: number };

/** What stands in a frame of the other side; null where the pair did not seal it, or it was heard before. */
export function unsealPrivate(pair: Pair, frame: Uint8Array, window: Window): UnsealedPrivate | null {
  if (frame.length > FRAME_BYTES_MAX || !PRIVATE_FRAME_BYTES.some((bytes) => bytes === frame.length)) return null;
  const hint = frame.subarray(1, 1 + HINT_BYTES);
  const way = direction(pair, false);
  for (const counter of countersToTry(window)) {
    const context = contextOf(frame[0]!, hint, way, counter);
    const plaintext = open(pair.seal, context, frame.subarray(1 + HINT_BYTES));
    if (plaintext) return { plaintext, counter };
  }
  return null;
}

export type OpenedPrivate = { readonly text: string; readonly counter: number };

/** Null where `unsealPrivate` answers null, or it says something that this version does not know. */
export function openPrivate(pair: Pair, frame: Uint8Array, window: Window): OpenedPrivate | null {
  const unsealed = unsealPrivate(pair, frame, window);
  const read = unsealed && readPrivate(unsealed.plaintext);
  return unsealed && read?.ok ? { text: read.value, counter: unsealed.counter } : null;
}

/** The text without its padding: 0 | UTF-8 | 0x80 | zeros. */
export function readPrivate(plaintext: Uint8Array): Result<string, Malformed> {
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  if (plaintext[0] !== SORT_TEXT) return malformed(0, 'sort', 'a sort of message that this version does not know');
  if (end < 1 || plaintext[end] !== PAD_START)
    return malformed(Math.max(end, 1), 'padding', 'padding is 0x80 and zeros behind it');
  const text = utf8ToText(plaintext.slice(1, end));
  return text === null ? malformed(1, 'text', 'not UTF-8') : ok(text);
}
