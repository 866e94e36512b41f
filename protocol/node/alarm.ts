// The one time at which a node wants to be woken: each `wake` replaces the one before.

import type { ClockPort } from './ports.ts';

export type Alarm = { set(atMs: number): void; clear(): void };

export function createAlarm(clock: ClockPort, fire: () => void): Alarm {
  let setForMs: number | undefined;
  let cancel: (() => void) | undefined;

  const clear = (): void => {
    cancel?.();
    setForMs = cancel = undefined;
  };
  return {
    set(atMs) {
      if (atMs === setForMs) return;
      clear();
      setForMs = atMs;
      cancel = clock.at(atMs, () => {
        setForMs = cancel = undefined;
        fire();
      });
    },
    clear,
  };
}
