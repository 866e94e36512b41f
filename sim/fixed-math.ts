// Logarithms, powers and the bell curve, computed with + - * / and square root only.
//
// Math.log, Math.pow and Math.sin may differ in the last bit between engines, and one differing bit
// ends the equality of two runs of the same seed. The four operations and Math.sqrt are exact
// everywhere (IEEE 754), so everything here is the same number in every engine. Used while a world is
// set up and to build tables; nothing here runs per reception.

import { assert } from '#protocol/bytes/result.ts';

const LN_2 = 0.6931471805599453;
const LN_10 = 2.302585092994046;

/** Natural logarithm of a positive number; relative error about 1e-15. */
export function ln(x: number): number {
  assert(x > 0 && x < Infinity, 'a logarithm is asked of a positive finite number');
  let mantissa = x;
  let exponent = 0;
  while (mantissa >= 1.4142135623730951) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2;
    exponent--;
  }
  // ln m = 2 artanh((m - 1) / (m + 1)); |y| < 0.172, so eleven odd terms reach the last bit.
  const y = (mantissa - 1) / (mantissa + 1);
  const square = y * y;
  let sum = 0;
  for (let k = 21; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return 2 * y * sum + exponent * LN_2;
}

export const log10 = (x: number): number => ln(x) / LN_10;

/** e to the x, for |x| below 700. */
export function exp(x: number): number {
  const halvings = Math.round(x / LN_2);
  const rest = x - halvings * LN_2;
  let sum = 1;
  for (let k = 16; k >= 1; k--) sum = 1 + (rest / k) * sum;
  let power = 1;
  for (let k = 0; k < Math.abs(halvings); k++) power *= 2;
  return halvings < 0 ? sum / power : sum * power;
}

/** Both of an angle from 0 to 2 pi; absolute error about 1e-16. */
export function cosSin(angle: number): { readonly cos: number; readonly sin: number } {
  const quarters = Math.round(angle / (Math.PI / 2));
  // A quarter in two parts: the second is what the first, a double, lacks.
  const x = angle - quarters * (Math.PI / 2) - quarters * 6.123233995736766e-17;
  const square = x * x;
  let cos = 1;
  let sin = 1;
  for (let k = 9; k >= 1; k--) {
    cos = 1 - (square / (2 * k * (2 * k - 1))) * cos;
    sin = 1 - (square / (2 * k * (2 * k + 1))) * sin;
  }
  sin *= x;
  const turned = [
    { cos, sin },
    { cos: -sin, sin: cos },
    { cos: -cos, sin: -sin },
    { cos: sin, sin: -cos },
  ];
  return turned[quarters & 3]!;
}

export const pow10 = (x: number): number => exp(x * LN_10);

/** The x below which a share p of a normal distribution lies (Acklam's fit, error below 1.2e-9). */
export function normalQuantile(p: number): number {
  assert(p > 0 && p < 1, 'a quantile is asked of a share between 0 and 1');
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * ln(p));
    return horner(TAIL_UP, q) / (horner(TAIL_DOWN, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (horner(MIDDLE_UP, r) * q) / (horner(MIDDLE_DOWN, r) * r + 1);
}

const horner = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, c) => sum * x + c, 0);

const MIDDLE_UP = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const MIDDLE_DOWN = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const TAIL_UP = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_DOWN = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];

/** 4096 equally likely values of a standard normal distribution, least first; +-3.7 at the ends. */
export const GAUSSIAN: Float64Array = Float64Array.from({ length: 4096 }, (_, i) => normalQuantile((i + 0.5) / 4096));
