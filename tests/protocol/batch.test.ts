import { describe, expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { coefficients, verdicts } from '#protocol/crypto/batch.ts';
import { sign, type Claim } from '#protocol/crypto/bls.ts';
import { person } from '../support/people.ts';

const message = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const claim = (who: number, byte: number, signer = who): Claim => ({
  shares: [{ key: person(who).key, message: message(byte), purpose: 'signature' }],
  signature: sign(message(byte), person(signer).secret),
});
const chance = (seed: string): (() => bigint) => coefficients(prng(seed).u32);

describe('many signatures at once', () => {
  test('each get the verdict that they would get alone, wherever false ones are planted', () => {
    const good = Array.from({ length: 7 }, (_, i) => claim(i % 3, i));
    const plantings = [[], [0], [6], [3, 4], [0, 1, 2, 3, 4, 5, 6]];
    for (const planted of plantings) {
      const claims = good.map((one, i) => (planted.includes(i) ? claim(i % 3, i, (i + 1) % 3) : one));
      expect(verdicts(claims, chance(planted.join()))).toEqual(good.map((_, i) => !planted.includes(i)));
    }
    expect(verdicts([], chance('none'))).toEqual([]);
  });

  test('that are false but cancel each other are both found out', () => {
    const { Signature } = bls12_381.shortSignatures;
    const delta = Signature.fromBytes(sign(message(9), person(2).secret));
    const shifted = ({ shares, signature }: Claim, up: boolean): Claim => {
      const point = Signature.fromBytes(signature);
      return { shares, signature: Signature.toBytes(up ? point.add(delta) : point.subtract(delta)) };
    };
    const claims = [shifted(claim(0, 1), true), claim(1, 2), shifted(claim(2, 3), false)];
    expect(verdicts(claims, chance('pair'))).toEqual([false, true, false]);
  });

  test('are weighted with numbers that are never zero, never negative and below 2^64', () => {
    const words = [0, 0, 0xffffffff, 0x80000000, 0, 1];
    let at = 0;
    const draw = coefficients(() => words[at++ % words.length]!);
    expect([draw(), draw()]).toEqual([0xffffffff80000000n, 1n]);
  });

  test('with bytes that are no signature at all fail alone', () => {
    const broken = { ...claim(0, 1), signature: new Uint8Array(48) };
    expect(verdicts([claim(1, 1), broken, { shares: [], signature: claim(0, 1).signature }], chance('x'))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
