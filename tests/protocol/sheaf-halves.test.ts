/** A sheaf's records may name either half of a fork: who holds both halves reads both. §8.7 */

import { expect, test } from 'vitest';
import { encode } from '#protocol/bytes/codec.ts';
import { sign } from '#protocol/crypto/bls.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { createRecordStore } from '#protocol/log/record-store.ts';
import { decodeSheafMessage } from '#protocol/sync/sheaf-messages.ts';
import { createSheaves } from '#protocol/sync/sheaves.ts';
import { createTally } from '#protocol/tally/tally.ts';
import { recordDigest, recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import { acceptanceType, transferType } from '#modules/economy/records.ts';
import { bookOf, COMMUNITY, person } from '../support/people.ts';

const book = bookOf(5);
const roster = book.checkpointAt(0)!;
const types = new Map([transferType, acceptanceType].map((type) => [type.type, type as RecordType]));
const by = (who: number, seq: number) => ({ member: person(who).id, log: 0, keyVersion: 0, seq, time: 700 });

const pays = (payee: number, amount: number): Record => {
  const body = { payee: person(payee).id, amount, since: roster, spent: amount, memo: '' };
  return { ...by(1, 1), type: transferType.type, body: encode(transferType.body, body, 'signed') };
};
const halves = [pays(2, 50), pays(3, 70)];
const accepts = (who: number, half: Record): Record => {
  const body = { answer: 'accepted' as const, transfers: [recordId(COMMUNITY, half)] };
  return { ...by(who, 1), type: acceptanceType.type, body: encode(acceptanceType.body, body, 'signed') };
};
const answers = [accepts(2, halves[0]!), accepts(3, halves[1]!)];

function holding(records: readonly Record[]) {
  const store = createRecordStore();
  for (const record of records) {
    const id = recordId(COMMUNITY, record);
    const author = [1, 2, 3].find((who) => person(who).id === record.member)!;
    const signature = sign(recordDigest(COMMUNITY, record), person(author).secret);
    store.add(id, record, { ids: [id], signature }, 0);
  }
  const directory = {
    ...book,
    latest: () => undefined,
    placeOf: (id: string) => store.get(id as never)?.record,
    recordsAt: (place: Record) => store.at(place),
  } as unknown as Directory;
  return createSheaves({
    records: store,
    directory,
    types,
    community: COMMUNITY,
    genesis: () => undefined,
    tally: createTally(),
    kinds: new Map(),
    extras: new Map(),
    valueCountOf: () => undefined,
  });
}

test('acceptances of both halves are read by somebody who holds both, in one sheaf', () => {
  const ids = answers.map((record) => recordId(COMMUNITY, record));
  const sheaf = holding([...halves, ...answers]).form(ids, 640)!;
  const plan = decodeSheafMessage(sheaf.plan);
  if (!plan.ok || plan.value.kind !== 'plan') throw new Error('a plan reads back as a plan');
  const listener = holding(halves);
  const opened = listener.open(plan.value)!;
  expect(opened.missing).toHaveLength(2);
  const gathered = listener.gather(opened, sheaf.symbols);
  if (!gathered || gathered === 'waits') throw new Error('what was solved is gathered');
  expect(gathered.records.map(({ id }) => id).sort()).toEqual([...ids].sort());
});
