// The arithmetic code of §5.3 with whole numbers of any size: plain, and slow.

export type Context = { n0: bigint; n1: bigint };
export const fresh = (): Context => ({ n0: 0n, n1: 0n });

const HALF = 1n << 31n;
const QUARTER = 1n << 30n;

/** Answers bit after bit; past the end it reads zeros. */
export function bitReader(bytes: Uint8Array): (context: Context) => 0 | 1 {
  let low = 0n;
  let high = (1n << 32n) - 1n;
  let next = 0;
  const take = (): bigint => {
    const byte = bytes[next >> 3] ?? 0;
    return BigInt((byte >> (7 - (next++ & 7))) & 1);
  };
  let code = 0n;
  for (let i = 0; i < 32; i++) code = 2n * code + take();
  return (context) => {
    const { n0, n1 } = context;
    const middle = low + ((high - low + 1n) * (2n * n0 + 1n)) / (2n * n0 + 2n * n1 + 2n) - 1n;
    const bit = code <= middle ? 0 : 1;
    if (bit === 0) {
      high = middle;
      context.n0++;
    } else {
      low = middle + 1n;
      context.n1++;
    }
    if (context.n0 + context.n1 === 8192n) {
      context.n0 /= 2n;
      context.n1 /= 2n;
    }
    for (;;) {
      const base = high < HALF ? 0n : low >= HALF ? HALF : low >= QUARTER && high < HALF + QUARTER ? QUARTER : null;
      if (base === null) return bit;
      low = 2n * (low - base);
      high = 2n * (high - base) + 1n;
      code = 2n * (code - base) + take();
    }
  };
}

/** Writes bits, for the one question whether a map is written in its one way. */
export function bitWriter(): { bit: (context: Context, bit: 0 | 1) => void; finish: () => Uint8Array } {
  let low = 0n;
  let high = (1n << 32n) - 1n;
  let pending = 0;
  const bits: number[] = [];
  const put = (bit: number): void => {
    bits.push(bit);
    while (pending > 0) {
      bits.push(1 - bit);
      pending--;
    }
  };
  return {
    bit(context, bit) {
      const { n0, n1 } = context;
      const middle = low + ((high - low + 1n) * (2n * n0 + 1n)) / (2n * n0 + 2n * n1 + 2n) - 1n;
      if (bit === 0) {
        high = middle;
        context.n0++;
      } else {
        low = middle + 1n;
        context.n1++;
      }
      if (context.n0 + context.n1 === 8192n) {
        context.n0 /= 2n;
        context.n1 /= 2n;
      }
      for (;;) {
        let base = 0n;
        if (high < HALF) put(0);
        else if (low >= HALF) {
          put(1);
          base = HALF;
        } else if (low >= QUARTER && high < HALF + QUARTER) {
          pending++;
          base = QUARTER;
        } else return;
        low = 2n * (low - base);
        high = 2n * (high - base) + 1n;
      }
    },
    finish() {
      if (low !== 0n || pending > 0) {
        pending++;
        put(low < QUARTER ? 0 : 1);
      }
      const bytes: number[] = [];
      for (let at = 0; at < bits.length; at += 8)
        bytes.push(
          Number.parseInt(
            bits
              .slice(at, at + 8)
              .join('')
              .padEnd(8, '0'),
            2,
          ),
        );
      while (bytes.at(-1) === 0) bytes.pop();
      return Uint8Array.from(bytes);
    },
  };
}
