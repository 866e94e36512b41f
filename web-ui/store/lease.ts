// One tab at a time: two nodes that write one log would make their own member look like a forger.
//
// Over plain http there are no Web Locks, so the lock is a row with an end: its holder renews it, and
// whoever finds it run out may take it. The row is read in the very transaction that writes records, so
// a tab that slept through the end of its lease can save nothing, and what is not saved is not sent.

import type { Holder, Lease, PageDatabase } from './database.ts';

export const LEASE_MS = 6000;
export const RENEW_EVERY_MS = 2000;

export const isHeldBy = (lease: Lease | undefined, { tab, load }: Holder): boolean =>
  lease?.tab === tab && lease.load === load;

/** May this holder take the lease: it is free, it ran out, or the same tab held it before a reload? */
export const mayTake = (lease: Lease | undefined, { tab }: Holder, nowMs: number): boolean =>
  lease === undefined || lease.untilMs <= nowMs || lease.tab === tab;

/** Takes the lease if it may be taken, or by force; answers whether it is held now. */
export async function takeLease(db: PageDatabase, holder: Holder, nowMs: number, force = false): Promise<boolean> {
  const taking = db.transaction('lease', 'readwrite');
  const lease = await taking.store.get('node');
  const taken = force || mayTake(lease, holder, nowMs);
  if (taken) await taking.store.put({ tab: holder.tab, load: holder.load, untilMs: nowMs + LEASE_MS }, 'node');
  await taking.done;
  return taken;
}

/** Prolongs the lease; false if another has it. */
export async function renewLease(db: PageDatabase, holder: Holder, nowMs: number): Promise<boolean> {
  const renewing = db.transaction('lease', 'readwrite');
  const held = isHeldBy(await renewing.store.get('node'), holder);
  if (held) await renewing.store.put({ tab: holder.tab, load: holder.load, untilMs: nowMs + LEASE_MS }, 'node');
  await renewing.done;
  return held;
}
