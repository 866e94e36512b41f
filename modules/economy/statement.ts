// A statement of account: every line with the balance after it, for screens, paper and spreadsheets (README §5).
//
// Lines stand in the order of the account's own log: a payment given at its transfer, a payment taken
// at its answer. This order is total and nobody else's, so the running balance is what the owner saw.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { incoming, outgoing, type Judged, type TransferStatus } from './ledger.ts';
import { amountText, type Amount } from './money.ts';
import type { EconomyState } from './state.ts';
import type { Terms } from './terms.ts';

export type StatementLine = {
  readonly transfer: RecordId;
  readonly direction: 'given' | 'taken';
  readonly other: MemberId;
  readonly amount: Amount;
  readonly status: TransferStatus;
  readonly memo: string;
  /** Claimed minutes since the genesis, modulo 65,536: a hint. */
  readonly claimedMinute: number;
  /** The balance after this line; only payments move it. */
  readonly balance: Amount;
};

/** What waits for the owner's own answer stands last: it is in nobody's order yet. */
export function statementOf(state: EconomyState, member: MemberId, terms: Terms): readonly StatementLine[] {
  const given = outgoing(state, member, terms).map((transfer) => ({ transfer, direction: 'given' as const }));
  const taken = incoming(state, member, terms).map((transfer) => ({ transfer, direction: 'taken' as const }));
  let balance = 0;
  return [...given, ...taken]
    .map((line) => ({ ...line, seq: seqIn(line.transfer, line.direction) }))
    .sort((a, b) => a.seq - b.seq)
    .map(({ transfer, direction }) => {
      const { id, record, body, status } = transfer;
      if (status === 'paid') balance += direction === 'given' ? -body.amount : body.amount;
      return {
        transfer: id,
        direction,
        other: direction === 'given' ? body.payee : record.member,
        amount: body.amount,
        status,
        memo: body.memo,
        claimedMinute: record.time,
        balance,
      };
    });
}

const seqIn = (transfer: Judged, direction: 'given' | 'taken'): number =>
  direction === 'given' ? transfer.record.seq : (transfer.answer?.record.seq ?? Infinity);

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
