// Vectors of keys, signatures and sums (protocol/README.md §4): right ones, and all forgeries that the design speaks of.

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat, toHex } from '#protocol/bytes/bytes.ts';
import {
  addSignatures,
  isPublicKey,
  isSignature,
  publicKey,
  secretKeyFromSeed,
  sign,
  verify,
  type Share,
} from '#protocol/crypto/bls.ts';

type Json = unknown;

export const shareJson = ({ key, message, purpose }: Share): Json => ({
  key: toHex(key),
  message: toHex(message),
  tag: purpose,
});

const { G1, G2, fields, shortSignatures } = bls12_381;
const number = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const bytesOf = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from(
    value
      .toString(16)
      .padStart(2 * length, '0')
      .match(/../g)!,
    (two) => Number.parseInt(two, 16),
  );
const infinity = (length: number, last = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i === 0 ? 0xc0 : i === length - 1 ? last : 0));

/** The first x on the curve whose point lies outside the subgroup. */
function outsideG1(): Uint8Array {
  const { Fp } = fields;
  for (let x = 1n; ; x++) {
    const square = Fp.add(Fp.pow(x, 3n), 4n);
    if (Fp.eql(Fp.pow(square, (Fp.ORDER - 1n) / 2n), Fp.ONE)) return bytesOf((1n << 383n) + x, 48);
  }
}

function outsideG2(): Uint8Array {
  const { Fp2 } = fields;
  for (let x = 1n; ; x++) {
    const at = Fp2.fromBigTuple([x, 0n]);
    const square = Fp2.add(Fp2.pow(at, 3n), Fp2.fromBigTuple([4n, 4n]));
    // The coordinate's second half stands first; the library would not write such a point.
    if (Fp2.eql(Fp2.pow(square, (Fp2.ORDER - 1n) / 2n), Fp2.ONE))
      return concat(bytesOf(1n << 383n, 48), bytesOf(x, 48));
  }
}

/** A signature whose x may also be written as x + p in 381 bits. */
function withOverflow(secret: Uint8Array): { right: Uint8Array; wrong: Uint8Array } {
  for (let byte = 0; ; byte++) {
    const right = sign(new Uint8Array(32).fill(byte), secret);
    const x = number(right) & ((1n << 381n) - 1n);
    if (x + fields.Fp.ORDER < 1n << 381n) return { right, wrong: bytesOf(number(right) + fields.Fp.ORDER, 48) };
  }
}

export function signatures(): Json {
  const people = Array.from({ length: 5 }, (_, i) => {
    const secret = secretKeyFromSeed(new Uint8Array(32).fill(i + 1));
    return { secret, key: publicKey(secret) };
  });
  const message = (i: number): Uint8Array => new Uint8Array(32).fill(0x10 + i);
  const share = (who: number, of: number, purpose: Share['purpose'] = 'signature'): Share => ({
    key: people[who]!.key,
    message: message(of),
    purpose,
  });
  const signed = (who: number, of: number, purpose?: Share['purpose']): Uint8Array =>
    sign(message(of), people[who]!.secret, purpose);
  const sum = (...parts: Uint8Array[]): Uint8Array => addSignatures(parts)!;
  const claims: Json[] = [];
  const claim = (
    name: string,
    section: string,
    right: boolean,
    shares: readonly Share[],
    signature: Uint8Array,
  ): void => {
    if (verify({ shares, signature }) !== right) throw new Error(`${name} is not ${right}`);
    claims.push({ name, section, signature: toHex(signature), shares: shares.map(shareJson), valid: right });
  };
  claim('one signature', '§4.1', true, [share(0, 1)], signed(0, 1));
  claim('one possession', '§4.2', true, [share(0, 1, 'possession')], signed(0, 1, 'possession'));
  claim('a possession is no signature', '§4.2', false, [share(0, 1)], signed(0, 1, 'possession'));
  claim('a signature is no possession', '§4.2', false, [share(0, 1, 'possession')], signed(0, 1));
  const three = [share(0, 1), share(1, 1), share(2, 2)];
  const joint = sum(signed(0, 1), signed(1, 1), signed(2, 2));
  claim('three under one sum', '§4.3', true, three, joint);
  claim('three in another order', '§4.3', true, three.toReversed(), joint);
  claim('one of three left out', '§4.3', false, three.slice(1), joint);
  claim('one of three listed twice', '§4.3', false, [...three, three[0]!], joint);
  claim(
    'a voice counted twice',
    '§5.4',
    true,
    [share(0, 1), share(0, 1), share(1, 1)],
    sum(signed(0, 1), signed(0, 1), signed(1, 1)),
  );
  claim(
    'a voice counted twice and listed once',
    '§5.4',
    false,
    [share(0, 1), share(1, 1)],
    sum(signed(0, 1), signed(0, 1), signed(1, 1)),
  );
  claim('no share at all', '§4.3', false, [], signed(0, 1));
  claim(
    'negated',
    '§4.1',
    false,
    [share(0, 1)],
    Uint8Array.from(signed(0, 1), (byte, i) => (i === 0 ? byte ^ 0x20 : byte)),
  );
  claim('infinity', '§4.1', false, [share(0, 1)], infinity(48));

  // The key a·G2 - sponsor: with it one secret signs for two, unless possession is shown apart (§4.2).
  const forgedKey = G2.Point.fromBytes(people[0]!.key).subtract(G2.Point.fromBytes(people[1]!.key)).toBytes(true);
  const forged = (purpose: Share['purpose'], of: number): Share => ({ key: forgedKey, message: message(of), purpose });
  claim(
    'the rogue key a*G2 - sponsor, were both to sign one message (why §4.2 is needed)',
    '§4.2',
    true,
    [forged('signature', 1), share(1, 1)],
    signed(0, 1),
  );
  claim(
    'the forged admission: rogue key, sponsor, one secret',
    '§4.2',
    false,
    [forged('possession', 2), share(1, 1)],
    signed(0, 1),
  );
  claim(
    'the forged admission, with the possession of a',
    '§4.2',
    false,
    [forged('possession', 2), share(1, 1)],
    signed(0, 2, 'possession'),
  );
  claim(
    'the forged admission, with both of a',
    '§4.2',
    false,
    [forged('possession', 2), share(1, 1)],
    sum(signed(0, 1), signed(0, 2, 'possession')),
  );

  // Two wrong ones that cancel: each false, their plain sum true (§4.4).
  const delta = shortSignatures.Signature.fromBytes(signed(4, 9));
  const moved = (signature: Uint8Array, up: boolean): Uint8Array => {
    const point = shortSignatures.Signature.fromBytes(signature);
    return shortSignatures.Signature.toBytes(up ? point.add(delta) : point.subtract(delta));
  };
  const [plus, minus] = [moved(signed(0, 1), true), moved(signed(1, 2), false)];
  claim('a pair that cancels: the first alone', '§4.4', false, [share(0, 1)], plus);
  claim('a pair that cancels: the second alone', '§4.4', false, [share(1, 2)], minus);
  claim('a pair that cancels: both as one sum', '§4.4', true, [share(0, 1), share(1, 2)], sum(plus, minus));

  const point = (name: string, kind: 'key' | 'signature', bytes: Uint8Array, valid: boolean): Json => {
    if ((kind === 'key' ? isPublicKey(bytes) : isSignature(bytes)) !== valid)
      throw new Error(`${name} is not ${valid}`);
    return { name, section: '§4.1', kind, bytes: toHex(bytes), valid };
  };
  const overflow = withOverflow(people[0]!.secret);
  const keyOverflow = bytesOf(number(people[0]!.key.slice(0, 48)) + fields.Fp.ORDER, 49).slice(-48);
  const good = people[0]!.key;
  return {
    about: 'protocol §4',
    points: [
      point('a key', 'key', good, true),
      point('a signature', 'signature', signed(0, 1), true),
      point('zero as a key', 'key', infinity(96), false),
      point('zero as a signature', 'signature', infinity(48), false),
      point('zero with a bit of something', 'signature', infinity(48, 1), false),
      point(
        'zero with the sign set',
        'signature',
        Uint8Array.from(infinity(48), (byte, i) => (i === 0 ? 0xe0 : byte)),
        false,
      ),
      point(
        'not marked as compressed',
        'signature',
        Uint8Array.from(signed(0, 1), (byte, i) => (i === 0 ? byte & 0x7f : byte)),
        false,
      ),
      point('whose x can also be written as x + p', 'signature', overflow.right, true),
      point('x written as x + p', 'signature', overflow.wrong, false),
      point('a key with its first coordinate increased by p', 'key', concat(keyOverflow, good.slice(48)), false),
      point('on the curve, outside the subgroup', 'signature', outsideG1(), false),
      point('a key on the curve, outside the subgroup', 'key', outsideG2(), false),
      point(
        'not on the curve',
        'signature',
        bytesOf((1n << 383n) + 5n, 48),
        isSignature(bytesOf((1n << 383n) + 5n, 48)),
      ),
      point('p itself as x', 'signature', bytesOf((1n << 383n) + fields.Fp.ORDER, 48), false),
      point('a byte short', 'signature', signed(0, 1).slice(1), false),
      point('a key a byte long', 'key', concat(good, Uint8Array.of(0)), false),
      point('the generator, whose secret is 1, is a key like any other', 'key', G2.Point.BASE.toBytes(true), true),
      point(
        'a point of G1 in a place for a signature, of no known signer',
        'signature',
        shortSignatures.Signature.toBytes(G1.Point.BASE),
        true,
      ),
    ],
    claims,
  };
}
