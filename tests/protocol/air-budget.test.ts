import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import { allowedMs, createAirBudget, guestsMs } from '#protocol/sync/air-budget.ts';
import { createAirLink } from '#protocol/sync/air-link.ts';
import type { Holdings } from '#protocol/sync/holdings.ts';
import type { Item } from '#protocol/sync/items.ts';

const HOUR_MS = 3_600_000;
const FRAME_MS = 900;

/** Calls for help and nothing else; those whose names begin with "guest" are guests'. */
function holdings(): Holdings {
  const isGuests = (item: Item): boolean => item.startsWith('guest');
  const firstParcel = ([item]: readonly Item[]) =>
    item === undefined
      ? undefined
      : ({ kind: 'single', plaintext: new Uint8Array(100), items: [item], urgency: 0 } as const);
  const known: Partial<Holdings> = {
    ...{ digest: () => new Uint8Array(6), count: () => 1, summary: () => [], all: () => [] },
    ...{ has: () => true, standsAlone: () => true, isGuests, urgencyOf: () => 0 },
    firstParcel,
  };
  return known as Holdings;
}

test('nobody who asks first says more in an hour than the law allows, whatever comes in which order', () => {
  const wish = fc.record({
    afterMs: fc.nat(60_000),
    airtimeMs: fc.integer({ min: 100, max: 3000 }),
    urgency: fc.constantFrom(0, 1, 2, 3),
  });
  fc.assert(
    fc.property(
      fc.array(wish, { minLength: 300, maxLength: 500, size: 'max' }),
      fc.constantFrom(0.01, 0.1, 1),
      (wishes, duty) => {
        const budget = createAirBudget(duty);
        let nowMs = 0;
        for (const { afterMs, airtimeMs, urgency } of wishes) {
          nowMs += afterMs;
          if (budget.freeAtMs(airtimeMs, urgency, nowMs) > nowMs) continue;
          budget.spend(airtimeMs, urgency, nowMs);
          const spentMs = budget.spentMs(nowMs);
          expect(spentMs.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(allowedMs(duty, 0));
          expect(spentMs[1] + spentMs[2] + spentMs[3]).toBeLessThanOrEqual(allowedMs(duty, 1));
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('what calls took beyond their reserve is missing to the others', () => {
  const budget = createAirBudget(0.1);
  budget.spend(allowedMs(0.1, 0) - 1000, 0, 0);
  expect(budget.freeAtMs(1000, 2, 1)).toBe(1);
  expect(budget.freeAtMs(1001, 2, 1)).toBe(HOUR_MS + 1);
});

describe("the guests' part of the reserve", () => {
  test('is a quarter of it, whatever the law allows', () => {
    for (const duty of [0.01, 0.1, 1])
      expect(4 * guestsMs(duty)).toBeCloseTo(allowedMs(duty, 0) - allowedMs(duty, 1), 6);
  });

  test('is counted over an hour, and only what guests spent of the reserve counts', () => {
    const spending = fc.record({
      afterMs: fc.nat(600_000),
      airtimeMs: fc.integer({ min: 1, max: 2000 }),
      urgency: fc.constantFrom(0, 1, 2, 3),
      byGuest: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(spending, { maxLength: 60 }), (spendings) => {
        const budget = createAirBudget(0.1);
        const told: { atMs: number; airtimeMs: number }[] = [];
        let nowMs = 0;
        for (const { afterMs, airtimeMs, urgency, byGuest } of spendings) {
          nowMs += afterMs;
          const spent = told.filter(({ atMs }) => atMs > nowMs - HOUR_MS).reduce((sum, one) => sum + one.airtimeMs, 0);
          expect(budget.guestsMay(airtimeMs, nowMs)).toBe(spent + airtimeMs <= guestsMs(0.1));
          budget.spend(airtimeMs, urgency, nowMs, byGuest);
          if (byGuest && urgency === 0) told.push({ atMs: nowMs, airtimeMs });
        }
      }),
    );
  });

  test('a radio that was away has not been given back what it spent', () => {
    const before = createAirBudget(0.1);
    before.spend(allowedMs(0.1, 1) - 500, 1, 1000);
    const after = createAirBudget(0.1, before);
    expect(after.freeAtMs(400, 1, 2000)).toBe(2000);
    expect(after.freeAtMs(600, 1, 2000)).toBe(1000 + HOUR_MS + 1);
    expect(after.spentMs(2000)).toEqual(before.spentMs(2000));
  });

  test("a flood of guests' calls leaves three quarters to members, and none of it is dropped while routine air remains", () => {
    const profile = { medium: 'air', airtimeMs: () => FRAME_MS, dutyCycle: 0.1, hopLimit: 3 } as const;
    const link = createAirLink(profile, holdings(), prng('guests'), 0, createAirBudget(profile.dutyCycle));
    const guests = Array.from({ length: 120 }, (_, i) => `guest ${i}` as Item);
    for (const item of guests) link.gained(item, 'own', 0);
    const sent = { reserve: 0, seen: new Set<Item>(), memberAtMs: Infinity };
    for (let nowMs = 0; nowMs < HOUR_MS - 1000; nowMs += 500) {
      if (nowMs === HOUR_MS / 2) link.gained('member' as Item, 'own', nowMs);
      for (const { parcel, urgency } of link.due(nowMs)) {
        const [item] = parcel.items;
        if (item === undefined) continue;
        sent.seen.add(item);
        if (item === ('member' as Item)) sent.memberAtMs = Math.min(sent.memberAtMs, nowMs);
        else if (urgency === 0) sent.reserve += FRAME_MS;
      }
    }
    expect(sent.reserve).toBeGreaterThan(guestsMs(0.1) - FRAME_MS);
    expect(sent.reserve).toBeLessThanOrEqual(guestsMs(0.1));
    expect(guests.filter((item) => sent.seen.has(item))).toHaveLength(guests.length);
    expect(sent.memberAtMs - HOUR_MS / 2).toBeLessThan(10_000);
  });
});
