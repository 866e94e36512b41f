/**
 * What hides a packet on the air, exactly as firmware 2.7 does it, so that two virtual radios with
 * different keys can no more read each other than two real ones.
 *
 * Channels: AES-CTR with a 128 or 256 bit key and no authentication; the nonce is packet id and
 * sender, so a repeated id repeats the keystream. Unicasts: X25519, SHA-256, AES-CCM with an 8-byte
 * tag and 4 bytes of extra nonce: 12 bytes more. Vectors: the firmware's own test_crypto.
 */

import { cbc, ctr } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equalSecret, toUtf8 } from '#protocol/bytes/bytes.ts';

/** What a public-key unicast adds: 8 bytes of tag and 4 of extra nonce. */
export const PKI_OVERHEAD_BYTES = 12;
export const KEY_BYTES = 32;
const TAG_BYTES = 8;
const BLOCK_BYTES = 16;

/** The key that a one-byte psk stands for; the byte minus one is added to its last byte. */
const WELL_KNOWN_KEY = [
  0xd4, 0xf1, 0xbb, 0x3a, 0x20, 0x29, 0x07, 0x59, 0xf0, 0xbc, 0xff, 0xab, 0xcf, 0x4e, 0x69, 0x01,
] as const;

/** The AES key behind a channel's psk as settings hold it: 0 bytes (open), 16 or 32. */
export function expandPsk(psk: Uint8Array): Uint8Array {
  if (psk.length === 0 || (psk.length === 1 && psk[0] === 0)) return new Uint8Array(0);
  if (psk.length === 1) {
    const key = Uint8Array.from(WELL_KNOWN_KEY);
    key[15] = (key[15]! + psk[0]! - 1) & 0xff;
    return key;
  }
  const padded = new Uint8Array(psk.length <= 16 ? 16 : KEY_BYTES); // short keys are filled with zeros
  padded.set(psk.subarray(0, KEY_BYTES));
  return padded;
}

const xorOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** The byte in a packet's header by which a receiver finds the channel: not secret, not unique. */
export const channelHash = (name: string, key: Uint8Array): number => xorOf(toUtf8(name)) ^ xorOf(key);

function nonceOf(from: number, packetId: number, extraNonce: number): Uint8Array {
  const nonce = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(nonce.buffer);
  view.setUint32(0, packetId, true);
  view.setUint32(8, from, true);
  if (extraNonce !== 0) view.setUint32(4, extraNonce, true);
  return nonce;
}

/** Encrypts or decrypts: with a counter cipher these are the same. An empty key leaves the bytes open. */
export function channelCipher(key: Uint8Array, from: number, packetId: number, bytes: Uint8Array): Uint8Array {
  return key.length === 0 ? bytes.slice() : ctr(key, nonceOf(from, packetId, 0)).encrypt(bytes);
}

export const publicKeyOf = (privateKey: Uint8Array): Uint8Array => x25519.getPublicKey(privateKey);

/** The key two radios share, or null where the other's public key is a weak point. */
export function sharedKey(privateKey: Uint8Array, theirPublicKey: Uint8Array): Uint8Array | null {
  try {
    return sha256(x25519.getSharedSecret(privateKey, theirPublicKey));
  } catch {
    return null; // noble throws on low-order points; a stranger may well announce one
  }
}

/** CBC-MAC of CCM (RFC 3610) with L = 2 and no additional data, as eight bytes. */
function ccmMac(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  const first = new Uint8Array(BLOCK_BYTES);
  first[0] = (((TAG_BYTES - 2) / 2) << 3) | 1;
  first.set(nonce.subarray(0, 13), 1);
  first[14] = plain.length >> 8;
  first[15] = plain.length & 0xff;
  const padding = new Uint8Array((BLOCK_BYTES - (plain.length % BLOCK_BYTES)) % BLOCK_BYTES);
  const blocks = cbc(key, new Uint8Array(BLOCK_BYTES), { disablePadding: true }).encrypt(concat(first, plain, padding));
  return blocks.slice(-BLOCK_BYTES).subarray(0, TAG_BYTES);
}

/** CCM's counter mode: block 0 hides the tag, the rest the text. */
function ccmStream(key: Uint8Array, nonce: Uint8Array, tag: Uint8Array, text: Uint8Array): [Uint8Array, Uint8Array] {
  const start = new Uint8Array(BLOCK_BYTES);
  start[0] = 1;
  start.set(nonce.subarray(0, 13), 1);
  const head = new Uint8Array(BLOCK_BYTES);
  head.set(tag);
  const out = ctr(key, start).encrypt(concat(head, text));
  return [out.slice(0, TAG_BYTES), out.slice(BLOCK_BYTES)];
}

/** Ciphertext, 8 bytes of tag, 4 bytes of extra nonce. */
export function sealUnicast(
  key: Uint8Array,
  from: number,
  packetId: number,
  extraNonce: number,
  plain: Uint8Array,
): Uint8Array {
  const nonce = nonceOf(from, packetId, extraNonce);
  const [tag, cipherText] = ccmStream(key, nonce, ccmMac(key, nonce, plain), plain);
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, extraNonce, true);
  return concat(cipherText, tag, tail);
}

/** The plain bytes, or null where the tag does not fit: another key, or changed bytes. */
export function openUnicast(key: Uint8Array, from: number, packetId: number, sealed: Uint8Array): Uint8Array | null {
  const textBytes = sealed.length - PKI_OVERHEAD_BYTES;
  if (textBytes < 0) return null;
  const extraNonce = new DataView(sealed.buffer, sealed.byteOffset, sealed.length).getUint32(sealed.length - 4, true);
  const nonce = nonceOf(from, packetId, extraNonce);
  const sealedTag = sealed.subarray(textBytes, textBytes + TAG_BYTES);
  const [tag, plain] = ccmStream(key, nonce, sealedTag, sealed.subarray(0, textBytes));
  return equalSecret(tag, ccmMac(key, nonce, plain)) ? plain : null;
}
