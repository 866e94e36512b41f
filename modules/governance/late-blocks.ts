// Blocks that came after the result, by people who had not seen it (README §1.4).
//
// A result stands. What it set in motion and is not carried out yet waits for some hours from when this
// device held the block, once per member and matter, so that a block is never lost.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Timed } from '#protocol/tally/matters.ts';
import { charterOf } from '../charter.ts';
import type { Matter } from './matter.ts';
import type { BlockReason } from './records.ts';
import type { Said } from './state.ts';

const HOUR_MS = 3_600_000;

/** Blocks of a passed matter whose authors had not seen the result: each pauses, once, what is not yet carried out. */
export function lateBlocks(matter: Matter): readonly Said<BlockReason>[] {
  if (matter.outcome.kind !== 'passed') return [];
  const reasons = [...matter.topic.blockReasons.values()]
    .filter(({ record, body }) => body.bindsHeld < matter.quorum && matter.roster.members.includes(record.member))
    .filter(({ record }) => !matter.bound.has(record.member))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const first = new Map<MemberId, Said<BlockReason>>();
  for (const reason of reasons) if (!first.has(reason.record.member)) first.set(reason.record.member, reason);
  return [...first.values()];
}

/** Until when a late block holds the matter up, by this device's own clock; undefined where none does. */
export function pausedUntilMs(matter: Matter, around: Timed): number | undefined {
  const pauseMs = charterOf(around, matter.roster.checkpoint)['decide.late-block-pause'] * HOUR_MS;
  const until = lateBlocks(matter)
    .map(({ id }) => (around.heldSinceMs(id) ?? around.nowMs) + pauseMs)
    .filter((atMs) => atMs > around.nowMs);
  return until.length > 0 ? Math.max(...until) : undefined;
}
