// The ciphers of the air against the firmware's own vectors (its test_crypto) and against themselves.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '@noble/hashes/utils.js';
import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import {
  channelCipher,
  channelHash,
  expandPsk,
  openUnicast,
  publicKeyOf,
  sealUnicast,
  sharedKey,
} from '#radio/virtual/cipher.ts';

const hex = hexToBytes;

describe('the unicast cipher', () => {
  it('opens a packet that a real radio sealed', () => {
    const key = sharedKey(
      hex('a00330633e63522f8a4d81ec6d9d1e6617f6c8ffd3a4c698229537d44e522277'),
      hex('db18fc50eea47f00251cb784819a3cf5fc361882597f589f0d7ff820e8064457'),
    )!;
    expect(toHex(key.subarray(0, 8))).toBe('777b1545c9d6f9a2');
    const onAir = hex('40df24abfcc30a17a3d9046726099e796a1c036a792b');
    const plain = openUnicast(key, 0x0929, 0x13b2d662, onAir);
    expect(plain && toHex(plain)).toBe('08011204746573744800');
    expect(toHex(sealUnicast(key, 0x0929, 0x13b2d662, 0x2b796a03, plain!))).toBe(toHex(onAir));
  });

  it('agrees with the published key agreement', () => {
    const key = sharedKey(
      hex('10300724f3bea134eb1575245ef26ff9b8ccd59849cd98ce1a59002fe1d5986c'),
      hex('f7e13a1a067d2f4e1061bf9936fde5be6b0c2494a8f809cbac7f290ef719e91c'),
    );
    expect(key && toHex(key)).toBe('24becd5dfed9e9289ba2e15b82b0d54f8e9aacb72f5e4248c58d8d74b451ce76');
  });

  it('refuses a weak public key instead of falling over', () => {
    const weak = hex('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
    expect(sharedKey(hex('18630f93598637c35da623a74559cf944374a559114c7937811041fc8605564a'), weak)).toBeNull();
  });

  it('gives both ends the same key, opens what was sealed, and refuses any changed bit', () => {
    const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const text = fc.uint8Array({ minLength: 1, maxLength: 227 });
    fc.assert(
      fc.property(secret, secret, text, fc.nat(), fc.nat({ max: 1815 }), (a, b, plain, id, bit) => {
        const key = sharedKey(a, publicKeyOf(b))!;
        expect(toHex(sharedKey(b, publicKeyOf(a))!)).toBe(toHex(key));
        const sealed = sealUnicast(key, 7, id, 99, plain);
        expect(sealed.length).toBe(plain.length + 12);
        expect(openUnicast(key, 7, id, sealed)).toEqual(plain);
        const changed = sealed.slice();
        changed[(bit >> 3) % changed.length]! ^= 1 << (bit & 7);
        expect(openUnicast(key, 7, id, changed)).toBeNull();
      }),
      { numRuns: 20 },
    );
  });
});

describe('the channel cipher', () => {
  it('turns the one-byte keys into the well-known ones', () => {
    expect(toHex(expandPsk(hex('01')))).toBe('d4f1bb3a20290759f0bcffabcf4e6901');
    expect(toHex(expandPsk(hex('05')))).toBe('d4f1bb3a20290759f0bcffabcf4e6905');
    expect(expandPsk(hex('00')).length).toBe(0);
    expect(expandPsk(hex('0102')).length).toBe(16);
    expect(expandPsk(new Uint8Array(17)).length).toBe(32);
  });

  it('gives the default LongFast channel the hash every mesh knows', () => {
    expect(channelHash('LongFast', expandPsk(hex('01')))).toBe(8);
  });

  it('is its own inverse, and another key gives other bytes', () => {
    const psk = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const text = fc.uint8Array({ minLength: 8, maxLength: 239 });
    fc.assert(
      fc.property(psk, text, fc.nat(), fc.nat(), (key, plain, from, id) => {
        const hidden = channelCipher(key, from, id, plain);
        expect(channelCipher(key, from, id, hidden)).toEqual(plain);
        expect(
          channelCipher(
            key.map((byte) => byte ^ 1),
            from,
            id,
            hidden,
          ),
        ).not.toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves an open channel open', () => {
    expect(channelCipher(new Uint8Array(0), 1, 2, toUtf8('hello'))).toEqual(toUtf8('hello'));
  });
});
