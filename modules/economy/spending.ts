// What an account can give now, and whether a payee's device may take what it is given (README §3.2, §3.3).
//
// An honest payer counts everything given that is not declined, so no partition makes it overspend.
// The payee's device trusts no number: it checks each against the records that it holds.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Refusal, Surroundings } from '#protocol/node/module.ts';
import { conflictOf, isForked } from './conflict.ts';
import { balanceOf, faultOf, limitOf, outgoing, type Fault } from './ledger.ts';
import { amountText, type Amount } from './money.ts';
import type { Transfer } from './records.ts';
import { ACCOUNT_LOG, type EconomyState, type Said } from './state.ts';
import { trancheOf, type Terms } from './terms.ts';

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

export function purseOf(
  state: EconomyState,
  member: MemberId,
  terms: Terms,
  around: Pick<Surroundings, 'directory'>,
): Purse {
  const given = outgoing(state, member, terms);
  const balance = balanceOf(state, member, terms);
  const limit = limitOf(state, member, terms);
  const tranche = trancheOf(limit, terms);
  const waiting = given.reduce((sum, { status, body }) => sum + (status === 'waiting' ? body.amount : 0), 0);
  const newest = around.directory.latest()?.checkpoint;
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
export function whyNotAccept(
  state: EconomyState,
  transfer: Said<Transfer>,
  terms: Terms,
  around: Pick<Surroundings, 'directory'>,
): Refusal | undefined {
  const fault = faultOf(transfer, terms);
  if (fault) return refusal(...FAULTS[fault]);
  return (
    payerIsMember(transfer, around) ??
    noConflict(state, transfer, around) ??
    namesNewest(transfer, around) ??
    coversIt(state, transfer, terms)
  );
}

type Around = Pick<Surroundings, 'directory'>;

function payerIsMember({ record }: Said<Transfer>, { directory }: Around): Refusal | undefined {
  if (directory.person(record.member)?.standing === 'member') return undefined;
  return refusal(
    'payer-is-member',
    'The payer is not on the roster now, so nobody stands behind this account.',
    'Ask another person to pay, or wait until a checkpoint admits the payer.',
  );
}

/** Totals that do not fit the payer's other payments are a conflict as well: see conflict.ts. */
function noConflict(state: EconomyState, { record }: Said<Transfer>, { directory }: Around): Refusal | undefined {
  const conflict = conflictOf(state, record.member, directory);
  if (!conflict && !isForked(directory, record.member, record.seq)) return undefined;
  return refusal(
    'account-without-conflict',
    'This account has signed two records that contradict each other.',
    'Do not hand anything over for it. The community has to settle this account first.',
  );
}

function namesNewest({ body }: Said<Transfer>, { directory }: Around): Refusal | undefined {
  const newest = directory.latest();
  if (!newest || newest.checkpoint === body.since) return undefined;
  return refusal(
    'newest-checkpoint',
    `The payment counts from checkpoint ${directory.checkpointNumber(body.since) ?? '?'}, and checkpoint ${newest.number} is confirmed.`,
    'Let both devices exchange records, decline this payment, and ask for it again.',
  );
}

/** Counts what this device knows. What the payer was given elsewhere may be unknown here, so this may pass later. */
function coversIt(state: EconomyState, { record, body }: Said<Transfer>, terms: Terms): Refusal | undefined {
  const payer = record.member;
  const limit = limitOf(state, payer, terms);
  const tranche = trancheOf(limit, terms);
  if (body.spent > tranche)
    return refusal(
      'within-tranche',
      `With this the payer has given ${amountText(body.spent)} since the last checkpoint, and ${amountText(tranche)} may be given offline.`,
      'Wait for the next checkpoint, and ask for the payment again then.',
    );
  const waiting = outgoing(state, payer, terms)
    .filter((other) => other.status === 'waiting' && other.record.seq <= record.seq)
    .reduce((sum, other) => sum + other.body.amount, 0);
  const after = balanceOf(state, payer, terms) - waiting;
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
export function waitingFor(state: EconomyState, payee: MemberId, terms: Terms, around: Around): readonly Waiting[] {
  return (state.byPayee.get(payee) ?? [])
    .map((id: RecordId) => state.transfers.get(id)!)
    .filter((transfer) => !answeredBy(state, transfer))
    .sort((a, b) =>
      a.record.member === b.record.member
        ? a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1)
        : a.record.member < b.record.member
          ? -1
          : 1,
    )
    .map((transfer) => ({ ...transfer, refusal: whyNotAccept(state, transfer, terms, around) }));
}

function answeredBy(state: EconomyState, { id, body }: Said<Transfer>): boolean {
  return (state.answersTo.get(id) ?? []).some((answer) => {
    const { record } = state.answers.get(answer)!;
    return record.member === body.payee && record.log === ACCOUNT_LOG;
  });
}
