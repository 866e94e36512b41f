import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, struct, tailUtf8, u8, varint } from '#protocol/bytes/codec.ts';
import { toHex } from '#protocol/bytes/bytes.ts';
import { addSignatures, sign, verify } from '#protocol/crypto/bls.ts';
import { keyring, turnTo } from '#protocol/crypto/keyring.ts';
import { decodeBundle, encodeBundle } from '#protocol/wire/bundle.ts';
import { openFrame, sealFrame } from '#protocol/wire/frame.ts';
import { PLAINTEXT_BYTES_MAX } from '#protocol/wire/limits.ts';
import { anyMember, recordRef } from '#protocol/wire/names.ts';
import {
  BODY_BYTES_MAX,
  decodeSingle,
  encodeSingle,
  recordDigest,
  recordId,
  recordShares,
  recordType,
  type ReadContext,
  type Record,
  type RecordType,
} from '#protocol/wire/record.ts';
import {
  decodeStatements,
  encodeStatements,
  statementDigest,
  statementKind,
  statementShares,
  type CountedVoice,
  type StatementContext,
  type StatementMap,
} from '#protocol/wire/statement.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { bookOf, COMMUNITY, person } from '../support/people.ts';

const Payment = struct({ to: anyMember, amount: varint(100_000), about: u8 });
const Remark = struct({ on: recordRef, text: tailUtf8(50) });
const payment = recordType({
  type: 40,
  name: 'payment',
  section: 'test',
  body: Payment,
  by: 'member',
  urgency: 2,
  bundled: true,
});
const remark = recordType({
  type: 41,
  name: 'remark',
  section: 'test',
  body: Remark,
  by: 'guest',
  urgency: 3,
  bundled: true,
});
const types = new Map<number, RecordType>([payment, remark].map((type) => [type.type, type as RecordType]));
const choice = statementKind({
  kind: 1,
  name: 'ballot',
  section: 'test',
  values: ['yes', 'no', 'aside'],
  revisionMax: 20,
  urgency: 2,
});

const MEMBERS = 12;
const book = bookOf(MEMBERS);
const context: ReadContext = { community: COMMUNITY, types, names: book, keys: book };

const pay = (from: number, seq: number, to: number, amount: number, time = 1000): Record => ({
  member: person(from).id,
  log: 0,
  keyVersion: 0,
  type: payment.type,
  seq,
  time,
  body: encode(Payment, { to: person(to).id, amount, about: 1 }, 'signed'),
});
const signRecord = (record: Record, who: number): Uint8Array =>
  sign(recordDigest(COMMUNITY, record), person(who).secret);

describe('a record', () => {
  test('reads back from its short form, and its signature proves it', () => {
    const record = pay(3, 7, 5, 1234);
    const signature = signRecord(record, 3);
    const wire = encodeSingle({ record, signature }, types, book);
    expect(wire.length).toBe(1 + 1 + 1 + 2 + (1 + 2 + 1) + 48);
    const read = decodeSingle(wire, context);
    expect(read).toEqual({ ok: true, value: { record, signature } });
    const shares = recordShares(COMMUNITY, record, types, book);
    expect(shares.ok && verify({ shares: shares.value, signature })).toBe(true);
  });

  test('signs the community, the author, the log, the number, the time, the type and every byte of the body', () => {
    const record = pay(3, 7, 5, 1234);
    const changed: Record[] = [
      { ...record, member: person(4).id },
      { ...record, log: 1 },
      { ...record, keyVersion: 1 },
      { ...record, type: 41 },
      { ...record, seq: 8 },
      { ...record, time: 1001 },
      pay(3, 7, 6, 1234),
      pay(3, 7, 5, 1235),
    ];
    const ids = new Set([record, ...changed].map((one) => recordId(COMMUNITY, one)));
    ids.add(recordId(new Uint8Array(32), record));
    expect(ids.size).toBe(changed.length + 2);
  });

  test('of a newcomer names the author by the start of the id, of a guest by the key itself', () => {
    const newcomer = person(MEMBERS + 1);
    const guest = person(MEMBERS + 2);
    const written: Record = { ...pay(0, 1, 5, 10), member: newcomer.id };
    const wire = encodeSingle({ record: written, signature: new Uint8Array(48).fill(1) }, types, book);
    expect(toHex(wire.slice(2, 10))).toBe(newcomer.id.slice(0, 16));
    expect(decodeSingle(wire, context)).toMatchObject({ ok: true, value: { record: written } });

    const on = recordId(COMMUNITY, pay(1, 1, 2, 5));
    book.place(on, { member: person(1).id, log: 0, seq: 1 });
    const said: Record = {
      ...written,
      member: guest.id,
      guestKey: guest.key,
      type: remark.type,
      body: encode(Remark, { on, text: 'thank you' }, 'signed'),
    };
    const shown = encodeSingle({ record: said, signature: new Uint8Array(48).fill(1) }, types, book);
    expect(decodeSingle(shown, context)).toMatchObject({ ok: true, value: { record: said } });
    const forged = encodeSingle(
      { record: { ...said, type: payment.type, body: written.body }, signature: new Uint8Array(48) },
      types,
      book,
    );
    expect(decodeSingle(forged, context)).toMatchObject({ ok: false, error: { field: 'author' } });
  });

  test('that names something unknown waits for it and is not called malformed', () => {
    const wire = encodeSingle({ record: pay(3, 7, 5, 1), signature: new Uint8Array(48) }, types, book);
    const small = { ...context, names: bookOf(4) };
    expect(decodeSingle(wire, small)).toMatchObject({
      ok: false,
      error: { kind: 'unresolved', missing: { kind: 'member', number: 5 } },
    });
  });

  test('of an unknown extension type is kept as it is; of an unknown core type it cannot be checked', () => {
    const extension: Record = { ...pay(3, 7, 5, 1), type: 99, body: Uint8Array.of(1, 2, 3) };
    const wire = encodeSingle({ record: extension, signature: new Uint8Array(48) }, types, book);
    expect(decodeSingle(wire, context)).toMatchObject({ ok: true, value: { record: extension } });
    wire[0] = 50;
    expect(decodeSingle(wire, context)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  test('that could outgrow a frame cannot even be declared', () => {
    const declared = { type: 40, name: 'too long', section: 'test', urgency: 2, bundled: true } as const;
    expect(() => recordType({ ...declared, by: 'member', body: bytes(BODY_BYTES_MAX.member + 1) })).toThrow(
      'fits a frame',
    );
    expect(() => recordType({ ...declared, by: 'guest', body: bytes(BODY_BYTES_MAX.guest + 1) })).toThrow(
      'fits a frame',
    );
  });
});

describe('a bundle', () => {
  const records = fc
    .uniqueArray(
      fc.record({
        from: fc.nat(MEMBERS - 1),
        seq: fc.integer({ min: 1, max: 300 }),
        to: fc.nat(MEMBERS - 1),
        amount: fc.nat(100_000),
        ago: fc.nat(500),
      }),
      {
        selector: ({ from, seq }) => `${from}/${seq}`,
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((drawn) =>
      drawn.map(({ from, seq, to, amount, ago }) => pay(from, seq, to, amount, (65_536 + 200 - ago) % 65_536)),
    );

  test('reads back as the same set, whatever the order it was put together in', () => {
    fc.assert(
      fc.property(records, (drawn) => {
        const signature = new Uint8Array(48).fill(7);
        const wire = encodeBundle({ records: drawn, signature }, types, book);
        if (wire === null) return;
        expect(wire.length).toBeLessThanOrEqual(PLAINTEXT_BYTES_MAX);
        expect(encodeBundle({ records: [...drawn].reverse(), signature }, types, book)).toEqual(wire);
        const read = decodeBundle(wire, context);
        expect(read.ok && new Set(read.value.records.map((record) => recordId(COMMUNITY, record)))).toEqual(
          new Set(drawn.map((record) => recordId(COMMUNITY, record))),
        );
      }),
    );
  });

  test('of two times half a round apart has one base time, whoever is named first', () => {
    const drawn = [pay(1, 1, 2, 5, 0), pay(0, 1, 2, 5, 32_768)];
    const signature = new Uint8Array(48).fill(7);
    const wire = encodeBundle({ records: drawn, signature }, types, book)!;
    expect(encodeBundle({ records: drawn.toReversed(), signature }, types, book)).toEqual(wire);
    expect(decodeBundle(wire, context)).toMatchObject({ ok: true });
  });

  test('whatever decodes after a change re-encodes to the same bytes', () => {
    let decoded = 0;
    fc.assert(
      fc.property(records, fc.nat(250), fc.nat(255), (drawn, at, byte) => {
        const wire = encodeBundle({ records: drawn, signature: new Uint8Array(48).fill(7) }, types, book);
        if (wire === null) return;
        const mutant = Uint8Array.from(wire);
        mutant[at % mutant.length] = byte;
        const read = decodeBundle(mutant, context);
        if (!read.ok) return;
        decoded++;
        expect(encodeBundle(read.value, types, book)).toEqual(mutant);
      }),
      { numRuns: 600 },
    );
    expect(decoded).toBeGreaterThan(50);
  });

  test('is proven by one sum, and holds fourteen payments', () => {
    const drawn = Array.from({ length: 14 }, (_, i) => pay(i % MEMBERS, 1 + i, (i + 1) % MEMBERS, 50 + i, 900 + i));
    const signature = addSignatures(drawn.map((record, i) => signRecord(record, i % MEMBERS)))!;
    expect(encodeBundle({ records: drawn, signature }, types, book)).not.toBeNull();
    const shares = drawn.flatMap((record) => {
      const found = recordShares(COMMUNITY, record, types, book);
      return found.ok ? found.value : [];
    });
    expect(verify({ shares, signature })).toBe(true);
    expect(verify({ shares: shares.slice(1), signature })).toBe(false);
  });
});

describe('a map of statements', () => {
  const roster = book.checkpointAt(0)!;
  const subject = { kind: choice.kind, record: recordId(COMMUNITY, pay(2, 9, 3, 1)), roster };
  book.place(subject.record, { member: person(2).id, log: 0, seq: 9 });
  const statements: StatementContext = {
    ...context,
    kinds: new Map([[choice.kind, choice]]),
    rosterOf: () => roster,
    rosterSize: () => MEMBERS,
  };
  const voices = fc.uniqueArray(
    fc.record({
      who: fc.nat(MEMBERS - 1),
      value: fc.nat(2),
      revision: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(20) }),
      multiplicity: fc.oneof(
        { weight: 5, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 2, max: 3 }) },
      ),
    }),
    { selector: ({ who }) => who, minLength: 1, maxLength: MEMBERS },
  );
  const mapOf = (
    drawn: readonly { who: number; value: number; revision: number; multiplicity: number }[],
  ): StatementMap => ({
    subject,
    voices: [...drawn]
      .sort((a, b) => a.who - b.who)
      .map(({ who, ...said }): CountedVoice => ({ member: person(who).id, keyVersion: 0, ...said })),
    signature: new Uint8Array(48).fill(3),
  });

  test('reads back the same', () => {
    fc.assert(
      fc.property(voices, (drawn) => {
        const map = mapOf(drawn);
        const wire = encodeStatements(map, statements)!;
        expect(decodeStatements(wire, statements)).toEqual({ ok: true, value: map });
      }),
    );
  });

  test('can be written in one way only: whatever decodes re-encodes to the same bytes', () => {
    let decoded = 0;
    fc.assert(
      fc.property(voices, fc.nat(80), fc.nat(255), fc.boolean(), (drawn, at, byte, add) => {
        const wire = encodeStatements(mapOf(drawn), statements)!;
        const i = at % wire.length;
        const mutant = Uint8Array.from([...wire.slice(0, i), byte, ...wire.slice(i + (add ? 0 : 1))]);
        const read = decodeStatements(mutant, statements);
        if (!read.ok) return;
        decoded++;
        expect(encodeStatements(read.value, statements)).toEqual(mutant);
      }),
      { numRuns: 3000 },
    );
    expect(decoded).toBeGreaterThan(300);
  });

  test('proves all voices of all choices under one signature', () => {
    const map = mapOf(
      Array.from({ length: MEMBERS }, (_, who) => ({
        who,
        value: who % 3,
        revision: who === 4 ? 2 : 0,
        multiplicity: 1,
      })),
    );
    const signature = addSignatures(
      map.voices.map((voice, who) => sign(statementDigest(COMMUNITY, subject, voice), person(who).secret)),
    )!;
    const shares = statementShares(COMMUNITY, { ...map, signature }, book);
    expect(shares.ok && verify({ shares: shares.value, signature })).toBe(true);
    const swapped = map.voices.map((voice) => ({ ...voice, value: 0 }));
    const others = statementShares(COMMUNITY, { ...map, voices: swapped }, book);
    expect(others.ok && verify({ shares: others.value, signature })).toBe(false);
  });

  test('of one voice on a young record is a frame of 62 bytes', () => {
    const wire = encodeStatements(mapOf([{ who: 3, value: 1, revision: 0, multiplicity: 1 }]), statements)!;
    expect(9 + wire.length).toBe(9 + 1 + 2 + 1 + 48);
  });

  test('has only as many values as may be said of its subject, and is the shorter for it', () => {
    const wide: StatementContext = { ...statements, kinds: new Map([[choice.kind, { ...choice, valueCount: 159 }]]) };
    const own = (count: number): StatementContext => ({ ...wide, valueCountOf: () => count });
    const map = mapOf(
      Array.from({ length: MEMBERS }, (_, who) => ({ who, value: who % 3, revision: 0, multiplicity: 1 })),
    );
    const [short, long] = [encodeStatements(map, own(3))!, encodeStatements(map, wide)!];
    expect(short.length).toBeLessThan(long.length);
    expect(decodeStatements(short, own(3))).toEqual({ ok: true, value: map });
    expect(decodeStatements(encodeStatements(map, own(1000))!, own(1000))).toEqual({ ok: true, value: map });
    const last = mapOf([{ who: 3, value: 2, revision: 0, multiplicity: 1 }]);
    expect(() => encodeStatements(last, own(2))).toThrow('may be said of its subject');
    const spelled = encodeStatements(last, own(4))!;
    expect(decodeStatements(spelled, own(3))).not.toEqual({ ok: true, value: last });
  });

  test('that is too long for its roster is refused and not cut', () => {
    const wire = encodeStatements(mapOf([{ who: 11, value: 2, revision: 0, multiplicity: 1 }]), statements)!;
    const fewer = { ...statements, rosterSize: () => 11 };
    expect(decodeStatements(wire, fewer)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });
});

describe('a frame', () => {
  const ring = keyring(COMMUNITY, 2, new Uint8Array(32).fill(5));
  const plaintext = fc.uint8Array({ minLength: 0, maxLength: PLAINTEXT_BYTES_MAX });

  test('opens for those who hold the key, and costs nine bytes', () => {
    fc.assert(
      fc.property(plaintext, (text) => {
        const frame = sealFrame(ring, 'bundle', text);
        expect(frame.length).toBe(text.length + 9);
        expect(openFrame(ring, frame)).toEqual({ ok: true, value: { kind: 'bundle', day: 0, plaintext: text } });
      }),
      { numRuns: 50 },
    );
  });

  test('does not open after any bit was flipped, for another community, or another epoch', () => {
    const frame = sealFrame(ring, 'single', new Uint8Array(30).fill(9));
    for (let bit = 0; bit < 8 * frame.length; bit++) {
      const wrong = Uint8Array.from(frame);
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(openFrame(ring, wrong).ok).toBe(false);
    }
    expect(openFrame(keyring(new Uint8Array(32), 2, new Uint8Array(32).fill(5)), frame).ok).toBe(false);
    expect(openFrame(keyring(COMMUNITY, 3, new Uint8Array(32).fill(5)), frame)).toMatchObject({
      error: { kind: 'other-epoch' },
    });
  });

  test('of tomorrow opens at once, of next month only in the long search, of yesterday too', () => {
    const frame = (day: number): Uint8Array => sealFrame(turnTo(ring, day), 'sync', Uint8Array.of(1));
    expect(openFrame(ring, frame(1))).toMatchObject({ ok: true, value: { day: 1 } });
    expect(openFrame(ring, frame(30))).toMatchObject({ ok: false, error: { kind: 'wrong-tag' } });
    expect(openFrame(ring, frame(30), true)).toMatchObject({ ok: true, value: { day: 30 } });
    expect(openFrame(turnTo(ring, 1), frame(0))).toMatchObject({ ok: true, value: { day: 0 } });
  });

  test('of foreign bytes is dropped without error, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (raw) => {
        expect(openFrame(ring, raw).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
