// The first thing ever said in a community (protocol/README.md §2.2).
//
//   0 1 | founded at 4 | founder's key 96 | name 0-40 | signature 48
//
// The community's id is the hash of the body, so nobody can change a founding afterwards; the
// signature shows that somebody holds the founder's key. It stands where a single record stands, with
// a type that no record has.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, toUtf8 } from '../bytes/bytes.ts';
import {
  bytes,
  decode,
  encode,
  struct,
  tailUtf8,
  u32,
  type ReadError,
  type Trace,
  type Value,
} from '../bytes/codec.ts';
import type { RecordId } from '../bytes/reference.ts';
import { assert, malformed, ok, type Result } from '../bytes/result.ts';
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES, type Claim, type Share } from '../crypto/bls.ts';
import { PLAINTEXT_BYTES_MAX } from './limits.ts';
import { possessionMessage } from './record.ts';

/** The type byte of a genesis where a record has its own. */
export const GENESIS_TYPE = 0;
export const COMMUNITY_NAME_BYTES_MAX = 40;

export const Genesis = struct({
  /** Minutes since 2020-01-01T00:00Z that the founder claimed. */
  foundedAt: u32,
  founderKey: bytes(PUBLIC_KEY_BYTES),
  name: tailUtf8(COMMUNITY_NAME_BYTES_MAX),
});
export type Genesis = Value<typeof Genesis>;

assert(1 + Genesis.size.max + SIGNATURE_BYTES <= PLAINTEXT_BYTES_MAX, 'a genesis fits a frame');

/** The community's id, 32 bytes: SHA-256("gen/1" | body). It is also the id of checkpoint 0. */
export function communityIdOf(genesis: Genesis): Uint8Array {
  return sha256(concat(toUtf8('gen/1'), encode(Genesis, genesis, 'signed')));
}

export const communityHexOf = (genesis: Genesis): RecordId => toHex(communityIdOf(genesis)) as RecordId;

/** What the founder signs with the possession tag. */
export function genesisMessage(genesis: Genesis): Uint8Array {
  return possessionMessage(communityIdOf(genesis), encode(Genesis, genesis, 'signed'));
}

/** What the genesis signature is the sum of: the founder's proof of possession alone. */
export function genesisShares(genesis: Genesis): readonly Share[] {
  return [{ key: genesis.founderKey, message: genesisMessage(genesis), purpose: 'possession' }];
}

export type SignedGenesis = { readonly genesis: Genesis; readonly signature: Uint8Array };

export const genesisClaim = ({ genesis, signature }: SignedGenesis): Claim => ({
  shares: genesisShares(genesis),
  signature,
});

/** The plaintext of a `single` frame. */
export function encodeGenesis({ genesis, signature }: SignedGenesis): Uint8Array {
  assert(signature.length === SIGNATURE_BYTES, 'a signature has 48 bytes');
  return concat(Uint8Array.of(GENESIS_TYPE), encode(Genesis, genesis, 'signed'), signature);
}

/** The signature is not checked here: see `genesisClaim`. */
export function decodeGenesis(plaintext: Uint8Array, trace?: Trace): Result<SignedGenesis, ReadError> {
  if (plaintext[0] !== GENESIS_TYPE) return malformed(0, 'type', 'a genesis has type 0');
  const end = plaintext.length - SIGNATURE_BYTES;
  if (end < 1 + Genesis.size.min) return malformed(plaintext.length, 'signature', 'too short for a genesis');
  const body = decode(Genesis, plaintext.slice(1, end), { form: 'signed', trace });
  return body.ok ? ok({ genesis: body.value, signature: plaintext.slice(end) }) : body;
}
