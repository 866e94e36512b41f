// What a member's device erases: what its member asks for, and what was kept long enough (protocol/README.md §3.8).
//
// Honest devices refuse here what others could not refuse: a word that is signed is obeyed by everybody.

import type { RecordId } from '../bytes/reference.ts';
import { err, ok, type Err, type Result } from '../bytes/result.ts';
import { ERASED_BY_ONE_MAX, erasingWord, lineOf, type ErasingWord } from '../wire/erasing.ts';
import type { Record } from '../wire/record.ts';
import type { Book } from './book.ts';
import type { Plan, Refusal, Self } from './module.ts';

/** Records that one act may name. */
export const ERASED_AT_ONCE_MAX = 32;
/** How often a device looks for what was kept long enough, and how many words it writes then. */
const LOOK_EVERY_MS = 3_600_000;
const WORDS_AT_ONCE_MAX = 4;
const DAY_MS = 86_400_000;
/** A word is filled with four; what waited so long goes with fewer. */
const PATIENCE_MS = 7 * DAY_MS;

const refused = (rule: string, why: string, remedy: string): Err<Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

/** Words that name these records: each of one log and one key. Those that were written first come first. */
export function wordsFor(records: readonly Record[]): Plan {
  const groups = new Map<string, Record[]>();
  for (const record of records) {
    const name = `${record.log}/${record.keyVersion}`;
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  const words = [...groups.values()].flatMap((group) => {
    const sorted = group.sort((a, b) => a.seq - b.seq);
    return Array.from({ length: Math.ceil(sorted.length / ERASED_BY_ONE_MAX) }, (_, i): ErasingWord => {
      const of = sorted.slice(ERASED_BY_ONE_MAX * i, ERASED_BY_ONE_MAX * (i + 1));
      return { log: of[0]!.log, keyVersion: of[0]!.keyVersion, erased: of.map(lineOf) };
    });
  });
  return { records: words.map((body) => ({ type: erasingWord, body })) };
}

/** What a member asks to erase, as words, or why not. */
export function planErasing(book: Book, self: Self, args: unknown, nowMs: number): Result<Plan, Refusal> {
  const named = (args as { readonly records?: unknown } | undefined)?.records;
  const ids = Array.isArray(named) ? [...new Set(named as RecordId[])] : [];
  if (ids.length === 0) return refused('erase-nothing', 'Nothing was named.', 'Name what you want to take back.');
  if (ids.length > ERASED_AT_ONCE_MAX)
    return refused(
      'erase-many',
      `${ids.length} records were named, and ${ERASED_AT_ONCE_MAX} go at once.`,
      'Take them back in several steps.',
    );
  if (book.directory.person(self.member) === undefined)
    return refused(
      'erase-guest',
      'You are a guest here; words of guests cannot be taken back by radio.',
      'Ask a member to invite you; then you can take back what you write from then on, and what you wrote before.',
    );
  const alongside = new Set(ids);
  for (const id of ids) {
    const refusal = refusalOf(book, self, id, alongside, nowMs);
    if (refusal) return err(refusal);
  }
  return ok(wordsFor(ids.map((id) => book.records.get(id)!.record)));
}

function refusalOf(
  book: Book,
  self: Self,
  id: RecordId,
  alongside: ReadonlySet<RecordId>,
  nowMs: number,
): Refusal | undefined {
  const record = book.records.get(id)?.record;
  if (!record)
    return refused('erase-unknown', `No record ${String(id).slice(0, 12)} is held here.`, 'Look up its number again.')
      .error;
  if (record.member !== self.member)
    return refused('erase-own', 'These are not your words.', 'Only who wrote it can take it back: ask them.').error;
  if (record.bodyHash) return refused('erase-again', 'This was taken back already.', 'Nothing need be done.').error;
  if (!book.mayErase(record.type))
    return refused(
      'erase-lasting',
      'This stays for ever: what was decided, who is a member, or what everybody owns rests on it.',
      'Say something newer that replaces it, where that can be done.',
    ).error;
  return book.notYetErasable(id, alongside, nowMs);
}

/** Looks from time to time for own words that were kept as long as their type says (`keptFor`). */
export function createRetention(book: Book): (self: Self, nowMs: number) => Plan {
  let nextMs = -Infinity;
  /** Everything of the own log below it is settled for good. */
  let settled = 1;
  const NOTHING: Plan = {};
  return (self, nowMs) => {
    if (nowMs < nextMs) return NOTHING;
    nextMs = nowMs + LOOK_EVERY_MS;
    const due: { readonly id: RecordId; readonly record: Record; readonly overMs: number }[] = [];
    let isSettled = true;
    for (const id of book.records.ids(self.member, self.log, settled)) {
      const { record, sinceMs } = book.records.get(id)!;
      const keptMs = record.bodyHash ? undefined : book.keptForMs(record.type);
      isSettled &&= keptMs === undefined;
      if (isSettled) settled = record.seq + 1;
      if (keptMs === undefined || nowMs - sinceMs < keptMs) continue;
      if (book.notYetErasable(id, new Set(due.map((one) => one.id)), nowMs)) continue;
      due.push({ id, record, overMs: nowMs - sinceMs - keptMs });
    }
    const isPatient = due.every(({ overMs }) => overMs < PATIENCE_MS);
    const now = isPatient ? due.slice(0, due.length - (due.length % ERASED_BY_ONE_MAX)) : due;
    const { records = [] } = wordsFor(now.map(({ record }) => record));
    return { records: records.slice(0, WORDS_AT_ONCE_MAX) };
  };
}
