import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { addSignatures, ORDER, sign, verify } from '#protocol/crypto/bls.ts';
import { solveModulo } from '#protocol/tally/linear.ts';
import { createTally, essential, subjectKey, voiceItem } from '#protocol/tally/tally.ts';
import {
  statementDigest,
  statementShares,
  type StatementMap,
  type Subject,
  type Voice,
} from '#protocol/wire/statement.ts';
import { bookOf, COMMUNITY, person } from '../support/people.ts';

const MEMBERS = 6;
const book = bookOf(MEMBERS);
const subject: Subject = {
  kind: 1,
  record: toHex(new Uint8Array(32).fill(1)) as RecordId,
  roster: toHex(new Uint8Array(32).fill(2)) as RecordId,
};
const key = subjectKey(subject.kind, subject.record);
const voice = (who: number, value = 0, revision = 0): Voice => ({
  member: person(who).id,
  value,
  revision,
  keyVersion: 0,
});
const signatures = new Map<string, Uint8Array>();
const signedBy = (who: number, said: Voice): Uint8Array => {
  const name = `${who}/${said.revision}/${said.value}`;
  const known = signatures.get(name) ?? sign(statementDigest(COMMUNITY, subject, said), person(who).secret);
  signatures.set(name, known);
  return known;
};
const mapOf = (...said: readonly [who: number, value?: number, revision?: number][]): StatementMap => ({
  subject,
  voices: said.map(([who, value, revision]) => ({ ...voice(who, value, revision), multiplicity: 1 })),
  signature: addSignatures(said.map(([who, value, revision]) => signedBy(who, voice(who, value, revision))))!,
});
const isTrue = (map: StatementMap): boolean => {
  const shares = statementShares(COMMUNITY, map, book);
  return shares.ok && verify({ shares: shares.value, signature: map.signature });
};
const holding = (...maps: readonly StatementMap[]): ReturnType<typeof createTally> => {
  const tally = createTally();
  for (const map of maps) tally.add(map);
  return tally;
};
const answerAll = (tally: ReturnType<typeof createTally>): readonly StatementMap[] =>
  tally.answer(key, new Set(tally.items(key)), () => true);
const proven = (maps: readonly StatementMap[]): Set<string> =>
  new Set(maps.flatMap(({ voices }) => voices.map((one) => voiceItem(key, one))));

describe('what is held of statements', () => {
  test('singles and disjoint maps are answered with one true map', () => {
    const tally = holding(mapOf([0]), mapOf([1, 1]), mapOf([2], [3, 2]));
    const maps = answerAll(tally);
    expect(maps).toHaveLength(1);
    expect(maps.every(isTrue)).toBe(true);
    expect(maps[0]!.voices).toHaveLength(4);
  });

  test('every answer is true and proves every voice that counts, however the maps overlap', () => {
    const groups = fc.array(fc.uniqueArray(fc.nat(MEMBERS - 1), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(groups, (drawn) => {
        const tally = holding(...drawn.map((group) => mapOf(...group.map((who): [number] => [who]))));
        const maps = answerAll(tally);
        expect(maps.every(isTrue)).toBe(true);
        expect(proven(maps)).toEqual(new Set(tally.items(key)));
        for (const map of maps) for (const { multiplicity } of map.voices) expect(multiplicity).toBeLessThanOrEqual(3);
      }),
      { numRuns: 25 },
    );
  });

  test('a changed word is sent although its author stands in an older sum', () => {
    const tally = holding(mapOf([0], [1], [2]), mapOf([1, 2, 1]));
    const maps = answerAll(tally);
    expect(maps.every(isTrue)).toBe(true);
    expect(proven(maps).has(voiceItem(key, voice(1, 2, 1)))).toBe(true);
    expect(tally.counts(voiceItem(key, voice(1, 0, 0)))).toBe(false);
  });

  test('two who hold the same words in other sums have the same digest; one word more or changed has another', () => {
    const whole = holding(mapOf([0], [1], [2]));
    expect(holding(mapOf([2]), mapOf([0], [1])).digest(key)).toEqual(whole.digest(key));
    expect(holding(mapOf([0], [1])).digest(key)).not.toEqual(whole.digest(key));
    expect(holding(mapOf([0], [1], [2]), mapOf([2, 1, 1])).digest(key)).not.toEqual(whole.digest(key));
  });

  test('who never heard a superseded word holds the same as who did', () => {
    const both = holding(mapOf([0]), mapOf([0, 1, 1]));
    expect(both.digest(key)).toEqual(holding(mapOf([0, 1, 1])).digest(key));
    expect(holding(mapOf([0, 1, 1])).isNews(mapOf([0]))).toBe(false);
  });

  test('a contradiction is kept as evidence, also below a later revision', () => {
    const said = [voice(0, 1, 0), voice(0, 2, 0), voice(0, 1, 1)];
    expect(essential(said)).toEqual(said);
    expect(essential([voice(0, 1, 0), voice(0, 1, 1)])).toEqual([voice(0, 1, 1)]);
  });

  test('the joint signature of a set is the same from any sums that determine it, and true', () => {
    const wanted = [0, 1, 2, 3].map((who) => voice(who));
    const direct = holding(mapOf([0]), mapOf([1]), mapOf([2]), mapOf([3])).jointSignature(key, wanted)!;
    // {0,1,2} + {2,3} - {2}: the single comes out again; {0,1} + {1,2} + {2,3} ... is solved as equations.
    expect(holding(mapOf([0], [1], [2]), mapOf([2], [3]), mapOf([2])).jointSignature(key, wanted)).toEqual(direct);
    expect(holding(mapOf([0], [1], [2]), mapOf([1], [2], [3]), mapOf([0], [3])).jointSignature(key, wanted)).toEqual(
      direct,
    );
    expect(isTrue({ subject, voices: wanted.map((one) => ({ ...one, multiplicity: 1 })), signature: direct })).toBe(
      true,
    );
    expect(holding(mapOf([0], [1], [2]), mapOf([2], [3])).jointSignature(key, wanted)).toBeNull();
  });
});

test('who holds all words but cannot give their one signature says so, and takes it from who can', () => {
  // One sum over all of them, but with one voice counted twice, as an answer from overlapping maps may be.
  const overlapping: StatementMap = {
    ...mapOf([0], [1], [2], [3]),
    voices: [0, 1, 2, 3].map((who) => ({ ...voice(who), multiplicity: who === 2 ? 2 : 1 })),
    signature: addSignatures([0, 1, 2, 2, 3].map((who) => signedBy(who, voice(who))))!,
  };
  const lacking = holding(overlapping);
  const able = holding(mapOf([0]), mapOf([1], [2], [3]));
  expect(lacking.digest(key)).not.toEqual(able.digest(key));
  const [whole, ...rest] = answerAll(able);
  expect(rest).toEqual([]);
  expect(lacking.isNews(whole!)).toBe(true);
  expect(lacking.add(whole!)).toEqual([]);
  expect(lacking.digest(key)).toEqual(able.digest(key));
  expect(lacking.isNews(whole!)).toBe(false);
  const all = [0, 1, 2, 3].map((who) => voice(who));
  expect(lacking.jointSignature(key, all)).toEqual(able.jointSignature(key, all));
});

test('linear equations modulo a prime are solved exactly where they can be', () => {
  const rows = fc.array(fc.array(fc.bigInt({ min: 0n, max: 6n }), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(rows, fc.array(fc.bigInt({ min: 0n, max: 9n }), { minLength: 4, maxLength: 4 }), (matrix, x) => {
      const times = (row: readonly bigint[], by: readonly bigint[]): bigint =>
        row.reduce((sum, value, i) => (sum + value * by[i]!) % ORDER, 0n);
      const right = matrix.map((row) => times(row, x));
      const solved = solveModulo(matrix, right, ORDER);
      expect(solved).not.toBeNull();
      expect(matrix.map((row) => times(row, solved!))).toEqual(right);
    }),
  );
  expect(
    solveModulo(
      [
        [1n, 1n],
        [1n, 1n],
      ],
      [1n, 2n],
      ORDER,
    ),
  ).toBeNull();
});
