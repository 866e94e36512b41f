// Which frame keys a node has and how far the days have come (protocol/README.md §6.3): what opens a frame, which day it was
// sealed on, and when a key of a former day is thrown away. No clock tells the day to others: frames do.

import { ok, type Result } from '../bytes/result.ts';
import {
  DAYS_KEPT,
  forget,
  install,
  resume,
  ringsFor,
  turnTo,
  type Keychain,
  type Keyring,
} from '../crypto/keyring.ts';
import { openWithChain, type NotOurs, type Opened } from '../wire/frame.ts';
import type { Frames } from './frames.ts';

/** Members whose things show how far the days have come. */
const WITNESSES_MAX = 4096;
/** A search through later days costs milliseconds: not more often than this. */
const FAR_SEARCH_EVERY_MS = 10_000;
/** A day may not turn sooner than this by our own clock. */
const DAY_LEAST_MS = 12 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** Others whose day is far ahead of ours: after so long without a break longer than the gap we follow them. */
const AHEAD_PATIENCE_MS = 3_600_000;
const AHEAD_GAP_MS = 3 * AHEAD_PATIENCE_MS;
/** So many days, once a day: whoever makes days up must not outrun those who sleep. */
const FOLLOWED_DAYS_MAX = 30;

export type DayHooks = {
  readonly turned: (day: number) => void;
  /** Days or epochs of the keys changed. */
  readonly keysChanged: (chain: Keychain) => void;
};

type OpenedHere = Opened & { readonly ring: Keyring };

export interface Days {
  /** Opens a frame, and learns from it how far others are. */
  open(frame: Uint8Array, nowMs: number): Result<OpenedHere, NotOurs>;
  /** Somebody's word, or our own clock's, for a day. Keys are thrown away only when two stand for the day. */
  witness(names: readonly string[], day: number, nowMs: number): void;
  /** Once a day by our own clock, unless others were quicker. */
  turnDay(nowMs: number): void;
  /** The ring that we seal with. */
  readonly ring: Keyring;
  readonly chain: Keychain;
  /** What was stored of an epoch when this node last ran. */
  resume(ring: Keyring, nowMs: number): void;
  /** One more epoch. */
  install(ring: Keyring, nowMs: number): void;
}

export function createDays(startRing: Keyring, startedMs: number, frames: Pick<Frames, 'open'>, hooks: DayHooks): Days {
  let chain: Keychain = [startRing];
  let turnedMs = startedMs;
  let farSearchMs = -Infinity;
  let nearMs = -Infinity;
  /** Others seal with a day that is far ahead, while we hear our own: the halves of a long cut count apart. */
  let ahead: { readonly day: number; readonly sinceMs: number; readonly heardMs: number } | undefined;
  let followedMs = -Infinity;
  /** The day that our own clock, or two members, stand for; the ring may be ahead of it after a long sleep. */
  let settled = startRing.day;
  const witnesses = new Map<string, number>();

  const setRing = (ring: Keyring): void => {
    if (ring === chain[0]) return;
    const turned = ring.day !== chain[0].day;
    chain = [ring, ...chain.slice(1)];
    if (turned) hooks.turned(ring.day);
    hooks.keysChanged(chain);
  };

  const turn = (day: number, nowMs: number): void => {
    const next = turnTo(chain[0], day);
    if (next === chain[0]) return;
    turnedMs = nowMs;
    setRing(next);
  };

  const witness = (names: readonly string[], day: number, nowMs: number): void => {
    for (const name of names) {
      const before = witnesses.get(name) ?? -1;
      if (before < 0 && witnesses.size >= WITNESSES_MAX) witnesses.delete(witnesses.keys().next().value!);
      if (day > before) witnesses.set(name, day);
    }
    const second = [...witnesses.values()].sort((a, b) => b - a)[1] ?? -1;
    settled = Math.max(settled, second);
    if (settled > chain[0].day + 1) turn(settled, nowMs);
    if (second >= chain[0].day) setRing(forget(chain[0]));
  };

  const near = (day: number): boolean => day >= settled - 2 && day <= settled + 1;

  /** A frame of a day that is far ahead: of the day that others were heard to seal with, or of one that is searched. */
  const openFar = (frame: Uint8Array, nowMs: number): Opened | undefined => {
    if (!ringsFor(chain, frame[0]! & 7).includes(chain[0])) return undefined;
    const known = ahead && frames.open(turnTo(chain[0], ahead.day), frame);
    if (known?.ok) return known.value;
    if (nowMs < farSearchMs) return undefined;
    farSearchMs = nowMs + FAR_SEARCH_EVERY_MS;
    const found = frames.open(turnTo(chain[0], Math.min(settled, chain[0].day)), frame, true);
    return found.ok ? found.value : undefined;
  };

  /** Who hears both follows after a while, so that it can be read on both sides. No key is thrown away for it. */
  const heardAhead = (day: number, nowMs: number): void => {
    const goesOn = ahead !== undefined && nowMs - ahead.heardMs < AHEAD_GAP_MS;
    ahead = { day, sinceMs: goesOn ? ahead!.sinceMs : nowMs, heardMs: nowMs };
    if (nowMs - ahead.sinceMs < AHEAD_PATIENCE_MS || nowMs - followedMs < DAY_MS) return;
    followedMs = nowMs;
    turn(Math.min(day, settled + FOLLOWED_DAYS_MAX), nowMs);
  };

  /**
   * After a day without a frame of our days we may have slept: what opens of later days shows the day that the
   * others seal with, and we seal with it at once. Whoever hears its own people reads later days all the same, and
   * waits before it follows. Until two members stand for the day, nothing is thrown away; a frame of the former days
   * turns a sleeper back, and who followed when nobody ahead was heard for a day.
   */
  const openHere = (frame: Uint8Array, nowMs: number): Result<OpenedHere, NotOurs> => {
    const opened = openWithChain(chain, frame, frames.open);
    if (opened.ok) {
      if (opened.value.ring !== chain[0]) return opened;
      if (near(opened.value.day)) {
        nearMs = nowMs;
        const isLed = followedMs > -Infinity && ahead !== undefined && nowMs - ahead.heardMs < DAY_MS;
        if (chain[0].day > settled + 1 && !isLed) turn(opened.value.day, nowMs);
      } else if (ahead && opened.value.day > settled + 1) ahead = { ...ahead, heardMs: nowMs };
      return opened;
    }
    if (opened.error.kind !== 'wrong-tag') return opened;
    const far = openFar(frame, nowMs);
    if (!far) return opened;
    if (nowMs - nearMs >= DAY_MS) turn(far.day, nowMs);
    else heardAhead(far.day, nowMs);
    return ok({ ...far, ring: chain[0] });
  };

  return {
    open(frame, nowMs) {
      const opened = openHere(frame, nowMs);
      if (!opened.ok) return opened;
      const { day, ring } = opened.value;
      if (ring === chain[0] && day === ring.day + 1 && nowMs - turnedMs >= DAY_LEAST_MS) {
        turn(day, nowMs);
        settled = Math.max(settled, day);
      }
      return opened;
    },
    witness,
    turnDay(nowMs) {
      if (nowMs - turnedMs < DAY_MS) return;
      turn(chain[0].day + 1, nowMs);
      if (chain[0].day === settled + 1) settled = chain[0].day;
      witness(['our own clock'], chain[0].day, nowMs);
    },
    resume(ring, nowMs) {
      chain = resume(chain, ring);
      // Keys were thrown away for a day that was sure; a later day may still prove to be one member's word.
      settled = Math.min(chain[0].day, chain[0].oldest.day + DAYS_KEPT);
      turnedMs = nowMs;
      hooks.keysChanged(chain);
    },
    install(ring, nowMs) {
      const before = chain[0];
      chain = install(chain, ring);
      if (chain[0] !== before) {
        [settled, turnedMs] = [chain[0].day, nowMs];
        witnesses.clear();
      }
      hooks.keysChanged(chain);
    },
    get ring() {
      return chain[0];
    },
    get chain() {
      return chain;
    },
  };
}
