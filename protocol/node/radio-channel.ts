// The key of a community's channel on its radios: the same on every radio, whoever sets it up.
//
// It is made of the community's id alone, which is in every invitation and never changes, so that radios
// set up months apart hear each other. It keeps strangers' apps out of the channel; what a node says is
// sealed once more inside, with the frame keys, which do change.

import { fromHex } from '../bytes/bytes.ts';
import { assert } from '../bytes/result.ts';
import { deriveKey } from '../crypto/siv.ts';

/** 32 bytes, for a channel of AES-256. `community`: hex of its id. */
export function radioChannelKey(community: string): Uint8Array {
  const id = fromHex(community);
  assert(id.ok && id.value.length === 32, 'a community id is 32 bytes in hex');
  return deriveKey(id.value, 'radio-channel/1', new Uint8Array(0));
}
