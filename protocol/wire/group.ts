// What a working group says among its seats (protocol/README.md §12).
//
//   group key      group 8 | version 1 | first seat 1 | confirm 8 | wraps 16 x n        a record of type 64
//   group message  group 8 | version 1 | T 16 | ciphertext                              a record of type 65
//
// Both are ordinary signed records of extension types without short names: those who cannot read
// them check, keep and forward them. The signature stands over the ciphertext. Each message has a key
// of its own, made from the group's key and the record's place, so that one message can be opened to
// the assembly without opening the rest; its tag has 16 bytes, because with 8 a sender could prepare
// one ciphertext with two meanings.

import { concat, fromHex, toUtf8 } from '../bytes/bytes.ts';
import { bytes, struct, tailBytes, u8, type Value } from '../bytes/codec.ts';
import type { MemberId, Place } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { CONFIRM_BYTES, confirmOf, SEED_BYTES, unwrapSeed, wrapSeed, type Pair } from '../crypto/box.ts';
import { deriveKey, open, seal, sealKeys } from '../crypto/siv.ts';
import { BODY_BYTES_MAX, recordType } from './record.ts';

/** First bytes of the id of the record that seated the group. */
export const GROUP_NAME_BYTES = 8;
const EVIDENCE_TAG_BYTES = 16;
/** Seats served by one record; a group of eleven takes two. */
export const GROUP_WRAPS_MAX = 9;

export const GroupKey = struct({
  group: bytes(GROUP_NAME_BYTES),
  /** Rises with each new key of the group. */
  version: u8,
  /** Seat of the first wrap; the others follow. Seats are in the order of the record that named them. */
  firstSeat: u8,
  confirm: bytes(CONFIRM_BYTES),
  wraps: tailBytes(GROUP_WRAPS_MAX * SEED_BYTES),
});
export type GroupKey = Value<typeof GroupKey>;

const SEALED_BYTES_MAX = BODY_BYTES_MAX.member - GROUP_NAME_BYTES - 1;
export const GROUP_TEXT_BYTES_MAX = SEALED_BYTES_MAX - EVIDENCE_TAG_BYTES;

export const GroupMessage = struct({
  group: bytes(GROUP_NAME_BYTES),
  version: u8,
  sealed: tailBytes(SEALED_BYTES_MAX),
});
export type GroupMessage = Value<typeof GroupMessage>;

export const groupKey = recordType<GroupKey>({
  type: 64,
  name: 'group key',
  section: '§12.1',
  body: GroupKey,
  by: 'member',
  urgency: 1,
  bundled: false,
});

export const groupMessage = recordType<GroupMessage>({
  type: 65,
  name: 'group message',
  section: '§12.2',
  body: GroupMessage,
  by: 'member',
  urgency: 3,
  bundled: false,
});

const contextOf = (community: Uint8Array, group: Uint8Array, version: number): Uint8Array =>
  concat(toUtf8('grp/1'), community, group, Uint8Array.of(version));

/** A key for a group: `pairs` are the issuer's, seat by seat from `firstSeat` on. `seed` is fresh entropy of 16 bytes. */
export function wrapGroupKey(
  community: Uint8Array,
  head: Pick<GroupKey, 'group' | 'version' | 'firstSeat'>,
  seed: Uint8Array,
  pairs: readonly Pair[],
): GroupKey {
  assert(pairs.length >= 1 && pairs.length <= GROUP_WRAPS_MAX, 'one record serves one to nine seats');
  const context = contextOf(community, head.group, head.version);
  return {
    ...head,
    confirm: confirmOf(seed, context),
    wraps: concat(...pairs.map((pair) => wrapSeed(pair, context, seed))),
  };
}

/** The seed for a seat, or null where none is in here for it. `pair` is of this seat's holder with the issuer. */
export function unwrapGroupKey(community: Uint8Array, body: GroupKey, seat: number, pair: Pair): Uint8Array | null {
  const at = (seat - body.firstSeat) * SEED_BYTES;
  if (at < 0 || body.wraps.length % SEED_BYTES !== 0) return null;
  const context = contextOf(community, body.group, body.version);
  return unwrapSeed(pair, context, body.confirm, body.wraps.slice(at, at + SEED_BYTES));
}

const idBytes = (id: MemberId): Uint8Array => {
  const raw = fromHex(id);
  assert(raw.ok && raw.value.length === 32, 'an id is 32 bytes of hex');
  return raw.value;
};

/** The key of one message. Shown to an assembly, it opens this message and no other. */
export function messageKey(community: Uint8Array, seed: Uint8Array, group: Uint8Array, place: Place): Uint8Array {
  const where = Uint8Array.of(
    place.log >> 8,
    place.log & 255,
    place.seq >> 16,
    (place.seq >> 8) & 255,
    place.seq & 255,
  );
  return deriveKey(seed, 'message/1', concat(community, group, idBytes(place.member), where));
}

export const sealForGroup = (key: Uint8Array, text: Uint8Array): Uint8Array =>
  seal(sealKeys(key, 'group/1', new Uint8Array(0)), toUtf8('grm/1'), text, EVIDENCE_TAG_BYTES);

export const openForGroup = (key: Uint8Array, sealed: Uint8Array): Uint8Array | null =>
  open(sealKeys(key, 'group/1', new Uint8Array(0)), toUtf8('grm/1'), sealed, EVIDENCE_TAG_BYTES);
