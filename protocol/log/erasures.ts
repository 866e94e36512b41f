// Which bodies were erased, and by which words (protocol/README.md §3.8).
//
// A word that stands too far ahead in its log is kept beside it, if it tells what fills a hole nearer by: whoever
// is new gets past the places of erased records so. A word that fills nothing is not kept, so nobody can
// make others keep more words than places.

import { decode } from '../bytes/codec.ts';
import type { RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { erasingWord, namedBy, type Emptied } from '../wire/erasing.ts';
import type { Record, Single } from '../wire/record.ts';
import type { RecordStore } from './record-store.ts';

export interface Erasures {
  /** The records that a word names, of types whose bodies may go; undefined where this is no word. */
  namedIn(record: Record): readonly RecordId[] | undefined;
  /** The same with what is left of each, in order of number. */
  emptiedBy(word: Record): readonly Emptied[];
  /** Would the word fill a place that is empty here, and may be filled now? */
  fills(word: Record): boolean;
  /** From now on this word is obeyed. `single` where it is not held in its log. */
  take(id: RecordId, word: Record, single?: Single): void;
  /** Does a word that is held name this record? Then its body is not kept. */
  isNamed(id: RecordId): boolean;
  /** A word by its own name, in its log or beside it. */
  word(id: RecordId): Single | undefined;
  /** A word that names this record, to be said in its place. */
  wordFor(id: RecordId): Single | undefined;
  /** Words that are obeyed: whoever signed them alone, or as the half of a fork. */
  words(): Iterable<Record>;
  /** The names of those that are held in their logs. */
  placed(): readonly RecordId[];
}

export function createErasures(
  community: Uint8Array,
  records: RecordStore,
  mayErase: (type: number) => boolean,
): Erasures {
  const wordOf = new Map<RecordId, RecordId>();
  const words = new Map<RecordId, Record>();
  const beside = new Map<RecordId, Single>();

  const emptiedBy = (word: Record): readonly Emptied[] => {
    const read = decode(erasingWord.body, word.body, { form: 'signed' });
    assert(read.ok, 'a word is only made with a body that reads');
    return namedBy(community, word, read.value)
      .filter(({ record }) => mayErase(record.type))
      .sort((a, b) => a.record.seq - b.record.seq);
  };
  const word = (id: RecordId): Single | undefined => {
    const held = records.get(id);
    return held?.single ? { record: held.record, signature: held.single } : beside.get(id);
  };

  return {
    emptiedBy,
    namedIn: (record) => (record.type === erasingWord.type ? emptiedBy(record).map(({ id }) => id) : undefined),
    fills: (record) =>
      emptiedBy(record).some(({ id, record: place }) => ['new', 'fork'].includes(records.accepts(id, place))),
    take(id, record, single) {
      if (single) beside.set(id, single);
      else beside.delete(id);
      words.set(id, record);
      for (const { id: named } of emptiedBy(record)) if (!wordOf.has(named)) wordOf.set(named, id);
    },
    isNamed: (id) => wordOf.has(id),
    word,
    wordFor: (id) => {
      const by = wordOf.get(id);
      return by && word(by);
    },
    words: () => words.values(),
    placed: () => [...words.keys()].filter((id) => records.has(id)),
  };
}
