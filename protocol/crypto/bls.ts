// Who said it: BLS12-381 signatures that add up (protocol/README.md §4).
//
// Minimal-signature variant: 48-byte signatures in G1, 96-byte keys in G2, proof-of-possession scheme
// of draft-irtf-cfrg-bls-signature-06. Decoding is canonical and checks the subgroup (noble >= 2.3;
// older ones accept x + p); zero points are refused here, because noble and others decode them.
// Everything is a pure function of bytes; parsed keys are cached, which changes no answer.

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, toUtf8 } from '../bytes/bytes.ts';
import { assert } from '../bytes/result.ts';

const { shortSignatures: scheme, G1, G2, fields } = bls12_381;

export const SECRET_KEY_BYTES = 32;
export const PUBLIC_KEY_BYTES = 96;
export const SIGNATURE_BYTES = 48;

/**
 * What a signature is a signature of. `signature` is the suite's ordinary tag; `possession` has a tag
 * of its own, so that a proof of possession can never pass for a signature, nor the reverse (§4.2).
 */
export type Purpose = 'signature' | 'possession';
const TAGS: Readonly<Record<Purpose, string>> = {
  signature: 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_',
  possession: 'BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_',
};

/** One key's part in a sum: `key` 96 bytes, `message` the signed bytes (usually a 32-byte digest). */
export type Share = { readonly key: Uint8Array; readonly message: Uint8Array; readonly purpose: Purpose };

/** That `signature` (48 bytes) is the sum of exactly these shares. */
export type Claim = { readonly shares: readonly Share[]; readonly signature: Uint8Array };

type KeyPoint = InstanceType<typeof G2.Point>;
type SignaturePoint = InstanceType<typeof G1.Point>;

/** 255 bits of a seed to a secret key that is never zero: SHA-256 twice, reduced (RFC 9380 style, 48 bytes). */
export function secretKeyFromSeed(seed: Uint8Array): Uint8Array {
  assert(seed.length >= 16, 'a seed has at least 128 bits');
  const wide = concat(sha256(concat(toUtf8('bls/1|0'), seed)), sha256(concat(toUtf8('bls/1|1'), seed)).slice(0, 16));
  return scheme.keygen(wide).secretKey;
}

export const publicKey = (secretKey: Uint8Array): Uint8Array => scheme.getPublicKey(secretKey).toBytes(true);

export function sign(message: Uint8Array, secretKey: Uint8Array, purpose: Purpose = 'signature'): Uint8Array {
  return toSignature(scheme.hash(message, TAGS[purpose]).multiply(fields.Fr.fromBytes(secretKey)));
}

type Remembering<P> = { of(bytes: Uint8Array): P | null; keep(bytes: Uint8Array, point: P): void };

/** Parses once what is asked for again and again; oldest out first. An affine point is at most 0.4 kB. */
function remembering<P>(read: (bytes: Uint8Array) => P | null): Remembering<P> {
  const known = new Map<string, P | null>();
  const keep = (hex: string, point: P | null): void => {
    if (known.size >= POINTS_MAX) known.delete(known.keys().next().value!);
    known.set(hex, point);
  };
  return {
    of(bytes) {
      const hex = toHex(bytes);
      const before = known.get(hex);
      if (before !== undefined) return before;
      const point = read(bytes);
      keep(hex, point);
      return point;
    },
    keep: (bytes, point) => keep(toHex(bytes), point),
  };
}
const POINTS_MAX = 4096;

const keyPoints = remembering<KeyPoint>((key) => parse(key, PUBLIC_KEY_BYTES, (bytes) => G2.Point.fromBytes(bytes)));
const keyPoint = keyPoints.of;

function parse<P extends { is0(): boolean; assertValidity(): void }>(
  bytes: Uint8Array,
  length: number,
  read: (bytes: Uint8Array) => P,
): P | null {
  if (bytes.length !== length) return null;
  try {
    const point = read(bytes);
    if (point.is0()) return null;
    point.assertValidity(); // On the curve, and in the subgroup.
    return point;
  } catch {
    return null; // The library's way of saying that these bytes are no point.
  }
}

const signaturePoints = remembering<SignaturePoint>((bytes) =>
  parse(bytes, SIGNATURE_BYTES, (raw) => scheme.Signature.fromBytes(raw)),
);
const signaturePoint = signaturePoints.of;

const HALF = (fields.Fp.ORDER - 1n) / 2n;
/** Flags in the first byte of a compressed point: compressed, and the greater of the two y. */
const COMPRESSED = 0x80;
const GREATER_Y = 0x20;

/**
 * The 48 bytes of a point that was worked out here. It is in the group by construction, and asking again costs
 * more than the rest of signing: when it is written, and when its bytes are added up later.
 */
function toSignature(point: SignaturePoint): Uint8Array {
  assert(!point.is0(), 'no signature is the zero point');
  const { x, y } = point.toAffine();
  const bytes = fields.Fp.toBytes(x);
  bytes[0]! |= COMPRESSED | (y > HALF ? GREATER_Y : 0);
  signaturePoints.keep(bytes, point);
  return bytes;
}

/** Is this a key that may stand in a roster: canonical, on the curve, in the subgroup, not zero? */
export const isPublicKey = (key: Uint8Array): boolean => keyPoint(key) !== null;

/** Are these 48 bytes a signature at all (canonical, in the subgroup, not zero)? Says nothing of who signed. */
export const isSignature = (signature: Uint8Array): boolean => signaturePoint(signature) !== null;

/**
 * Is the signature the sum of exactly these shares? Shares of one message are added up first, so a
 * map of 400 voters with three choices costs three pairings. A sum that has no share proves nothing.
 */
export function verify(claim: Claim): boolean {
  const signature = signaturePoint(claim.signature);
  if (!signature || claim.shares.length === 0) return false;
  const sums = new Map<string, { message: Uint8Array; purpose: Purpose; key: KeyPoint }>();
  for (const { key, message, purpose } of claim.shares) {
    const point = keyPoint(key);
    if (!point) return false;
    const id = `${purpose}|${toHex(message)}`;
    const before = sums.get(id);
    sums.set(id, { message, purpose, key: before ? before.key.add(point) : point });
  }
  const pairs = [...sums.values()];
  if (pairs.some(({ key }) => key.is0())) return false;
  return pairingsAgree(
    pairs.map(({ message, purpose, key }) => ({ g1: scheme.hash(message, TAGS[purpose]), g2: key })),
    signature,
  );
}

/** Is the product of e(message, key) equal to e(signature, generator)? */
function pairingsAgree(pairs: readonly { g1: SignaturePoint; g2: KeyPoint }[], signature: SignaturePoint): boolean {
  const product = bls12_381.pairingBatch([...pairs, { g1: signature, g2: G2.Point.BASE.negate() }]);
  return fields.Fp12.eql(product, fields.Fp12.ONE);
}

/**
 * Checks claims that arrived separately, together: each is weighted with a coefficient of 64 bits, so
 * that two wrong ones cannot cancel (§4.4). `coefficient` gives non-zero 64-bit numbers that the
 * senders could not foresee. True only if every claim is true.
 */
export function verifyBatch(claims: readonly Claim[], coefficient: () => bigint): boolean {
  let sum = G1.Point.ZERO;
  const pairs: { g1: SignaturePoint; g2: KeyPoint }[] = [];
  for (const claim of claims) {
    const signature = signaturePoint(claim.signature);
    if (!signature || claim.shares.length === 0) return false;
    const weight = coefficient();
    assert(weight > 0n && weight < 2n ** 64n, 'a coefficient is a non-zero 64-bit number');
    sum = sum.add(signature.multiply(weight));
    for (const { key, message, purpose } of claim.shares) {
      const point = keyPoint(key);
      if (!point) return false;
      pairs.push({ g1: scheme.hash(message, TAGS[purpose]).multiply(weight), g2: point });
    }
  }
  return claims.length > 0 && !sum.is0() && pairingsAgree(pairs, sum);
}

/** The sum of signatures, or null where one of them is none, or where they cancel. */
export function addSignatures(signatures: readonly Uint8Array[]): Uint8Array | null {
  let sum = G1.Point.ZERO;
  for (const bytes of signatures) {
    const point = signaturePoint(bytes);
    if (!point) return null;
    sum = sum.add(point);
  }
  return sum.is0() ? null : toSignature(sum);
}

/** Order of the groups: coefficients of signatures live modulo this prime. */
export const ORDER: bigint = fields.Fr.ORDER;

/** The sum of signatures, each times a coefficient modulo `ORDER`; null where nothing is left or one is none. */
export function combineSignatures(
  parts: readonly { readonly signature: Uint8Array; readonly coefficient: bigint }[],
): Uint8Array | null {
  let sum = G1.Point.ZERO;
  for (const { signature, coefficient } of parts) {
    const point = signaturePoint(signature);
    if (!point) return null;
    const factor = fields.Fr.create(coefficient);
    if (factor === 1n) sum = sum.add(point);
    else if (factor === ORDER - 1n) sum = sum.subtract(point);
    else if (factor !== 0n) sum = sum.add(point.multiply(factor));
  }
  return sum.is0() ? null : toSignature(sum);
}

/** A sum without one of its known parts, or null where nothing would be left. */
export function subtractSignature(sum: Uint8Array, part: Uint8Array): Uint8Array | null {
  const [whole, gone] = [signaturePoint(sum), signaturePoint(part)];
  if (!whole || !gone) return null;
  const rest = whole.subtract(gone);
  return rest.is0() ? null : toSignature(rest);
}
