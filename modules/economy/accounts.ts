// What each account has: payments, what budgets paid, and what flowed to the commons (README §3.8).
//
// A payment belongs to the page that it names. When that page is closed, the surplus over the cap and a
// little of what is above zero flow to the commons: whole hundredths, rounded in the owner's favour. What
// an account owes never grows by time. All of it is read from the set, so a late record corrects it alike
// everywhere, and the sum of all accounts with the commons stays zero.

import type { MemberId } from '#protocol/bytes/reference.ts';
import { COMMONS, pageNumber, type Books } from './books.ts';
import { incoming, outgoing, type Judged } from './ledger.ts';
import { budgetFlows, budgetsPaid, type Flow } from './lines.ts';
import type { Amount } from './money.ts';
import type { Terms } from './terms.ts';

/** What flowed to the commons when a page was closed. */
export type Charge = { readonly page: number; readonly surplus: Amount; readonly demurrage: Amount };

export type Account = { readonly balance: Amount; readonly charges: readonly Charge[] };

function flowsOf(books: Books, member: MemberId): readonly Flow[] {
  const paid = (transfers: readonly Judged[], sign: 1 | -1): readonly Flow[] =>
    transfers
      .filter(({ status }) => status === 'paid')
      .map(({ body }) => ({ page: pageNumber(books, body.since), amount: sign * body.amount }));
  return [...paid(incoming(books, member), 1), ...paid(outgoing(books, member), -1), ...budgetFlows(books, member)];
}

/** What a balance gives when a page is closed: first all above the cap, then a share of the rest. */
export function chargeOn(balance: Amount, { cap, demurragePermille }: Terms): Omit<Charge, 'page'> {
  const surplus = cap > 0 ? Math.max(0, balance - cap) : 0;
  const demurrage = Math.floor((Math.max(0, balance - surplus) * demurragePermille) / 1000);
  return { surplus, demurrage };
}

export function accountOf(books: Books, member: MemberId): Account {
  const byPage = new Map<number, Amount>();
  for (const { page, amount } of flowsOf(books, member)) byPage.set(page, (byPage.get(page) ?? 0) + amount);
  const newest = books.directory.latest()?.number ?? 0;
  const charges: Charge[] = [];
  let balance = 0;
  for (let page = 0; page < newest; page++) {
    balance += byPage.get(page) ?? 0;
    if (balance <= 0) continue;
    const closed = books.directory.checkpointAt(page);
    const { surplus, demurrage } = closed ? chargeOn(balance, books.termsAt(closed)) : { surplus: 0, demurrage: 0 };
    if (surplus + demurrage === 0) continue;
    balance -= surplus + demurrage;
    charges.push({ page: page + 1, surplus, demurrage });
  }
  for (const [page, amount] of byPage) if (page >= newest) balance += amount;
  return { balance, charges };
}

export const balanceOf = (books: Books, member: MemberId): Amount =>
  member === COMMONS ? (balances(books).get(COMMONS) ?? 0) : accountOf(books, member).balance;

/** Every account that anything ever moved, and the commons; the values sum to zero. */
export function balances(books: Books): ReadonlyMap<MemberId, Amount> {
  const { byPayer, byPayee, drawsBy, drawsFor } = books.state;
  const members = new Set([byPayer, byPayee, drawsBy, drawsFor].flatMap((index) => [...index.keys()]));
  const sums = new Map<MemberId, Amount>();
  let commons = 0 - budgetsPaid(books);
  for (const member of members) {
    const { balance, charges } = accountOf(books, member);
    sums.set(member, balance);
    for (const { surplus, demurrage } of charges) commons += surplus + demurrage;
  }
  return sums.set(COMMONS, commons);
}
