/** In what order a reader tries what names and keys may mean: all of it, once, and never too much. §3.2, §3.3 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MIXED_READINGS_MAX, READINGS_MAX } from '#protocol/wire/limits.ts';
import { chooser, FIRST_READING, type Reading } from '#protocol/wire/readings.ts';

/** What each reading takes where so many keys and, name by name, so many records are open; repeated mixtures are left out. */
function tried(keys: number, counts: readonly number[]): string[] {
  const all: string[] = [];
  for (let reading: Reading | undefined = FIRST_READING; reading;) {
    const choices = chooser(reading);
    const halves = counts.map((count) => choices.choose('record', count));
    const taken = [choices.choose('key', keys), ...halves].join();
    if (!choices.repeats()) all.push(taken);
    reading = choices.next();
  }
  return all;
}

const product = (counts: readonly number[]): string[][] =>
  counts.reduce<string[][]>(
    (all, count) => all.flatMap((head) => Array.from({ length: count }, (_, i) => [...head, String(i)])),
    [[]],
  );

const meanings = fc.integer({ min: 1, max: READINGS_MAX });

test('every key is tried with every mixture of records, and no mixture twice', () => {
  fc.assert(
    fc.property(meanings, fc.array(meanings, { maxLength: 5 }), (keys, counts) => {
      const all = product([keys, ...counts]).map((one) => one.join());
      fc.pre(all.length <= MIXED_READINGS_MAX);
      const readings = tried(keys, counts);
      const mixed = readings.slice(READINGS_MAX);
      expect(new Set(mixed).size).toBe(mixed.length);
      expect([...new Set(readings)].sort()).toEqual([...all].sort());
    }),
  );
});

test('all names are taken alike before any are mixed', () => {
  expect(tried(1, [2, 2]).slice(0, READINGS_MAX)).toEqual(['0,0,0', '0,1,1', '0,1,1']);
  expect(tried(2, [3]).slice(0, READINGS_MAX)).toEqual(['0,0', '1,1', '1,2']);
  expect(tried(1, [2, 2]).slice(READINGS_MAX)).toEqual(['0,0,1', '0,1,0']);
  expect(tried(2, [2]).slice(READINGS_MAX)).toEqual(['0,1', '1,0']);
});

test('however many names are open, no more readings are tried than the limit says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.integer({ min: 1, max: 300 })), (keys, counts) => {
      expect(tried(keys, counts).length).toBeLessThanOrEqual(READINGS_MAX + MIXED_READINGS_MAX);
    }),
  );
});

test('a name that is open only after another was read one way is tried both ways there', () => {
  const all: string[] = [];
  for (let reading: Reading | undefined = FIRST_READING; reading;) {
    const choices = chooser(reading);
    const first = choices.choose('record', 2);
    all.push([first, first === 1 ? choices.choose('record', 3) : 0].join());
    reading = choices.next();
  }
  expect([...new Set(all)].sort()).toEqual(['0,0', '1,0', '1,1', '1,2']);
});
