// What a person can do with an account, and in which words it is refused (README §4).

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { ActType, Input, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import { booksOf, type Books } from './books.ts';
import * as checks from './checks.ts';
import { planIf } from './checks.ts';
import { countsToWitness, drawsWaitingFor } from './drawing.ts';
import { isUnanswered } from './ledger.ts';
import { limitOf } from './limits.ts';
import { AMOUNT_MAX, amountText, type Amount } from './money.ts';
import { acceptanceType, ANSWERED_MAX, grantType, limitType, MEMO_BYTES_MAX, TRANSFER_TYPES } from './records.ts';
import { purseOf, refusal, waitingFor } from './spending.ts';
import { ACCOUNT_LOG, type EconomyState } from './state.ts';
import { UNITS, type Unit } from './units.ts';

type S = EconomyState;

/** Credits where no unit is named. */
type InUnit = { readonly unit?: Unit };
export type PayArgs = InUnit & { readonly payee: MemberId; readonly amount: Amount; readonly memo?: string };
export type AnswerArgs = { readonly transfers: readonly RecordId[] };
export type LimitArgs = InUnit & { readonly limit: Amount };
export type GrantArgs = LimitArgs & { readonly member: MemberId };

const unitInput: Input = { is: 'choice', of: UNITS, label: 'credits or hours', optional: true };
export const amountInput = (label: string, least: Amount): Input => ({
  is: 'number',
  least,
  most: AMOUNT_MAX,
  unit: 'hundredths',
  label,
});

function canSpend(books: Books, amount: Amount, self: Self): checks.Check {
  return () => {
    const purse = purseOf(books, self.member);
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
  inputs: {
    payee: { is: 'member', label: 'whom' },
    amount: amountInput('how much', 1),
    unit: unitInput,
    memo: {
      is: 'text',
      bytesMax: MEMO_BYTES_MAX,
      label: 'what for (all members can read it, for ever)',
      optional: true,
    },
  },
  plan(state, { payee, amount, memo = '', unit = 'credits' }, self, around) {
    const books = booksOf(state, unit, around);
    return planIf(
      [
        checks.onAccountDevice(self),
        checks.isAmount(amount, 1),
        checks.textFits(memo, MEMO_BYTES_MAX),
        checks.isMember(self, around),
        checks.hasAccount(payee, self, around),
        checks.checkpointKnown(around),
        checks.ownAccountIsSound(books, self),
        canSpend(books, amount, self),
      ],
      () => {
        const { spent } = purseOf(books, self.member);
        const since = around.directory.latest()!.checkpoint;
        return {
          records: [{ type: TRANSFER_TYPES[unit], body: { payee, amount, since, spent: spent + amount, memo } }],
        };
      },
    );
  },
};

type Open = { readonly id: RecordId; readonly refusal: Refusal | undefined };

/** All that waits for a member's signature: payments in every unit, draws, and counts of others. */
export function openFor(state: S, member: MemberId, around: Surroundings): readonly Open[] {
  const books = booksOf(state, 'credits', around);
  return [
    ...UNITS.flatMap((unit) => waitingFor(booksOf(state, unit, around), member)),
    ...drawsWaitingFor(books, member),
    ...countsToWitness(books, member),
  ];
}

const answer = (says: 'accepted' | 'declined', title: string): ActType<S, AnswerArgs> => ({
  title,
  inputs: { transfers: { is: 'record', of: ['transfer', 'hours', 'draw'], most: ANSWERED_MAX, label: 'which' } },
  plan(state, { transfers }, self, around) {
    const waiting = new Map(openFor(state, self.member, around).map((one) => [one.id, one]));
    return planIf(
      [
        checks.onAccountDevice(self),
        () =>
          transfers.length >= 1 && transfers.length <= ANSWERED_MAX
            ? undefined
            : refusal('few-at-once', `${transfers.length} were chosen.`, `Choose 1 to ${ANSWERED_MAX}.`),
        () =>
          transfers.every((id) => waiting.has(id))
            ? undefined
            : refusal(
                'waiting-for-you',
                'One of them does not wait for your answer.',
                'Choose what was given to you, or names you, and is not answered yet.',
              ),
        () => (says === 'accepted' ? transfers.map((id) => waiting.get(id)!.refusal).find((why) => why) : undefined),
      ],
      () => ({ records: [{ type: acceptanceType, body: { answer: says, transfers } }] }),
    );
  },
});

const lowerLimit: ActType<S, LimitArgs> = {
  title: 'Lower my limit',
  inputs: { limit: amountInput('how far below zero I may go', 0), unit: unitInput },
  plan(state, { limit, unit = 'credits' }, self, around) {
    return planIf(
      [
        checks.onAccountDevice(self),
        checks.isAmount(limit, 0),
        checks.isMember(self, around),
        checks.checkpointKnown(around),
        () => {
          const now = limitOf(booksOf(state, unit, around), self.member);
          return limit < now
            ? undefined
            : refusal(
                'limit-only-falls',
                `Your limit is ${amountText(now)}. You can lower it alone; raising it needs a decision.`,
                'Put another limit up for decision, and propose that it be adopted.',
              );
        },
      ],
      () => ({
        records: [{ type: limitType, body: { unit, since: around.directory.latest()!.checkpoint, limit } }],
      }),
    );
  },
};

const grant: ActType<S, GrantArgs> = {
  title: 'Put another limit up for decision (it holds once a decision adopts it)',
  inputs: {
    member: { is: 'member', label: 'whose limit' },
    limit: amountInput('how far below zero the account may go', 0),
    unit: unitInput,
  },
  plan(_state, { member, limit, unit = 'credits' }, self, around) {
    return planIf(
      [
        checks.onAccountDevice(self),
        checks.isAmount(limit, 0),
        checks.isMember(self, around),
        checks.areMembers([member], around),
        checks.checkpointKnown(around),
      ],
      () => ({
        records: [{ type: grantType, body: { unit, member, since: around.directory.latest()!.checkpoint, limit } }],
      }),
    );
  },
};

export const accountActs = {
  pay,
  accept: answer('accepted', 'Accept payments, sign for draws'),
  decline: answer('declined', 'Decline payments or draws'),
  'lower-limit': lowerLimit,
  'grant-limit': grant,
} as const;

/** For whom nothing waited when so much was known: none of it is ever taken back, so the count tells what is new. */
const idleAt = new WeakMap<S, { readonly member: MemberId; readonly known: number }>();

/** Asked every minute; where nothing waits the books need not be opened. */
function waitsFor(state: S, member: MemberId): boolean {
  const known = state.transfers.size + state.draws.size + state.answers.size;
  const idle = idleAt.get(state);
  if (idle?.member === member && idle.known === known) return false;
  for (const index of [state.byPayee, state.drawsFor])
    for (const id of index.get(member) ?? []) if (isUnanswered(state, id, member)) return true;
  idleAt.set(state, { member, known });
  return false;
}

/** The payee's device accepts by itself what passes all checks: payments, and what a budget pays. */
export function acceptances(state: S, self: Self, around: Surroundings): Plan {
  if (self.log !== ACCOUNT_LOG) return {};
  if (!waitsFor(state, self.member)) return {};
  const transfers = UNITS.flatMap((unit) => {
    const books = booksOf(state, unit, around);
    return [...waitingFor(books, self.member), ...drawsWaitingFor(books, self.member).filter(({ pays }) => pays)];
  })
    .filter((one) => one.refusal === undefined)
    .slice(0, ANSWERED_MAX)
    .map(({ id }) => id);
  return transfers.length === 0 ? {} : { records: [{ type: acceptanceType, body: { answer: 'accepted', transfers } }] };
}
