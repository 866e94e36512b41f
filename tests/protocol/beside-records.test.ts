import { describe, expect, test } from 'vitest';
import { addSignatures, sign } from '#protocol/crypto/bls.ts';
import { keyring, turnTo } from '#protocol/crypto/keyring.ts';
import { openFrame, readHeader, sealFrame } from '#protocol/wire/frame.ts';
import { encodeFork, forkOf } from '#protocol/wire/fork.ts';
import { encodeSingle, recordDigest, recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { modules } from '#modules/index.ts';
import { transferType } from '#modules/economy/records.ts';
import { table, type Seat, type Table } from '../support/table.ts';

const types = new Map<number, RecordType>(
  modules.flatMap(({ recordTypes }) => recordTypes).map((type) => [type.type, type]),
);
const kindOf = (frame: Uint8Array): string => readHeader(frame[0]!).kind;

/** A payment that Carl's device would never write: its number is taken, or will be taken by another. */
const payment = (
  place: Table,
  from: Seat,
  to: Seat,
  seq: number,
  amount: number,
): { record: Record; signature: Uint8Array } => {
  const since = from.node.directory.checkpointAt(0)!;
  const body = encode(transferType.body, { payee: to.id, amount, since, spent: amount, memo: '' }, 'signed');
  const record = { member: from.id, log: 0, keyVersion: 0, type: transferType.type, seq, time: 9, body };
  return { record, signature: sign(recordDigest(place.community, record), from.signingKey) };
};
const ring = (place: Table) => keyring(place.community, 0, new Uint8Array(32).fill(3));
const hear = (place: Table, who: Seat, frame: Uint8Array, from?: string): void => {
  place.feed(who, { kind: 'received', link: 'table', frame, ...(from && { heard: { from } }) });
  place.rest(10);
};

describe('round a table of three', () => {
  const place = table(['Anna', 'Bert', 'Carl']);
  const [anna, bert, carl] = place.seats as [Seat, Seat, Seat];

  test('all are members, by one page that all confirmed', () => {
    for (const { node } of place.seats) expect(node.directory.latest()?.members.length).toBe(3);
    expect(new Set(place.seats.map(({ node }) => node.stateHash())).size).toBe(1);
  });

  test('a private message reaches one, shows its length in three sizes only, and is nothing to the others', () => {
    place.frames.length = 0;
    expect(place.act(anna, 'node', 'say-privately', { to: bert.id, text: 'meet me at the mill' }).ok).toBe(true);
    expect(bert.letters).toMatchObject([{ from: anna.id, text: 'meet me at the mill' }]);
    expect(carl.letters).toEqual([]);
    const [frame] = place.frames.filter((one) => kindOf(one) === 'private');
    expect(frame?.length).toBe(64);
    hear(place, bert, frame!);
    expect(bert.letters).toHaveLength(1);
    place.act(bert, 'node', 'say-privately', { to: anna.id, text: 'yes' });
    place.act(anna, 'node', 'say-privately', { to: bert.id, text: 'good' });
    expect([anna.letters.at(-1)?.text, bert.letters.at(-1)?.text]).toEqual(['yes', 'good']);
  });

  test('a private message that is too long, or to somebody without a key, is refused in words', () => {
    expect(place.act(anna, 'node', 'say-privately', { to: bert.id, text: 'x'.repeat(500) })).toMatchObject({
      ok: false,
      refusal: { rule: 'text-fits' },
    });
    expect(place.act(anna, 'node', 'say-privately', { to: anna.id, text: 'x' }).ok).toBe(false);
  });

  test('new frame keys come from whoever closed the page that names their epoch, and from nobody else', () => {
    const seed = new Uint8Array(16).fill(0x33);
    expect(place.act(anna, 'node', 'rekey', { seed })).toMatchObject({ ok: false, refusal: { rule: 'rekey-by-page' } });
    place.close(bert, 1);
    expect(anna.node.directory.latest()?.number).toBe(2);
    expect(place.act(anna, 'node', 'rekey', { seed }).ok).toBe(false);
    place.frames.length = 0;
    expect(place.act(bert, 'node', 'rekey', { seed }).ok).toBe(true);
    expect(place.frames.filter((one) => kindOf(one) === 'rekey')[0]?.length).toBe(1 + 2 + 1 + 1 + 1 + 8 + 3 * 16 + 48);
    place.frames.length = 0;
    place.act(carl, 'roster', 'leave', { words: '' });
    const sealed = place.frames.filter((one) => ['single', 'bundle', 'sync'].includes(kindOf(one)));
    expect(sealed.length).toBeGreaterThan(0);
    expect(new Set(sealed.map((one) => readHeader(one[0]!).epochLow))).toEqual(new Set([1]));
    expect(new Set(place.seats.map(({ node }) => node.stateHash())).size).toBe(1);
  });

  test('keys outlive a restart: what was installed is taken up again from the store', () => {
    const again = place.take('Carl again', { secrets: place.secretsOf('Carl'), stored: carl.stored.values() });
    place.frames.length = 0;
    place.rest(31_000);
    expect(again.node.stateHash()).toBe(anna.node.stateHash());
    expect(new Set(place.frames.map((one) => readHeader(one[0]!).epochLow))).toEqual(new Set([1]));
  });
});

describe('a fork', () => {
  test('that reaches one node as two payments convicts its author everywhere, in one frame', () => {
    const place = table(['Anna', 'Bert', 'Carl'], 'fork');
    const [anna, bert, carl] = place.seats as [Seat, Seat, Seat];
    const seq = 1;
    const frames = [5, 9].map((amount) =>
      sealFrame(
        ring(place),
        'single',
        encodeSingle(payment(place, carl, bert, seq, amount), types, anna.node.directory),
      ),
    );
    place.frames.length = 0;
    for (const frame of frames) hear(place, anna, frame);
    place.rest(1000);
    expect(place.frames.some((one) => kindOf(one) === 'extension' && one.length <= 81)).toBe(true);
    for (const { node } of [anna, bert]) expect(node.directory.underProof!().has(carl.id)).toBe(true);
    for (const { node } of [anna, bert]) expect(node.records.at({ member: carl.id, log: 0, seq })).toHaveLength(2);
    expect(anna.node.stateHash()).toBe(bert.node.stateHash());
  });

  test('that is shown to somebody who holds neither record is believed; a forged one is not', () => {
    const place = table(['Anna', 'Bert', 'Carl'], 'shown');
    const [anna, bert, carl] = place.seats as [Seat, Seat, Seat];
    const [one, other] = [payment(place, carl, bert, 1, 5), payment(place, carl, bert, 1, 9)];
    const context = { types, names: anna.node.directory, keys: anna.node.directory };
    const frame = (signature: Uint8Array): Uint8Array =>
      sealFrame(ring(place), 'extension', encodeFork(forkOf(one.record, other.record, signature), context)!);
    hear(place, bert, frame(addSignatures([one.signature, one.signature])!));
    expect(bert.notes.some((note) => note.startsWith('forged'))).toBe(true);
    expect(bert.node.directory.underProof!().has(carl.id)).toBe(false);
    hear(place, bert, frame(addSignatures([one.signature, other.signature])!));
    expect(bert.node.directory.underProof!().has(carl.id)).toBe(true);
    expect(bert.node.records.get(recordId(place.community, one.record))).toBeDefined();
    const reborn = place.take('Bert again', { secrets: place.secretsOf('Bert'), stored: bert.stored.values() });
    expect(reborn.node.directory.underProof!().has(carl.id)).toBe(true);
  });
});

describe('a call for help in clear', () => {
  test('of a guest who knows no key is taken as any other, and passed on sealed', () => {
    const place = table(['Anna', 'Bert'], 'clear');
    const [anna, bert] = place.seats as [Seat, Seat];
    const noise = { ...place.secretsOf('Gina'), frameSecret: new Uint8Array(32).fill(0xee), inClear: true as const };
    const gina = place.take('Gina', { secrets: noise });
    place.frames.length = 0;
    const args = {
      kind: 'medical',
      severity: 'urgent',
      people: 1,
      position: null,
      drill: false,
      cannotMove: true,
      text: 'stairs',
    };
    const called = place.act(gina, 'emergency', 'call', args);
    expect(called.ok).toBe(true);
    const id = called.ok ? called.records[0]! : undefined;
    for (const { node } of [anna, bert]) expect(node.records.get(id!)?.record.member).toBe(gina.id);
    expect(place.frames.filter((one) => kindOf(one) === 'emergency').length).toBeGreaterThan(0);
    expect(new Set(place.frames.filter((one) => one.length > 0).map(kindOf)).has('extension')).toBe(false);
  });
});

describe('the day of the keys', () => {
  const place = table(['Anna', 'Bert', 'Carl'], 'days');
  const [anna] = place.seats as [Seat];
  const hello = (day: number): Uint8Array =>
    sealFrame(turnTo(ring(place), day), 'sync', Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 1));

  test('cannot be pushed ahead by one member while others are heard on theirs', () => {
    hear(place, anna, hello(300));
    place.frames.length = 0;
    place.rest(31_000);
    const sealed = place.frames.map((frame) => openFrame(ring(place), frame));
    expect(sealed.length).toBeGreaterThan(0);
    expect(sealed.every((frame) => frame.ok && frame.value.day === 0)).toBe(true);
  });
});
