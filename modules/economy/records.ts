// What accounts say: record types 32 to 34 (README §2).

import { list, oneOf, struct, tailUtf8, varint, type Value } from '#protocol/bytes/codec.ts';
import { anyMember, checkpointRef, recordRef } from '#protocol/wire/names.ts';
import { recordType, type RecordType } from '#protocol/wire/record.ts';
import { AMOUNT_MAX } from './money.ts';

export const MEMO_BYTES_MAX = 60;
/** Transfers that one answer may name: what a newcomer's frame has room for. */
export const ANSWERED_MAX = 11;

/**
 * I give. 5 to 78 bytes; 8 with a memo of one letter and amounts below 163.84 credits. `spent` is all
 * that this account has given since the checkpoint, this transfer included. §2.1
 */
export const Transfer = struct({
  payee: anyMember,
  amount: varint(AMOUNT_MAX),
  since: checkpointRef,
  spent: varint(AMOUNT_MAX),
  memo: tailUtf8(MEMO_BYTES_MAX),
});
export type Transfer = Value<typeof Transfer>;

/** I take, or I do not. Only with it a transfer is a payment. §2.2 */
export const Acceptance = struct({
  answer: oneOf('accepted', 'declined'),
  transfers: list(recordRef, ANSWERED_MAX),
});
export type Acceptance = Value<typeof Acceptance>;

/** I bind myself to a lower limit. §2.3 */
export const Limit = struct({ limit: varint(AMOUNT_MAX) });
export type Limit = Value<typeof Limit>;

export const transferType: RecordType<Transfer> = recordType({
  type: 32,
  name: 'transfer',
  section: 'modules/economy/README.md §2.1',
  body: Transfer,
  by: 'member',
  urgency: 2,
  bundled: true,
});

export const acceptanceType: RecordType<Acceptance> = recordType({
  type: 33,
  name: 'acceptance',
  section: 'modules/economy/README.md §2.2',
  body: Acceptance,
  by: 'newcomer',
  urgency: 2,
  bundled: true,
});

export const limitType: RecordType<Limit> = recordType({
  type: 34,
  name: 'limit',
  section: 'modules/economy/README.md §2.3',
  body: Limit,
  by: 'member',
  urgency: 2,
  bundled: true,
});
