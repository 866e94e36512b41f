import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockQueue } from '#sim/clock-queue.ts';

const drain = (queue: ReturnType<typeof clockQueue>): { atUs: number; a: number }[] => {
  const out = [];
  while (queue.pop()) out.push({ atUs: queue.event.atUs, a: queue.event.a });
  return out;
};

test('events leave by time, and at the same instant in the order they came, like a sorted list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3000 }), (times) => {
      const queue = clockQueue(undefined);
      times.forEach((atUs, i) => queue.push(atUs, 0, i, 0));
      const expected = times.map((atUs, a) => ({ atUs, a })).sort((x, y) => x.atUs - y.atUs || x.a - y.a);
      expect(drain(queue)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('a shuffled tie order keeps the times, loses nothing, and differs from the plain order', () => {
  const plain = clockQueue(undefined);
  const shuffled = clockQueue(7);
  for (let i = 0; i < 500; i++) {
    plain.push(i % 5, 1, i, 0);
    shuffled.push(i % 5, 1, i, 0);
  }
  const a = drain(plain);
  const b = drain(shuffled);
  expect(b.map((e) => e.atUs)).toEqual(a.map((e) => e.atUs));
  expect(b.map((e) => e.a).sort((x, y) => x - y)).toEqual(a.map((e) => e.a).sort((x, y) => x - y));
  expect(b).not.toEqual(a);
});

test('pushing while popping keeps the order', () => {
  const queue = clockQueue(undefined);
  queue.push(10, 0, 1, 0);
  queue.push(30, 0, 3, 0);
  queue.pop();
  queue.push(20, 0, 2, 0);
  expect(drain(queue)).toEqual([
    { atUs: 20, a: 2 },
    { atUs: 30, a: 3 },
  ]);
  expect(() => queue.push(29, 0, 4, 0)).toThrow('in the past');
});
