// What is new here and waits to be flooded over the air, by class (protocol/README.md §7.1).
//
// An SOS goes at once, a ballot when it has company or has waited, and sooner the nearer its matter's end. What came
// over another link first gives others time: the neighbours may hold it already, or another gateway may be about to
// say it. What was left with a collector stays here until it is heard, or until the collector had its time (§7.3).

import type { Prng } from '../bytes/prng.ts';
import type { Urgency } from './air-budget.ts';
import type { Holdings } from './holdings.ts';
import type { Collectors } from './collectors.ts';
import { isVoice, type Item, type Parcel } from './items.ts';
import type { Source } from './link-sync.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

/** An SOS that no relay was heard repeating is said again. */
const SOS_REPEATS_MS = [30 * SECOND, 120 * SECOND];
/** A call that somebody says to lack is flooded again so often at once, then once in so long: whoever lies pays for air. */
const CALLS_AGAIN = 3;
/** Called again so often within an hour: what it names may be missing, hidden by the other half of a fork. */
const IN_VAIN = 2;
const CALL_AGAIN_MS = 10 * 60 * SECOND;
/** Calls whose repeats are remembered. */
const CALLED_MAX = 1024;
/** Class 1 waits a little, so that what was decided together travels together. */
const SOON_FRAMES = 9;
/** What came over another link waits so long, and up to as long again, so that two gateways do not speak at once. */
export const ASK_FIRST_FRAMES = 11;
/** Class 2 waits for company: at least, and at most. The busier our air, the longer. */
const COMPANY_MIN_FRAMES = 20;
const COMPANY_MAX_MS = 6 * HOUR;
const COMPANY_ITEMS = 8;
/** Who collects waits longer, and for more: a map grows by bits, a flood costs seconds. */
const COLLECTING_FRAMES = 135;
const COLLECTED_ITEMS = 24;
/** What was left with a collector is heard within this, or is said again: so many times, then we flood it. */
const WATCHED_FRAMES = 200;
const SUBMISSIONS_MAX = 3;
/** Of the time that is left to a matter, waiting takes this part at most, and watching a collector twice as long. */
const TIGHTENING = 16;
/** Less than this left, and nothing goes by way of another. */
const TOO_LATE_TO_SUBMIT_MS = HOUR / 2;

type Flood = {
  readonly sinceMs: number;
  /** Not even in company before this. */
  notBeforeMs: number;
  dueMs: number;
  /** When the matter that it is about ends, by this device's clock. */
  readonly closesAtMs: number;
  readonly repeats: number[];
  /** Said again for somebody else: whoever says it first serves for all. */
  readonly again?: true;
  /** Left with us to be said: it is not left with another. */
  readonly collected?: true;
  /** The collector that has it now, as far as we know, and whether it was to acknowledge. */
  with?: Collector | undefined;
  /** Collectors that had it and did not say it, or did not answer; and how often it was left with any. */
  tried: readonly string[];
  submissions: number;
};

export type Waiting = {
  readonly item: Item;
  readonly sinceMs: number;
  readonly dueMs: number;
  readonly with?: string | undefined;
};

export type Collector = { readonly name: string; readonly acknowledges: boolean };

const NOTHING: ReadonlySet<Item> = new Set();
const UNTRIED = { tried: [], submissions: 0 } as const;

export interface Outbox {
  add(item: Item, source: Exclude<Source, 'this-link'>, nowMs: number): void;
  /** A call that somebody lacks: flooded again, after this. */
  callAgain(item: Item, dueMs: number, nowMs: number): void;
  /** Was it called again so often lately that whoever still lacks it may be unable to read it? */
  calledInVain(item: Item, nowMs: number): boolean;
  has(item: Item): boolean;
  /** It was said by others. An SOS of our own stays until a relay repeats it. */
  heard(item: Item): void;
  /** Voices that wait for company or are with a collector: nobody need know of them until they are said. */
  heldBack(): ReadonlySet<Item>;
  /** Others hold all that we hold, as this one said; `held`: without what we hold back. */
  allHeard(from: string, held: 'all' | 'shown'): void;
  relayed(item: Item): void;
  /** What is due, the most urgent first; each is formed when it is asked for. */
  ready(nowMs: number): Iterable<{ readonly parcel: Parcel; readonly urgency: Urgency }>;
  /**
   * Who takes these instead of everybody; undefined where they are to be flooded. The first time a frame of no hops is
   * enough; where it was not heard, the next is to be acknowledged.
   */
  collectorFor(items: readonly Item[], nowMs: number): Collector | undefined;
  /** They were left with a collector. */
  submitted(items: readonly Item[], to: Collector, nowMs: number): void;
  /** They did not arrive there. */
  returned(items: readonly Item[], from: string, nowMs: number): void;
  /** It went out. */
  sent(items: readonly Item[], nowMs: number): void;
  /** Is a call for help due? */
  urgent(nowMs: number): boolean;
  nextAtMs(nowMs: number): number;
  waiting(): Iterable<Waiting>;
}

export function createOutbox(
  holdings: Holdings,
  chance: Prng,
  frames: (count: number) => number,
  /** Share of the routine air that is spent, 0 to 1 and up. */
  used: (nowMs: number) => number,
  collectors: Collectors,
): Outbox {
  const floods = new Map<Item, Flood>();
  /** What was last held back: the same set while nothing changed, so that what follows from it need not be worked out again. */
  let heldBack = NOTHING;
  /** When each call was last flooded again, newest last. */
  const calledAgain = new Map<Item, readonly number[]>();

  /** The longer, the more of our air is spent: an idle channel gains nothing by waiting. */
  const companyMs = (now: number): number => {
    const share = Math.min(1, used(now));
    return Math.min(COMPANY_MAX_MS, frames(COMPANY_MIN_FRAMES) + COMPANY_MAX_MS * share * share);
  };
  /** The nearer the end of the matter, the sooner. */
  const tightened = (delayMs: number, leftMs: number): number =>
    Math.min(delayMs, Math.max(frames(SOON_FRAMES), leftMs / TIGHTENING));
  const delayOf = (item: Item, source: Exclude<Source, 'this-link'>, leftMs: number, now: number): number => {
    const urgency = holdings.urgencyOf(item);
    if (urgency <= 1) return urgency === 0 ? 0 : chance.below(frames(SOON_FRAMES));
    if (source === 'submitted') return tightened(frames(COLLECTING_FRAMES), leftMs);
    const collects = isVoice(item) && collectors.collecting(now);
    return tightened(Math.max(companyMs(now), collects ? frames(COLLECTING_FRAMES) : 0), leftMs);
  };
  const isHeldBack = (item: Item): boolean => isVoice(item) && holdings.urgencyOf(item) >= 2;
  /** What a collector had, and was not heard saying. */
  const giveUpWaiting = (now: number): void => {
    const late = [...floods.values()].filter((flood) => flood.with !== undefined && flood.notBeforeMs <= now);
    const answered = late.filter((flood) => flood.with!.acknowledges);
    for (const name of new Set(answered.map((flood) => flood.with!.name))) collectors.unsaid(name, now);
    for (const flood of answered) flood.tried = [...flood.tried, flood.with!.name];
    for (const flood of late) flood.with = undefined;
  };
  /** Enough to go now, whatever is due? Who collects gains by more. */
  const isCompany = (items: readonly Item[], now: number): boolean => {
    const alone = items.filter((item) => !isVoice(item) || !collectors.collecting(now)).length;
    return alone >= COMPANY_ITEMS || items.length >= COLLECTED_ITEMS;
  };
  const ofClass = (urgency: Urgency, now: number): [Item, Flood][] =>
    [...floods].filter(([item, { notBeforeMs }]) => notBeforeMs <= now && holdings.urgencyOf(item) === urgency);
  /** What was superseded or erased leaves. So does what no frame proves by itself: who lacks it is found by HELLO. */
  const tidy = (): void => {
    for (const item of floods.keys()) if (!holdings.has(item) || !holdings.standsAlone(item)) floods.delete(item);
  };

  const calledLately = (item: Item, now: number): readonly number[] =>
    (calledAgain.get(item) ?? []).filter((atMs) => atMs > now - HOUR);

  return {
    add(item, source, now) {
      if (floods.has(item)) return;
      const urgency = holdings.urgencyOf(item);
      const closesAtMs = holdings.closesAtMs?.(item, now) ?? Infinity;
      const asks = source === 'other-link' && urgency > 0;
      const notBeforeMs = now + (asks ? frames(ASK_FIRST_FRAMES) + chance.below(frames(ASK_FIRST_FRAMES)) : 0);
      const repeats = urgency === 0 ? [...SOS_REPEATS_MS] : [];
      const dueMs = notBeforeMs + delayOf(item, source, closesAtMs - now, now);
      const collected = source === 'submitted' ? { collected: true as const } : {};
      floods.set(item, { sinceMs: now, notBeforeMs, dueMs, closesAtMs, repeats, ...UNTRIED, ...collected });
    },
    calledInVain: (item, now) => calledLately(item, now).length >= IN_VAIN,
    callAgain(item, dueMs, now) {
      if (floods.has(item)) return;
      const lately = calledLately(item, now);
      if (lately.length >= CALLS_AGAIN && lately.at(-1)! > now - CALL_AGAIN_MS) return;
      calledAgain.delete(item);
      if (calledAgain.size >= CALLED_MAX) calledAgain.delete(calledAgain.keys().next().value!);
      calledAgain.set(item, [...lately, now]);
      const flood = { sinceMs: now, notBeforeMs: dueMs, dueMs, closesAtMs: Infinity, repeats: [], ...UNTRIED };
      floods.set(item, { ...flood, again: true });
    },
    has: (item) => floods.has(item),
    heard(item) {
      if (holdings.urgencyOf(item) !== 0 || floods.get(item)?.again) floods.delete(item);
    },
    heldBack() {
      if (floods.size === 0) return NOTHING;
      const now = [...floods.keys()].filter(isHeldBack);
      if (now.length !== heldBack.size || now.some((item) => !heldBack.has(item))) heldBack = new Set(now);
      return heldBack;
    },
    allHeard(from, held) {
      // That a collector holds what was left with it proves nothing: others must hear it.
      for (const [item, flood] of floods)
        if (holdings.urgencyOf(item) > 0 && flood.with?.name !== from && (held === 'all' || !isHeldBack(item)))
          floods.delete(item);
    },
    relayed(item) {
      const flood = floods.get(item);
      if (flood && flood.repeats.length < SOS_REPEATS_MS.length) floods.delete(item);
    },
    *ready(now) {
      if (floods.size === 0) return;
      tidy();
      giveUpWaiting(now);
      for (const urgency of [0, 1, 2, 3] as const) {
        const waiting = ofClass(urgency, now);
        const due = waiting.filter(([, { dueMs }]) => dueMs <= now);
        const company =
          urgency >= 2 &&
          isCompany(
            waiting.map(([item]) => item),
            now,
          );
        if (due.length === 0 && !company) continue;
        // Where the air does not carry all of it, what ends first goes first.
        const inOrder = (urgency === 0 ? due : waiting).sort(([, a], [, b]) => a.closesAtMs - b.closesAtMs || 0);
        const items = inOrder.map(([item]) => item);
        // Guests have a part of the reserve of their own, so a member's call never waits behind theirs.
        const lots =
          urgency === 0 ? [items.filter((item) => !holdings.isGuests(item)), items.filter(holdings.isGuests)] : [items];
        for (const lot of lots) {
          const parcel = lot.length > 0 ? holdings.firstParcel(lot) : null;
          if (parcel) yield { parcel, urgency };
          else lot.forEach((item) => floods.delete(item));
        }
      }
    },
    collectorFor(items, now) {
      const held = items.map((item) => floods.get(item));
      const may = (item: Item, flood: Flood | undefined): boolean =>
        flood !== undefined &&
        isVoice(item) &&
        holdings.urgencyOf(item) === 2 &&
        !flood.collected &&
        flood.submissions < SUBMISSIONS_MAX &&
        flood.closesAtMs - now > TOO_LATE_TO_SUBMIT_MS;
      if (!items.every((item, i) => may(item, held[i]))) return undefined;
      const name = collectors.choose(
        held.flatMap((flood) => flood!.tried),
        now,
      );
      const acknowledges = held.some((flood) => flood!.submissions > 0);
      return name === undefined ? undefined : { name, acknowledges };
    },
    submitted(items, to, now) {
      for (const flood of items.flatMap((item) => floods.get(item) ?? [])) {
        const watchMs = Math.min(frames(WATCHED_FRAMES), (2 * (flood.closesAtMs - now)) / TIGHTENING);
        flood.notBeforeMs = flood.dueMs = now + watchMs;
        flood.with = to;
        flood.submissions++;
      }
    },
    returned(items, from, now) {
      for (const flood of items.flatMap((item) => floods.get(item) ?? [])) {
        if (flood.with?.name !== from) continue;
        flood.with = undefined;
        flood.tried = [...flood.tried, from];
        flood.notBeforeMs = flood.dueMs = now;
      }
    },
    sent(items, now) {
      for (const item of items) {
        const flood = floods.get(item);
        const again = flood?.repeats.shift();
        if (flood && again !== undefined) flood.dueMs = now + again;
        else floods.delete(item);
      }
    },
    urgent: (now) => [...floods].some(([item, { dueMs }]) => dueMs <= now && holdings.urgencyOf(item) === 0),
    nextAtMs(now) {
      if (floods.size === 0) return Infinity;
      const all = [...floods.values()];
      const isCrowd = ([2, 3] as const).some((urgency) =>
        isCompany(
          ofClass(urgency, now).map(([item]) => item),
          now,
        ),
      );
      const crowd = isCrowd ? now : Infinity;
      const times = all.flatMap(({ notBeforeMs, dueMs }) => (notBeforeMs > now ? [notBeforeMs, dueMs] : [dueMs]));
      return Math.min(crowd, ...times);
    },
    waiting: () =>
      [...floods].map(([item, { sinceMs, dueMs, with: to }]) => ({ item, sinceMs, dueMs, with: to?.name })),
  };
}
