// Simulated radios on the wall clock: a wake-up is never early, whatever fractions of a millisecond add up to.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atOrAfterUs, realTime } from '#gateway/embedded/real-time.ts';
import { createMesh, type Mesh } from '#sim/mesh.ts';

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

/** A mesh in which only the test makes things happen. */
const still = (): Mesh =>
  createMesh({ seed: 'time', region: 'US', preset: 'SHORT_FAST', nodes: [{ off: true }], links: [] });

test('a fast world lives through an hour while the wall clock shows seconds', async () => {
  const mesh = still();
  const { clock, stop } = realTime(mesh, { speed: 1000 });
  await new Promise<void>((resolve) => void clock.wakeAt(clock.nowMs() + 3_600_000, resolve));
  expect(mesh.nowUs()).toBeGreaterThanOrEqual(3_600_000_000);
  stop();
}, 30_000);

test('time that stands still moves for nobody, and goes on where it stood', async () => {
  const mesh = still();
  const time = realTime(mesh, { speed: 1000 });
  time.setSpeed(0);
  const stoodAtMs = time.clock.nowMs();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(time.clock.nowMs()).toBe(stoodAtMs);
  time.setSpeed(1000);
  await new Promise<void>((resolve) => void time.clock.wakeAt(time.clock.nowMs() + 5000, resolve));
  expect(time.clock.nowMs()).toBeGreaterThanOrEqual(stoodAtMs + 5000);
  time.stop();
});

test('a world that is too much for the machine falls behind, and leaves turns to everybody else', async () => {
  const mesh = still();
  const time = realTime(mesh, { speed: 1000 });
  let stopped = false;
  // Each millisecond of the world costs more than one of ours.
  const toil = (): void => {
    const endsAtMs = performance.now() + 2;
    while (performance.now() < endsAtMs);
    if (!stopped) mesh.schedule(mesh.nowUs() + 1000, toil);
  };
  mesh.schedule(0, toil);
  time.clock.nowMs();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(time.behindMs()).toBeGreaterThan(0);
  stopped = true;
  time.stop();
});
