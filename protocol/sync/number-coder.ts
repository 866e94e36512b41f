// Numbers in an arithmetic code: exponential Golomb with learning contexts (protocol/README.md §8.2).
//
// One walk over the lines of a message serves both directions: what is given is coded, and what is coded is
// answered. Summaries and plans of groups share it.

import { context as bitContext, type BitCoder, type Context } from '../bytes/range-coder.ts';

/** Work that one message may cost its reader, in coded bits: far above any honest summary in a frame. */
const BITS_MAX = 2 ** 15;

/** Binary digits below the leading one. */
const digits = (value: number): number => 31 - Math.clz32(value);

export type NumberCoder = {
  number(name: string, value: number, most: number): number;
  bit(name: string, value: boolean): boolean;
  raw(value: number, bits: number): number;
  /** The work limit was passed: nothing read since is worth anything. */
  readonly exhausted: boolean;
};

export function numbersOver(coder: BitCoder): NumberCoder {
  const contexts = new Map<string, Context>();
  let bits = 0;
  const learned = (name: string): Context => {
    const known = contexts.get(name) ?? bitContext();
    contexts.set(name, known);
    return known;
  };
  const code = (context: Context, value: 0 | 1): 0 | 1 => (++bits > BITS_MAX ? 0 : coder.bit(context, value));
  const bit = (name: string, value: boolean): boolean => code(learned(name), value ? 1 : 0) === 1;
  const raw = (value: number, bits: number): number => {
    let read = 0;
    for (let i = bits - 1; i >= 0; i--) read = 2 * read + code(bitContext(), (Math.floor(value / 2 ** i) % 2) as 0 | 1);
    return read;
  };
  return {
    get exhausted() {
      return bits > BITS_MAX;
    },
    bit,
    raw,
    number(name, value, most) {
      const longest = digits(most + 1);
      const wanted = digits(value + 1);
      let length = 0;
      while (length < longest && bit(`${name}#${length}`, length < wanted)) length++;
      // The two highest of the digits are worth learning; the rest are as good as chance.
      let read = 1;
      for (let i = length - 1; i >= 0; i--) {
        const digit = Math.floor((value + 1) / 2 ** i) % 2 === 1;
        const got = length - i <= 2 ? bit(`${name}#${length}.${read}`, digit) : raw(digit ? 1 : 0, 1) === 1;
        read = 2 * read + (got ? 1 : 0);
      }
      return Math.min(read - 1, most);
    },
  };
}
