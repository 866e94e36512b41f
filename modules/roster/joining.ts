// From a person at the door to an admission record (README §1.3).
//
// The usual way needs no meeting of all: the newcomer hands over a join request that shows possession
// of the key; one member admits with it, others sponsor in records of their own when they come by. The
// other way saves air where everybody stands at one table: a draft whose place in the sponsor's log is
// fixed, which co-sponsors and the newcomer sign, and which then travels under one joint signature.

import { concat } from '#protocol/bytes/bytes.ts';
import { decode, encode, type ReadError } from '#protocol/bytes/codec.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { err, malformed, ok, type Result } from '#protocol/bytes/result.ts';
import { isPublicKey, SIGNATURE_BYTES, verify } from '#protocol/crypto/bls.ts';
import { foundIn, handedOn } from '#protocol/node/invitation.ts';
import type { Plan, Refusal } from '#protocol/node/module.ts';
import { possessionMessage, recordDigest, type Keys, type Record } from '#protocol/wire/record.ts';
import { Admission, admission } from './records.ts';

/** What a newcomer hands over, by QR code or file: no co-sponsors yet. */
export type JoinRequest = { readonly admission: Admission; readonly possession: Uint8Array };

/** What the newcomer signs, with the possession tag. */
export const joinMessage = (community: Uint8Array, admission: Admission): Uint8Array =>
  possessionMessage(community, encode(Admission, admission, 'signed'));

/** Possession 48 | admission in signed form. */
export const encodeJoinRequest = ({ admission, possession }: JoinRequest): Uint8Array =>
  concat(possession, encode(Admission, admission, 'signed'));

export function decodeJoinRequest(bytes: Uint8Array): Result<JoinRequest, ReadError> {
  if (bytes.length < SIGNATURE_BYTES) return malformed(bytes.length, 'possession', 'too short for a join request');
  const admission = decode(Admission, bytes.slice(SIGNATURE_BYTES), { form: 'signed' });
  if (!admission.ok) return admission;
  if (!isPublicKey(admission.value.key)) return malformed(SIGNATURE_BYTES, 'key', 'not a key that can sign');
  return ok({ admission: admission.value, possession: bytes.slice(0, SIGNATURE_BYTES) });
}

/** A join request as a phone shows it: "fj1" + base64url( possession 48 | admission | check 4 ). */
export const joinRequestText = (request: JoinRequest): string => handedOn(TEXT_PREFIX, encodeJoinRequest(request));
const TEXT_PREFIX = 'fj1';

/** Finds the request in what people paste; that it is honest is what the possession shows. */
export function readJoinRequest(text: string): Result<JoinRequest, Refusal> {
  const found = foundIn(TEXT_PREFIX, text);
  if (!found.ok) return unreadable(found.error);
  const request = decodeJoinRequest(found.value);
  return request.ok ? ok(request.value) : unreadable('This join request does not read.');
}

const unreadable = (why: string): Result<never, Refusal> =>
  err({
    kind: 'refused',
    rule: 'join-request-reads',
    why,
    remedy: 'Copy the whole text again from the phone that wants to join.',
  });

/** Does somebody hold the secret of the key that asks to join, and want in with exactly these words? */
export function showsPossession(community: Uint8Array, { admission, possession }: JoinRequest): boolean {
  const share = { key: admission.key, message: joinMessage(community, admission), purpose: 'possession' as const };
  return verify({ shares: [share], signature: possession });
}

// ── The draft for one table ─────────────────────────────────────────────────────────────────────

/** An admission with its place in the author's log; until it is written, the author writes nothing else. */
export type AdmissionDraft = { readonly record: Record; readonly admission: Admission };

export function draftAdmission(
  request: Admission,
  coSponsors: readonly MemberId[],
  place: Pick<Record, 'member' | 'log' | 'keyVersion' | 'seq' | 'time'>,
): AdmissionDraft {
  const drafted = { ...request, coSponsors };
  return {
    admission: drafted,
    record: { ...place, type: admission.type, body: encode(Admission, drafted, 'signed') },
  };
}

/** What each co-sponsor signs. */
export const coSponsorMessage = (community: Uint8Array, { record }: AdmissionDraft): Uint8Array =>
  recordDigest(community, record);

export type DraftSignatures = {
  readonly possession: Uint8Array;
  readonly coSponsors: ReadonlyMap<MemberId, Uint8Array>;
};

/** Who has not signed a draft, or not this draft. */
export type Unsigned = {
  readonly kind: 'unsigned';
  readonly coSponsors: readonly MemberId[];
  readonly newcomer: boolean;
};

/** The plan that writes a draft, once everybody it names has signed it. */
export function completeDraft(
  community: Uint8Array,
  draft: AdmissionDraft,
  signatures: DraftSignatures,
  keys: Keys,
): Result<Plan, Unsigned> {
  const message = coSponsorMessage(community, draft);
  const signed = (member: MemberId): boolean => {
    const [key, signature] = [keys.keyOf(member, 0, keys.keyVersionOf(member, 0)), signatures.coSponsors.get(member)];
    if (!key || !signature) return false;
    return verify({ shares: [{ key, message, purpose: 'signature' }], signature });
  };
  const coSponsors = draft.admission.coSponsors.filter((member) => !signed(member));
  const newcomer = !showsPossession(community, { admission: draft.admission, possession: signatures.possession });
  if (newcomer || coSponsors.length > 0) return err({ kind: 'unsigned', coSponsors, newcomer });
  const { seq, time } = draft.record;
  const coSignatures = [
    signatures.possession,
    ...draft.admission.coSponsors.map((member) => signatures.coSponsors.get(member)!),
  ];
  return ok({ records: [{ type: admission, body: draft.admission, coSignatures, at: { seq, time } }] });
}
