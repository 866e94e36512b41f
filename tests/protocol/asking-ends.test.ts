/** What is asked again and again ends, and what must be said is not silenced: two stalls that the valley showed. */

import { describe, expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import { createSheafCatch } from '#protocol/sync/sheaf-catch.ts';
import {
  FRAME_SYMBOLS_MAX,
  SYMBOL_BYTES,
  type Coded,
  type Plan,
  type SheafName,
} from '#protocol/sync/sheaf-messages.ts';
import type { Opened, Sheaves } from '#protocol/sync/sheaves.ts';
import { combination } from '#protocol/sync/symbols.ts';
import { createTrickle } from '#protocol/sync/trickle.ts';

const SLOT_MS = 2_200;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NAME = '0a0b0c' as SheafName;
const SYMBOLS = Uint8Array.from({ length: 4 * SYMBOL_BYTES }, (_, i) => i + 1);
const PLAN: Plan = {
  kind: 'plan',
  name: NAME,
  page: 0,
  lines: [{ author: 1, log: 0, seq: 1, symbols: 4, check: 7 }],
  signature: new Uint8Array(48),
};
const coded = (number: number): Coded => ({
  kind: 'coded',
  sheaf: NAME,
  number,
  toCome: 0,
  symbols: combination(NAME, FRAME_SYMBOLS_MAX * number, SYMBOLS),
});

/** As whoever holds the other half of a fork sees it: the plan is read, what it gives is not what it says. */
const forked: Sheaves = {
  codable: () => false,
  byPlace: (ids) => ids,
  symbolsOf: () => 4,
  form: () => null,
  rebuild: () => null,
  idsOf: () => [undefined],
  open: (plan): Opened => ({
    plan,
    known: new Uint8Array(SYMBOLS.length),
    unknown: [0, 1, 2, 3],
    missing: [0],
    ids: [undefined],
  }),
  gather: () => null,
};

describe('who catches a sheaf', () => {
  test('that proves false does not ask for ever for the plan of one speaker, though another repeats it each time', () => {
    const caught = createSheafCatch(forked, SLOT_MS, prng('asking'), (count, now) => now + count * SLOT_MS);
    caught.plan('a', PLAN, 0);
    for (let number = 0; number < 8; number++) caught.coded('a', coded(number), true, 1_000 * number);
    caught.plan('a', PLAN, 20_000);
    // Of somebody else's only combinations arrive.
    caught.coded('b', coded(50), true, 21_000);
    let askings = 0;
    let gaveUp = false;
    for (let now = 22_000; now < 4 * HOUR; now += SLOT_MS) {
      const { wanted, giveUp } = caught.due(now);
      gaveUp ||= giveUp;
      if (wanted.length === 0) continue;
      askings++;
      caught.plan('a', PLAN, now + SLOT_MS);
    }
    expect(askings).toBeGreaterThan(0);
    expect(askings).toBeLessThan(12);
    expect(gaveUp).toBe(true);
    expect(caught.busy).toBe(false);
  });
});

describe('HELLO', () => {
  const bounds = { minMs: 2 * MINUTE, maxMs: 48 * MINUTE, firstWithinMs: 1 };
  /** When it speaks within an hour, where somebody says the same every ten seconds. */
  const spokenMs = (tells: boolean, seed: number): number[] => {
    const hello = createTrickle(bounds, prng(`hello ${seed}`), 0);
    const at: number[] = [];
    if (hello.due(1)) at.push(1);
    hello.reset(HOUR);
    if (tells) hello.tell(HOUR);
    for (let now = HOUR; now < 2 * HOUR; now += 10_000) {
      hello.equal();
      if (hello.due(now)) at.push(now);
    }
    return at.slice(1);
  };

  test('is said by whoever has something to tell, once and in time, though all around say the same', () => {
    for (let seed = 0; seed < 40; seed++) {
      expect(spokenMs(false, seed)).toEqual([]);
      const [first, ...more] = spokenMs(true, seed);
      expect(first! - HOUR).toBeLessThanOrEqual(2 * MINUTE + 10_000);
      expect(more).toEqual([]);
    }
  });
});
