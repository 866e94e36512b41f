// What an account can give now, and whether a payee's device may take what it is given (README §3.2, §3.3).
//
// An honest payer counts everything given that is not declined, so no partition makes it overspend.
// The payee's device trusts no number: it checks each against the records that it holds.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { balanceOf } from './accounts.ts';
import type { Books } from './books.ts';
import { conflictOf } from './conflict.ts';
import { faultOf, isUnanswered, outgoing, type Fault } from './ledger.ts';
import { limitOf } from './limits.ts';
import { amountText, type Amount } from './money.ts';
import { TRANSFER_TYPES, type Transfer } from './records.ts';
import { ACCOUNT_LOG, type Said } from './state.ts';
import { trancheOf } from './terms.ts';

export const refusal = (rule: string, why: string, remedy: string): Refusal => ({ kind: 'refused', rule, why, remedy });

export type Purse = {
  readonly balance: Amount;
  readonly limit: Amount;
  /** Given, and not answered yet: counted as gone. */
  readonly waiting: Amount;
  /** Given since the newest checkpoint, declined transfers included: totals never go back. */
  readonly spent: Amount;
  readonly tranche: Amount;
  /** What the balance and the limit allow. */
  readonly withinLimit: Amount;
  /** What the tranche allows until the next checkpoint. */
  readonly withinTranche: Amount;
  /** The smaller of both: what can be paid now. */
  readonly available: Amount;
};

export function purseOf(books: Books, member: MemberId): Purse {
  const given = outgoing(books, member);
  const balance = balanceOf(books, member);
  const limit = limitOf(books, member);
  const tranche = trancheOf(limit, books.terms);
  const waiting = given.reduce((sum, { status, body }) => sum + (status === 'waiting' ? body.amount : 0), 0);
  const newest = books.directory.latest()?.checkpoint;
  const spent = given
    .filter(({ record, body }) => record.log === ACCOUNT_LOG && body.since === newest)
    .reduce((most, { body }) => Math.max(most, body.spent), 0);
  const withinLimit = Math.max(0, limit + balance - waiting);
  const withinTranche = Math.max(0, tranche - spent);
  return {
    balance,
    limit,
    waiting,
    spent,
    tranche,
    withinLimit,
    withinTranche,
    available: Math.min(withinLimit, withinTranche),
  };
}

const FAULTS: Readonly<Record<Fault, readonly [rule: string, why: string, remedy: string]>> = {
  'other-log': [
    'account-device-only',
    'It was not written by the device that keeps the account.',
    'Ask the payer to pay with the device that keeps the account.',
  ],
  'no-amount': ['amount-above-zero', 'It gives nothing.', 'Ask for a payment of more than 0.'],
  'to-oneself': ['not-to-oneself', 'It goes from an account to the same account.', 'Nothing needs to be done.'],
  'total-too-small': ['totals-add-up', 'Its total is smaller than its amount.', 'Ask the payer to pay again.'],
  'beyond-tranche': [
    'within-tranche',
    'The payer has given more since the last checkpoint than may be given offline.',
    'Wait for the next checkpoint, and ask for the payment again then.',
  ],
};

/** Why this device does not accept a waiting transfer (now), or undefined if it does. */
export function whyNotAccept(books: Books, transfer: Said<Transfer>): Refusal | undefined {
  const fault = faultOf(transfer, books);
  if (fault) return refusal(...FAULTS[fault]);
  return signerIsSound(books, transfer) ?? namesNewest(books, transfer) ?? coversIt(books, transfer);
}

/** Is whoever signed this a member with a believed key, and without a contradiction? Asked of payers and of holders. */
export function signerIsSound(books: Books, { record }: Said<unknown>): Refusal | undefined {
  const { directory } = books;
  const { member, log, keyVersion } = record;
  if (directory.person(member)?.standing !== 'member')
    return refusal(
      'payer-is-member',
      'Whoever gives it is not on the roster now, so nobody stands behind this account.',
      'Ask another person, or wait until a checkpoint admits this one.',
    );
  if (directory.isSuspended?.({ member, log, keyVersion }))
    return refusal(
      'key-believed',
      'Its owner or three guardians said that this key is in other hands.',
      'Do not hand anything over for it. The owner can pay again with the next key.',
    );
  if (conflictOf(books, member))
    return refusal(
      'account-without-conflict',
      'This member has signed two records that contradict each other.',
      'Do not hand anything over for it. The community has to settle this account first.',
    );
  return undefined;
}

export function namesNewest({ directory }: Books, { body }: Said<{ readonly since: RecordId }>): Refusal | undefined {
  const newest = directory.latest();
  if (!newest || newest.checkpoint === body.since) return undefined;
  return refusal(
    'newest-checkpoint',
    `It counts from checkpoint ${directory.checkpointNumber(body.since) ?? '?'}, and checkpoint ${newest.number} is confirmed.`,
    'Let both devices exchange records, decline this one, and ask for it again.',
  );
}

/** Counts what this device knows. What the payer was given elsewhere may be unknown here, so this may pass later. */
function coversIt(books: Books, { record, body }: Said<Transfer>): Refusal | undefined {
  const payer = record.member;
  const limit = limitOf(books, payer);
  const tranche = trancheOf(limit, books.terms);
  if (body.spent > tranche)
    return refusal(
      'within-tranche',
      `With this the payer has given ${amountText(body.spent)} since the last checkpoint, and ${amountText(tranche)} may be given offline.`,
      'Wait for the next checkpoint, and ask for the payment again then.',
    );
  const waiting = outgoing(books, payer)
    .filter((other) => other.status === 'waiting' && other.record.seq <= record.seq)
    .reduce((sum, other) => sum + other.body.amount, 0);
  const after = balanceOf(books, payer) - waiting;
  if (after >= -limit) return undefined;
  return refusal(
    'within-limit',
    `As far as this device knows, the account would stand at ${amountText(after)}, below its limit of ${amountText(-limit)}.`,
    'Let both devices exchange records: if the payer was paid elsewhere, it is accepted by itself then.',
  );
}

export type Waiting = Said<Transfer> & {
  /** Why this device does not accept it (yet); undefined where only the answer is still to come. */
  readonly refusal: Refusal | undefined;
};

/** Transfers to a member that have no answer yet, in the order of each payer's log. */
export function waitingFor(books: Books, payee: MemberId): readonly Waiting[] {
  const { state, unit } = books;
  return (state.byPayee.get(payee) ?? [])
    .map((id: RecordId) => state.transfers.get(id)!)
    .filter(({ id, record }) => record.type === TRANSFER_TYPES[unit].type && isUnanswered(state, id, payee))
    .sort(byAuthorThenNumber)
    .map((transfer) => ({ ...transfer, refusal: whyNotAccept(books, transfer) }));
}

export function byAuthorThenNumber(a: Said<unknown>, b: Said<unknown>): number {
  if (a.record.member !== b.record.member) return a.record.member < b.record.member ? -1 : 1;
  return a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1);
}
