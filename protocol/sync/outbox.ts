// What is new here and waits to be flooded over the air, by class (protocol/README.md §7.1).
//
// An SOS goes at once, a ballot when it has company or has waited. What came over another link first gives
// others time: the neighbours may hold it already, or another gateway may be about to say it.

import type { Prng } from '../bytes/prng.ts';
import type { Urgency } from './air-budget.ts';
import type { Holdings } from './holdings.ts';
import type { Item, Parcel } from './items.ts';
import type { Source } from './link-sync.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

/** An SOS that no relay was heard repeating is said again. */
const SOS_REPEATS_MS = [30 * SECOND, 120 * SECOND];
/** A call that somebody says to lack is flooded again so often at once, then once in so long: whoever lies pays for air. */
const CALLS_AGAIN = 3;
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

type Flood = {
  readonly sinceMs: number;
  /** Not even in company before this. */
  readonly notBeforeMs: number;
  dueMs: number;
  readonly repeats: number[];
  /** Said again for somebody else: whoever says it first serves for all. */
  readonly again?: true;
};

export interface Outbox {
  add(item: Item, source: Exclude<Source, 'this-link'>, nowMs: number): void;
  /** A call that somebody lacks: flooded again, after this. */
  callAgain(item: Item, dueMs: number, nowMs: number): void;
  has(item: Item): boolean;
  /** It was said by others. An SOS of our own stays until a relay repeats it. */
  heard(item: Item): void;
  /** Others hold all that we hold. */
  allHeard(): void;
  relayed(item: Item): void;
  /** What is due, the most urgent first; each is formed when it is asked for. */
  ready(nowMs: number): Iterable<{ readonly parcel: Parcel; readonly urgency: Urgency }>;
  /** It went out. */
  sent(items: readonly Item[], nowMs: number): void;
  /** Is a call for help due? */
  urgent(nowMs: number): boolean;
  nextAtMs(nowMs: number): number;
  waiting(): Iterable<{ readonly item: Item; readonly sinceMs: number; readonly dueMs: number }>;
}

export function createOutbox(
  holdings: Holdings,
  chance: Prng,
  frames: (count: number) => number,
  /** Share of the routine air that is spent, 0 to 1 and up. */
  used: (nowMs: number) => number,
): Outbox {
  const floods = new Map<Item, Flood>();
  /** When each call was last flooded again, newest last. */
  const calledAgain = new Map<Item, readonly number[]>();

  /** The longer, the more of our air is spent: an idle channel gains nothing by waiting. */
  const companyMs = (now: number): number => {
    const share = Math.min(1, used(now));
    return Math.min(COMPANY_MAX_MS, frames(COMPANY_MIN_FRAMES) + COMPANY_MAX_MS * share * share);
  };
  /** What was superseded or erased leaves. So does what no frame proves by itself: who lacks it is found by HELLO. */
  const tidy = (): void => {
    for (const item of floods.keys()) if (!holdings.has(item) || !holdings.standsAlone(item)) floods.delete(item);
  };

  return {
    add(item, source, now) {
      if (floods.has(item)) return;
      const urgency = holdings.urgencyOf(item);
      const delayMs = [0, chance.below(frames(SOON_FRAMES)), companyMs(now), companyMs(now)][urgency]!;
      const asks = source === 'other-link' && urgency > 0;
      const notBeforeMs = now + (asks ? frames(ASK_FIRST_FRAMES) + chance.below(frames(ASK_FIRST_FRAMES)) : 0);
      const repeats = urgency === 0 ? [...SOS_REPEATS_MS] : [];
      floods.set(item, { sinceMs: now, notBeforeMs, dueMs: notBeforeMs + delayMs, repeats });
    },
    callAgain(item, dueMs, now) {
      if (floods.has(item)) return;
      const lately = (calledAgain.get(item) ?? []).filter((atMs) => atMs > now - HOUR);
      if (lately.length >= CALLS_AGAIN && lately.at(-1)! > now - CALL_AGAIN_MS) return;
      calledAgain.delete(item);
      if (calledAgain.size >= CALLED_MAX) calledAgain.delete(calledAgain.keys().next().value!);
      calledAgain.set(item, [...lately, now]);
      floods.set(item, { sinceMs: now, notBeforeMs: dueMs, dueMs, repeats: [], again: true });
    },
    has: (item) => floods.has(item),
    heard(item) {
      if (holdings.urgencyOf(item) !== 0 || floods.get(item)?.again) floods.delete(item);
    },
    allHeard() {
      for (const item of [...floods.keys()]) if (holdings.urgencyOf(item) > 0) floods.delete(item);
    },
    relayed(item) {
      const flood = floods.get(item);
      if (flood && flood.repeats.length < SOS_REPEATS_MS.length) floods.delete(item);
    },
    *ready(now) {
      if (floods.size === 0) return;
      tidy();
      const waiting = [...floods].filter(([, { notBeforeMs }]) => notBeforeMs <= now);
      for (const urgency of [0, 1, 2, 3] as const) {
        const ofClass = waiting.filter(([item]) => holdings.urgencyOf(item) === urgency);
        const company = urgency >= 2 && ofClass.length >= COMPANY_ITEMS;
        const due = ofClass.filter(([, { dueMs }]) => dueMs <= now);
        if (due.length === 0 && !company) continue;
        const items = (urgency === 0 ? due : ofClass).map(([item]) => item);
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
      const all = [...floods.values()];
      const crowd = all.filter(({ notBeforeMs }) => notBeforeMs <= now).length >= COMPANY_ITEMS ? now : Infinity;
      const times = all.flatMap(({ notBeforeMs, dueMs }) => (notBeforeMs > now ? [notBeforeMs, dueMs] : [dueMs]));
      return Math.min(crowd, ...times);
    },
    waiting: () => [...floods].map(([item, { sinceMs, dueMs }]) => ({ item, sinceMs, dueMs })),
  };
}
