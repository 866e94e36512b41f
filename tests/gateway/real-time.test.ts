// Simulated radios on the wall clock: a wake-up is never early, whatever fractions of a millisecond add up to.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atOrAfterUs, realTime } from '#gateway/embedded/real-time.ts';
import { createMesh } from '#sim/mesh.ts';

test('a time in milliseconds is woken not before it, and within two microseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e13 }), fc.integer({ min: 0, max: 1e8 }), (startedUs, afterMs) => {
      const atMs = startedUs / 1000 + afterMs;
      const us = atOrAfterUs(atMs);
      expect(us / 1000).toBeGreaterThanOrEqual(atMs);
      expect((us - 2) / 1000).toBeLessThan(atMs); // and not much later
    }),
    { numRuns: 20_000 },
  );
});

test('a timer set again and again for a sum of fractions ends', () => {
  const mesh = createMesh({ seed: 'time', region: 'US', preset: 'SHORT_FAST', nodes: [{ off: true }], links: [] });
  const { clock, stop } = realTime(mesh);
  const dueMs = Array.from({ length: 5_000 }, (_, n) => (n * 977) / 1000 + 0.1 + 0.2);
  let early = 0;
  for (const atMs of dueMs) {
    clock.wakeAt(atMs, () => {
      if (mesh.nowUs() / 1000 < atMs) early += 1;
    });
  }
  mesh.advanceTo(10_000_000);
  stop();
  expect(early).toBe(0);
});
