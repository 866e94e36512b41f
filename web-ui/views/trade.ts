// My account: what I have, what I can pay now, what waits, and every line of it.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { conflicts } from '#modules/economy/conflict.ts';
import type { TransferStatus } from '#modules/economy/ledger.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf, COMMONS, type Books } from '#modules/economy/books.ts';
import type { DrawStatus } from '#modules/economy/lines.ts';
import { purseOf, waitingFor, type Purse } from '#modules/economy/spending.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import type { Unit } from '#modules/economy/units.ts';
import { statementOf } from '#modules/economy/statement.ts';
import { deliveryOf, type DeliveryPicture } from './delivery.ts';
import { deedPicture, type DeedPicture } from './deeds.ts';
import { waysOf, type DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

export type LinePicture = {
  readonly id: string;
  readonly direction: 'given' | 'taken';
  readonly other: PersonPicture;
  /** Hundredths. */
  readonly amount: number;
  readonly status: TransferStatus | DrawStatus;
  readonly memo: string;
  readonly balance: number;
  /** When this device first held it. */
  readonly sinceMs: number | undefined;
  readonly delivery: DeliveryPicture | undefined;
};

/** An account in one unit: credits, or hours of the time bank. */
export type AccountPicture = {
  readonly purse: Purse | undefined;
  /** Payments to me that this device does not accept by itself, with the reason. */
  readonly doubtful: readonly {
    readonly id: string;
    readonly payer: PersonPicture;
    readonly amount: number;
    readonly memo: string;
    readonly why: string;
    readonly remedy: string;
  }[];
  /** Latest first. */
  readonly lines: readonly LinePicture[];
  readonly balances: readonly { readonly id: string; readonly person: PersonPicture; readonly balance: number }[];
  /** Always zero; shown so that everybody can see it. */
  readonly sum: number;
  readonly conflicts: readonly PersonPicture[];
  readonly deeds: readonly DeedPicture[];
};

export type TradePicture = Readonly<Record<Unit, AccountPicture>> & {
  readonly isMember: boolean;
  /** Members and newcomers, all of whom may be paid. */
  readonly payees: readonly PersonPicture[];
};

/** A limit is lowered alone; another one is drafted, and a decision adopts it. */
const LIMIT_ACTS = ['lower-limit', 'grant-limit'] as const;

/** Lines on screen; paper and the file have all of them. */
const LINES_MAX = 100;

export function tradePicture(node: FolkmootNode, facts: DrawFacts): TradePicture {
  const { directory } = node;
  const self = node.self?.member;
  const people = directory
    .people()
    .filter(({ standing }) => standing === 'member' || standing === 'newcomer')
    .sort((a, b) => (a.household ?? 0) - (b.household ?? 0) || (a.name ?? '').localeCompare(b.name ?? ''))
    .map(({ id }) => id);
  return {
    isMember: self !== undefined && directory.person(self)?.standing === 'member',
    payees: people.filter((id) => id !== self).map((id) => personPicture(directory, id, self)),
    credits: accountPicture(node, 'credits', people, facts),
    hours: accountPicture(node, 'hours', people, facts),
  };
}

function accountPicture(node: FolkmootNode, unit: Unit, people: readonly MemberId[], facts: DrawFacts): AccountPicture {
  const books = booksOf(node.state('economy') as EconomyState, unit, node.around(facts.nowMs));
  const self = node.self?.member;
  const named = (id: MemberId): PersonPicture => personPicture(node.directory, id, self);
  const all = balances(books);
  const doubtful = self === undefined ? [] : waitingFor(books, self);
  return {
    purse: self === undefined ? undefined : purseOf(books, self),
    doubtful: doubtful.flatMap(({ id, record, body, refusal }) =>
      refusal
        ? [
            {
              id,
              payer: named(record.member),
              amount: body.amount,
              memo: body.memo,
              why: refusal.why,
              remedy: refusal.remedy,
            },
          ]
        : [],
    ),
    lines: self === undefined ? [] : linesOf(node, books, self, facts, named),
    balances: [...people, ...(all.get(COMMONS) ? [COMMONS] : [])].map((id) => ({
      id,
      person: named(id),
      balance: all.get(id) ?? 0,
    })),
    sum: [...all.values()].reduce((sum, balance) => sum + balance, 0),
    conflicts: conflicts(books).map(({ member }) => named(member)),
    deeds: LIMIT_ACTS.flatMap((act) => deedPicture(node, { module: 'economy', act, fixed: { unit } })),
  };
}

function linesOf(
  node: FolkmootNode,
  books: Books,
  self: MemberId,
  facts: DrawFacts,
  named: (id: MemberId) => PersonPicture,
): readonly LinePicture[] {
  const around = node.around(facts.nowMs);
  return statementOf(books, self)
    .toReversed()
    .slice(0, LINES_MAX)
    .map(({ transfer, direction, other, amount, status, memo, balance }) => ({
      id: transfer,
      direction,
      other: named(other),
      amount,
      status,
      memo,
      balance,
      sinceMs: around.heldSinceMs(transfer),
      delivery: direction === 'given' && status === 'waiting' ? deliveryOf(node, transfer, waysOf(facts)) : undefined,
    }));
}
