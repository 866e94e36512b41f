// The bus that browsers are tested with speaks D-Bus: against the specification's own example, and against itself.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWriter, readValues, splitSignature, variant, type Value } from './fake-bluez/marshal.ts';
import { decodeMessage, encodeMessage } from './fake-bluez/message.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('values of the bus', () => {
  it('stand where the specification puts them', () => {
    // "Marshaling containers": an array of 64-bit integers has four bytes of padding that its length leaves out.
    expect(
      hex(
        createWriter()
          .write('ax', [[5n]])
          .bytes(),
      ),
    ).toBe('08000000' + '00000000' + '0500000000000000');
    expect(hex(createWriter().write('sss', ['foo', '+', 'bar']).bytes())).toBe(
      '03000000666f6f00' + '010000002b000000' + '0300000062617200',
    );
    expect(
      hex(
        createWriter()
          .write('v', [variant('u', 1)])
          .bytes(),
      ),
    ).toBe('01750000' + '01000000');
  });

  it('are split from a signature one whole type at a time', () => {
    expect(splitSignature('a{oa{sa{sv}}}as(i(yy))ay')).toEqual(['a{oa{sa{sv}}}', 'as', '(i(yy))', 'ay']);
    expect(() => splitSignature('a{sv')).toThrow(RangeError);
  });

  const text = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  const typed: fc.Arbitrary<readonly [string, Value]> = fc.oneof(
    fc.tuple(fc.constant('u'), fc.nat()),
    fc.tuple(fc.constant('b'), fc.boolean()),
    fc.tuple(fc.constant('n'), fc.integer({ min: -32768, max: 32767 })),
    fc.tuple(fc.constant('t'), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
    fc.tuple(fc.constant('s'), text),
    fc.tuple(fc.constant('ay'), fc.uint8Array({ maxLength: 520 })),
    fc.tuple(fc.constant('as'), fc.array(text, { maxLength: 4 })),
    fc.tuple(
      fc.constant('a{sv}'),
      fc
        .array(
          fc.tuple(
            text.map((key) => `k${key}`),
            fc.nat(),
          ),
          { maxLength: 4 },
        )
        .map((entries) =>
          Object.fromEntries(entries.map(([key, value]) => [key, variant('q', value % 65536) as Value])),
        ),
    ),
    fc.tuple(
      fc.constant('(ys)'),
      fc.tuple(fc.nat(255), text).map((fields) => fields as readonly Value[]),
    ),
  );

  it('come back as they went, in a message cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(typed, { maxLength: 5 }), fc.nat(), (parts, cut) => {
        const signature = parts.map(([type]) => type).join('');
        const body = parts.map(([, value]) => value);
        const message = {
          kind: 'call',
          serial: 7,
          noReply: false,
          path: '/a/b',
          member: 'Do',
          signature,
          body,
        } as const;
        const bytes = encodeMessage(message);
        expect(decodeMessage(bytes.subarray(0, cut % bytes.length))).toBeUndefined();
        const read = decodeMessage(bytes);
        expect(read?.length).toBe(bytes.length);
        expect(read?.message.body).toEqual(body);
        expect(read?.message).toMatchObject({ kind: 'call', serial: 7, path: '/a/b', member: 'Do' });
      }),
    );
  });

  it('are refused, not looped over, when bytes are wrong', () => {
    const good = encodeMessage({ kind: 'signal', serial: 1, signature: 'a{sv}', body: [{ a: variant('as', ['x']) }] });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bytes = good.slice();
        bytes[at] = byte;
        try {
          decodeMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
    expect(() => readValues('au', Uint8Array.of(255, 255, 255, 255))).toThrow(RangeError);
  });
});
