// A new epoch of frame keys, handed to each member of a roster (protocol/README.md §6.4).
//
//   header 1 | epoch 2 | issuer 1-2 | roster 1-3 | mode and part 1 | confirm 8 | wraps 16 x n | signature 48
//
// In clear, because whoever needs it may hold no key that still works. Wrap number i of part p is for
// member number 10 p + i of the roster's list: 16 bytes of seed under a mask that only the issuer and that member can
// make. Any member can be the issuer; who may be is decided by the roster (§6.4), not by the bytes.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toUtf8 } from '../bytes/bytes.ts';
import { Reader, Writer, type ReadError, type Trace } from '../bytes/codec.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import { assert, err, malformed, ok, type Result } from '../bytes/result.ts';
import { SIGNATURE_BYTES } from '../crypto/bls.ts';
import { CONFIRM_BYTES, SEED_BYTES } from '../crypto/box.ts';
import { keyring, type Keyring } from '../crypto/keyring.ts';
import { deriveKey } from '../crypto/siv.ts';
import { headerByte, readFrame } from './frame.ts';
import { CHECKPOINTS_MAX, FRAME_BYTES_MAX, MEMBERS_MAX } from './limits.ts';

/** Wraps in one frame, so that the longest frame fits: the part number says which ten. */
export const WRAPS_MAX = 10;
const PARTS_MAX = 64;
/** The two high bits of the part byte: one wrap a member. Others (subset trees) are not written yet. */
const MODE_WRAPS = 0;
export const EPOCHS_EVER_MAX = 65_535;

const HEAD_BYTES_MAX = 1 + 2 + 2 + 3 + 1 + CONFIRM_BYTES;
assert(HEAD_BYTES_MAX + WRAPS_MAX * SEED_BYTES + SIGNATURE_BYTES <= FRAME_BYTES_MAX, 'a rekey fits a frame');

export type Rekey = {
  readonly epoch: number;
  /** Number of the issuing member in the roster line. */
  readonly issuer: number;
  /** Number of the checkpoint whose members are given the key. */
  readonly roster: number;
  /** The wraps are for members 10 part and on. */
  readonly part: number;
  readonly confirm: Uint8Array;
  readonly wraps: readonly Uint8Array[];
  readonly signature: Uint8Array;
};

type Unsigned = Omit<Rekey, 'signature'>;

function signedPart({ epoch, issuer, roster, part, confirm, wraps }: Unsigned): Uint8Array {
  assert(epoch >= 1 && epoch <= EPOCHS_EVER_MAX, 'an epoch that a rekey brings is 1 to 65,535');
  assert(part < PARTS_MAX && wraps.length >= 1 && wraps.length <= WRAPS_MAX, 'a part has one to ten wraps');
  const to = new Writer();
  to.uint(headerByte('rekey', epoch), 1);
  to.uint(epoch, 2);
  to.varint(issuer);
  to.varint(roster);
  to.uint(MODE_WRAPS * PARTS_MAX + part, 1);
  to.bytes(confirm);
  for (const wrap of wraps) to.bytes(wrap);
  return to.finish();
}

const idBytes = (id: string): Uint8Array => {
  const bytes = fromHex(id);
  assert(bytes.ok && bytes.value.length === 32, 'an id is 32 bytes of hex');
  return bytes.value;
};

/** What the issuer signs: everything before the signature, with the issuer and the roster in full. */
export function rekeyMessage(
  community: Uint8Array,
  rekey: Unsigned,
  names: { readonly issuer: MemberId; readonly roster: RecordId },
): Uint8Array {
  return sha256(concat(toUtf8('rky/1'), community, idBytes(names.issuer), idBytes(names.roster), signedPart(rekey)));
}

/** What a wrap is for: goes into its mask and into the confirmation. */
export function rekeyContext(community: Uint8Array, epoch: number, roster: RecordId): Uint8Array {
  return concat(toUtf8('rky/1'), community, Uint8Array.of(epoch >> 8, epoch & 255), idBytes(roster));
}

/** The ring of an epoch from its seed; its first day is 0. */
export function epochRing(community: Uint8Array, epoch: number, seed: Uint8Array, confirm: Uint8Array): Keyring {
  const secret = deriveKey(seed, 'epoch/1', concat(community, Uint8Array.of(epoch >> 8, epoch & 255)));
  return { ...keyring(community, epoch, secret), rank: confirm };
}

export const encodeRekey = (rekey: Rekey): Uint8Array => concat(signedPart(rekey), rekey.signature);

/** Reads a whole frame. Neither the signature nor the issuer's right is checked here. */
export function decodeRekey(frame: Uint8Array, trace?: Trace): Result<Rekey, ReadError> {
  const head = readFrame(frame);
  if (!head.ok || head.value.kind !== 'rekey') return malformed(0, 'header', 'no rekey frame');
  const from = new Reader(frame, { trace });
  from.field('header', () => from.uint(1));
  const epoch = from.field('epoch', () => from.uint(2));
  if (epoch === 0 || (epoch & 7) !== head.value.epochLow) from.fail('an epoch that the header does not name', 1);
  const issuer = from.field('issuer', () => from.varint(MEMBERS_MAX - 1));
  const roster = from.field('roster', () => from.varint(CHECKPOINTS_MAX));
  const part = from.field('part', () => from.uint(1));
  if (part >= PARTS_MAX) from.fail('a way of wrapping that this version does not know');
  const confirm = from.field('confirm', () => from.bytes(CONFIRM_BYTES));
  const wrapBytes = from.left - SIGNATURE_BYTES;
  if (wrapBytes < SEED_BYTES || wrapBytes % SEED_BYTES !== 0 || wrapBytes > WRAPS_MAX * SEED_BYTES)
    from.fail('one to ten wraps of 16 bytes and a signature');
  const wraps: Uint8Array[] = [];
  for (let i = 0; i < wrapBytes / SEED_BYTES && !from.failure; i++)
    wraps.push(from.field(`wraps.${i}`, () => from.bytes(SEED_BYTES)));
  const signature = from.field('signature', () => from.bytes(SIGNATURE_BYTES));
  from.finish();
  return from.failure ? err(from.failure) : ok({ epoch, issuer, roster, part, confirm, wraps, signature });
}
