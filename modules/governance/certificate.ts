// The certificate of a matter: who bound what, who was not heard, in one spelling (README §1.8, §4).
//
//   version 1 | proposal 32 | outcome 1 | option 1 | size varint | one byte a number | rekeyed | signature 48
//
// Equal facts give equal bytes on every node; nothing of any clock is in them. The signature is the
// sum over exactly the voices that the certificate names, so it has one value only. With the genesis,
// the roster and the proposal anyone can check it (`verifyCertificate`); 112 members fit one frame.

import { concat, fromHex, toHex } from '#protocol/bytes/bytes.ts';
import {
  bytes,
  decode,
  encode,
  list,
  oneOf,
  struct,
  u8,
  u8Max,
  varint,
  type Codec,
  type Value,
} from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert, err, ok, type Result } from '#protocol/bytes/result.ts';
import { SIGNATURE_BYTES, verify } from '#protocol/crypto/bls.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { liarsAllowed, quorumOf, quorumWith } from '#protocol/tally/quorum.ts';
import { MEMBERS_MAX } from '#protocol/wire/limits.ts';
import { recordId, type Keys, type Record } from '#protocol/wire/record.ts';
import { statementShares, type Subject, type Voice } from '#protocol/wire/statement.ts';
import { coverageOf } from './coverage.ts';
import { effectProblem, electorate } from './effects.ts';
import { KIND_RULES } from './kinds.ts';
import { bindValueOf, type Matter } from './matter.ts';
import { bindableCount } from './methods.ts';
import { bind, OPTIONS_MAX, Proposal } from './records.ts';
import { voicesOn } from './state.ts';

/** Of this format; readers refuse others. */
const VERSIONS = ['0', '1'] as const;
const VERSION = '1';

/** What one byte says of a number in the roster. The low four bits: 0 no bind, else the bind's value + 1. */
const BIT = { bind: 0x0f, noticed: 0x10, replied: 0x20, underProof: 0x40, notCounted: 0x80 } as const;

/** One byte for each number that the roster ever gave. */
const marks: Codec<Uint8Array> = {
  size: { min: 1, max: 2 + MEMBERS_MAX },
  write: (to, value) => {
    to.varint(value.length);
    to.bytes(value);
  },
  read: (from) => from.bytes(from.varint(MEMBERS_MAX)),
};

const Content = struct({
  version: oneOf(...VERSIONS),
  proposal: bytes(32),
  outcome: oneOf('open', 'passed', 'rejected', 'suspended'),
  option: u8Max(OPTIONS_MAX),
  marks,
  /** Voices that a replaced key signed: the number and the key's version. */
  rekeyed: list(struct({ number: varint(MEMBERS_MAX - 1), keyVersion: u8 }), 255),
});
type Content = Value<typeof Content>;

const Certificate = struct({ content: Content, signature: bytes(SIGNATURE_BYTES) });
export type Certificate = Value<typeof Certificate>;

const subjectOf = (proposal: RecordId, roster: RecordId): Subject => ({ kind: bind.kind, record: proposal, roster });

/** The one voice of each member that a certificate names: for the outcome where there is one, else the least value. */
export function certifiedVoices({ topic, roster, outcome }: Matter): readonly Voice[] {
  const binds = voicesOn(topic, bind.kind);
  const preferred = 'option' in outcome ? bindValueOf(outcome.option) : -1;
  return roster.members.flatMap((member) => {
    const said = binds.get(member)?.get(0);
    if (!said) return [];
    const value = said.has(preferred) ? preferred : Math.min(...said.keys());
    return [{ member, value, revision: 0, keyVersion: Math.min(...said.get(value)!) }];
  });
}

export const certifiedSubject = (matter: Matter): Subject => subjectOf(matter.id, matter.roster.checkpoint);

/** The canonical bytes of all that the certificate says, without the joint signature. */
export function certificateContent(matter: Matter, directory: Directory): Uint8Array {
  const { roster, outcome, underProof } = matter;
  const { noticed, replied } = coverageOf(matter, directory);
  const voices = certifiedVoices(matter);
  const numbered = (member: MemberId): number => {
    const number = directory.numberOf(member);
    assert(number !== undefined && number < roster.size, 'members of a roster have numbers');
    return number;
  };
  const written = new Uint8Array(roster.size).fill(BIT.notCounted);
  for (const member of roster.members) {
    written[numbered(member)] =
      (noticed.has(member) ? BIT.noticed : 0) |
      (replied.has(member) ? BIT.replied : 0) |
      (underProof.has(member) ? BIT.underProof : 0);
  }
  for (const { member, value } of voices) written[numbered(member)]! |= value + 1;
  const proposal = fromHex(matter.id);
  assert(proposal.ok, 'an id is hex');
  return encode(Content, {
    version: VERSION,
    proposal: proposal.value,
    outcome: outcome.kind,
    option: 'option' in outcome ? outcome.option : 0,
    marks: written,
    rekeyed: voices
      .filter(({ keyVersion }) => keyVersion > 0)
      .map(({ member, keyVersion }) => ({ number: numbered(member), keyVersion }))
      .sort((a, b) => a.number - b.number),
  });
}

/** Content and the sum of the signatures of exactly `certifiedVoices`. */
export function sealCertificate(content: Uint8Array, jointSignature: Uint8Array): Uint8Array {
  assert(jointSignature.length === SIGNATURE_BYTES, 'a signature has 48 bytes');
  return concat(content, jointSignature);
}

/** What anybody can bring along who was not there. */
export type Known = {
  readonly community: Uint8Array;
  readonly proposal: Record;
  readonly roster: Roster;
  readonly memberAt: (number: number) => MemberId | undefined;
  readonly keys: Keys;
};

export type Verified = {
  readonly proposal: Proposal;
  readonly outcome: Content['outcome'];
  readonly option: number;
  readonly boundTo: ReadonlyMap<MemberId, number>;
  /** As whoever wrote the certificate held the receipts; only the binds are proven by the signature. */
  readonly unheard: readonly MemberId[];
};

export type NotVerified = { readonly kind: 'not-verified'; readonly why: string };
const not = (why: string): Result<never, NotVerified> => err({ kind: 'not-verified', why });

/** Is this what the members of that roster decided on that proposal? */
export function verifyCertificate(certificate: Uint8Array, given: Known): Result<Verified, NotVerified> {
  const read = decode(Certificate, certificate, { form: 'signed' });
  if (!read.ok) return not('These bytes are no certificate.');
  const { content, signature } = read.value;
  if (content.version !== VERSION) return not('It is of a version that is not known here.');
  const id = recordId(given.community, given.proposal);
  if (toHex(content.proposal) !== id) return not('It is about another proposal.');
  const proposal = decode(Proposal, given.proposal.body, { form: 'signed' });
  if (!proposal.ok) return not('The proposal cannot be read.');
  if (proposal.value.roster !== given.roster.checkpoint) return not('The proposal asks another roster.');
  const { effect } = proposal.value;
  if (effect?.what === 'removal' && !given.roster.members.includes(effect.member)) {
    return not('It would put out somebody who is not a member.');
  }
  if (effectProblem(proposal.value) !== undefined) return not('The proposal cannot have the effect it names.');
  if (!given.roster.members.includes(given.proposal.member)) return not('A stranger proposed it.');
  const known = { ...given, roster: electorate(given.roster, effect) };
  if (content.marks.length !== known.roster.size) return not('It counts another number of members.');
  const voices = voicesOf(content, known);
  if (!voices) return not('It names somebody who is not in the roster.');
  const map = { subject: subjectOf(id, known.roster.checkpoint), voices, signature };
  const shares = statementShares(known.community, map, known.keys);
  if (!shares.ok) return not('The key of a member is missing.');
  if (!verify({ shares: shares.value, signature }))
    return not('The joint signature is not that of the members it names.');
  if (!isSupported(content, proposal.value, voices, known.roster)) return not('Too few have bound for what it says.');
  return ok({
    proposal: proposal.value,
    outcome: content.outcome,
    option: content.option,
    boundTo: new Map(voices.map(({ member, value }) => [member, value])),
    unheard: known.roster.members.filter((_, i) => !(markOf(content, known, i) & BIT.replied)),
  });
}

const markOf = ({ marks: written }: Content, { roster, memberAt }: Known, index: number): number =>
  written.find((_, number) => memberAt(number) === roster.members[index]) ?? 0;

function voicesOf(
  { marks: written, rekeyed }: Content,
  { roster, memberAt }: Known,
): (Voice & { multiplicity: number })[] | null {
  const counted = new Set(roster.members);
  const versions = new Map(rekeyed.map(({ number, keyVersion }) => [number, keyVersion]));
  const voices: (Voice & { multiplicity: number })[] = [];
  for (const [number, mark] of written.entries()) {
    if ((mark & BIT.bind) === 0) continue;
    const member = memberAt(number);
    if (member === undefined || !counted.has(member)) return null;
    voices.push({
      member,
      value: (mark & BIT.bind) - 1,
      revision: 0,
      keyVersion: versions.get(number) ?? 0,
      multiplicity: 1,
    });
  }
  return voices;
}

/** Do the voices alone carry the outcome? What rests on rival matters of a slot needs their certificates, too. */
function isSupported(
  content: Content,
  { kind, method, optionCount }: Proposal,
  voices: readonly Voice[],
  { members }: Roster,
): boolean {
  const { gravity } = KIND_RULES[kind];
  const marked = content.marks.filter((mark) => (mark & BIT.underProof) !== 0).length;
  const liars = Math.max(marked, liarsAllowed(members.length, gravity));
  const quorum = Math.max(quorumOf(members.length, gravity), quorumWith(members.length, liars));
  const to = (option: number): number => voices.filter(({ value }) => value === bindValueOf(option)).length;
  if (content.outcome === 'passed') return to(content.option) >= quorum;
  if (content.outcome !== 'rejected') return true;
  const rejectedFrom = members.length - quorum + liars + 1;
  const options = Array.from({ length: bindableCount(method, optionCount) }, (_, option) => option);
  return options.every((option) => voices.length - to(option) >= rejectedFrom);
}
