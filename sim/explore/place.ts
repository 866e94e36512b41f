// A community of a few members whose words are taken as signed: the ground on which the search stands.
//
// Modules judge what was said, never signatures, so the search needs none. The roster is made of the
// same records that a real community writes, and folded by the production roster.

import { sha256 } from '#protocol/crypto/hash.ts';
import { concat, fromHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Fact, Self } from '#protocol/node/module.ts';
import { communityHexOf, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf, recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import { admission, checkpoint, confirm } from '#modules/roster/records.ts';
import type { Resident } from '../world/founding.ts';
import { personName } from '../world/short-name.ts';

const bytesOf = (seed: string, count: number): Uint8Array =>
  concat(...Array.from({ length: Math.ceil(count / 32) }, (_, i) => sha256(toUtf8(`${seed}/${i}`)))).slice(0, count);

export type RecordFact = Extract<Fact, { kind: 'record' }>;

export type SmallPlace = {
  readonly community: RecordId;
  readonly members: readonly MemberId[];
  /** Makes everybody a member, on one page. */
  readonly founding: readonly Fact[];
  /** The newest page. */
  readonly page: RecordId;
  readonly pageNumber: number;
  selfOf(member: number): Self;
  record<B>(member: number, type: RecordType<B>, body: B): RecordFact;
  say(member: number, kind: number, subject: RecordId, roster: RecordId, value: number, revision?: number): Fact;
  /** Several records of one member at one place of the log: what only a liar writes. */
  forks(member: number, makers: readonly (() => RecordFact)[]): readonly RecordFact[];
  /** A page after the newest, with the same members. */
  nextPage(member: number, carried: readonly RecordId[]): RecordFact;
};

const PAGE = {
  stateHash: bytesOf('state', 32),
  frontier: bytesOf('frontier', 8),
  claimedMinute: 0,
  epoch: 0,
  admitted: [],
  removed: [],
  expelled: [],
  charter: [],
};

/** What one page lists at most (roster §2.3). */
const ADMITTED_MAX = 6;

/** `residents`: what they are called and where they live; by number where absent. */
export function smallPlace(count: number, residents?: readonly Resident[]): SmallPlace {
  const keys = Array.from({ length: count }, (_, i) => bytesOf(`key ${i}`, 96));
  const genesis: Genesis = { foundedAt: 3_000_000, founderKey: keys[0]!, name: 'Few' };
  const community = communityHexOf(genesis);
  const raw = fromHex(community);
  assert(raw.ok, 'an id is hex');
  const members = keys.map((key) => memberIdOf(raw.value, key));
  const seqs = members.map(() => 0);
  const record = <B>(member: number, type: RecordType<B>, body: B): RecordFact => {
    const made: Record = {
      member: members[member]!,
      log: 0,
      keyVersion: 0,
      type: type.type,
      seq: ++seqs[member]!,
      time: 0,
      body: encode(type.body, body, 'signed'),
    };
    return { kind: 'record', id: recordId(raw.value, made), record: made, body };
  };
  const say: SmallPlace['say'] = (member, kind, subject, roster, value, revision = 0) => ({
    kind: 'statement',
    subject: { kind, record: subject, roster },
    voice: { member: members[member]!, value, revision, keyVersion: 0 },
  });
  const founding: Fact[] = [{ kind: 'genesis', community, genesis }];
  let [page, pageNumber, listed] = [community, 0, 1];
  while (listed < count) {
    const people = Array.from({ length: Math.min(ADMITTED_MAX, count - listed) }, (_, i) => listed + i);
    const admissions = people.map((i) =>
      record(0, admission, {
        key: keys[i]!,
        privateKey: bytesOf(`box ${i}`, 32),
        recoveryDigest: bytesOf(`recovery ${i}`, 16),
        household: residents?.[i]?.household ?? 1 + i,
        traits: new Set<'hosted'>(),
        coSponsors: [],
        name: personName(residents?.[i]?.name ?? `member ${i + 1}`),
      }),
    );
    const admitted = people.map((i) => members[i]!);
    const next = record(0, checkpoint, {
      ...PAGE,
      number: pageNumber + 1,
      previous: page,
      admitted,
      carried: [],
    });
    const confirms = members.slice(0, listed).map((_, i) => say(i, confirm.kind, next.id, page, 0));
    founding.push(...admissions, next, ...confirms);
    [page, pageNumber, listed] = [next.id, pageNumber + 1, listed + people.length];
  }
  return {
    community,
    members,
    founding,
    page,
    pageNumber,
    selfOf: (member) => ({ member: members[member]!, log: 0, key: keys[member]! }),
    record,
    say,
    forks(member, makers) {
      const before = seqs[member]!;
      return makers.map((make) => {
        seqs[member] = before;
        return make();
      });
    },
    nextPage: (member, carried) =>
      record(member, checkpoint, { ...PAGE, number: pageNumber + 1, previous: page, carried }),
  };
}
