// What is kept and carried off the air, and working groups, read from protocol/README.md §11 and §12 alone.

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { hex, join, unhex } from './bytes.ts';
import { pairKeys, unseal, unwrap, type Person } from './unsealed.ts';

type Answer = { readonly outcome: string; readonly [field: string]: unknown };
const bytes = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  join(...parts.map((part) => (typeof part === 'string' ? utf8ToBytes(part) : part)));
const H = (...parts: readonly (string | Uint8Array)[]): Uint8Array => sha256(bytes(...parts));
const big = (value: number, width: number): Uint8Array => unhex(value.toString(16).padStart(2 * width, '0'));

/** §11.1 */
export function openVault(vault: Uint8Array, passphrase: string): Answer {
  const head = 4 + 3 + 16 + 24;
  if (vault.length < head + 16 || hex(vault.slice(0, 4)) !== hex(utf8ToBytes('fmv1'))) return { outcome: 'malformed' };
  const [log2N, r, p] = [vault[4]!, vault[5]!, vault[6]!];
  if (log2N < 10 || log2N > 17 || r < 1 || r > 8 || p < 1 || p > 4) return { outcome: 'malformed' };
  const [salt, nonce] = [vault.slice(7, 23), vault.slice(23, 47)];
  const key = scrypt(utf8ToBytes(passphrase.normalize('NFKC')), salt, { N: 2 ** log2N, r, p, dkLen: 32 });
  try {
    const secret = xchacha20poly1305(key, nonce, vault.slice(0, head)).decrypt(vault.slice(head));
    return { outcome: 'good', secret: hex(secret) };
  } catch {
    return { outcome: 'wrong passphrase' };
  }
}

/** §11.2: five letters to sixteen bits, or null. */
function wordBits(word: string): number | null {
  const letters = Array.from(word, (letter, i) => (i % 2 === 0 ? 'bdfghjklmnprstvz' : 'aiou').indexOf(letter));
  if (letters.length !== 5 || letters.some((one) => one < 0)) return null;
  const [a, b, c, d, e] = letters as [number, number, number, number, number];
  return a * 4096 + b * 1024 + c * 64 + d * 16 + e;
}

export function readWords(text: string): Answer {
  const words = text.toLowerCase().split(' ');
  let bits = '';
  for (const [i, word] of words.slice(0, 24).entries()) {
    const value = wordBits(word);
    const said = value === null ? 0 : value >> 5;
    const check = H('word/1', Uint8Array.of(i + 1), big(said, 2))[0]! >> 3;
    if (value === null || check !== value % 32) return { outcome: 'malformed', atWord: i + 1 };
    bits += said.toString(2).padStart(11, '0');
  }
  if (words.length !== 24) return { outcome: 'malformed', atWord: 0 };
  const all = unhex(BigInt(`0b${bits}`).toString(16).padStart(66, '0'));
  if (H('words/1', all.slice(0, 32))[0] !== all[32]) return { outcome: 'malformed', atWord: 0 };
  return { outcome: 'good', secret: hex(all.slice(0, 32)) };
}

export function readQr(text: string): Answer {
  const plain = text.toUpperCase();
  const letters = Array.from(plain.slice(7), (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  // 70 bytes are 112 letters, without a bit left over.
  if (!plain.startsWith('FMKEY1:') || letters.length !== 112 || letters.some((one) => one < 0))
    return { outcome: 'malformed' };
  const bits = letters.map((five) => five.toString(2).padStart(5, '0')).join('');
  const all = unhex(BigInt(`0b${bits}`).toString(16).padStart(140, '0'));
  if (hex(H('qr/1', all.slice(0, 66)).slice(0, 4)) !== hex(all.slice(66))) return { outcome: 'malformed' };
  const log = all[32]! * 256 + all[33]!;
  return { outcome: 'good', community: hex(all.slice(0, 32)), log, secret: hex(all.slice(34, 66)) };
}

/** §11.3 */
export const recoveryDigest = (key: string): string => hex(H('recovery/1', unhex(key)).slice(0, 16));

export function recoverySigned(community: string, rebinding: string, key: string, signature: string): boolean {
  const message = H('rcv/1', unhex(community), unhex(rebinding));
  try {
    if (!ed25519.Point.fromBytes(unhex(key)).isTorsionFree()) return false;
    return ed25519.verify(unhex(signature), message, unhex(key), { zip215: false });
  } catch {
    return false;
  }
}

/** §12.1: the seed for a seat, or null. */
export function groupSeed(
  community: string,
  body: Uint8Array,
  seat: number,
  own: Person,
  issuer: Person,
): Uint8Array | null {
  const [group, version, first, confirm] = [body.slice(0, 8), body.slice(8, 9), body[9]!, body.slice(10, 18)];
  const wraps = body.slice(18);
  const at = 16 * (seat - first);
  if (wraps.length % 16 !== 0 || at < 0 || at >= wraps.length) return null;
  const context = bytes('grp/1', unhex(community), group, version);
  return unwrap(pairKeys(community, own, issuer).mask, context, confirm, wraps.slice(at, at + 16));
}

type Place = { readonly member: string; readonly log: number; readonly number: number };

/** §12.2 */
export function groupMessage(
  community: string,
  seed: string,
  body: Uint8Array,
  { member, log, number }: Place,
): { readonly key: string; readonly text: Uint8Array | null } {
  const place = [unhex(member), big(log, 2), big(number, 3)];
  const key = hkdf(
    sha256,
    unhex(seed),
    undefined,
    bytes('message/1', unhex(community), body.slice(0, 8), ...place),
    32,
  );
  const keys = hkdf(sha256, key, undefined, utf8ToBytes('group/1'), 64);
  const sealed = { mac: keys.slice(0, 32), enc: keys.slice(32) };
  return { key: hex(key), text: unseal(sealed, utf8ToBytes('grm/1'), body.slice(9), 16) };
}
