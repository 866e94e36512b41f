// What waits for the air: the nearer a matter's end, the sooner; an SOS before all; nothing by another's hands late.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import type { Collectors } from '#protocol/sync/collectors.ts';
import { createCollectors } from '#protocol/sync/collectors.ts';
import type { Holdings } from '#protocol/sync/holdings.ts';
import { isVoice, type Item } from '#protocol/sync/items.ts';
import { createOutbox, type Outbox } from '#protocol/sync/outbox.ts';

const HOUR = 3_600_000;
const FRAME_MS = 2_200;
const frames = (count: number): number => count * FRAME_MS;
const alarm = 'an alarm' as Item;
const ballot = (number: number): Item => `1/proposal ${number}/member/0/3/0` as Item;

const holdings = (closesAtMs: (item: Item) => number | undefined): Holdings =>
  ({
    has: () => true,
    standsAlone: () => true,
    isGuests: () => false,
    urgencyOf: (item: Item) => (isVoice(item) ? 2 : 0),
    closesAtMs: (item: Item) => closesAtMs(item),
    firstParcel: (items: readonly Item[]) => ({ kind: 'single', plaintext: new Uint8Array(40), items, urgency: 2 }),
  }) as unknown as Holdings;

/** On an air of which so much is spent. */
const outboxWith = (used: number, closes: (item: Item) => number | undefined, collectors?: Collectors): Outbox =>
  createOutbox(holdings(closes), prng('outbox'), frames, () => used, collectors ?? createCollectors({}));

const dueOf = (outbox: Outbox, item: Item): number =>
  [...outbox.waiting()].find((waiting) => waiting.item === item)!.dueMs;

describe('a ballot', () => {
  test('waits no longer the nearer the end of its matter is, and never more than a part of what is left', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const left = fc.integer({ min: 1, max: 400 * HOUR });
    fc.assert(
      fc.property(share, left, left, (used, a, b) => {
        const [soon, late] = [Math.min(a, b), Math.max(a, b)];
        const outbox = outboxWith(used, (item) => (item === ballot(1) ? soon : item === ballot(2) ? late : undefined));
        for (const number of [1, 2, 3]) outbox.add(ballot(number), 'own', 0);
        expect(dueOf(outbox, ballot(1))).toBeLessThanOrEqual(dueOf(outbox, ballot(2)));
        expect(dueOf(outbox, ballot(2))).toBeLessThanOrEqual(dueOf(outbox, ballot(3)));
        expect(dueOf(outbox, ballot(1))).toBeLessThanOrEqual(Math.max(frames(9), soon / 16));
      }),
    );
  });

  test('cast an hour before the end goes hours before one that was cast a day before it, where the air is nearly spent', () => {
    const outbox = outboxWith(1, (item) => (item === ballot(1) ? HOUR : 24 * HOUR));
    outbox.add(ballot(2), 'own', 0);
    outbox.add(ballot(1), 'own', 0);
    expect(dueOf(outbox, ballot(1))).toBeLessThan(5 * 60_000);
    expect(dueOf(outbox, ballot(2))).toBeGreaterThan(HOUR);
    // When both may go, the one that ends first is first in the frame.
    expect([...outbox.ready(2 * HOUR)][0]!.parcel.items).toEqual([ballot(1), ballot(2)]);
  });

  test('never goes before an alarm, however little time its matter has', () => {
    const outbox = outboxWith(1, () => 1);
    outbox.add(ballot(1), 'own', 0);
    outbox.add(alarm, 'own', 0);
    expect([...outbox.ready(HOUR)].map(({ urgency }) => urgency)).toEqual([0, 2]);
  });

  test('is left with a collector while its matter has time, and said by its author when it has not', () => {
    const collectors = createCollectors({ self: 'b' });
    collectors.heard('a', true, 0);
    const outbox = outboxWith(0, (item) => (item === ballot(1) ? HOUR / 3 : 24 * HOUR), collectors);
    for (const number of [1, 2]) outbox.add(ballot(number), 'own', 0);
    expect(outbox.collectorFor([ballot(1)], 0)).toBeUndefined();
    expect(outbox.collectorFor([ballot(2)], 0)).toEqual({ name: 'a', acknowledges: false });
    expect(outbox.collectorFor([ballot(1), ballot(2)], 0)).toBeUndefined();
  });

  test('that was left with collectors who all say nothing is said by its author within half an hour', () => {
    const collectors = createCollectors({ self: 'z' });
    for (const name of 'abcdef') collectors.heard(name, true, 0);
    const outbox = outboxWith(0, () => undefined, collectors);
    outbox.add(ballot(1), 'own', 0);
    const asked: string[] = [];
    let now = dueOf(outbox, ballot(1));
    for (;;) {
      expect([...outbox.ready(now)]).toHaveLength(1);
      const to = outbox.collectorFor([ballot(1)], now);
      if (!to) break;
      asked.push(to.name);
      outbox.submitted([ballot(1)], to, now);
      expect([...outbox.ready(now + 1)]).toEqual([]);
      now = outbox.nextAtMs(now);
    }
    expect(asked).toEqual(['a', 'a', 'b']);
    expect(now).toBeLessThan(HOUR / 2);
    // Two have been found wanting: for hours nobody is asked, whatever they are called.
    expect(collectors.choose([], now)).toBeUndefined();
    expect(collectors.choose([], now + 7 * HOUR)).toBe('a');
  });
});

test('of neighbours who all hear each other, one collects', () => {
  const names = ['c', 'a', 'd', 'b'];
  const houses = names.map((self) => ({ self, collectors: createCollectors({ self, collects: true }) }));
  for (let round = 0; round < 3; round++)
    for (const { self, collectors } of houses) {
      const offers = collectors.offers(round);
      for (const other of houses) if (other.self !== self) other.collectors.heard(self, offers, round);
    }
  expect(houses.filter(({ collectors }) => collectors.collecting(3)).map(({ self }) => self)).toEqual(['a']);
  expect(houses.map(({ collectors }) => collectors.choose([], 3))).toEqual(['a', undefined, 'a', 'a']);
});
