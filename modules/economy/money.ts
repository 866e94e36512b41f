// Credits as people write them, hundredths as we count them (README §2).
//
// One credit has 100 hundredths: the habit of every till. Amounts are whole hundredths, never
// fractions, so that sums are exact. What a credit is worth the community says in its charter;
// an hour of work is the usual measure.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Refusal } from '#protocol/node/module.ts';

/** Whole hundredths of a credit. */
export type Amount = number;

export const CREDIT: Amount = 100;

/** 20,971.51 credits: the greatest that takes three bytes on the air. */
export const AMOUNT_MAX: Amount = 2 ** 21 - 1;

/** "12.50", "-0.05": always two digits, a point, no thousands. */
export function amountText(amount: Amount): string {
  const hundredths = Math.abs(amount);
  const cents = String(hundredths % CREDIT).padStart(2, '0');
  return `${amount < 0 ? '-' : ''}${Math.floor(hundredths / CREDIT)}.${cents}`;
}

/** What a person types: "12", "12.5" or "12,50". */
export function readAmount(text: string): Result<Amount, Refusal> {
  const parts = /^\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  const amount = parts ? Number(parts[1]) * CREDIT + Number((parts[2] ?? '').padEnd(2, '0')) : Infinity;
  if (amount <= AMOUNT_MAX) return ok(amount);
  return err({
    kind: 'refused',
    rule: 'amount-reads',
    why: `"${text}" is no amount that can be paid.`,
    remedy: `Write it like 12.50, at most ${amountText(AMOUNT_MAX)}.`,
  });
}
