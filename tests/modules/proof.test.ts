import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { concat, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import { possessionMessage } from '#protocol/wire/record.ts';
import { rotation } from '#modules/roster/records.ts';
import { communityHexOf, decodeGenesis } from '#protocol/wire/genesis.ts';
import { matterOf } from '#modules/governance/matter.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { joinCodes, proofCodes, readProof, writeProof } from '#modules/proof-file.ts';
import { table, type Seat } from '../support/table.ts';

const HOUR_MS = 3_600_000;

/** A community of five that has decided something. */
function decided(name: string, rotates = false) {
  const t = table(['ann', 'bob', 'cid', 'dan', 'eve'], name);
  const genesis = decodeGenesis(t.founding);
  if (!genesis.ok) throw new Error('the founding reads');
  const community = communityHexOf(genesis.value.genesis);
  const [ann, ...others] = t.seats as [Seat, ...Seat[]];
  const bobId = t.seats[1]!.id;
  if (rotates) {
    const [bob, next] = [t.seats[1]!, secretKeyFromSeed(new Uint8Array(32).fill(9))];
    const key = publicKey(next);
    const body = encode(rotation.body, { key }, 'signed');
    const possession = sign(possessionMessage(t.community, body), next, 'possession');
    must(t.act(bob, 'roster', 'rotate', { key, possession }));
    // The same phone from now on signs with the new key.
    t.seats.splice(1, 1);
    const secrets = { ...t.secretsOf('bob'), signingKey: next, member: bob.id };
    const again = t.take('bob', { secrets, stored: bob.stored.values() });
    t.seats.splice(t.seats.indexOf(again), 1);
    t.seats.splice(1, 0, again);
    others[0] = again;
  }
  const frontier = ann.node.frontierDigest();
  const words = {
    kind: 'ordinary',
    method: 'consent',
    periodHours: 1,
    frontier,
    title: 'Open the mill',
    options: [],
    text: '',
  };
  const proposed = t.act(ann, 'governance', 'propose', words);
  if (!proposed.ok) throw new Error(proposed.refusal.why);
  const proposal = proposed.records[0]!;
  for (const seat of t.seats) must(t.act(seat, 'governance', 'cast', { proposal, says: 'for' }));
  t.rest(HOUR_MS);
  for (let i = 0; i < 3; i++) t.rest(61_000);
  for (const seat of [ann, ...others.slice(0, 3)]) must(t.act(seat, 'governance', 'bind', { proposal, choice: 'yes' }));
  const state = ann.node.state('governance') as GovernanceState;
  const matter = matterOf(state, proposal, ann.node.directory);
  if (matter.kind !== 'matter') throw new Error(matter.why);
  const held = {
    genesis: genesis.value.genesis,
    directory: ann.node.directory,
    records: ann.node.records,
    tally: ann.node.tally,
    roster: ann.node.state('roster'),
  };
  const proof = writeProof(matter, held);
  if (!proof.ok) throw new Error(proof.error.why);
  return { community, proposal, proof: proof.value, matter, held, t, bobId };
}

function must(outcome: { ok: boolean; refusal?: { why: string } }): void {
  if (!outcome.ok) throw new Error(outcome.refusal!.why);
}

const place = decided('proof');
const folder = mkdtempSync(join(tmpdir(), 'folkmoot-proof-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The same with its sum made right again: what a forger does and not what a scratch does. */
const resealed = (proof: Uint8Array): Uint8Array => {
  const content = proof.slice(0, -32);
  return concat(content, sha256(concat(toUtf8('fmp/1'), content)));
};

describe('a proof file', () => {
  test('is believed by somebody who knows the community by its id only', () => {
    const read = readProof(place.proof, place.community);
    if (!read.ok) throw new Error(read.error.why);
    expect(read.value).toMatchObject({ outcome: 'passed', option: 0, id: place.proposal, page: 1, members: 5 });
    expect(read.value.proposal.text).toBe('Open the mill');
    expect(read.value.boundTo.size).toBe(4);
    expect(read.value.unheard).toHaveLength(0);
  });

  test('is read by a fresh process on an empty machine', () => {
    const file = join(folder, 'mill.proof');
    writeFileSync(file, place.proof);
    const script = new URL('children/read-proof.ts', import.meta.url).pathname;
    const said = execFileSync(process.execPath, ['--import', 'tsx', script, file, place.community], {
      encoding: 'utf8',
    });
    expect(JSON.parse(said)).toEqual({ outcome: 'passed', text: 'Open the mill', bound: 4, page: 1 });
  });

  test('shows why a member signs with another key than the first', () => {
    const { proof, community, t, bobId } = decided('proof of a new key', true);
    const read = readProof(proof, community);
    if (!read.ok) throw new Error(read.error.why);
    expect(read.value.boundTo.size).toBe(4);
    expect(t.seats[0]!.node.directory.keyVersionOf(bobId, 0)).toBe(1);
    expect(read.value.boundTo.get(bobId)).toBe(1);
  });

  test('with any one byte changed on the way is refused, with a reason', () => {
    for (let at = 0; at < place.proof.length; at++) {
      const bent = place.proof.slice();
      bent[at]! ^= 1 << (at % 8);
      const read = readProof(bent, place.community);
      expect(read.ok).toBe(false);
      expect(read.ok || read.error.why).toMatch(/\.$/);
    }
  });

  test('bent by a forger says the same or is refused: nothing else can be made of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: place.proof.length - 33 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bent = place.proof.slice();
        bent[at]! ^= by;
        const read = readProof(resealed(bent), place.community);
        if (!read.ok) return;
        expect(read.value.id).toBe(place.proposal);
        expect([...read.value.boundTo]).toEqual(
          [...place.matter.roster.members.slice(0, 4)].map((member) => [member, 1]),
        );
        expect(['passed', 'open']).toContain(read.value.outcome);
      }),
      { numRuns: 60 },
    );
  });

  test('of another community is not believed, nor half of it, nor noise', () => {
    expect(readProof(place.proof, 'ab'.repeat(32) as RecordId)).toEqual({
      ok: false,
      error: { kind: 'not-proven', why: 'It is of another community.' },
    });
    expect(readProof(place.proof.slice(0, place.proof.length / 2), place.community).ok).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        expect(readProof(resealed(concat(noise, new Uint8Array(32))), place.community).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test('travels as QR codes in any order, and says which are missing', () => {
    const codes = proofCodes(place.proof, 300);
    expect(codes.length).toBeGreaterThan(3);
    for (const code of codes) expect(code.length).toBeLessThanOrEqual(300);
    const joined = joinCodes([...codes].reverse().concat(codes[0]!));
    expect(joined.ok && joined.value).toEqual(place.proof);
    expect(joinCodes(codes.filter((_, i) => i !== 1 && i !== 2))).toMatchObject({
      error: { why: `2 of ${codes.length} codes are missing: 2, 3.` },
    });
    const other = proofCodes(concat(place.proof, new Uint8Array(1)), 300);
    expect(joinCodes([codes[0]!, other[1]!])).toMatchObject({
      error: { why: 'These codes belong to different proofs.' },
    });
  });
});
