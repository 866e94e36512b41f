// What can be asked of the books: for screens, the command line and paper (README §5).

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Input, Query, Self, Shown, Surroundings } from '#protocol/node/module.ts';
import { liarsAllowed } from '#protocol/tally/quorum.ts';
import { openFor } from './acts.ts';
import { balances } from './accounts.ts';
import { booksOf, COMMONS, type Books } from './books.ts';
import { conflicts, exposure } from './conflict.ts';
import { outgoing } from './ledger.ts';
import { drawsOn, holdersOf, lineFault, shareOf, totalOf } from './lines.ts';
import { amountText, type Amount } from './money.ts';
import { BUDGET_UNITS } from './records.ts';
import { purseOf } from './spending.ts';
import type { EconomyState } from './state.ts';
import { statementCsv, statementOf } from './statement.ts';
import { UNITS, type Unit } from './units.ts';

type Args = Readonly<{ [name: string]: unknown }>;
type Show = (state: EconomyState, args: Args, around: Surroundings, self: Self | undefined) => Shown;

const unitInput: Input = { is: 'choice', of: UNITS, label: 'credits or hours', optional: true };
const memberInput: Input = { is: 'member', label: 'whose; your own where none is named', optional: true };

const unitIn = ({ unit }: Args): Unit => UNITS.find((one) => one === unit) ?? 'credits';
const nameIn =
  ({ directory }: Pick<Surroundings, 'directory'>) =>
  (member: MemberId): string =>
    member === COMMONS ? 'the commons' : directory.person(member)?.name || member.slice(0, 8);

/** About one account: that of `member`, else one's own. */
const aboutAccount =
  (show: (books: Books, member: MemberId, around: Surroundings) => Shown): Show =>
  (state, args, around, self) => {
    const member = (args['member'] as MemberId | undefined) ?? self?.member;
    if (member === undefined)
      return { json: null, lines: ['Nobody is named, and this device has no key of a member: name one.'] };
    return show(booksOf(state, unitIn(args), around), member, around);
  };

const account = aboutAccount((books, member, around) => {
  const nameOf = nameIn(around);
  const purse = purseOf(books, member);
  const lines = statementOf(books, member);
  return {
    json: { member, unit: books.unit, ...purse, lines },
    lines: [
      `${nameOf(member)}: ${amountText(purse.balance)} ${books.unit}, limit ${amountText(-purse.limit)}.`,
      `${amountText(purse.waiting)} wait for an answer; ${amountText(purse.available)} can be paid now.`,
      ...lines.map(
        ({ direction, other, amount, status, balance, memo }) =>
          `${direction} ${amountText(amount)} ${direction === 'given' ? 'to' : 'from'} ${nameOf(other)}: ${status}, balance ${amountText(balance)}${memo && `, "${memo}"`}`,
      ),
    ],
  };
});

const csv = aboutAccount((books, member, around) => {
  const text = statementCsv(statementOf(books, member), nameIn(around));
  return { json: { member, unit: books.unit, csv: text }, lines: text.split('\r\n').slice(0, -1) };
});

const allBalances: Show = (state, args, around) => {
  const books = booksOf(state, unitIn(args), around);
  const nameOf = nameIn(around);
  const found = [...balances(books)].sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = found.reduce((total, [, balance]) => total + balance, 0);
  return {
    json: { unit: books.unit, balances: found.map(([member, balance]) => ({ member, balance })), sum },
    lines: [
      ...found.map(([member, balance]) => `${nameOf(member)} ${amountText(balance)}`),
      `Together ${amountText(sum)} ${books.unit}.`,
    ],
  };
};

/** What others could still lose, and what is not settled yet. */
const exposed: Show = (state, args, around) => {
  const books = booksOf(state, unitIn(args), around);
  const nameOf = nameIn(around);
  const members = around.directory.latest()?.members ?? [];
  const groups = typeof args['groups'] === 'number' ? args['groups'] : 2;
  const liarCount = typeof args['liars'] === 'number' ? args['liars'] : liarsAllowed(members.length, 'ordinary');
  const worst = exposure(books.terms, liarCount, groups);
  const newest = around.directory.latest()?.checkpoint;
  const given = [...state.byPayer.keys()].flatMap((member) => outgoing(books, member));
  const sumOf = (amounts: readonly Amount[]): Amount => amounts.reduce((sum, amount) => sum + amount, 0);
  const waiting = given.filter(({ status }) => status === 'waiting');
  const uncovered = given.filter(({ status, body }) => status === 'paid' && body.since === newest);
  const found = conflicts(books);
  const [waits, open] = [waiting, uncovered].map((list) => sumOf(list.map(({ body }) => body.amount))) as [
    number,
    number,
  ];
  return {
    json: {
      unit: books.unit,
      liars: liarCount,
      groups,
      worstLoss: worst,
      waiting: { payments: waiting.length, amount: waits },
      sinceNewestCheckpoint: { payments: uncovered.length, amount: open },
      conflicts: found,
    },
    lines: [
      `If ${liarCount} lied in ${groups} groups that cannot hear each other, the community could lose ${amountText(worst)} ${books.unit}.`,
      `${waiting.length} payments of ${amountText(waits)} are not accepted yet.`,
      `${uncovered.length} payments of ${amountText(open)} came after the newest checkpoint.`,
      ...found.map(
        ({ member, kind, owedBeyondLimit }) =>
          `${nameOf(member)} contradicts itself (${kind}); beyond the limit ${amountText(owedBeyondLimit)} is owed.`,
      ),
    ],
  };
};

const linesShown: Show = (state, args, around) => {
  const nameOf = nameIn(around);
  const only = args['line'] as RecordId | undefined;
  const found = [...state.lines.values()]
    .filter(({ id }) => only === undefined || id === only)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((line) => {
      const books = booksOf(state, BUDGET_UNITS[line.body.kind] ?? 'credits', around);
      const shares = holdersOf(books, line.id).map((holder) => shareOf(books, line.id, holder));
      return { line, books, fault: lineFault(books, line), shares };
    });
  const measured = (amount: Amount, measure: string): string => `${amountText(amount)}${measure && ` ${measure}`}`;
  return {
    json: found.map(({ line, books, fault, shares }) => ({
      line: line.id,
      by: line.record.member,
      ...line.body,
      total: totalOf(line),
      open: fault ?? null,
      shares: shares.map(({ beyond, ...share }) => ({
        ...share,
        beyond: [...beyond.values()].reduce((a, b) => a + b, 0),
      })),
      draws: drawsOn(books, line.id).map(({ id, record, body, status }) => ({
        draw: id,
        holder: record.member,
        ...body,
        status,
      })),
    })),
    lines: found.flatMap(({ line, fault, shares }) => [
      `${line.body.name} (${line.body.kind}): ${measured(totalOf(line), line.body.measure)}${fault === 'line-not-adopted' ? ', waits for a decision' : ''}`,
      ...shares.map(
        ({ holder, left, free, taken }) =>
          `  ${nameOf(holder)}: ${measured(left, line.body.measure)} left, ${amountText(free)} free, ${amountText(taken)} taken`,
      ),
    ]),
  };
};

const waiting: Show = (state, _args, around, self) => {
  const open = self ? openFor(state, self.member, around) : [];
  return {
    json: open.map(({ id, refusal }) => ({ record: id, refusal: refusal ?? null })),
    lines: open.map(({ id, refusal }) =>
      refusal ? `${id.slice(0, 8)}: ${refusal.why} ${refusal.remedy}` : `${id.slice(0, 8)}: can be accepted.`,
    ),
  };
};

export const queries: Readonly<{ [name: string]: Query<EconomyState> }> = {
  account: {
    title: 'An account: what it has, what it may, and every line of it',
    inputs: { member: memberInput, unit: unitInput },
    show: account,
  },
  csv: {
    title: 'An account as a file for spreadsheets (RFC 4180)',
    inputs: { member: memberInput, unit: unitInput },
    show: csv,
  },
  balances: { title: 'All balances, and their sum', inputs: { unit: unitInput }, show: allBalances },
  exposure: {
    title: 'What others could still lose, and what is not settled yet',
    inputs: {
      unit: unitInput,
      liars: { is: 'number', least: 0, most: 4094, unit: 'members', label: 'how many may lie', optional: true },
      groups: {
        is: 'number',
        least: 1,
        most: 64,
        unit: 'groups',
        label: 'how many groups cannot hear each other',
        optional: true,
      },
    },
    show: exposed,
  },
  lines: {
    title: 'Stocks and budgets: shares, and what was drawn',
    inputs: { line: { is: 'record', of: ['line'], label: 'which; all where none is named', optional: true } },
    show: linesShown,
  },
  waiting: { title: 'What waits for your signature, and why it does', show: waiting },
};
