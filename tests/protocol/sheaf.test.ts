import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMultiple, inverse, multiply } from '#protocol/bytes/gf256.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { decodeMarks, encodeMarks, marksOf, partsOf, createForkSearch, type HeldPlace } from '#protocol/sync/marks.ts';
import {
  decodeSheafMessage,
  encodeCoded,
  encodePlan,
  encodeWant,
  FRAME_SYMBOLS_MAX,
  RECORD_SYMBOLS_MAX,
  SHEAF_SYMBOLS_MAX,
  SYMBOL_BYTES,
  type PlanLine,
  type SheafName,
} from '#protocol/sync/sheaf-messages.ts';
import { coefficients, combination, createSolver } from '#protocol/sync/symbols.ts';
import { PLAINTEXT_BYTES_MAX } from '#protocol/wire/limits.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';

const byte = fc.nat(255);
const name = fc.uint8Array({ minLength: 3, maxLength: 3 }).map((raw) => Buffer.from(raw).toString('hex') as SheafName);

/** Russian peasants, modulo the polynomial: slow, and plainly right. */
function slowly(a: number, b: number): number {
  let product = 0;
  for (let [x, y] = [a, b]; y > 0; y >>= 1) {
    if (y & 1) product ^= x;
    x = x & 128 ? ((x << 1) ^ 0x11d) & 255 : x << 1;
  }
  return product;
}

describe('the field of 256 elements', () => {
  test('multiplies as the plain definition does, for all pairs', () => {
    for (let a = 0; a < 256; a++) for (let b = 0; b < 256; b++) expect(multiply(a, b)).toBe(slowly(a, b));
  });
  test('has an inverse for everything but zero', () => {
    for (let a = 1; a < 256; a++) expect(multiply(a, inverse(a))).toBe(1);
  });
  test('adds multiples byte by byte', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        byte,
        (a, b, k) => {
          const sum = a.slice();
          addMultiple(sum, 0, b, 0, 4, k);
          expect([...sum]).toEqual([...a].map((value, i) => value ^ slowly(b[i]!, k)));
        },
      ),
    );
  });
});

describe('a solver', () => {
  test('finds what is missing from any combinations, in any order, and asks for one more at most', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 60 }), fc.nat(2 ** 31), (sheaf, count, seed) => {
        const chance = prng(`solver ${seed}`);
        const symbols = Uint8Array.from({ length: SYMBOL_BYTES * count }, () => chance.below(256));
        const unknown = Array.from({ length: count }, (_, i) => i).filter(() => chance.below(3) > 0);
        const known = symbols.slice();
        for (const at of unknown) known.fill(0, SYMBOL_BYTES * at, SYMBOL_BYTES * (at + 1));
        const solver = createSolver(sheaf, known, unknown);
        let used = 0;
        while (solver.missing > 0 && used < unknown.length + 8) {
          const number = chance.below(100_000);
          const before = solver.missing;
          solver.add(number, combination(sheaf, number, symbols));
          expect([before, before - 1]).toContain(solver.missing);
          used++;
        }
        expect(solver.missing).toBe(0);
        expect(used).toBeLessThanOrEqual(unknown.length + 3);
        expect(solver.solved()).toEqual(symbols);
        expect(solver.solved()).toEqual(symbols);
      }),
      { numRuns: 60 },
    );
  });

  test('is not stopped by a generator that is linear over bits: 200 combinations are worth 200', () => {
    const symbols = new Uint8Array(SYMBOL_BYTES * 200).fill(7);
    const solver = createSolver('0a0b0c' as SheafName, new Uint8Array(symbols.length), [...Array(200).keys()]);
    for (let number = 0; number < 202; number++)
      solver.add(number, combination('0a0b0c' as SheafName, number, symbols));
    expect(solver.missing).toBe(0);
  });

  test('learns nothing from the same combination twice', () => {
    const symbols = Uint8Array.from({ length: SYMBOL_BYTES * 5 }, (_, i) => i);
    const solver = createSolver('010203' as SheafName, new Uint8Array(symbols.length), [0, 1, 2, 3, 4]);
    for (let again = 0; again < 3; again++) solver.add(9, combination('010203' as SheafName, 9, symbols));
    expect(solver.missing).toBe(4);
  });

  test('draws every coefficient about as often', () => {
    const counts = new Array<number>(256).fill(0);
    for (let number = 0; number < 400; number++)
      for (const value of coefficients('abcdef' as SheafName, number, 256)) counts[value]!++;
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(120);
  });
});

const places = fc
  .uniqueArray(fc.tuple(fc.nat(900), fc.nat(3), fc.integer({ min: 1, max: 5000 })), {
    selector: (place) => place.join(),
    minLength: 1,
    maxLength: 40,
  })
  .map((drawn) => drawn.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]));
const plans = fc.tuple(places, fc.nat(2 ** 20), fc.nat(2 ** 31)).map(([drawn, page, seed]) => {
  const chance = prng(`plan ${seed}`);
  const lines = drawn.map(([author, log, seq]): PlanLine => ({
    author,
    log,
    seq,
    symbols: 1 + chance.below(Math.min(RECORD_SYMBOLS_MAX, 16)),
    check: chance.below(256),
  }));
  return { page, signature: Uint8Array.from({ length: 48 }, () => chance.below(256)), lines };
});

describe('messages of sheaves', () => {
  test('a plan reads back as it was written, and fits a frame or is not written', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const plaintext = encodePlan(plan);
        if (!plaintext) return;
        expect(plaintext.length).toBeLessThanOrEqual(PLAINTEXT_BYTES_MAX);
        const read = decodeSheafMessage(plaintext);
        const symbols = plan.lines.reduce((sum, line) => sum + line.symbols, 0);
        expect(read.ok).toBe(symbols <= SHEAF_SYMBOLS_MAX);
        if (read.ok) expect(read.value).toMatchObject({ kind: 'plan', ...plan });
      }),
    );
  });

  test('combinations and wants read back as they were written', () => {
    fc.assert(
      fc.property(
        name,
        fc.nat(4095),
        byte,
        fc.integer({ min: 1, max: FRAME_SYMBOLS_MAX }),
        (sheaf, number, toCome, count) => {
          const symbols = new Uint8Array(SYMBOL_BYTES * count).fill(toCome);
          const coded = decodeSheafMessage(encodeCoded({ sheaf, number, toCome, symbols }));
          expect(coded).toEqual({ ok: true, value: { kind: 'coded', sheaf, number, toCome, symbols } });
          const wanted = [{ sheaf, symbols: count }];
          expect(decodeSheafMessage(encodeWant(wanted))).toEqual({ ok: true, value: { kind: 'want', wanted } });
        },
      ),
    );
  });

  test('any bytes are read or refused, at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), fc.uint8Array({ maxLength: 221 }), (sub, rest) => {
        decodeSheafMessage(Uint8Array.from([sub, ...rest]));
      }),
    );
  });
});

describe('marks', () => {
  const id = (at: number, half = 0): RecordId =>
    at.toString(16).padStart(62, '0').concat(half.toString(16).padStart(2, '0')) as RecordId;

  test('read back as they were written, and refuse another number of parts', () => {
    const held = Array.from({ length: 100 }, (_, at): HeldPlace => [id(at)]);
    const marks = marksOf(Uint8Array.of(1, 2, 3, 4), held, 10, 90);
    const plaintext = encodeMarks(marks);
    expect(decodeMarks(plaintext)).toEqual({ ok: true, value: marks });
    expect(decodeMarks(plaintext.slice(0, -2)).ok).toBe(false);
    expect(partsOf(5)).toBe(5);
  });

  test('lead two who differ at one place to that place, wherever it is, and each gives what it holds there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (count, where) => {
        const at = where % count;
        const mine = Array.from({ length: count }, (_, place): HeldPlace => [id(place)]);
        const theirs = mine.map((held, place): HeldPlace => (place === at ? [id(place, 1)] : held));
        const us = createForkSearch(
          () => mine,
          prng('us'),
          () => 0,
        );
        const them = createForkSearch(
          () => theirs,
          prng('them'),
          () => 0,
        );
        us.begin(0);
        const given: (readonly RecordId[])[] = [];
        let said = 0;
        for (let turn = 0; turn < 12; turn++) {
          const [speaker, listener] = turn % 2 === 0 ? [us, them] : [them, us];
          const marks = speaker.due(turn);
          if (!marks) break;
          said++;
          const { found } = listener.heard(marks, turn);
          if (found.length > 0) given.push(found);
        }
        // Whoever began, the one that holds more there is heard (seed 75: the same one was, for days).
        expect(given).toHaveLength(count === 1 ? 1 : 2);
        expect(said).toBeLessThanOrEqual(count === 1 ? 1 : 2 + Math.ceil(Math.log(count) / Math.log(32)));
        if (count > 1) expect(given).toEqual(expect.arrayContaining([mine[at], theirs[at]]));
      }),
      { numRuns: 40 },
    );
  });

  test('tell that the records are the same, and something else differs', () => {
    const held = Array.from({ length: 50 }, (_, at): HeldPlace => [id(at)]);
    const search = createForkSearch(
      () => held,
      prng('x'),
      () => 0,
    );
    const salt = Uint8Array.of(1, 2, 3, 4);
    expect(search.heard(marksOf(salt, held, 0, 50), 0)).toEqual({ found: [], sameRecords: true });
    expect(search.heard(marksOf(salt, held, 10, 20), 0).sameRecords).toBe(false);
  });

  test('say nothing to somebody who counts other places, and not without end', () => {
    const held = Array.from({ length: 50 }, (_, at): HeldPlace => [id(at)]);
    const search = createForkSearch(
      () => held,
      prng('x'),
      () => 0,
    );
    const salt = Uint8Array.of(0, 0, 0, 0);
    const nothing = { found: [], sameRecords: false };
    expect(search.heard(marksOf(salt, held.slice(1), 0, 49), 0)).toEqual(nothing);
    expect(search.due(1)).toBeNull();
    let said = 0;
    for (let turn = 0; turn < 100; turn++) {
      search.begin(turn);
      if (search.due(turn)) said++;
    }
    expect(said).toBe(16);
  });
});
