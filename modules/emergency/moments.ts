// How long ago something was, as far as this device can know (README §3.10).
//
// Elapsed time may only end things, so of two readings the one that ends sooner counts: since this device
// first held a record, or since its author claims to have written it. A claim in the future is no reading.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import type { EmergencyState } from './state.ts';
import { minutesAfter } from './story.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** 2020-01-01T00:00Z, from which a genesis counts minutes. */
export const MINUTES_ZERO_MS = 1_577_836_800_000;

type Said = { readonly id: RecordId; readonly record: Record };
type Timeless = Omit<Surroundings, 'nowMs'>;

/** When the author says that it was written, as a moment near `nearMs`; undefined before the genesis is known. */
export function claimedMs({ foundedAt }: EmergencyState, { time }: Record, nearMs: number): number | undefined {
  if (foundedAt === undefined) return undefined;
  const nearMinute = Math.floor((nearMs - MINUTES_ZERO_MS) / MINUTE_MS);
  return (
    (nearMinute + minutesAfter((((nearMinute - foundedAt) % 65_536) + 65_536) % 65_536, time)) * MINUTE_MS +
    MINUTES_ZERO_MS
  );
}

/**
 * Since when it counts, at a moment; undefined where that cannot be known: held before a gap of this device's
 * clock, or by a clock that was set back since.
 */
export function since(state: EmergencyState, { id, record }: Said, atMs: number, around: Timeless): number | undefined {
  const heldMs = around.heldSinceMs(id);
  if (heldMs === undefined || heldMs > atMs || heldMs < (around.knownSinceMs ?? 0)) return undefined;
  return Math.min(heldMs, claimedMs(state, record, heldMs) ?? heldMs);
}
