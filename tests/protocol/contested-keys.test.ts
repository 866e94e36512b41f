// Somebody stole a key. Owner and thief both rotate it: whatever comes in whatever order, all nodes hold the same,
// and neither key has power until three guardians give another (protocol/README.md §3.3, roster README §1.4).

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { addSignatures, publicKey, secretKeyFromSeed, sign, verify, type Claim } from '#protocol/crypto/bls.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { sealFrame } from '#protocol/wire/frame.ts';
import { encodeSingle, possessionMessage, recordDigest, type Record } from '#protocol/wire/record.ts';
import { NOW_MS } from '../../bench/specimen-people.ts';
import { feed, makeSpecimens, optionsOf, type Specimens } from '../../bench/specimens.ts';

const OWNER = 3;
/** What no module knows is checked, kept and forwarded like everything else. */
const EXTENSION = 200;
const [OWN, THEFT, GIVEN] = [51, 52, 53].map((byte) => {
  const secret = secretKeyFromSeed(new Uint8Array(32).fill(byte));
  return { secret, key: publicKey(secret) };
}) as [Pair, Pair, Pair];
type Pair = { readonly secret: Uint8Array; readonly key: Uint8Array };

let made: Specimens;
beforeAll(() => {
  made = makeSpecimens();
});

/** A true claim is true whoever asks: each is worked out once. */
const answers = new Map<string, boolean>();
const check = (claim: Claim): boolean => {
  const name = [claim.signature, ...claim.shares.flatMap(({ key, message }) => [key, message])].map(toHex).join();
  const known = answers.get(name) ?? verify(claim);
  answers.set(name, known);
  return known;
};

type Says = Omit<Record, 'member' | 'log' | 'time' | 'body'> & {
  readonly by: number;
  readonly body: object;
  readonly signers: readonly Uint8Array[];
  readonly newKey?: Pair;
};

function frameOf({ by, signers, newKey, body, ...said }: Says): Uint8Array {
  const { community, context, people, ring } = made;
  const type = context.types.get(said.type);
  const record: Record = {
    ...said,
    member: people[by]!.id,
    log: 0,
    time: 400 + said.seq,
    body: body instanceof Uint8Array ? body : encode(type!.body, body, 'signed'),
  };
  const digest = recordDigest(community, record);
  const possession = newKey ? [sign(possessionMessage(community, record.body), newKey.secret, 'possession')] : [];
  const signature = addSignatures([...signers.map((secret) => sign(digest, secret)), ...possession])!;
  return sealFrame(ring, 'single', encodeSingle({ record, signature }, context.types, context.names));
}

/** The owner's guardians, both rotations, and what each of the two keys then signed. */
function theft(): { readonly frames: readonly Uint8Array[]; readonly rebinding: Uint8Array } {
  const { people } = made;
  const id = (person: number) => people[person]!.id;
  const first = people[OWNER]!.secret;
  const word = (seq: number, keyVersion: number, { secret }: Pair) =>
    frameOf({ by: OWNER, type: EXTENSION, seq, keyVersion, body: publicKey(secret).slice(0, 9), signers: [secret] });
  const rotate = (pair: Pair) =>
    frameOf({ by: OWNER, type: 5, seq: 2, keyVersion: 0, body: { key: pair.key }, signers: [first], newKey: pair });
  const guardians = { guardians: [0, 1, 2, 4, 5].map(id) };
  const frames = [
    frameOf({ by: OWNER, type: 7, seq: 1, keyVersion: 0, body: guardians, signers: [first] }),
    rotate(OWN),
    rotate(THEFT),
    word(3, 1, OWN),
    word(4, 1, OWN),
    word(3, 1, THEFT),
    word(5, 1, THEFT),
  ];
  const rebinding = frameOf({
    by: 1,
    type: 11,
    seq: 1,
    keyVersion: 0,
    body: {
      member: id(OWNER),
      ends: 1,
      key: GIVEN.key,
      privateKey: new Uint8Array(32).fill(7),
      recoveryDigest: new Uint8Array(16).fill(8),
      coGuardians: [id(4), id(5)],
    },
    signers: [1, 4, 5].map((person) => people[person]!.secret),
    newKey: GIVEN,
  });
  return { frames, rebinding };
}

/** A node that hears everything in this order, and again until nothing is new: as the sync brings it. */
function hearing(frames: readonly Uint8Array[]): FolkmootNode {
  const node = createNode(optionsOf(made.secrets, 'contested'), NOW_MS);
  node.handle({ kind: 'loaded', stored: made.founded }, NOW_MS);
  for (let before = ''; before !== toHex(node.frontierDigest());) {
    before = toHex(node.frontierDigest());
    for (const frame of frames) feed(node, frame, NOW_MS, check);
  }
  return node;
}

const key = (keyVersion: number) => ({ member: made.people[OWNER]!.id, log: 0, keyVersion });

describe('a key that two rotate', () => {
  test('leaves all who hear the same with the same, in whatever order it came', () => {
    const { frames, rebinding } = theft();
    const all = [...frames, rebinding];
    const one = hearing(all);
    expect(one.records.ids(key(0).member, 0, 1)).toHaveLength(frames.length);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        const other = hearing(order);
        expect(toHex(other.frontierDigest())).toBe(toHex(one.frontierDigest()));
        expect(other.stateHash()).toBe(one.stateHash());
      }),
      { numRuns: 20 },
    );
  });

  test('has no power in either hand; that of the key which three guardians give is whole', () => {
    const { frames, rebinding } = theft();
    const contested = hearing(frames).directory;
    expect(contested.keyOf(key(0).member, 0, 1)).toBeUndefined();
    expect([0, 1].map((version) => contested.isSuspended!(key(version)))).toEqual([false, true]);
    const { directory } = hearing([...frames, rebinding]);
    expect(directory.keyOf(key(0).member, 0, 2)).toEqual(GIVEN.key);
    expect([0, 1, 2].map((version) => directory.isSuspended!(key(version)))).toEqual([true, true, false]);
  });

  test('lets the thief write on in the name of the lost version, never of the new one', () => {
    const { frames, rebinding } = theft();
    const says = (keyVersion: number, seq: number) =>
      frameOf({ by: OWNER, type: EXTENSION, seq, keyVersion, body: new Uint8Array(5), signers: [THEFT.secret] });
    const node = hearing([...frames, rebinding, says(1, 6), says(2, 7)]);
    expect(node.records.at({ ...key(0), seq: 6 })).toHaveLength(1);
    expect(node.records.at({ ...key(0), seq: 7 })).toHaveLength(0);
  });
});
