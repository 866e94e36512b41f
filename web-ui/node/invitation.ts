// How people come together: an invitation lets a phone read the community's air, a join request asks
// its members in. Both are text: in a link's fragment, in a QR code, in a message, by hand.
//
//   invitation    "fm1" + base64url( community 32 | frame secret 32 | epoch 1 | day 4 | check 4 )
//   join request  "fj1" + base64url( possession 48 | admission | check 4 )
//
// Whoever has an invitation can read what goes on the air, and nothing more: to speak as a member takes
// a key that members admitted. The check catches a slip of the hand, it proves nothing.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, toHex } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { decodeJoinRequest, encodeJoinRequest, type JoinRequest } from '#modules/roster/joining.ts';
import { fromBase64url, toBase64url } from './base64url.ts';

export type Invitation = {
  /** Hex of the community's id. */
  readonly community: string;
  readonly frameSecret: Uint8Array;
  readonly epoch: number;
  readonly day: number;
};

const INVITATION = 'fm1';
const JOIN_REQUEST = 'fj1';
const CHECK_BYTES = 4;
const INVITATION_BYTES = 32 + 32 + 1 + 4;

const checkOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).slice(0, CHECK_BYTES);

const toText = (prefix: string, bytes: Uint8Array): string => prefix + toBase64url(concat(bytes, checkOf(bytes)));

const unreadable = (why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule: 'text-reads', why, remedy });

/** Finds our text in what people paste: a whole link, spaces and line breaks of a message, or the text alone. */
function fromText(prefix: string, text: string): Result<Uint8Array, Refusal> {
  const found = new RegExp(`${prefix}[A-Za-z0-9_-]{20,}`).exec(text.replaceAll(/\s/g, ''))?.[0];
  if (found === undefined) {
    return unreadable(
      `This text has no part that begins with "${prefix}".`,
      'Copy the whole link or code and paste it again.',
    );
  }
  const bytes = fromBase64url(found.slice(prefix.length));
  const body = bytes?.slice(0, -CHECK_BYTES);
  if (!bytes || !body || !equal(checkOf(body), bytes.slice(-CHECK_BYTES))) {
    return unreadable('Some letters of this text are missing or wrong.', 'Copy the whole text and paste it again.');
  }
  return ok(body);
}

export function invitationText({ community, frameSecret, epoch, day }: Invitation): string {
  const id = Uint8Array.from(community.match(/../g) ?? [], (byte) => parseInt(byte, 16));
  const numbers = new Uint8Array(5);
  new DataView(numbers.buffer).setUint8(0, epoch);
  new DataView(numbers.buffer).setUint32(1, day);
  return toText(INVITATION, concat(id, frameSecret, numbers));
}

export function readInvitation(text: string): Result<Invitation, Refusal> {
  const read = fromText(INVITATION, text);
  if (!read.ok) return read;
  const bytes = read.value;
  if (bytes.length !== INVITATION_BYTES) {
    return unreadable('This invitation has the wrong length.', 'Ask for a new one.');
  }
  const numbers = new DataView(bytes.buffer, bytes.byteOffset + 64, 5);
  return ok({
    community: toHex(bytes.slice(0, 32)),
    frameSecret: bytes.slice(32, 64),
    epoch: numbers.getUint8(0),
    day: numbers.getUint32(1),
  });
}

export const joinRequestText = (request: JoinRequest): string => toText(JOIN_REQUEST, encodeJoinRequest(request));

export function readJoinRequest(text: string): Result<JoinRequest, Refusal> {
  const read = fromText(JOIN_REQUEST, text);
  if (!read.ok) return read;
  const request = decodeJoinRequest(read.value);
  return request.ok
    ? ok(request.value)
    : unreadable(`This join request does not read: ${request.error.kind}.`, 'Let the other phone show it again.');
}
