// What an attacker tries with honest bytes and without a key: bend, cut, lengthen, replay, point elsewhere.

import { beforeAll, describe, expect, test } from 'vitest';
import { concat, equal, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { verify } from '#protocol/crypto/bls.ts';
import { keyring } from '#protocol/crypto/keyring.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { openFrame, sealFrame, type SealedKind } from '#protocol/wire/frame.ts';
import { PLAINTEXT_BYTES_MAX } from '#protocol/wire/limits.ts';
import { decodeSingle, recordId, recordShares, type ReadContext } from '#protocol/wire/record.ts';
import { decodeStatements, statementShares, type StatementContext } from '#protocol/wire/statement.ts';
import { NOW_MS } from '../../bench/specimen-people.ts';
import { feed, makeSpecimens, optionsOf, type Specimen, type Specimens } from '../../bench/specimens.ts';

let made: Specimens;
let kinds: readonly Specimen[];
beforeAll(() => {
  made = makeSpecimens();
  kinds = (['single', 'bundle', 'statements', 'sync'] as const).map((kind) =>
    made.specimens.findLast((one) => one.kind === kind)!,
  );
});

const named = (name: string): Specimen => made.specimens.find((one) => one.name === name)!;
const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
/** A node that holds the founding and the people, and nothing that they said since. */
function young(): FolkmootNode {
  const node = createNode(optionsOf(made.secrets, 'attacked'), NOW_MS);
  node.handle({ kind: 'loaded', stored: made.founded }, NOW_MS);
  return node;
}
const takes = (node: FolkmootNode, kind: SealedKind, plaintext: Uint8Array): boolean =>
  feed(node, sealFrame(made.ring, kind, plaintext), NOW_MS).some((effect) => effect.kind === 'persist');

describe('a frame of every kind', () => {
  test('opens with no bit of it flipped', () => {
    for (const { kind, plaintext } of kinds) {
      const frame = sealFrame(made.ring, kind, plaintext);
      for (let bit = 0; bit < 8 * frame.length; bit++) expect(openFrame(made.ring, flipped(frame, bit)).ok).toBe(false);
    }
  });

  test('opens in no other length, and in no other community or epoch', () => {
    const { community, epoch, oldest } = made.ring;
    for (const { kind, plaintext } of kinds) {
      const frame = sealFrame(made.ring, kind, plaintext);
      for (let length = 0; length < frame.length; length++)
        expect(openFrame(made.ring, frame.slice(0, length)).ok).toBe(false);
      expect(openFrame(made.ring, concat(frame, Uint8Array.of(0))).ok).toBe(false);
      expect(openFrame(keyring(new Uint8Array(32), epoch, oldest.secret), frame).ok).toBe(false);
      for (let other = 1; other <= 8; other++)
        expect(openFrame(keyring(community, other, new Uint8Array(32)), frame).ok).toBe(false);
    }
  });

  test('means nothing under the name of another kind', () => {
    for (const { kind, plaintext } of kinds) {
      for (const other of ['single', 'bundle', 'statements', 'sync', 'extension'] as const)
        if (other !== kind) expect(takes(young(), other, plaintext)).toBe(false);
    }
  });
});

describe('by an insider, who can seal', () => {
  test('no bit of a record can be flipped without changing what is signed, or the signature', () => {
    for (const { plaintext } of [named('sos'), named('transfer'), named('admission by three')]) {
      const honest = decodeSingle(plaintext, made.context);
      if (!honest.ok) throw new Error('an honest record reads');
      const id = recordId(made.community, honest.value.record);
      for (let bit = 0; bit < 8 * plaintext.length; bit++) {
        const bent = decodeSingle(flipped(plaintext, bit), made.context);
        if (!bent.ok) continue;
        const same =
          recordId(made.community, bent.value.record) === id && equal(bent.value.signature, honest.value.signature);
        expect({ bit, same }).toEqual({ bit, same: false });
      }
    }
  });

  test('nothing cut short or lengthened is taken', () => {
    const { plaintext, kind } = named('profile');
    const node = young();
    for (let length = 0; length < plaintext.length; length++)
      expect(takes(node, kind, plaintext.slice(0, length))).toBe(false);
    for (let more = 1; plaintext.length + more <= PLAINTEXT_BYTES_MAX; more += 9)
      expect(takes(node, kind, concat(plaintext, new Uint8Array(more)))).toBe(false);
    expect(takes(node, kind, plaintext)).toBe(true);
  });

  test('a record of one community is not signed in another that has the same people', () => {
    const elsewhere: ReadContext = { ...made.context, community: new Uint8Array(32).fill(7) };
    const read = decodeSingle(named('transfer').plaintext, elsewhere);
    if (!read.ok) throw new Error('the bytes read there, too');
    const shares = recordShares(elsewhere.community, read.value.record, elsewhere.types, elsewhere.keys);
    expect(shares.ok && verify({ shares: shares.value, signature: read.value.signature })).toBe(false);
  });

  test('a vote counts over the roster that it was given over, and on no other subject or kind', () => {
    const ballot = made.specimens.find(({ name }) => name.startsWith('ballot') && name.endsWith('consent'))!;
    const read = decodeStatements(ballot.plaintext, made.context);
    if (!read.ok) throw new Error('an honest ballot reads');
    const { value: map } = read;
    const isSigned = (subject: Partial<typeof map.subject>): boolean => {
      const shares = statementShares(
        made.community,
        { ...map, subject: { ...map.subject, ...subject } },
        made.context.keys,
      );
      return shares.ok && verify({ shares: shares.value, signature: map.signature });
    };
    expect(isSigned({})).toBe(true);
    expect(isSigned({ roster: made.secrets.community as RecordId })).toBe(false);
    expect(isSigned({ record: toHex(new Uint8Array(32).fill(3)) as RecordId })).toBe(false);
    expect(isSigned({ kind: map.subject.kind + 1 })).toBe(false);
  });

  test('a short name that was ground to fit another record or person changes what is signed', () => {
    // Whoever could make any place or prefix resolve to a thing of theirs would still not be named by the signer.
    const other = toHex(new Uint8Array(32).fill(0xee));
    const ground: StatementContext = {
      ...made.context,
      names: {
        ...made.context.names,
        recordsAt: () => [other as RecordId],
        newcomer: () => other as MemberId,
        memberAt: (n) => (n === 4 ? (other as MemberId) : made.context.names.memberAt(n)),
      },
    };
    for (const name of ['block reason', 'transfer', 'visit', 'sponsoring']) {
      const specimen = named(name);
      const read = decodeSingle(specimen.plaintext, {
        ...ground,
        names: { ...ground.names, numberOf: (id) => made.context.names.numberOf(id) },
      });
      const honest = decodeSingle(specimen.plaintext, { ...made.context });
      if (!honest.ok || !read.ok) throw new Error(`${name} reads either way`);
      expect(recordId(made.community, read.value.record)).not.toBe(recordId(made.community, honest.value.record));
    }
  });
});
