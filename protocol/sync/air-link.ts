// A link that everyone in reach hears, slow and dear: a LoRa radio (protocol/README.md §7, §8).
//
// What is new is flooded once, by class: an SOS at once, a ballot when it has company or has waited.
// What others lack is found by HELLO (Trickle, RFC 6206) and SUMMARY, and repaired at hop 0 in bursts of
// three, after a random backoff, unless somebody else was heard doing it. Pacing is not politeness: in
// a mesh without it, most receptions die in collisions (research: reconciliation.md 7).

import type { Prng } from '../bytes/prng.ts';
import type { LinkProfile, QueuedItem } from './link-profile.ts';
import { SEAL_BYTES } from '../wire/limits.ts';
import { allowedMs, createAirBudget, type Urgency } from './air-budget.ts';
import type { Holdings } from './holdings.ts';
import type { Item, Parcel } from './items.ts';
import type { LinkSync, Outgoing } from './link-sync.ts';
import { encodeHello } from './summary.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

// Waits that exist for the channel's sake are counted in full frames: a fast preset carries ten while
// LongFast carries one (2.2 s), and need not be waited for as long.

/** Trickle: shortest and longest interval between HELLOs (2 and 64 min on LongFast). */
const HELLO_MIN_FRAMES = 54;
const HELLO_MAX_FRAMES = 1740;
/** How many equal HELLOs silence ours. */
const HELLO_ENOUGH = 2;
/** After so many silenced intervals we speak anyway, so that nobody can be kept quiet by echoes. */
const HELLO_SILENCED_MAX = 3;
/** Own summaries keep this distance: a minute on LongFast. */
const SUMMARY_EVERY_FRAMES = 27;
/** Own summaries that brought nothing before we ask farther than our neighbours. */
const SUMMARIES_BEFORE_WIDENING = 3;
const WIDEST_HOPS = 3;
/** Backoffs are counted in slots of one full frame. */
const BACKOFF_SLOTS = 8;
const BURST_FRAMES = 3;
/** An SOS that no relay was heard repeating is said again. */
const SOS_REPEATS_MS = [30 * SECOND, 120 * SECOND];
/** Class 1 waits a little, so that what was decided together travels together. */
const SOON_FRAMES = 9;
/** What came over another link waits for a HELLO first: the neighbours may hold it already. */
const ASK_FIRST_FRAMES = 11;
/** A frame names what we never heard: we ask, once what waits SOON_FRAMES elsewhere had time to cross three hops. */
const LACK_FRAMES = 16;
/** Class 2 waits for company: at least, and at most. The busier our air, the longer. */
const COMPANY_MIN_FRAMES = 20;
const COMPANY_MAX_MS = 6 * HOUR;
const COMPANY_ITEMS = 8;
const EXPIRES_MS = 10 * MINUTE;
/** A busy channel is listened to again after this. */
const BUSY_MS = 10 * SECOND;
/** Repairs that are planned at once; a summary that would ask for more is served again later. */
const REPAIRS_MAX = 2000;
const FRAME_BYTES_FULL = 231;
/** The same thing is repaired so often in an hour; whoever still asks is lying, deaf, or of another mind. */
const SERVED_MAX = 3;
const SERVED_ITEMS_MAX = 4096;

type Flood = { readonly sinceMs: number; dueMs: number; readonly repeats: number[] };
type Repair = { readonly hopLimit: number; readonly sinceMs: number };

export function createAirLink(profile: LinkProfile, holdings: Holdings, chance: Prng, nowMs: number): LinkSync {
  const budget = createAirBudget(profile.dutyCycle);
  const slotMs = profile.airtimeMs(FRAME_BYTES_FULL) + 50;
  const frames = (count: number): number => Math.ceil(count * slotMs);
  const helloMinMs = frames(HELLO_MIN_FRAMES);
  const floods = new Map<Item, Flood>();
  const repairs = new Map<Item, Repair>();
  const served = new Map<Item, { count: number; readonly sinceMs: number }>();
  const hello = {
    intervalMs: helloMinMs,
    atMs: nowMs + chance.below(frames(5)),
    endsMs: nowMs + helloMinMs,
    equal: 0,
    silenced: 0,
  };
  let summaryAtMs = Infinity;
  let summaryHops = 0;
  let lackAtMs = Infinity;
  let lastSummaryMs = -Infinity;
  let fruitless = 0;
  let repairAtMs = Infinity;
  let burst = 0;
  let freeAtMs = nowMs;
  /** While the budget or the channel allows nothing of what is due. */
  let blockedUntilMs = nowMs;

  const backoffMs = (): number => chance.below(Math.max(1, Math.floor(BACKOFF_SLOTS * slotMs)));

  // ── HELLO ─────────────────────────────────────────────────────────────────────────────────────

  const startInterval = (intervalMs: number, now: number): void => {
    const half = Math.floor(intervalMs / 2);
    Object.assign(hello, { intervalMs, atMs: now + half + chance.below(half), endsMs: now + intervalMs, equal: 0 });
  };
  const resetHello = (now: number): void => {
    if (hello.intervalMs > helloMinMs || now > hello.endsMs) startInterval(helloMinMs, now);
  };
  /** The HELLO that is due, if the cell has not said it for us. */
  const helloDue = (now: number): Outgoing[] => {
    const out: Outgoing[] = [];
    if (now >= hello.atMs) {
      hello.atMs = Infinity;
      const speak = hello.equal < HELLO_ENOUGH || hello.silenced >= HELLO_SILENCED_MAX;
      hello.silenced = speak ? 0 : hello.silenced + 1;
      if (speak) {
        const plaintext = encodeHello({ kind: 'hello', digest: holdings.digest(), records: holdings.count() });
        out.push(outgoing({ kind: 'sync', plaintext, items: [], urgency: 2 }, 0, 2, now));
      }
    }
    if (now >= hello.endsMs) startInterval(Math.min(2 * hello.intervalMs, frames(HELLO_MAX_FRAMES)), now);
    return out;
  };

  // ── Sending ───────────────────────────────────────────────────────────────────────────────────

  const outgoing = (parcel: Parcel, hopLimit: number, urgency: Urgency, now: number): Outgoing => ({
    parcel,
    hopLimit,
    urgency,
    expiresAtMs: now + EXPIRES_MS,
  });
  const airtimeOf = (parcel: Parcel): number => profile.airtimeMs(SEAL_BYTES + parcel.plaintext.length);

  /** Books the airtime and sets how long we keep quiet after it: relays of a flood need the channel too. */
  const spend = (out: Outgoing, now: number): Outgoing => {
    const airtimeMs = airtimeOf(out.parcel);
    budget.spend(airtimeMs, out.urgency, now);
    freeAtMs = now + airtimeMs * (out.hopLimit > 0 ? 4 : 1.5);
    return out;
  };
  const affordable = (parcel: Parcel, urgency: Urgency, now: number): boolean => {
    const atMs = budget.busy(urgency) ? now + BUSY_MS : budget.freeAtMs(airtimeOf(parcel), urgency, now);
    if (atMs > now) blockedUntilMs = blockedUntilMs > now ? Math.min(blockedUntilMs, atMs) : atMs;
    return atMs <= now;
  };

  /** The longer, the more of our air is spent: an idle channel gains nothing by waiting. */
  const companyMs = (now: number): number => {
    const used = Math.min(1, budget.used(2, now));
    return Math.min(COMPANY_MAX_MS, frames(COMPANY_MIN_FRAMES) + COMPANY_MAX_MS * used * used);
  };

  const floodDue = (now: number): Outgoing[] => {
    // What was superseded or erased while it waited leaves the queue.
    for (const item of floods.keys()) if (!holdings.has(item)) floods.delete(item);
    const waiting = [...floods.keys()];
    for (const urgency of [0, 1, 2, 3] as const) {
      const ofClass = waiting.filter((item) => holdings.urgencyOf(item) === urgency);
      const company = urgency >= 2 && ofClass.length >= COMPANY_ITEMS;
      if (!ofClass.some((item) => company || floods.get(item)!.dueMs <= now)) continue;
      const ready = urgency === 0 ? ofClass.filter((item) => floods.get(item)!.dueMs <= now) : ofClass;
      const parcel = holdings.parcels(ready)[0];
      if (!parcel) {
        ready.forEach((item) => floods.delete(item));
        continue;
      }
      if (!affordable(parcel, urgency, now)) continue;
      for (const item of parcel.items) flooded(item, now);
      return [spend(outgoing(parcel, profile.hopLimit, urgency, now), now)];
    }
    return [];
  };
  /** Sent once; an SOS stays for its repeats. */
  const flooded = (item: Item, now: number): void => {
    const flood = floods.get(item);
    const again = flood?.repeats.shift();
    if (flood && again !== undefined) flood.dueMs = now + again;
    else floods.delete(item);
    repairs.delete(item);
  };

  const summaryDue = (now: number): Outgoing[] => {
    if (now < summaryAtMs) return [];
    summaryAtMs = Infinity;
    lastSummaryMs = now;
    fruitless++;
    summaryHops = Math.min(WIDEST_HOPS, Math.floor(fruitless / SUMMARIES_BEFORE_WIDENING));
    const parts = holdings.summary().map((plaintext): Parcel => ({ kind: 'sync', plaintext, items: [], urgency: 2 }));
    return parts
      .filter((part) => affordable(part, 2, now))
      .map((part) => spend(outgoing(part, summaryHops, 2, now), now));
  };

  /** Waiting for the next HELLO would take minutes on a quiet link, and all that builds on the name with it. */
  const lackDue = (now: number): void => {
    if (now < lackAtMs) return;
    lackAtMs = Infinity;
    planSummary(now);
  };

  const repairDue = (now: number): Outgoing[] => {
    if (now < repairAtMs || repairs.size === 0) return [];
    const hopLimit = Math.max(...[...repairs.values()].map((repair) => repair.hopLimit));
    for (const item of repairs.keys()) if (!holdings.has(item)) repairs.delete(item);
    const parcel = holdings.parcels([...repairs.keys()])[0];
    if (!parcel) repairs.clear();
    if (!parcel || !affordable(parcel, 3, now)) {
      repairAtMs = now + MINUTE;
      return [];
    }
    for (const item of parcel.items) {
      repairs.delete(item);
      countService(item, now);
    }
    burst = (burst + 1) % BURST_FRAMES;
    const out = spend(outgoing(parcel, hopLimit, 3, now), now);
    repairAtMs = burst === 0 ? freeAtMs + backoffMs() : freeAtMs;
    return [out];
  };

  const countService = (item: Item, now: number): void => {
    const before = served.get(item);
    served.delete(item);
    if (served.size >= SERVED_ITEMS_MAX) served.delete(served.keys().next().value!);
    const fresh = !before || now - before.sinceMs >= HOUR;
    served.set(item, fresh ? { count: 1, sinceMs: now } : { count: before.count + 1, sinceMs: before.sinceMs });
  };
  /** Was it said often enough in the last hour? What changed since counts anew. */
  const isServed = (item: Item, now: number): boolean => {
    const before = served.get(item);
    return before !== undefined && now - before.sinceMs < HOUR && before.count >= SERVED_MAX;
  };

  const planSummary = (now: number): void => {
    // Asking again and again for what nobody can give is said ever more rarely, up to once an hour.
    const gapMs = Math.min(
      HOUR,
      frames(SUMMARY_EVERY_FRAMES) * 2 ** Math.max(0, fruitless - SUMMARIES_BEFORE_WIDENING),
    );
    const at = Math.max(now + backoffMs(), lastSummaryMs + gapMs + backoffMs());
    if (summaryAtMs === Infinity) summaryAtMs = at;
  };

  return {
    gained(item, source, now) {
      fruitless = 0;
      served.delete(item);
      const urgency = holdings.urgencyOf(item);
      // Whoever a flooded SOS did not reach finds out in minutes, not at the end of a quiet hour.
      if (urgency === 0) resetHello(now);
      if (source === 'this-link' || floods.has(item)) return;
      const delayMs = [0, chance.below(frames(SOON_FRAMES)), companyMs(now), companyMs(now)][urgency]!;
      const askFirstMs = source === 'other-link' && urgency > 0 ? frames(ASK_FIRST_FRAMES) : 0;
      if (askFirstMs > 0) hello.atMs = Math.min(hello.atMs, now + chance.below(askFirstMs));
      floods.set(item, {
        sinceMs: now,
        dueMs: now + askFirstMs + delayMs,
        repeats: urgency === 0 ? [...SOS_REPEATS_MS] : [],
      });
    },
    heardItem(item) {
      repairs.delete(item);
      // An SOS of our own stays until a relay repeats it; anything else is in the air, which is what we wanted.
      if (holdings.urgencyOf(item) !== 0) floods.delete(item);
    },
    heardSync(message, heard, now) {
      if (message.kind === 'hello') {
        if (message.digest.join() === holdings.digest().join()) {
          hello.equal++;
          for (const item of [...floods.keys()]) if (holdings.urgencyOf(item) > 0) floods.delete(item);
        } else {
          if (fruitless <= SUMMARIES_BEFORE_WIDENING) resetHello(now);
          planSummary(now);
        }
        return;
      }
      const { offer, wanting } = holdings.compare(message);
      if (wanting) planSummary(now);
      else if (offer.length === 0) summaryAtMs = Infinity;
      if (offer.length > 0) resetHello(now);
      for (const item of offer) {
        if (repairs.size >= REPAIRS_MAX) break;
        if (holdings.urgencyOf(item) === 0 && !floods.has(item))
          floods.set(item, { sinceMs: now, dueMs: now + backoffMs(), repeats: [] });
        else if (!floods.has(item) && !isServed(item, now))
          repairs.set(item, { hopLimit: Math.min(heard?.hopsAway ?? 0, WIDEST_HOPS), sinceMs: now });
      }
      if (repairs.size > 0 && repairAtMs === Infinity) repairAtMs = now + backoffMs();
    },
    lacking(lacks, now) {
      if (!lacks) lackAtMs = Infinity;
      else if (lackAtMs === Infinity) lackAtMs = now + frames(LACK_FRAMES);
    },
    due(now) {
      lackDue(now);
      const urgent = [...floods].some(([item, { dueMs }]) => dueMs <= now && holdings.urgencyOf(item) === 0);
      if (now < freeAtMs && !urgent) return [];
      for (const step of [floodDue, summaryDue, repairDue]) {
        const out = step(now);
        if (out.length > 0) return out;
      }
      if (repairs.size === 0) repairAtMs = Infinity;
      return helloDue(now).map((out) => spend(out, now));
    },
    nextAtMs(now) {
      const dues = [...floods.values()].map(({ dueMs }) => dueMs);
      const crowd = floods.size >= COMPANY_ITEMS ? freeAtMs : Infinity;
      const next = Math.min(
        ...dues,
        crowd,
        summaryAtMs,
        lackAtMs,
        repairs.size > 0 ? repairAtMs : Infinity,
        hello.atMs,
        hello.endsMs,
      );
      // What is due but may not go yet is looked at again when the channel and the budget are free.
      return next > now ? next : Math.max(freeAtMs, blockedUntilMs, now + SECOND / 4);
    },
    channelUse: (percent) => budget.heardUse(percent),
    relayed(item) {
      const flood = floods.get(item);
      if (flood && flood.repeats.length < SOS_REPEATS_MS.length) floods.delete(item);
    },
    queue: (now) => [...floods].map(([item, flood]) => queued(item, flood, now)),
    airtime: (now) => ({
      spentMs: budget.spentMs(now),
      allowedMs: ([0, 1, 2, 3] as const).map((urgency) => allowedMs(profile.dutyCycle, urgency)),
    }),
  };

  function queued(item: Item, flood: Flood, now: number): QueuedItem {
    const urgency = holdings.urgencyOf(item);
    const bytes = SEAL_BYTES + (holdings.parcels([item])[0]?.plaintext.length ?? 0);
    const airAtMs = budget.freeAtMs(profile.airtimeMs(bytes), urgency, now);
    const expectedAtMs = Math.max(flood.dueMs, airAtMs, freeAtMs);
    const why = budget.busy(urgency)
      ? 'channel-busy'
      : airAtMs > flood.dueMs
        ? 'air-budget'
        : flood.dueMs > now
          ? 'waiting-for-company'
          : 'next';
    return { what: item, urgency, bytes, sinceMs: flood.sinceMs, expectedAtMs, why };
  }
}
