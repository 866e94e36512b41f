// A slow, plain twin of the books: written from modules/economy/README.md, one rule after another.
//
// It keeps no index, shares no code with the product but the formats, and reads everything again for every
// question. Where the two differ, one of them is wrong.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Acceptance, Draw, Line, Transfer } from '#modules/economy/records.ts';
import type { RecordFact } from '../support/directory.ts';

export type Plain = {
  readonly facts: readonly RecordFact[];
  readonly adopted: ReadonlySet<RecordId>;
  readonly pages: readonly RecordId[];
  readonly households: ReadonlyMap<MemberId, number>;
  readonly unit: 'credits' | 'hours';
  readonly tranche: number;
  readonly cap: number;
  readonly permille: number;
};

type Of<B> = Omit<RecordFact, 'body'> & { readonly body: B };
const ofType = <B>({ facts }: Plain, type: number): readonly Of<B>[] =>
  facts.filter(({ record }) => record.type === type && record.log === 0) as readonly Of<B>[];

/** What a member answered: the first answer, or no where the log forked and both were given. */
function said(plain: Plain, asked: RecordId, member: MemberId): { readonly yes: boolean; readonly seq: number } | null {
  const answers = ofType<Acceptance>(plain, 33)
    .filter(({ record, body }) => record.member === member && body.transfers.includes(asked))
    .sort((a, b) => a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1));
  const seqs = plain.facts
    .filter(({ record }) => record.member === member && record.log === 0)
    .map(({ record }) => record.seq);
  const forked = new Set(seqs).size < seqs.length;
  const no = answers.find(({ body }) => body.answer === 'declined');
  const first = forked && no ? no : answers[0];
  return first ? { yes: first.body.answer === 'accepted', seq: first.record.seq } : null;
}

/** Payments that count (3.1). */
function payments(plain: Plain): readonly Of<Transfer>[] {
  const valid = ofType<Transfer>(plain, plain.unit === 'credits' ? 32 : 37)
    .filter(({ record, body }) => body.amount > 0 && body.payee !== record.member)
    .filter(({ body }) => body.spent >= body.amount && body.spent <= plain.tranche)
    .flatMap((one) => {
      const answer = said(plain, one.id, one.body.payee);
      return answer?.yes ? [{ one, seq: answer.seq, place: placeIn(plain, one) }] : [];
    })
    .sort((a, b) => a.seq - b.seq || a.place - b.place || (a.one.id < b.one.id ? -1 : 1));
  const taken = new Map<string, number>();
  return valid.flatMap(({ one }) => {
    const key = `${one.record.member} ${one.body.payee} ${one.body.since}`;
    const sum = (taken.get(key) ?? 0) + one.body.amount;
    if (sum > plain.tranche) return [];
    taken.set(key, sum);
    return [one];
  });
}

function placeIn(plain: Plain, { id, body }: Of<Transfer>): number {
  const answers = ofType<Acceptance>(plain, 33)
    .filter(({ record, body: answer }) => record.member === body.payee && answer.transfers.includes(id))
    .sort((a, b) => a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1));
  return answers[0]!.body.transfers.indexOf(id);
}

const UNIT_OF = { 'budget of credits': 'credits', 'budget of hours': 'hours' } as const;
const lineCounts = (plain: Plain, line: Of<Line>): boolean =>
  line.body.kind === 'my stock' || plain.adopted.has(line.id);

/** Everything that moved a holder's share, in the order of the holder's log (3.9). */
export function plainShare(
  plain: Plain,
  line: RecordId,
  holder: MemberId,
): { left: number; beyond: Map<RecordId, number> } {
  const found = ofType<Line>(plain, 35).find(({ id }) => id === line)!;
  const beyond = new Map<RecordId, number>();
  let left = found.body.shares.find((share) => share.holder === holder)?.quantity ?? 0;
  if (!lineCounts(plain, found)) return { left, beyond };
  const moves = drawsDone(plain, found).flatMap((draw) => {
    if (draw.record.member === holder) return [{ seq: draw.record.seq, draw, sign: -1 }];
    if (draw.body.step !== 'hand over' || draw.body.other !== holder) return [];
    return [{ seq: said(plain, draw.id, holder)!.seq, draw, sign: 1 }];
  });
  for (const { draw, sign } of moves.sort((a, b) => a.seq - b.seq || (a.draw.id < b.draw.id ? -1 : 1))) {
    const { step, quantity } = draw.body;
    if (sign > 0) left += quantity;
    else if (step === 'count') left = quantity;
    else {
      if (quantity > left) beyond.set(draw.id, quantity - left);
      left = Math.max(0, left - quantity);
    }
  }
  return { left, beyond };
}

/** Draws that count, none of one holder to one other beyond the whole line. */
export function drawsDone(plain: Plain, line: Of<Line>): readonly Of<Draw>[] {
  if (!lineCounts(plain, line)) return [];
  const total = line.body.shares.reduce((sum, { quantity }) => sum + quantity, 0);
  const isBudget = line.body.kind in UNIT_OF;
  const done = ofType<Draw>(plain, 36).filter((draw) => {
    const { record, body } = draw;
    if (body.line !== line.id) return false;
    if (body.step === 'give back') return body.quantity > 0 && body.drawn >= body.quantity;
    if (body.other === record.member) return false;
    if (body.step === 'count') {
      const yes = [...plain.households.keys()].filter(
        (member) => member !== record.member && said(plain, draw.id, member)?.yes,
      );
      const houses = new Set(yes.map((member) => plain.households.get(member)));
      return !isBudget && yes.includes(body.other) && houses.size >= 2;
    }
    return body.quantity > 0 && body.drawn >= body.quantity && said(plain, draw.id, body.other)?.yes === true;
  });
  const pairs = new Map<string, number>();
  return [...done]
    .sort((a, b) => (said(plain, a.id, a.body.other)?.seq ?? 0) - (said(plain, b.id, b.body.other)?.seq ?? 0))
    .filter(({ record, body }) => {
      if (body.step === 'give back' || body.step === 'count') return true;
      const key = `${record.member} ${body.other}`;
      const sum = (pairs.get(key) ?? 0) + body.quantity;
      if (sum > total) return false;
      pairs.set(key, sum);
      return true;
    });
}

/** Every balance, with the commons under its name (3.8). */
export function plainBalances(plain: Plain): ReadonlyMap<string, number> {
  const moves: { who: string; page: number; amount: number }[] = [];
  const move = (from: string, to: string, since: RecordId, amount: number): void => {
    const page = plain.pages.indexOf(since);
    moves.push({ who: from, page, amount: -amount }, { who: to, page, amount });
  };
  for (const { record, body } of payments(plain)) move(record.member, body.payee, body.since, body.amount);
  for (const line of ofType<Line>(plain, 35)) {
    if ((UNIT_OF as { [kind: string]: string })[line.body.kind] !== plain.unit) continue;
    for (const { id, record, body } of drawsDone(plain, line)) {
      if (body.step === 'draw') move('commons', body.other, body.since, body.quantity);
      const owed = plainShare(plain, line.id, record.member).beyond.get(id);
      if (owed && body.step !== 'give back') move(record.member, 'commons', body.since, owed);
    }
  }
  const balances = new Map<string, number>([['commons', 0]]);
  const add = (who: string, amount: number): void => void balances.set(who, (balances.get(who) ?? 0) + amount);
  for (let page = 0; page < plain.pages.length; page++) {
    for (const one of moves) if (one.page === page) add(one.who, one.amount);
    if (page === plain.pages.length - 1) break;
    for (const [who, balance] of [...balances]) {
      if (who === 'commons' || balance <= 0) continue;
      const surplus = plain.cap > 0 ? Math.max(0, balance - plain.cap) : 0;
      const melts = Math.floor(((balance - surplus) * plain.permille) / 1000);
      add(who, -surplus - melts);
      add('commons', surplus + melts);
    }
  }
  return balances;
}
