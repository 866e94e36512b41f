import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, GAUSSIAN, ln, log10, normalQuantile, pow10 } from '#sim/fixed-math.ts';
import { chanceStreams, exponentialOf, mix } from '#sim/random.ts';

test('our own logarithm and power agree with the platform to twelve digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (x) => {
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(1e-12 * (1 + Math.abs(Math.log(x))));
      expect(Math.abs(log10(x) - Math.log10(x))).toBeLessThan(1e-12 * (1 + Math.abs(Math.log10(x))));
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (x) => {
      expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 12);
      expect(pow10(x / 4) / 10 ** (x / 4)).toBeCloseTo(1, 12);
    }),
  );
});

test('the bell curve has its known quantiles, mean 0 and spread 1', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
  const mean = GAUSSIAN.reduce((s, x) => s + x, 0) / GAUSSIAN.length;
  const spread = Math.sqrt(GAUSSIAN.reduce((s, x) => s + x * x, 0) / GAUSSIAN.length);
  expect(mean).toBeCloseTo(0, 9);
  expect(spread).toBeCloseTo(1, 2);
});

test('a node draws the same numbers whether or not other nodes exist', () => {
  const few = chanceStreams('s', 'slots', 2);
  const many = chanceStreams('s', 'slots', 50);
  for (let k = 0; k < 20; k++) many.u32(7);
  for (let k = 0; k < 20; k++) expect(many.u32(1)).toBe(few.u32(1));
  few.add(2);
  const other = chanceStreams('s', 'slots', 3);
  expect(few.u32(2)).toBe(other.u32(2));
});

test('the stateless hash spreads each of its inputs over all 32 bits', () => {
  for (const vary of [0, 1, 2, 3]) {
    const counts = new Array<number>(32).fill(0);
    for (let k = 0; k < 4000; k++) {
      const input: [number, number, number, number] = [11, 22, 33, 44];
      input[vary] = k;
      const bits = mix(...input);
      for (let bit = 0; bit < 32; bit++) counts[bit]! += (bits >>> bit) & 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200); // six sigma
  }
});

test('exponential waits have the mean that was asked for', () => {
  let sum = 0;
  for (let k = 0; k < 20000; k++) sum += exponentialOf(mix(1, 2, 3, k), 1000);
  expect(sum / 20000).toBeGreaterThan(970);
  expect(sum / 20000).toBeLessThan(1030);
});
