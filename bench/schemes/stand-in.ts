// A scheme for scale runs, with the shape of the real one and none of its strength: keys are real keys, and a signature
// is a hash of key, purpose and message, as a number modulo the real group's order. So signatures add up, subtract and
// combine, every sum has one value, and a claim holds exactly when the real one would; but whoever knows a key can sign.
//
// bench/sim-scale.ts shows for a thousand records that a world comes to the same states under both.

import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import * as bls from '#protocol/crypto/bls.ts';
import { timed } from './clock.ts';

export type { Claim, Purpose, Share } from '#protocol/crypto/bls.ts';
export { ORDER, PUBLIC_KEY_BYTES, SECRET_KEY_BYTES, SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';

const { ORDER, SIGNATURE_BYTES } = bls;

export const secretKeyFromSeed: typeof bls.secretKeyFromSeed = (seed) => timed(() => bls.secretKeyFromSeed(seed));

const keys = new Map<string, Uint8Array>();
export const publicKey: typeof bls.publicKey = (secretKey) => {
  const name = toHex(secretKey);
  const known = keys.get(name);
  if (known) return known;
  const key = timed(() => bls.publicKey(secretKey));
  keys.set(name, key);
  return key;
};

const sound = new Map<string, boolean>();
export const isPublicKey: typeof bls.isPublicKey = (key) => {
  const name = toHex(key);
  const known = sound.get(name);
  if (known !== undefined) return known;
  const answer = timed(() => bls.isPublicKey(key));
  sound.set(name, answer);
  return answer;
};

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const scalarOf = ({ key, message, purpose }: bls.Share): bigint =>
  numberOf(sha256(concat(toUtf8(`stand-in ${purpose}`), key, message))) % ORDER;

/** Null for nothing: the real scheme refuses the zero point too. */
function bytesOf(scalar: bigint): Uint8Array | null {
  if (scalar === 0n) return null;
  const hex = scalar.toString(16).padStart(2 * SIGNATURE_BYTES, '0');
  return Uint8Array.from({ length: SIGNATURE_BYTES }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function scalarIn(signature: Uint8Array): bigint | null {
  if (signature.length !== SIGNATURE_BYTES) return null;
  const scalar = numberOf(signature);
  return scalar > 0n && scalar < ORDER ? scalar : null;
}

const reduced = (scalar: bigint): bigint => ((scalar % ORDER) + ORDER) % ORDER;

export function sign(message: Uint8Array, secretKey: Uint8Array, purpose: bls.Purpose = 'signature'): Uint8Array {
  return bytesOf(scalarOf({ key: publicKey(secretKey), message, purpose }))!;
}

export const isSignature: typeof bls.isSignature = (signature) => scalarIn(signature) !== null;

export const verify: typeof bls.verify = ({ shares, signature }) => {
  const claimed = scalarIn(signature);
  if (claimed === null || shares.length === 0 || !shares.every(({ key }) => isPublicKey(key))) return false;
  return reduced(shares.reduce((sum, share) => sum + scalarOf(share), 0n)) === claimed;
};

export const verifyBatch: typeof bls.verifyBatch = (claims) => claims.length > 0 && claims.every(verify);

export const combineSignatures: typeof bls.combineSignatures = (parts) => {
  let sum = 0n;
  for (const { signature, coefficient } of parts) {
    const scalar = scalarIn(signature);
    if (scalar === null) return null;
    sum += scalar * coefficient;
  }
  return bytesOf(reduced(sum));
};

export const addSignatures: typeof bls.addSignatures = (signatures) =>
  combineSignatures(signatures.map((signature) => ({ signature, coefficient: 1n })));

export const subtractSignature: typeof bls.subtractSignature = (sum, part) =>
  combineSignatures([
    { signature: sum, coefficient: 1n },
    { signature: part, coefficient: -1n },
  ]);
