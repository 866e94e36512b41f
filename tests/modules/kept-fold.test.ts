// Starting again from what was folded when a page was closed: the same as folding everything from the first record.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex } from '#protocol/bytes/bytes.ts';
import type { NodeEffect, Stored } from '#protocol/node/event.ts';
import { KEPT_FOLD_ROW, readKeptFold } from '#protocol/node/kept-fold.ts';
import type { Module } from '#protocol/node/module.ts';
import { createNode } from '#protocol/node/node.ts';
import { readPlain, writePlain } from '#protocol/node/plain-state.ts';
import { modules } from '#modules/index.ts';
import { nodeOptions } from '#sim/world/founding.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { yearOf } from '../../bench/modules-year.ts';

const year = yearOf({ members: 30, weeks: 6, matters: 4, records: 420 });
const secrets = { community: year.community, frameSecret: new Uint8Array(32), epoch: 0, day: 0, log: 0 };

function started(stored: readonly Stored[], run: readonly Module[] = modules) {
  const node = createNode({ ...nodeOptions(run, secrets), seed: 'kept', keepAfterFacts: 1 }, year.endMs);
  const effects = [
    ...node.handle({ kind: 'loaded', stored }, year.endMs),
    ...node.handle({ kind: 'woke' }, year.endMs),
  ];
  const persisted = (effect: NodeEffect): readonly Stored[] => (effect.kind === 'persist' ? [effect.stored] : []);
  return {
    node,
    kept: effects.flatMap(persisted).find(({ key }) => key === KEPT_FOLD_ROW),
    notes: effects.flatMap((effect) => (effect.kind === 'note' && 'why' in effect.note ? [effect.note.why] : [])),
  };
}

const cold = started(year.rows);
/** All that a person can ask, of every module, in one text. */
const shown = ({ node }: ReturnType<typeof started>): string =>
  JSON.stringify(
    modules.flatMap((module) =>
      Object.entries(module.queries ?? {})
        .filter(([, query]) => Object.keys(query.inputs ?? {}).length === 0)
        .map(([name, query]) => [
          module.name,
          name,
          query.show(node.state(module.name), {}, node.around(year.endMs), undefined).json,
        ]),
    ),
  );

/** Any set of facts may be what was held when the page was closed: rows in any order, cut anywhere. */
const histories = fc.tuple(fc.array(fc.nat(), { minLength: year.rows.length, maxLength: year.rows.length }), fc.nat());

describe('what was folded when a page was closed', () => {
  test('any part of a history that was kept, and the rest after it, is the whole history', () => {
    fc.assert(
      fc.property(histories, ([order, cut]) => {
        const rows = year.rows
          .slice(1)
          .map((row, i) => ({ row, at: order[i]! }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
        const before = [year.rows[0]!, ...rows.slice(0, cut % rows.length)];
        const { kept, node } = started(before);
        // Where no page was closed by then, nothing is kept, and all is folded.
        if (!kept) return;
        const again = started([kept, ...year.rows]);
        expect(again.notes).toEqual([]);
        expect(again.node.started).toEqual({
          covered: node.counts().records,
          folded: cold.node.counts().records - node.counts().records,
        });
        expect(again.node.stateHash()).toBe(cold.node.stateHash());
        expect(again.node.frontierDigest()).toEqual(cold.node.frontierDigest());
        expect(again.node.counts()).toEqual(cold.node.counts());
        expect(shown(again)).toBe(shown(cold));
      }),
      { numRuns: 12 },
    );
  });

  test('what is kept again after a start from what was kept is the same, read by read', () => {
    const first = started(year.rows).kept!;
    const again = started([...year.rows, first]);
    expect(again.node.started).toEqual({ covered: cold.node.counts().records, folded: 0 });
    // Nothing is new, so nothing is kept anew.
    expect(again.kept).toBeUndefined();
    const half = started(year.rows.slice(0, 330));
    const whole = started([...year.rows, half.kept!]);
    expect(whole.kept).toBeDefined();
    const third = started([...year.rows, whole.kept!]);
    expect(third.node.started.folded).toBe(0);
    expect(shown(third)).toBe(shown(cold));
  });

  const kept = cold.kept!;

  test('has the shape that its version says: who changes a fold raises `kept.version` and writes the digest anew here', () => {
    const fold = readKeptFold(kept.bytes, modules);
    const digests = modules.map(({ name, kept: of }, i) => [
      `${name} ${of!.version}`,
      toHex(sha256(fold.ok ? fold.value.states[i]! : new Uint8Array(0))).slice(0, 16),
    ]);
    expect(Object.fromEntries(digests)).toEqual({
      'roster 1': '0179ad15eb6f480e',
      'governance 1': '48ecc127dc708d9b',
      'emergency 2': '68b672539197db00',
      'economy 1': 'f3c043518f9c3a6a',
    });
  });

  const otherRules = modules.map((module) =>
    module.name === 'economy' ? { ...module, kept: { ...module.kept!, version: module.kept!.version + 1 } } : module,
  );
  const lastRecord = year.rows.findLast(({ key }) => key.startsWith('record/'))!;
  const map = year.rows.find(({ key }) => key.startsWith('map/'))!;
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const rewritten = (change: (plain: Uint8Array) => Uint8Array): Stored => {
    const plain = change(kept.bytes.slice(0, -32));
    return { key: KEPT_FOLD_ROW, bytes: concat(plain, sha256(plain)) };
  };
  /** A whole number (4) that is 1, before a text (8). */
  const formatAt = (plain: Uint8Array): number =>
    1 + plain.findIndex((byte, i) => byte === 4 && plain[i + 1] === 1 && plain[i + 2] === 8);
  const misshapen = writePlain(
    {
      format: 1,
      rules: modules.map(({ name, kept: { version } = { version: 0 } }) => `${name} ${version}`).join(', '),
      maps: 7,
    },
    () => undefined,
  );
  const otherShape = concat(misshapen, sha256(misshapen));
  const whole = (row: Stored): readonly Stored[] => [...year.rows, row];
  const withRow = (row: Stored): readonly Stored[] => [
    ...year.rows.map((one) => (one.key === row.key ? row : one)),
    kept,
  ];

  test.each<[string, readonly Stored[], readonly Module[]]>([
    ['a flipped bit', whole({ ...kept, bytes: flipped(kept.bytes, 700) }), modules],
    ['a missing end', whole({ ...kept, bytes: kept.bytes.slice(0, -5) }), modules],
    ['nothing in it', whole({ ...kept, bytes: new Uint8Array(0) }), modules],
    ['other rules', whole(kept), otherRules],
    ['a state that does not read', whole(rewritten((plain) => plain.slice(0, -7))), modules],
    ['another shape', whole({ key: KEPT_FOLD_ROW, bytes: otherShape }), modules],
    ['an unknown format', whole(rewritten((plain) => flipped(plain, formatAt(plain)))), modules],
    ['a record that is gone', whole(kept).filter((row) => row !== lastRecord), modules],
    ['a map that is gone', whole(kept).filter((row) => row !== map), modules],
    ['a record that rotted', withRow({ ...lastRecord, bytes: flipped(lastRecord.bytes, 36) }), modules],
    ['a record that ends early', withRow({ ...lastRecord, bytes: lastRecord.bytes.slice(0, 9) }), modules],
  ])('is refused and folded anew when it has %s', (_what, stored, run) => {
    const rows = stored.filter(({ key }) => key !== KEPT_FOLD_ROW);
    const again = started(stored, run);
    expect(again.notes.some((why) => why.startsWith('what was kept of the fold is folded anew'))).toBe(true);
    expect(again.node.started.covered).toBe(0);
    expect(again.node.stateHash()).toBe(started(rows, run).node.stateHash());
    expect(again.kept).toBeDefined();
  });

  test('a record that got one more proof since then is read at once, and nothing is folded anew', () => {
    // The signature of a row stands behind 49 bytes: any other proof of the same record.
    const proofs = Array.from({ length: 8 }, (_, i) => ({
      ...lastRecord,
      bytes: flipped(lastRecord.bytes, 52 + 5 * i),
    }));
    for (const row of proofs) {
      const { node, notes } = started(withRow(row));
      expect(notes).toEqual([]);
      expect(node.started.folded).toBe(0);
      expect(node.stateHash()).toBe(cold.node.stateHash());
    }
  });
});

describe('plain state', () => {
  const plain = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(undefined, null, true, false, 'record-1', -0, NaN, Infinity),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double(),
      fc.bigInt(),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 9 }),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.array(fc.tuple(tie('any'), tie('any')), { maxLength: 4 }).map((entries) => new Map(entries)),
      fc.array(tie('any'), { maxLength: 4 }).map((items) => new Set(items)),
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
        tie('any'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  })).any;
  const names = ['record-0', 'record-1'];
  const numberOf = (name: string): number | undefined => (names.includes(name) ? names.indexOf(name) : undefined);
  const said = (number: number): unknown => ({ id: names[number], record: {}, body: number });

  test('is read as it was written', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(readPlain(writePlain(value, numberOf), { names, said })).toEqual({ value });
      }),
    );
  });

  test('bytes that nobody wrote read as nothing, or as some state, and never do harm', () => {
    fc.assert(
      fc.property(plain, fc.nat(), fc.nat(255), fc.nat(), (value, at, byte, cut) => {
        const bytes = writePlain(value, numberOf);
        const mutated = bytes.map((one, i) => (i === at % bytes.length ? byte : one));
        readPlain(mutated, { names, said });
        if (cut % bytes.length > 0)
          expect(readPlain(bytes.slice(0, cut % bytes.length), { names, said })).toBeUndefined();
      }),
    );
  });
});
