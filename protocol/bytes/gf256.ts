// The field of 256 elements, for linear combinations of bytes (protocol/README.md §8.7).
//
// Polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11d), generator 2: the field of Reed and Solomon's usual codes.

const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = value;
  EXP[power + 255] = value;
  LOG[value] = power;
  value = value < 128 ? 2 * value : (2 * value) ^ 0x11d;
}

export const multiply = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : EXP[LOG[a]! + LOG[b]!]!);

/** The number whose product with `a` is 1; `a` is not 0. */
export const inverse = (a: number): number => EXP[255 - LOG[a]!]!;

/** target += factor · source, byte by byte, for `count` bytes from the given places. */
export function addMultiple(
  target: Uint8Array,
  targetAt: number,
  source: Uint8Array,
  sourceAt: number,
  count: number,
  factor: number,
): void {
  if (factor === 0) return;
  const power = LOG[factor]!;
  for (let i = 0; i < count; i++) {
    const byte = source[sourceAt + i]!;
    if (byte !== 0) target[targetAt + i]! ^= EXP[LOG[byte]! + power]!;
  }
}
