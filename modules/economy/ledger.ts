// Which transfers are payments: a pure reading of the set (README §3.1).
//
// Every payment takes from one account what it gives to another, so the sum of all balances is zero
// whatever anybody forges, forks or withholds. What counts is decided from the records alone, so that
// every device with the same records has the same balances.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Books } from './books.ts';
import { trancheAt } from './limits.ts';
import type { Amount } from './money.ts';
import { TRANSFER_TYPES, type Acceptance, type Transfer } from './records.ts';
import { ACCOUNT_LOG, type EconomyState, type Said } from './state.ts';

/**
 * `waiting`: the payee has not answered. `invalid`: its own numbers break a rule, so no answer makes it
 * a payment. `bad faith`: the payee took from one payer more than a tranche since one checkpoint, and
 * must have known it.
 */
export type TransferStatus = 'waiting' | 'paid' | 'declined' | 'invalid' | 'bad faith';

/** What is wrong with a transfer by itself, or undefined. */
export type Fault = 'other-log' | 'no-amount' | 'to-oneself' | 'total-too-small' | 'beyond-tranche';

export function faultOf({ record, body }: Said<Transfer>, books: Books): Fault | undefined {
  if (record.log !== ACCOUNT_LOG) return 'other-log';
  if (body.amount === 0) return 'no-amount';
  if (body.payee === record.member) return 'to-oneself';
  if (body.spent < body.amount) return 'total-too-small';
  if (body.spent > trancheAt(books, record.member, body.since)) return 'beyond-tranche';
  return undefined;
}

/** Answers that count: those of the member who is asked, from the account itself. */
export const answersOf = (state: EconomyState, asked: RecordId, by: MemberId): readonly Said<Acceptance>[] =>
  (state.answersTo.get(asked) ?? [])
    .map((id) => state.answers.get(id)!)
    .filter(({ record }) => record.member === by && record.log === ACCOUNT_LOG);

/** Has the member who is asked said neither yes nor no? */
export const isUnanswered = ({ answersTo, answers }: EconomyState, asked: RecordId, by: MemberId): boolean => {
  for (const id of answersTo.get(asked) ?? []) {
    const { record } = answers.get(id)!;
    if (record.member === by && record.log === ACCOUNT_LOG) return false;
  }
  return true;
};

/** Numbers at which an account has two records of ours. */
export function forkedAt(state: EconomyState, member: MemberId): readonly number[] {
  return [...(state.places.get(member) ?? [])]
    .filter(([, ids]) => ids.length > 1)
    .map(([seq]) => seq)
    .sort((a, b) => a - b);
}

/**
 * The first answer in the log of whoever was asked stands. Where that one forked and gave both, it
 * declined: the other may have relied on that, and the one who lied bears it.
 */
export function verdictOf(state: EconomyState, asked: RecordId, by: MemberId): Said<Acceptance> | undefined {
  const answers = answersOf(state, asked, by);
  if (answers.length < 2) return answers[0];
  const declined = answers.filter(({ body }) => body.answer === 'declined');
  const both = declined.length > 0 && declined.length < answers.length;
  const candidates = both && forkedAt(state, by).length > 0 ? declined : answers;
  return candidates.toSorted((a, b) => a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1))[0];
}

export type Judged = Said<Transfer> & {
  readonly status: TransferStatus;
  readonly fault: Fault | undefined;
  /** The answer that stands. */
  readonly answer: Said<Acceptance> | undefined;
};

/** All transfers of a payer to a payee that name one checkpoint stand and fall together. */
const groupOf = ({ record, body }: Said<Transfer>): string => record.member + body.payee + body.since;

/** Judges transfers; the list must hold whole groups (all of one payer, all of one payee, or all). */
function judge(books: Books, transfers: readonly Said<Transfer>[]): readonly Judged[] {
  const judged: Judged[] = [];
  const accepted = new Map<string, Judged[]>();
  for (const transfer of transfers) {
    const fault = faultOf(transfer, books);
    const answer = verdictOf(books.state, transfer.id, transfer.body.payee);
    const status = fault ? 'invalid' : answer ? (answer.body.answer === 'accepted' ? 'paid' : 'declined') : 'waiting';
    const verdict: Judged = { ...transfer, status, fault, answer };
    if (status !== 'paid') {
      judged.push(verdict);
      continue;
    }
    const group = accepted.get(groupOf(transfer));
    if (group) group.push(verdict);
    else accepted.set(groupOf(transfer), [verdict]);
  }
  for (const group of accepted.values()) {
    const { record, body } = group[0]!;
    // One transfer is within the tranche by itself: its total would be a fault otherwise.
    if (group.length === 1) judged.push(group[0]!);
    else judged.push(...withinTranche(group, trancheAt(books, record.member, body.since)));
  }
  return judged;
}

/** In the payee's own order, what still fits the tranche is paid; whoever took more held the records that show it. */
function withinTranche(group: readonly Judged[], tranche: Amount): readonly Judged[] {
  let sum = 0;
  return group.toSorted(inAnswerOrder).map((transfer) => {
    if (sum + transfer.body.amount > tranche) return { ...transfer, status: 'bad faith' };
    sum += transfer.body.amount;
    return transfer;
  });
}

type Answered = { readonly id: RecordId; readonly answer: Said<Acceptance> | undefined };
const positionIn = ({ id, answer }: Answered): number => answer?.body.transfers.indexOf(id) ?? 0;

export function inAnswerOrder(a: Answered, b: Answered): number {
  const bySeq = (a.answer?.record.seq ?? 0) - (b.answer?.record.seq ?? 0);
  return bySeq || positionIn(a) - positionIn(b) || (a.id < b.id ? -1 : 1);
}

const inLogOrder = (a: Said<unknown>, b: Said<unknown>): number =>
  a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1);

function held({ state, unit }: Books, ids: readonly RecordId[] | undefined): readonly Said<Transfer>[] {
  const { type } = TRANSFER_TYPES[unit];
  return (ids ?? []).map((id) => state.transfers.get(id)!).filter(({ record }) => record.type === type);
}

/** Every transfer of the unit. */
export const allTransfers = (books: Books): readonly Judged[] =>
  judge(books, held(books, [...books.state.transfers.keys()]));

/** What an account gives, by number in its log. */
export const outgoing = (books: Books, member: MemberId): readonly Judged[] =>
  judge(books, held(books, books.state.byPayer.get(member))).toSorted(inLogOrder);

/** What an account is given, in the order of its answers; what waits stands first. */
export const incoming = (books: Books, member: MemberId): readonly Judged[] =>
  judge(books, held(books, books.state.byPayee.get(member))).toSorted(inAnswerOrder);
