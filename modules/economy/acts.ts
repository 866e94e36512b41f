// What a person can do with an account, and in which words it is refused (README §4).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ActType, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import { conflictOf } from './conflict.ts';
import { limitOf } from './ledger.ts';
import { AMOUNT_MAX, amountText, type Amount } from './money.ts';
import { acceptanceType, ANSWERED_MAX, limitType, MEMO_BYTES_MAX, transferType } from './records.ts';
import { purseOf, refusal, waitingFor } from './spending.ts';
import { ACCOUNT_LOG, type EconomyState } from './state.ts';
import { DEFAULT_TERMS } from './terms.ts';

type S = EconomyState;
type Check = () => Refusal | undefined;

export type PayArgs = { readonly payee: MemberId; readonly amount: Amount; readonly memo: string };
export type AnswerArgs = { readonly transfers: readonly RecordId[] };
export type LimitArgs = { readonly limit: Amount };

/** The first check that fails is the refusal; each is only asked when all before it passed. */
function planIf(checks: readonly Check[], plan: () => Plan): Result<Plan, Refusal> {
  for (const check of checks) {
    const failed = check();
    if (failed) return err(failed);
  }
  return ok(plan());
}

const onAccountDevice =
  (self: Self): Check =>
  () =>
    self.log === ACCOUNT_LOG
      ? undefined
      : refusal(
          'account-device-only',
          'Another device of yours keeps the account: one log, so that it cannot be overspent.',
          'Do it on that device.',
        );

const isAmount =
  (amount: Amount, amountMin: Amount): Check =>
  () =>
    Number.isInteger(amount) && amount >= amountMin && amount <= AMOUNT_MAX
      ? undefined
      : refusal(
          'amount-reads',
          'That is no amount that can stand in an account.',
          `Give an amount from ${amountText(amountMin)} to ${amountText(AMOUNT_MAX)}.`,
        );

const isMember =
  (self: Self, { directory }: Surroundings): Check =>
  () =>
    directory.person(self.member)?.standing === 'member'
      ? undefined
      : refusal(
          'payer-is-member',
          'Only members of the roster can go below zero, so only they pay.',
          'You can be paid now. You can pay after the next checkpoint admits you.',
        );

const payeeIsKnown =
  (payee: MemberId, self: Self, { directory }: Surroundings): Check =>
  () => {
    if (payee === self.member)
      return refusal('not-to-oneself', 'That is your own account.', 'Choose somebody else to pay.');
    const standing = directory.person(payee)?.standing;
    if (standing === 'member' || standing === 'newcomer') return undefined;
    return refusal(
      'payee-has-account',
      standing === 'removed' ? 'That person has left the roster.' : 'That person has no account here yet.',
      'Let members sponsor the person first, or pay somebody else.',
    );
  };

const memoFits =
  (memo: string): Check =>
  () =>
    toUtf8(memo).length <= MEMO_BYTES_MAX
      ? undefined
      : refusal(
          'text-fits',
          `The note takes ${toUtf8(memo).length} bytes on the air, and ${MEMO_BYTES_MAX} have room.`,
          'Write a shorter note, or none.',
        );

const ownAccountIsSound =
  (state: S, self: Self, { directory }: Surroundings): Check =>
  () =>
    conflictOf(state, self.member, directory)
      ? refusal(
          'account-without-conflict',
          'Your account has signed two records that contradict each other, perhaps from a restored backup.',
          'Ask the community to settle the account; until then nobody accepts payments from it.',
        )
      : undefined;

function canSpend(state: S, amount: Amount, self: Self, around: Surroundings): Check {
  return () => {
    const purse = purseOf(state, self.member, DEFAULT_TERMS, around);
    if (amount > purse.withinLimit)
      return refusal(
        'within-limit',
        `You have ${amountText(purse.balance)}, ${amountText(purse.waiting)} wait for an answer, and your limit is ${amountText(-purse.limit)}.`,
        `You can pay up to ${amountText(purse.available)} now; give something to others, and it rises.`,
      );
    if (amount > purse.withinTranche)
      return refusal(
        'within-tranche',
        `You have given ${amountText(purse.spent)} since the last checkpoint; ${amountText(purse.tranche)} may be given between two.`,
        `You can pay up to ${amountText(purse.available)} now, and the rest after the next checkpoint.`,
      );
    return undefined;
  };
}

const pay: ActType<S, PayArgs> = {
  title: 'Pay',
  plan(state, { payee, amount, memo }, self, around) {
    const since = around.directory.latest()?.checkpoint;
    return planIf(
      [
        onAccountDevice(self),
        isAmount(amount, 1),
        memoFits(memo),
        isMember(self, around),
        payeeIsKnown(payee, self, around),
        () =>
          since
            ? undefined
            : refusal('checkpoint-known', 'No checkpoint is known here yet.', 'Wait until this device has caught up.'),
        ownAccountIsSound(state, self, around),
        canSpend(state, amount, self, around),
      ],
      () => {
        const { spent } = purseOf(state, self.member, DEFAULT_TERMS, around);
        return {
          records: [{ type: transferType, body: { payee, amount, since: since!, spent: spent + amount, memo } }],
        };
      },
    );
  },
};

const answer = (says: 'accepted' | 'declined', title: string): ActType<S, AnswerArgs> => ({
  title,
  plan(state, { transfers }, self, around) {
    const waiting = new Map(waitingFor(state, self.member, DEFAULT_TERMS, around).map((one) => [one.id, one]));
    return planIf(
      [
        onAccountDevice(self),
        () =>
          transfers.length >= 1 && transfers.length <= ANSWERED_MAX
            ? undefined
            : refusal('few-at-once', `${transfers.length} payments were chosen.`, `Choose 1 to ${ANSWERED_MAX}.`),
        () =>
          transfers.every((id) => waiting.has(id))
            ? undefined
            : refusal(
                'waiting-for-you',
                'One of them does not wait for your answer.',
                'Choose payments to you that are not answered yet.',
              ),
        () => (says === 'accepted' ? transfers.map((id) => waiting.get(id)!.refusal).find((why) => why) : undefined),
      ],
      () => ({ records: [{ type: acceptanceType, body: { answer: says, transfers } }] }),
    );
  },
});

const lowerLimit: ActType<S, LimitArgs> = {
  title: 'Lower my limit',
  plan(state, { limit }, self, around) {
    const now = limitOf(state, self.member, DEFAULT_TERMS);
    return planIf(
      [
        onAccountDevice(self),
        isAmount(limit, 0),
        isMember(self, around),
        () =>
          limit < now
            ? undefined
            : refusal(
                'limit-only-falls',
                `Your limit is ${amountText(now)}. You can lower it alone; raising it needs a decision.`,
                'Make a proposal to raise it.',
              ),
      ],
      () => ({ records: [{ type: limitType, body: { limit } }] }),
    );
  },
};

export const acts = {
  pay,
  accept: answer('accepted', 'Accept payments'),
  decline: answer('declined', 'Decline payments'),
  'lower-limit': lowerLimit,
} as const;

/** The payee's device accepts by itself what passes all checks, several payments in one record. */
export function acceptances(state: S, self: Self, around: Surroundings): Plan {
  if (self.log !== ACCOUNT_LOG) return {};
  const transfers = waitingFor(state, self.member, DEFAULT_TERMS, around)
    .filter((transfer) => transfer.refusal === undefined)
    .slice(0, ANSWERED_MAX)
    .map(({ id }) => id);
  return transfers.length === 0 ? {} : { records: [{ type: acceptanceType, body: { answer: 'accepted', transfers } }] };
}
