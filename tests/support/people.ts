// Members with real keys and a directory that knows them, for tests of the wire.
//
// Making a BLS key takes milliseconds, so the first ones are made once and shared by all tests.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, Place, RecordId, References } from '#protocol/bytes/reference.ts';
import { publicKey, secretKeyFromSeed } from '#protocol/crypto/bls.ts';
import { memberIdOf, type Keys } from '#protocol/wire/record.ts';

export const COMMUNITY = new Uint8Array(32).fill(0xc0);

export type KeyPair = { readonly secret: Uint8Array; readonly key: Uint8Array; readonly id: MemberId };

const made: KeyPair[] = [];

/** The key pair with this number; the same in every test. */
export function person(number: number): KeyPair {
  for (let i = made.length; i <= number; i++) {
    const secret = secretKeyFromSeed(Uint8Array.from({ length: 32 }, (_, at) => (i * 31 + at) % 256));
    const key = publicKey(secret);
    made.push({ secret, key, id: memberIdOf(COMMUNITY, key) });
  }
  return made[number]!;
}

export type Book = References & Keys & { place(record: RecordId, place: Place): void };

/** A directory of `count` numbered members with one key each, and of the records that a test places in it. */
export function bookOf(count: number): Book {
  const people = Array.from({ length: count }, (_, i) => person(i));
  const numbers = new Map(people.map(({ id }, number) => [id, number]));
  const places = new Map<RecordId, Place>();
  const same = (a: Place, b: Place): boolean => a.member === b.member && a.log === b.log && a.seq === b.seq;
  return {
    place: (record, place) => void places.set(record, place),
    memberAt: (number) => people[number]?.id,
    numberOf: (member) => numbers.get(member),
    newcomer: (prefix) => made.find(({ id }) => id.startsWith(prefix))?.id,
    recordsAt: (place) => [...places].filter(([, other]) => same(place, other)).map(([record]) => record),
    placeOf: (record) => places.get(record),
    checkpointAt: (number) => toHex(new Uint8Array(32).fill(number)) as RecordId,
    checkpointNumber: (checkpoint) => Number.parseInt(checkpoint.slice(0, 2), 16),
    keyOf: (member, log, version) =>
      log === 0 && version === 0 ? made.find(({ id }) => id === member)?.key : undefined,
    keyVersionOf: () => 0,
  };
}
