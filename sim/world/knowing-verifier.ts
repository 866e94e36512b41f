// A verifier that knows every secret key of its world: it signs again and compares, which costs a sixth.
//
// Sound, because a signature of this scheme has one value: a sum is right exactly if it is the sum of what these
// keys give for these messages. Keys that the world does not know are checked as everybody checks them.

import { equal, toHex } from '#protocol/bytes/bytes.ts';
import { addSignatures, sign, verify, type Share } from '#protocol/crypto/bls.ts';
import { memoVerifier, type MemoVerifier } from './memo-verifier.ts';

export type KeyPair = { readonly key: Uint8Array; readonly secretKey: Uint8Array };

export function knowingVerifier(pairs: readonly KeyPair[]): MemoVerifier {
  const secrets = new Map(pairs.map(({ key, secretKey }) => [toHex(key), secretKey]));
  const signed = new Map<string, Uint8Array>();
  const signatureOf = ({ key, message, purpose }: Share): Uint8Array | undefined => {
    const owner = toHex(key);
    const name = `${owner}/${purpose}/${toHex(message)}`;
    const known = signed.get(name);
    const secretKey = secrets.get(owner);
    if (known || !secretKey) return known;
    const made = sign(message, secretKey, purpose);
    signed.set(name, made);
    return made;
  };
  return memoVerifier((claim) => {
    const parts = claim.shares.map(signatureOf);
    const all = parts.filter((part) => part !== undefined);
    if (all.length === 0 || all.length < parts.length) return verify(claim);
    const sum = addSignatures(all);
    return sum !== null && equal(sum, claim.signature);
  });
}
