// The gateway's clock: starts with the wall clock's time, then runs evenly, whatever is done to that clock.
//
// One object serves the node's driver (`at`) and the radio sessions (`after`): both speak of the same time.

import type { ClockPort } from '#protocol/node/ports.ts';
import type { Clock } from '#radio/links/byte-stream.ts';

/** The longest wait that setTimeout keeps; beyond it, it would fire at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

export function createClock(): ClockPort & Clock {
  const startedMs = Date.now() - performance.now();
  const nowMs = (): number => Math.floor(startedMs + performance.now());
  const at = (atMs: number, fire: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const leftMs = atMs - nowMs();
      timer = leftMs > TIMEOUT_MS_MAX ? setTimeout(wait, TIMEOUT_MS_MAX) : setTimeout(fire, Math.max(0, leftMs));
    };
    wait();
    return () => clearTimeout(timer);
  };
  return { nowMs, at, after: (ms, callback) => at(nowMs() + ms, callback) };
}
