// Over how many hops we speak: to neighbours, unless somebody out of direct reach differs for long (§8.4).

import type { Heard } from './link-profile.ts';

const MINUTE = 60_000;
export const WIDEST_HOPS = 3;
/**
 * Who differs out of direct reach: neighbours have so long to bring here what we lack. If nothing comes, we speak
 * over as many hops, for so long.
 */
const FAR_PATIENCE_MS = 30 * MINUTE;
const FAR_MS = 20 * MINUTE;

const NEAR = { hops: 0, fromMs: Infinity, untilMs: -Infinity };

export interface FarHops {
  /** Hops for what we say ourselves. */
  now(nowMs: number): number;
  /** Somebody out of direct reach wants something of us, or has something for us; or a neighbour does. */
  answers(heard: Heard | undefined, nowMs: number): void;
  /** Somebody out of direct reach differs. Where our neighbours can bring it here, we wait for them. */
  sees(heard: Heard | undefined, nowMs: number): void;
  /** Something came from here, so that nobody need be asked farther away. */
  gained(nowMs: number): void;
  /** True once, when the patience is over and we are to ask farther. */
  due(nowMs: number): boolean;
  readonly nextAtMs: number;
}

export const hopsOf = (heard: Heard | undefined): number => Math.min(heard?.hopsAway ?? 0, WIDEST_HOPS);

export function createFarHops(): FarHops {
  let far = NEAR;
  let atMs = Infinity;
  const hopsNow = (now: number): number => (now >= far.fromMs && now < far.untilMs ? far.hops : 0);
  return {
    now: hopsNow,
    answers(heard, now) {
      const hops = hopsOf(heard);
      far = hops === 0 ? NEAR : { hops: Math.max(hops, hopsNow(now)), fromMs: now, untilMs: now + FAR_MS };
    },
    sees(heard, now) {
      if (far.untilMs > now) return;
      far = { hops: hopsOf(heard), fromMs: now + FAR_PATIENCE_MS, untilMs: now + FAR_PATIENCE_MS + FAR_MS };
      atMs = far.fromMs;
    },
    gained(now) {
      if (hopsNow(now) === 0) far = NEAR;
    },
    due(now) {
      if (now < atMs) return false;
      atMs = Infinity;
      return hopsNow(now) > 0;
    },
    get nextAtMs() {
      return atMs;
    },
  };
}
