// Small functions on byte strings that every room uses. No Buffer, so that they run in a page too.

import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from './result.ts';

export const concat = concatBytes;
export const toUtf8 = utf8ToBytes;
export const EMPTY = new Uint8Array(0);

const DIGITS = toUtf8('0123456789abcdef');
/** Bytes turned at once; engines bound how many arguments a call may have. */
const HEX_AT_ONCE = 1024;

/**
 * Small letters. In one piece: a text that grows digit by digit is kept by engines as a tree of its parts,
 * a kilobyte for each of a hundred thousand ids.
 */
export function toHex(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += HEX_AT_ONCE) {
    const part = bytes.subarray(from, from + HEX_AT_ONCE);
    const codes = new Array<number>(2 * part.length);
    for (let i = 0; i < part.length; i++) {
      codes[2 * i] = DIGITS[part[i]! >> 4]!;
      codes[2 * i + 1] = DIGITS[part[i]! & 15]!;
    }
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join('');
}

/** Hex of a person's making (spaces and colons allowed) to bytes. */
export function fromHex(hex: string): Result<Uint8Array, { kind: 'not-hex'; why: string }> {
  // Ids are plain hex and read a hundred thousand times; only people put spaces into it.
  const plain = /[\s:]/.test(hex) ? hex.replaceAll(/[\s:]/g, '') : hex;
  if (plain.length % 2 === 1) return err({ kind: 'not-hex', why: 'a byte is two hex digits; one digit is left over' });
  const wrong = /[^0-9a-fA-F]/.exec(plain);
  if (wrong) return err({ kind: 'not-hex', why: `"${wrong[0]}" at digit ${wrong.index} is no hex digit` });
  return ok(hexToBytes(plain));
}

/** Same bytes? Not constant time: never for secrets (see `equalSecret`). */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Same bytes, in time that depends on the length only. For tags and keys. */
export function equalSecret(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Order by bytes, shorter first when one is the start of the other: negative, zero or positive. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Text of at most `bytesMax` UTF-8 bytes, cut at a character, never inside one. */
export function cutUtf8(text: string, bytesMax: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += utf8ToBytes(character).length;
    if (used > bytesMax) break;
    kept += character;
  }
  return kept;
}
