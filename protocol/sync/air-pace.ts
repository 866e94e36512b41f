// How fast one radio speaks: slots of one full frame, what the budget and the channel allow, pauses (§7.2, §8.4).
//
// Pacing is not politeness: in a mesh without it, most receptions die in collisions (research: reconciliation.md 7).

import type { Prng } from '../bytes/prng.ts';
import { SEAL_BYTES } from '../wire/limits.ts';
import type { AirBudget, Urgency } from './air-budget.ts';
import type { Parcel } from './items.ts';
import type { LinkProfile } from './link-profile.ts';
import type { Outgoing } from './link-sync.ts';

const FRAME_BYTES_FULL = 231;
/** Backoffs are counted in slots of one full frame. */
const BACKOFF_SLOTS = 8;
const EXPIRES_MS = 600_000;
/** A busy channel is listened to again after this. */
const BUSY_MS = 10_000;
const LEAST_STEP_MS = 250;

export interface AirPace {
  /** Airtime of a full frame and a breath. */
  readonly slotMs: number;
  /** So many full frames, in ms: a fast preset carries ten while LongFast carries one (2.2 s). */
  frames(count: number): number;
  backoffMs(): number;
  airtimeMs(parcel: Parcel): number;
  outgoing(parcel: Parcel, hopLimit: number, urgency: Urgency, nowMs: number, to?: string): Outgoing;
  /** Books the airtime and sets how long we keep quiet after it: relays of a flood need the channel too. */
  spend(out: Outgoing, nowMs: number, isGuests?: boolean): Outgoing;
  affordable(parcel: Parcel, urgency: Urgency, nowMs: number): boolean;
  /** Our own last frame, and its relays, are over. */
  readonly freeAtMs: number;
  /** When what is due, but may not go yet, is looked at again. */
  againAtMs(nowMs: number): number;
}

export function createAirPace(profile: LinkProfile, budget: AirBudget, chance: Prng, nowMs: number): AirPace {
  const slotMs = profile.airtimeMs(FRAME_BYTES_FULL) + 50;
  let freeAtMs = nowMs;
  /** While the budget or the channel allows nothing of what is due. */
  let blockedUntilMs = nowMs;
  const airtimeMs = (parcel: Parcel): number => profile.airtimeMs(SEAL_BYTES + parcel.plaintext.length);
  return {
    slotMs,
    frames: (count) => Math.ceil(count * slotMs),
    backoffMs: () => chance.below(Math.max(1, Math.floor(BACKOFF_SLOTS * slotMs))),
    airtimeMs,
    outgoing: (parcel, hopLimit, urgency, now, to) => ({
      parcel,
      hopLimit,
      urgency,
      expiresAtMs: now + EXPIRES_MS,
      ...(to !== undefined && { to }),
    }),
    spend(out, now, isGuests = false) {
      const spentMs = airtimeMs(out.parcel);
      budget.spend(spentMs, out.urgency, now, isGuests);
      freeAtMs = now + spentMs * (out.hopLimit > 0 ? 4 : 1.5);
      return out;
    },
    affordable(parcel, urgency, now) {
      const atMs = budget.busy(urgency) ? now + BUSY_MS : budget.freeAtMs(airtimeMs(parcel), urgency, now);
      if (atMs > now) blockedUntilMs = blockedUntilMs > now ? Math.min(blockedUntilMs, atMs) : atMs;
      return atMs <= now;
    },
    get freeAtMs() {
      return freeAtMs;
    },
    againAtMs: (now) => Math.max(freeAtMs, blockedUntilMs, now + LEAST_STEP_MS),
  };
}
