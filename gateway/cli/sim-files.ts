/** What the `folkmoot sim` commands share: reading worlds, writing files, telling how far they are. */

import { accessSync, closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { faultText, type WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { makeFolderWithin } from '../store/make-folder.ts';

/** Above this a world file is a mistake: the largest that the format allows is smaller. */
const WORLD_BYTES_MAX = 32 * 2 ** 20;

export function readText(file: string, what: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'There is no such file' : 'This file cannot be read';
    throw new Sentence(EXIT.damaged, `${file}: ${why}.`, `Give the path of ${what}.`);
  }
}

export const worldIn = (file: string): WorldFile => worldOf(file, jsonIn(file));

/** The value of a file that holds a world, or a world among other things. */
export function jsonIn(file: string): unknown {
  const text = readText(file, 'a world file (.world.json)');
  if (text.length > WORLD_BYTES_MAX) {
    throw new Sentence(
      EXIT.damaged,
      `${file}: ${text.length} bytes are more than any world needs.`,
      'Give another file.',
    );
  }
  return parsed(file, text);
}

export function worldOf(file: string, value: unknown): WorldFile {
  const read = readWorld(value);
  if (read.ok) return read.value;
  const faults = read.error.map((fault) => `  ${faultText(fault)}`).join('\n');
  throw new Sentence(
    EXIT.damaged,
    `${file} is no world that can be played:\n${faults}`,
    'sim/worlds/README.md tells the form.',
  );
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'not JSON';
    throw new Sentence(EXIT.damaged, `${file}: ${why}.`, 'A world file is JSON; sim/worlds/README.md tells the form.');
  }
}

export const writeText = (file: string, text: string): void => writing(file, () => writeFileSync(file, text));

/** A file that is written as things happen, one JSON object a line. */
export function lineFile(file: string): { write(line: object): void; close(): void } {
  const opened = writing(file, () => openSync(file, 'w'));
  return {
    write: (line) => void writing(file, () => writeSync(opened, `${JSON.stringify(line)}\n`)),
    close: () => closeSync(opened),
  };
}

function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = systemCode(error) ?? 'unknown';
    throw new Sentence(EXIT.cannotWrite, `${file}: this file cannot be written (${why}).`, 'Give another path.');
  }
}

export function makeFolder(folder: string): void {
  try {
    makeFolderWithin(resolve(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = systemCode(error) ?? 'unknown';
    throw new Sentence(EXIT.cannotWrite, `${folder}: this folder cannot be made (${why}).`, 'Give another path.');
  }
}

export const wholeFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };

export const hourFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const hour = Number(text);
    if (text.trim() !== '' && hour >= least && hour <= most) return hour;
    throw new InvalidArgumentError(`Give an hour of the script from ${least} to ${most}.`);
  };

/** A bar on the terminal's error side; nothing where nobody looks. */
export function progressBar(what: string): {
  readonly at: (share: number, more?: string) => void;
  readonly end: () => void;
} {
  if (!process.stderr.isTTY) return { at: () => undefined, end: () => undefined };
  let shown = '';
  return {
    at(share, more = '') {
      const filled = Math.round(30 * Math.min(1, share));
      const line = `${what} [${'#'.repeat(filled)}${'.'.repeat(30 - filled)}] ${Math.round(100 * share)} % ${more}`;
      if (line === shown) return;
      shown = line;
      process.stderr.write(`\r${line.slice(0, (process.stderr.columns || 80) - 1)}\u001b[K`);
    },
    end: () => void process.stderr.write('\r\u001b[K'),
  };
}
