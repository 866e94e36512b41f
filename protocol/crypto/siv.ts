// Sealing with 8 bytes and no nonce: HMAC-SIV (protocol/README.md §6.2).
//
// T = HMAC-SHA-256(macKey, context | plaintext) cut to the tag's length; ciphertext = ChaCha20(encKey,
// nonce = T | zeros). Equal plaintexts give equal frames, which is harmless here and lets a repeat be
// recognised. A PRF tag may be cut; Poly1305 and GCM tags may not (research: crypto.md D.2).

import { chacha20 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equalSecret, toUtf8 } from '../bytes/bytes.ts';

export const KEY_BYTES = 32;
export const TAG_BYTES = 8;

/** Two keys of 32 bytes, derived together. */
export type SealKeys = { readonly mac: Uint8Array; readonly enc: Uint8Array };

/** HKDF-SHA-256 with a label that says what the key is for. */
export function deriveKey(secret: Uint8Array, label: string, context: Uint8Array, bytes = KEY_BYTES): Uint8Array {
  return hkdf(sha256, secret, undefined, concat(toUtf8(label), context), bytes);
}

export function sealKeys(secret: Uint8Array, label: string, context: Uint8Array): SealKeys {
  const both = deriveKey(secret, label, context, 2 * KEY_BYTES);
  return { mac: both.slice(0, KEY_BYTES), enc: both.slice(KEY_BYTES) };
}

function cipher(keys: SealKeys, tag: Uint8Array, text: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(12);
  nonce.set(tag.subarray(0, 8));
  return chacha20(keys.enc, nonce, text);
}

/** HMAC with the key already in it: every frame that is heard asks for a few. */
const keyed = new WeakMap<SealKeys, ReturnType<typeof hmac.create>>();
/** Where each tag is worked out, because making a place takes longer than the hash; emptied of keys after each. */
const bench = hmac.create(sha256, new Uint8Array(KEY_BYTES));
function macOf(keys: SealKeys) {
  const known = keyed.get(keys) ?? hmac.create(sha256, keys.mac);
  keyed.set(keys, known);
  return known._cloneInto(bench);
}

const tagOf = (keys: SealKeys, context: Uint8Array, plaintext: Uint8Array, tagBytes: number): Uint8Array =>
  macOf(keys).update(context).update(plaintext).digest().subarray(0, tagBytes);

/** Tag, then ciphertext of the plaintext's length. `context` is authenticated and not sent. */
export function seal(keys: SealKeys, context: Uint8Array, plaintext: Uint8Array, tagBytes = TAG_BYTES): Uint8Array {
  const tag = tagOf(keys, context, plaintext, tagBytes);
  return concat(tag, cipher(keys, tag, plaintext));
}

/** The plaintext, or null where these keys did not seal these bytes. */
export function open(keys: SealKeys, context: Uint8Array, sealed: Uint8Array, tagBytes = TAG_BYTES): Uint8Array | null {
  if (sealed.length < tagBytes) return null;
  const tag = sealed.subarray(0, tagBytes);
  const plaintext = cipher(keys, tag, sealed.subarray(tagBytes));
  return equalSecret(tag, tagOf(keys, context, plaintext, tagBytes)) ? plaintext : null;
}
