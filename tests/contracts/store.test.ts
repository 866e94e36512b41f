// One suite for the Store port: the SQLite file and the store in memory both pass it.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '#gateway/store/memory-store.ts';
import { openSqliteStore } from '#gateway/store/sqlite-store.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { StorePort } from '#protocol/node/ports.ts';

type Opened = { readonly store: StorePort; readonly reopen: () => Promise<StorePort> };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const KINDS: Readonly<Record<string, () => Opened>> = {
  'the store in memory': () => {
    const store = createMemoryStore();
    return { store, reopen: async () => store };
  },
  'the SQLite store': () => {
    const folder = mkdtempSync(join(tmpdir(), 'folkmoot-store-'));
    folders.push(folder);
    const path = join(folder, 'node.sqlite');
    const store = openSqliteStore(path, 0);
    const reopen = async (): Promise<StorePort> => {
      await store.close();
      return openSqliteStore(path, 1);
    };
    return { store, reopen };
  },
};

const things = fc.array(
  fc.record({
    key: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string({ maxLength: 40 })),
    bytes: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 30 },
);

/** What a store must hold: each key where it first stood, with its last bytes. */
const expected = (appended: readonly Stored[]): readonly Stored[] => [
  ...new Map(appended.map((stored) => [stored.key, stored])).values(),
];

describe.each(Object.entries(KINDS))('%s', (_, open) => {
  it('holds nothing when it is new', async () => {
    expect(await open().store.loadAll()).toEqual([]);
  });

  it('gives back every key with its last bytes, in the order of the first time, also after it was reopened', async () => {
    await fc.assert(
      fc.asyncProperty(things, async (appended) => {
        const { store, reopen } = open();
        await Promise.all(appended.map((stored) => store.append(stored)));
        expect(await store.loadAll()).toEqual(expected(appended));
        expect(await (await reopen()).loadAll()).toEqual(expected(appended));
      }),
      { numRuns: 15 },
    );
  });

  it('keeps bytes of every value, and none', async () => {
    const { store, reopen } = open();
    const all = { key: 'all', bytes: Uint8Array.from({ length: 256 }, (_, i) => i) };
    await store.append(all);
    await store.append({ key: 'none', bytes: new Uint8Array(0) });
    expect(await (await reopen()).loadAll()).toEqual([all, { key: 'none', bytes: new Uint8Array(0) }]);
  });

  it('hands out bytes that a reader may change without changing what is held', async () => {
    const { store } = open();
    await store.append({ key: 'a', bytes: Uint8Array.of(1) });
    (await store.loadAll())[0]!.bytes[0] = 9;
    expect((await store.loadAll())[0]!.bytes).toEqual(Uint8Array.of(1));
  });
});

describe('the SQLite file', () => {
  it('has nothing left of what was erased, in the file and in its log of changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'folkmoot-store-'));
    folders.push(folder);
    const path = join(folder, 'node.sqlite');
    const store = openSqliteStore(path, 0);
    const said = (i: number): Uint8Array => Buffer.from(`behind the red door, step ${i}, ${'and on '.repeat(i % 40)}`);
    const rows = Array.from({ length: 400 }, (_, i) => ({ key: `record/${(i * 7919) % 400}`, bytes: said(i) }));
    for (let at = 0; at < rows.length; at += 50)
      await Promise.all(rows.slice(at, at + 50).map((row) => store.append(row)));
    // Proofs come later and make a row longer, so that it moves in the file.
    await Promise.all(
      rows
        .filter((_, i) => i % 3 === 0)
        .map(({ key, bytes }) => store.append({ key, bytes: Buffer.concat([bytes, bytes]) })),
    );
    const found = (): number =>
      readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes('red door')).length;
    expect(found()).toBeGreaterThan(0);
    const half = rows.filter((_, i) => i % 2 === 0);
    await Promise.all(half.map(({ key }) => store.append({ key, bytes: new Uint8Array(32), scrub: true })));
    await Promise.all(rows.map(({ key }) => store.append({ key, bytes: new Uint8Array(32), scrub: true })));
    expect((await store.loadAll()).every(({ bytes }) => bytes.length === 32)).toBe(true);
    await store.close();
    expect(found()).toBe(0);
  });
});
