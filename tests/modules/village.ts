// A village of the mind: members with made-up keys whose records are taken as verified.
//
// Modules judge what was said, never signatures, so tests of their rules need none: facts are fed
// directly, in whatever order a test wants.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { CharterChange, Expulsion } from '#protocol/tally/matters.ts';
import { communityHexOf, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf, recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import { admission, checkpoint, confirm, sponsoring, type Admission } from '#modules/roster/records.ts';

export const bytesOf = (seed: string, count: number): Uint8Array =>
  concat(...Array.from({ length: Math.ceil(count / 32) }, (_, i) => sha256(toUtf8(`${seed}/${i}`)))).slice(0, count);

export const keyOf = (name: string): Uint8Array => bytesOf(`key ${name}`, 96);

export type Village = ReturnType<typeof village>;

/** A founder named "0"; everybody else is a name, too. Each author's records are numbered as they are made. */
export function village(name = 'Valley') {
  const genesis: Genesis = { foundedAt: 3_000_000, founderKey: keyOf('0'), name };
  const community = communityHexOf(genesis);
  const raw = fromHex(community);
  if (!raw.ok) throw new Error('a community id is hex');
  const idOf = (person: string): MemberId => memberIdOf(raw.value, keyOf(person));
  const seqs = new Map<string, number>();

  const record = <T>(author: string, type: RecordType<T>, body: T, over: Partial<Record> = {}) => {
    const seq = over.seq ?? (seqs.get(author) ?? 0) + 1;
    seqs.set(author, Math.max(seq, seqs.get(author) ?? 0));
    const made: Record = {
      member: idOf(author),
      log: 0,
      keyVersion: 0,
      type: type.type,
      seq,
      time: 0,
      body: encode(type.body, body, 'signed'),
      ...over,
    };
    return { kind: 'record' as const, id: recordId(raw.value, made), record: made, body };
  };

  const admissionOf = (person: string, household: number, coSponsors: readonly string[] = []): Admission => ({
    key: keyOf(person),
    privateKey: bytesOf(`x ${person}`, 32),
    recoveryDigest: bytesOf(`r ${person}`, 16),
    household,
    traits: new Set(),
    coSponsors: coSponsors.map(idOf),
    name: person,
  });

  return {
    genesis,
    community,
    communityBytes: raw.value,
    idOf,
    record,
    admissionOf,
    founding: { kind: 'genesis', community, genesis } as Fact,
    admit: (sponsor: string, person: string, household: number, coSponsors: readonly string[] = []) =>
      record(sponsor, admission, admissionOf(person, household, coSponsors)),
    vouch: (sponsor: string, person: string) => record(sponsor, sponsoring, { person: idOf(person) }),
    page: (
      author: string,
      number: number,
      previous: RecordId,
      admitted: readonly string[],
      more: {
        removed?: readonly string[];
        carried?: readonly RecordId[];
        expelled?: readonly Expulsion[];
        charter?: readonly CharterChange[];
      } = {},
    ) =>
      record(author, checkpoint, {
        number,
        previous,
        stateHash: bytesOf('state', 32),
        frontier: bytesOf('frontier', 8),
        claimedMinute: 0,
        epoch: 0,
        admitted: admitted.map(idOf),
        removed: (more.removed ?? []).map(idOf),
        carried: more.carried ?? [],
        expelled: more.expelled ?? [],
        charter: more.charter ?? [],
      }),
    say: (person: string, kind: number, subject: RecordId, roster: RecordId, value: number, revision = 0): Fact => ({
      kind: 'statement',
      subject: { kind, record: subject, roster },
      voice: { member: idOf(person), value, revision, keyVersion: 0 },
    }),
    confirm: (person: string, page: RecordId, roster: RecordId): Fact => ({
      kind: 'statement',
      subject: { kind: confirm.kind, record: page, roster },
      voice: { member: idOf(person), value: 0, revision: 0, keyVersion: 0 },
    }),
  };
}

/** A village whose members "0" to `count` - 1 are all listed, six a page, each of a household of its own. */
export function grown(count: number) {
  const v = village();
  const facts: Fact[] = [v.founding];
  let [number, previous, members] = [0, v.community, ['0']];
  for (let next = 1; next < count;) {
    const admitted = Array.from({ length: Math.min(6, count - next) }, (_, i) => String(next + i));
    next += admitted.length;
    for (const person of admitted) facts.push(v.admit('0', person, 1 + Number(person), members.slice(1, 3)));
    const page = v.page('0', ++number, previous, admitted);
    facts.push(page, ...members.map((member) => v.confirm(member, page.id, previous)));
    previous = page.id;
    members = [...members, ...admitted];
  }
  return { ...v, facts, members, roster: previous, next: number + 1 };
}
