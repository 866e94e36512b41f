// The page's clock: the device's own, which goes on evenly from where it was when somebody sets that clock back.

import type { ClockPort } from '#protocol/node/ports.ts';

/** A browser's timer overflows above this and would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function pageClock(): ClockPort {
  let latestMs = Date.now();
  /** By how much the device's clock was set back while the page lived: held still instead, a node would say nothing for so long. */
  let setBackMs = 0;
  const nowMs = (): number => {
    const ms = Date.now();
    if (ms < latestMs) setBackMs += latestMs - ms;
    latestMs = ms;
    return ms + setBackMs;
  };
  return {
    nowMs,
    at(atMs, fire) {
      const timer = setTimeout(fire, Math.min(TIMER_MS_MAX, Math.max(0, atMs - nowMs())));
      return () => clearTimeout(timer);
    },
  };
}
