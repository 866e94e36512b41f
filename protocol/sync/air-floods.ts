// What is new here and goes out over the air: flooded to all, or left with a collector (§7.1, §7.3).

import { allowedMs, type AirBudget, type Urgency } from './air-budget.ts';
import type { AirPace } from './air-pace.ts';
import type { Collectors } from './collectors.ts';
import type { Holdings } from './holdings.ts';
import type { Item, Parcel } from './items.ts';
import type { LinkProfile, QueuedItem } from './link-profile.ts';
import type { Outgoing, Submission } from './link-sync.ts';
import type { Collector, Outbox, Waiting } from './outbox.ts';
import { SEAL_BYTES } from '../wire/limits.ts';

/** To a neighbour, as it is acknowledged or not: a radio turns an acknowledged frame of no hops into one of three. */
const hopsFor = ({ acknowledges }: Collector): number => (acknowledges ? 1 : 0);
/** A frame to one radio is sealed by the radios once more, in 12 bytes. */
const SUBMISSION_BYTES_MAX = 219;

export interface AirFloods {
  due(nowMs: number): Outgoing[];
  submitted(items: readonly Item[], to: string, became: Submission, nowMs: number): void;
  queue(nowMs: number): readonly QueuedItem[];
  airtime(nowMs: number): { readonly spentMs: readonly number[]; readonly allowedMs: readonly number[] };
}

export function createAirFloods(
  profile: LinkProfile,
  holdings: Holdings,
  outbox: Outbox,
  collectors: Collectors,
  pace: AirPace,
  budget: AirBudget,
  /** This was said to all. */
  said: (item: Item, nowMs: number) => void,
): AirFloods {
  const isGuests = ({ items }: Parcel): boolean => items.length > 0 && items.every(holdings.isGuests);
  /** What guests send beyond their part of the reserve is not dropped: it goes with the class after it. */
  const classOf = (parcel: Parcel, urgency: Urgency, now: number): Urgency =>
    urgency === 0 && isGuests(parcel) && !budget.guestsMay(pace.airtimeMs(parcel), now) ? 1 : urgency;

  const sendParcel = (parcel: Parcel, urgency: Urgency, now: number): Outgoing => {
    const fits = SEAL_BYTES + parcel.plaintext.length <= SUBMISSION_BYTES_MAX;
    const to = fits ? outbox.collectorFor(parcel.items, now) : undefined;
    if (to === undefined) {
      outbox.sent(parcel.items, now);
      for (const item of parcel.items) said(item, now);
      return pace.spend(pace.outgoing(parcel, profile.hopLimit, urgency, now), now, isGuests(parcel));
    }
    outbox.submitted(parcel.items, to, now);
    return pace.spend(pace.outgoing(parcel, hopsFor(to), urgency, now, to.name), now);
  };

  const queued = ({ item, sinceMs, dueMs, with: to }: Waiting, now: number): QueuedItem => {
    const urgency = holdings.urgencyOf(item);
    const bytes = SEAL_BYTES + (holdings.firstParcel([item])?.plaintext.length ?? 0);
    const airAtMs = budget.freeAtMs(profile.airtimeMs(bytes), urgency, now);
    const expectedAtMs = Math.max(dueMs, airAtMs, pace.freeAtMs);
    const why =
      to !== undefined
        ? 'with-collector'
        : budget.busy(urgency)
          ? 'channel-busy'
          : airAtMs > dueMs
            ? 'air-budget'
            : dueMs > now
              ? 'waiting-for-company'
              : 'next';
    return { what: item, urgency, bytes, sinceMs, expectedAtMs, why };
  };

  return {
    due(now) {
      for (const { parcel, urgency: wanted } of outbox.ready(now)) {
        const urgency = classOf(parcel, wanted, now);
        if (pace.affordable(parcel, urgency, now)) return [sendParcel(parcel, urgency, now)];
      }
      return [];
    },
    submitted(items, to, became, now) {
      if (became === 'delivered') return;
      if (became === 'undelivered') collectors.silent(to, now);
      outbox.returned(items, to, now);
    },
    queue: (now) => [...outbox.waiting()].map((waiting) => queued(waiting, now)),
    airtime: (now) => ({
      spentMs: budget.spentMs(now),
      allowedMs: ([0, 1, 2, 3] as const).map((urgency) => allowedMs(profile.dutyCycle, urgency)),
    }),
  };
}
