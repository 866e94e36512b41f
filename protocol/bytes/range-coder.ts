// Adaptive binary arithmetic coding: whole maps of small answers in close to their entropy (§5.3).
//
// The coder of Witten, Neal and Cleary (CACM 30(6), 1987) with 32-bit bounds, and the estimator of
// Krichevsky and Trofimov for the chances: a context that has seen n0 zeros and n1 ones gives a zero
// (2 n0 + 1) / (2 n0 + 2 n1 + 2); at 8,192 bits both counts are halved. Integers only, so every engine writes the same bytes. Past its end
// the code reads as zeros; trailing zero bytes are not sent.

const TOP = 2 ** 32;
const HALF = 2 ** 31;
const QUARTER = 2 ** 30;

/** How often a bit was zero and one so far. */
export type Context = { zeros: number; ones: number };
export const context = (): Context => ({ zeros: 0, ones: 0 });

/** Codes bits: an encoder takes them, a decoder gives them. One walk over the symbols serves both. */
export interface BitCoder {
  /** Encoder: codes `bit`. Decoder: ignores the argument. Both answer the bit and teach the context. */
  bit(context: Context, bit: 0 | 1): 0 | 1;
}

/** The last value of the lower part, which stands for a zero. */
function split(low: number, high: number, { zeros, ones }: Context): number {
  return low + Math.floor(((high - low + 1) * (2 * zeros + 1)) / (2 * (zeros + ones) + 2)) - 1;
}

/** Counts are halved here, so that no input however long outgrows the arithmetic. */
const COUNT_MAX = 2 ** 13;

function learn(context: Context, bit: 0 | 1): void {
  if (bit === 0) context.zeros++;
  else context.ones++;
  if (context.zeros + context.ones < COUNT_MAX) return;
  context.zeros >>= 1;
  context.ones >>= 1;
}

export function rangeEncoder(): BitCoder & { finish(): Uint8Array } {
  let low = 0;
  let high = TOP - 1;
  let pending = 0;
  const bits: (0 | 1)[] = [];
  const put = (bit: 0 | 1): void => {
    bits.push(bit);
    for (; pending > 0; pending--) bits.push(bit === 0 ? 1 : 0);
  };
  return {
    bit(context, bit) {
      const middle = split(low, high, context);
      if (bit === 0) high = middle;
      else low = middle + 1;
      learn(context, bit);
      for (;;) {
        let base: number;
        if (high < HALF) {
          put(0);
          base = 0;
        } else if (low >= HALF) {
          put(1);
          base = HALF;
        } else if (low >= QUARTER && high < HALF + QUARTER) {
          pending++;
          base = QUARTER;
        } else return bit;
        low = 2 * (low - base);
        high = 2 * (high - base) + 1;
      }
    },
    finish() {
      // Zeros follow for ever, so nothing need be said when zero itself lies within the bounds.
      if (low > 0 || pending > 0) {
        pending++;
        put(low < QUARTER ? 0 : 1);
      }
      const bytes = new Uint8Array(Math.ceil(bits.length / 8));
      bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (7 - (i & 7))));
      let length = bytes.length;
      while (length > 0 && bytes[length - 1] === 0) length--;
      return bytes.slice(0, length);
    },
  };
}

export function rangeDecoder(bytes: Uint8Array): BitCoder {
  let low = 0;
  let high = TOP - 1;
  let next = 0;
  const take = (): number => {
    const bit = ((bytes[next >> 3] ?? 0) >> (7 - (next & 7))) & 1;
    next++;
    return bit;
  };
  let code = 0;
  for (let i = 0; i < 32; i++) code = code * 2 + take();
  return {
    bit(context) {
      const middle = split(low, high, context);
      const bit = code <= middle ? 0 : 1;
      if (bit === 0) high = middle;
      else low = middle + 1;
      learn(context, bit);
      for (;;) {
        let base: number;
        if (high < HALF) base = 0;
        else if (low >= HALF) base = HALF;
        else if (low >= QUARTER && high < HALF + QUARTER) base = QUARTER;
        else return bit;
        low = 2 * (low - base);
        high = 2 * (high - base) + 1;
        code = 2 * (code - base) + take();
      }
    },
  };
}
