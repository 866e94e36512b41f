// protocol/crypto/bls.ts as it is, with its time counted.

import * as bls from '#protocol/crypto/bls.ts';
import { timed } from './clock.ts';

const counted =
  <A extends readonly unknown[], R>(work: (...args: A) => R) =>
  (...args: A): R =>
    timed(() => work(...args));

export type { Claim, Purpose, Share } from '#protocol/crypto/bls.ts';
export { ORDER, PUBLIC_KEY_BYTES, SECRET_KEY_BYTES, SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
export const secretKeyFromSeed = counted(bls.secretKeyFromSeed);
export const publicKey = counted(bls.publicKey);
export const sign = counted(bls.sign);
export const isPublicKey = counted(bls.isPublicKey);
export const isSignature = counted(bls.isSignature);
export const verify = counted(bls.verify);
export const verifyBatch = counted(bls.verifyBatch);
export const addSignatures = counted(bls.addSignatures);
export const combineSignatures = counted(bls.combineSignatures);
export const subtractSignature = counted(bls.subtractSignature);
