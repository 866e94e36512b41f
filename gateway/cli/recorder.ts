/** A file that what passes between a radio and its client is written to: bounded, and never in their way. */

import { openSync, writeSync } from 'node:fs';
import type { RecordedChunk } from '#radio/links/recording.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';

/** Months of a busy radio; a forgotten recorder must not fill a disk. */
const BYTES_MAX = 256 * 2 ** 20;

/** The file must be new: yesterday's recording is not lost by a second start. */
export function recorder(file: string, say: (line: string) => void): (chunk: RecordedChunk) => void {
  let opened: number;
  try {
    opened = openSync(file, 'wx', 0o600);
  } catch (error) {
    const isThere = systemCode(error) === 'EEXIST';
    const why = isThere ? 'is there already' : `cannot be written (${systemCode(error) ?? 'unknown'})`;
    throw new Sentence(EXIT.cannotWrite, `--record ${file}: this file ${why}.`, 'Give the path of a new file.');
  }
  let bytes = 0;
  const end = (why: string): void => {
    bytes = Infinity;
    say(`The recording ${file} ends here: ${why}. All else runs on.`);
  };
  return (chunk) => {
    if (bytes > BYTES_MAX) return;
    const line = `${JSON.stringify(chunk)}\n`;
    try {
      writeSync(opened, line);
    } catch (error) {
      return end(`it cannot be written (${systemCode(error) ?? 'unknown'})`);
    }
    bytes += line.length;
    if (bytes > BYTES_MAX) end(`${BYTES_MAX / 2 ** 20} MiB are full`);
  };
}
