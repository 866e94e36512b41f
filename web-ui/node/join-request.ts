// A join request as text: what a new phone shows to members so that they can let its person in.
//
//   "fj1" + base64url( possession 48 | admission | check 4 )
//
// The check catches a slip of the hand; that the request is honest is what the possession shows.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { fromBase64url, toBase64url } from '#protocol/node/invitation.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { decodeJoinRequest, encodeJoinRequest, type JoinRequest } from '#modules/roster/joining.ts';

const PREFIX = 'fj1';
const CHECK_BYTES = 4;
const TEXT_MAX = 4096;

const checkOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).slice(0, CHECK_BYTES);

export function joinRequestText(request: JoinRequest): string {
  const bytes = encodeJoinRequest(request);
  return PREFIX + toBase64url(concat(bytes, checkOf(bytes)));
}

/** Finds the request in what people paste: with spaces and line breaks of a message, or the text alone. */
export function readJoinRequest(text: string): Result<JoinRequest, Refusal> {
  const found = new RegExp(`${PREFIX}([A-Za-z0-9_-]{20,600})`).exec(text.slice(0, TEXT_MAX).replaceAll(/\s/g, ''))?.[1];
  if (found === undefined) return refuse(`This text has no part that begins with "${PREFIX}".`);
  const bytes = fromBase64url(found);
  const body = bytes?.slice(0, -CHECK_BYTES);
  if (!bytes || !body || !equal(checkOf(body), bytes.slice(-CHECK_BYTES))) {
    return refuse('Some letters of this text are missing or wrong.');
  }
  const request = decodeJoinRequest(body);
  return request.ok ? ok(request.value) : refuse('This join request does not read.');
}

const refuse = (why: string): Result<never, Refusal> =>
  err({
    kind: 'refused',
    rule: 'join-request-reads',
    why,
    remedy: 'Copy the whole text again from the phone that wants to join.',
  });
