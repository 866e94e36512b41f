// The folder that a gateway or a member owns: made if missing, writable, and used by one process at a time.
//
// The lock is an exclusive transaction on a tiny database of its own: the kernel drops it with the
// process, so `kill -9` and power cuts leave nothing stale, and a pid that was given to another program
// cannot lock us out. The pid stands in a file beside it only so that the sentence can name it.

import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolderWithin } from './make-folder.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { Database } from './sqlite.ts';

export type DataFolder = {
  readonly path: string;
  /** Path of a file in it. */
  readonly file: (name: string) => string;
  /** Lets another process have it. */
  readonly unlock: () => void;
};

/** Who uses a folder: what its lock is called, and what to do when it is taken. */
export type FolderUser = {
  /** Of the files `NAME.lock` and `NAME.pid`. */
  readonly name: string;
  readonly option: string;
  /** How long a lock that is held is waited for. */
  readonly patienceMs: number;
  readonly isTaken: (owner: string, path: string) => string;
  readonly whenTaken: string;
};

const GATEWAY: FolderUser = {
  name: 'gateway',
  option: '--data FOLDER',
  patienceMs: 0,
  isTaken: (owner, path) => `Another gateway${owner} already uses the data folder ${path}.`,
  whenTaken: 'Use the one that runs, stop it first, or give this one a folder of its own with --data FOLDER.',
};

const CANNOT_WRITE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

export function openDataFolder(folder: string, user: FolderUser = GATEWAY): DataFolder {
  const path = resolve(folder);
  makeWritable(path, user);
  const lock = takeLock(path, user);
  return { path, file: (name) => join(path, name), unlock: () => lock.close() };
}

function makeWritable(path: string, user: FolderUser): void {
  try {
    makeFolderWithin(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || !CANNOT_WRITE.has(code)) throw error;
    throw notWritable(path, code, user);
  }
}

const notWritable = (path: string, code: string, { option }: FolderUser): Sentence =>
  new Sentence(
    EXIT.cannotWrite,
    `The data folder ${path} cannot be written (${code}).`,
    `Give this user the folder (chown), free the disk, or name another one with ${option}.`,
  );

function takeLock(path: string, user: FolderUser): Database {
  const pidFile = join(path, `${user.name}.pid`);
  let lock: Database | undefined;
  try {
    lock = new Database(join(path, `${user.name}.lock`), { timeout: user.patienceMs });
    lock.pragma('journal_mode = MEMORY'); // Nothing is ever written; no file beside it is wanted.
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
    return lock;
  } catch (error) {
    lock?.close();
    const code = systemCode(error) ?? '';
    if (code.startsWith('SQLITE_BUSY'))
      throw new Sentence(EXIT.busy, user.isTaken(ownerIn(pidFile), path), user.whenTaken);
    if (/^SQLITE_(CANTOPEN|READONLY|IOERR|FULL|PERM)/.test(code) || CANNOT_WRITE.has(code))
      throw notWritable(path, code, user);
    throw error;
  }
}

/** Who it is does not matter enough to fail over. */
function ownerIn(pidFile: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)})`;
  } catch {
    return '';
  }
}
