// Seals (§6) and signatures (§4) from the document, over @noble's primitives.

import { chacha20 } from '@noble/ciphers/chacha.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { hex, join, unhex } from './bytes.ts';
import type { Share } from './plaintexts.ts';

const derive = (secret: Uint8Array, label: string, community: Uint8Array, length: number) =>
  hkdf(sha256, secret, undefined, join(utf8ToBytes(label), community), length);

/** §6.3 */
export function daySecret(epochSecret: string, community: string, day: number): string {
  let secret = unhex(epochSecret);
  for (let i = 0; i < day; i++) secret = derive(secret, 'day/1', unhex(community), 32);
  return hex(secret);
}

/** §6.2: the plaintext, or null where this day's keys did not seal the frame. */
export function openFrame(frame: Uint8Array, secret: string, community: string): Uint8Array | null {
  if (frame.length < 9 || frame.length > 231) return null;
  const keys = derive(unhex(secret), 'frame/1', unhex(community), 64);
  const tag = frame.slice(1, 9);
  const plaintext = chacha20(keys.slice(32), join(tag, new Uint8Array(4)), frame.slice(9));
  const right = hmac(sha256, keys.slice(0, 32), join(frame.slice(0, 1), plaintext)).slice(0, 8);
  return hex(right) === hex(tag) ? plaintext : null;
}

const { G2, fields, shortSignatures } = bls12_381;
const TAGS = {
  signature: 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_',
  possession: 'BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_',
} as const;

type SignaturePoint = ReturnType<typeof shortSignatures.Signature.fromBytes>;
type Point = SignaturePoint | InstanceType<typeof G2.Point>;
function good<P extends Point>(read: () => P): P | null {
  try {
    const point = read();
    point.assertValidity();
    return point.is0() || !point.isTorsionFree() ? null : point;
  } catch {
    return null;
  }
}
/** §4.1: canonical, on the curve, in the subgroup, not zero. */
export const key = (bytes: string): InstanceType<typeof G2.Point> | null =>
  bytes.length === 192 ? good(() => G2.Point.fromHex(bytes)) : null;
export const signature = (bytes: string): SignaturePoint | null =>
  bytes.length === 96 ? good(() => shortSignatures.Signature.fromBytes(unhex(bytes))) : null;

/** §4.3, one pairing a share: slow, and nothing to get wrong. */
export function verifies(sum: string, shares: readonly Share[]): boolean {
  const point = signature(sum);
  if (!point || shares.length === 0) return false;
  let product = fields.Fp12.ONE;
  for (const { key: bytes, message, tag } of shares) {
    const who = bytes === null ? null : key(bytes);
    if (!who) return false;
    const hashed = shortSignatures.hash(unhex(message), TAGS[tag]);
    product = fields.Fp12.mul(product, bls12_381.pairing(hashed, who));
  }
  return fields.Fp12.eql(product, bls12_381.pairing(point, G2.Point.BASE));
}
