/** A sheaf's records may name either half of a fork: who holds both halves reads both, and any mixture of forks. §8.7 */

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

const pays = (payee: number, amount: number, payer = 1): Record => {
  const body = { payee: person(payee).id, amount, since: roster, spent: amount, memo: '' };
  return { ...by(payer, 1), type: transferType.type, body: encode(transferType.body, body, 'signed') };
};
const halves = [pays(2, 50), pays(3, 70)];
const accepts = (who: number, ...named: readonly Record[]): Record => {
  const body = { answer: 'accepted' as const, transfers: named.map((half) => recordId(COMMUNITY, half)) };
  return { ...by(who, 1), type: acceptanceType.type, body: encode(acceptanceType.body, body, 'signed') };
};
const answers = [accepts(2, halves[0]!), accepts(3, halves[1]!)];

function holding(records: readonly Record[]) {
  const store = createRecordStore();
  for (const record of records) {
    const id = recordId(COMMUNITY, record);
    const author = [0, 1, 2, 3, 4].find((who) => person(who).id === record.member)!;
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

/** What a listener that holds this makes of one sheaf with these records. */
function heardBy(listenerHolds: readonly Record[], speakerHolds: readonly Record[], said: readonly Record[]) {
  const ids = said.map((record) => recordId(COMMUNITY, record));
  const sheaf = holding([...speakerHolds, ...said]).form(ids, 640)!;
  const plan = decodeSheafMessage(sheaf.plan);
  if (!plan.ok || plan.value.kind !== 'plan') throw new Error('a plan reads back as a plan');
  const listener = holding(listenerHolds);
  const opened = listener.open(plan.value)!;
  expect(opened.missing).toHaveLength(ids.length);
  const gathered = listener.gather(opened, sheaf.symbols);
  if (!gathered || gathered === 'waits') throw new Error('what was solved is gathered');
  expect(gathered.records.map(({ id }) => id).sort()).toEqual([...ids].sort());
}

test('acceptances of both halves are read by somebody who holds both, in one sheaf', () => {
  heardBy(halves, halves, answers);
});

test('an acceptance of any mixture of halves is read, one of them being in the same sheaf or not', () => {
  const others = [pays(3, 20, 4), pays(3, 30, 4)];
  for (const half of halves) {
    for (const other of others) {
      const mixed = accepts(3, half, other);
      heardBy([...halves, ...others], [...halves, ...others], [mixed]);
      heardBy([...others, ...halves.filter((one) => one !== half)], [half, other], [half, mixed]);
    }
  }
});
