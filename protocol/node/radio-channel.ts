// The key of a community's channel on its radios: the same on every radio, whoever sets it up.
//
// It is made of the community's id alone, which is in every invitation and never changes, so that radios
// set up months apart hear each other. It keeps strangers' apps out of the channel; what a node says is
// sealed once more inside, with the frame keys, which do change.

import { EMPTY, fromHex, toHex } from '../bytes/bytes.ts';
import { assert } from '../bytes/result.ts';
import { deriveKey } from '../crypto/siv.ts';

/** The name it has on radios, where a profile says no other. */
export const RADIO_CHANNEL_NAME = 'Folkmoot';

const idOf = (community: string): Uint8Array => {
  const id = fromHex(community);
  assert(id.ok && id.value.length === 32, 'a community id is 32 bytes in hex');
  return id.value;
};

/** 32 bytes, for a channel of AES-256. `community`: hex of its id. */
export const radioChannelKey = (community: string): Uint8Array => deriveKey(idOf(community), 'radio-channel/1', EMPTY);

/** What a phone shows to a gateway's guest desk: that it knows the community. Hex; it opens nothing else. */
export const guestDeskToken = (community: string): string => toHex(deriveKey(idOf(community), 'guest-desk/1', EMPTY));
