// What members write and say about a matter: declared formats (README §2, §3).

import {
  bytes,
  list,
  oneOf,
  optional,
  struct,
  tailUtf8,
  u8,
  u8Max,
  utf8,
  varint,
  type Value,
} from '#protocol/bytes/codec.ts';
import { MEMBERS_MAX } from '#protocol/wire/limits.ts';
import { checkpointRef, recordRef, rosterMember } from '#protocol/wire/names.ts';
import { recordType } from '#protocol/wire/record.ts';
import { statementKind } from '#protocol/wire/statement.ts';
import { effect } from './effects.ts';
import { KINDS } from './kinds.ts';
import { ballotCount, bindableCount, METHODS } from './methods.ts';

/** A year. */
export const PERIOD_HOURS_MAX = 8760;
export const OPTIONS_MAX = 7;
export const SLOT_NAME_BYTES_MAX = 16;
export const ROUND_MAX = 127;
/** The first line is the title, each option has a line of its own after it, the rest is the text. */
export const TEXT_BYTES_MAX = 110;
export const FRONTIER_BYTES = 8;
export const REASON_BYTES_MAX = 130;
export const REMARK_BYTES_MAX = 150;

/** A thing of which only one may pass: a charter key, a budget line. §1.6 */
export const Slot = struct({ name: utf8(SLOT_NAME_BYTES_MAX), round: varint(ROUND_MAX) });
export type Slot = Value<typeof Slot>;

/** Freezes the roster that it is counted over. §2.1 */
export const Proposal = struct({
  kind: oneOf(...KINDS),
  method: oneOf(...METHODS),
  periodHours: varint(PERIOD_HOURS_MAX),
  roster: checkpointRef,
  /** Short digest over every log's head, as the author held them. */
  frontier: bytes(FRONTIER_BYTES),
  slot: optional(Slot),
  /** 0 for consent: the matter itself is the only option. */
  optionCount: varint(OPTIONS_MAX),
  /** What it does besides saying something; null where software need not know. */
  effect,
  text: tailUtf8(TEXT_BYTES_MAX),
});
export type Proposal = Value<typeof Proposal>;

/** Why somebody blocks. A block stands only with its reason. §2.2 */
export const BlockReason = struct({
  proposal: recordRef,
  frontier: bytes(FRONTIER_BYTES),
  /** How many binds on the matter the author held: a block that had not seen the result is late, and reopens it. */
  bindsHeld: varint(MEMBERS_MAX),
  text: tailUtf8(REASON_BYTES_MAX),
});
export type BlockReason = Value<typeof BlockReason>;

/** A concern, an amendment, or one more part of a text. §2.3 */
export const Remark = struct({ proposal: recordRef, text: tailUtf8(REMARK_BYTES_MAX) });
export type Remark = Value<typeof Remark>;

/** The text goes on; parts are read in order of their number. §2.4 */
export const TextPart = struct({ proposal: recordRef, part: u8, text: tailUtf8(REMARK_BYTES_MAX) });
export type TextPart = Value<typeof TextPart>;

/** I went to these people's doors with the matter, and what they said is here. §2.5 */
export const Visit = struct({ proposal: recordRef, visited: list(rosterMember, 20), answers: tailUtf8(100) });
export type Visit = Value<typeof Visit>;

/**
 * What this community says in a community of communities that it belongs to. It is said when a decision adopts
 * this record (README §1.11); alone it is a draft. §2.6
 */
export const OuterStatement = struct({
  /** The community of communities, the record that is spoken of there, and the page whose members are asked. */
  community: bytes(32),
  record: bytes(32),
  roster: bytes(32),
  kind: u8Max(15),
  value: u8,
  revision: u8,
});
export type OuterStatement = Value<typeof OuterStatement>;

const spoken = { by: 'member', urgency: 2, bundled: true } as const;

export const proposal = recordType<Proposal>({
  type: 16,
  name: 'proposal',
  section: 'governance §2.1',
  body: Proposal,
  by: 'member',
  urgency: 1,
  bundled: false,
});
export const blockReason = recordType<BlockReason>({
  type: 17,
  name: 'block reason',
  section: 'governance §2.2',
  body: BlockReason,
  by: 'member',
  urgency: 1,
  bundled: false,
});
export const concern = recordType<Remark>({
  ...spoken,
  type: 18,
  name: 'concern',
  section: 'governance §2.3',
  body: Remark,
});
export const amendment = recordType<Remark>({
  ...spoken,
  type: 19,
  name: 'amendment',
  section: 'governance §2.3',
  body: Remark,
});
export const textPart = recordType<TextPart>({
  ...spoken,
  type: 20,
  name: 'text part',
  section: 'governance §2.4',
  body: TextPart,
});
export const visit = recordType<Visit>({ ...spoken, type: 21, name: 'visit', section: 'governance §2.5', body: Visit });

export const outerStatement = recordType<OuterStatement>({
  type: 22,
  name: 'outer statement',
  section: 'governance §2.6',
  body: OuterStatement,
  by: 'member',
  urgency: 2,
  bundled: false,
});

export const GOVERNANCE_RECORD_TYPES = [
  proposal,
  blockReason,
  concern,
  amendment,
  textPart,
  visit,
  outerStatement,
] as const;

/** Revisable, visible to all members, for ever. Values: see methods.ts. §3.1 */
export const ballot = statementKind({
  kind: 1,
  name: 'ballot',
  section: 'governance §3.1',
  values: ['give it up', 'stand aside', 'block', 'consent'],
  valueCount: 159,
  revisionMax: 11,
  urgency: 2,
});

/** The final form, for ever. §3.2 */
export const bind = statementKind({
  kind: 2,
  name: 'bind',
  section: 'governance §3.2',
  values: ['none of them', ...Array.from({ length: OPTIONS_MAX }, (_, i) => `option ${i + 1}`)],
  revisionMax: 0,
  urgency: 1,
});

/** What a device says by itself, so that all know who could have objected. The revision counts the periods that are over. §3.3 */
export const receipt = statementKind({
  kind: 3,
  name: 'receipt',
  section: 'governance §3.3',
  values: ['held in good time', 'held late', 'period over, held in good time', 'period over, held late'],
  revisionMax: 2,
  urgency: 2,
});
export const RECEIPT = { inTime: 0, late: 1, overInTime: 2, overLate: 3 } as const;

/** What may be said of a proposal: a ballot's and a bind's numbers depend on its method and its options. §3 */
export function valueCountOnProposal(kind: number, { method, optionCount }: Proposal): number | undefined {
  if (kind === ballot.kind) return ballotCount(method, optionCount);
  return kind === bind.kind ? 1 + bindableCount(method, optionCount) : undefined;
}

export const GOVERNANCE_STATEMENT_KINDS = [ballot, bind, receipt] as const;
