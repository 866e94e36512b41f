// An invitation: what a device needs to read a community's air, as text for a link's fragment or a QR code.
//
//   "fm1" + base64url( community 32 | frame secret 32 | epoch 1 | day 4 | check 4 )
//
// The same spelling, with another prefix, carries what else people pass on by hand: join requests.
// Whoever has it can read what goes on the air, and nothing more: to speak as a member takes a key that
// members admitted. The check catches a slip of the hand, it proves nothing.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, fromHex, toHex } from '../bytes/bytes.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import type { Refusal } from './module.ts';

export type Invitation = {
  /** Hex of the community's id. */
  readonly community: string;
  readonly frameSecret: Uint8Array;
  readonly epoch: number;
  readonly day: number;
};

const PREFIX = 'fm1';
const CHECK_BYTES = 4;
const TEXT_MAX = 4096;
const BODY_BYTES = 32 + 32 + 1 + 4;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const checkOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).slice(0, CHECK_BYTES);

export function encodeInvitation({ community, frameSecret, epoch, day }: Invitation): string {
  const id = fromHex(community);
  assert(id.ok && id.value.length === 32 && frameSecret.length === 32, 'a community and its secret are 32 bytes each');
  const numbers = new Uint8Array(5);
  new DataView(numbers.buffer).setUint8(0, epoch);
  new DataView(numbers.buffer).setUint32(1, day);
  const body = concat(id.value, frameSecret, numbers);
  return handedOn(PREFIX, body);
}

/** Finds the invitation in what people paste: a whole link, a message with line breaks, or the text alone. */
export function decodeInvitation(text: string): Result<Invitation, Refusal> {
  const found = foundIn(PREFIX, text);
  if (!found.ok) return refuse(found.error);
  const body = found.value;
  if (body.length !== BODY_BYTES) return refuse('This invitation has the wrong length.');
  const numbers = new DataView(body.buffer, body.byteOffset + 64, 5);
  return ok({
    community: toHex(body.slice(0, 32)),
    frameSecret: body.slice(32, 64),
    epoch: numbers.getUint8(0),
    day: numbers.getUint32(1),
  });
}

const refuse = (why: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule: 'invitation-reads', why, remedy: 'Copy the whole text again, or ask for a new one.' });

// ── Bytes that people pass on as text ───────────────────────────────────────────────────────────

/** `prefix`, then the bytes and a check of them. */
export const handedOn = (prefix: string, body: Uint8Array): string => prefix + toBase64url(concat(body, checkOf(body)));

/** Those bytes in what people paste; else a sentence about what is wrong with it. */
export function foundIn(prefix: string, text: string): Result<Uint8Array, string> {
  const joined = text.slice(0, TEXT_MAX).replaceAll(/\s/g, '');
  const found = new RegExp(`${prefix}([A-Za-z0-9_-]{20,600})`).exec(joined)?.[1];
  if (found === undefined) return err(`This text has no part that begins with "${prefix}".`);
  const bytes = fromBase64url(found);
  const body = bytes?.slice(0, -CHECK_BYTES);
  const isWhole = bytes !== undefined && body !== undefined && equal(checkOf(body), bytes.slice(-CHECK_BYTES));
  return isWhole ? ok(body) : err('Some letters of this text are missing or wrong.');
}

/** Written out, because a page over plain http on an old phone has neither Buffer nor Uint8Array.toBase64. */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at] ?? 0) * 65_536 + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0);
    const letters = [bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63].map((digit) => ALPHABET[digit]);
    text += letters.slice(0, Math.min(3, bytes.length - at) + 1).join('');
  }
  return text;
}

/** The bytes, or undefined where the text is none of ours: a strange letter, or bits left over. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const four = Array.from(text.slice(at, at + 4), (letter) => ALPHABET.indexOf(letter));
    if (four.includes(-1)) return undefined;
    const bits = four.reduce((sum, digit, i) => sum + digit * [262_144, 4096, 64, 1][i]!, 0);
    const three = [bits >> 16, (bits >> 8) & 255, bits & 255];
    if (three.slice(four.length - 1).some((left) => left !== 0)) return undefined;
    bytes.push(...three.slice(0, four.length - 1));
  }
  return Uint8Array.from(bytes);
}
