// The community's frame keys: one secret an epoch, ratcheted forward once a day (§6.3, §6.4).
//
// K(epoch, day + 1) = HKDF(K(epoch, day)): a phone that has forgotten yesterday's key cannot be made
// to read yesterday's air. The day is no date: it is a count that members learn from each other's
// authenticated frames. Old keys go only after two different members' frames showed the new day, so one
// member with a wild clock cannot make others throw keys away.
//
// A rekey installs the next epoch beside the old ones: old frames stay readable, and where two sides of
// a split made an epoch each, both are kept and all who hold both seal with the same one of them.

import { compare, EMPTY, equalSecret } from '../bytes/bytes.ts';
import { assert } from '../bytes/result.ts';
import { deriveKey, sealKeys, type SealKeys } from './siv.ts';

/** Days that one search for a later day looks ahead, as after a long sleep. */
export const DAYS_AHEAD_MAX = 400;
/** Days whose keys are kept behind the current one, for frames that were long on their way. */
export const DAYS_KEPT = 2;

/** Plain data, so that it can be stored with the node's secrets. */
export type Keyring = {
  readonly community: Uint8Array;
  readonly epoch: number;
  /** Secret of the oldest day that is kept. */
  readonly oldest: { readonly day: number; readonly secret: Uint8Array };
  /** The day that we seal with. */
  readonly day: number;
  /** Eight bytes that name the key of the epoch where a rekey brought it; decides between two keys of one epoch. */
  readonly rank?: Uint8Array;
};

export function keyring(community: Uint8Array, epoch: number, secret: Uint8Array, day = 0): Keyring {
  return { community, epoch, oldest: { day, secret }, day };
}

const nextSecret = (secret: Uint8Array, community: Uint8Array): Uint8Array => deriveKey(secret, 'day/1', community);

/** Secrets and keys by day, from the oldest secret on; rings that only turned share one. */
type Derived = { readonly secrets: Uint8Array[]; readonly keys: Map<number, SealKeys> };
const derivedFrom = new WeakMap<Keyring['oldest'], Derived>();

function derived(ring: Keyring): Derived {
  const known = derivedFrom.get(ring.oldest) ?? { secrets: [ring.oldest.secret], keys: new Map<number, SealKeys>() };
  derivedFrom.set(ring.oldest, known);
  return known;
}

export function secretOf(ring: Keyring, day: number): Uint8Array {
  assert(day >= ring.oldest.day, 'a key that was thrown away is not asked for');
  const { secrets } = derived(ring);
  while (secrets.length <= day - ring.oldest.day) secrets.push(nextSecret(secrets.at(-1)!, ring.community));
  return secrets[day - ring.oldest.day]!;
}

/** The frame keys of a day. */
export function frameKeys(ring: Keyring, day: number): SealKeys {
  const { keys } = derived(ring);
  const known = keys.get(day) ?? sealKeys(secretOf(ring, day), 'frame/1', ring.community);
  keys.set(day, known);
  return known;
}

/** Days to try a frame with, likeliest first: around ours, and around the oldest that is kept. At most eight. */
export function daysToTry(ring: Keyring): readonly number[] {
  const known = daysTried.get(ring);
  if (known) return known;
  const { day, oldest } = ring;
  const near = [day, day - 1, day - 2, day + 1];
  const kept = Array.from({ length: DAYS_KEPT + 2 }, (_, i) => oldest.day + i);
  const days = [...new Set([...near, ...kept])].filter((one) => one >= oldest.day);
  daysTried.set(ring, days);
  return days;
}
/** Asked for with every frame that is heard, of a ring that changes once a day. */
const daysTried = new WeakMap<Keyring, readonly number[]>();

/** The ring that seals with another day; no key is thrown away. */
export function turnTo(ring: Keyring, day: number): Keyring {
  return day >= ring.oldest.day && day !== ring.day ? { ...ring, day } : ring;
}

/** The ring without the keys that are older than `DAYS_KEPT` days before `day`. Cannot be undone. */
export function forget(ring: Keyring, day = ring.day): Keyring {
  const from = Math.max(ring.oldest.day, Math.min(day, ring.day) - DAYS_KEPT);
  if (from === ring.oldest.day) return ring;
  const oldest = { day: from, secret: secretOf(ring, from) };
  // What was worked out of later days, as a search through all of them does, need not be worked out again.
  const { secrets, keys } = derived(ring);
  derivedFrom.set(oldest, {
    secrets: secrets.slice(from - ring.oldest.day),
    keys: new Map([...keys].filter(([known]) => known >= from)),
  });
  return { ...ring, oldest };
}

// ── Epochs ──────────────────────────────────────────────────────────────────────────────────────

/** Several epochs, the one that we seal with first. Never empty. */
export type Keychain = readonly [Keyring, ...Keyring[]];

/** Epochs that are kept: the present one, the one before, and what other sides of a split made. */
export const EPOCHS_MAX = 4;

/** The same key, perhaps handed out on different days? */
function sameKey(a: Keyring, b: Keyring): boolean {
  if (a.epoch !== b.epoch) return false;
  const day = Math.max(a.oldest.day, b.oldest.day);
  return (
    day - Math.min(a.oldest.day, b.oldest.day) <= DAYS_AHEAD_MAX && equalSecret(secretOf(a, day), secretOf(b, day))
  );
}

/** Highest epoch first; of one epoch the greater rank, so that all who hold both agree. */
const byEpoch = (a: Keyring, b: Keyring): number => b.epoch - a.epoch || compare(b.rank ?? EMPTY, a.rank ?? EMPTY);

/** Takes one more epoch; a key that is there already only learns its rank. */
export function install(chain: Keychain, ring: Keyring): Keychain {
  const at = chain.findIndex((known) => sameKey(known, ring));
  const known = chain[at];
  const rings = known
    ? chain.map((one, i) => (i === at && ring.rank ? { ...one, rank: ring.rank } : one))
    : [...chain, ring];
  const [first, ...rest] = [...rings].sort(byEpoch);
  assert(first !== undefined, 'a chain has a ring');
  return [first, ...rest.slice(0, EPOCHS_MAX - 1)];
}

/**
 * Takes up what was stored of an epoch: its day, and never older keys than it had kept, even where the rim
 * still hands over an older secret of the same epoch.
 */
export function resume(chain: Keychain, stored: Keyring): Keychain {
  const installed = install(chain, stored);
  const [first, ...rest] = installed.map((ring) => {
    if (!sameKey(ring, stored)) return ring;
    const day = Math.max(ring.day, stored.day);
    const oldest = stored.oldest.day > ring.oldest.day ? stored.oldest : ring.oldest;
    return { ...ring, day, oldest };
  });
  assert(first !== undefined, 'a chain has a ring');
  return [first, ...rest];
}

/** Whose header says this: rings by the low three bits of the epoch, the one that we seal with first. */
export const ringsFor = (chain: Keychain, epochLow: number): readonly Keyring[] =>
  chain.filter(({ epoch }) => (epoch & 7) === epochLow);
