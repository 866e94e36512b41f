import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { context, rangeDecoder, rangeEncoder, type BitCoder } from '#protocol/bytes/range-coder.ts';
import {
  bytes,
  decode,
  encode,
  flags,
  list,
  oneOf,
  optional,
  sint,
  struct,
  tailUtf8,
  u16,
  u24,
  utf8,
  varint,
} from '#protocol/bytes/codec.ts';
import { prng, resumePrng } from '#protocol/bytes/prng.ts';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { utf8ToText } from '#protocol/bytes/utf8.ts';

const Sample = struct({
  colour: oneOf('red', 'green', 'blue'),
  height: sint(3),
  marks: flags('hosted', 'paper'),
  seq: varint(2 ** 21 - 1),
  ids: list(bytes(2), 4),
  note: optional(utf8(9)),
  at: u24,
  rest: tailUtf8(20),
});

const word = (bytesMax: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', maxLength: bytesMax }).filter((text) => toUtf8(text).length <= bytesMax);

const sample = fc.record({
  colour: fc.constantFrom('red', 'green', 'blue'),
  height: fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
  marks: fc.subarray<'hosted' | 'paper'>(['hosted', 'paper']).map((words) => new Set(words)),
  seq: fc.nat(2 ** 21 - 1),
  ids: fc.array(fc.uint8Array({ minLength: 2, maxLength: 2 }), { maxLength: 4 }),
  note: fc.option(word(9)),
  at: fc.nat(2 ** 24 - 1),
  rest: word(20),
});

describe('declared formats', () => {
  test('what is written reads back the same, within the declared sizes', () => {
    fc.assert(
      fc.property(sample, (value) => {
        const written = encode(Sample, value);
        expect(written.length).toBeGreaterThanOrEqual(Sample.size.min);
        expect(written.length).toBeLessThanOrEqual(Sample.size.max);
        expect(decode(Sample, written)).toEqual({ ok: true, value });
      }),
    );
  });

  test('whatever decodes re-encodes to the same bytes, also after a byte was changed, cut or added', () => {
    let decoded = 0;
    const mutation = fc.tuple(fc.nat(80), fc.nat(255), fc.constantFrom('change', 'cut', 'insert'));
    fc.assert(
      fc.property(sample, mutation, (value, [at, byte, how]) => {
        const valid = encode(Sample, value);
        const i = at % valid.length;
        const skip = how === 'insert' ? 0 : 1;
        const put = how === 'cut' ? [] : [byte];
        const mutant = Uint8Array.from([...valid.slice(0, i), ...put, ...valid.slice(i + skip)]);
        const read = decode(Sample, mutant);
        if (!read.ok) return;
        decoded++;
        expect(encode(Sample, read.value)).toEqual(mutant);
      }),
      { numRuns: 2000 },
    );
    expect(decoded).toBeGreaterThan(100);
  });

  test('a malformed value names the byte, the field and the reason', () => {
    const good = encode(Sample, {
      colour: 'blue',
      height: 0,
      marks: new Set<'hosted' | 'paper'>(),
      seq: 300,
      ids: [],
      note: null,
      at: 1,
      rest: 'x',
    });
    const bad = Uint8Array.from(good);
    bad[0] = 9;
    expect(decode(Sample, bad)).toEqual({
      ok: false,
      error: { kind: 'malformed', atByte: 0, field: 'colour', why: 'no such choice; there are 3' },
    });
  });

  test('a number with needless digits is refused', () => {
    expect(decode(varint(1000), Uint8Array.of(0x85, 0x00))).toMatchObject({ ok: false, error: { kind: 'malformed' } });
    expect(decode(varint(1000), Uint8Array.of(0x05))).toEqual({ ok: true, value: 5 });
  });

  test('text is read as strictly as the platform reads it', () => {
    const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const strictly = (raw: Uint8Array): string | null => {
      try {
        return platform.decode(raw);
      } catch {
        return null;
      }
    };
    const nearly = word(12).chain((text) =>
      fc.tuple(fc.nat(40), fc.nat(255)).map(([at, byte]) => {
        const raw = Uint8Array.from(toUtf8(text));
        if (raw.length > 0) raw[at % raw.length] = byte;
        return raw;
      }),
    );
    fc.assert(
      fc.property(fc.oneof(nearly, fc.uint8Array({ maxLength: 8 })), (raw) => {
        expect(utf8ToText(raw)).toBe(strictly(raw));
      }),
      { numRuns: 3000 },
    );
  });

  test('a field that takes all that is left may only stand last', () => {
    expect(() => struct({ rest: tailUtf8(5), at: u16 })).toThrow('stands last');
  });
});

describe('the arithmetic coder', () => {
  const walk = (coder: BitCoder, bits: readonly (0 | 1)[], contexts: number): (0 | 1)[] => {
    const known = Array.from({ length: contexts }, context);
    return bits.map((bit, i) => coder.bit(known[i % contexts]!, bit));
  };

  test('gives back any bits, whatever the contexts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0 as const, 1 as const), { maxLength: 600 }),
        fc.integer({ min: 1, max: 5 }),
        (bits, contexts) => {
          const encoder = rangeEncoder();
          walk(encoder, bits, contexts);
          const code = encoder.finish();
          expect(
            walk(
              rangeDecoder(code),
              bits.map(() => 0 as const),
              contexts,
            ),
          ).toEqual(bits);
          expect(code.at(-1)).not.toBe(0);
        },
      ),
    );
  });

  test('stays right beyond the point where counts are halved', () => {
    const chance = prng('halving');
    const bits = Array.from({ length: 20_000 }, (): 0 | 1 => (chance.below(100) === 0 ? 1 : 0));
    const encoder = rangeEncoder();
    walk(encoder, bits, 1);
    const code = encoder.finish();
    expect(
      walk(
        rangeDecoder(code),
        bits.map(() => 0 as const),
        1,
      ),
    ).toEqual(bits);
    const entropyBytes = (20_000 * (-0.01 * Math.log2(0.01) - 0.99 * Math.log2(0.99))) / 8;
    expect(code.length).toBeLessThan(1.05 * entropyBytes);
  });

  test('reads any bytes without end or error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (raw) => {
        const read = walk(
          rangeDecoder(raw),
          Array.from({ length: 500 }, () => 0 as const),
          3,
        );
        expect(read).toHaveLength(500);
      }),
    );
  });
});

describe('chance with a seed', () => {
  test('one seed gives one sequence, and a fork does not depend on draws made before it', () => {
    const [one, other] = [prng('a'), prng('a')];
    const drawn = Array.from({ length: 5 }, () => one.u32());
    expect(Array.from({ length: 5 }, () => other.u32())).toEqual(drawn);
    expect(prng('a').fork('x').u32()).toBe(one.fork('x').u32());
    expect(prng('b').u32()).not.toBe(drawn[0]);
  });

  test('a saved generator goes on where it stood', () => {
    const chance = prng('saved');
    chance.u32();
    const resumed = resumePrng('saved', chance.state());
    expect(resumed.u32()).toBe(chance.u32());
  });

  test('draws below a limit are even', () => {
    const chance = prng('even');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[chance.below(7)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
