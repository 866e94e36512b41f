// When we may begin to speak of repair, and when somebody else does (protocol/README.md §8.4, §8.7).
//
// One speaks at a time. What is waited for grows with how many are in reach: two need no patience with each
// other, twenty who begin at once lose more than all their waiting costs.

import type { Prng } from '../bytes/prng.ts';
import type { RepairPace } from './repair-pace.ts';

/** A turn begins within so many frames for each who is in reach: most late and few early, so that the first is well before the next. */
const TURN_SLOTS = 3;
/** Summaries are spread over so many frames, and two more for each who is in reach. */
const SUMMARY_SLOTS = 6;
/** Own summaries keep this distance: a minute on LongFast, and a turn. */
const SUMMARY_EVERY_FRAMES = 27;
const IN_REACH_MAX = 24;
const IN_REACH_MS = 6 * 3_600_000;
/** While somebody sends a sheaf, and until who lacks some of it has asked and was answered, nobody else begins. */
const QUIET_FRAMES = 18;
const TO_COME_MAX = 30;

export interface Turns {
  /** Somebody was heard. */
  meets(from: string, nowMs: number): void;
  /** A wait before we begin a turn. */
  turnMs(nowMs: number): number;
  /** Summaries of one round are said within this time. */
  readonly summariesMs: number;
  /** Own summaries keep this distance. */
  readonly summaryEveryMs: number;
  /** Somebody else said that so many frames follow; or that nothing does, if `anew`, whatever was said before. */
  taken(toCome: number, anew: boolean, nowMs: number): void;
  /** Until then somebody else sends what they said was to come. */
  readonly takenUntilMs: number;
  /** Until then nobody begins anything. */
  readonly quietUntilMs: number;
}

export function createTurns(
  frames: (count: number) => number,
  pace: Pick<RepairPace, 'afterMs'>,
  chance: Prng,
  nowMs: number,
): Turns {
  const inReach = new Map<string, number>();
  let takenUntilMs = nowMs;
  let quietUntilMs = nowMs;
  const turnMs = (now: number): number => {
    for (const [from, atMs] of inReach) if (now - atMs > IN_REACH_MS) inReach.delete(from);
    return Math.floor(frames(TURN_SLOTS * (1 + inReach.size)) * Math.sqrt(chance.unit()));
  };
  return {
    meets(from, now) {
      inReach.delete(from);
      if (inReach.size >= IN_REACH_MAX) inReach.delete(inReach.keys().next().value!);
      inReach.set(from, now);
    },
    turnMs,
    get summariesMs() {
      return frames(SUMMARY_SLOTS + 2 * inReach.size);
    },
    get summaryEveryMs() {
      return frames(SUMMARY_EVERY_FRAMES + TURN_SLOTS * inReach.size);
    },
    taken(toCome, anew, now) {
      if (anew) [takenUntilMs, quietUntilMs] = [now, now];
      const endsMs = toCome > 0 ? pace.afterMs(Math.min(toCome, TO_COME_MAX), now) : now;
      if (toCome > 0) takenUntilMs = Math.max(takenUntilMs, endsMs + frames(1) + chance.below(frames(2)));
      quietUntilMs = Math.max(quietUntilMs, endsMs + frames(QUIET_FRAMES) + turnMs(now));
    },
    get takenUntilMs() {
      return takenUntilMs;
    },
    get quietUntilMs() {
      return quietUntilMs;
    },
  };
}
