// A frame: what one packet carries (protocol/README.md §6).
//
//   byte 0   version 2 bits | kind 3 bits | low 3 bits of the epoch
//   1 - 8    tag of HMAC-SIV over byte 0 and the plaintext
//   9 - n    ciphertext, at most 222 bytes
//
// Strangers' bytes fail at the tag, after a fixed few HMACs, whatever they are.

import { concat } from '../bytes/bytes.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { DAYS_AHEAD_MAX, daysToTry, frameKeys, ringsFor, type Keychain, type Keyring } from '../crypto/keyring.ts';
import { open, seal } from '../crypto/siv.ts';
import { FRAME_BYTES_MAX, PLAINTEXT_BYTES_MAX, SEAL_BYTES } from './limits.ts';

export const VERSION = 0;

/** By number, 0 to 7. */
export const FRAME_KINDS = [
  'single',
  'bundle',
  'statements',
  'sync',
  'rekey',
  'private',
  'emergency',
  'extension',
] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];
/** The kinds that the community's frame keys seal; the others have forms of their own. */
export type SealedKind = 'single' | 'bundle' | 'statements' | 'sync' | 'extension';
const SEALED: readonly FrameKind[] = ['single', 'bundle', 'statements', 'sync', 'extension'];

export type Header = { readonly version: number; readonly kind: FrameKind; readonly epochLow: number };

export const headerByte = (kind: FrameKind, epoch: number): number =>
  VERSION * 64 + FRAME_KINDS.indexOf(kind) * 8 + (epoch & 7);

export function readHeader(byte: number): Header {
  return { version: byte >> 6, kind: FRAME_KINDS[(byte >> 3) & 7]!, epochLow: byte & 7 };
}

/** An opened frame: the day whose key opened it tells how far the community's count has come. */
export type Opened = { readonly kind: SealedKind; readonly day: number; readonly plaintext: Uint8Array };

/** Why bytes are not for us; none of these is worth a word to their sender. */
export type NotOurs =
  | { readonly kind: 'too-short' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'other-version'; readonly version: number }
  | { readonly kind: 'not-sealed-kind'; readonly frameKind: FrameKind }
  | { readonly kind: 'other-epoch' }
  | { readonly kind: 'wrong-tag' };

export function sealFrame(ring: Keyring, kind: SealedKind, plaintext: Uint8Array): Uint8Array {
  assert(plaintext.length <= PLAINTEXT_BYTES_MAX, `a plaintext of ${plaintext.length} bytes fits a frame`);
  const header = Uint8Array.of(headerByte(kind, ring.epoch));
  return concat(header, seal(frameKeys(ring, ring.day), header, plaintext));
}

/** What a header says, where a frame of this version can be read on. */
export function readFrame(frame: Uint8Array): Result<Header, NotOurs> {
  if (frame.length < SEAL_BYTES) return err({ kind: 'too-short' });
  if (frame.length > FRAME_BYTES_MAX) return err({ kind: 'too-long' });
  const header = readHeader(frame[0]!);
  return header.version === VERSION ? ok(header) : err({ kind: 'other-version', version: header.version });
}

const daysSearched = (ring: Keyring, farDays: boolean): readonly number[] =>
  farDays ? Array.from({ length: DAYS_AHEAD_MAX }, (_, i) => ring.day + 1 + i) : daysToTry(ring);

/** Would `openFrame` come to this day's key? */
export const searchesDay = (ring: Keyring, day: number, farDays: boolean): boolean =>
  farDays ? day > ring.day && day <= ring.day + DAYS_AHEAD_MAX : daysToTry(ring).includes(day);

/**
 * Opens a frame of the community. `farDays` tries every later day up to `DAYS_AHEAD_MAX` instead: for a
 * node that slept long; about 10 ms where it fails, so callers ration it.
 */
export function openFrame(ring: Keyring, frame: Uint8Array, farDays = false): Result<Opened, NotOurs> {
  const head = readFrame(frame);
  if (!head.ok) return head;
  const { kind, epochLow } = head.value;
  if (!SEALED.includes(kind)) return err({ kind: 'not-sealed-kind', frameKind: kind });
  if (epochLow !== (ring.epoch & 7)) return err({ kind: 'other-epoch' });
  const header = frame.subarray(0, 1);
  for (const day of daysSearched(ring, farDays)) {
    const plaintext = open(frameKeys(ring, day), header, frame.subarray(1));
    if (plaintext) return ok({ kind: kind as SealedKind, day, plaintext });
  }
  return err({ kind: 'wrong-tag' });
}

/** Opens a frame with whichever of our epochs its header names. */
export function openWithChain(
  chain: Keychain,
  frame: Uint8Array,
  openWith: typeof openFrame = openFrame,
): Result<Opened & { readonly ring: Keyring }, NotOurs> {
  const head = readFrame(frame);
  if (!head.ok) return head;
  let last: NotOurs = { kind: 'other-epoch' };
  for (const ring of ringsFor(chain, head.value.epochLow)) {
    const opened = openWith(ring, frame);
    if (opened.ok) return ok({ ...opened.value, ring });
    last = opened.error;
  }
  return SEALED.includes(head.value.kind) ? err(last) : err({ kind: 'not-sealed-kind', frameKind: head.value.kind });
}
