import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, struct, tailUtf8 } from '#protocol/bytes/codec.ts';
import { addSignatures, sign, verify } from '#protocol/crypto/bls.ts';
import { encodeFork, decodeFork, forkedIds, forkName, forkOf, forkShares, recordsIn } from '#protocol/wire/fork.ts';
import type { ForkOfStatements, ForkProof } from '#protocol/wire/fork.ts';
import { FRAME_BYTES_MAX, SEAL_BYTES } from '#protocol/wire/limits.ts';
import { recordDigest, recordId, recordType, type Record, type RecordType } from '#protocol/wire/record.ts';
import { statementDigest, statementKind, type StatementContext, type Subject } from '#protocol/wire/statement.ts';
import { transferType as transfer } from '#modules/economy/records.ts';
import { bookOf, COMMUNITY, person } from '../support/people.ts';

const MEMBERS = 60;
const book = bookOf(MEMBERS);
const Notice = struct({ text: tailUtf8(150) });
const notice = recordType({
  type: 41,
  name: 'notice',
  section: 'test',
  body: Notice,
  by: 'member',
  urgency: 3,
  bundled: true,
});
const types = new Map<number, RecordType>([transfer, notice].map((type) => [type.type, type as RecordType]));
const choice = statementKind({
  kind: 1,
  name: 'bind',
  section: 'test',
  values: ['a', 'b', 'c'],
  revisionMax: 3,
  urgency: 1,
});
const roster = book.checkpointAt(0)!;
const context: StatementContext = {
  community: COMMUNITY,
  types,
  names: book,
  keys: book,
  kinds: new Map([[choice.kind, choice]]),
  rosterOf: () => roster,
  rosterSize: () => MEMBERS,
};

const WHO = 45;
const at = { member: person(WHO).id, log: 0, keyVersion: 0, seq: 300, time: 700 };
const pay = (to: number, amount: number, memo = ''): Record => ({
  ...at,
  type: transfer.type,
  body: encode(transfer.body, { payee: person(to).id, amount, since: roster, spent: amount, memo }, 'signed'),
});
const say = (text: string): Record => ({ ...at, type: notice.type, body: encode(Notice, { text }, 'signed') });
const signed = (...records: readonly Record[]): Uint8Array =>
  addSignatures(records.map((record) => sign(recordDigest(COMMUNITY, record), person(WHO).secret)))!;
const proves = (proof: ForkProof): boolean => {
  const shares = forkShares(COMMUNITY, proof, book);
  return shares.ok && verify({ shares: shares.value, signature: proof.signature });
};
const roundTrip = (proof: ForkProof): ForkProof => {
  const read = decodeFork(encodeFork(proof, context)!, context);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

describe('a proof of a fork', () => {
  const [one, other] = [pay(3, 50), pay(50, 120)];

  test('of two payments with one number convicts in a frame of at most 81 bytes', () => {
    const proof = forkOf(one, other, signed(one, other));
    const plaintext = encodeFork(proof, context)!;
    expect(SEAL_BYTES + plaintext.length).toBeLessThanOrEqual(81);
    const read = roundTrip(proof);
    expect(read).toEqual(proof);
    expect(proves(read)).toBe(true);
    expect(
      read.kind === 'records' &&
        recordsIn(read)
          .map((record) => recordId(COMMUNITY, record))
          .sort(),
    ).toEqual([one, other].map((record) => recordId(COMMUNITY, record)).sort());
  });

  test('of two long records carries their hashes, and proves as much', () => {
    const [long, longer] = [say('x'.repeat(100)), say('y'.repeat(150))];
    const proof = roundTrip(forkOf(long, longer, signed(long, longer)));
    expect(proves(proof)).toBe(true);
    expect(proof.kind === 'records' && recordsIn(proof)).toEqual([]);
    expect(proof.kind === 'records' && [...forkedIds(COMMUNITY, proof)].sort()).toEqual(
      [long, longer].map((record) => recordId(COMMUNITY, record)).sort(),
    );
    expect(encodeFork(proof, context)!.length + SEAL_BYTES).toBe(9 + 1 + 2 + 2 + 1 + 4 + 64 + 48);
  });

  test('of two sorts of record, of a newcomer’s log, of older keys: always fits a frame', () => {
    const mixed = forkOf(pay(3, 1), say('z'.repeat(150)), signed(pay(3, 1), say('z'.repeat(150))));
    expect(proves(roundTrip(mixed))).toBe(true);
    const newcomer = { ...at, member: person(MEMBERS + 5).id, log: 7, seq: 2_000_000 };
    const far = forkOf(
      { ...say('a'.repeat(99)), ...newcomer },
      { ...pay(1, 1), ...newcomer, keyVersion: 0 },
      new Uint8Array(48),
    );
    const keys = { ...book, keyVersionOf: () => 3 };
    const plaintext = encodeFork(far, { ...context, keys })!;
    expect(plaintext.length + SEAL_BYTES).toBeLessThanOrEqual(FRAME_BYTES_MAX);
    const read = decodeFork(plaintext, { ...context, keys });
    expect(read.ok && forkedIds(COMMUNITY, read.value as typeof far)).toEqual(forkedIds(COMMUNITY, far));
  });

  test('cannot be made of one record, nor of one signature twice', () => {
    const twice = { ...forkOf(one, other, signed(one, one)) };
    expect(proves(twice)).toBe(false);
    const same = encodeFork({ ...forkOf(one, one, signed(one, one)) }, context)!;
    expect(decodeFork(same, context)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  test('against somebody else does not hold: place and author stand under both signatures', () => {
    const proof = forkOf(one, other, signed(one, other));
    expect(proves({ ...proof, member: person(4).id })).toBe(false);
    expect(proves({ ...proof, seq: 301 })).toBe(false);
    expect(proves({ ...proof, log: 1 })).toBe(false);
  });

  test('is written one way only: whatever decodes re-encodes to the same bytes', () => {
    const start = [forkOf(one, other, signed(one, other)), forkOf(say('a'), pay(1, 2), signed(one))];
    let decoded = 0;
    fc.assert(
      fc.property(fc.nat(1), fc.nat(120), fc.nat(255), (which, i, byte) => {
        const plaintext = Uint8Array.from(encodeFork(start[which]!, context)!);
        plaintext[i % plaintext.length] = byte;
        const read = decodeFork(plaintext, context);
        if (!read.ok) return;
        decoded++;
        if (read.value.kind === 'records') expect(encodeFork(read.value, context)).toEqual(plaintext);
      }),
      { numRuns: 1500 },
    );
    expect(decoded).toBeGreaterThan(200);
  });
});

describe('a proof of two contradictory statements', () => {
  const record = recordId(COMMUNITY, pay(1, 9));
  const rival = recordId(COMMUNITY, pay(1, 10));
  book.place(record, { member: person(2).id, log: 0, seq: 9 });
  book.place(rival, { member: person(3).id, log: 0, seq: 4 });
  const subject: Subject = { kind: choice.kind, record, roster };
  const said = (of: Subject, value: number, revision = 0) => ({
    subject: of,
    voice: { member: person(WHO).id, value, revision, keyVersion: 0 },
  });
  const proofOf = (...both: [ReturnType<typeof said>, ReturnType<typeof said>]): ForkOfStatements => ({
    kind: 'statements',
    member: person(WHO).id,
    said: both,
    signature: addSignatures(
      both.map(({ subject: of, voice }) => sign(statementDigest(COMMUNITY, of, voice), person(WHO).secret)),
    )!,
  });

  test('of one subject holds in a frame of 64 bytes', () => {
    const proof = proofOf(said(subject, 0), said(subject, 2));
    expect(roundTrip(proof)).toEqual(proof);
    expect(proves(proof)).toBe(true);
    expect(SEAL_BYTES + encodeFork(proof, context)!.length).toBe(9 + 1 + 1 + 2 + 1 + 2 + 48);
    expect(proves(roundTrip(proofOf(said(subject, 0, 2), said(subject, 2, 2))))).toBe(true);
  });

  test('of two subjects that exclude each other holds, too, and has a name of its own', () => {
    const proof = roundTrip(proofOf(said({ ...subject, record: rival }, 0), said(subject, 0)));
    expect(proves(proof)).toBe(true);
    expect(forkName(proof)).not.toBe(forkName(proofOf(said(subject, 0), said(subject, 2))));
  });

  test('is none where somebody only changed a mind, or said one thing twice', () => {
    const encodeRaw = (a: ReturnType<typeof said>, b: ReturnType<typeof said>) => () =>
      encodeFork(proofOf(a, b), context);
    expect(encodeRaw(said(subject, 0, 0), said(subject, 1, 1))).toThrow('one revision');
    const same = encodeFork(proofOf(said(subject, 1), said(subject, 1)), context)!;
    expect(decodeFork(same, context)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });
});
