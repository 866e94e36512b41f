// A statement of account: every line with the balance after it, for screens, paper and spreadsheets (README §5).
//
// Lines stand in the order of the account's own log: a payment given at its transfer, a payment taken
// at its answer. This order is total and nobody else's, so the running balance is what the owner saw.
// What flowed to the commons stands last of what came before the page that took it.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { accountOf } from './accounts.ts';
import { COMMONS, pageNumber, type Books } from './books.ts';
import { incoming, outgoing, type Judged, type TransferStatus } from './ledger.ts';
import { drawsOn, shareOf, type DrawStatus } from './lines.ts';
import { amountText, type Amount } from './money.ts';
import { BUDGET_UNITS } from './records.ts';

export type StatementLine = {
  /** The record, or for what flowed to the commons the page that took it. */
  readonly transfer: RecordId;
  readonly direction: 'given' | 'taken';
  readonly other: MemberId;
  readonly amount: Amount;
  readonly status: TransferStatus | DrawStatus;
  readonly memo: string;
  /** Claimed minutes since the genesis, modulo 65,536: a hint; undefined where a page took it. */
  readonly claimedMinute: number | undefined;
  /** The balance after this line; only what is paid moves it. */
  readonly balance: Amount;
};

type Entry = Omit<StatementLine, 'balance'> & { readonly seq: number; readonly page: number };

function entryOf(books: Books, transfer: Judged, direction: 'given' | 'taken'): Entry {
  const { id, record, body, status, answer } = transfer;
  return {
    transfer: id,
    direction,
    other: direction === 'given' ? body.payee : record.member,
    amount: body.amount,
    status,
    memo: body.memo,
    claimedMinute: record.time,
    seq: direction === 'given' ? record.seq : (answer?.record.seq ?? Infinity),
    page: pageNumber(books, body.since),
  };
}

/** What budgets paid to the account, and what its owner took beyond a share. */
function budgetEntries(books: Books, member: MemberId): readonly Entry[] {
  const { state, unit } = books;
  const draws = [...(state.drawsFor.get(member) ?? []), ...(state.drawsBy.get(member) ?? [])];
  const lines = [...new Set(draws.map((id) => state.draws.get(id)!.body.line))].filter((id) => {
    const line = state.lines.get(id);
    return line !== undefined && BUDGET_UNITS[line.body.kind] === unit;
  });
  return lines.flatMap((line) => {
    const { beyond } = shareOf(books, line, member);
    return drawsOn(books, line).flatMap((draw): readonly Entry[] => {
      const { id, record, body, status, answer } = draw;
      const shared = {
        transfer: id,
        other: COMMONS,
        memo: body.note,
        claimedMinute: record.time,
        status: status === 'done' ? ('paid' as const) : status,
        page: pageNumber(books, body.since),
      };
      const taken = body.other === member && body.step === 'draw';
      const owed = record.member === member && body.step !== 'give back' ? beyond.get(id) : undefined;
      return [
        ...(taken
          ? [{ ...shared, direction: 'taken' as const, amount: body.quantity, seq: answer?.record.seq ?? Infinity }]
          : []),
        ...(owed ? [{ ...shared, direction: 'given' as const, amount: owed, seq: record.seq }] : []),
      ];
    });
  });
}

/** What waits for the owner's own answer stands last: it is in nobody's order yet. */
export function statementOf(books: Books, member: MemberId): readonly StatementLine[] {
  const charges = accountOf(books, member).charges.map(({ page, surplus, demurrage }): Entry => ({
    transfer: books.directory.checkpointAt(page)!,
    direction: 'given',
    other: COMMONS,
    amount: surplus + demurrage,
    status: 'paid',
    memo: '',
    claimedMinute: undefined,
    seq: Infinity,
    page: page - 1,
  }));
  const entries = [
    ...outgoing(books, member).map((transfer) => entryOf(books, transfer, 'given')),
    ...incoming(books, member).map((transfer) => entryOf(books, transfer, 'taken')),
    ...budgetEntries(books, member),
    ...charges,
  ];
  const isOpen = ({ seq, claimedMinute }: Entry): boolean => seq === Infinity && claimedMinute !== undefined;
  let balance = 0;
  return entries
    .sort((a, b) => Number(isOpen(a)) - Number(isOpen(b)) || a.page - b.page || (a.seq === b.seq ? 0 : a.seq - b.seq))
    .map(({ seq: _seq, page: _page, ...line }) => {
      if (line.status === 'paid') balance += line.direction === 'given' ? -line.amount : line.amount;
      return { ...line, balance };
    });
}

/** A cell that no spreadsheet takes for a formula, quoted where it must be. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) && !/^-?\d+\.\d\d$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** RFC 4180, with a header line. `nameOf` gives the name to print for a person. */
export function statementCsv(lines: readonly StatementLine[], nameOf: (member: MemberId) => string): string {
  const header = ['line', 'direction', 'person', 'amount', 'status', 'balance', 'memo', 'record'];
  const rows = lines.map((line, i) => [
    String(i + 1),
    line.direction,
    nameOf(line.other),
    amountText(line.direction === 'given' ? -line.amount : line.amount),
    line.status,
    amountText(line.balance),
    line.memo,
    line.transfer,
  ]);
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
