// The folder that a gateway owns: made if missing, writable, and used by one gateway at a time.
//
// The lock is an exclusive transaction on a tiny database of its own: the kernel drops it with the
// process, so `kill -9` and power cuts leave nothing stale, and a pid that was given to another program
// cannot lock us out. The pid stands in a file beside it only so that the sentence can name it.

import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { Database } from './sqlite.ts';

export type DataFolder = {
  readonly path: string;
  /** Path of a file in it. */
  readonly file: (name: string) => string;
  /** Lets another gateway have it. */
  readonly unlock: () => void;
};

const CANNOT_WRITE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  makeWritable(path);
  const lock = takeLock(path);
  return { path, file: (name) => join(path, name), unlock: () => lock.close() };
}

/** Step by step: Node's own `recursive` never returns where the kernel refuses a new name, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function makeWritable(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || !CANNOT_WRITE.has(code)) throw error;
    throw notWritable(path, code);
  }
}

const notWritable = (path: string, code: string): Sentence =>
  new Sentence(
    EXIT.cannotWrite,
    `The data folder ${path} cannot be written (${code}).`,
    'Give this user the folder (chown), free the disk, or name another one with --data FOLDER.',
  );

function takeLock(path: string): Database {
  const pidFile = join(path, 'gateway.pid');
  let lock: Database | undefined;
  try {
    lock = new Database(join(path, 'gateway.lock'), { timeout: 0 });
    lock.pragma('journal_mode = MEMORY'); // Nothing is ever written; no file beside it is wanted.
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
    return lock;
  } catch (error) {
    lock?.close();
    const code = systemCode(error) ?? '';
    if (code.startsWith('SQLITE_BUSY')) throw secondGateway(path, pidFile);
    if (/^SQLITE_(CANTOPEN|READONLY|IOERR|FULL|PERM)/.test(code) || CANNOT_WRITE.has(code))
      throw notWritable(path, code);
    throw error;
  }
}

function secondGateway(path: string, pidFile: string): Sentence {
  let owner = '';
  try {
    owner = ` (process ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)})`;
  } catch {
    // Who it is does not matter enough to fail over.
  }
  return new Sentence(
    EXIT.busy,
    `Another gateway${owner} already uses the data folder ${path}.`,
    'Use the one that runs, stop it first, or give this one a folder of its own with --data FOLDER.',
  );
}
