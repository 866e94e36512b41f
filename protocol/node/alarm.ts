// All the times at which a node wants to be woken, behind one timer of the platform.

import type { ClockPort } from './ports.ts';

/** Times kept apart; when there are more, the latest are let go: the node asks again when it wakes. */
const WAKES_MAX = 64;

export type Alarm = { set(atMs: number): void; clear(): void };

export function createAlarm(clock: ClockPort, fire: () => void): Alarm {
  let times: number[] = [];
  let cancel: (() => void) | undefined;

  const arm = (): void => {
    cancel?.();
    cancel = times.length === 0 ? undefined : clock.at(times[0]!, ring);
  };
  const ring = (): void => {
    cancel = undefined;
    const nowMs = clock.nowMs();
    const due = times.filter((atMs) => atMs <= nowMs).length;
    times = times.slice(due);
    arm();
    if (due > 0) fire();
  };
  return {
    set(atMs: number): void {
      if (times.includes(atMs)) return;
      const first = times[0];
      times = [...times, atMs].sort((a, b) => a - b).slice(0, WAKES_MAX);
      if (times[0] !== first) arm();
    },
    clear(): void {
      times = [];
      cancel?.();
      cancel = undefined;
    },
  };
}
