// How much of our air one asker gets in an hour (protocol/README.md §8.4).
//
// Items are counted elsewhere (repairs.ts); who holds nothing, or says so, can ask for a thousand different ones. So
// airtime is counted too: of what repairs may spend, one asker gets three quarters, and the last one is for others.
// What a repair costs is shared among those who were given leave to ask shortly before it.

import { allowedMs } from './air-budget.ts';
import type { Item } from './items.ts';

const HOUR = 3_600_000;
const ASKER_SHARE = 0.75;
/** Of that, who lacks nearly everything: a phone, a friend or paper would bring it in a minute. */
const NEWCOMER_SHARE = 1 / 3;
/** Who asked within this may be the one for whom something is sent. */
const ASKING_MS = 5 * 60_000;
const ASKERS_MAX = 64;
const SPENDINGS_MAX = 512;

type Spending = { readonly atMs: number; readonly airtimeMs: number };
type Asker = { askedMs: number; spendings: readonly Spending[] };

export interface AskerRations {
  /** Of what somebody lacks, as much as is left of their ration, in order; a newcomer's is a third of it. */
  cut(items: readonly Item[], from: string, nowMs: number, isNewcomer?: boolean): readonly Item[];
  /** Has this asker anything left? */
  may(from: string, nowMs: number): boolean;
  /** A repair went out. */
  spent(airtimeMs: number, nowMs: number): void;
}

/** `costMs`: about what one item costs to send. */
export function createAskerRations(dutyCycle: number, costMs: (item: Item) => number): AskerRations {
  const rationMs = ASKER_SHARE * allowedMs(dutyCycle, 3);
  const askers = new Map<string, Asker>();

  const leftMs = (from: string, now: number): number => {
    const asker = askers.get(from);
    if (!asker) return rationMs;
    asker.spendings = asker.spendings.filter(({ atMs }) => atMs > now - HOUR);
    return rationMs - asker.spendings.reduce((sum, { airtimeMs }) => sum + airtimeMs, 0);
  };
  /** Only who is given something is reckoned among those for whom something is sent. */
  const asked = (from: string, now: number): void => {
    const asker = askers.get(from) ?? { askedMs: now, spendings: [] };
    asker.askedMs = now;
    askers.delete(from);
    if (askers.size >= ASKERS_MAX) askers.delete(askers.keys().next().value!);
    askers.set(from, asker);
  };

  return {
    cut(items, from, now, isNewcomer = false) {
      let left = leftMs(from, now) - (isNewcomer ? rationMs * (1 - NEWCOMER_SHARE) : 0);
      const granted: Item[] = [];
      for (const item of items) {
        if (left <= 0) break;
        left -= costMs(item);
        granted.push(item);
      }
      if (granted.length > 0) asked(from, now);
      return granted;
    },
    may(from, now) {
      const may = leftMs(from, now) > 0;
      if (may) asked(from, now);
      return may;
    },
    spent(airtimeMs, now) {
      const asking = [...askers.values()].filter(({ askedMs }) => askedMs > now - ASKING_MS);
      for (const asker of asking) {
        const spending = { atMs: now, airtimeMs: airtimeMs / asking.length };
        asker.spendings = [...asker.spendings, spending].slice(-SPENDINGS_MAX);
      }
    },
  };
}
