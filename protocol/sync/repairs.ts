// What others lack and we hold: who gets it, how, and how often (protocol/README.md §8.4, §8.7).
//
// Few records go as frames that stand alone. Many go as a sheaf, where any combination serves every
// listener. Whoever starts serves: the others drop what is being served. Each requester is answered three
// times for the same thing within an hour and then not any more, or one lie would cost the cell its air.

import type { Prng } from '../bytes/prng.ts';
import type { RecordId } from '../bytes/reference.ts';
import type { Holdings } from './holdings.ts';
import { isVoice, type Item, type Parcel } from './items.ts';
import type { LossEstimate } from './loss-estimate.ts';
import { SPARE_SYMBOLS } from './sheaf-frames.ts';
import { FRAME_SYMBOLS_MAX, SYMBOL_BYTES, type SheafName, type Plan, type Want } from './sheaf-messages.ts';
import { createSheafService, type Asked } from './sheaf-service.ts';

const HOUR = 3_600_000;
/** Repairs that are planned at once; a summary that would ask for more is served again later. */
const REPAIRS_MAX = 4096;
/** Whoever still asks for the same thing is lying, deaf, or of another mind. */
const ASKED_MAX = 3;
/**
 * Given so often and still asked for: a sheaf does not help there. Who holds the other half of a fork reads a name inside
 * a body otherwise, and no check of ours can know it; a frame that stands alone says names so that both can read them.
 */
const SHEAVES_MAX = 2;
/** What it names goes each by itself, and so many of those that were not read: a sum costs less air. */
const ALONE_MAX = 4;
/** Whatever requesters call themselves: one thing is served so often in an hour. */
const SERVED_MAX = 12;
const REMEMBERED_MAX = 16_384;
const REQUESTERS_MAX = 32;
/** A plan costs about this much of a full frame. */
const PLAN_FRAMES = 0.8;

/** `alone`: it was not read there as it was said, together with what it names. */
type Repair = { hopLimit: number; sinceMs: number; alone: boolean; readonly wanters: Set<string> };
type Count = { readonly count: number; readonly sinceMs: number };

export type Repairing = { readonly parcel: Parcel; readonly hopLimit: number };

export interface Repairs {
  /** Somebody lacks these. */
  asked(items: readonly Item[], from: string, hopLimit: number, nowMs: number): void;
  /** Somebody else gave it: whoever asked here was answered. */
  given(item: Item, nowMs: number): void;
  /** Somebody else serves these, in a sheaf. */
  served(items: readonly Item[], nowMs: number): void;
  /** Somebody else was heard sending this frame of this sheaf: who wants more of it means them. */
  servedBy(sheaf: SheafName, number: number): void;
  /** Somebody else announced this sheaf: we may help later. */
  announced(plan: Plan, nowMs: number): void;
  /** Somebody wants more of sheaves: of ours, or of some that we might help with. */
  wanted(want: Want, nowMs: number): 'ours' | 'help' | 'others';
  /** Did we form this sheaf ourselves? */
  isOurs(sheaf: SheafName): boolean;
  /** The next frame, or null where there is nothing (left) to repair. A turn is begun only if `mayBegin`. */
  next(mayBegin: boolean, nowMs: number): Repairing | null;
  /** The frame that `next` gave went out. */
  sent(nowMs: number): void;
  /** Frames of the present batch that are left. */
  readonly toCome: number;
  /** Is something wanted of sheaves that are ours already? */
  readonly answering: boolean;
  /** Is something asked for that nobody began to serve? */
  readonly asking: boolean;
}

export type RepairTimes = {
  /** What was asked for longer ago may have been given unheard: who still lacks it asks again. */
  readonly staleMs: number;
  /** What somebody began to send is left to them for so long. */
  readonly servedMs: number;
  /** Askings within this time are one. */
  readonly roundMs: number;
};

export function createRepairs(holdings: Holdings, loss: LossEstimate, chance: Prng, times: RepairTimes): Repairs {
  const { staleMs, servedMs, roundMs } = times;
  const repairs = new Map<Item, Repair>();
  const inService = new Map<Item, number>();
  const counts = new Map<string, Count>();
  const { sheaves } = holdings;
  const service = createSheafService(sheaves, loss, chance, roundMs);
  let current: { readonly repairing: Repairing; readonly done: (now: number) => void } | undefined;

  const countOf = (name: string, now: number): number => {
    const before = counts.get(name);
    return before && now - before.sinceMs < HOUR ? before.count : 0;
  };
  const count = (name: string, now: number): void => {
    const before = countOf(name, now);
    const sinceMs = before > 0 ? counts.get(name)!.sinceMs : now;
    counts.delete(name);
    if (counts.size >= REMEMBERED_MAX) counts.delete(counts.keys().next().value!);
    counts.set(name, { count: before + 1, sinceMs });
  };
  const countService = (item: Item, { wanters }: Asked, now: number): void => {
    count(item, now);
    for (const from of wanters) count(`${from}|${item}`, now);
  };
  const given = (item: Item, now: number): void => {
    const repair = repairs.get(item);
    if (repair) countService(item, repair, now);
    repairs.delete(item);
  };
  const inServiceNow = (item: Item, now: number): void => {
    inService.delete(item);
    if (inService.size >= REPAIRS_MAX) inService.delete(inService.keys().next().value!);
    inService.set(item, now + servedMs);
  };
  const refused = (item: Item, from: string, now: number): boolean =>
    holdings.urgencyOf(item) > 0 && (countOf(item, now) >= SERVED_MAX || countOf(`${from}|${item}`, now) >= ASKED_MAX);

  // ── Sheaves ───────────────────────────────────────────────────────────────────────────────────

  const isCodable = (item: Item, now: number): boolean =>
    item !== 'genesis' &&
    !isVoice(item) &&
    sheaves.codable(item as RecordId) &&
    (!holdings.standsAlone(item) || (holdings.urgencyOf(item) >= 2 && !wasInVain(item, now)));
  const wasInVain = (item: Item, now: number): boolean =>
    [...(repairs.get(item)?.wanters ?? [])].some((from) => countOf(`${from}|${item}`, now) >= SHEAVES_MAX);

  /** Symbols that the neediest of those who asked lacks of these. */
  const neediest = (items: readonly Item[]): number => {
    const needs = new Map<string, number>();
    for (const item of items) {
      const symbols = sheaves.symbolsOf(item as RecordId);
      for (const from of repairs.get(item)?.wanters ?? []) needs.set(from, (needs.get(from) ?? 0) + symbols);
    }
    return Math.max(0, ...needs.values());
  };
  const total = (items: readonly Item[]): number =>
    items.reduce((sum, item) => sum + sheaves.symbolsOf(item as RecordId), 0);

  /** Are combinations cheaper than frames that stand alone? */
  const worthCoding = (items: readonly Item[]): boolean => {
    if (items.some((item) => !holdings.standsAlone(item))) return true;
    // A plan and a combination are two frames, and both must arrive.
    if (items.length === 1) return false;
    const plainFrames = Math.ceil((total(items) * SYMBOL_BYTES) / 170);
    return PLAN_FRAMES + (neediest(items) + SPARE_SYMBOLS) / FRAME_SYMBOLS_MAX < plainFrames;
  };

  /** What was asked for and is now in a sheaf of ours is not asked for any more. */
  const formSheaves = (items: readonly Item[], now: number): void => {
    const asked = new Map(items.map((item) => [item as RecordId, repairs.get(item)!]));
    for (const id of service.form(asked, now)) {
      repairs.delete(id);
      inServiceNow(id, now);
    }
  };
  const nextOfSheaves = (now: number): typeof current => {
    const frame = service.next(now);
    if (!frame) return undefined;
    const { parcel, hopLimit, done } = frame;
    return {
      repairing: { parcel, hopLimit },
      done: (at) => done()?.forEach((repair, id) => countService(id, repair, at)),
    };
  };

  // ── Frames that stand alone ───────────────────────────────────────────────────────────────────

  const nextAlone = (items: readonly Item[]): typeof current => {
    // In one sum with what it names, nothing is read before all is.
    const lone = items.find((item) => repairs.get(item)?.alone);
    const parcel = holdings.firstParcel(lone === undefined ? items : [lone]);
    if (!parcel) {
      for (const item of lone === undefined ? items : [lone]) repairs.delete(item);
      return undefined;
    }
    const hopLimit = Math.max(0, ...parcel.items.map((item) => repairs.get(item)?.hopLimit ?? 0));
    const done = (now: number): void => {
      for (const item of parcel.items) given(item, now);
    };
    return { repairing: { parcel, hopLimit }, done };
  };

  return {
    asked(lacked, from, hopLimit, now) {
      // Given and still asked for: it may read as forged there, where the other half of a fork is held.
      const unread = lacked.filter((item) => countOf(`${from}|${item}`, now) >= SHEAVES_MAX);
      const alone = new Set([...unread.flatMap(holdings.named), ...unread.slice(0, ALONE_MAX)]);
      const items = new Set([...alone, ...lacked]);
      for (const item of items) {
        if (repairs.size >= REPAIRS_MAX && !repairs.has(item)) continue;
        if ((inService.get(item) ?? -Infinity) > now || refused(item, from, now)) continue;
        const repair = repairs.get(item) ?? { hopLimit, sinceMs: now, alone: false, wanters: new Set<string>() };
        repair.sinceMs = now;
        repair.alone ||= alone.has(item);
        repair.hopLimit = Math.max(repair.hopLimit, hopLimit);
        if (repair.wanters.size < REQUESTERS_MAX) repair.wanters.add(from);
        repairs.set(item, repair);
      }
    },
    given,
    served(items, now) {
      for (const item of items) {
        given(item, now);
        inServiceNow(item, now);
      }
    },
    announced(plan, now) {
      for (const [id, { hopLimit, wanters }] of service.announced(plan))
        if (holdings.has(id) && !repairs.has(id))
          repairs.set(id, { hopLimit, wanters: new Set(wanters), sinceMs: now, alone: false });
    },
    servedBy: service.servedBy,
    wanted: service.wanted,
    isOurs: service.isOurs,
    next(mayBegin, now) {
      for (const [item, { sinceMs }] of repairs)
        if (!holdings.has(item) || now - sinceMs > staleMs) repairs.delete(item);
      current = nextOfSheaves(now);
      if (!current && mayBegin && repairs.size > 0) {
        const items = [...repairs.keys()];
        const codable = items.filter((item) => isCodable(item, now));
        const coding = codable.length > 0 && worthCoding(codable);
        const alone = coding ? items.filter((item) => !isCodable(item, now)) : items;
        if (alone.length > 0) current = nextAlone(alone);
        if (!current && coding) {
          formSheaves(codable, now);
          current = nextOfSheaves(now);
        }
      }
      return current?.repairing ?? null;
    },
    sent(now) {
      current?.done(now);
      current = undefined;
    },
    get toCome() {
      return service.toCome;
    },
    get answering() {
      return service.waiting;
    },
    get asking() {
      return repairs.size > 0;
    },
  };
}
