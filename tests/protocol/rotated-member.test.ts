// A member whose key was replaced: everything that either key signed reaches whoever comes new.

import { describe, expect, test } from 'vitest';
import { publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { rotationMessage } from '#modules/roster/device-request.ts';
import { table, type Seat } from '../support/table.ts';

const place = table(['Anna', 'Bert', 'Carl'], 'rotated');
const [anna] = place.seats as [Seat, Seat, Seat];
const keyOf = (n: number): Uint8Array => secretKeyFromSeed(new Uint8Array(32).fill(n));

const rotate = (seat: Seat, next: Uint8Array) => {
  const key = publicKey(next);
  return place.act(seat, 'roster', 'rotate', {
    key,
    possession: sign(rotationMessage(place.community, { key }), next, 'possession'),
  });
};
/** The same device, started again with its new key. */
const again = (seat: Seat, signingKey: Uint8Array): Seat =>
  place.take(seat.name, {
    secrets: { ...place.secretsOf('Anna'), signingKey, member: anna.id },
    stored: [...seat.stored.values()],
  });

describe('a key that is replaced', () => {
  const done = rotate(anna, keyOf(40));
  const later = again(anna, keyOf(40));
  // A profile of either key: records of one type, which would go in one bundle.
  const renamed = place.act(later, 'roster', 'rename', { name: 'Ann' });

  test('goes on writing the same log', () => {
    expect([done.ok, renamed.ok]).toEqual([true, true]);
    expect(later.node.directory.keyVersionOf(anna.id, 0)).toBe(1);
    expect(later.node.directory.person(anna.id)?.name).toBe('Ann');
  });

  test('a newcomer who holds nothing reads all that both keys signed', () => {
    const dora = place.take('Dora');
    for (let i = 0; i < 10; i++) place.rest(61_000);
    expect(dora.node.counts()).toEqual(later.node.counts());
    expect(dora.node.stateHash()).toBe(later.node.stateHash());
  });

  test('a possession that is not of the new key is refused before anything is written', () => {
    const before = later.node.counts().records;
    const key = publicKey(keyOf(41));
    const possession = sign(rotationMessage(place.community, { key }), keyOf(42), 'possession');
    expect(place.act(later, 'roster', 'rotate', { key, possession })).toMatchObject({
      refusal: { rule: 'possession' },
    });
    const device = { log: 1, key, label: '', possession };
    expect(place.act(later, 'roster', 'addDevice', device)).toMatchObject({ refusal: { rule: 'possession' } });
    expect(later.node.counts().records).toBe(before);
  });

  test('is not replaced more often than whoever comes new could follow', () => {
    expect(rotate(later, keyOf(43)).ok).toBe(true);
    const third = again(later, keyOf(43));
    expect(rotate(third, keyOf(44))).toMatchObject({ ok: false, refusal: { rule: 'rotations-readable' } });
    const emil = place.take('Emil');
    for (let i = 0; i < 10; i++) place.rest(61_000);
    expect(emil.node.counts()).toEqual(third.node.counts());
  });
});
