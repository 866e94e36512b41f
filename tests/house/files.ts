/** The files of this house as git knows them: tracked, or new and not ignored. Without git, from the disk. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const TOP = join(import.meta.dirname, '../..');

/** Folders that are no part of the source; only consulted where there is no git. */
const NOT_OURS = /^(node_modules[^/]*|coverage|data|\.folkmoot|\.git|web-ui\/dist)\//;

function listed(): readonly string[] {
  if (!existsSync(join(TOP, '.git'))) {
    return readdirSync(TOP, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(TOP.length + 1))
      .filter((path) => !NOT_OURS.test(path));
  }
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const names = execFileSync('git', args, { cwd: TOP, encoding: 'utf8', maxBuffer: 16e6 }).split('\0');
  return names.filter((path) => path !== '' && existsSync(join(TOP, path)));
}

/** Paths from the top of the house, sorted, whose name matches. */
export const sourceFiles = (matching: RegExp): readonly string[] =>
  listed()
    .filter((path) => matching.test(path))
    .sort();

export const textOf = (path: string): string => readFileSync(join(TOP, path), 'utf8');

/** The top-level folders of the architecture. */
export const ROOMS = ['protocol', 'modules', 'radio', 'gateway', 'web-ui', 'sim', 'hardware', 'tests'] as const;
