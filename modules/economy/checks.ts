// What is asked before any act of the economy, each with its reason and a way out (README §4).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import type { Books } from './books.ts';
import { conflictOf } from './conflict.ts';
import { AMOUNT_MAX, amountText, type Amount } from './money.ts';
import { refusal } from './spending.ts';
import { ACCOUNT_LOG } from './state.ts';

export type Check = () => Refusal | undefined;

/** The first check that fails is the refusal; each is only asked when all before it passed. */
export function planIf(checks: readonly Check[], plan: () => Plan): Result<Plan, Refusal> {
  for (const check of checks) {
    const failed = check();
    if (failed) return err(failed);
  }
  return ok(plan());
}

export const onAccountDevice =
  (self: Self): Check =>
  () =>
    self.log === ACCOUNT_LOG
      ? undefined
      : refusal(
          'account-device-only',
          'Another device of yours keeps the account: one log, so that it cannot be overspent.',
          'Do it on that device.',
        );

export const isAmount =
  (amount: Amount, amountMin: Amount): Check =>
  () =>
    Number.isInteger(amount) && amount >= amountMin && amount <= AMOUNT_MAX
      ? undefined
      : refusal(
          'amount-reads',
          'That is no amount that can stand in an account.',
          `Give an amount from ${amountText(amountMin)} to ${amountText(AMOUNT_MAX)}.`,
        );

export const isMember =
  (self: Self, { directory }: Surroundings): Check =>
  () =>
    directory.person(self.member)?.standing === 'member'
      ? undefined
      : refusal(
          'payer-is-member',
          'Only members of the roster can go below zero or hold a share, so only they pay and draw.',
          'You can be paid now. You can pay after the next checkpoint admits you.',
        );

/** Is there somebody who can sign for what is given? */
export const hasAccount =
  (other: MemberId, self: Self, { directory }: Surroundings): Check =>
  () => {
    if (other === self.member) return refusal('not-to-oneself', 'That is your own account.', 'Choose somebody else.');
    const standing = directory.person(other)?.standing;
    if (standing === 'member' || standing === 'newcomer') return undefined;
    return refusal(
      'payee-has-account',
      standing === 'removed' ? 'That person has left the roster.' : 'That person has no account here yet.',
      'Let members sponsor the person first, or choose somebody else.',
    );
  };

export const areMembers =
  (people: readonly MemberId[], { directory }: Surroundings): Check =>
  () =>
    people.every((member) => directory.person(member)?.standing === 'member')
      ? undefined
      : refusal(
          'holder-is-member',
          'One of them is not on the roster, and only members can hold a share or have a limit.',
          'Choose members.',
        );

export const textFits =
  (text: string, bytesMax: number): Check =>
  () =>
    toUtf8(text).length <= bytesMax
      ? undefined
      : refusal(
          'text-fits',
          `The text takes ${toUtf8(text).length} bytes on the air, and ${bytesMax} have room.`,
          'Write a shorter one, or none.',
        );

export const checkpointKnown =
  ({ directory }: Surroundings): Check =>
  () =>
    directory.latest()
      ? undefined
      : refusal('checkpoint-known', 'No checkpoint is known here yet.', 'Wait until this device has caught up.');

export const ownAccountIsSound =
  (books: Books, self: Self): Check =>
  () =>
    conflictOf(books, self.member)
      ? refusal(
          'account-without-conflict',
          'You have signed two records that contradict each other, perhaps from a restored backup.',
          'Ask the community to settle the account; until then nobody accepts payments from it.',
        )
      : undefined;
