// What the economy keeps: transfers, answers and lowered limits, found by account (README §3.1).
//
// Nothing here depends on order. Which transfers are payments, and what anybody has, is derived in
// ledger.ts from the set.

import { concat, fromHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import { acceptanceType, limitType, transferType, type Acceptance, type Limit, type Transfer } from './records.ts';

export type Said<B> = { readonly id: RecordId; readonly record: Record; readonly body: B };

/** Of a member's logs, the account is the first: one log is totally ordered, so its owner cannot overspend. §3.1 */
export const ACCOUNT_LOG = 0;

export type EconomyState = {
  readonly transfers: Map<RecordId, Said<Transfer>>;
  readonly answers: Map<RecordId, Said<Acceptance>>;
  readonly limits: Map<RecordId, Said<Limit>>;
  readonly byPayer: Map<MemberId, RecordId[]>;
  readonly byPayee: Map<MemberId, RecordId[]>;
  /** Answers that name a transfer, whoever wrote them. */
  readonly answersTo: Map<RecordId, RecordId[]>;
  readonly limitsOf: Map<MemberId, RecordId[]>;
  /** Records of ours in each account, by number: two at one number are a fork. */
  readonly places: Map<MemberId, Map<number, RecordId[]>>;
};

export const emptyState = (): EconomyState => ({
  transfers: new Map(),
  answers: new Map(),
  limits: new Map(),
  byPayer: new Map(),
  byPayee: new Map(),
  answersTo: new Map(),
  limitsOf: new Map(),
  places: new Map(),
});

function add<K>(index: Map<K, RecordId[]>, key: K, id: RecordId): void {
  const known = index.get(key);
  if (known) known.push(id);
  else index.set(key, [id]);
}

export function foldFact(state: EconomyState, fact: Fact): void {
  if (fact.kind !== 'record') return;
  const { id, record } = fact;
  if (state.transfers.has(id) || state.answers.has(id) || state.limits.has(id)) return;
  switch (record.type) {
    case transferType.type: {
      const body = fact.body as Transfer;
      state.transfers.set(id, { id, record, body });
      add(state.byPayer, record.member, id);
      add(state.byPayee, body.payee, id);
      break;
    }
    case acceptanceType.type: {
      const body = fact.body as Acceptance;
      state.answers.set(id, { id, record, body });
      for (const transfer of new Set(body.transfers)) add(state.answersTo, transfer, id);
      break;
    }
    case limitType.type:
      state.limits.set(id, { id, record, body: fact.body as Limit });
      add(state.limitsOf, record.member, id);
      break;
    default:
      return;
  }
  if (record.log === ACCOUNT_LOG) notePlace(state, record, id);
}

function notePlace(state: EconomyState, { member, seq }: Record, id: RecordId): void {
  const known = state.places.get(member) ?? new Map<number, RecordId[]>();
  add(known, seq, id);
  state.places.set(member, known);
}

/** All ids, sorted: equal facts, equal bytes. */
export function canonicalBytes(state: EconomyState): Uint8Array {
  const ids = [...state.transfers.keys(), ...state.answers.keys(), ...state.limits.keys()].sort();
  return concat(
    ...ids.map((id) => {
      const bytes = fromHex(id);
      assert(bytes.ok, 'an id is hex');
      return bytes.value;
    }),
  );
}
