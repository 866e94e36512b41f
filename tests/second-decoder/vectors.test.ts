// Do the product and a decoder written from the documents alone agree on every vector?

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { vectorFiles } from '../vectors/generate.ts';
import { Malformed, unhex, Waits, type Known } from './bytes.ts';
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
});
