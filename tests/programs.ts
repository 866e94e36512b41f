/**
 * The Debian programs that some tests need, as a table: which folder needs what, how to see whether it
 * is there, and how to get it. All tests outside these folders need only Node.js.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

export type ProgramNeed = {
  readonly folder: string;
  readonly program: string;
  /** Why these tests cannot run here, or undefined if they can. */
  readonly missing: () => string | undefined;
  readonly howTo: string;
};

/** Where Debian keeps servers and network tools; not on everybody's PATH. */
export const SEARCH_PATH = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;
const QUIETLY = { stdio: 'ignore', timeout: 20_000, env: { ...process.env, PATH: SEARCH_PATH } } as const;

/** True if the command could be started and ended well. */
const works = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args, QUIETLY).status === 0;

/** True if the command can be started at all, however it ends. */
const exists = (command: string): boolean => spawnSync(command, ['--help'], QUIETLY).error === undefined;

/** A network namespace of this process's own, made and removed: the right to it, not only the program. */
function mayMakeNamespaces(): boolean {
  const name = `folkmoot-probe-${process.pid}`;
  return works('ip', 'netns', 'add', name) && works('ip', 'netns', 'delete', name);
}

const STRANGER = 'tests/needs-meshtastic';
const STRANGER_INSTALL = ['ci', '--prefix', STRANGER, '--ignore-scripts', '--fetch-retries=0'] as const;

/** The official client has a package.json of its own (its installer wants pnpm); it is fetched when there is network. */
const hasStranger = (): boolean =>
  existsSync(`${STRANGER}/node_modules/@meshtastic/core`) ||
  spawnSync('npm', STRANGER_INSTALL, { ...QUIETLY, timeout: 60_000, shell: process.platform === 'win32' }).status === 0;

export const PROGRAM_NEEDS: readonly ProgramNeed[] = [
  {
    folder: 'tests/needs-chromium',
    program: 'chromium',
    missing: () => (exists('chromium') ? undefined : 'chromium is not installed'),
    howTo: 'sudo apt install chromium',
  },
  {
    folder: 'tests/needs-mosquitto',
    program: 'mosquitto',
    missing: () => (exists('mosquitto') ? undefined : 'mosquitto is not installed'),
    howTo: 'sudo apt install mosquitto',
  },
  {
    folder: 'tests/needs-socat',
    program: 'socat',
    missing: () => (exists('socat') ? undefined : 'socat is not installed'),
    howTo: 'sudo apt install socat',
  },
  {
    folder: STRANGER,
    program: 'meshtastic',
    missing: () => (hasStranger() ? undefined : 'the official Meshtastic client is not installed'),
    howTo: `npm ${STRANGER_INSTALL.slice(0, 4).join(' ')}`,
  },
  {
    folder: 'tests/needs-iproute2',
    program: 'ip',
    missing: () => {
      if (!exists('ip')) return 'ip (package iproute2) is not installed';
      return mayMakeNamespaces() ? undefined : 'this user may not make network namespaces';
    },
    howTo: 'sudo apt install iproute2, and run the tests as root',
  },
];

/** The test files below a folder, sorted; none if there is no such folder. */
export function testFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
      .map((file) => `${folder}/${file}`)
      .sort();
  } catch {
    return [];
  }
}
