// Do the product and a decoder written from the documents alone agree on every vector?

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FRAME_KINDS } from '#protocol/wire/frame.ts';
import { erasingWord } from '#protocol/wire/erasing.ts';
import { groupKey, groupMessage } from '#protocol/wire/group.ts';
import { modules } from '#modules/index.ts';
import { vectorFiles } from '../vectors/generate.ts';
import { hex, Malformed, unhex, Waits, type Known } from './bytes.ts';
import { daySecret, key, openFrame, signature, verifies } from './crypto.ts';
import {
  readBundle,
  readFork,
  readMap,
  readSingle,
  readStatements,
  readSync,
  type Signed,
  type Share,
} from './plaintexts.ts';
import {
  groupMessage as openGroupMessage,
  groupSeed,
  openVault,
  readQr,
  readWords,
  recoveryDigest,
  recoverySigned,
} from './secrets.ts';
import { readings } from './readings.ts';
import { CLEAR, KINDS, TYPES } from './types.ts';
import {
  hintOf,
  outcomeOf,
  pairKeys,
  readEmergency,
  readPrivate,
  readRekey,
  wayOf,
  type Heard,
  type Person,
} from './unsealed.ts';

const fileNamed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));

const READERS: Readonly<Record<string, (plaintext: Uint8Array, known: Known, reading: number) => object>> = {
  single: readSingle,
  bundle: readBundle,
  statements: readStatements,
  sync: readSync,
  extension: readFork,
};

test('the vectors are what the product makes today', () => {
  for (const [name, content] of vectorFiles())
    expect(
      readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8') === content,
      `${name}: npx tsx tests/vectors/generate.ts`,
    ).toBe(true);
});

type Vector = {
  readonly name: string;
  readonly section: string;
  readonly kind: string;
  readonly plaintext: string;
  readonly outcome: 'good' | 'malformed' | 'waits' | 'forged';
  readonly reading?: number;
  readonly reads?: object;
};

describe('the second decoder', () => {
  const { known, vectors } = fileNamed('plaintexts.json') as { known: Known; vectors: readonly Vector[] };

  /** The reading, or why there is none. */
  function readAs({ kind, plaintext }: Vector, reading: number): object | string {
    try {
      return READERS[kind]!(unhex(plaintext), known, reading);
    } catch (error) {
      if (error instanceof Malformed) return 'malformed';
      if (error instanceof Waits) return 'waits';
      throw error;
    }
  }
  const isSigned = (read: object | string): boolean => {
    const { signature: sum, shares } = read as Signed;
    return verifies(sum, shares);
  };

  test('says the same of every bent plaintext: malformed, waiting, or what it would mean', () => {
    const bent = vectors.filter(({ outcome, reading }) => outcome !== 'good' || reading === undefined);
    expect(bent.length).toBeGreaterThan(500);
    for (const vector of bent) {
      const read = readAs(vector, 0);
      const { shares: _, ...said } = (typeof read === 'string' ? {} : read) as { shares?: unknown };
      const expected = vector.reads ?? vector.outcome;
      expect({ name: vector.name, read: typeof read === 'string' ? read : said }).toEqual({
        name: vector.name,
        read: expected,
      });
    }
  });

  test('reads every honest thing as it was meant, down to each signed message', () => {
    const honest = vectors.filter(({ outcome, reading }) => outcome === 'good' && reading !== undefined);
    expect(honest.length).toBeGreaterThan(40);
    for (const vector of honest)
      expect({ name: vector.name, read: readAs(vector, vector.reading!) }).toEqual({
        name: vector.name,
        read: vector.reads,
      });
  });

  test('finds the signed reading of every honest thing by itself', () => {
    for (const vector of vectors.filter(({ outcome, reading }) => outcome === 'good' && reading !== undefined)) {
      const reading = [0, 1, 2].find((one) => isSigned(readAs(vector, one)));
      expect({ name: vector.name, reading }).toEqual({ name: vector.name, reading: vector.reading });
    }
  });

  test('tries what may mean several things in the same order', () => {
    type Tried = { keys: number; records: number[]; tried: number[][] };
    for (const { keys, records, tried } of (fileNamed('readings.json') as { vectors: readonly Tried[] }).vectors)
      expect({ keys, records, tried: readings(keys, records) }).toEqual({ keys, records, tried });
  });

  test('reads every map as it was said', () => {
    type Map = { name: string; size: number; values: number; flags: number; map: string; said: number[][] };
    for (const { name, map, said, ...shape } of (fileNamed('maps.json') as { vectors: readonly Map[] }).vectors) {
      if (shape.flags & 8) continue; // one voice: no map
      const read = [...readMap(unhex(map), shape)].map(([who, { value, revision, back, extra }]) => [
        who,
        value,
        revision,
        back,
        extra,
      ]);
      expect({ name, read }).toEqual({ name, read: said });
    }
  });

  test('opens every seal, and none that is not ours', () => {
    type Frame = { name: string; day: number; frame: string; plaintext?: string; outcome: string };
    type Frames = {
      community: string;
      epochSecret: string;
      daySecrets: { day: number; secret: string }[];
      vectors: readonly Frame[];
    };
    const { community, epochSecret, daySecrets, vectors: frames } = fileNamed('frames.json') as Frames;
    for (const { day, secret } of daySecrets) expect(daySecret(epochSecret, community, day)).toBe(secret);
    for (const { name, day, frame, plaintext, outcome } of frames) {
      const opened = openFrame(unhex(frame), daySecret(epochSecret, community, day), community);
      expect({ name, ours: opened !== null }).toEqual({ name, ours: outcome === 'good' });
      if (opened) expect(opened).toEqual(unhex(plaintext!));
    }
  });

  test('holds the same keys, signatures and sums for true', () => {
    type Point = { name: string; kind: 'key' | 'signature'; bytes: string; valid: boolean };
    type Claim = { name: string; signature: string; shares: Share[]; valid: boolean };
    const { points, claims } = fileNamed('signatures.json') as { points: Point[]; claims: Claim[] };
    for (const { name, kind, bytes, valid } of points)
      expect({ name, valid: (kind === 'key' ? key(bytes) : signature(bytes)) !== null }).toEqual({ name, valid });
    for (const { name, shares, valid, ...claim } of claims)
      expect({ name, valid: verifies(claim.signature, shares) }).toEqual({ name, valid });
  });

  test('says the same of every frame that no frame key seals', () => {
    type Unsealed = {
      readonly name: string;
      readonly kind: 'rekey' | 'private' | 'emergency';
      readonly frame: string;
      readonly outcome: string;
      readonly reading?: number;
      readonly reads?: object;
    };
    type Private = Unsealed & { from: string; to: string; window: Heard; day: number; hint: string };
    const { people, vectors: frames } = fileNamed('unsealed.json') as { people: Person[]; vectors: Unsealed[] };
    const person = (id: string): Person => people.find(({ member }) => member === id)!;
    for (const { name, kind, frame, ...expected } of frames) {
      const bytes = unhex(frame);
      const read = (): object => {
        if (kind === 'rekey') return readRekey(bytes, known, people);
        if (kind === 'emergency') return readEmergency(bytes, known, expected.reading ?? 0);
        const { from, to, window } = expected as Private;
        return readPrivate(bytes, known.community, person(from), person(to), window);
      };
      const said = outcomeOf(read);
      if (kind === 'private') {
        const { from, to, day, hint } = expected as Private;
        const way = wayOf(person(from), person(to));
        expect(hintOf(pairKeys(known.community, person(to), person(from)), way, day)).toBe(hint);
      }
      if (kind === 'emergency' && said.outcome === 'good') {
        const { signature: sum, shares, ...rest } = said.reads as Signed;
        const wanted = expected.reads as Signed;
        expect({ name, signed: verifies(sum, shares) }).toEqual({ name, signed: expected.outcome === 'good' });
        expect({ name, reads: { ...rest, signature: sum } }).toEqual({ name, reads: withoutShares(wanted) });
        continue;
      }
      expect({ name, ...said }).toEqual({
        name,
        outcome: expected.outcome,
        ...(expected.reads && { reads: expected.reads }),
      });
    }
  });

  test('opens, refuses and recovers the same secrets', () => {
    type Secret = {
      readonly name: string;
      readonly kind: string;
      readonly outcome: string;
      readonly [of: string]: unknown;
    };
    const file = fileNamed('secrets.json') as { community: string; people: Person[]; vectors: Secret[] };
    const person = (id: unknown): Person => file.people.find(({ member }) => member === id)!;
    const READ: { readonly [kind: string]: (of: { [field: string]: string & number }) => object } = {
      vault: ({ vault, passphrase }) => openVault(unhex(vault!), passphrase!),
      words: ({ words }) => readWords(words!),
      qr: ({ text }) => readQr(text!),
      recovery: ({ rebinding, key: by, signature: said }) => ({
        digest: recoveryDigest(by!),
        outcome: recoverySigned(file.community, rebinding!, by!, said!) ? 'good' : 'forged',
      }),
      'group key': ({ body, seat, member, issuer }) => {
        const seed = groupSeed(file.community, unhex(body!), seat!, person(member), person(issuer));
        return { outcome: seed ? 'good' : 'not ours', ...(seed && { seed: hex(seed) }) };
      },
      'group message': ({ body, seed, member, log, number }) => {
        const said = openGroupMessage(file.community, seed!, unhex(body!), {
          member: member!,
          log: log!,
          number: number!,
        });
        const outcome = said.text ? 'good' : 'not ours';
        return { messageKey: said.key, outcome, ...(said.text && { text: hex(said.text) }) };
      },
    };
    for (const vector of file.vectors)
      expect({ name: vector.name, ...READ[vector.kind]!(vector as never) }).toMatchObject({
        name: vector.name,
        outcome: vector.outcome,
      });
    for (const vector of file.vectors) expect(vector).toMatchObject(READ[vector.kind]!(vector as never));
  });
});

const withoutShares = ({ shares: _, ...rest }: { readonly shares?: unknown }): object => rest;

describe('everything that is declared', () => {
  type Any = {
    readonly kind: string;
    readonly type?: number;
    readonly plaintext?: string;
    readonly outcome: string;
    readonly reads?: unknown;
  };
  const inFile = (name: string): readonly Any[] => (fileNamed(name) as { vectors: readonly Any[] }).vectors;
  const [plaintexts, unsealed, secrets] = ['plaintexts.json', 'unsealed.json', 'secrets.json'].map(inFile);
  const all = [...plaintexts!, ...unsealed!];
  /** Honest ones, and wrong ones that are not merely unsigned. */
  const both = (vectors: readonly Any[]): object => ({
    good: vectors.some(({ outcome }) => outcome === 'good'),
    bad: vectors.some(({ outcome }) => outcome !== 'good'),
  });
  const HAS_BOTH = { good: true, bad: true };
  const firstByte = ({ plaintext }: Any): number => Number.parseInt(plaintext?.slice(0, 2) ?? '', 16);
  const typesIn = ({ reads }: Any): readonly number[] =>
    ((reads as { records?: { type: number }[] } | undefined)?.records ?? []).map(({ type }) => type);

  test.each(FRAME_KINDS)('has vectors, right and wrong: frames of kind %s', (kind) => {
    expect(both(all.filter((one) => one.kind === kind))).toEqual(HAS_BOTH);
  });

  const declared = [...modules.flatMap(({ recordTypes }) => recordTypes), erasingWord];
  test.each(declared.map(({ type, name }) => [type, name] as const))(
    'has vectors, right and wrong: records of type %i, %s',
    (type) => {
      const alone = plaintexts!.filter((one) => one.kind === 'single' && firstByte(one) === type);
      const together = plaintexts!.filter((one) => one.kind === 'bundle' && typesIn(one).includes(type));
      expect(both([...alone, ...together])).toEqual(HAS_BOTH);
      expect(TYPES).toHaveProperty(String(type));
    },
  );

  test.each(modules.flatMap(({ statementKinds }) => statementKinds.map(({ kind, name }) => [kind, name] as const)))(
    'has vectors, right and wrong: statements of kind %i, %s',
    (kind) => {
      expect(both(plaintexts!.filter((one) => one.kind === 'statements' && firstByte(one) >> 4 === kind))).toEqual(
        HAS_BOTH,
      );
      expect(KINDS).toHaveProperty(String(kind));
    },
  );

  test.each([groupKey, groupMessage])('has vectors, right and wrong: $name', ({ type }) => {
    expect(both(secrets!.filter((one) => one.type === type))).toEqual(HAS_BOTH);
  });

  const SYNC = ['hello', 'summary', 'plan', 'coded', 'want', 'marks', 'hello of one who collects'];
  test.each(SYNC)('has vectors, right and wrong: %s', (message) => {
    const number = SYNC.indexOf(message);
    expect(both(plaintexts!.filter((one) => one.kind === 'sync' && firstByte(one) === number))).toEqual(HAS_BOTH);
  });

  test.each([0, 1])('has vectors, right and wrong: proofs of sort %i', (sort) => {
    expect(both(plaintexts!.filter((one) => one.kind === 'extension' && firstByte(one) >> 4 === sort))).toEqual(
      HAS_BOTH,
    );
  });

  test.each(['vault', 'words', 'qr', 'recovery'])('has vectors, right and wrong: %s', (kind) => {
    expect(both(secrets!.filter((one) => one.kind === kind))).toEqual(HAS_BOTH);
  });

  test('goes in clear exactly if it is of class 0', () => {
    const urgent = modules.flatMap(({ recordTypes }) => recordTypes.filter(({ urgency }) => urgency === 0));
    expect(urgent.map(({ type }) => type).sort((a, b) => a - b)).toEqual(CLEAR);
  });
});
