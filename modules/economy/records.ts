// What accounts say: record types 32 to 38 (README §2).

import { list, oneOf, struct, tailUtf8, utf8, varint, type Value } from '#protocol/bytes/codec.ts';
import { anyMember, checkpointRef, recordRef, rosterMember } from '#protocol/wire/names.ts';
import { recordType, type RecordType } from '#protocol/wire/record.ts';
import { AMOUNT_MAX } from './money.ts';
import { UNITS, type Unit } from './units.ts';

export const MEMO_BYTES_MAX = 60;
/** Transfers that one answer may name: what a newcomer's frame has room for. */
export const ANSWERED_MAX = 11;
/** Who may hold a part of one stock or budget. */
export const HOLDERS_MAX = 8;
export const LINE_NAME_BYTES_MAX = 40;
export const MEASURE_BYTES_MAX = 8;

const amount = varint(AMOUNT_MAX);

/**
 * I give. 5 to 78 bytes; 8 with a memo of one letter and amounts below 163.84 credits. `spent` is all
 * that this account has given since the checkpoint, this transfer included. §2.1
 */
export const Transfer = struct({
  payee: anyMember,
  amount,
  since: checkpointRef,
  spent: amount,
  memo: tailUtf8(MEMO_BYTES_MAX),
});
export type Transfer = Value<typeof Transfer>;

/** I take, or I do not: transfers to me, and draws that need my signature. Only with it they count. §2.2 */
export const Acceptance = struct({
  answer: oneOf('accepted', 'declined'),
  transfers: list(recordRef, ANSWERED_MAX),
});
export type Acceptance = Value<typeof Acceptance>;

/** I bind myself to a lower limit. §2.3 */
export const Limit = struct({ unit: oneOf(...UNITS), since: checkpointRef, limit: amount });
export type Limit = Value<typeof Limit>;

/** Whose it is: one's own goods, the community's goods, or what the commons may pay. §2.4 */
export const LINE_KINDS = ['my stock', 'common stock', 'budget of credits', 'budget of hours'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** A stock or a budget, divided: each holder draws on the own share alone, so no split draws it twice. §2.4 */
export const Line = struct({
  kind: oneOf(...LINE_KINDS),
  shares: list(struct({ holder: rosterMember, quantity: amount }), HOLDERS_MAX),
  measure: utf8(MEASURE_BYTES_MAX),
  name: tailUtf8(LINE_NAME_BYTES_MAX),
});
export type Line = Value<typeof Line>;

export const STEPS = ['draw', 'hand over', 'give back', 'count'] as const;
export type Step = (typeof STEPS)[number];

/**
 * I take from my share. `drawn` is all that I have taken from it so far, this included, without what was
 * declined; `other` signs as well: who receives, who takes the share over, or who counted with me. §2.5
 */
export const Draw = struct({
  line: recordRef,
  step: oneOf(...STEPS),
  other: anyMember,
  quantity: amount,
  since: checkpointRef,
  drawn: amount,
  note: tailUtf8(MEMO_BYTES_MAX),
});
export type Draw = Value<typeof Draw>;

/** Another limit for an account. It means nothing until a decision adopts this record. §2.6 */
export const Grant = struct({ unit: oneOf(...UNITS), member: rosterMember, since: checkpointRef, limit: amount });
export type Grant = Value<typeof Grant>;

const declared = { urgency: 2, bundled: true } as const;
const at = (section: string): string => `modules/economy/README.md §${section}`;

export const transferType: RecordType<Transfer> = recordType({
  ...declared,
  type: 32,
  name: 'transfer',
  section: at('2.1'),
  body: Transfer,
  by: 'member',
});

export const acceptanceType: RecordType<Acceptance> = recordType({
  ...declared,
  type: 33,
  name: 'acceptance',
  section: at('2.2'),
  body: Acceptance,
  by: 'newcomer',
});

export const limitType: RecordType<Limit> = recordType({
  ...declared,
  type: 34,
  name: 'limit',
  section: at('2.3'),
  body: Limit,
  by: 'member',
});

export const lineType: RecordType<Line> = recordType({
  ...declared,
  type: 35,
  name: 'line',
  section: at('2.4'),
  body: Line,
  by: 'member',
});

export const drawType: RecordType<Draw> = recordType({
  ...declared,
  type: 36,
  name: 'draw',
  section: at('2.5'),
  body: Draw,
  by: 'member',
});

export const hoursType: RecordType<Transfer> = recordType({
  ...declared,
  type: 37,
  name: 'hours',
  section: at('2.1'),
  body: Transfer,
  by: 'member',
});

export const grantType: RecordType<Grant> = recordType({
  ...declared,
  type: 38,
  name: 'grant',
  section: at('2.6'),
  body: Grant,
  by: 'member',
});

export const ECONOMY_RECORD_TYPES = [
  transferType,
  acceptanceType,
  limitType,
  lineType,
  drawType,
  hoursType,
  grantType,
] as const;

/** The record that gives in a unit: a type of its own costs no byte in a payment. */
export const TRANSFER_TYPES: Readonly<Record<Unit, RecordType<Transfer>>> = {
  credits: transferType,
  hours: hoursType,
};

/** What a budget pays in; a stock pays nothing. */
export const BUDGET_UNITS: Readonly<Record<LineKind, Unit | undefined>> = {
  'my stock': undefined,
  'common stock': undefined,
  'budget of credits': 'credits',
  'budget of hours': 'hours',
};
