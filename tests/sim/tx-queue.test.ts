import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyPool, type Copy, type Flood } from '#sim/firmware/packets.ts';
import { enqueue, holds, removeFrom } from '#sim/firmware/tx-queue.ts';

const copies = copyPool();
const copyOf = (serial: number, priority: number, own: boolean, txAfterMs: number): Copy => ({
  ...copies.make({ serial } as Flood),
  priority,
  own,
  txAfterMs,
});

const anyCopies = fc.array(
  fc.tuple(fc.constantFrom(10, 64, 64, 70, 120), fc.boolean(), fc.constantFrom(0, 0, 0, 500)),
  { maxLength: 16 },
);

test('the queue is in the order of urgency: on time, by priority, the mesh before oneself, then first come', () => {
  fc.assert(
    fc.property(anyCopies, (wanted) => {
      const queue: Copy[] = [];
      const all = wanted.map(([priority, own, late], i) => copyOf(i, priority, own, late));
      for (const copy of all) expect(enqueue(queue, copy, 16, 0)).toBe('taken');
      const rank = (copy: Copy): number => (copy.txAfterMs === 0 ? 0 : 1000) - copy.priority + (copy.own ? 0.5 : 0);
      const sorted = [...all].sort((a, b) => rank(a) - rank(b) || a.flood.serial - b.flood.serial);
      expect(queue.map((copy) => copy.flood.serial)).toEqual(sorted.map((copy) => copy.flood.serial));
    }),
  );
});

test('a full queue never grows, and what leaves it was less urgent than what came, or overdue', () => {
  fc.assert(
    fc.property(anyCopies, fc.constantFrom(10, 64, 70, 120), (wanted, priority) => {
      const queue: Copy[] = [];
      wanted.forEach(([p, own, late], i) => enqueue(queue, copyOf(i, p, own, late), 4, 0));
      if (queue.length < 4) return;
      const firm = queue.every((copy) => copy.txAfterMs === 0 && copy.priority >= priority);
      const result = enqueue(queue, copyOf(99, priority, true, 0), 4, 1000);
      expect(queue.length).toBe(4);
      if (typeof result === 'object') {
        expect(result.evicted.priority < priority || result.evicted.txAfterMs > 0).toBe(true);
        expect(holds(queue, result.evicted.flood)).toBe(false);
      } else expect(result).toBe('refused');
      if (firm) expect(result).toBe('refused');
    }),
  );
});

test('a copy is taken out once, and only if it fits the question', () => {
  const queue: Copy[] = [];
  enqueue(queue, copyOf(1, 64, true, 0), 16, 0);
  expect(removeFrom(queue, { serial: 1 } as Flood, (copy) => copy.priority > 64)).toBeUndefined();
  expect(removeFrom(queue, { serial: 1 } as Flood)?.priority).toBe(64);
  expect(removeFrom(queue, { serial: 1 } as Flood)).toBeUndefined();
});
