/** What a release has written stays readable: each archive in tests/archives, by today's code. */

import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fromHex } from '#protocol/bytes/bytes.ts';
import { createNode } from '#protocol/node/node.ts';
import { openSqliteStore } from '#gateway/store/sqlite-store.ts';
import { modules } from '#modules/index.ts';
import { nodeOptions } from '#sim/world/founding.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { answersOf } from '../archives/answers.ts';
import { TOP } from '../house/files.ts';

type Means = {
  readonly version: string;
  readonly community: RecordId;
  readonly frameSecret: string;
  readonly rows: number;
  readonly stateHash: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
};

const ARCHIVES = join(TOP, 'tests/archives');
const versions = readdirSync(ARCHIVES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const scratch = mkdtempSync(join(tmpdir(), 'folkmoot-archives-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test('the archive of at least one release is kept', () => {
  expect(versions).toContain('0.1.0');
});

describe.each(versions)('the archive of %s', (version) => {
  const means = JSON.parse(readFileSync(join(ARCHIVES, version, 'means.json'), 'utf8')) as Means;

  test('is read to the state that it meant, and to the answers that it gave', async () => {
    const path = join(scratch, `${version}.sqlite`);
    copyFileSync(join(ARCHIVES, version, 'member.sqlite'), path);
    const store = openSqliteStore(path, means.nowMs);
    const rows = await store.loadAll();
    await store.close();
    expect(rows).toHaveLength(means.rows);
    const frameSecret = fromHex(means.frameSecret);
    if (!frameSecret.ok) throw new Error('the archive tells a secret in hex');
    const secrets = { community: means.community, frameSecret: frameSecret.value, epoch: 0, day: 0, log: 0 };
    const node = createNode({ ...nodeOptions(modules, secrets), seed: 'archive' }, means.nowMs);
    node.handle({ kind: 'loaded', stored: rows }, means.nowMs);
    expect(node.stateHash()).toBe(means.stateHash);
    expect(answersOf(node, means.nowMs)).toMatchObject(means.answers);
  });
});
