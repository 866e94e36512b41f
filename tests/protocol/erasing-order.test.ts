// Whatever comes first, a record or the word that erases it: in the end all hold and mean the same, and nobody the text.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { createBook, type Book } from '#protocol/node/book.ts';
import type { NodeEffect, Stored } from '#protocol/node/event.ts';
import { wordsFor } from '#protocol/node/erase.ts';
import { forkOf } from '#protocol/wire/fork.ts';
import { emptied, erasingWord } from '#protocol/wire/erasing.ts';
import { recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import type { StatementMap } from '#protocol/wire/statement.ts';
import {
  checkInType,
  needOrOfferType,
  shownKind,
  sosChangeType,
  sosType,
  takingType,
} from '#modules/emergency/records.ts';
import { concern, proposal } from '#modules/governance/records.ts';
import { modules } from '#modules/index.ts';
import { nodeOptions } from '#sim/world/founding.ts';
import { yearOf } from '../../bench/modules-year.ts';

const year = yearOf({ members: 6, weeks: 2, matters: 2, records: 60 });
const secrets = { community: year.community, frameSecret: new Uint8Array(32), epoch: 0, day: 0, log: 0 };
const SIGNATURE = new Uint8Array(48).fill(7);
const SECRET = 'behind the red door';

type Shelf = { readonly book: Book; readonly disk: Map<string, Stored> };
const opened = (rows: readonly Stored[] = year.rows): Shelf => {
  const disk = new Map(rows.map((row) => [row.key, row]));
  const emit = (effect: NodeEffect): void => {
    if (effect.kind === 'persist') disk.set(effect.stored.key, effect.stored);
  };
  const book = createBook({ ...nodeOptions(modules, secrets), seed: 'order', keepAfterFacts: 1 }, emit, year.endMs);
  book.load(rows);
  return { book, disk };
};

type Said = { readonly id: RecordId; readonly record: Record };
type Fact = Said | StatementMap;
const base = opened().book;
const heads = new Map(year.members.map((member) => [member, base.records.log(member, 0)?.head ?? 0]));

const write = <T>(member: MemberId, type: RecordType<T>, body: T): Said => {
  const seq = heads.get(member)! + 1;
  heads.set(member, seq);
  const record = {
    member,
    log: 0,
    keyVersion: 0,
    type: type.type,
    seq,
    time: seq,
    body: encode(type.body, body, 'signed'),
  };
  return { id: recordId(base.community, record), record };
};
const nowhere = { people: 1, position: null } as never;
const matter = base.records
  .logs()
  .flatMap(({ member, log }) => base.records.ids(member, log, 1))
  .find((id) => base.records.get(id)!.record.type === proposal.type)!;

/** A call with all that belongs to it, of one member after another. */
function story([anna, bert, carl]: readonly MemberId[], i: number): Fact[] {
  const words = { where: nowhere, text: `${SECRET} ${i}` };
  const sos = write(anna!, sosType, {
    call: { kind: 'medical', severity: 'urgent', drill: false, cannotMove: false },
    roster: 1,
    ...words,
  });
  const change = write(anna!, sosChangeType, {
    about: sos.id,
    change: { what: 'cancel', severity: 'urgent', cannotMove: false, reason: 'safe-now' },
    ...words,
  });
  const taking = write(bert!, takingType, { about: sos.id, step: 'take', etaMinutes: 5, to: null, text: words.text });
  const here = write(carl!, checkInType, {
    what: { condition: 'safe', sighting: false, drill: false, spare: 'none' },
    named: [],
    ...words,
  });
  const need = write(carl!, needOrOfferType, {
    what: { what: 'need', supply: 'water', pressing: false },
    quantity: 3,
    hours: 1,
    of: null,
    ...words,
  });
  const worry = write(bert!, concern, { proposal: matter, text: words.text });
  const roster = base.directory.latest()!.checkpoint;
  const seen: StatementMap = {
    subject: { kind: shownKind.kind, record: sos.id, roster },
    voices: [{ member: carl!, value: 1, revision: 0, keyVersion: 0, multiplicity: 1 }],
    signature: SIGNATURE,
  };
  return [sos, change, taking, here, need, worry, seen];
}
const members = year.members;
const stories = [0, 1, 2].flatMap((i) => story([members[i]!, members[i + 1]!, members[i + 2]!], i));
const isSaid = (fact: Fact): fact is Said => 'id' in fact;
const erasable = stories.filter(isSaid);

/** Words that erase these, behind all that their authors wrote. */
function words(of: readonly Said[]): Said[] {
  const before = new Map(heads);
  const written = members.flatMap((member) =>
    (wordsFor(of.filter(({ record }) => record.member === member).map(({ record }) => record)).records ?? []).map(
      ({ body }) => write(member, erasingWord, body as never),
    ),
  );
  for (const [member, head] of before) heads.set(member, head);
  return written;
}

/** As a node does: again and again until nothing more is news; a statement waits for its record. */
function deliver({ book }: Shelf, facts: readonly Fact[]): void {
  for (let news = true; news;) {
    news = false;
    for (const fact of facts) {
      if (isSaid(fact))
        news = book.takeRecord(fact.id, fact.record, { ids: [fact.id], signature: SIGNATURE }, 5).length > 0 || news;
      else if (
        book.records.get(fact.subject.record)?.record.bodyHash === undefined &&
        book.records.has(fact.subject.record)
      )
        news = book.takeMap(fact).length > 0 || news;
    }
  }
}
const meaning = ({ book }: Shelf): unknown => [book.stateHash(), book.holdings.digest().join(), book.tally.size];
const rowsWith = ({ disk }: Shelf, text: string | Uint8Array): readonly string[] =>
  [...disk.values()].filter(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(text))).map(({ key }) => key);

describe('records, and words that erase some of them', () => {
  test('mean in any order what they would mean if the erased had never been said', () => {
    fc.assert(
      fc.property(
        fc.subarray([...erasable], { minLength: 1 }),
        fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        (gone, order) => {
          const facts: readonly Fact[] = [...stories, ...words(gone)];
          const [usual, other, without] = [opened(), opened(), opened()];
          deliver(usual, facts);
          deliver(
            other,
            facts
              .map((fact, i) => ({ fact, at: order[i]! }))
              .sort((a, b) => a.at - b.at)
              .map(({ fact }) => fact),
          );
          const names = new Set(gone.map(({ id }) => id));
          deliver(
            without,
            stories.filter((fact) => !names.has(isSaid(fact) ? fact.id : fact.subject.record)),
          );
          expect(meaning(other)).toEqual(meaning(usual));
          expect(usual.book.stateHash()).toBe(without.book.stateHash());
          for (const shelf of [usual, other]) {
            for (const { record } of gone) expect(rowsWith(shelf, record.body)).toEqual([]);
            const again = opened([...shelf.disk.values()]);
            expect(meaning(again)).toEqual(meaning(usual));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('leave no text behind when all was taken back', () => {
    const shelf = opened();
    deliver(shelf, stories);
    expect(rowsWith(shelf, SECRET).length).toBe(erasable.length);
    deliver(shelf, words(erasable));
    expect(rowsWith(shelf, SECRET)).toEqual([]);
  });

  test('a kept state that knew the text is not taken up again; one that never did is', () => {
    const shelf = opened();
    deliver(shelf, stories);
    shelf.book.keepFold();
    const knew = shelf.disk.get('folded')!;
    deliver(shelf, words(erasable));
    const rows = [...shelf.disk.values()].filter(({ key }) => key !== 'folded');
    const anew = opened([knew, ...rows]);
    expect(meaning(anew)).toEqual(meaning(shelf));
    expect(anew.book.started.covered).toBe(0);
    anew.book.keepFold();
    const never = opened([anew.disk.get('folded')!, ...rows]);
    expect(never.book.started).toEqual({ covered: shelf.book.records.size, folded: 0 });
    expect(meaning(never)).toEqual(meaning(shelf));
    for (const { id } of erasable) expect(never.book.erasures.wordFor(id)).toBeDefined();
  });
});

describe('a log of which most is erased', () => {
  const [anna] = members as [MemberId];
  const before = heads.get(anna)!;
  const said = Array.from({ length: 700 }, (_, i) =>
    write(anna, checkInType, {
      what: { condition: 'safe', sighting: false, drill: false, spare: 'none' },
      named: [],
      where: nowhere,
      text: `${SECRET} ${i}`,
    }),
  );
  const all = (wordsFor(said.map(({ record }) => record)).records ?? []).map(({ body }) =>
    write(anna, erasingWord, body as never),
  );
  heads.set(anna, before);

  test('is got past by who has nothing of it but the words, though they stand far ahead', () => {
    const shelf = opened();
    const story = stories.filter((fact) => isSaid(fact) && fact.record.member === anna);
    deliver(shelf, [...story, ...all]);
    const { head, holes } = shelf.book.records.log(anna, 0)!;
    expect({ head, holes }).toEqual({ head: before + said.length + all.length, holes: [] });
    expect(meaning(opened([...shelf.disk.values()]))).toEqual(meaning(shelf));
  });

  test('a word that fills no place near by is not kept: it could be one of millions', () => {
    const shelf = opened();
    const far = all.at(-1)!;
    expect(shelf.book.takeRecord(far.id, far.record, { ids: [far.id], signature: SIGNATURE }, 5)).toEqual([]);
    expect(shelf.book.erasures.word(far.id)).toBeUndefined();
    expect([...shelf.disk.keys()].filter((key) => key.startsWith('word/'))).toEqual([]);
  });
});

describe('a word that lies', () => {
  const [anna, bert] = members as [MemberId, MemberId];
  const [mine] = erasable.filter(({ record }) => record.member === anna && record.type === sosType.type);

  test('about what stands at a place is the other half of a fork, in whatever order the two come', () => {
    const told = { ...mine!.record, body: concat(mine!.record.body, toUtf8('!')) };
    const word = write(anna, erasingWord, wordsFor([told]).records![0]!.body as never);
    heads.set(anna, heads.get(anna)! - 1);
    const [first, last] = [opened(), opened()];
    deliver(first, [...stories, word]);
    deliver(last, [word, ...stories]);
    expect(first.book.records.at(mine!.record)).toHaveLength(2);
    expect(first.book.records.forkedMembers()).toContain(anna);
    expect(meaning(last)).toEqual(meaning(first));
  });

  test('of what may not be erased does nothing, and neither does one of another’s records', () => {
    const shelf = opened();
    deliver(shelf, stories);
    const held = shelf.book.records.get(matter)!.record;
    const before = shelf.book.stateHash();
    for (const [author, record] of [
      [held.member, held],
      [bert, mine!.record],
    ] as const) {
      const word = write(author, erasingWord, wordsFor([record]).records![0]!.body as never);
      heads.set(author, heads.get(author)! - 1);
      if (author === bert)
        expect(shelf.book.erasures.emptiedBy(word.record).map(({ id }) => id)).not.toContain(mine!.id);
      else deliver(shelf, [word]);
    }
    expect(shelf.book.records.get(matter)!.record.bodyHash).toBeUndefined();
    expect(shelf.book.stateHash()).toBe(before);
  });

  test('or names nothing, and comes as the half of a fork without a signature of its own, stops no start', () => {
    const shelf = opened();
    const empty = write(bert, erasingWord, { log: 0, keyVersion: 0, erased: [] });
    heads.set(bert, heads.get(bert)! - 1);
    const twin = { ...empty.record, time: empty.record.time + 1 };
    deliver(shelf, stories);
    shelf.book.takeFork(forkOf(empty.record, twin, SIGNATURE), 5);
    expect(shelf.book.records.get(empty.id)).toMatchObject({ single: undefined });
    expect(meaning(opened([...shelf.disk.values()]))).toEqual(meaning(shelf));
  });

  test('hides no fork: the proof stays, without the bodies', () => {
    const other = { ...mine!.record, body: concat(mine!.record.body, toUtf8('?')) };
    const twin = { id: recordId(base.community, other), record: other };
    const shelf = opened();
    deliver(shelf, stories);
    shelf.book.takeFork(forkOf(mine!.record, other, SIGNATURE), 5);
    expect(shelf.book.records.at(mine!.record)).toContain(twin.id);
    deliver(shelf, words([mine!]));
    const word = write(anna, erasingWord, wordsFor([other]).records![0]!.body as never);
    heads.set(anna, heads.get(anna)! - 1);
    deliver(shelf, [word]);
    expect([...shelf.book.forkProofs.members()]).toEqual([anna]);
    const rows = [...shelf.disk.values()].filter(({ key }) => key.startsWith('fork/'));
    expect(rows).toHaveLength(1);
    for (const body of [mine!.record.body, other.body])
      expect(Buffer.from(rows[0]!.bytes).includes(Buffer.from(body))).toBe(false);
    expect([...opened([...shelf.disk.values()]).book.forkProofs.members()]).toEqual([anna]);
    expect(emptied(mine!.record).bodyHash).toHaveLength(32);
  });
});
