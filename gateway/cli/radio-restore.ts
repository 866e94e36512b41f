/** `folkmoot radio restore`: writes the settings back that a radio had before. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import type { PresentRadio } from '#radio/meshtastic/provisioning-plan.ts';
import { planRestore, readSnapshot } from '#radio/meshtastic/provisioning-snapshot.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { guarded, tell, withRadio } from './radio-session.ts';
import { change, writeOptions, type WriteOptions } from './radio-write.ts';

/** Eight channels, three sections, names: a few hundred bytes. */
const FILE_BYTES_MAX = 64 * 1024;

export function declare(command: Command): void {
  writeOptions(command.argument('<file>', 'what provision or channel has saved')).action(guarded(run));
}

function snapshotOf(file: string): PresentRadio {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(file));
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'There is no such file' : 'This file cannot be read';
    throw new Sentence(EXIT.damaged, `${file}: ${why}.`, 'Give the file that provision has named.');
  }
  const former = bytes.length <= FILE_BYTES_MAX ? readSnapshot(bytes) : null;
  if (former) return former;
  throw new Sentence(EXIT.damaged, `${file} holds no settings of a radio, or not all of them.`, 'Give another file.');
}

async function run(file: string, options: WriteOptions): Promise<void> {
  const former = snapshotOf(file);
  tell(`${file}: the settings of ${nodeName(former.nodeNum)} "${former.owner.longName}".`);
  await withRadio(options.radio, (session) => change(session, (present) => planRestore(present, former), options));
}
