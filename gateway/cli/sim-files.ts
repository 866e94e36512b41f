/** What the `folkmoot sim` commands share: reading worlds, writing files, telling how far they are. */

import { accessSync, closeSync, constants, fstatSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { faultText, type WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { tooLarge } from '#sim/worlds/too-large.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { makeFolderWithin } from '../store/make-folder.ts';

/** Above this a world file is a mistake: the largest that the format allows is smaller. */
const WORLD_BYTES_MAX = 32 * 2 ** 20;
/** Traces and recordings of months are less; a text of half a gigabyte is more than the engine takes. */
const TEXT_BYTES_MAX = 256 * 2 ** 20;
/** What is no file, such as a pipe, tells no size and is read in pieces. */
const PIECE_BYTES = 2 ** 16;

export function readText(file: string, what: string, bytesMax = TEXT_BYTES_MAX): string {
  const tooLong = (): Sentence =>
    new Sentence(
      EXIT.damaged,
      `${file}: more than ${bytesMax / 2 ** 20} MiB, which is more than ${what} needs.`,
      'Give another file.',
    );
  let opened: number | undefined;
  try {
    opened = file === '-' ? 0 : openSync(file, 'r');
    if (fstatSync(opened).size > bytesMax) throw tooLong();
    return piecesOf(opened, bytesMax, tooLong);
  } catch (error) {
    if (error instanceof Sentence) throw error;
    const why = systemCode(error) === 'ENOENT' ? 'There is no such file' : 'This file cannot be read';
    throw new Sentence(EXIT.damaged, `${file}: ${why}.`, `Give the path of ${what}.`);
  } finally {
    if (opened !== undefined && opened !== 0) closeSync(opened);
  }
}

/** No more is ever read than may be. */
function piecesOf(opened: number, bytesMax: number, tooLong: () => Sentence): string {
  const pieces: Buffer[] = [];
  for (let total = 0; ;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const count = readOnce(opened, piece);
    if (count === 0) return Buffer.concat(pieces).toString('utf8');
    total += count;
    if (total > bytesMax) throw tooLong();
    pieces.push(piece.subarray(0, count));
  }
}

const WAIT = new Int32Array(new SharedArrayBuffer(4));

/** Standard input that nobody has written to yet is asked again; its end is told as an error by some systems. */
function readOnce(opened: number, piece: Buffer): number {
  for (;;) {
    try {
      return readSync(opened, piece);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(WAIT, 0, 0, 10);
    }
  }
}

/** A world to be played. */
export const worldIn = (file: string): WorldFile => worldOf(file, jsonIn(file));

/** The value of a file that holds a world, or a world among other things. */
export function jsonIn(file: string): unknown {
  return parsed(file, readText(file, 'a world file (.world.json)', WORLD_BYTES_MAX));
}

export function worldOf(file: string, value: unknown): WorldFile {
  const world = mapOf(file, value);
  const fault = tooLarge(world);
  if (fault === undefined) return world;
  throw new Sentence(
    EXIT.damaged,
    `${file} is too large to be played:\n  ${faultText(fault)}`,
    'sim/worlds/README.md tells what a device costs. folkmoot sim plan looks at larger worlds.',
  );
}

/** A world that is only looked at: nobody's device is made. */
export function mapOf(file: string, value: unknown): WorldFile {
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
