// The page's clock: the device's own, held so that it never runs backwards while the page lives.

import type { ClockPort } from '#protocol/node/ports.ts';

/** A browser's timer overflows above this and would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function pageClock(): ClockPort {
  let latestMs = 0;
  const nowMs = (): number => (latestMs = Math.max(latestMs, Date.now()));
  return {
    nowMs,
    at(atMs, fire) {
      const timer = setTimeout(fire, Math.min(TIMER_MS_MAX, Math.max(0, atMs - nowMs())));
      return () => clearTimeout(timer);
    },
  };
}
