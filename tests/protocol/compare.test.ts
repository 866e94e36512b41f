/** Two halves of a fork, both spoken on, stand in a summary under one name: who holds both alike lacks nothing. */

import { expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { createRecordStore } from '#protocol/log/record-store.ts';
import { createComparison } from '#protocol/sync/compare.ts';
import { decodeSync, type Summary } from '#protocol/sync/summary.ts';
import { createTally } from '#protocol/tally/tally.ts';
import { bookOf, person } from '../support/people.ts';

const book = bookOf(5);
const roster = book.checkpointAt(0)!;
const [one, other] = ['11', '22'].map((byte) => byte.repeat(32) as RecordId) as [RecordId, RecordId];
const place = { member: person(1).id, log: 0, seq: 7 };
const directory = { ...book, numberOf: book.numberOf.bind(book), placeOf: () => place } as unknown as Directory;

/** Who heard these on the halves: who said what of which. */
function holderOf(said: readonly (readonly [half: RecordId, who: number, value: number])[]) {
  const tally = createTally();
  for (const [record, who, value] of said)
    tally.add({
      subject: { kind: 1, record, roster },
      voices: [{ member: person(who).id, value, revision: 0, keyVersion: 0, multiplicity: 1 }],
      signature: new Uint8Array(48).fill(who),
    });
  return createComparison({ genesis: () => new Uint8Array(1), records: createRecordStore(), tally, directory });
}

const summaryOf = (said: Parameters<typeof holderOf>[0]): Summary => {
  const [frame] = holderOf(said).summary();
  const read = decodeSync(frame!);
  if (!read.ok || read.value.kind !== 'summary') throw new Error('a summary reads back as a summary');
  return read.value;
};

const both = [
  [one, 1, 0],
  [one, 2, 1],
  [other, 3, 2],
] as const;

test('nothing is offered nor wanted where both hold both halves’ voices, in whatever order they came', () => {
  const { offer, wanting } = holderOf(both).compare(summaryOf(both.toReversed()));
  expect({ offer, wanting }).toEqual({ offer: [], wanting: false });
});

test('what is said of one half only is offered, and wanted, as voices on any record', () => {
  const less = holderOf(both).compare(summaryOf(both.slice(0, 2)));
  expect(less.wanting).toBe(false);
  expect(less.offer).toHaveLength(1);
  const more = holderOf(both.slice(2)).compare(summaryOf(both));
  expect(more).toMatchObject({ offer: [], wanting: true });
});
