import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { createLossEstimate, LOSS_MAX } from '#protocol/sync/loss-estimate.ts';
import { createRepairPace } from '#protocol/sync/repair-pace.ts';
import { dealt } from '#protocol/sync/sheaf-deal.ts';

const FRAME_MS = 2200;
const MINUTE_MS = 60_000;

describe('what is lacked', () => {
  const lacks = fc.record({
    members: fc.integer({ min: 1, max: 9 }),
    lots: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(2 ** 31),
    count: fc.integer({ min: 1, max: 200 }),
  });

  test('is dealt out whole, each record once', () => {
    fc.assert(
      fc.property(lacks, ({ members, lots, seed, count }) => {
        const chance = prng(`dealing ${seed}`);
        const ids = Array.from({ length: count }, (_, i) => String(i) as RecordId);
        const wanters = new Map(ids.map((id) => [id, new Set([String(chance.below(members))])]));
        const hands = dealt(ids, lots, { wantersOf: (id) => wanters.get(id)!, symbolsOf: () => 3 });
        expect(hands).toHaveLength(lots);
        expect(hands.flat().sort()).toEqual([...ids].sort());
      }),
      { numRuns: 50 },
    );
  });

  test('by each alone burdens no sheaf with more than an equal part and one record', () => {
    fc.assert(
      fc.property(lacks, ({ members, lots, seed, count }) => {
        const chance = prng(`even ${seed}`);
        const ids = Array.from({ length: count }, (_, i) => String(i) as RecordId);
        const wanter = new Map(ids.map((id) => [id, String(chance.below(members))]));
        const hands = dealt(ids, lots, { wantersOf: (id) => new Set([wanter.get(id)!]), symbolsOf: () => 1 });
        for (let member = 0; member < members; member++) {
          const of = (some: readonly RecordId[]): number =>
            some.filter((id) => wanter.get(id) === String(member)).length;
          for (const hand of hands) expect(of(hand)).toBeLessThanOrEqual(Math.ceil(of(ids) / lots) + 1);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('by all alike is cut by place', () => {
    const ids = Array.from({ length: 90 }, (_, i) => String(i) as RecordId);
    const all = new Set(['a', 'b']);
    expect(dealt(ids, 3, { wantersOf: () => all, symbolsOf: () => 5 })).toEqual([
      ids.slice(0, 30),
      ids.slice(30, 60),
      ids.slice(60),
    ]);
  });
});

describe('the pace of repair', () => {
  test('keeps any minute below what would make the channel count as busy', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), (seed) => {
        const chance = prng(`pace ${seed}`);
        const pace = createRepairPace(FRAME_MS);
        const sent: number[] = [];
        for (let now = 0; now < 10 * MINUTE_MS; now += 1 + chance.below(3000)) {
          if (pace.freeAtMs(now) > now) continue;
          pace.spent(FRAME_MS, now);
          sent.push(now);
        }
        expect(sent.length).toBeGreaterThan(30);
        for (const from of sent) {
          const inMinute = sent.filter((at) => at >= from && at < from + MINUTE_MS).length;
          expect(inMinute * FRAME_MS).toBeLessThanOrEqual(0.25 * MINUTE_MS);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('tells when so many frames will have gone', () => {
    const pace = createRepairPace(FRAME_MS);
    const endsMs = pace.afterMs(12, 0);
    let now = 0;
    for (let i = 0; i < 12; i++) {
      now = Math.max(now, pace.freeAtMs(now)) + FRAME_MS;
      pace.spent(FRAME_MS, now);
    }
    expect(endsMs).toBe(now);
  });

  test('counts more frames than any air carries, and is free a minute after the last of them', () => {
    const pace = createRepairPace(FRAME_MS);
    for (let i = 0; i < 5000; i++) pace.spent(10, i);
    expect(pace.freeAtMs(5000)).toBeGreaterThan(MINUTE_MS);
    expect(pace.freeAtMs(5000)).toBeLessThanOrEqual(5000 + MINUTE_MS + 1);
    expect(pace.freeAtMs(5001 + MINUTE_MS)).toBe(5001 + MINUTE_MS);
  });
});

test('the loss that is heard of is estimated, and never so high that it multiplies what is sent', () => {
  const estimate = createLossEstimate();
  expect(estimate.share).toBe(0);
  const chance = prng('gaps');
  for (let i = 0, missed = 0; i < 2000; i++) {
    if (chance.below(10) < 3) missed++;
    else {
      estimate.heard(missed);
      missed = 0;
    }
  }
  expect(estimate.share).toBeGreaterThan(0.1);
  expect(estimate.share).toBeLessThan(0.5);
  for (let i = 0; i < 100; i++) estimate.answered(26, 600);
  expect(estimate.share).toBeLessThanOrEqual(LOSS_MAX);
  for (let i = 0; i < 100; i++) estimate.heard(0);
  expect(estimate.share).toBeLessThan(0.01);
});
