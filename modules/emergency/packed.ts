// Several small fields in whole bytes: an SOS has nine bytes for everything but its words (README §2).
//
// Declared like a struct; the first field stands in the highest bits. A value that means nothing is
// refused, so what decodes re-encodes to the same bytes.

import type { Codec } from '#protocol/bytes/codec.ts';
import { assert } from '#protocol/bytes/result.ts';

/** A field of a few bits. `ofBits` answers undefined for what means nothing. */
export type BitField<T> = {
  readonly bits: number;
  toBits(value: T): number;
  ofBits(bits: number): T | undefined;
};

/** One of at most 2 ** bits words. */
export function choice<const W extends readonly string[]>(bits: number, words: W): BitField<W[number]> {
  assert(words.length <= 2 ** bits, `${words.length} words fit ${bits} bits`);
  return {
    bits,
    toBits: (word) => {
      const number = words.indexOf(word);
      assert(number >= 0, `${word} is one of ${words.join(', ')}`);
      return number;
    },
    ofBits: (number) => words[number],
  };
}

export const yesNo: BitField<boolean> = {
  bits: 1,
  toBits: (value) => (value ? 1 : 0),
  ofBits: (bit) => bit === 1,
};

/** A count from 0; the greatest stands for "this many or more". */
export const countUpTo = (bits: number): BitField<number> => ({
  bits,
  toBits: (count) => {
    assert(Number.isInteger(count) && count >= 0, `${count} is a count`);
    return Math.min(count, 2 ** bits - 1);
  },
  ofBits: (count) => count,
});

type PackedValue<F> = { readonly [K in keyof F]: F[K] extends BitField<infer T> ? T : never };

/** Whole bytes, at most four. */
export function packed<const F extends Readonly<Record<string, BitField<unknown>>>>(fields: F): Codec<PackedValue<F>> {
  const entries = Object.entries(fields);
  const width = entries.reduce((sum, [, field]) => sum + field.bits, 0) / 8;
  assert(Number.isInteger(width) && width <= 4, `${width * 8} bits are whole bytes, at most four`);
  return {
    size: { min: width, max: width },
    write: (to, value) => {
      const given = value as Readonly<Record<string, unknown>>;
      to.uint(
        entries.reduce((sum, [name, field]) => sum * 2 ** field.bits + field.toBits(given[name]), 0),
        width,
      );
    },
    read: (from) => {
      const start = from.at;
      let rest = from.uint(width);
      const value: Record<string, unknown> = {};
      for (const [name, field] of entries.toReversed()) {
        const bits = rest % 2 ** field.bits;
        rest = Math.floor(rest / 2 ** field.bits);
        const read = field.ofBits(bits);
        if (read === undefined) from.fail(`${name} ${bits} is not known to this version`, start);
        value[name] = read ?? field.ofBits(0);
      }
      return value as PackedValue<F>;
    },
  };
}
