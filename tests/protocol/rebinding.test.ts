// Who lost the key gets another from three of five guardians: one packet, with all their real signatures in one sum,
// through the acts of real nodes (roster README §2.10).

import { describe, expect, test } from 'vitest';
import { encode } from '#protocol/bytes/codec.ts';
import { publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { FRAME_BYTES_MAX } from '#protocol/wire/limits.ts';
import { possessionMessage, recordDigest, type Record } from '#protocol/wire/record.ts';
import { Rebinding, rebinding } from '#modules/roster/records.ts';
import { table, type Seat } from '../support/table.ts';

const place = table(['Anna', 'Bert', 'Carl', 'Dora', 'Emil', 'Fred'], 'rebinding');
const [anna, bert, carl, dora, emil, fred] = place.seats as [Seat, Seat, Seat, Seat, Seat, Seat];
const secret = secretKeyFromSeed(new Uint8Array(32).fill(77));

/** What Anna drafts for Fred, at the next place of her log, and who of the others signed it. */
function draft(signers: readonly Seat[], coGuardians: readonly Seat[] = signers) {
  const body: Rebinding = {
    member: fred.id,
    ends: 0,
    key: publicKey(secret),
    privateKey: boxKeys(secret, place.community).key,
    recoveryDigest: new Uint8Array(16).fill(4),
    coGuardians: coGuardians.map(({ id }) => id),
  };
  const at = { seq: anna.node.records.log(anna.id, 0)!.head + 1, time: 7 };
  const signed = encode(Rebinding, body, 'signed');
  const record: Record = { member: anna.id, log: 0, keyVersion: 0, type: rebinding.type, ...at, body: signed };
  const digest = recordDigest(place.community, record);
  const possession = sign(possessionMessage(place.community, signed), secret, 'possession');
  return { body, at, coSignatures: [possession, ...signers.map(({ signingKey }) => sign(digest, signingKey))] };
}

describe('a new key from three of five guardians', () => {
  test('starts with the five whom its owner named', () => {
    const guardians = [anna, bert, carl, dora, emil].map(({ id }) => id);
    expect(place.act(fred, 'roster', 'nameGuardians', { guardians })).toMatchObject({ ok: true });
  });

  test('is not written where one of them signed something else, or another person signed: nobody would take it', () => {
    const head = anna.node.records.log(anna.id, 0)!.head;
    const right = draft([bert, carl]);
    const other = { ...right, coSignatures: [...right.coSignatures.slice(0, 2), right.coSignatures[1]] };
    for (const wrong of [other, draft([bert, dora], [bert, carl]), draft([bert], [bert, carl])])
      expect(place.act(anna, 'roster', 'rebind', wrong)).toMatchObject({ ok: false, refusal: { rule: 'all-signed' } });
    expect(anna.node.records.log(anna.id, 0)!.head).toBe(head);
  });

  test('is one packet, which all nodes take', () => {
    place.frames.length = 0;
    const done = place.act(anna, 'roster', 'rebind', draft([bert, carl]));
    expect(done).toMatchObject({ ok: true });
    const id = done.ok ? done.records[0]! : undefined;
    expect(place.frames.every((frame) => frame.length <= FRAME_BYTES_MAX)).toBe(true);
    for (const { node } of place.seats) {
      expect(node.records.get(id!)).toBeDefined();
      expect(node.directory.keyOf(fred.id, 0, 1)).toEqual(publicKey(secret));
    }
    expect(new Set(place.seats.map(({ node }) => node.stateHash())).size).toBe(1);
  });

  test('lets its owner write on under the same name, and takes the power from the old key', () => {
    const stored = [...fred.stored.values()];
    const again = place.take('Fred again', {
      secrets: { ...place.secretsOf('Fred'), signingKey: secret, member: fred.id },
      stored,
    });
    expect(again.node.self).toMatchObject({ member: fred.id });
    const done = place.act(again, 'roster', 'leave', { words: 'to the coast' });
    expect(done).toMatchObject({ ok: true });
    const id = done.ok ? done.records[0]! : undefined;
    for (const { node } of [anna, dora]) expect(node.records.get(id!)?.record).toMatchObject({ keyVersion: 1 });
    const key = { member: fred.id, log: 0 };
    expect([0, 1].map((keyVersion) => anna.node.directory.isSuspended!({ ...key, keyVersion }))).toEqual([true, false]);
  });
});
