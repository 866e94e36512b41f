// The key on paper that brings a member back (protocol/README.md §11.3).
//
// An admission commits to 16 bytes of its hash, so nothing of it is on the air until it is needed. It is
// Ed25519, off the air until then; one library checks it, and keys with torsion are refused, because
// verifiers disagree about signatures of those.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toUtf8 } from '../bytes/bytes.ts';
import type { RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';

export const RECOVERY_KEY_BYTES = 32;
export const RECOVERY_SIGNATURE_BYTES = 64;
const DIGEST_BYTES = 16;

/** The public key of 32 secret bytes, which stay on paper. */
export const recoveryKeyOf = (secret: Uint8Array): Uint8Array => ed25519.getPublicKey(secret);

/** What a profile or an admission says of it. */
export const recoveryDigestOf = (recoveryKey: Uint8Array): Uint8Array =>
  sha256(concat(toUtf8('recovery/1'), recoveryKey)).slice(0, DIGEST_BYTES);

function messageOf(community: Uint8Array, rebinding: RecordId): Uint8Array {
  const id = fromHex(rebinding);
  assert(id.ok && id.value.length === 32, 'an id is 32 bytes of hex');
  return sha256(concat(toUtf8('rcv/1'), community, id.value));
}

/** Signs that the record `rebinding` names this person's new key. */
export const signRecovery = (community: Uint8Array, rebinding: RecordId, secret: Uint8Array): Uint8Array =>
  ed25519.sign(messageOf(community, rebinding), secret);

export function verifyRecovery(
  community: Uint8Array,
  rebinding: RecordId,
  recoveryKey: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    if (!ed25519.Point.fromBytes(recoveryKey).isTorsionFree()) return false;
    return ed25519.verify(signature, messageOf(community, rebinding), recoveryKey, { zip215: false });
  } catch {
    return false; // The library's way of saying that these bytes are no key or no signature.
  }
}
