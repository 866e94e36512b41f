// The community's frame keys: one secret an epoch, ratcheted forward once a day (§6.3).
//
// K(epoch, day + 1) = HKDF(K(epoch, day)): a phone that has forgotten yesterday's key cannot be made
// to read yesterday's air. The day is no date: it is a count that members learn from each other's
// authenticated frames. Old keys go only after two different senders' frames showed the new day, so one
// member with a wild clock cannot make others throw keys away.

import { assert } from '../bytes/result.ts';
import { deriveKey, sealKeys, type SealKeys } from './siv.ts';

/** Days that a frame may be ahead of us, as after a long sleep; behind us only what is kept. */
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
};

export function keyring(community: Uint8Array, epoch: number, secret: Uint8Array, day = 0): Keyring {
  return { community, epoch, oldest: { day, secret }, day };
}

const nextSecret = (secret: Uint8Array, community: Uint8Array): Uint8Array => deriveKey(secret, 'day/1', community);

export function secretOf(ring: Keyring, day: number): Uint8Array {
  assert(day >= ring.oldest.day, 'a key that was thrown away is not asked for');
  let secret = ring.oldest.secret;
  for (let at = ring.oldest.day; at < day; at++) secret = nextSecret(secret, ring.community);
  return secret;
}

const cache = new WeakMap<Keyring, Map<number, SealKeys>>();

/** The frame keys of a day. */
export function frameKeys(ring: Keyring, day: number): SealKeys {
  const known = cache.get(ring) ?? new Map<number, SealKeys>();
  cache.set(ring, known);
  const keys = known.get(day) ?? sealKeys(secretOf(ring, day), 'frame/1', ring.community);
  known.set(day, keys);
  return keys;
}

/** Days to try a frame with, likeliest first: ours, the kept ones behind, the next. */
export function daysToTry(ring: Keyring): readonly number[] {
  const behind = Array.from({ length: ring.day - ring.oldest.day }, (_, i) => ring.day - 1 - i);
  return [ring.day, ...behind, ring.day + 1];
}

/** The ring that seals with a later day; older keys stay. */
export function turnTo(ring: Keyring, day: number): Keyring {
  return day > ring.day && day <= ring.day + DAYS_AHEAD_MAX ? { ...ring, day } : ring;
}

/** The ring without the keys that are older than `DAYS_KEPT` days. Cannot be undone. */
export function forget(ring: Keyring): Keyring {
  const day = Math.max(ring.oldest.day, ring.day - DAYS_KEPT);
  return day === ring.oldest.day ? ring : { ...ring, oldest: { day, secret: secretOf(ring, day) } };
}
