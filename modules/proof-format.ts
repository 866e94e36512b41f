// The bytes of a proof file: all that a stranger needs who knows nothing but a community's id.
//
//   "fmp" | version 1 | genesis 100-140 | keys | records | pages | confirmations | proposal | certificate | check 32
//
// Pages and the proposal stand without signatures of their own: those who confirmed and bound signed their
// ids. Keys stand alone: a page lists people by the hash of their first key. Only where a key was replaced do
// records with signatures stand, too. No name, no household and no address is in it; the words of the matter are.

import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import { bytes, oneOf, struct, u8, u16, u32, utf8, varint, type Codec, type Value } from '#protocol/bytes/codec.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import { COMMUNITY_NAME_BYTES_MAX } from '#protocol/wire/genesis.ts';
import { LOGS_MAX, MEMBERS_MAX, SEQ_MAX } from '#protocol/wire/limits.ts';
import type { Record } from '#protocol/wire/record.ts';

/** A page a week for twenty years; with 4,094 members a proof is below two megabytes. */
export const PAGES_MAX = 1024;
export const PROOF_BYTES_MAX = 2 ** 21;
const RECORDS_MAX = 1024;
/** The longest body in signed form: every name in full. */
const BODY_BYTES_MAX = 2048;

/** A count as a varint, then that many. */
function many<T>(item: Codec<T>, countMax: number): Codec<readonly T[]> {
  return {
    size: { min: 1, max: 3 + countMax * item.size.max },
    write: (to, values) => {
      assert(values.length <= countMax, `${values.length} items are at most ${countMax}`);
      to.varint(values.length);
      for (const value of values) item.write(to, value);
    },
    read: (from) => {
      const count = from.varint(countMax);
      const values: T[] = [];
      for (let i = 0; i < count && !from.failure; i++) values.push(from.field(String(i), () => item.read(from)));
      return values;
    },
  };
}

/** Bytes behind their count. */
const blob = (bytesMax: number): Codec<Uint8Array> => ({
  size: { min: 2, max: 2 + bytesMax },
  write: (to, value) => {
    assert(value.length <= bytesMax, `${value.length} bytes are at most ${bytesMax}`);
    u16.write(to, value.length);
    to.bytes(value);
  },
  read: (from) => {
    const start = from.at;
    const count = u16.read(from);
    if (count > bytesMax) from.fail(`at most ${bytesMax} bytes may stand here`, start);
    return from.bytes(Math.min(count, bytesMax));
  },
});

const memberId: Codec<MemberId> = {
  size: { min: 32, max: 32 },
  write: (to, id) => {
    const whole = fromHex(id);
    assert(whole.ok && whole.value.length === 32, 'an id is 32 bytes of hex');
    to.bytes(whole.value);
  },
  read: (from) => toHex(from.bytes(32)) as MemberId,
};

const fields = struct({
  member: memberId,
  log: varint(LOGS_MAX - 1),
  keyVersion: u8,
  type: u8,
  seq: varint(SEQ_MAX),
  time: u16,
  body: blob(BODY_BYTES_MAX),
});
export const WholeRecord: Codec<Record> = fields;

/** Records under one sum. */
const Signed = struct({ records: many(WholeRecord, 20), signature: bytes(SIGNATURE_BYTES) });

const Confirming = struct({
  number: varint(MEMBERS_MAX - 1),
  keyVersion: u8,
  multiplicity: u8,
});

/** Who confirmed the page of this place in the list (from 0), by number in the roster line, and their joint signature. */
const Confirmations = struct({
  page: varint(PAGES_MAX - 1),
  voices: many(Confirming, MEMBERS_MAX),
  signature: bytes(SIGNATURE_BYTES),
});
export type Confirmations = Value<typeof Confirmations>;

/** As it is hashed to the community's id, but with a length before the name. */
const Founding = struct({
  foundedAt: u32,
  founderKey: bytes(PUBLIC_KEY_BYTES),
  name: utf8(COMMUNITY_NAME_BYTES_MAX),
});

export const ProofContent = struct({
  /** Of this format; readers refuse others. */
  version: oneOf('0', '1'),
  genesis: Founding,
  keys: many(bytes(PUBLIC_KEY_BYTES), MEMBERS_MAX),
  records: many(Signed, RECORDS_MAX),
  pages: many(WholeRecord, PAGES_MAX),
  confirmations: many(Confirmations, PAGES_MAX * 8),
  proposal: WholeRecord,
  certificate: blob(2 ** 14),
});
export type ProofContent = Value<typeof ProofContent>;
