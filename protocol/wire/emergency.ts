// A call for help in clear (protocol/README.md §6.6).
//
//   header 1 | first 4 bytes of the community's id | a single record (§3.3) of class 0
//
// For people without the community's frame key: a guest whose phone knows only which community is
// near, or a member who wants every listener to be able to read it. It is signed like any record and
// taken exactly as a sealed one; what is not of class 0 is refused in this form.

import { concat, equal } from '../bytes/bytes.ts';
import { assert, malformed, ok, type Malformed, type Result } from '../bytes/result.ts';
import { headerByte, readFrame } from './frame.ts';
import { PLAINTEXT_BYTES_MAX } from './limits.ts';
import type { RecordTypes } from './record.ts';

export const COMMUNITY_PREFIX_BYTES = 4;
const HEAD_BYTES = 1 + COMMUNITY_PREFIX_BYTES;

/** May a record of this type go in clear? */
export const isClearType = (type: number | undefined, types: RecordTypes): boolean =>
  types.get(type ?? 0)?.urgency === 0;

/** `single` is the plaintext of a single frame. The header's epoch is always 0: there is no key. */
export function encodeEmergency(community: Uint8Array, single: Uint8Array): Uint8Array {
  assert(single.length <= PLAINTEXT_BYTES_MAX, 'a single fits a frame');
  return concat(Uint8Array.of(headerByte('emergency', 0)), community.slice(0, COMMUNITY_PREFIX_BYTES), single);
}

export type NotForUs = { readonly kind: 'other-community' };

/** The plaintext of a single frame; its signature is not checked here. */
export function decodeEmergency(
  frame: Uint8Array,
  community: Uint8Array,
  types: RecordTypes,
): Result<Uint8Array, Malformed | NotForUs> {
  const head = readFrame(frame);
  if (!head.ok || head.value.kind !== 'emergency') return malformed(0, 'header', 'no clear emergency frame');
  if (head.value.epochLow !== 0) return malformed(0, 'header', 'a frame in clear has no epoch');
  if (!equal(frame.slice(1, HEAD_BYTES), community.slice(0, COMMUNITY_PREFIX_BYTES)))
    return { ok: false, error: { kind: 'other-community' } };
  const single = frame.slice(HEAD_BYTES);
  if (single.length > PLAINTEXT_BYTES_MAX) return malformed(HEAD_BYTES, 'single', 'longer than a sealed one may be');
  if (!isClearType(single[0], types)) return malformed(HEAD_BYTES, 'type', 'only calls for help go in clear');
  return ok(single);
}
