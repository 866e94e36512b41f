// Who takes our ballots to say them together with others' (protocol/README.md §7.3).
//
// Households that each flood their own map pay a flood each; a neighbour with power who takes all of them by
// one-hop frames floods one. Everybody who hears the same neighbours picks the same: the least name. A
// collector that answers and then says nothing costs a bounded wait, and after two of them nobody is asked.

import type { LinkProfile } from './link-profile.ts';

const HOUR = 3_600_000;
/** A HELLO may be silenced by others for hours; one who went away does not acknowledge, which costs seconds. */
const REMEMBERED_MS = 12 * HOUR;
const COLLECTORS_MAX = 32;
/** Who did not acknowledge is out of reach, or off. */
const SILENT_MS = HOUR;
/** Who acknowledged, and was not heard saying it, is asked no more for so long. */
const UNSAID_MS = 6 * HOUR;
/** So many of them within that time, by whatever names, and we say our own. */
const UNSAID_MAX = 2;

export interface Collectors {
  /** A direct neighbour was heard; does it collect? */
  heard(name: string, collects: boolean, nowMs: number): void;
  /** Who takes what we would say; undefined where nobody does, or we ourselves collect for this place. */
  choose(tried: readonly string[], nowMs: number): string | undefined;
  /** Do we say in HELLO that we collect? Not where we hear one with a lesser name who says so. */
  readonly offers: (nowMs: number) => boolean;
  /** We do, and there are neighbours. */
  collecting(nowMs: number): boolean;
  /** It did not acknowledge. */
  silent(name: string, nowMs: number): void;
  /** It acknowledged, and what it took was not heard in time. */
  unsaid(name: string, nowMs: number): void;
}

export function createCollectors({ self, collects = false }: Pick<LinkProfile, 'self' | 'collects'>): Collectors {
  const known = new Map<string, number>();
  const shunned = new Map<string, number>();
  let neighbourMs = -Infinity;
  let unsaidMs: readonly number[] = [];

  const least = (tried: readonly string[], now: number): string | undefined =>
    [...known]
      .filter(([name, atMs]) => atMs > now - REMEMBERED_MS && (shunned.get(name) ?? -Infinity) <= now)
      .map(([name]) => name)
      .filter((name) => name !== self && !tried.includes(name))
      .sort()[0];
  const shun = (name: string, untilMs: number): void => {
    shunned.delete(name);
    if (shunned.size >= COLLECTORS_MAX) shunned.delete(shunned.keys().next().value!);
    shunned.set(name, untilMs);
  };
  const isOurs = (other: string | undefined): boolean =>
    collects && self !== undefined && (other === undefined || self < other);

  return {
    heard(name, itCollects, now) {
      neighbourMs = now;
      known.delete(name);
      if (!itCollects) return;
      if (known.size >= COLLECTORS_MAX) known.delete(known.keys().next().value!);
      known.set(name, now);
    },
    choose(tried, now) {
      unsaidMs = unsaidMs.filter((atMs) => atMs > now - UNSAID_MS);
      if (unsaidMs.length >= UNSAID_MAX) return undefined;
      const other = least(tried, now);
      return isOurs(other) ? undefined : other;
    },
    offers: (now) => isOurs(least([], now)),
    collecting: (now) => neighbourMs > now - REMEMBERED_MS && isOurs(least([], now)),
    silent: (name, now) => shun(name, now + SILENT_MS),
    unsaid(name, now) {
      shun(name, now + UNSAID_MS);
      unsaidMs = [...unsaidMs, now];
    },
  };
}
