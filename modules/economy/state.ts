// What the economy keeps: everything that was said, found by account and by line (README §3.1).
//
// Nothing here depends on order. Which transfers are payments, and what anybody has, is derived in
// ledger.ts and lines.ts from the set.

import { concat, fromHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import * as types from './records.ts';
import type { Acceptance, Draw, Grant, Limit, Line, Transfer } from './records.ts';

export type Said<B> = { readonly id: RecordId; readonly record: Record; readonly body: B };

/** Of a member's logs, the account is the first: one log is totally ordered, so its owner cannot overspend. §3.1 */
export const ACCOUNT_LOG = 0;

type Index<K> = Map<K, RecordId[]>;

export type EconomyState = {
  /** Ids of all records that were folded, so that a repeated one changes nothing. */
  readonly folded: Set<RecordId>;
  /** In credits and in hours; the record's type says which. */
  readonly transfers: Map<RecordId, Said<Transfer>>;
  readonly answers: Map<RecordId, Said<Acceptance>>;
  readonly limits: Map<RecordId, Said<Limit>>;
  readonly lines: Map<RecordId, Said<Line>>;
  readonly draws: Map<RecordId, Said<Draw>>;
  readonly grants: Map<RecordId, Said<Grant>>;
  readonly byPayer: Index<MemberId>;
  readonly byPayee: Index<MemberId>;
  /** Answers that name a transfer or a draw, whoever wrote them. */
  readonly answersTo: Index<RecordId>;
  readonly limitsOf: Index<MemberId>;
  readonly grantsTo: Index<MemberId>;
  readonly drawsOn: Index<RecordId>;
  readonly drawsBy: Index<MemberId>;
  /** Draws that a member's signature is asked for. */
  readonly drawsFor: Index<MemberId>;
  /** Records of ours in each account, by number: two at one number are a fork. */
  readonly places: Map<MemberId, Map<number, RecordId[]>>;
  /** Members of whom something new was said since their records were compared: see conflict.ts. */
  readonly unread: Set<MemberId>;
  /** Rises with every record. */
  version: number;
  /** What comparing came to: kept up by conflict.ts as records come. Never part of what the state means. */
  compared: Compared | undefined;
};

/** Accounts that contradict themselves, and those that name a page whose number is not known yet. */
export type Compared = {
  readonly found: Map<MemberId, Conflict>;
  readonly open: Set<MemberId>;
  /** Of the directory that it was compared under. */
  version: number;
};

export type Conflict = {
  readonly member: MemberId;
  /** `elsewhere`: the two things are not the economy's; another module or a proof from the air shows them. */
  readonly kind: 'fork' | 'totals' | 'older checkpoint' | 'elsewhere';
  /** Two records of the account that cannot both be honest; absent where they are not ours. */
  readonly proof: readonly [RecordId, RecordId] | undefined;
};

export const emptyState = (): EconomyState => ({
  folded: new Set(),
  transfers: new Map(),
  answers: new Map(),
  limits: new Map(),
  lines: new Map(),
  draws: new Map(),
  grants: new Map(),
  byPayer: new Map(),
  byPayee: new Map(),
  answersTo: new Map(),
  limitsOf: new Map(),
  grantsTo: new Map(),
  drawsOn: new Map(),
  drawsBy: new Map(),
  drawsFor: new Map(),
  places: new Map(),
  unread: new Set(),
  version: 0,
  compared: undefined,
});

function add<K>(index: Index<K>, key: K, id: RecordId): void {
  const known = index.get(key);
  if (known) known.push(id);
  else index.set(key, [id]);
}

type Shelve = (state: EconomyState, said: Said<never>) => void;
const shelve =
  <B>(put: (state: EconomyState, said: Said<B>) => void): Shelve =>
  (state, said) =>
    put(state, said);

const shelveTransfer = shelve<Transfer>((state, said) => {
  state.transfers.set(said.id, said);
  add(state.byPayer, said.record.member, said.id);
  add(state.byPayee, said.body.payee, said.id);
});

/** Where each type of record is kept. */
const SHELVES: Readonly<{ [type: number]: Shelve }> = {
  [types.transferType.type]: shelveTransfer,
  [types.hoursType.type]: shelveTransfer,
  [types.acceptanceType.type]: shelve<Acceptance>((state, said) => {
    state.answers.set(said.id, said);
    for (const answered of new Set(said.body.transfers)) {
      add(state.answersTo, answered, said.id);
      const draw = state.draws.get(answered);
      if (draw) state.unread.add(draw.record.member);
    }
  }),
  [types.limitType.type]: shelve<Limit>((state, said) => {
    state.limits.set(said.id, said);
    add(state.limitsOf, said.record.member, said.id);
  }),
  [types.lineType.type]: shelve<Line>((state, said) => {
    state.lines.set(said.id, said);
  }),
  [types.drawType.type]: shelve<Draw>((state, said) => {
    state.draws.set(said.id, said);
    add(state.drawsOn, said.body.line, said.id);
    add(state.drawsBy, said.record.member, said.id);
    add(state.drawsFor, said.body.other, said.id);
  }),
  [types.grantType.type]: shelve<Grant>((state, said) => {
    state.grants.set(said.id, said);
    add(state.grantsTo, said.body.member, said.id);
  }),
};

export function foldFact(state: EconomyState, fact: Fact): void {
  if (fact.kind !== 'record' || state.folded.has(fact.id)) return;
  const { id, record, body } = fact;
  const put = SHELVES[record.type];
  if (!put) return;
  state.folded.add(id);
  state.version++;
  put(state, { id, record, body: body as never });
  if (record.log === ACCOUNT_LOG) notePlace(state, record, id);
}

function notePlace(state: EconomyState, { member, seq }: Record, id: RecordId): void {
  const known = state.places.get(member) ?? new Map<number, RecordId[]>();
  add(known, seq, id);
  state.places.set(member, known);
  state.unread.add(member);
}

/** All ids, sorted: equal facts, equal bytes. */
export function canonicalBytes(state: EconomyState): Uint8Array {
  return concat(
    ...[...state.folded].sort().map((id) => {
      const bytes = fromHex(id);
      assert(bytes.ok, 'an id is hex');
      return bytes.value;
    }),
  );
}
