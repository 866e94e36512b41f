// Starting, renewing and halting an emergency power, and what is drawn under it: record types 30 and 31 (README §2.10).
//
// A power was adopted in calm, by a matter of governance; here it is only started. Who joins a start, a
// renewal or a halt says so with statement 5, "I see it myself": many voices in one frame.

import { oneOf, struct, tailUtf8, u8, varint, type Value } from '#protocol/bytes/codec.ts';
import { CHECKPOINTS_MAX } from '#protocol/wire/limits.ts';
import { recordRef } from '#protocol/wire/names.ts';
import { recordType, type RecordType } from '#protocol/wire/record.ts';
import { QUANTITY_MAX } from './records.ts';

export const POWER_TEXT_BYTES_MAX = 100;
export const USE_TEXT_BYTES_MAX = 60;
/** No power runs longer at one start or renewal. */
export const POWER_HOURS_MAX = 24;

export const POWER_STEPS = ['start', 'renew', 'halt'] as const;
export type PowerStep = (typeof POWER_STEPS)[number];

/** `about` is the adopted matter for a start, the start for a renewal or a halt. `hours` 0 for a halt. §2.10 */
export const Power = struct({
  step: oneOf(...POWER_STEPS),
  about: recordRef,
  hours: u8,
  roster: varint(CHECKPOINTS_MAX),
  text: tailUtf8(POWER_TEXT_BYTES_MAX),
});
export type Power = Value<typeof Power>;

/** So much was drawn from the author's own share under this start; whoever saw it witnesses it. §2.11 */
export const PowerUse = struct({
  start: recordRef,
  amount: varint(QUANTITY_MAX),
  roster: varint(CHECKPOINTS_MAX),
  text: tailUtf8(USE_TEXT_BYTES_MAX),
});
export type PowerUse = Value<typeof PowerUse>;

export const powerType: RecordType<Power> = recordType({
  type: 30,
  name: 'power',
  section: 'modules/emergency/README.md §2.10',
  body: Power,
  by: 'member',
  urgency: 1,
  bundled: false,
});

export const powerUseType: RecordType<PowerUse> = recordType({
  type: 31,
  name: 'power-use',
  section: 'modules/emergency/README.md §2.11',
  body: PowerUse,
  by: 'member',
  urgency: 2,
  bundled: true,
});
