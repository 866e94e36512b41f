// Two gateways on one mesh hear the same: what both heard need not cross between them (protocol/README.md §8.6).
//
// A peer that brings what came here by another link a moment ago hears the same air. From then on news of that kind
// waits until a HELLO, shorter than any record, has shown whether the peer holds it. Alarms never wait.

import type { Item } from './items.ts';

const HOUR = 3_600_000;
/** One HELLO there and one back, and a flood's relays. */
const ASK_FIRST_MS = 4_000;
const HELLO_AFTER_MS = 1_500;
/** The same thing by two ways within this came from one flood. */
const TOGETHER_MS = 60_000;
const SHARED_MS = HOUR;
const REMEMBERED_MAX = 256;

export interface SharedAir {
  /** News from another link. Answers when to say HELLO, or null where it is to be sent at once. */
  gained(item: Item, nowMs: number): number | null;
  /** The peer brought this, new or not. */
  brought(item: Item, nowMs: number): void;
  /** The peer holds all that we hold. */
  agreed(nowMs: number): void;
  /** What waited long enough, or, where the peer differs, all that waits. */
  release(nowMs: number, all?: boolean): readonly Item[];
  readonly nextAtMs: number;
}

export function createSharedAir(): SharedAir {
  const lately = new Map<Item, number>();
  const asking = new Map<Item, number>();
  let sharedUntilMs = -Infinity;
  return {
    gained(item, now) {
      lately.delete(item);
      if (lately.size >= REMEMBERED_MAX) lately.delete(lately.keys().next().value!);
      lately.set(item, now);
      if (now >= sharedUntilMs || asking.size >= REMEMBERED_MAX) return null;
      asking.set(item, now + ASK_FIRST_MS);
      return now + HELLO_AFTER_MS;
    },
    brought(item, now) {
      if ((lately.get(item) ?? -Infinity) > now - TOGETHER_MS) sharedUntilMs = now + SHARED_MS;
      asking.delete(item);
    },
    agreed(now) {
      if (asking.size > 0) sharedUntilMs = now + SHARED_MS;
      asking.clear();
    },
    release(now, all = false) {
      const released = [...asking].filter(([, atMs]) => all || atMs <= now).map(([item]) => item);
      for (const item of released) asking.delete(item);
      return released;
    },
    get nextAtMs() {
      return Math.min(Infinity, ...asking.values());
    },
  };
}
