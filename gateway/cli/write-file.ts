/** A file that a command was asked to write: never over one that is there. */

import { writeFileSync } from 'node:fs';
import { EXIT, Sentence, systemCode } from '../sentence.ts';

export function writeNew(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = systemCode(error) ?? 'unknown error';
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written (${code})`;
    throw new Sentence(EXIT.cannotWrite, `${path} ${why}.`, 'Name another file.');
  }
}
