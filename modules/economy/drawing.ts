// Whether somebody may put a second signature under a draw, and what waits for it (README §3.9).
//
// Like a payee's device, whoever signs trusts no number: the share is what the records that are held say.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Refusal } from '#protocol/node/module.ts';
import type { Books } from './books.ts';
import { isUnanswered } from './ledger.ts';
import { drawFault, drawsOn, shareOf, type DrawFault } from './lines.ts';
import { amountText } from './money.ts';
import { BUDGET_UNITS, type Draw } from './records.ts';
import { byAuthorThenNumber, namesNewest, refusal, signerIsSound } from './spending.ts';
import type { Said } from './state.ts';

const FAULTS: Readonly<Record<DrawFault, readonly [rule: string, why: string, remedy: string]>> = {
  'other-log': [
    'account-device-only',
    'It was not written by the device that keeps the account.',
    'Ask for it from the device that keeps the account.',
  ],
  'line-unknown': [
    'line-known',
    'The stock or budget it is from has not arrived here.',
    'Let both devices exchange records.',
  ],
  'line-invalid': ['line-valid', 'The stock or budget it is from divides nothing.', 'Nothing can be drawn from it.'],
  'line-not-adopted': [
    'line-adopted',
    'No decision has adopted this stock or budget, as far as this device knows.',
    'Wait for the decision, or propose that it be adopted.',
  ],
  'nothing-taken': ['amount-above-zero', 'It takes nothing.', 'Ask for a draw of more than 0.'],
  'signs-alone': ['two-signatures', 'Holder and second signer are one person.', 'Somebody else has to sign.'],
  'budget-is-not-counted': ['count-is-of-stock', 'A budget is no stock that could be counted.', 'Look at its draws.'],
  'total-too-small': ['totals-add-up', 'Its total is smaller than what it takes.', 'Ask the holder to write it again.'],
};

/** Why nobody should sign this draw (now), or undefined where it is good. */
export function whyNotSign(books: Books, draw: Said<Draw>): Refusal | undefined {
  const fault = drawFault(books, draw);
  if (fault) return refusal(...FAULTS[fault]);
  const line = books.state.lines.get(draw.body.line)!;
  if (line.body.kind !== 'my stock' && !books.isInForce(line.id))
    return refusal(
      'line-adopted',
      'A late block holds up the decision on this stock or budget.',
      'Wait until the pause is over, and read the reason.',
    );
  return signerIsSound(books, draw) ?? namesNewest(books, draw) ?? withinShare(books, draw);
}

function withinShare(books: Books, { record, body }: Said<Draw>): Refusal | undefined {
  if (body.step === 'count') return undefined;
  const { given, received, corrected } = shareOf(books, body.line, record.member);
  const share = given + received + corrected;
  if (body.drawn > share)
    return refusal(
      'within-share',
      `With this the holder has taken ${amountText(body.drawn)}, and as far as this device knows the share is ${amountText(share)}.`,
      'Let both devices exchange records; if others handed a share over, it can be signed then.',
    );
  const before = drawsOn(books, body.line)
    .filter(({ record: other }) => other.member === record.member && other.seq < record.seq)
    .filter(({ body: { step }, status }) => step !== 'count' && (status === 'done' || status === 'waiting'))
    .reduce((sum, { body: { quantity } }) => sum + quantity, 0);
  if (body.drawn >= before + body.quantity) return undefined;
  return refusal(
    'totals-add-up',
    `Its total is ${amountText(body.drawn)}, and ${amountText(before + body.quantity)} are known here.`,
    'Let both devices exchange records: one of the others may have been declined.',
  );
}

export type WaitingDraw = Said<Draw> & {
  readonly refusal: Refusal | undefined;
  /** Pays from a budget of the books' unit, so the payee's device signs by itself, as it accepts a payment. */
  readonly pays: boolean;
};

const waitingDraw = (books: Books, draw: Said<Draw>): WaitingDraw => ({
  ...draw,
  refusal: whyNotSign(books, draw),
  pays: paysIn(books, draw),
});

/** Draws that name a member as the second signer and have no answer from there. */
export function drawsWaitingFor(books: Books, member: MemberId): readonly WaitingDraw[] {
  return (books.state.drawsFor.get(member) ?? [])
    .map((id) => books.state.draws.get(id)!)
    .filter(({ id, body }) => body.step !== 'give back' && isUnanswered(books.state, id, member))
    .sort(byAuthorThenNumber)
    .map((draw) => waitingDraw(books, draw));
}

/** Counts that lack a witness: whoever counted along may sign. */
export function countsToWitness(books: Books, member: MemberId): readonly WaitingDraw[] {
  return [...books.state.draws.values()]
    .filter(({ id, record, body }) => {
      if (body.step !== 'count' || body.other === member || record.member === member) return false;
      const isOpen = drawsOn(books, body.line).some((draw) => draw.id === id && draw.status === 'waiting');
      return isOpen && isUnanswered(books.state, id, member);
    })
    .sort(byAuthorThenNumber)
    .map((draw) => waitingDraw(books, draw));
}

function paysIn({ state, unit }: Books, { body }: Said<Draw>): boolean {
  const line = state.lines.get(body.line);
  return body.step === 'draw' && line !== undefined && BUDGET_UNITS[line.body.kind] === unit;
}
