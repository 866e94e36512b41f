// What two members share, and what can be done with it (protocol/README.md §6.5, §6.6, §12).
//
// X25519 of two long-lived keys gives one secret a pair; everything is derived from it with labels:
// a seal for private messages, a hint by which the other side knows its own, and masks for keys that
// are handed out (rekey, working groups). Nothing here is signed: between the two of them each knows that
// the other wrote it, and neither can prove it to a third, which is what a grievance needs.

import { x25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equalSecret, fromHex, toUtf8 } from '../bytes/bytes.ts';
import type { MemberId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { deriveKey, sealKeys, type SealKeys } from './siv.ts';

export const BOX_KEY_BYTES = 32;
/** A key that is handed out; 32 bytes of key are derived from it. */
export const SEED_BYTES = 16;
export const CONFIRM_BYTES = 8;

export type BoxKeys = { readonly secret: Uint8Array; readonly key: Uint8Array };

/** A member's X25519 keys, derived from the signing key: nothing more to store, nothing more to lose. */
export function boxKeys(signingKey: Uint8Array, community: Uint8Array): BoxKeys {
  const secret = deriveKey(signingKey, 'private/1', community);
  return { secret, key: x25519.getPublicKey(secret) };
}

/** What one of a pair holds. `lower`: our id is the smaller of the two, which gives messages their direction. */
export type Pair = {
  readonly seal: SealKeys;
  readonly hintKey: Uint8Array;
  readonly maskKey: Uint8Array;
  readonly lower: boolean;
};

const idBytes = (id: MemberId): Uint8Array => {
  const bytes = fromHex(id);
  assert(bytes.ok && bytes.value.length === 32, 'an id is 32 bytes of hex');
  return bytes.value;
};

/** Null where the other's bytes are no key: of low order, or not 32 bytes. */
export function pairOf(
  community: Uint8Array,
  own: { readonly id: MemberId; readonly secret: Uint8Array },
  other: { readonly id: MemberId; readonly key: Uint8Array },
): Pair | null {
  const shared = sharedSecret(own.secret, other.key);
  if (!shared || own.id === other.id) return null;
  const lower = own.id < other.id;
  const names = lower ? [own.id, other.id] : [other.id, own.id];
  const context = concat(community, ...names.map(idBytes));
  return {
    seal: sealKeys(shared, 'pair/1', context),
    hintKey: deriveKey(shared, 'hint/1', context),
    maskKey: deriveKey(shared, 'mask/1', context),
    lower,
  };
}

function sharedSecret(secret: Uint8Array, key: Uint8Array): Uint8Array | null {
  if (key.length !== BOX_KEY_BYTES) return null;
  try {
    return x25519.getSharedSecret(secret, key);
  } catch {
    return null; // The library refuses keys that would give zero to everybody.
  }
}

// ── Handing out a key ───────────────────────────────────────────────────────────────────────────

/** Eight bytes by which a receiver knows that the unmasked seed is the one that was meant. */
export const confirmOf = (seed: Uint8Array, context: Uint8Array): Uint8Array =>
  hmac(sha256, seed, concat(toUtf8('confirm/1'), context)).slice(0, CONFIRM_BYTES);

/** The mask depends on the confirmation: who knows the seed cannot turn another's wrap into one for a seed of its own. */
function masked(pair: Pair, context: Uint8Array, confirm: Uint8Array, bytes: Uint8Array): Uint8Array {
  const mask = hmac(sha256, pair.maskKey, concat(context, confirm));
  return bytes.map((byte, i) => byte ^ mask[i]!);
}

/** `context` must never repeat with another seed for one pair: it names what the seed is for. */
export function wrapSeed(pair: Pair, context: Uint8Array, seed: Uint8Array): Uint8Array {
  assert(seed.length === SEED_BYTES, 'a seed has 16 bytes');
  return masked(pair, context, confirmOf(seed, context), seed);
}

export function unwrapSeed(pair: Pair, context: Uint8Array, confirm: Uint8Array, wrap: Uint8Array): Uint8Array | null {
  if (wrap.length !== SEED_BYTES) return null;
  const seed = masked(pair, context, confirm, wrap);
  return equalSecret(confirmOf(seed, context), confirm) ? seed : null;
}
