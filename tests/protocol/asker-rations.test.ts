import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowedMs } from '#protocol/sync/air-budget.ts';
import { createAskerRations } from '#protocol/sync/asker-rations.ts';
import type { Item } from '#protocol/sync/items.ts';

const HOUR = 3_600_000;
const COST_MS = 500;
const items = (count: number): Item[] => Array.from({ length: count }, (_, i) => `record ${i}` as Item);
const DUTY = 0.1;

test('whatever one asker asks for and however often, a quarter of what repairs may take is left to others', () => {
  const asks = fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 900 }), waitMs: fc.integer({ min: 0, max: 600_000 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(asks, (given) => {
      const rations = createAskerRations(DUTY, () => COST_MS);
      const sent: { atMs: number; airtimeMs: number }[] = [];
      let now = 0;
      for (const { count, waitMs } of given) {
        now += waitMs;
        for (const _item of rations.cut(items(count), 'hungry', now)) {
          rations.spent(COST_MS, now);
          sent.push({ atMs: now, airtimeMs: COST_MS });
        }
        const spentMs = sent.filter(({ atMs }) => atMs > now - HOUR).reduce((sum, one) => sum + one.airtimeMs, 0);
        expect(spentMs).toBeLessThanOrEqual(0.75 * allowedMs(DUTY, 3) + COST_MS);
      }
      expect(rations.may('somebody else', now)).toBe(true);
    }),
  );
});

test('who has used up a ration gets it back within the hour, and others are not charged for it', () => {
  const rations = createAskerRations(DUTY, () => COST_MS);
  const granted = rations.cut(items(2000), 'hungry', 0).length;
  for (let i = 0; i < granted; i++) rations.spent(COST_MS, i * 100);
  expect(rations.cut(items(10), 'hungry', 300_000)).toEqual([]);
  expect(rations.may('hungry', 300_000)).toBe(false);
  expect(rations.cut(items(10), 'honest', 300_000)).toHaveLength(10);
  expect(rations.cut(items(10), 'hungry', 300_000 + HOUR)).toHaveLength(10);
});
