// A simulated mesh on the wall clock: it is caught up before every touch from outside, and one timer sleeps
// until its next event.

import type { HostClock } from '#radio/virtual/host.ts';
import type { Mesh } from '#sim/mesh.ts';

export type RealTime = { readonly clock: HostClock; stop(): void };

/**
 * A whole microsecond at `atMs` or right after, never before. Rounding up alone is not enough: a sum of fractions
 * can lie a hair above a microsecond that its product hits, and whoever is woken too early asks again for ever.
 */
export function atOrAfterUs(atMs: number): number {
  const us = Math.ceil(atMs * 1000);
  return us / 1000 < atMs ? us + 1 : us;
}

export function realTime(mesh: Mesh): RealTime {
  const startedAtMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isStopped = false;
  const elapsedUs = (): number => Math.floor((performance.now() - startedAtMs) * 1000);

  const catchUp = (): void => {
    if (isRunning || isStopped) return;
    isRunning = true;
    mesh.advanceTo(Math.max(elapsedUs(), mesh.nowUs()));
    isRunning = false;
  };
  const arm = (): void => {
    clearTimeout(timer);
    const nextUs = mesh.nextEventAtUs();
    if (isStopped || nextUs === Infinity) return;
    timer = setTimeout(tick, Math.min(60_000, Math.max(1, (nextUs - elapsedUs()) / 1000)));
  };
  const tick = (): void => {
    catchUp();
    arm();
  };
  return {
    clock: {
      nowMs() {
        catchUp();
        if (!isRunning) queueMicrotask(arm); // whatever the caller does now may bring a new next event
        return mesh.nowUs() / 1000;
      },
      wakeAt(atMs, wake) {
        let isCalledOff = false;
        mesh.schedule(atOrAfterUs(atMs), () => {
          if (!isCalledOff) wake();
        });
        return () => {
          isCalledOff = true;
        };
      },
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
