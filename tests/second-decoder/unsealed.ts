// Frames that no frame key seals, read from protocol/README.md §6.1, §6.4-6.6 alone.

import { chacha20 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { Cursor, hex, join, Malformed, unhex, Waits, type Known } from './bytes.ts';
import { verifies } from './crypto.ts';
import { readSingle } from './plaintexts.ts';
import { CLEAR } from './types.ts';

/** Bytes that are dropped without a word: of another version, kind or community, or of another pair. */
export class NotOurs extends Error {}
/** New keys from somebody whom no page lets make them. */
export class NotEntitled extends Error {}
/** Reads well; nobody signed it. */
export class Forged extends Error {
  readonly reads: object;
  constructor(reads: object) {
    super('forged');
    this.reads = reads;
  }
}

export type Person = { readonly member: string; readonly secret: string };

const derive = (secret: Uint8Array, length: number, ...info: readonly (string | Uint8Array)[]): Uint8Array =>
  hkdf(sha256, secret, undefined, labelled(...info), length);
const labelled = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  join(...parts.map((part) => (typeof part === 'string' ? utf8ToBytes(part) : part)));
const big = (value: number, width: number): Uint8Array => unhex(value.toString(16).padStart(2 * width, '0'));
const xor = (one: Uint8Array, other: Uint8Array): Uint8Array => one.map((byte, i) => byte ^ other[i]!);

/** §6.5: what two members share. */
export function pairKeys(
  community: string,
  own: Person,
  other: Person,
): { readonly mac: Uint8Array; readonly enc: Uint8Array; readonly hint: Uint8Array; readonly mask: Uint8Array } {
  const secretOf = ({ secret }: Person): Uint8Array => derive(unhex(secret), 32, 'private/1', unhex(community));
  const shared = x25519.getSharedSecret(secretOf(own), x25519.getPublicKey(secretOf(other)));
  const ids = [own.member, other.member].sort().map(unhex);
  const keys = derive(shared, 64, 'pair/1', unhex(community), ...ids);
  return {
    mac: keys.slice(0, 32),
    enc: keys.slice(32),
    hint: derive(shared, 32, 'hint/1', unhex(community), ...ids),
    mask: derive(shared, 32, 'mask/1', unhex(community), ...ids),
  };
}

/** §6.2, with any context and length of tag. */
export function unseal(
  keys: { readonly mac: Uint8Array; readonly enc: Uint8Array },
  context: Uint8Array,
  sealed: Uint8Array,
  tagLength = 8,
): Uint8Array | null {
  if (sealed.length < tagLength) return null;
  const tag = sealed.slice(0, tagLength);
  const plaintext = chacha20(keys.enc, join(tag.slice(0, 8), new Uint8Array(4)), sealed.slice(tagLength));
  return hex(hmac(sha256, keys.mac, join(context, plaintext)).slice(0, tagLength)) === hex(tag) ? plaintext : null;
}

/** The seed in a wrap, or null where the confirmation is another (§6.4, §12.1). */
export function unwrap(
  mask: Uint8Array,
  context: Uint8Array,
  confirm: Uint8Array,
  wrap: Uint8Array,
): Uint8Array | null {
  const seed = xor(wrap, hmac(sha256, mask, join(context, confirm)).slice(0, 16));
  const right = hmac(sha256, seed, labelled('confirm/1', context)).slice(0, 8);
  return hex(right) === hex(confirm) ? seed : null;
}

/** §6.1 */
function header(frame: Uint8Array, kind: number): number {
  if (frame.length < 9 || frame.length > 231) throw new NotOurs('no frame');
  if (frame[0]! >> 3 !== kind) throw new NotOurs('another version or kind');
  return frame[0]! & 7;
}

// ── New keys (§6.4) ─────────────────────────────────────────────────────────────────────────────

export function readRekey(frame: Uint8Array, known: Known, people: readonly Person[]): object {
  const low = header(frame, 4);
  const from = new Cursor(frame, known);
  from.take(1);
  const epoch = from.number(2);
  if (epoch === 0 || epoch % 8 !== low) throw new Malformed('an epoch that the header does not name');
  const number = from.varint(4093);
  const page = from.varint(2_097_151);
  const part = from.number(1);
  if (part >= 64) throw new Malformed('a mode that this version does not know');
  const confirm = from.take(8);
  const room = from.end - from.at - 48;
  if (room < 16 || room > 160 || room % 16 !== 0) throw new Malformed('one to ten wraps');
  const wraps = Array.from({ length: room / 16 }, () => from.take(16));
  const signature = hex(from.take(48));

  const issuer = known.members[number];
  const roster = known.checkpoints[page];
  const record = known.records.find(({ id }) => id === roster?.id);
  if (issuer === undefined || !roster || !record || record.member !== issuer) throw new NotEntitled('no such page');
  // Roster §2.3: number, previous 32, state hash 32, frontier 8, claimed minute 4, epoch 1.
  const body = new Cursor(unhex(record.body), known);
  body.varint(2_097_151);
  body.take(32 + 32 + 8 + 4);
  if (body.number(1) !== epoch % 256) throw new NotEntitled('another epoch');

  const before = frame.slice(0, -48);
  const message = hex(sha256(labelled('rky/1', unhex(known.community), unhex(issuer), unhex(roster.id), before)));
  const context = labelled('rky/1', unhex(known.community), big(epoch, 2), unhex(roster.id));
  const by = people.find(({ member }) => member === issuer)!;
  const finds = people.slice(1, 4).map((person) => {
    const at = roster.counted.indexOf(person.member) - 10 * part;
    const wrap = wraps[at];
    const seed = wrap ? unwrap(pairKeys(known.community, person, by).mask, context, confirm, wrap) : null;
    const epochSecret = seed && hex(derive(seed, 32, 'epoch/1', unhex(known.community), big(epoch, 2)));
    return { member: person.member, seed: seed && hex(seed), epochSecret };
  });
  const reads = {
    epoch,
    issuer,
    roster: roster.id,
    part,
    confirm: hex(confirm),
    wraps: wraps.map(hex),
    message,
    finds,
  };
  const key = known.keys[`${issuer}/0`]!.at(-1)!;
  if (!verifies(signature, [{ key, message, tag: 'signature' }])) throw new Forged(reads);
  return reads;
}

// ── Private messages (§6.5) ─────────────────────────────────────────────────────────────────────

/** The highest counter heard, plus one, and those below it that were missed. */
export type Heard = { readonly next: number; readonly missed: readonly number[] };

export const hintOf = (keys: { readonly hint: Uint8Array }, way: number, day: number): string =>
  hex(hmac(sha256, keys.hint, join(Uint8Array.of(way), big(day, 4))).slice(0, 2));

export const wayOf = (from: Person, to: Person): number => (from.member < to.member ? 0 : 1);

export function readPrivate(frame: Uint8Array, community: string, from: Person, to: Person, heard: Heard): object {
  header(frame, 5);
  if (![64, 128, 220].includes(frame.length)) throw new NotOurs('no size of a private frame');
  const keys = pairKeys(community, to, from);
  const counters = [...Array.from({ length: 64 }, (_, i) => heard.next + i), ...heard.missed];
  for (const counter of counters) {
    const way = Uint8Array.of(wayOf(from, to));
    const context = labelled('prv/1', frame.slice(0, 1), frame.slice(1, 3), way, big(counter, 4));
    const plaintext = unseal(keys, context, frame.slice(3));
    if (plaintext) return { text: textOf(plaintext), counter };
  }
  throw new NotOurs('no counter opens it');
}

function textOf(plaintext: Uint8Array): string {
  let end = plaintext.length - 1;
  while (end >= 0 && plaintext[end] === 0) end--;
  if (end < 1 || plaintext[end] !== 0x80 || plaintext[0] !== 0) throw new NotOurs('no text, or padded otherwise');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext.slice(1, end));
  } catch {
    throw new NotOurs('not UTF-8');
  }
}

// ── Calls in clear (§6.6) ───────────────────────────────────────────────────────────────────────

export function readEmergency(frame: Uint8Array, known: Known, reading: number): object {
  const low = header(frame, 6);
  if (low !== 0) throw new Malformed('a frame in clear has no epoch');
  if (hex(frame.slice(1, 5)) !== known.community.slice(0, 8)) throw new NotOurs('another community');
  const single = frame.slice(5);
  if (single.length > 222) throw new Malformed('longer than a sealed single may be');
  if (!CLEAR.includes(single[0] ?? 0)) throw new Malformed('only calls for help go in clear');
  return readSingle(single, known, reading);
}

/** What became of a frame, in the words of the vectors. */
export function outcomeOf(read: () => object): { readonly outcome: string; readonly reads?: object } {
  try {
    return { outcome: 'good', reads: read() };
  } catch (error) {
    if (error instanceof Malformed) return { outcome: 'malformed' };
    if (error instanceof Waits) return { outcome: 'waits' };
    if (error instanceof NotOurs) return { outcome: 'not ours' };
    if (error instanceof NotEntitled) return { outcome: 'not entitled' };
    if (error instanceof Forged) return { outcome: 'forged', reads: error.reads };
    throw error;
  }
}
