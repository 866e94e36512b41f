// Stocks and budgets: what there is, whose share it is, what was drawn, and what waits for my signature.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { booksOf, type Books } from '#modules/economy/books.ts';
import { countsToWitness, drawsWaitingFor } from '#modules/economy/drawing.ts';
import { drawsOn, holdersOf, lineFault, shareOf, totalOf, type DrawStatus } from '#modules/economy/lines.ts';
import { BUDGET_UNITS, type LineKind, type Step } from '#modules/economy/records.ts';
import { amountText } from '#modules/economy/money.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { deedPicture, type Deed, type DeedPicture, type Offer } from './deeds.ts';
import type { DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

export type StorePicture = {
  readonly id: string;
  readonly name: string;
  readonly kind: LineKind;
  /** What a stock is counted in; empty where nothing was said. */
  readonly measure: string;
  /** Hundredths, as all quantities here. */
  readonly total: number;
  /** False while no decision has adopted it: nobody can draw yet. */
  readonly adopted: boolean;
  readonly shares: readonly {
    readonly id: string;
    readonly person: PersonPicture;
    readonly whole: number;
    readonly left: number;
    readonly free: number;
  }[];
  /** Latest first. */
  readonly draws: readonly {
    readonly id: string;
    readonly step: Step;
    readonly holder: PersonPicture;
    readonly other: PersonPicture;
    readonly quantity: number;
    readonly note: string;
    readonly status: DrawStatus;
    readonly sinceMs: number | undefined;
  }[];
};

export type AskedPicture = {
  readonly id: string;
  readonly store: string;
  readonly measure: string;
  readonly step: Step;
  readonly holder: PersonPicture;
  readonly quantity: number;
  readonly note: string;
  /** Why it should not be signed (now), and what helps. */
  readonly refusal: { readonly why: string; readonly remedy: string } | undefined;
};

export type SharesPicture = {
  readonly isMember: boolean;
  readonly stores: readonly StorePicture[];
  /** What waits for my signature. */
  readonly asked: readonly AskedPicture[];
  readonly deeds: readonly DeedPicture[];
};

/** On screen; the command line has all of them. */
const DRAWS_MAX = 20;

export function sharesPicture(node: FolkmootNode, { nowMs }: DrawFacts): SharesPicture {
  const state = node.state('economy') as EconomyState;
  const self = node.self?.member;
  const around = node.around(nowMs);
  const isMember = self !== undefined && node.directory.person(self)?.standing === 'member';
  const stores = [...state.lines.keys()]
    .sort()
    .map((id) => storePicture(node, booksFor(state, id, around), id, nowMs))
    .sort((a, b) => Number(b.adopted) - Number(a.adopted) || a.name.localeCompare(b.name));
  const books = booksOf(state, 'credits', around);
  return {
    isMember,
    stores,
    asked: self === undefined ? [] : askedOf(node, books, self),
    deeds: isMember ? shareDeeds(state, books, self).flatMap((deed) => deedPicture(node, deed)) : [],
  };
}

const booksFor = (state: EconomyState, line: RecordId, around: Parameters<typeof booksOf>[2]): Books =>
  booksOf(state, BUDGET_UNITS[state.lines.get(line)!.body.kind] ?? 'credits', around);

function storePicture(node: FolkmootNode, books: Books, id: RecordId, nowMs: number): StorePicture {
  const line = books.state.lines.get(id)!;
  const { kind, name, measure } = line.body;
  const named = (member: MemberId): PersonPicture => personPicture(node.directory, member, node.self?.member);
  const around = node.around(nowMs);
  return {
    id,
    ...{ kind, name, measure },
    total: totalOf(line),
    adopted: lineFault(books, line) === undefined,
    shares: holdersOf(books, id).map((holder) => {
      const { given, received, corrected, left, free } = shareOf(books, id, holder);
      return { id: holder, person: named(holder), whole: given + received + corrected, left, free };
    }),
    draws: drawsOn(books, id)
      .map(({ id: draw, record, body, status }) => ({
        id: draw,
        step: body.step,
        holder: named(record.member),
        other: named(body.other),
        quantity: body.quantity,
        note: body.note,
        status,
        sinceMs: around.heldSinceMs(draw),
      }))
      .sort((a, b) => (b.sinceMs ?? 0) - (a.sinceMs ?? 0) || (a.id < b.id ? -1 : 1))
      .slice(0, DRAWS_MAX),
  };
}

const askedOf = (node: FolkmootNode, books: Books, self: MemberId): readonly AskedPicture[] =>
  [...drawsWaitingFor(books, self), ...countsToWitness(books, self)].map(({ id, record, body, refusal }) => {
    const line = books.state.lines.get(body.line)?.body;
    return {
      id,
      store: line?.name ?? '',
      measure: line?.measure ?? '',
      step: body.step,
      holder: personPicture(node.directory, record.member, self),
      quantity: body.quantity,
      note: body.note,
      refusal: refusal && { why: refusal.why, remedy: refusal.remedy },
    };
  });

function shareDeeds(state: EconomyState, books: Books, self: MemberId): readonly Deed[] {
  const offer = (id: RecordId): Offer => ({ value: id, label: state.lines.get(id)!.body.name });
  const lines = [...state.lines.values()];
  const mine = lines.filter(({ id }) => holdersOf(books, id).includes(self)).map(({ id }) => offer(id));
  const stocks = mine.filter(({ value }) => !BUDGET_UNITS[state.lines.get(value as RecordId)!.body.kind]);
  const grants = [...state.grants.values()].filter(({ id }) => !books.isAdopted(id));
  const drafts = [
    ...lines.filter((line) => lineFault(books, line) === 'line-not-adopted').map(({ id }) => offer(id)),
    ...grants.map(({ id, body }) => ({
      value: id,
      label: `${personPicture(books.directory, body.member, self).name}: -${amountText(body.limit)} (${body.unit})`,
    })),
  ];
  return [
    { module: 'economy', act: 'draw', offers: { line: mine } },
    { module: 'economy', act: 'hand-over', offers: { line: mine } },
    { module: 'economy', act: 'give-back', offers: { line: mine } },
    { module: 'economy', act: 'count', offers: { line: stocks } },
    { module: 'economy', act: 'divide' },
    { module: 'governance', act: 'proposeAdoption', offers: { record: drafts } },
  ];
}
