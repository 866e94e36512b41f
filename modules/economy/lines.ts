// Stocks and budgets in shares, each drawn on by its holder alone (README §3.9).
//
// A share is set aside in one person's log, and a log is totally ordered: whatever is cut, honest holders
// together never take more than there is. Who forks the own log can; then whoever signed in good faith
// keeps what was given, and what goes beyond the share is the holder's debt, never the commons'.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { pageNumber, type Books } from './books.ts';
import { inAnswerOrder, verdictOf } from './ledger.ts';
import type { Amount } from './money.ts';
import { BUDGET_UNITS, type Acceptance, type Draw, type Line, type Step } from './records.ts';
import { ACCOUNT_LOG, type Said } from './state.ts';

/** What moved an account, on which page. */
export type Flow = { readonly page: number; readonly amount: Amount };

export type DrawStatus = 'waiting' | 'done' | 'declined' | 'invalid' | 'bad faith';

/** What is wrong with a draw by itself, or with the line it is from. */
export type DrawFault =
  | 'other-log'
  | 'line-unknown'
  | 'line-invalid'
  | 'line-not-adopted'
  | 'nothing-taken'
  | 'signs-alone'
  | 'budget-is-not-counted'
  | 'total-too-small';

/** Does the step take something from the share, and who must sign besides the holder? */
const STEP_RULES: Readonly<Record<Step, { readonly takes: boolean; readonly signs: 'other' | 'nobody' | 'two' }>> = {
  draw: { takes: true, signs: 'other' },
  'hand over': { takes: true, signs: 'other' },
  'give back': { takes: true, signs: 'nobody' },
  count: { takes: false, signs: 'two' },
};

export const totalOf = ({ body }: Said<Line>): Amount => body.shares.reduce((sum, { quantity }) => sum + quantity, 0);

/** Why a line cannot be drawn on, ever or not yet. */
export function lineFault(books: Books, line: Said<Line> | undefined): DrawFault | undefined {
  if (!line) return 'line-unknown';
  const holders = line.body.shares.map(({ holder }) => holder);
  if (line.record.log !== ACCOUNT_LOG || totalOf(line) === 0 || new Set(holders).size < holders.length)
    return 'line-invalid';
  return line.body.kind === 'my stock' || books.isAdopted(line.id) ? undefined : 'line-not-adopted';
}

export function drawFault(books: Books, { record, body }: Said<Draw>): DrawFault | undefined {
  if (record.log !== ACCOUNT_LOG) return 'other-log';
  const line = books.state.lines.get(body.line);
  const fault = lineFault(books, line);
  if (fault) return fault;
  const { takes, signs } = STEP_RULES[body.step];
  if (takes && body.quantity === 0) return 'nothing-taken';
  if (signs !== 'nobody' && body.other === record.member) return 'signs-alone';
  if (body.step === 'count' && BUDGET_UNITS[line!.body.kind]) return 'budget-is-not-counted';
  return takes && body.drawn < body.quantity ? 'total-too-small' : undefined;
}

/** Who accepted a count: it needs the one it names and one more, of two households. */
export function countedBy({ state }: Books, { id, record }: Said<Draw>): readonly MemberId[] {
  const answering = new Set((state.answersTo.get(id) ?? []).map((answer) => state.answers.get(answer)!.record.member));
  answering.delete(record.member);
  return [...answering].filter((member) => verdictOf(state, id, member)?.body.answer === 'accepted').sort();
}

function countStatus(books: Books, count: Said<Draw>): DrawStatus {
  if (verdictOf(books.state, count.id, count.body.other)?.body.answer === 'declined') return 'declined';
  const signed = countedBy(books, count);
  const households = new Set(signed.map((member) => books.directory.person(member)?.household ?? 0));
  return signed.includes(count.body.other) && households.size >= 2 ? 'done' : 'waiting';
}

export type JudgedDraw = Said<Draw> & {
  readonly status: DrawStatus;
  readonly fault: DrawFault | undefined;
  readonly answer: Said<Acceptance> | undefined;
};

function judgeDraw(books: Books, draw: Said<Draw>): JudgedDraw {
  const fault = drawFault(books, draw);
  const { signs } = STEP_RULES[draw.body.step];
  const answer = signs === 'other' ? verdictOf(books.state, draw.id, draw.body.other) : undefined;
  const status = (): DrawStatus => {
    if (fault) return 'invalid';
    if (signs === 'nobody') return 'done';
    if (signs === 'two') return countStatus(books, draw);
    return answer ? (answer.body.answer === 'accepted' ? 'done' : 'declined') : 'waiting';
  };
  return { ...draw, status: status(), fault, answer };
}

const judgedLines = new WeakMap<Books, Map<RecordId, readonly JudgedDraw[]>>();

/** Every draw on a line. Who took from one holder more than the whole line held the records that forbid it. */
export function drawsOn(books: Books, line: RecordId): readonly JudgedDraw[] {
  const lines = judgedLines.get(books) ?? new Map<RecordId, readonly JudgedDraw[]>();
  judgedLines.set(books, lines);
  const known = lines.get(line);
  if (known) return known;
  const total = books.state.lines.get(line) ? totalOf(books.state.lines.get(line)!) : 0;
  const taken = new Map<string, Amount>();
  const judged = (books.state.drawsOn.get(line) ?? [])
    .map((id) => judgeDraw(books, books.state.draws.get(id)!))
    .toSorted(inAnswerOrder)
    .map((draw): JudgedDraw => {
      if (draw.status !== 'done' || STEP_RULES[draw.body.step].signs !== 'other') return draw;
      const pair = draw.record.member + draw.body.other;
      const sum = (taken.get(pair) ?? 0) + draw.body.quantity;
      if (sum > total) return { ...draw, status: 'bad faith' };
      taken.set(pair, sum);
      return draw;
    });
  lines.set(line, judged);
  return judged;
}

export type Share = {
  readonly holder: MemberId;
  /** By the line itself. */
  readonly given: Amount;
  /** Handed over by others, and taken over. */
  readonly received: Amount;
  /** Taken with both signatures, given back included. */
  readonly taken: Amount;
  /** Taken, and not signed by the other yet: counted as gone. */
  readonly waiting: Amount;
  /** What counts with witnesses found more (or, below zero, less). */
  readonly corrected: Amount;
  /** By both signatures. */
  readonly left: Amount;
  /** What can be taken now. */
  readonly free: Amount;
  /** Taken beyond what was there: only who forked the own log can, and it is that one's debt. */
  readonly beyond: ReadonlyMap<RecordId, Amount>;
};

type Entry = { readonly seq: number; readonly draw: JudgedDraw; readonly into: boolean };

/** Everything in the order of the holder's own log: a share that is taken over stands at the holder's answer. */
function entriesOf(books: Books, line: RecordId, holder: MemberId): readonly Entry[] {
  return drawsOn(books, line)
    .flatMap((draw): readonly Entry[] => {
      if (draw.record.member === holder) return [{ seq: draw.record.seq, draw, into: false }];
      const into = draw.body.step === 'hand over' && draw.body.other === holder && draw.status === 'done';
      return into ? [{ seq: draw.answer!.record.seq, draw, into }] : [];
    })
    .toSorted((a, b) => a.seq - b.seq || (a.draw.id < b.draw.id ? -1 : 1));
}

export function shareOf(books: Books, line: RecordId, holder: MemberId): Share {
  const shares = books.state.lines.get(line)?.body.shares ?? [];
  const given = shares.find((share) => share.holder === holder)?.quantity ?? 0;
  const beyond = new Map<RecordId, Amount>();
  let [left, floor, received, taken, waiting, corrected] = [given, given, 0, 0, 0, 0];
  for (const { draw, into } of entriesOf(books, line, holder)) {
    const { step, quantity } = draw.body;
    const isDone = draw.status === 'done';
    if (into) {
      left += quantity;
      floor += quantity;
      received += quantity;
    } else if (!STEP_RULES[step].takes) {
      if (isDone) corrected += quantity - left;
      if (isDone) left = quantity;
      // A count that finds less binds its author before the witnesses sign.
      if (isDone || draw.status === 'waiting') floor = isDone ? quantity : Math.min(floor, quantity);
    } else if (isDone) {
      if (quantity > left) beyond.set(draw.id, quantity - left);
      taken += quantity;
      left = Math.max(0, left - quantity);
      floor = Math.max(0, floor - quantity);
    } else if (draw.status === 'waiting') waiting += quantity;
  }
  return { holder, given, received, taken, waiting, corrected, left, free: Math.max(0, floor - waiting), beyond };
}

/** Everybody who holds or held a part of a line. */
export function holdersOf(books: Books, line: RecordId): readonly MemberId[] {
  const given = (books.state.lines.get(line)?.body.shares ?? []).map(({ holder }) => holder);
  const others = drawsOn(books, line).flatMap(({ record, body, status }) =>
    status === 'done' && body.step === 'hand over' ? [record.member, body.other] : [record.member],
  );
  return [...new Set([...given, ...others])].sort();
}

// ── Budgets: a draw is a payment out of the commons ─────────────────────────────────────────────

const payingLine = (books: Books, line: RecordId): Said<Line> | undefined => {
  const found = books.state.lines.get(line);
  return found && BUDGET_UNITS[found.body.kind] === books.unit && !lineFault(books, found) ? found : undefined;
};

const PAYS_BEYOND: ReadonlySet<Step> = new Set(['draw', 'hand over']);

/** What was taken beyond a share, which the holder owes to the commons. */
function owedOn(books: Books, line: RecordId, holder: MemberId): readonly { draw: JudgedDraw; amount: Amount }[] {
  const { beyond } = shareOf(books, line, holder);
  return drawsOn(books, line)
    .filter(({ id, body }) => beyond.has(id) && PAYS_BEYOND.has(body.step))
    .map((draw) => ({ draw, amount: beyond.get(draw.id)! }));
}

const linesNamed = (books: Books, draws: readonly RecordId[] | undefined): ReadonlySet<RecordId> =>
  new Set((draws ?? []).map((id) => books.state.draws.get(id)!.body.line));

/** What budgets paid to a member, and what the member took beyond an own share of one. */
export function budgetFlows(books: Books, member: MemberId): readonly Flow[] {
  const at = ({ body }: Said<Draw>, amount: Amount): Flow => ({ page: pageNumber(books, body.since), amount });
  const received = [...linesNamed(books, books.state.drawsFor.get(member))]
    .filter((line) => payingLine(books, line))
    .flatMap((line) => drawsOn(books, line))
    .filter(({ status, body }) => status === 'done' && body.step === 'draw' && body.other === member)
    .map((draw) => at(draw, draw.body.quantity));
  const owed = [...linesNamed(books, books.state.drawsBy.get(member))]
    .filter((line) => payingLine(books, line))
    .flatMap((line) => owedOn(books, line, member))
    .map(({ draw, amount }) => at(draw, -amount));
  return [...received, ...owed];
}

/** What all budgets of the unit took from the commons: never more than their lines say. */
export function budgetsPaid(books: Books): Amount {
  let paid = 0;
  for (const line of books.state.lines.keys()) {
    if (!payingLine(books, line)) continue;
    for (const { status, body } of drawsOn(books, line))
      if (status === 'done' && body.step === 'draw') paid += body.quantity;
    for (const holder of holdersOf(books, line)) for (const { amount } of owedOn(books, line, holder)) paid -= amount;
  }
  return paid;
}
