import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT, Sentence } from '#gateway/sentence.ts';
import { openDataFolder } from '#gateway/store/data-folder.ts';
import { openSqliteStore } from '#gateway/store/sqlite-store.ts';
import { Database } from '#gateway/store/sqlite.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folkmoot-'));
  path = join(folder, 'node.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const stored = (key: string) => ({ key, bytes: new TextEncoder().encode(key.repeat(20)) });

/** The sentence that `call` ends with. */
function sentenceOf(call: () => unknown): Sentence {
  try {
    call();
  } catch (error) {
    if (error instanceof Sentence) return error;
    throw error;
  }
  throw new Error('it went well');
}

async function fill(count: number): Promise<void> {
  const store = openSqliteStore(path, 0);
  await Promise.all(Array.from({ length: count }, (_, i) => store.append(stored(`key ${i}`))));
  await store.close();
}

describe('a gateway that is killed', () => {
  it('comes back with everything that it had reported as saved', async () => {
    const reported: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', 'tests/gateway/children/store-writer.ts', path, String(round)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let text = '';
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          // Killed in the middle of whatever it does after so many lines: another place each round.
          if (text.split('\n').length > 60 + 35 * round) child.kill('SIGKILL');
        });
        child.on('close', () => resolve());
      });
      reported.push(...text.slice(0, text.lastIndexOf('\n')).split('\n'));
      const store = openSqliteStore(path, 0);
      const held = new Map((await store.loadAll()).map(({ key, bytes }) => [key, new TextDecoder().decode(bytes)]));
      expect(store.isRestored).toBe(false);
      await store.close();
      expect(reported.length).toBeGreaterThanOrEqual(60);
      expect(reported.filter((key) => held.get(key) !== key.repeat(20))).toEqual([]);
    }
  });
});

describe('a database that is not sound', () => {
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    'is no database at all': () => Buffer.from('my shopping list\n'.repeat(300)),
    'has a page of zeros in its middle': (bytes) => bytes.fill(0, 8192, 12288),
    'is cut short': (bytes) => bytes.subarray(0, bytes.length - 5000),
    'has one flipped bit in a stored thing': (bytes) => {
      // SQLite leaves old copies in free space, so every copy is hit.
      for (let at = bytes.indexOf('key 7key 7'); at >= 0; at = bytes.indexOf('key 7key 7', at + 1)) bytes[at + 8]! ^= 1;
      return bytes;
    },
  };
  it.each(Object.entries(damages))('%s: is named, and left exactly as it is', async (_, damage) => {
    await fill(200);
    const bytes = Buffer.from(damage(readFileSync(path)));
    writeFileSync(path, bytes);
    const sentence = sentenceOf(() => openSqliteStore(path, 0));
    expect(sentence.exitCode).toBe(EXIT.damaged);
    expect(sentence.message).toContain(path);
    expect(sentence.message).toMatch(/is damaged: .+\. It was left exactly as it is\.\n.*backup/);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('stays as it is when it was written by a newer Folkmoot', async () => {
    await fill(1);
    const database = new Database(path);
    database.prepare("INSERT INTO migration VALUES (99, 'from the future', 0)").run();
    database.close();
    const before = readFileSync(path);
    const sentence = sentenceOf(() => openSqliteStore(path, 0));
    expect(sentence.message).toMatch(/newer Folkmoot/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a restored backup', () => {
  it('is noticed until the device has started a new log', async () => {
    await fill(3);
    copyFileSync(path, join(folder, 'backup'));
    const later = openSqliteStore(path, 0);
    await later.append(stored('what the backup lacks'));
    await later.close();
    copyFileSync(join(folder, 'backup'), path);

    const restored = openSqliteStore(path, 0);
    expect(restored.isRestored).toBe(true);
    await restored.append(stored('written before the acknowledgement'));
    await restored.close();

    const again = openSqliteStore(path, 0);
    expect(again.isRestored).toBe(true);
    again.acknowledgeRestored();
    await again.append(stored('x'));
    await again.close();
    const last = openSqliteStore(path, 0);
    expect(last.isRestored).toBe(false);
    await last.close();
  });

  it('is noticed when the database is missing although there was one', async () => {
    await fill(3);
    rmSync(path);
    const store = openSqliteStore(path, 0);
    expect(store.isRestored).toBe(true);
    await store.close();
  });

  it('is not suspected after ordinary starts, nor where the mark is gone', async () => {
    await fill(3);
    await fill(3);
    const store = openSqliteStore(path, 0);
    expect(store.isRestored).toBe(false);
    await store.close();
    rmSync(`${path}.mark`);
    const without = openSqliteStore(path, 0);
    expect(without.isRestored).toBe(false);
    await without.close();
  });
});

describe('a data folder', () => {
  it('serves one gateway at a time, and the next one as soon as the first is gone', () => {
    const first = openDataFolder(folder);
    const sentence = sentenceOf(() => openDataFolder(folder));
    expect(sentence.exitCode).toBe(EXIT.busy);
    expect(sentence.message).toContain(
      `Another gateway (process ${process.pid}) already uses the data folder ${folder}`,
    );
    first.unlock();
    openDataFolder(folder).unlock();
  });

  it('stays locked for others while a killed gateway has left no lock behind', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'tests/gateway/children/folder-holder.ts', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const sentence = sentenceOf(() => openDataFolder(folder));
    expect(sentence.message).toContain(`(process ${child.pid})`);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    openDataFolder(folder).unlock();
  });

  it('that cannot be made or written is named with what to do', () => {
    writeFileSync(join(folder, 'a file'), '');
    for (const impossible of [join(folder, 'a file'), join(folder, 'a file', 'below'), '/proc/folkmoot']) {
      const sentence = sentenceOf(() => openDataFolder(impossible));
      expect(sentence.exitCode).toBe(EXIT.cannotWrite);
      expect(sentence.message).toContain(impossible);
      expect(sentence.message).toContain('--data FOLDER');
    }
  });

  it('is made where it is missing, for its owner only', () => {
    const fresh = join(folder, 'a', 'b');
    openDataFolder(fresh).unlock();
    expect(existsSync(fresh)).toBe(true);
    expect(readdirSync(fresh).sort()).toEqual(['gateway.lock', 'gateway.pid']);
  });
});
