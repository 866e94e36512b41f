// What a person can do with stocks and budgets, and in which words it is refused (README §4).

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { ActType, Input, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import { booksOf, type Books } from './books.ts';
import { amountInput } from './acts.ts';
import * as checks from './checks.ts';
import { planIf } from './checks.ts';
import { whyNotSign } from './drawing.ts';
import { drawsOn, shareOf } from './lines.ts';
import { amountText, readAmount, type Amount } from './money.ts';
import {
  BUDGET_UNITS,
  drawType,
  HOLDERS_MAX,
  LINE_KINDS,
  LINE_NAME_BYTES_MAX,
  lineType,
  MEASURE_BYTES_MAX,
  MEMO_BYTES_MAX,
  type LineKind,
  type Step,
} from './records.ts';
import { refusal } from './spending.ts';
import type { EconomyState } from './state.ts';

type S = EconomyState;

export type LineArgs = {
  readonly kind: LineKind;
  readonly name: string;
  /** What a stock is counted in: l, kg, pieces. */
  readonly measure?: string;
  readonly holders: readonly MemberId[];
  /** As people write them, one for each holder. */
  readonly quantities: readonly string[];
};
export type DrawArgs = {
  readonly line: RecordId;
  readonly other: MemberId;
  readonly quantity: Amount;
  readonly note?: string;
};
export type GiveBackArgs = Omit<DrawArgs, 'other'>;

const divide: ActType<S, LineArgs> = {
  title: 'Divide a stock or a budget into shares (what is not your own holds once a decision adopts it)',
  inputs: {
    kind: { is: 'choice', of: LINE_KINDS, label: 'what it is' },
    name: { is: 'text', bytesMax: LINE_NAME_BYTES_MAX, label: 'what it is called' },
    measure: { is: 'text', bytesMax: MEASURE_BYTES_MAX, label: 'what it is counted in: l, kg, pieces', optional: true },
    holders: { is: 'member', most: HOLDERS_MAX, label: 'who holds a share' },
    quantities: {
      is: 'text',
      bytesMax: 12,
      most: HOLDERS_MAX,
      label: 'how much each of them holds, in the same order',
    },
  },
  plan(_state, { kind, name, measure = '', holders, quantities }, self, around) {
    const read = quantities.map(readAmount);
    return planIf(
      [
        checks.onAccountDevice(self),
        checks.isMember(self, around),
        checks.textFits(name, LINE_NAME_BYTES_MAX),
        checks.textFits(measure, MEASURE_BYTES_MAX),
        () =>
          name.trim() === ''
            ? refusal('line-has-name', 'It has no name.', 'Say what it is, for example "diesel".')
            : undefined,
        () =>
          holders.length >= 1 && holders.length <= HOLDERS_MAX && new Set(holders).size === holders.length
            ? undefined
            : refusal(
                'few-holders',
                `${holders.length} holders were named, or one of them twice.`,
                `Name 1 to ${HOLDERS_MAX} different members.`,
              ),
        checks.areMembers(holders, around),
        () =>
          read.length === holders.length
            ? undefined
            : refusal(
                'share-each',
                `There are ${holders.length} holders and ${read.length} quantities.`,
                'Give one quantity for each holder, in the same order.',
              ),
        () => read.map((one) => (one.ok ? undefined : one.error)).find((why) => why),
        ...read.map((one) => checks.isAmount(one.ok ? one.value : 0, 1)),
      ],
      () => {
        const shares = holders.map((holder, i) => ({ holder, quantity: amountOf(read[i]!) }));
        return { records: [{ type: lineType, body: { kind, shares, measure, name } }] };
      },
    );
  },
};

const amountOf = (read: ReturnType<typeof readAmount>): Amount => (read.ok ? read.value : 0);

function lineIsKnown({ state }: Books, line: RecordId): checks.Check {
  return () =>
    state.lines.has(line)
      ? undefined
      : refusal('line-known', 'That is no stock or budget that is known here.', 'Choose one from the list.');
}

/** The draw as it would be written, with the total that goes with it. */
function drawn(books: Books, args: DrawArgs, step: Step, self: Self, around: Surroundings): object {
  const own = drawsOn(books, args.line).filter(({ record }) => record.member === self.member);
  const before = own
    .filter(({ body, status }) => body.step !== 'count' && (status === 'done' || status === 'waiting'))
    .reduce((sum, { body }) => sum + body.quantity, 0);
  return {
    line: args.line,
    step,
    other: args.other,
    quantity: args.quantity,
    since: around.directory.latest()!.checkpoint,
    drawn: before + (step === 'count' ? 0 : args.quantity),
    note: args.note ?? '',
  };
}

/** Would those who sign see anything against it? The holder's device asks the same questions first. */
function wouldBeSigned(
  books: Books,
  args: DrawArgs,
  step: Step,
  self: Self,
  around: Surroundings,
): Refusal | undefined {
  const record = {
    member: self.member,
    log: self.log,
    keyVersion: around.directory.keyVersionOf(self.member, self.log),
  };
  const body = drawn(books, args, step, self, around);
  return whyNotSign(books, { id: '' as RecordId, record: { ...record, seq: Infinity }, body } as never);
}

const TAKES: ReadonlySet<Step> = new Set(['draw', 'hand over', 'give back']);

function takeChecks(
  books: Books,
  args: DrawArgs,
  step: Step,
  self: Self,
  around: Surroundings,
): readonly checks.Check[] {
  return [
    checks.onAccountDevice(self),
    checks.isAmount(args.quantity, TAKES.has(step) ? 1 : 0),
    checks.textFits(args.note ?? '', MEMO_BYTES_MAX),
    checks.isMember(self, around),
    checks.checkpointKnown(around),
    checks.ownAccountIsSound(books, self),
    lineIsKnown(books, args.line),
    () => {
      const { free, left, waiting } = shareOf(books, args.line, self.member);
      return !TAKES.has(step) || args.quantity <= free
        ? undefined
        : refusal(
            'within-share',
            `Of your share ${amountText(left)} is left, and ${amountText(waiting)} of it waits for a signature.`,
            `You can take up to ${amountText(free)}. Another holder can hand a share over to you.`,
          );
    },
    () => wouldBeSigned(books, args, step, self, around),
  ];
}

const taking = (
  title: string,
  step: Step,
  inputs: Readonly<{ [name: string]: Input }>,
  more: (args: DrawArgs, self: Self, around: Surroundings, books: Books) => readonly checks.Check[],
): ActType<S, DrawArgs> => ({
  title,
  inputs: {
    line: { is: 'record', of: ['line'], label: 'from which stock or budget' },
    ...inputs,
    note: { is: 'text', bytesMax: MEMO_BYTES_MAX, label: 'a note', optional: true },
  },
  plan(state, args, self, around) {
    const books = booksOf(state, unitOf(state, args.line), around);
    return planIf([...more(args, self, around, books), ...takeChecks(books, args, step, self, around)], (): Plan => ({
      records: [{ type: drawType, body: drawn(books, args, step, self, around) }],
    }));
  },
});

function unitOf(state: S, line: RecordId): Books['unit'] {
  const found = state.lines.get(line);
  return (found && BUDGET_UNITS[found.body.kind]) ?? 'credits';
}

const giveBack: ActType<S, GiveBackArgs> = {
  title: 'Give back of my share what I do not need',
  inputs: {
    line: { is: 'record', of: ['line'], label: 'of which stock or budget' },
    quantity: amountInput('how much', 1),
    note: { is: 'text', bytesMax: MEMO_BYTES_MAX, label: 'a note', optional: true },
  },
  plan(state, args, self, around) {
    const books = booksOf(state, unitOf(state, args.line), around);
    const whole = { ...args, other: self.member };
    return planIf(takeChecks(books, whole, 'give back', self, around), () => ({
      records: [{ type: drawType, body: drawn(books, whole, 'give back', self, around) }],
    }));
  },
};

export const shareActs = {
  divide,
  draw: taking(
    'Draw on my share: who receives it signs, too',
    'draw',
    { other: { is: 'member', label: 'who receives it' }, quantity: amountInput('how much', 1) },
    (args, self, around) => [checks.hasAccount(args.other, self, around)],
  ),
  'hand-over': taking(
    'Hand a part of my share over: who takes it over signs, too',
    'hand over',
    { other: { is: 'member', label: 'who takes it over' }, quantity: amountInput('how much', 1) },
    (args, self, around) => [checks.hasAccount(args.other, self, around), checks.areMembers([args.other], around)],
  ),
  'give-back': giveBack,
  count: taking(
    'Say what was counted of my share: two witnesses of two households sign, too',
    'count',
    { other: { is: 'member', label: 'who counted with me' }, quantity: amountInput('how much is there', 0) },
    (args, self, around) => [checks.hasAccount(args.other, self, around)],
  ),
} as const;
