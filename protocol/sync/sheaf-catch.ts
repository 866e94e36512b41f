// What a listener makes of sheaves that it hears: solves them, and asks for what it still misses (§8.7).
//
// Equal sheaves of several speakers have one name, and their combinations add up. Where what they add up
// to proves false, somebody lied: from then on this sheaf's speakers are told apart, and who sent a false
// one alone, three times within an hour, is not listened to for the rest of it.

import type { Prng } from '../bytes/prng.ts';
import {
  FRAME_SYMBOLS_MAX,
  SYMBOL_BYTES,
  WANTED_MAX,
  type Coded,
  type Plan,
  type SheafName,
  type Want,
  type Wanted,
} from './sheaf-messages.ts';
import type { Gathered, Opened, Sheaves } from './sheaves.ts';
import { createSolver, type Solver } from './symbols.ts';

const HOUR = 3_600_000;
/** Sheaves at once, frames kept of one, and names that are remembered. */
const CATCHES_MAX = 32;
const FRAMES_MAX = 48;
const REMEMBERED_MAX = 64;
const FALSE_MAX = 3;
/** Waits, in full frames: for what is said to come; the neediest ask before the others; the spread of askings; for an answer. */
const SLACK_FRAMES = 2;
const EASE_FRAMES = 6;
const ASKING_FRAMES = 8;
const ANSWER_FRAMES = 16;
/** Who hears another ask for this share of the own need keeps quiet, too: what is left is asked for after it. */
const ENOUGH_SHARE = 0.75;
/** Askings in a row that nobody answered: then a summary asks everybody. */
const UNANSWERED_MAX = 5;

type Catch = {
  readonly name: SheafName;
  readonly speakers: Set<string>;
  opened: Opened | undefined;
  solver: Solver | undefined;
  /** Kept until it is solved: what comes by another way meanwhile need not be solved for. */
  readonly frames: Coded[];
  /** Symbols that somebody else asked for since the last combination. */
  asked: number;
  planAsked: boolean;
  done: boolean;
};

/** Records of a sheaf, to be checked; `speakers` sent it. */
export type Caught = Gathered & { readonly sheaf: SheafName; readonly speakers: readonly string[] };

export interface SheafCatch {
  plan(from: string, plan: Plan, nowMs: number): Caught | null;
  coded(from: string, coded: Coded, behind: boolean, nowMs: number): Caught | null;
  /** Somebody else asked: who needs no more than that keeps quiet. */
  want(want: Want): void;
  /** What this sheaf gave proved false. */
  falsified(caught: Pick<Caught, 'sheaf' | 'speakers'>, nowMs: number): void;
  /** What is to be asked now, if anything; `giveUp` where nobody answers. */
  due(nowMs: number): { readonly wanted: readonly Wanted[]; readonly giveUp: boolean };
  /** Nothing may be asked now: later, then, and not all at once. */
  hold(nowMs: number): void;
  readonly nextAtMs: number;
  /** Is something under way that may bring what is missing? */
  readonly busy: boolean;
}

/** `afterMs`: when so many full frames will have gone that somebody sends one after another. */
export function createSheafCatch(
  sheaves: Sheaves,
  slotMs: number,
  chance: Prng,
  afterMs: (count: number, nowMs: number) => number,
): SheafCatch {
  const catches = new Map<string, Catch>();
  const spoilt = new Set<SheafName>();
  const lies = new Map<string, { readonly count: number; readonly sinceMs: number }>();
  let wantAtMs = Infinity;
  let unanswered = 0;

  const listensTo = (from: string, now: number): boolean => {
    const told = lies.get(from);
    return !told || told.count < FALSE_MAX || now - told.sinceMs >= HOUR;
  };
  const trimmed = <K>(
    map: { readonly size: number; keys(): IterableIterator<K>; delete(key: K): unknown },
    most: number,
  ): void => {
    for (const key of map.keys()) {
      if (map.size < most) return;
      map.delete(key);
    }
  };
  const falsified = ({ sheaf, speakers }: Pick<Caught, 'sheaf' | 'speakers'>, now: number): void => {
    trimmed(spoilt, REMEMBERED_MAX);
    spoilt.add(sheaf);
    for (const [key, one] of catches) if (one.name === sheaf) catches.delete(key);
    const [only] = speakers;
    if (only === undefined || speakers.length > 1) return;
    const before = lies.get(only);
    const fresh = !before || now - before.sinceMs >= HOUR;
    lies.delete(only);
    trimmed(lies, REMEMBERED_MAX);
    lies.set(only, fresh ? { count: 1, sinceMs: now } : { count: before.count + 1, sinceMs: before.sinceMs });
  };

  const keyOf = (from: string, name: SheafName): string => (spoilt.has(name) ? `${name}/${from}` : name);
  const catchOf = (from: string, name: SheafName): Catch => {
    const key = keyOf(from, name);
    const one = catches.get(key) ?? {
      name,
      speakers: new Set<string>(),
      frames: [],
      opened: undefined,
      solver: undefined,
      asked: 0,
      planAsked: false,
      done: false,
    };
    catches.delete(key);
    trimmed(catches, CATCHES_MAX);
    catches.set(key, one);
    return one;
  };

  const wantsPlan = ({ done, solver, frames }: Catch): boolean => !done && !solver && frames.length > 0;
  const needOf = ({ done, solver }: Catch): number => (done || !solver ? 0 : Math.max(1, solver.missing));
  const isOpen = (one: Catch): boolean => wantsPlan(one) || needOf(one) > 0;
  /** What came by another way need not be solved for. */
  const refresh = (one: Catch): void => {
    if (one.done || !one.opened) return;
    const { plan, missing } = one.opened;
    const ids = sheaves.idsOf(plan);
    if (missing.every((at) => ids[at] === undefined)) return;
    open(one, plan);
  };
  const open = (one: Catch, plan: Plan): void => {
    const opened = sheaves.open(plan);
    one.done = !opened || opened.missing.length === 0;
    if (!opened || one.done) return void (one.frames.length = 0);
    one.opened = opened;
    one.solver = createSolver(plan.name, opened.known, opened.unknown);
    for (const frame of one.frames) feed(one, frame);
  };

  /** Who needs most asks first, so that others need not. */
  const planWant = (toCome: number, now: number): void => {
    const lacking = [...catches.values()].filter(isOpen);
    if (lacking.length === 0) return void (wantAtMs = Infinity);
    const need = lacking.reduce((sum, one) => sum + needOf(one), 0);
    const ease = 1 / Math.max(1, Math.ceil(need / FRAME_SYMBOLS_MAX));
    const endsMs = toCome > 0 ? afterMs(toCome, now) : now;
    wantAtMs = endsMs + Math.ceil((SLACK_FRAMES + ease * EASE_FRAMES) * slotMs) + askingMs();
  };
  const askingMs = (): number => chance.below(Math.ceil(ASKING_FRAMES * slotMs) + 1);

  const feed = (one: Catch, { number, symbols }: Coded): void => {
    for (let i = 0; i * SYMBOL_BYTES < symbols.length; i++)
      one.solver!.add(FRAME_SYMBOLS_MAX * number + i, symbols.subarray(SYMBOL_BYTES * i, SYMBOL_BYTES * (i + 1)));
  };
  const harvest = (one: Catch, now: number): Caught | null => {
    if (one.done || !one.solver || one.solver.missing > 0) return null;
    one.done = true;
    one.frames.length = 0;
    const from = { sheaf: one.name, speakers: [...one.speakers] };
    const gathered = sheaves.gather(one.opened!, one.solver.solved());
    if (!gathered) falsified(from, now);
    // What it rests on comes as an erasing word, and nobody lied: said again, the sheaf is read anew.
    if (gathered === 'waits') [one.opened, one.solver] = [undefined, undefined];
    return gathered && gathered !== 'waits' ? { ...gathered, ...from } : null;
  };
  const heardWant = (wanted: readonly Wanted[]): void => {
    for (const { sheaf, symbols } of wanted) {
      for (const one of catches.values()) {
        if (one.name !== sheaf) continue;
        one.asked = Math.max(one.asked, symbols);
        one.planAsked ||= symbols === 0;
      }
    }
  };

  return {
    plan(from, plan, now) {
      if (!listensTo(from, now)) return null;
      const one = catchOf(from, plan.name);
      // One that is known answers nothing: what was asked for may be another speaker's, of a sheaf whose speakers are told
      // apart, and whoever took that for an answer would ask for ever, and be answered.
      // One that could not be opened then may be readable by now.
      if (one.opened) return null;
      open(one, plan);
      if (!one.solver) return null;
      unanswered = 0;
      one.speakers.add(from);
      planWant(Math.ceil(one.solver.missing / FRAME_SYMBOLS_MAX), now);
      return harvest(one, now);
    },
    coded(from, coded, behind, now) {
      if (!listensTo(from, now)) return null;
      // Who lacks nothing need not know what others are told.
      if (!behind && !catches.has(keyOf(from, coded.sheaf))) return null;
      const one = catchOf(from, coded.sheaf);
      [one.asked, one.planAsked, unanswered] = [0, false, 0];
      if (!one.done && one.speakers.size < FRAMES_MAX) one.speakers.add(from);
      refresh(one);
      if (!one.done && one.frames.length < FRAMES_MAX) one.frames.push(coded);
      if (one.solver && !one.done) feed(one, coded);
      const caught = harvest(one, now);
      planWant(coded.toCome, now);
      return caught;
    },
    want: ({ wanted }) => heardWant(wanted),
    falsified,
    due(now) {
      if (now < wantAtMs) return { wanted: [], giveUp: false };
      for (const one of catches.values()) refresh(one);
      const left = [...catches.values()].filter(isOpen);
      if (left.length === 0 || ++unanswered > UNANSWERED_MAX) {
        wantAtMs = Infinity;
        unanswered = 0;
        // Nobody says what these are combinations of.
        for (const one of left) if (wantsPlan(one)) one.frames.length = 0;
        return { wanted: [], giveUp: left.length > 0 };
      }
      wantAtMs = now + Math.ceil(ANSWER_FRAMES * slotMs) + askingMs();
      // Of a sheaf of which nothing came but the plan, its speaker may have left it to somebody else.
      const begun = left.filter(({ frames }) => frames.length > 0);
      const lacking = (begun.length > 0 ? begun : left).filter((one) =>
        wantsPlan(one) ? !one.planAsked : ENOUGH_SHARE * needOf(one) > one.asked,
      );
      const wanted = new Map(lacking.map((one) => [one.name, { sheaf: one.name, symbols: needOf(one) }]));
      for (const one of left) [one.asked, one.planAsked] = [0, false];
      return { wanted: [...wanted.values()].slice(0, WANTED_MAX), giveUp: false };
    },
    hold: (now) => planWant(0, now),
    get nextAtMs() {
      return wantAtMs;
    },
    get busy() {
      return wantAtMs < Infinity;
    },
  };
}
