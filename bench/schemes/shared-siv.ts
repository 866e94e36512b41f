// protocol/crypto/siv.ts for many devices in one process: a frame that several hear is opened once for each key.
//
// Sound as the shared verifier is: opening is a pure function of keys and bytes. What a mesh hands to its receivers is
// one array, so it is known again by its memory, and forgotten with it.

import { toHex } from '#protocol/bytes/bytes.ts';
import * as siv from '#protocol/crypto/siv.ts';

export type { SealKeys } from '#protocol/crypto/siv.ts';
export { deriveKey, KEY_BYTES, seal, sealKeys, TAG_BYTES } from '#protocol/crypto/siv.ts';

const names = new WeakMap<siv.SealKeys, string>();
const opened = new WeakMap<ArrayBufferLike, Map<string, Uint8Array | null>>();

const nameOf = (keys: siv.SealKeys): string => {
  const known = names.get(keys) ?? toHex(keys.mac);
  names.set(keys, known);
  return known;
};

export function open(
  keys: siv.SealKeys,
  context: Uint8Array,
  sealed: Uint8Array,
  tagBytes: number = siv.TAG_BYTES,
): Uint8Array | null {
  const byKey = opened.get(sealed.buffer) ?? new Map<string, Uint8Array | null>();
  opened.set(sealed.buffer, byKey);
  const name = `${nameOf(keys)}/${toHex(context)}/${sealed.byteOffset}/${sealed.length}/${tagBytes}`;
  const known = byKey.get(name);
  if (known !== undefined) return known;
  const plaintext = siv.open(keys, context, sealed, tagBytes);
  byKey.set(name, plaintext);
  return plaintext;
}
