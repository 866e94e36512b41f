// A record may name several forked places, and mean the first record of one and the second of another: whoever holds
// all of them reads it, in whatever order they came (protocol/README.md §3.2). Who makes up such records costs others
// little (§8.3).

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { addSignatures, sign, verify, type Claim } from '#protocol/crypto/bls.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { encodeBundle } from '#protocol/wire/bundle.ts';
import { sealFrame } from '#protocol/wire/frame.ts';
import { MIXED_READINGS_MAX, READINGS_MAX } from '#protocol/wire/limits.ts';
import { encodeSingle, recordDigest, recordId, type Record } from '#protocol/wire/record.ts';
import { acceptanceType, transferType } from '#modules/economy/records.ts';
import { NOW_MS } from '../../bench/specimen-people.ts';
import { feed, makeSpecimens, optionsOf, type Specimens } from '../../bench/specimens.ts';

const MINUTE_MS = 60_000;
/** Who accepts, and who paid by two phones at once. */
const PAYEE = 5;
const PAYERS = [0, 1, 2, 3, 4];
/** Beyond what these people wrote when they founded the community. */
const FROM = 20;

let made: Specimens;
beforeAll(() => {
  made = makeSpecimens();
});

/** A true claim is true whoever asks: each is worked out once. */
const answers = new Map<string, boolean>();
const check = (claim: Claim): boolean => {
  const name = [claim.signature, ...claim.shares.flatMap(({ key, message }) => [key, message])].map(toHex).join();
  const known = answers.get(name) ?? verify(claim);
  answers.set(name, known);
  return known;
};

const idOf = (record: Record) => recordId(made.community, record);
const fields = (by: number, seq: number) => ({
  member: made.people[by]!.id,
  log: 0,
  keyVersion: 0,
  seq: FROM + seq,
  time: 400 + seq,
});

/** What this payer wrote at one place, by id: the order in which they are tried. */
const placesOf = (payer: number, halves: number): readonly Record[] =>
  Array.from({ length: halves }, (_, half): Record => {
    const [payee, since] = [made.people[PAYEE]!.id, made.context.names.checkpointAt(0)!];
    const body = { payee, amount: 10 + half, since, spent: 10 + half, memo: '' };
    return { ...fields(payer, 1), type: transferType.type, body: encode(transferType.body, body, 'signed') };
  }).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));

const accepts = (seq: number, named: readonly Record[]): Record => {
  const body = { answer: 'accepted' as const, transfers: named.map(idOf) };
  return { ...fields(PAYEE, seq), type: acceptanceType.type, body: encode(acceptanceType.body, body, 'signed') };
};

const signatureOf = (record: Record): Uint8Array =>
  sign(recordDigest(made.community, record), made.people.find(({ id }) => id === record.member)!.secret);

const namesWith = (named: readonly Record[]) => {
  const places = new Map(named.map((record) => [idOf(record), record]));
  return { ...made.context.names, placeOf: (id: never) => places.get(id) ?? made.context.names.placeOf(id) };
};

const single = (record: Record, named: readonly Record[], signature = signatureOf(record)): Uint8Array =>
  sealFrame(made.ring, 'single', encodeSingle({ record, signature }, made.context.types, namesWith(named)));

const bundle = (records: readonly Record[], named: readonly Record[]): Uint8Array => {
  const signature = addSignatures(records.map(signatureOf))!;
  return sealFrame(made.ring, 'bundle', encodeBundle({ records, signature }, made.context.types, namesWith(named))!);
};

const listener = (): FolkmootNode => {
  const node = createNode(optionsOf(made.secrets, 'mixed halves'), NOW_MS);
  node.handle({ kind: 'loaded', stored: made.founded }, NOW_MS);
  return node;
};

/** Hears all in this order, and again until nothing is new: as the sync brings it. */
function hearing(frames: readonly Uint8Array[]): FolkmootNode {
  const node = listener();
  let nowMs = NOW_MS;
  for (let before = ''; before !== toHex(node.frontierDigest()); nowMs += MINUTE_MS) {
    before = toHex(node.frontierDigest());
    for (const frame of frames) feed(node, frame, nowMs, check);
  }
  return node;
}

/** For each payer, how many records stand at the place and which of them is meant. */
const forks = (mostPlaces: number) =>
  fc.array(
    fc.integer({ min: 2, max: 3 }).chain((count) => fc.tuple(fc.constant(count), fc.nat({ max: count - 1 }))),
    { minLength: 1, maxLength: mostPlaces },
  );

describe('a record that names several forked places', () => {
  test('is read by whoever holds all that was written there, whichever it means, in whatever order it came', () => {
    fc.assert(
      fc.property(forks(3), fc.array(fc.nat({ max: 1000 }), { minLength: 10 }), (places, chance) => {
        const written = places.map(([count], payer) => placesOf(PAYERS[payer]!, count));
        const named = written.map((halves, i) => halves[places[i]![1]]!);
        const acceptance = accepts(1, named);
        const frames = [...written.flat().map((half) => single(half, [])), single(acceptance, named)];
        const order = frames
          .map((frame, i) => ({ frame, at: chance[i]! }))
          .sort((a, b) => a.at - b.at)
          .map(({ frame }) => frame);
        expect(hearing(order).records.has(idOf(acceptance))).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  test('is read with each of two halves of five places, and with both halves of one', () => {
    const written = PAYERS.map((payer) => placesOf(payer, 2));
    const halves = written.flat().map((half) => single(half, []));
    for (const mixture of [0b10110, 0b01111, 0b10000]) {
      const named = written.map((pair, i) => pair[(mixture >> i) & 1]!);
      const acceptance = accepts(1, named);
      expect(hearing([...halves, single(acceptance, named)]).records.has(idOf(acceptance))).toBe(true);
    }
    for (const both of [written[0]!, [...written[0]!].reverse()]) {
      const acceptance = accepts(1, both);
      expect(hearing([...halves, single(acceptance, both)]).records.has(idOf(acceptance))).toBe(true);
    }
  });

  test('is read where another record of the same sum means another half', () => {
    const [one, other] = [placesOf(0, 2), placesOf(1, 2)];
    const halves = [...one, ...other];
    const first = accepts(1, [one[1]!]);
    const second = accepts(2, [other[0]!, one[0]!]);
    const node = hearing([...halves.map((half) => single(half, [])), bundle([first, second], halves)]);
    expect([first, second].map((record) => node.records.has(idOf(record)))).toEqual([true, true]);
  });

  test('costs no check of a mixture when it is heard again', () => {
    const written = [placesOf(0, 2), placesOf(1, 2)];
    const named = [written[0]![1]!, written[1]![0]!];
    const frame = single(accepts(1, named), named);
    const node = hearing([...written.flat().map((half) => single(half, [])), frame]);
    const again = feed(node, frame, NOW_MS + 10 * MINUTE_MS, check).filter(({ kind }) => kind === 'verify');
    expect(again.length).toBeLessThan(READINGS_MAX);
  });
});

describe('one who makes up records that name forked places', () => {
  const written = () => PAYERS.map((payer) => placesOf(payer, 3));
  const checksOf = (node: FolkmootNode, frame: Uint8Array, nowMs: number): number =>
    feed(node, frame, nowMs, () => false).filter(({ kind }) => kind === 'verify').length;
  const forgery = (seq: number): Uint8Array => {
    const named = written().map(([half]) => half!);
    return single(accepts(seq, named), named, signatureOf(named[0]!));
  };

  test('costs as many checks as readings are tried, and no more', () => {
    const node = hearing(written().flatMap((halves) => halves.map((half) => single(half, []))));
    const checks = checksOf(node, forgery(1), NOW_MS + 10 * MINUTE_MS);
    expect(checks).toBeGreaterThan(READINGS_MAX);
    expect(checks).toBeLessThanOrEqual(READINGS_MAX + MIXED_READINGS_MAX);
  });

  test('is not answered with ever more checks: a minute of many brings few mixtures', () => {
    const node = hearing(written().flatMap((halves) => halves.map((half) => single(half, []))));
    const nowMs = NOW_MS + 10 * MINUTE_MS;
    const perFrame = Array.from({ length: 60 }, (_, i) => checksOf(node, forgery(1 + i), nowMs));
    expect(Math.max(...perFrame.slice(-40))).toBeLessThanOrEqual(READINGS_MAX);
    const mixtures = perFrame.reduce((sum, checks) => sum + Math.max(0, checks - READINGS_MAX), 0);
    expect(mixtures).toBeLessThanOrEqual(128);
  });
});
