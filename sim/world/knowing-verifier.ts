// A verifier that knows every secret key of its world: it compares with the one signature that is right.
//
// Sound, because a signature of this scheme has one value: a sum is right exactly if it is the sum of what these
// keys give for these messages. What a node of the world signs is signed here and kept, so honest words cost no
// second signature; others are worked out. Keys that the world does not know are checked as everybody checks them.

import { equal, toHex } from '#protocol/bytes/bytes.ts';
import { addSignatures, publicKey, sign, verify, type Share } from '#protocol/crypto/bls.ts';
import { memoVerifier, type MemoVerifier } from './memo-verifier.ts';

export type KeyPair = { readonly key: Uint8Array; readonly secretKey: Uint8Array };

/** Signatures that are kept; the oldest go first, and are worked out again if they are asked for. */
const KEPT_MAX = 16_384;

/** What people's keys sign, each message once. */
type Signer = {
  /** The public key of a secret key, where it is one of theirs. */
  readonly keyOf: (secretKey: Uint8Array) => Uint8Array | undefined;
  /** Undefined where the key is none of theirs. */
  readonly signatureOf: (share: Share) => Uint8Array | undefined;
};

/** Worlds that begin with the same people begin with the same signatures: the next one finds them signed. */
const signers = new WeakMap<readonly KeyPair[], Signer>();

function signerFor(pairs: readonly KeyPair[]): Signer {
  const secrets = new Map(pairs.map(({ key, secretKey }) => [toHex(key), secretKey]));
  const keys = new Map(pairs.map(({ key, secretKey }) => [toHex(secretKey), key]));
  const signed = new Map<string, Uint8Array>();
  return {
    keyOf: (secretKey) => keys.get(toHex(secretKey)),
    signatureOf({ key, message, purpose }) {
      const owner = toHex(key);
      const secretKey = secrets.get(owner);
      if (!secretKey) return undefined;
      const name = `${owner}/${purpose}/${toHex(message)}`;
      const known = signed.get(name);
      if (known) return known;
      const made = sign(message, secretKey, purpose);
      if (signed.size >= KEPT_MAX) signed.delete(signed.keys().next().value!);
      signed.set(name, made);
      return made;
    },
  };
}

export function knowingVerifier(pairs: readonly KeyPair[]): MemoVerifier {
  const signer = signers.get(pairs) ?? signerFor(pairs);
  signers.set(pairs, signer);
  const { keyOf, signatureOf } = signer;
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
    publicKey: (secretKey) => keyOf(secretKey) ?? publicKey(secretKey),
    sign(message, secretKey, purpose = 'signature') {
      const key = keyOf(secretKey);
      return (key && signatureOf({ key, message, purpose })) ?? sign(message, secretKey, purpose);
    },
  };
}
