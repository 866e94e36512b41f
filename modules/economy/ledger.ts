// Which transfers are payments, and what each account has: a pure reading of the set (README §3).
//
// Every payment takes from one account what it gives to another, so the sum of all balances is zero
// whatever anybody forges, forks or withholds. What counts is decided from the records alone, so that
// every device with the same records has the same balances.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Amount } from './money.ts';
import { ACCOUNT_LOG, type EconomyState, type Said } from './state.ts';
import type { Acceptance, Transfer } from './records.ts';
import { trancheOf, type Terms } from './terms.ts';

/**
 * `waiting`: the payee has not answered. `invalid`: its own numbers break a rule, so no answer makes it
 * a payment. `bad faith`: the payee took from one payer more than a tranche since one checkpoint, and
 * must have known it.
 */
export type TransferStatus = 'waiting' | 'paid' | 'declined' | 'invalid' | 'bad faith';

/** What is wrong with a transfer by itself, or undefined. */
export type Fault = 'other-log' | 'no-amount' | 'to-oneself' | 'total-too-small' | 'beyond-tranche';

export function faultOf({ record, body }: Said<Transfer>, terms: Terms): Fault | undefined {
  if (record.log !== ACCOUNT_LOG) return 'other-log';
  if (body.amount === 0) return 'no-amount';
  if (body.payee === record.member) return 'to-oneself';
  if (body.spent < body.amount) return 'total-too-small';
  if (body.spent > trancheOf(terms.creditLimit, terms)) return 'beyond-tranche';
  return undefined;
}

/** The payee's answers that count: those of the account itself. */
function answersOf(state: EconomyState, transfer: Said<Transfer>): readonly Said<Acceptance>[] {
  return (state.answersTo.get(transfer.id) ?? [])
    .map((id) => state.answers.get(id)!)
    .filter(({ record }) => record.member === transfer.body.payee && record.log === ACCOUNT_LOG);
}

/** Numbers at which an account has two records of ours. */
export function forkedAt(state: EconomyState, member: MemberId): readonly number[] {
  return [...(state.places.get(member) ?? [])]
    .filter(([, ids]) => ids.length > 1)
    .map(([seq]) => seq)
    .sort((a, b) => a - b);
}

/**
 * The first answer in the payee's log stands. Where the payee forked and gave both, it declined: the
 * payer may have relied on that, and the one who lied bears it.
 */
function verdictOf(state: EconomyState, transfer: Said<Transfer>): Said<Acceptance> | undefined {
  const answers = answersOf(state, transfer);
  const declined = answers.filter(({ body }) => body.answer === 'declined');
  const both = declined.length > 0 && declined.length < answers.length;
  const candidates = both && forkedAt(state, transfer.body.payee).length > 0 ? declined : answers;
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
function judge(state: EconomyState, transfers: readonly Said<Transfer>[], terms: Terms): readonly Judged[] {
  const judged: Judged[] = [];
  const accepted = new Map<string, Judged[]>();
  for (const transfer of transfers) {
    const fault = faultOf(transfer, terms);
    const answer = verdictOf(state, transfer);
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
  for (const group of accepted.values()) judged.push(...withinTranche(group, trancheOf(terms.creditLimit, terms)));
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

const positionIn = ({ id, answer }: Judged): number => answer?.body.transfers.indexOf(id) ?? 0;

export function inAnswerOrder(a: Judged, b: Judged): number {
  const bySeq = (a.answer?.record.seq ?? 0) - (b.answer?.record.seq ?? 0);
  return bySeq || positionIn(a) - positionIn(b) || (a.id < b.id ? -1 : 1);
}

const held = (state: EconomyState, ids: readonly RecordId[] | undefined): readonly Said<Transfer>[] =>
  (ids ?? []).map((id) => state.transfers.get(id)!);

/** What an account gives, by number in its log. */
export const outgoing = (state: EconomyState, member: MemberId, terms: Terms): readonly Judged[] =>
  judge(state, held(state, state.byPayer.get(member)), terms).toSorted(
    (a, b) => a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1),
  );

/** What an account is given, in the order of its answers; what waits stands first. */
export const incoming = (state: EconomyState, member: MemberId, terms: Terms): readonly Judged[] =>
  judge(state, held(state, state.byPayee.get(member)), terms).toSorted(inAnswerOrder);

const paidSum = (transfers: readonly Judged[]): Amount =>
  transfers.reduce((sum, { status, body }) => sum + (status === 'paid' ? body.amount : 0), 0);

export const balanceOf = (state: EconomyState, member: MemberId, terms: Terms): Amount =>
  paidSum(incoming(state, member, terms)) - paidSum(outgoing(state, member, terms));

/** Every account that has ever paid or been paid; the values sum to zero. */
export function balances(state: EconomyState, terms: Terms): ReadonlyMap<MemberId, Amount> {
  const sums = new Map<MemberId, Amount>();
  const book = (member: MemberId, amount: Amount): void => {
    sums.set(member, (sums.get(member) ?? 0) + amount);
  };
  for (const { status, record, body } of judge(state, [...state.transfers.values()], terms)) {
    if (status !== 'paid') continue;
    book(record.member, -body.amount);
    book(body.payee, body.amount);
  }
  return sums;
}

/** The lowest limit that the account has bound itself to, never above the charter's. Raising needs a decision. */
export function limitOf(state: EconomyState, member: MemberId, terms: Terms): Amount {
  const own = (state.limitsOf.get(member) ?? []).map((id) => state.limits.get(id)!.body.limit);
  return Math.min(terms.creditLimit, ...own);
}
