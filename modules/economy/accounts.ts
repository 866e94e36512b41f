// What each account has: payments, what budgets paid, and what flowed to the commons (README §3.8).
//
// A payment belongs to the page that it names. When that page is closed, the surplus over the cap and a
// little of what is above zero flow to the commons: whole hundredths, rounded in the owner's favour. What
// an account owes never grows by time. All of it is read from the set, so a late record corrects it alike
// everywhere, and the sum of all accounts with the commons stays zero.

import type { MemberId } from '#protocol/bytes/reference.ts';
import { COMMONS, pageNumber, type Books } from './books.ts';
import { allTransfers, incoming, outgoing, type Judged } from './ledger.ts';
import { budgetFlows, budgetsPaid, type Flow } from './lines.ts';
import type { Amount } from './money.ts';
import type { Terms } from './terms.ts';

/** What flowed to the commons when a page was closed. */
export type Charge = { readonly page: number; readonly surplus: Amount; readonly demurrage: Amount };

export type Account = { readonly balance: Amount; readonly charges: readonly Charge[] };

const paid = (books: Books, transfers: readonly Judged[], sign: 1 | -1): readonly Flow[] =>
  transfers
    .filter(({ status }) => status === 'paid')
    .map(({ body }) => ({ page: pageNumber(books, body.since), amount: sign * body.amount }));

const flowsOf = (books: Books, member: MemberId): readonly Flow[] => [
  ...paid(books, incoming(books, member), 1),
  ...paid(books, outgoing(books, member), -1),
  ...budgetFlows(books, member),
];

/** The same for everybody at once, each transfer judged once. */
function allFlows(books: Books): ReadonlyMap<MemberId, readonly Flow[]> {
  const { byPayer, byPayee, drawsBy, drawsFor } = books.state;
  const drawing = new Set([drawsBy, drawsFor].flatMap((index) => [...index.keys()]));
  const members = new Set([byPayer, byPayee].flatMap((index) => [...index.keys()]).concat(...drawing));
  const flows = new Map([...members].map((member): [MemberId, Flow[]] => [member, []]));
  for (const { status, record, body } of allTransfers(books)) {
    if (status !== 'paid') continue;
    const page = pageNumber(books, body.since);
    flows.get(record.member)!.push({ page, amount: -body.amount });
    flows.get(body.payee)!.push({ page, amount: body.amount });
  }
  for (const member of drawing) flows.get(member)!.push(...budgetFlows(books, member));
  return flows;
}

/** What a balance gives when a page is closed: first all above the cap, then a share of the rest. */
export function chargeOn(balance: Amount, { cap, demurragePermille }: Terms): Omit<Charge, 'page'> {
  const surplus = cap > 0 ? Math.max(0, balance - cap) : 0;
  const demurrage = Math.floor((Math.max(0, balance - surplus) * demurragePermille) / 1000);
  return { surplus, demurrage };
}

export const accountOf = (books: Books, member: MemberId): Account => settled(books, flowsOf(books, member));

/** An account page by page. */
function settled(books: Books, flows: readonly Flow[]): Account {
  const byPage = new Map<number, Amount>();
  for (const { page, amount } of flows) byPage.set(page, (byPage.get(page) ?? 0) + amount);
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
  const sums = new Map<MemberId, Amount>();
  let commons = 0 - budgetsPaid(books);
  for (const [member, flows] of allFlows(books)) {
    const { balance, charges } = settled(books, flows);
    sums.set(member, balance);
    for (const { surplus, demurrage } of charges) commons += surplus + demurrage;
  }
  return sums.set(COMMONS, commons);
}
