import mcl from 'mcl-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import {
  addSignatures,
  isPublicKey,
  isSignature,
  publicKey,
  sign,
  subtractSignature,
  verify,
  verifyBatch,
  type Share,
} from '#protocol/crypto/bls.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { person } from '../support/people.ts';

const message = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const share = (who: number, byte: number, purpose: Share['purpose'] = 'signature'): Share => ({
  key: person(who).key,
  message: message(byte),
  purpose,
});
const signed = (who: number, byte: number): Uint8Array => sign(message(byte), person(who).secret);
const sum = (...parts: Uint8Array[]): Uint8Array => addSignatures(parts)!;
const hex = (text: string): Uint8Array => {
  const bytes = fromHex(text);
  if (!bytes.ok) throw new Error(bytes.error.why);
  return bytes.value;
};

describe('what signatures add up to', () => {
  test('a sum proves all its shares and no other list of them', () => {
    const signature = sum(signed(0, 1), signed(1, 1), signed(2, 2));
    expect(verify({ shares: [share(0, 1), share(1, 1), share(2, 2)], signature })).toBe(true);
    expect(verify({ shares: [share(2, 2), share(1, 1), share(0, 1)], signature })).toBe(true);
    expect(verify({ shares: [share(0, 1), share(1, 1)], signature })).toBe(false);
    expect(verify({ shares: [share(0, 1), share(1, 1), share(3, 2)], signature })).toBe(false);
    expect(verify({ shares: [share(0, 1), share(1, 1), share(1, 1), share(2, 2)], signature })).toBe(false);
    expect(verify({ shares: [], signature })).toBe(false);
  });

  test('a voice that is counted twice is counted twice', () => {
    const signature = sum(signed(0, 1), signed(0, 1), signed(1, 1));
    expect(verify({ shares: [share(0, 1), share(0, 1), share(1, 1)], signature })).toBe(true);
    expect(verify({ shares: [share(0, 1), share(1, 1)], signature })).toBe(false);
  });

  test('a known part can be taken out again, and nothing is left of a sum of one', () => {
    const both = sum(signed(0, 1), signed(1, 2));
    expect(subtractSignature(both, signed(1, 2))).toEqual(signed(0, 1));
    expect(subtractSignature(signed(0, 1), signed(0, 1))).toBeNull();
  });

  test('a proof of possession is no signature, and a signature no proof of possession', () => {
    const possession = sign(message(1), person(0).secret, 'possession');
    expect(verify({ shares: [share(0, 1, 'possession')], signature: possession })).toBe(true);
    expect(verify({ shares: [share(0, 1)], signature: possession })).toBe(false);
    expect(verify({ shares: [share(0, 1, 'possession')], signature: signed(0, 1) })).toBe(false);
  });

  test('two wrong signatures that cancel pass as a plain sum and fail in the weighted check', () => {
    const delta = bls12_381.shortSignatures.Signature.fromBytes(signed(5, 9));
    const shifted = (signature: Uint8Array, up: boolean): Uint8Array => {
      const point = bls12_381.shortSignatures.Signature.fromBytes(signature);
      return bls12_381.shortSignatures.Signature.toBytes(up ? point.add(delta) : point.subtract(delta));
    };
    const claims = [
      { shares: [share(0, 1)], signature: shifted(signed(0, 1), true) },
      { shares: [share(1, 2)], signature: shifted(signed(1, 2), false) },
    ];
    expect(claims.map(verify)).toEqual([false, false]);
    expect(
      verify({ shares: [share(0, 1), share(1, 2)], signature: sum(...claims.map(({ signature }) => signature)) }),
    ).toBe(true);
    const chance = prng('coefficients');
    const coefficient = (): bigint => (BigInt(chance.u32()) << 32n) + BigInt(chance.u32()) + 1n;
    expect(verifyBatch(claims, coefficient)).toBe(false);
    const honest = [
      { shares: [share(0, 1)], signature: signed(0, 1) },
      { shares: [share(1, 2), share(2, 2)], signature: sum(signed(1, 2), signed(2, 2)) },
    ];
    expect(verifyBatch(honest, coefficient)).toBe(true);
  });

  test('a key made from the sponsor’s own key cannot pass as admitted', () => {
    // The forged key a·G − sponsor: with it one person signs for two, unless possession must be shown apart.
    const { G2 } = bls12_381;
    const own = person(0);
    const sponsor = person(1);
    const forged = G2.Point.fromBytes(own.key).subtract(G2.Point.fromBytes(sponsor.key)).toBytes(true);
    const alone = signed(0, 1);
    const together = [
      { key: forged, message: message(1), purpose: 'signature' as const },
      { key: sponsor.key, message: message(1), purpose: 'signature' as const },
    ];
    expect(verify({ shares: together, signature: alone })).toBe(true);
    const admission = [{ ...together[0]!, message: message(2), purpose: 'possession' as const }, together[1]!];
    expect(verify({ shares: admission, signature: alone })).toBe(false);
    expect(verify({ shares: admission, signature: sign(message(2), own.secret, 'possession') })).toBe(false);
  });
});

describe('bytes that are no points', () => {
  const infinity = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i === 0 ? 0xc0 : 0));

  test('zero is neither a key nor a signature', () => {
    expect(isPublicKey(infinity(96))).toBe(false);
    expect(isSignature(infinity(48))).toBe(false);
    expect(isSignature(Uint8Array.from(infinity(48), (byte, i) => (i === 47 ? 1 : byte)))).toBe(false);
    expect(verify({ shares: [share(0, 1)], signature: infinity(48) })).toBe(false);
  });

  test('signatures that cancel have no sum', () => {
    const point = bls12_381.shortSignatures.Signature.fromBytes(signed(0, 1)).negate();
    expect(addSignatures([signed(0, 1), bls12_381.shortSignatures.Signature.toBytes(point)])).toBeNull();
  });

  test('a coordinate written as x + p is refused', () => {
    const p = bls12_381.fields.Fp.ORDER;
    let found = 0;
    for (let byte = 0; byte < 40 && found < 3; byte++) {
      const good = signed(0, byte);
      const x = BigInt(`0x${toHex(good)}`) & ((1n << 381n) - 1n);
      if (x + p >= 1n << 381n) continue;
      found++;
      const wrong = hex((BigInt(`0x${toHex(good)}`) + p).toString(16).padStart(96, '0'));
      expect(isSignature(good)).toBe(true);
      expect(isSignature(wrong)).toBe(false);
    }
    expect(found).toBe(3);
  });

  test('a point on the curve outside the subgroup is refused', () => {
    const { Fp } = bls12_381.fields;
    let refused = 0;
    for (let x = 1n; x < 40n; x++) {
      const y2 = Fp.add(Fp.pow(x, 3n), 4n);
      if (!Fp.eql(Fp.pow(y2, (Fp.ORDER - 1n) / 2n), Fp.ONE)) continue;
      const compressed = hex(((1n << 383n) + x).toString(16).padStart(96, '0'));
      expect(isSignature(compressed)).toBe(false);
      refused++;
    }
    expect(refused).toBeGreaterThan(5);
  });

  test('any bit flipped in a signature makes it false', () => {
    const good = signed(0, 1);
    for (let bit = 0; bit < 8 * 48; bit += 13) {
      const wrong = Uint8Array.from(good);
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(verify({ shares: [share(0, 1)], signature: wrong })).toBe(false);
    }
  });
});

describe('a second library (mcl) agrees', () => {
  beforeAll(async () => {
    await mcl.init(mcl.BLS12_381);
    mcl.setMapToMode(5);
  });

  test('on keys, signatures, sums and verdicts', () => {
    // mcl hashes to G1 with its own tag, so the hash points come from our side; everything after them is mcl's.
    for (let who = 0; who < 3; who++) {
      const { secret, key } = person(who);
      const scalar = new mcl.Fr();
      scalar.setStr(BigInt(`0x${toHex(secret)}`).toString(), 10);
      const hashed = bls12_381.shortSignatures.hash(message(who), 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_');
      const point = new mcl.G1();
      const affine = hashed.toAffine();
      point.setStr(`1 ${affine.x.toString(16)} ${affine.y.toString(16)}`, 16);
      const theirs = mcl.mul(point, scalar);
      theirs.normalize();
      const ours = bls12_381.shortSignatures.Signature.fromBytes(sign(message(who), secret)).toAffine();
      expect(theirs.getStr(16)).toBe(`1 ${ours.x.toString(16)} ${ours.y.toString(16)}`);
      const base = bls12_381.G2.Point.BASE.toAffine();
      const generator = new mcl.G2();
      generator.setStr(
        `1 ${base.x.c0.toString(16)} ${base.x.c1.toString(16)} ${base.y.c0.toString(16)} ${base.y.c1.toString(16)}`,
        16,
      );
      const theirKey = mcl.mul(generator, scalar);
      theirKey.normalize();
      const ourKey = bls12_381.G2.Point.fromBytes(key).toAffine();
      expect(theirKey.getStr(16)).toBe(
        `1 ${ourKey.x.c0.toString(16)} ${ourKey.x.c1.toString(16)} ${ourKey.y.c0.toString(16)} ${ourKey.y.c1.toString(16)}`,
      );
      expect(mcl.pairing(theirs, generator).isEqual(mcl.pairing(point, theirKey))).toBe(true);
    }
  });

  test('a public key belongs to its secret', () => {
    expect(publicKey(person(3).secret)).toEqual(person(3).key);
  });
});
