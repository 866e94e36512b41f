// Three communities decide together: the same governance, and each of them speaks by its own certificate.

import { describe, expect, test } from 'vitest';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { publicKey, sign } from '#protocol/crypto/bls.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { communityHexOf, decodeGenesis } from '#protocol/wire/genesis.ts';
import { recordId, type Record } from '#protocol/wire/record.ts';
import { statementDigest } from '#protocol/wire/statement.ts';
import { matterOf } from '#modules/governance/matter.ts';
import { governance } from '#modules/governance/module.ts';
import { bind, proposal, type Proposal } from '#modules/governance/records.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { memberOf, statementOf, type Evidence, type MemberKey } from '#modules/outer-voice.ts';
import { writeProof } from '#modules/proof-file.ts';
import { table, type Seat } from '../support/table.ts';
import { bytesOf } from './village.ts';

const HOUR_MS = 3_600_000;
const upper = 'f0'.repeat(32) as RecordId;
const page = 'c1'.repeat(32) as RecordId;
const raw = Uint8Array.from({ length: 32 }, () => 0xf0);

/** A community that has decided to say something outside, and the evidence of it. */
function speaking(names: readonly string[], record: RecordId, value: number) {
  const t = table(names, `village of ${names.join(' and ')}`);
  const [first] = t.seats as [Seat];
  const act = (seat: Seat, name: string, args: unknown): RecordId => {
    const done = t.act(seat, 'governance', name, args);
    if (!done.ok) throw new Error(done.refusal.why);
    return done.records[0]!;
  };
  const draft = act(first, 'speakOutside', {
    community: upper,
    record,
    roster: page,
    kind: bind.kind,
    value,
    revision: 0,
  });
  const words = { title: 'We join the treaty', text: '', periodHours: 1, frontier: first.node.frontierDigest() };
  const adoption = act(first, 'proposeAdoption', { ...words, record: draft, kind: 'serious' });
  for (const seat of t.seats) act(seat, 'cast', { proposal: adoption, says: 'for' });
  t.rest(HOUR_MS);
  for (let i = 0; i < 3; i++) t.rest(61_000);
  for (const seat of t.seats) act(seat, 'bind', { proposal: adoption, choice: 'yes' });
  const { directory, records, tally } = first.node;
  const matter = matterOf(first.node.state('governance') as GovernanceState, adoption, directory);
  const genesis = decodeGenesis(t.founding);
  if (matter.kind !== 'matter' || !genesis.ok) throw new Error('the community is there');
  const held = { genesis: genesis.value.genesis, directory, records, tally, roster: first.node.state('roster') };
  const proof = writeProof(matter, held);
  if (!proof.ok) throw new Error(proof.error.why);
  const entry: MemberKey = { is: 'community', id: communityHexOf(genesis.value.genesis) };
  const evidence: Evidence = { is: 'certificate', proof: proof.value, statement: records.get(draft)!.record };
  return { entry, evidence };
}

const treaty = (author: MemberId): { id: RecordId; record: Record; body: Proposal } => {
  const body: Proposal = {
    kind: 'serious',
    method: 'consent',
    periodHours: 24,
    roster: page,
    frontier: bytesOf('f', 8),
    slot: null,
    optionCount: 0,
    effect: null,
    text: 'Share the well',
  };
  const encoded = encode(proposal.body, body, 'signed');
  const record: Record = { member: author, log: 0, keyVersion: 0, type: proposal.type, seq: 1, time: 0, body: encoded };
  return { id: recordId(raw, record), record, body };
};

describe('three communities', () => {
  const asked = treaty('ab'.repeat(32) as MemberId);
  const said = { subject: { kind: bind.kind, record: asked.id, roster: page }, value: 1, revision: 0 };
  const villages = [['ann'], ['bob', 'cid'], ['dan']].map((names) => speaking(names, asked.id, 1));
  const members = villages.map(({ entry }) => memberOf(upper, entry));

  test('decide a matter by their certificates, with the code that people decide by', () => {
    const roster: Roster = { checkpoint: page, number: 1, size: 3, members };
    // The members are known after the matter is, so its author is put in here; who proposes is not what is shown.
    const matterBy = { ...asked, record: { ...asked.record, member: members[0]! } };
    const directory = {
      roster: (id: RecordId) => (id === page ? roster : undefined),
      numberOf: (member: MemberId) => members.indexOf(member),
      person: () => undefined,
    } as unknown as Directory;
    const state = governance.empty();
    const around = { directory, state: () => undefined, record: () => undefined };
    governance.fold(state, { kind: 'record', ...matterBy }, around);
    const outcomes = villages.map(({ entry, evidence }) => {
      const fact = statementOf(upper, entry, said, evidence);
      if (!fact.ok) throw new Error(fact.error.why);
      governance.fold(state, fact.value, around);
      const matter = matterOf(state, asked.id, directory);
      return matter.kind === 'matter' ? matter.outcome.kind : matter.why;
    });
    expect(outcomes).toEqual(['open', 'open', 'passed']);
  });

  test('a certificate speaks for its own community only, on its own matter, with its own words', () => {
    const [one, two] = villages as [(typeof villages)[0], (typeof villages)[0]];
    const why = (entry: MemberKey, what: typeof said, evidence: Evidence): string => {
      const fact = statementOf(upper, entry, what, evidence);
      return fact.ok ? 'believed' : fact.error.why;
    };
    expect(why(one.entry, said, one.evidence)).toBe('believed');
    expect(why(two.entry, said, one.evidence)).toBe('It is of another community.');
    expect(why(one.entry, { ...said, value: 0 }, one.evidence)).toBe('It says something else, or of another matter.');
    const elsewhere = { ...said, subject: { ...said.subject, record: 'aa'.repeat(32) as RecordId } };
    expect(why(one.entry, elsewhere, one.evidence)).toBe('It says something else, or of another matter.');
    const swapped = { ...one.evidence, statement: (two.evidence as { statement: Record }).statement } as Evidence;
    expect(why(one.entry, said, swapped)).toBe('The community decided something else.');
    const signature: Evidence = { is: 'signature', signature: new Uint8Array(48) };
    expect(why(one.entry, said, signature)).toBe('A community speaks with its own certificate.');
  });

  test('a person is asked by the same function, and speaks with a signature', () => {
    const secret = bytesOf('a person', 32).map((byte, i) => (i === 0 ? 1 : byte));
    const entry: MemberKey = { is: 'person', key: publicKey(secret) };
    const signature = sign(statementDigest(raw, said.subject, said), secret);
    expect(statementOf(upper, entry, said, { is: 'signature', signature })).toMatchObject({
      ok: true,
      value: { voice: { member: memberOf(upper, entry), value: 1 } },
    });
    expect(statementOf(upper, entry, { ...said, value: 0 }, { is: 'signature', signature }).ok).toBe(false);
    expect(statementOf(upper, entry, said, villages[0]!.evidence).ok).toBe(false);
  });
});
