import { describe, expect, test } from 'vitest';
import { fromHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { addSignatures, publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { memberIdOf, recordDigest, recordId, type Record } from '#protocol/wire/record.ts';
import { statementDigest } from '#protocol/wire/statement.ts';
import {
  certificateContent,
  certifiedSubject,
  certifiedVoices,
  sealCertificate,
  verifyCertificate,
} from '#modules/governance/certificate.ts';
import { matterOf } from '#modules/governance/matter.ts';
import { governance } from '#modules/governance/module.ts';
import { bind, proposal, type Proposal } from '#modules/governance/records.ts';
import {
  coSponsorMessage,
  completeDraft,
  decodeJoinRequest,
  draftAdmission,
  encodeJoinRequest,
  joinMessage,
  showsPossession,
} from '#modules/roster/joining.ts';
import { bytesOf } from './village.ts';

const community = bytesOf('community', 32);
const secrets = ['a', 'b', 'c', 'd', 'e'].map((name) => secretKeyFromSeed(toUtf8(`member ${name} of the hamlet`)));
const keys = secrets.map(publicKey);
const members = keys.map((key) => memberIdOf(community, key));
const checkpoint = 'c0'.repeat(32) as RecordId;
const roster: Roster = { checkpoint, number: 1, size: 4, members: members.slice(0, 4) };
const keysOf = {
  keyOf: (member: MemberId, log: number, version: number) =>
    log === 0 && version === 0 ? keys[members.indexOf(member)] : undefined,
  keyVersionOf: () => 0,
};
const directory = {
  ...keysOf,
  roster: (id: RecordId) => (id === checkpoint ? roster : undefined),
  numberOf: (member: MemberId) => members.indexOf(member),
  person: () => undefined,
} as unknown as Directory;

const body: Proposal = {
  kind: 'ordinary',
  method: 'consent',
  periodHours: 24,
  roster: checkpoint,
  frontier: bytesOf('f', 8),
  slot: null,
  optionCount: 0,
  effect: null,
  text: 'Share the generator',
};
const record: Record = {
  member: members[0]!,
  log: 0,
  keyVersion: 0,
  type: proposal.type,
  seq: 1,
  time: 0,
  body: encode(proposal.body, body, 'signed'),
};
const id = recordId(community, record);

function decided(binders: readonly number[]) {
  const state = governance.empty();
  const around = { directory, state: () => undefined, record: () => undefined };
  governance.fold(state, { kind: 'record', id, record, body }, around);
  const subject = { kind: bind.kind, record: id, roster: checkpoint };
  for (const i of binders)
    governance.fold(
      state,
      { kind: 'statement', subject, voice: { member: members[i]!, value: 1, revision: 0, keyVersion: 0 } },
      around,
    );
  const matter = matterOf(state, id, directory);
  if (matter.kind !== 'matter') throw new Error(matter.why);
  const sum = addSignatures(
    certifiedVoices(matter).map((voice) =>
      sign(statementDigest(community, certifiedSubject(matter), voice), secrets[members.indexOf(voice.member)]!),
    ),
  )!;
  return { matter, bytes: sealCertificate(certificateContent(matter, directory), sum) };
}

const known = { community, proposal: record, roster, memberAt: (number: number) => members[number], keys: keysOf };

describe('a certificate', () => {
  test('is believed by somebody who was not there and has the genesis, the roster and the proposal', () => {
    const { bytes } = decided([0, 2, 3]);
    const found = verifyCertificate(bytes, known);
    expect(found).toMatchObject({ ok: true, value: { outcome: 'passed', option: 0, unheard: [members[1]] } });
  });

  test('that says passed with too few binds is not believed', () => {
    const { bytes } = decided([0, 2]);
    const lie = bytes.slice();
    lie[1 + 32] = 1;
    expect(verifyCertificate(lie, known)).toEqual({
      ok: false,
      error: { kind: 'not-verified', why: 'Too few have bound for what it says.' },
    });
  });

  test('with any one byte of its voices, proposal or signature changed is not believed', () => {
    const { bytes } = decided([0, 1, 2]);
    const marksFrom = 1 + 32 + 2 + 1;
    for (const at of [0, 1, 20, 32, marksFrom + 3, bytes.length - 1, bytes.length - 40]) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      expect(verifyCertificate(changed, known).ok).toBe(false);
    }
    expect(verifyCertificate(bytes.slice(0, -1), known).ok).toBe(false);
  });
});

describe('an admission at one table', () => {
  const admission = {
    key: keys[4]!,
    privateKey: bytesOf('x', 32),
    recoveryDigest: bytesOf('r', 16),
    household: 9,
    traits: new Set<'hosted'>(),
    coSponsors: [],
    name: 'Ida',
  };
  const draft = draftAdmission(admission, [members[1]!, members[2]!], {
    member: members[0]!,
    log: 0,
    keyVersion: 0,
    seq: 7,
    time: 60,
  });
  const possession = sign(joinMessage(community, draft.admission), secrets[4]!, 'possession');
  const coSigned = (...who: readonly number[]) =>
    new Map(who.map((i) => [members[i]!, sign(coSponsorMessage(community, draft), secrets[i]!)] as const));

  test('is complete when all whom it names have signed just this draft', () => {
    const plan = completeDraft(community, draft, { possession, coSponsors: coSigned(1, 2) }, keysOf);
    expect(plan.ok && plan.value.records![0]!.at).toEqual({ seq: 7, time: 60 });
    expect(plan.ok && plan.value.records![0]!.coSignatures).toHaveLength(3);
  });

  test('names who is missing, and a sponsor signature never passes for possession', () => {
    const missing = completeDraft(community, draft, { possession, coSponsors: coSigned(1) }, keysOf);
    expect(missing).toMatchObject({ ok: false, error: { coSponsors: [members[2]], newcomer: false } });
    const posing = sign(joinMessage(community, draft.admission), secrets[4]!, 'signature');
    expect(completeDraft(community, draft, { possession: posing, coSponsors: coSigned(1, 2) }, keysOf)).toMatchObject({
      error: { newcomer: true },
    });
  });

  test('a join request survives a QR code and shows possession of the key it names only', () => {
    const request = { admission, possession: sign(joinMessage(community, admission), secrets[4]!, 'possession') };
    const read = decodeJoinRequest(encodeJoinRequest(request));
    expect(read).toEqual({ ok: true, value: request });
    expect(showsPossession(community, request)).toBe(true);
    expect(showsPossession(community, { ...request, admission: { ...admission, key: keys[0]! } })).toBe(false);
    expect(decodeJoinRequest(encodeJoinRequest(request).slice(0, 100)).ok).toBe(false);
  });

  test('the digest that co-sponsors sign is that of the record', () => {
    expect(coSponsorMessage(community, draft)).toEqual(recordDigest(community, draft.record));
    expect(fromHex(recordId(community, draft.record)).ok).toBe(true);
  });
});
