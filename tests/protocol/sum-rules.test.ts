import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, struct, varint } from '#protocol/bytes/codec.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { addSignatures, sign, verify } from '#protocol/crypto/bls.ts';
import { createTally, subjectKey, voiceItem, type Tally } from '#protocol/tally/tally.ts';
import { encodeBundle } from '#protocol/wire/bundle.ts';
import { MULTIPLICITY_MAX } from '#protocol/wire/limits.ts';
import { recordType, type Record, type RecordType } from '#protocol/wire/record.ts';
import {
  statementDigest,
  statementShares,
  type CountedVoice,
  type StatementMap,
  type Subject,
} from '#protocol/wire/statement.ts';
import { bookOf, COMMUNITY, person } from '../support/people.ts';

const MEMBERS = 8;
const book = bookOf(MEMBERS);
const subject: Subject = { kind: 1, record: 'ab'.repeat(32) as RecordId, roster: 'cd'.repeat(32) as RecordId };
const key = subjectKey(subject.kind, subject.record);

const signatures = new Map<string, Uint8Array>();
const signed = (who: number, value: number): Uint8Array => {
  const name = `${who}/${value}`;
  const known =
    signatures.get(name) ?? sign(statementDigest(COMMUNITY, subject, { revision: 0, value }), person(who).secret);
  signatures.set(name, known);
  return known;
};
const voice = (who: number, value: number): CountedVoice => ({
  member: person(who).id,
  value,
  revision: 0,
  keyVersion: 0,
  multiplicity: 1,
});
/** Few maps that together prove everything that counts. */
const answerOf = (tally: Tally): readonly StatementMap[] =>
  tally.answer(key, new Set(tally.voices(key).map((one) => voiceItem(key, one))), () => true);

/** A true map of these members, who all say `value`. */
const mapOf = (members: readonly number[], value = 0): StatementMap => ({
  subject,
  voices: members.map((who) => voice(who, value)),
  signature: addSignatures(members.map((who) => signed(who, value)))!,
});
const isTrue = (map: StatementMap): boolean => {
  const shares = statementShares(COMMUNITY, map, book);
  return shares.ok && verify({ shares: shares.value, signature: map.signature });
};

describe('the rules of sums', () => {
  const groups = fc.array(fc.uniqueArray(fc.nat(MEMBERS - 1), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });

  test('every answer that is formed from overlapping maps is true, and counts nobody more than three times', () => {
    fc.assert(
      fc.property(groups, (drawn) => {
        const tally = createTally();
        for (const members of drawn) tally.add(mapOf(members));
        const answer = answerOf(tally);
        const proven = new Set(answer.flatMap(({ voices }) => voices.map(({ member }) => member)));
        expect(proven.size).toBe(new Set(drawn.flat()).size);
        for (const map of answer) {
          expect(isTrue(map)).toBe(true);
          expect(map.voices.every(({ multiplicity }) => multiplicity >= 1 && multiplicity <= MULTIPLICITY_MAX)).toBe(
            true,
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test('a voice in ten overlapping maps is still one voice', () => {
    const tally = createTally();
    for (let other = 1; other < MEMBERS; other++) tally.add(mapOf([0, other]));
    expect(tally.voices(key)).toHaveLength(MEMBERS);
    expect(tally.count(key)).toBe(MEMBERS);
  });

  test('only single signatures that are held are taken out of a sum, and what is left is true', () => {
    const tally = createTally();
    for (const members of [[0, 1, 2], [0], [0, 3]]) tally.add(mapOf(members));
    for (const map of answerOf(tally)) {
      expect(isTrue(map)).toBe(true);
      expect(map.voices.find(({ member }) => member === person(0).id)?.multiplicity ?? 1).toBe(1);
    }
    const sums = createTally();
    for (const members of [
      [0, 1, 2],
      [0, 3],
    ])
      sums.add(mapOf(members));
    const alone = [{ member: person(3).id, value: 0, revision: 0, keyVersion: 0 }];
    expect(sums.jointSignature(key, alone)).toBeNull();
  });

  test('overlapping sums in which a member says two things are kept, both, as evidence', () => {
    const tally = createTally();
    tally.add(mapOf([0, 1, 2], 0));
    tally.add(mapOf([0, 3, 4, 5], 1));
    expect(tally.voices(key).filter(({ member }) => member === person(0).id)).toHaveLength(2);
    const answer = answerOf(tally);
    const said = answer.flatMap(({ voices }) => voices.filter(({ member }) => member === person(0).id));
    expect(new Set(said.map(({ value }) => value))).toEqual(new Set([0, 1]));
    for (const map of answer) {
      expect(isTrue(map)).toBe(true);
      expect(new Set(map.voices.map(({ member }) => member)).size).toBe(map.voices.length);
    }
  });

  test('a map that agrees replaces its part, and one that contradicts never does', () => {
    const tally = createTally();
    tally.add(mapOf([0, 1], 0));
    expect(tally.isNews(mapOf([0, 1], 0))).toBe(false);
    expect(tally.isNews(mapOf([0, 1, 2], 0))).toBe(true);
    expect(tally.isNews(mapOf([0, 1], 1))).toBe(true);
  });
});

describe('the rules of bundles', () => {
  const Note = struct({ number: varint(100) });
  const note = recordType({
    type: 40,
    name: 'note',
    section: 'test',
    body: Note,
    by: 'member',
    urgency: 2,
    bundled: true,
  });
  const types = new Map<number, RecordType>([[note.type, note]]);
  const record = (who: number, seq: number, number: number): Record => {
    const body = encode(Note, { number }, 'signed');
    return { member: person(who).id, log: 0, keyVersion: 0, type: note.type, seq, time: 5, body };
  };
  const blank = new Uint8Array(48);

  test('hostage: nobody without a number stands in a bundle, so no unknown key can make it unreadable', () => {
    const newcomer = { ...record(0, 1, 1), member: person(MEMBERS + 3).id };
    expect(() => encodeBundle({ records: [record(0, 1, 1), newcomer], signature: blank }, types, book)).toThrow(
      'numbers',
    );
  });

  test('two records at one place never stand in one bundle: they travel as a proof, or alone', () => {
    const fork = [record(3, 7, 1), record(3, 7, 2)];
    expect(encodeBundle({ records: fork, signature: blank }, types, book)).toBeNull();
    expect(encodeBundle({ records: [record(2, 7, 1), ...fork], signature: blank }, types, book)).toBeNull();
    expect(encodeBundle({ records: [record(3, 7, 1), record(3, 8, 2)], signature: blank }, types, book)).not.toBeNull();
  });
});
