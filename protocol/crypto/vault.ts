// Secrets at rest under a passphrase (protocol/README.md §11.1).
//
//   "fmv1" 4 | log2 N 1 | r 1 | p 1 | salt 16 | nonce 24 | XChaCha20-Poly1305 of the secret, tag 16
//
// scrypt makes each guess cost 64 MiB and about half a second of a phone; the header is authenticated,
// so nobody can make the next opening cheap or ruinous. Pure: salt and nonce come from the rim, fresh
// for every sealing. Where a browser can wrap with a key that cannot be taken out, it should do both.

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { concat, equal, toUtf8 } from '../bytes/bytes.ts';
import { assert, err, malformed, ok, type Malformed, type Result } from '../bytes/result.ts';

/** N = 2^16, r = 8, p = 1: 64 MiB; OWASP's floor is N = 2^17 on servers, half of it on phones. */
export type VaultCost = { readonly log2N: number; readonly r: number; readonly p: number };
export const VAULT_COST: VaultCost = { log2N: 16, r: 8, p: 1 };
/** What a stranger's vault may cost to open: at most 128 MiB and four times the time. */
const COST_MAX: VaultCost = { log2N: 17, r: 8, p: 4 };
const LOG2_N_MIN = 10;

export const VAULT_SALT_BYTES = 16;
export const VAULT_NONCE_BYTES = 24;
const MAGIC = toUtf8('fmv1');
const HEADER_BYTES = MAGIC.length + 3 + VAULT_SALT_BYTES + VAULT_NONCE_BYTES;
const TAG_BYTES = 16;
/** Secrets are keys and a few settings, never a database. */
export const VAULT_SECRET_BYTES_MAX = 65_536;

export type VaultError = Malformed | { readonly kind: 'wrong-passphrase' };

function keyOf(passphrase: string, salt: Uint8Array, { log2N, r, p }: VaultCost): Uint8Array {
  // One way to write each letter: "é" typed on two keyboards may be two different texts.
  return scrypt(toUtf8(passphrase.normalize('NFKC')), salt, { N: 2 ** log2N, r, p, dkLen: 32, maxmem: 2 ** 28 });
}

export type VaultChance = { readonly salt: Uint8Array; readonly nonce: Uint8Array };

/** `chance` must be fresh from the rim's entropy each time: 16 and 24 bytes. */
export function sealVault(
  secret: Uint8Array,
  passphrase: string,
  { salt, nonce }: VaultChance,
  cost: VaultCost = VAULT_COST,
): Uint8Array {
  assert(salt.length === VAULT_SALT_BYTES && nonce.length === VAULT_NONCE_BYTES, 'salt is 16 bytes and nonce 24');
  assert(secret.length <= VAULT_SECRET_BYTES_MAX, 'a secret is small');
  assert(allowed(cost), 'a cost that others may open, too');
  const header = concat(MAGIC, Uint8Array.of(cost.log2N, cost.r, cost.p), salt, nonce);
  return concat(header, xchacha20poly1305(keyOf(passphrase, salt, cost), nonce, header).encrypt(secret));
}

const allowed = ({ log2N, r, p }: VaultCost): boolean =>
  log2N >= LOG2_N_MIN && log2N <= COST_MAX.log2N && r >= 1 && r <= COST_MAX.r && p >= 1 && p <= COST_MAX.p;

export function openVault(vault: Uint8Array, passphrase: string): Result<Uint8Array, VaultError> {
  if (vault.length < HEADER_BYTES + TAG_BYTES) return malformed(vault.length, 'vault', 'too short for a vault');
  if (vault.length > HEADER_BYTES + TAG_BYTES + VAULT_SECRET_BYTES_MAX)
    return malformed(HEADER_BYTES, 'vault', 'too long for a vault');
  if (!equal(vault.slice(0, 4), MAGIC)) return malformed(0, 'magic', 'this is no vault of this version');
  const cost = { log2N: vault[4]!, r: vault[5]!, p: vault[6]! };
  if (!allowed(cost)) return malformed(4, 'cost', 'a cost outside what this version opens');
  const header = vault.slice(0, HEADER_BYTES);
  const [salt, nonce] = [header.slice(7, 7 + VAULT_SALT_BYTES), header.slice(7 + VAULT_SALT_BYTES)];
  try {
    return ok(xchacha20poly1305(keyOf(passphrase, salt, cost), nonce, header).decrypt(vault.slice(HEADER_BYTES)));
  } catch {
    return err({ kind: 'wrong-passphrase' }); // Or changed bytes: a tag cannot tell the two apart.
  }
}
