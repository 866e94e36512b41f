// A verifier that knows every secret key of its world: it compares with the one signature that is right.
//
// Sound, because a signature of this scheme has one value: a sum is right exactly if it is the sum of what these
// keys give for these messages. What a node of the world signs is signed here and kept, so honest words cost no
// second signature; others are worked out. Keys that the world does not know are checked as everybody checks them.

import { equal, toHex } from '#protocol/bytes/bytes.ts';
import { addSignatures, publicKey, sign, verify, type Purpose, type Share } from '#protocol/crypto/bls.ts';
import { memoVerifier, type MemoVerifier } from './memo-verifier.ts';

export type KeyPair = { readonly key: Uint8Array; readonly secretKey: Uint8Array };

/** Signatures that are kept; the oldest go first, and are worked out again if they are asked for. */
const KEPT_MAX = 65_536;

export function knowingVerifier(pairs: readonly KeyPair[]): MemoVerifier {
  const secrets = new Map(pairs.map(({ key, secretKey }) => [toHex(key), secretKey]));
  const owners = new Map(pairs.map(({ key, secretKey }) => [toHex(secretKey), toHex(key)]));
  const keys = new Map(pairs.map(({ key, secretKey }) => [toHex(secretKey), key]));
  const signed = new Map<string, Uint8Array>();
  const signatureBy = (owner: string, secretKey: Uint8Array, message: Uint8Array, purpose: Purpose): Uint8Array => {
    const name = `${owner}/${purpose}/${toHex(message)}`;
    const known = signed.get(name);
    if (known) return known;
    const made = sign(message, secretKey, purpose);
    if (signed.size >= KEPT_MAX) signed.delete(signed.keys().next().value!);
    signed.set(name, made);
    return made;
  };
  const signatureOf = ({ key, message, purpose }: Share): Uint8Array | undefined => {
    const owner = toHex(key);
    const secretKey = secrets.get(owner);
    return secretKey && signatureBy(owner, secretKey, message, purpose);
  };
  const checking = memoVerifier((claim) => {
    const parts = claim.shares.map(signatureOf);
    const all = parts.filter((part) => part !== undefined);
    if (all.length === 0 || all.length < parts.length) return verify(claim);
    if (all.length === 1) return equal(all[0]!, claim.signature);
    const sum = addSignatures(all);
    return sum !== null && equal(sum, claim.signature);
  });
  return {
    ...checking,
    publicKey: (secretKey) => keys.get(toHex(secretKey)) ?? publicKey(secretKey),
    sign(message, secretKey, purpose = 'signature') {
      const owner = owners.get(toHex(secretKey));
      return owner === undefined ? sign(message, secretKey, purpose) : signatureBy(owner, secretKey, message, purpose);
    },
  };
}
