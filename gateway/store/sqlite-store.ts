// Everything the node stored, in one SQLite file: a row for each key, durable when `append` resolves.
//
// WAL with synchronous=FULL: a commit is on the disk when it returns. What is appended within one tick
// shares one transaction and one fsync. Before anything is written, the file is looked at through a
// read-only connection (quick_check, version, checksums), so that a damaged file stays as it was found.
//
// What is replaced with `scrub` is overwritten in the file and cut out of its log of changes when `append` resolves.
// SQLite moves rows about and may have left copies of one elsewhere in its pages: so the file is packed anew within
// the hour, when it is closed, or, after a crash, when it is opened next. Not at once: whoever erases often
// would make others write their whole file as often.
//
// A restored backup must never re-use a sequence number. Each transaction counts up inside the file,
// and the count is then written to a small mark beside it. A database that is behind its mark is an
// older copy: `isRestored` says so, and the rim starts a new log for this device.

import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Stored } from '#protocol/node/event.ts';
import type { StorePort } from '#protocol/node/ports.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { migrate, NEWEST_VERSION, versionOf } from './migrations.ts';
import { Database } from './sqlite.ts';

export type SqliteStore = StorePort & {
  /** True if the file is an older copy of what this folder held before, or is gone. */
  readonly isRestored: boolean;
  /** The device has started a new log, durably: from now on this file is the truth. */
  acknowledgeRestored(): void;
  /** Waits for what was appended, then closes the file. */
  close(): Promise<void>;
};

type Row = { readonly key: string; readonly bytes: Buffer; readonly crc32: number };
type Waiting = { readonly stored: Stored; readonly resolve: () => void; readonly reject: (error: unknown) => void };

const isScrub = ({ stored }: Waiting): boolean => stored.scrub === true;

/** Bytes first: zlib starts anew where it is handed no bytes at all. */
const checksum = ({ key, bytes }: Stored): number => crc32(key, crc32(bytes));

/** The mark is a decimal number, padded so that writing it anew is one small write in place. */
const MARK_DIGITS = 20;

/** How long copies of what was erased may stand where SQLite moved them. */
const PACK_AFTER_MS = 3_600_000;

export function openSqliteStore(path: string, nowMs: number): SqliteStore {
  if (existsSync(path) && statSync(path).size > 0) examine(path);
  const database = openForWriting(path, nowMs);
  const mark = openMark(`${path}.mark`);
  const upsert = database.prepare<[string, Uint8Array, number]>(
    'INSERT INTO stored (key, bytes, crc32) VALUES (?, ?, ?) ' +
      'ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes, crc32 = excluded.crc32',
  );
  const countUp = database
    .prepare<[], number>("UPDATE counter SET value = value + 1 WHERE name = 'commits' RETURNING value")
    .pluck();
  const counter = database.prepare<[string], number>('SELECT value FROM counter WHERE name = ?').pluck();
  const setCounter = database.prepare<[string, number]>('INSERT OR REPLACE INTO counter VALUES (?, ?)');

  if (counter.get('commits')! < mark.read()) {
    // The doubt is kept in the file itself, so that what is written now does not talk it away.
    setCounter.run('restored', 1);
    setCounter.run('commits', mark.read());
  }

  let packing: NodeJS.Timeout | undefined;
  const pack = (): void => {
    clearTimeout(packing);
    packing = undefined;
    if (counter.get('unpacked') !== 1) return;
    setCounter.run('unpacked', 0);
    database.exec('VACUUM');
    database.pragma('wal_checkpoint(TRUNCATE)');
  };
  const scrubbed = (): void => {
    // What was erased stands in the log of changes, too, until that is taken into the file and cut off.
    database.pragma('wal_checkpoint(TRUNCATE)');
    packing ??= setTimeout(packSometime, PACK_AFTER_MS).unref();
  };
  const packSometime = (): void => {
    try {
      pack();
    } catch {
      // A disk without room for a second copy: it is tried again when the file is closed or opened.
      setCounter.run('unpacked', 1);
    }
  };
  packSometime();

  const write = database.transaction((batch: readonly Waiting[]): number => {
    for (const { stored } of batch) upsert.run(stored.key, stored.bytes, checksum(stored));
    if (batch.some(isScrub)) setCounter.run('unpacked', 1);
    return countUp.get()!;
  });

  let waiting: Waiting[] = [];
  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      mark.write(write(batch));
      if (batch.some(isScrub)) scrubbed();
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return {
    isRestored: counter.get('restored') === 1,
    acknowledgeRestored: () => {
      setCounter.run('restored', 0);
    },
    loadAll: async () => {
      const rows = database.prepare<[], Row>('SELECT key, bytes, crc32 FROM stored ORDER BY place').all();
      return rows.map((row) => ({ key: row.key, bytes: new Uint8Array(row.bytes) }));
    },
    append: (stored) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ stored, resolve, reject });
      }),
    close: async () => {
      commit();
      clearTimeout(packing);
      packSometime();
      mark.close();
      database.close();
    },
  };
}

function openForWriting(path: string, nowMs: number): Database {
  let database: Database | undefined;
  try {
    database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What is replaced is overwritten with zeros: a body that was erased must not be found in the file.
    database.pragma('secure_delete = ON');
    migrate(database, nowMs);
    return database;
  } catch (error) {
    database?.close();
    throw sentenceOf(path, error);
  }
}

/** Looks at an existing file without changing it. Throws a sentence where it is not sound. */
function examine(path: string): void {
  let database: Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    const found = database.pragma('quick_check(3)', { simple: true });
    if (found !== 'ok') throw damaged(path, String(found).replaceAll(/\s+/g, ' '));
    const version = versionOf(database);
    if (version > NEWEST_VERSION) throw tooNew(path, version);
    if (version === 0) return;
    for (const row of database.prepare<[], Row>('SELECT key, bytes, crc32 FROM stored').iterate()) {
      if (checksum(row) !== row.crc32) throw damaged(path, `what is stored as "${row.key}" differs from its checksum`);
    }
  } catch (error) {
    throw sentenceOf(path, error);
  } finally {
    database?.close();
  }
}

function sentenceOf(path: string, error: unknown): unknown {
  const code = systemCode(error) ?? '';
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return damaged(path, (error as Error).message);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|FULL|IOERR)/.test(code)) {
    return new Sentence(
      EXIT.cannotWrite,
      `The database ${path} cannot be opened for writing (${code}).`,
      'Give this user the file and its folder, or free space on the disk.',
    );
  }
  return error;
}

const damaged = (path: string, why: string): Sentence =>
  new Sentence(
    EXIT.damaged,
    `The database ${path} is damaged: ${why}. It was left exactly as it is.`,
    `If you have a backup, copy it to ${path} and remove ${path}-wal and ${path}-shm. Without one, move the damaged ` +
      `file away (mv ${path} ${path}.damaged) and start again: what others hold comes back from them.`,
  );

const tooNew = (path: string, version: number): Sentence =>
  new Sentence(
    EXIT.damaged,
    `The database ${path} was written by a newer Folkmoot (its version is ${version}, this program knows ${NEWEST_VERSION}).`,
    'Start the newer program again, or restore the backup that was made before the update.',
  );

/** Not synced to the disk: after a power cut it may be behind, never ahead, of the database. */
function openMark(path: string) {
  const old = existsSync(path) ? Number.parseInt(readFileSync(path, 'latin1'), 10) : 0;
  const file = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
  let highest = Number.isSafeInteger(old) && old > 0 ? old : 0;
  return {
    read: (): number => highest,
    write(commits: number): void {
      highest = commits;
      try {
        writeSync(file, String(commits).padStart(MARK_DIGITS, '0'), 0);
      } catch {
        // The transaction itself is durable; a mark that is behind only weakens the check.
      }
    },
    close: (): void => closeSync(file),
  };
}
