// What others lack and we hold: who gets it, how, and how often (protocol/README.md §8.4, §8.7).
//
// Few records go as frames that stand alone. Many go as a sheaf, where any combination serves every
// listener. Whoever starts serves: the others drop what is being served. Each requester is answered three
// times for the same thing within an hour and then not any more, or one lie would cost the cell its air.

import type { Prng } from '../bytes/prng.ts';
import type { RecordId } from '../bytes/reference.ts';
import type { Holdings } from './holdings.ts';
import { isVoice, type Item, type Parcel } from './items.ts';
import {
  CODED_NUMBER_MAX,
  FRAME_SYMBOLS_MAX,
  SHEAF_SYMBOLS_MAX,
  SYMBOL_BYTES,
  type SheafName,
  type Plan,
  type Want,
} from './sheaf-messages.ts';
import { codedFrame, planFrame, SPARE_SYMBOLS } from './sheaf-frames.ts';
import type { Sheaf } from './sheaves.ts';

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
/** Whatever requesters call themselves: one thing is served so often in an hour. */
const SERVED_MAX = 12;
const REMEMBERED_MAX = 16_384;
const REQUESTERS_MAX = 32;
/** Frames that those who lack most should need of one sheaf: all or nothing is learnt of it. */
const SHEAF_FRAMES = 11;
const SHEAF_RECORDS = 60;
/** A plan costs about this much of a full frame. */
const PLAN_FRAMES = 0.8;
/** Sheaves that can be asked for at once. */
const SERVING_MAX = 24;
/** Askings for a sheaf that its sender left unanswered before somebody else goes on with it. */
const UNANSWERED_WANTS = 2;
const SERVING_MS = 30 * 60_000;
/** A sheaf is worth so many times its own size, whoever asks. */
const SHEAF_WORTH = 5;

type Repair = { hopLimit: number; sinceMs: number; readonly wanters: Set<string> };
type Serving = {
  readonly sheaf: Sheaf;
  readonly hopLimit: number;
  readonly sinceMs: number;
  next: number;
  sent: number;
  need: number;
  planWanted: boolean;
};
type Count = { readonly count: number; readonly sinceMs: number };

export type Repairing = { readonly parcel: Parcel; readonly hopLimit: number };

export interface Repairs {
  /** Somebody lacks these. */
  asked(items: readonly Item[], from: string, hopLimit: number, nowMs: number): void;
  /** Somebody else gave it: whoever asked here was answered. */
  given(item: Item, nowMs: number): void;
  /** Somebody else serves these, in this sheaf. */
  served(items: readonly Item[], untilMs: number, nowMs: number): void;
  /** Somebody else was heard sending this sheaf: who wants more of it means them. */
  servedBy(sheaf: SheafName): void;
  /** Somebody else announced this sheaf: we may help later. */
  announced(plan: Plan): void;
  /** Somebody wants more of sheaves; true if some of them are ours to serve. */
  wanted(want: Want, nowMs: number): boolean;
  /** The next frame, or null where there is nothing (left) to repair. `toCome` follow it at once. */
  next(nowMs: number): Repairing | null;
  /** The frame that `next` gave went out. */
  sent(nowMs: number): void;
  /** Frames of the present batch that are left. */
  readonly toCome: number;
  readonly waiting: boolean;
}

/** What was asked for longer ago than `staleMs` may have been given unheard: who still lacks it asks again. */
export function createRepairs(holdings: Holdings, chance: Prng, staleMs: number): Repairs {
  const repairs = new Map<Item, Repair>();
  const inService = new Map<Item, number>();
  const counts = new Map<string, Count>();
  const serving = new Map<SheafName, Serving>();
  const plans = new Map<SheafName, { readonly plan: Plan; unanswered: number }>();
  let batch: { readonly name: SheafName; readonly what: 'plan' | 'coded' }[] = [];
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
  const countService = (item: Item, { wanters }: Repair, now: number): void => {
    count(item, now);
    for (const from of wanters) count(`${from}|${item}`, now);
  };
  const given = (item: Item, now: number): void => {
    const repair = repairs.get(item);
    if (repair) countService(item, repair, now);
    repairs.delete(item);
  };
  const refused = (item: Item, from: string, now: number): boolean =>
    holdings.urgencyOf(item) > 0 && (countOf(item, now) >= SERVED_MAX || countOf(`${from}|${item}`, now) >= ASKED_MAX);

  // ── Sheaves ───────────────────────────────────────────────────────────────────────────────────

  const { sheaves } = holdings;
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
    const plainFrames = Math.ceil((total(items) * SYMBOL_BYTES) / 170);
    return PLAN_FRAMES + (neediest(items) + SPARE_SYMBOLS) / FRAME_SYMBOLS_MAX < plainFrames;
  };

  const leave = (sheaf: SheafName): void => {
    serving.delete(sheaf);
    batch = batch.filter(({ name }) => name !== sheaf);
  };
  const servingOf = (sheaf: Sheaf, hopLimit: number, now: number): Serving => {
    const next = chance.below(CODED_NUMBER_MAX + 1);
    return { sheaf, hopLimit, sinceMs: now, next, sent: 0, need: 0, planWanted: false };
  };

  const formSheaves = (items: readonly Item[], now: number): void => {
    const share = Math.max(0.05, neediest(items) / Math.max(1, total(items)));
    // As many records as keep what the neediest lacks small, spread evenly over the sheaves.
    const most = Math.min(SHEAF_SYMBOLS_MAX, Math.floor((SHEAF_FRAMES * FRAME_SYMBOLS_MAX) / share));
    const least = Math.ceil((items.length * share) / SHEAF_RECORDS);
    const parts = Math.max(Math.ceil(total(items) / most), least);
    const symbolsMax = Math.min(SHEAF_SYMBOLS_MAX, Math.ceil(total(items) / parts) + 8);
    let left = items.map((item) => item as RecordId);
    while (left.length > 0 && serving.size < SERVING_MAX) {
      const sheaf = sheaves.form(left, symbolsMax);
      if (!sheaf) break;
      const inside = new Set(sheaf.ids);
      const need = neediest(sheaf.ids) || sheaf.symbols.length / SYMBOL_BYTES;
      const hopLimit = Math.max(...sheaf.ids.map((id) => repairs.get(id)?.hopLimit ?? 0));
      const before = serving.get(sheaf.name);
      serving.set(sheaf.name, before ?? servingOf(sheaf, hopLimit, now));
      Object.assign(serving.get(sheaf.name)!, { need: need + SPARE_SYMBOLS, planWanted: true });
      for (const id of sheaf.ids) {
        given(id, now);
      }
      left = left.filter((id) => !inside.has(id));
    }
  };

  /** Who began it does not answer: whoever heard the plan and holds all of it can go on. */
  const takeOver = (name: SheafName, now: number): Serving | undefined => {
    const known = plans.get(name);
    if (!known || ++known.unanswered < UNANSWERED_WANTS || serving.size >= SERVING_MAX) return undefined;
    const sheaf = sheaves.rebuild(known.plan);
    if (!sheaf) return undefined;
    serving.set(name, servingOf(sheaf, 0, now));
    return serving.get(name);
  };

  const fillBatch = (now: number): void => {
    for (const [name, one] of serving) {
      const tooMuch = one.sent > (SHEAF_WORTH * one.sheaf.symbols.length) / SYMBOL_BYTES + 2 * FRAME_SYMBOLS_MAX;
      if (now - one.sinceMs > SERVING_MS || tooMuch) {
        serving.delete(name);
        continue;
      }
      if (one.planWanted) batch.push({ name, what: 'plan' });
      const frames = Math.ceil(one.need / FRAME_SYMBOLS_MAX);
      for (let i = 0; i < frames; i++) batch.push({ name, what: 'coded' });
      one.planWanted = false;
    }
  };

  const nextOfBatch = (): typeof current => {
    const entry = batch[0];
    const one = entry && serving.get(entry.name);
    if (!entry || !one) return undefined;
    const { sheaf, hopLimit } = one;
    if (entry.what === 'plan')
      return { repairing: { parcel: planFrame(sheaf), hopLimit }, done: () => void batch.shift() };
    const symbols = Math.max(1, Math.min(FRAME_SYMBOLS_MAX, one.need));
    const parcel = codedFrame(sheaf, one.next, symbols, batch.length - 1);
    return {
      repairing: { parcel, hopLimit },
      done() {
        batch.shift();
        one.need = Math.max(0, one.need - symbols);
        one.sent += symbols;
        one.next = (one.next + 1) % (CODED_NUMBER_MAX + 1);
      },
    };
  };

  // ── Frames that stand alone ───────────────────────────────────────────────────────────────────

  const nextAlone = (items: readonly Item[]): typeof current => {
    const parcel = holdings.firstParcel(items);
    if (!parcel) {
      items.forEach((item) => repairs.delete(item));
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
      const items = new Set([...unread.flatMap((item) => holdings.named(item)), ...lacked]);
      for (const item of items) {
        if (repairs.size >= REPAIRS_MAX && !repairs.has(item)) continue;
        if ((inService.get(item) ?? -Infinity) > now || refused(item, from, now)) continue;
        const repair = repairs.get(item) ?? { hopLimit, sinceMs: now, wanters: new Set<string>() };
        repair.sinceMs = now;
        repair.hopLimit = Math.max(repair.hopLimit, hopLimit);
        if (repair.wanters.size < REQUESTERS_MAX) repair.wanters.add(from);
        repairs.set(item, repair);
      }
    },
    given,
    served(items, untilMs, now) {
      for (const item of items) {
        given(item, now);
        inService.delete(item);
        if (inService.size >= REPAIRS_MAX) inService.delete(inService.keys().next().value!);
        inService.set(item, untilMs);
      }
    },
    announced(plan) {
      plans.delete(plan.name);
      if (plans.size >= SERVING_MAX) plans.delete(plans.keys().next().value!);
      plans.set(plan.name, { plan, unanswered: 0 });
      // Two began at once with much the same: the lesser name goes on.
      const theirs = new Set<RecordId | undefined>(sheaves.idsOf(plan));
      for (const [name, { sheaf, sent }] of serving) {
        const shared = sheaf.ids.filter((id) => theirs.has(id)).length;
        const begun = 2 * sent * SYMBOL_BYTES > sheaf.symbols.length;
        if (plan.name < name && 2 * shared >= sheaf.ids.length && !begun) leave(name);
      }
    },
    servedBy(sheaf) {
      const known = plans.get(sheaf);
      if (known) known.unanswered = 0;
      leave(sheaf);
    },
    wanted({ wanted }, now) {
      let ours = false;
      for (const { sheaf, symbols } of wanted) {
        const one = serving.get(sheaf) ?? takeOver(sheaf, now);
        if (!one) continue;
        ours = true;
        one.need = Math.max(one.need, symbols > 0 ? symbols + SPARE_SYMBOLS : 0);
        one.planWanted ||= symbols === 0;
      }
      return ours;
    },
    next(now) {
      for (const [item, { sinceMs }] of repairs)
        if (!holdings.has(item) || now - sinceMs > staleMs) repairs.delete(item);
      current = nextOfBatch();
      if (!current && repairs.size > 0) {
        const items = [...repairs.keys()];
        // By place, so that every sheaf holds about as much of what each requester lacks.
        const codable = sheaves.byPlace(items.filter((item) => isCodable(item, now)) as RecordId[]);
        const coding = codable.length > 0 && worthCoding(codable);
        const alone = coding ? items.filter((item) => !isCodable(item, now)) : items;
        if (alone.length > 0) current = nextAlone(alone);
        if (!current && coding) formSheaves(codable, now);
      }
      if (!current) {
        fillBatch(now);
        current = nextOfBatch();
      }
      return current?.repairing ?? null;
    },
    sent(now) {
      current?.done(now);
      current = undefined;
    },
    get toCome() {
      return batch.length;
    },
    get waiting() {
      return (
        batch.length > 0 ||
        repairs.size > 0 ||
        [...serving.values()].some(({ need, planWanted }) => need > 0 || planWanted)
      );
    },
  };
}
