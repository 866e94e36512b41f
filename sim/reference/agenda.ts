// The order in which Meshtasticator's engine (SimPy) works off one instant, which its figures depend on.
//
// Three ranks: a process that was just started comes before all else; what was planned earlier for this instant
// comes next, in the order of planning; what is set going in the instant itself follows, first come, first served.
// Facts of SimPy 4.1: core.py (Environment.schedule, step), events.py (Initialize is urgent, a timeout of 0 is not).

import { clockQueue } from '../clock-queue.ts';

type Step = () => void;

export type Agenda = {
  nowMs(): number;
  /** Later; or in this instant, behind what is set going already. */
  after(delayMs: number, step: Step): void;
  /** In this instant, behind what is set going already. */
  soon(step: Step): void;
  /** As soon as the present step is done. */
  first(step: Step): void;
  /** Works off `first` steps: for a step that stands for many. */
  settle(): void;
  /** Runs everything before this time. */
  runUntil(endMs: number): void;
};

export function agenda(): Agenda {
  const future = clockQueue(undefined); // its unit is milliseconds here, with fractions
  const planned: (Step | undefined)[] = [];
  const free: number[] = [];
  const urgent: Step[] = [];
  const present: Step[] = [];
  let nowMs = 0;

  const soon = (step: Step): void => void present.push(step);
  const settle = (): void => {
    for (let i = 0; i < urgent.length; i++) urgent[i]!();
    urgent.length = 0;
  };
  const take = (): Step => {
    future.pop();
    const place = future.event.a;
    const step = planned[place]!;
    planned[place] = undefined;
    free.push(place);
    return step;
  };
  return {
    nowMs: () => nowMs,
    after(delayMs, step) {
      if (delayMs === 0) return soon(step);
      const place = free.pop() ?? planned.length;
      planned[place] = step;
      future.push(nowMs + delayMs, 0, place, 0);
    },
    soon,
    first: (step) => void urgent.push(step),
    settle,
    runUntil(endMs) {
      settle();
      while (future.nextAtUs() < endMs) {
        nowMs = future.nextAtUs();
        while (future.nextAtUs() === nowMs) {
          take()();
          settle();
        }
        for (let i = 0; i < present.length; i++) {
          present[i]!();
          settle();
        }
        present.length = 0;
      }
      nowMs = endMs;
    },
  };
}
