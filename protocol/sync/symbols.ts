// Linear combinations of symbols, and how a listener solves them (protocol/README.md §8.7).
//
// Symbol number s of a sheaf is the sum over all its symbols c of coefficient(s, c) · symbol c, in the
// field of 256 elements. The coefficients come from a mixer that is not linear over bits: combinations of
// a linear one would be worth only 32 at most. A listener subtracts what it holds and solves for the rest.

import { addMultiple, inverse, multiply } from '../bytes/gf256.ts';
import { assert } from '../bytes/result.ts';
import { SYMBOL_BYTES, type SheafName } from './sheaf-messages.ts';

/** The last step of MurmurHash3 (Austin Appleby, public domain): every bit of the input moves every bit. */
function mixed(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Coefficients of combination `number` for symbols 0 to `count` - 1. */
export function coefficients(sheaf: SheafName, number: number, count: number): Uint8Array {
  const start = mixed(mixed(Number.parseInt(sheaf, 16)) ^ number);
  const out = new Uint8Array(count);
  for (let i = 0, word = 0; i < count; i++, word >>>= 8) {
    if (i % 4 === 0) word = mixed(start + i / 4);
    out[i] = word & 255;
  }
  return out;
}

/** Combination `number` of these symbols, which stand one after another. */
export function combination(sheaf: SheafName, number: number, symbols: Uint8Array): Uint8Array {
  const count = symbols.length / SYMBOL_BYTES;
  const factors = coefficients(sheaf, number, count);
  const out = new Uint8Array(SYMBOL_BYTES);
  for (let i = 0; i < count; i++) addMultiple(out, 0, symbols, SYMBOL_BYTES * i, SYMBOL_BYTES, factors[i]!);
  return out;
}

/** Solves for the unknown symbols of one sheaf. */
export interface Solver {
  /** Takes one combination. */
  add(number: number, symbol: Uint8Array): void;
  /** How many combinations are still needed, if each is worth something. */
  readonly missing: number;
  /** All symbols, the unknown ones solved. Only once nothing is missing. */
  solved(): Uint8Array;
}

/** `known` has zeros where a symbol is unknown; `unknown` lists these, rising. */
export function createSolver(sheaf: SheafName, known: Uint8Array, unknown: readonly number[]): Solver {
  const count = known.length / SYMBOL_BYTES;
  const width = unknown.length;
  /** One row a pivot, each with zeros before its pivot and a one at it; the symbol stands behind the factors. */
  const rows: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(width).fill(undefined);
  let missing = width;

  return {
    get missing() {
      return missing;
    },
    add(number, symbol) {
      if (missing === 0) return;
      const factors = coefficients(sheaf, number, count);
      const row = new Uint8Array(width + SYMBOL_BYTES);
      row.set(symbol, width);
      let next = 0;
      for (let i = 0; i < count; i++) {
        if (unknown[next] === i) row[next++] = factors[i]!;
        else addMultiple(row, width, known, SYMBOL_BYTES * i, SYMBOL_BYTES, factors[i]!);
      }
      for (let at = 0; at < width; at++) {
        if (row[at] === 0) continue;
        const pivot = rows[at];
        if (pivot) {
          addMultiple(row, at, pivot, at, row.length - at, row[at]!);
          continue;
        }
        const scale = inverse(row[at]!);
        for (let i = at; i < row.length; i++) row[i] = multiply(row[i]!, scale);
        rows[at] = row;
        missing--;
        return;
      }
    },
    solved() {
      assert(missing === 0, 'only what is complete can be solved');
      const out = known.slice();
      for (let at = width - 1; at >= 0; at--) {
        const row = rows[at]!;
        const symbol = row.slice(width);
        for (let right = at + 1; right < width; right++)
          addMultiple(symbol, 0, out, SYMBOL_BYTES * unknown[right]!, SYMBOL_BYTES, row[right]!);
        out.set(symbol, SYMBOL_BYTES * unknown[at]!);
      }
      return out;
    },
  };
}
