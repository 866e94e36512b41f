/**
 * `folkmoot doctor`: looks at this machine as the gateway will, and at its radio, one finding a line. Each
 * check is one entry of a table and answers with what it found, or with what is wrong and what to do.
 */

import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { listPorts } from '#radio/links/usb-ports.node.ts';
import { radioFindings } from './doctor-radio.ts';
import type { ChannelGiven } from './radio-key.ts';
import { invite } from './radio-provision.ts';
import { guarded, RADIO_OPTION } from './radio-session.ts';

/** `isNote`: worth a word, but nothing that keeps a gateway from working. */
type Finding = { readonly ok: boolean; readonly found: string; readonly todo?: string; readonly isNote?: true };
type NamedFinding = Finding & { readonly name: string };
type Options = {
  readonly data: string;
  readonly radio?: string;
  readonly invite?: ChannelGiven;
  readonly json?: true;
};
type Check = { readonly name: string; readonly look: (options: Options) => Promise<Finding> | Finding };

/** A year of a large community stays well below this; the rest is room for the database's journal. */
const DISK_WANTED_BYTES = 200e6;

/** The folder itself, or the nearest one above it that exists. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

async function sqlite(): Promise<Finding> {
  const { Database } = await import('#gateway/store/sqlite.ts');
  const database = new Database(':memory:');
  const { version } = database.prepare<[], { version: string }>('select sqlite_version() as version').get()!;
  database.close();
  return { ok: true, found: `SQLite ${version}` };
}

async function serialPorts(): Promise<Finding> {
  const ports = (await listPorts()).filter(({ vendorId }) => vendorId !== undefined).map(({ path }) => path);
  if (ports.length === 0) return { ok: true, found: 'none plugged in; a radio can also be reached by TCP' };
  const locked = ports.filter((path) => !canUse(path));
  if (locked.length === 0) return { ok: true, found: ports.join(', ') };
  const todo = 'add this user to the group that owns the port (on Debian: dialout), then log in again';
  return { ok: false, found: `${locked.join(', ')}: not readable and writable for this user`, todo };
}

function canUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function dataFolder({ data }: Options): Finding {
  const folder = nearestExisting(resolve(data));
  if (!canUse(folder)) {
    return {
      ok: false,
      found: `${folder} is not writable`,
      todo: 'give this user the folder, or name another with --data',
    };
  }
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  const found = `${resolve(data)}, ${(freeBytes / 1e9).toFixed(1)} GB free`;
  return freeBytes >= DISK_WANTED_BYTES ? { ok: true, found } : { ok: false, found, todo: 'free at least 0.2 GB' };
}

function network(): Finding {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  if (addresses.length > 0) return { ok: true, found: addresses.join(', ') };
  return { ok: true, found: 'no address on a LAN: phones cannot reach the page until this machine is on a Wi-Fi' };
}

const CHECKS: readonly Check[] = [
  {
    name: 'Node.js',
    look: () => ({ ok: true, found: `${process.versions.node} on ${process.platform}-${process.arch}` }),
  },
  { name: 'database', look: sqlite },
  { name: 'data folder', look: dataFolder },
  { name: 'serial ports', look: serialPorts },
  { name: 'network', look: network },
];

/** A check that cannot even be made (a package that does not load) is a finding as well. */
async function lookAt({ name, look }: Check, options: Options): Promise<NamedFinding> {
  try {
    return { name, ...(await look(options)) };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name, ok: false, found, todo: 'delete node_modules and start again; it is installed anew' };
  }
}

/** What the radios' own doctor says, in the lines of this one. */
async function radios({ radio, invite: channel }: Options): Promise<readonly NamedFinding[]> {
  const findings = await radioFindings(radio, channel);
  if (findings === undefined) return [{ name: 'radio', ok: true, found: 'none plugged in and none named (--radio)' }];
  return findings.map(({ severity, words, next }) => ({
    name: 'radio',
    ok: severity !== 'blocks',
    found: words,
    ...(next !== undefined && { todo: next }),
    ...(severity === 'warns' && { isNote: true }),
  }));
}

export function declare(command: Command): void {
  command
    .option('--data <folder>', 'the data folder the gateway will use', 'data')
    .option(...RADIO_OPTION)
    .option('--invite <text>', "the community's invitation: is its channel on the radio?", invite)
    .option('--json', 'one JSON object instead of lines')
    .action(guarded(run));
}

async function run(options: Options): Promise<void> {
  const machine = await Promise.all(CHECKS.map((check) => lookAt(check, options)));
  const findings = [...machine, ...(await radios(options))];
  if (options.json) console.log(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }));
  else for (const finding of findings) console.log(line(finding));
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}

function line({ name, ok, found, todo, isNote }: NamedFinding): string {
  return `${isNote ? 'note' : ok ? 'ok  ' : 'BAD '} ${name.padEnd(12)} ${found}${todo === undefined ? '' : `\n     -> ${todo}`}`;
}
