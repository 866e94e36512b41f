// A community as a member of another: what it says there is its own certificate (decisions: communities of communities).
//
// One rules engine: the upper community runs the same governance over the same kinds of fact. Only where a
// person's statement is checked by a signature, a community's is checked by a proof that the community adopted
// it, by its own quorum. No delegate signs, and no key of the upper community exists.

import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import { decode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert, err, ok, type Result } from '#protocol/bytes/result.ts';
import { isPublicKey, verify } from '#protocol/crypto/bls.ts';
import type { Fact } from '#protocol/node/module.ts';
import { memberIdOf, recordId, type Record } from '#protocol/wire/record.ts';
import { statementDigest, type Subject, type Voice } from '#protocol/wire/statement.ts';
import { OuterStatement, outerStatement } from './governance/records.ts';
import { readProof, type NotProven } from './proof-file.ts';

const KINDS = ['serious', 'irreversible', 'charter'] as const;

/** Whose key stands in a roster entry: a person's, or a community's, which is its id. */
export type MemberKey =
  { readonly is: 'person'; readonly key: Uint8Array } | { readonly is: 'community'; readonly id: RecordId };

const bytesOf = (id: string): Uint8Array => {
  const read = fromHex(id);
  assert(read.ok && read.value.length === 32, 'an id is 32 bytes of hex');
  return read.value;
};

/** The member id of a roster entry: a key has 96 bytes and an id 32, so the two never meet. */
export const memberOf = (community: RecordId, entry: MemberKey): MemberId =>
  memberIdOf(bytesOf(community), entry.is === 'person' ? entry.key : bytesOf(entry.id));

/** What shows that a member said something: a person's signature, or a community's proof with the record it adopted. */
export type Evidence =
  | { readonly is: 'signature'; readonly signature: Uint8Array }
  | { readonly is: 'certificate'; readonly proof: Uint8Array; readonly statement: Record };

export type Said = { readonly subject: Subject; readonly voice: Voice };

const not = (why: string): Result<never, NotProven> => err({ kind: 'not-proven', why });

/** Did this member say this in `community`? The answer is a fact for the same fold, whoever the member is. */
export function statementOf(
  community: RecordId,
  entry: MemberKey,
  said: Omit<Said, 'voice'> & { readonly value: number; readonly revision: number },
  evidence: Evidence,
): Result<Extract<Fact, { kind: 'statement' }>, NotProven> {
  const { subject, value, revision } = said;
  const voice: Voice = { member: memberOf(community, entry), value, revision, keyVersion: 0 };
  const fact = { kind: 'statement', subject, voice } as const;
  if (entry.is === 'person') {
    if (evidence.is !== 'signature') return not('A person speaks with a signature.');
    const message = statementDigest(bytesOf(community), subject, { revision, value });
    const shares = [{ key: entry.key, message, purpose: 'signature' as const }];
    return isPublicKey(entry.key) && verify({ shares, signature: evidence.signature })
      ? ok(fact)
      : not('The signature is not that of this person.');
  }
  if (evidence.is !== 'certificate') return not('A community speaks with its own certificate.');
  const proven = readProof(evidence.proof, entry.id);
  if (!proven.ok) return proven;
  const { outcome, proposal } = proven.value;
  if (outcome !== 'passed') return not('The community has not decided this.');
  if (!KINDS.some((kind) => kind === proposal.kind)) return not('What a community says outside is at least serious.');
  const adopted = recordId(bytesOf(entry.id), evidence.statement);
  if (proposal.effect?.what !== 'adoption' || proposal.effect.record !== adopted) {
    return not('The community decided something else.');
  }
  if (evidence.statement.type !== outerStatement.type) return not('It adopted a record of another sort.');
  const body = decode(OuterStatement, evidence.statement.body, { form: 'signed' });
  if (!body.ok) return not('What it adopted does not read.');
  const same =
    toHex(body.value.community) === community &&
    toHex(body.value.record) === subject.record &&
    toHex(body.value.roster) === subject.roster &&
    body.value.kind === subject.kind &&
    body.value.value === value &&
    body.value.revision === revision;
  return same ? ok(fact) : not('It says something else, or of another matter.');
}
