// A simulated mesh on the wall clock, or faster: it is caught up before every touch from outside, and one timer
// sleeps until its next event. A world that is too much for the machine falls behind, and the process still answers.

import type { HostClock } from '#radio/virtual/host.ts';
import type { Mesh } from '#sim/mesh.ts';

export type RealTime = {
  /** In the mesh's time, whatever the speed. */
  readonly clock: HostClock;
  /** From now on so many times as fast as the wall clock; 0: time stands still. */
  setSpeed(speed: number): void;
  speed(): number;
  /** How much wall time the mesh is behind where it should be. */
  behindMs(): number;
  stop(): void;
};

export type RealTimeOptions = {
  readonly speed?: number;
  /** Where the mesh's time stood, or should have stood, at this reading of performance.now(); else: now. */
  readonly anchor?: { readonly meshUs: number; readonly atMs: number };
};

/** One turn of the process: sockets and keys are served between two of these. */
const TURN_MS = 40;
/** Looked at the wall clock after so much of the mesh's time. */
const STEP_US = 100_000;
/** A fast world that cannot keep up lets go of what it is behind by more than this, else it would race when slowed. */
const BEHIND_MS_MAX = 2000;

/**
 * A whole microsecond at `atMs` or right after, never before. Rounding up alone is not enough: a sum of fractions
 * can lie a hair above a microsecond that its product hits, and whoever is woken too early asks again for ever.
 */
export function atOrAfterUs(atMs: number): number {
  const us = Math.ceil(atMs * 1000);
  return us / 1000 < atMs ? us + 1 : us;
}

export function realTime(mesh: Mesh, options: RealTimeOptions = {}): RealTime {
  let speed = options.speed ?? 1;
  let anchor = options.anchor ?? { meshUs: mesh.nowUs(), atMs: performance.now() };
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isStopped = false;

  const dueUs = (): number => Math.floor(anchor.meshUs + (performance.now() - anchor.atMs) * 1000 * speed);
  const anchorHere = (): void => {
    anchor = { meshUs: mesh.nowUs(), atMs: performance.now() };
  };
  /** Counted from what should have happened: a mesh in which nothing is due is not behind. */
  const behindMs = (): number => (speed === 0 ? 0 : Math.max(0, (dueUs() - mesh.nextEventAtUs()) / 1000 / speed));

  /** False where the turn was over before the mesh had caught up. */
  const catchUp = (): boolean => {
    if (isRunning || isStopped) return true;
    isRunning = true;
    const turnEndsAtMs = performance.now() + TURN_MS;
    let caughtUp = true;
    for (let toUs = dueUs(); mesh.nowUs() < toUs && caughtUp; caughtUp = performance.now() < turnEndsAtMs)
      mesh.advanceTo(Math.min(toUs, Math.max(mesh.nextEventAtUs(), mesh.nowUs() + STEP_US)));
    isRunning = false;
    return caughtUp;
  };
  const arm = (): void => {
    clearTimeout(timer);
    const nextUs = mesh.nextEventAtUs();
    if (isStopped || speed === 0 || nextUs === Infinity) return;
    timer = setTimeout(tick, Math.min(60_000, Math.max(1, (nextUs - dueUs()) / 1000 / speed)));
  };
  const tick = (): void => {
    if (!catchUp() && speed > 1 && behindMs() > BEHIND_MS_MAX) anchorHere();
    arm();
  };
  if (options.anchor) arm();

  return {
    clock: {
      nowMs() {
        // With more than a turn's work undone the timer is at it, and turns from here would keep everybody waiting.
        if (behindMs() <= TURN_MS) catchUp();
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
    setSpeed(to) {
      catchUp();
      anchorHere();
      speed = to;
      arm();
    },
    speed: () => speed,
    behindMs,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
