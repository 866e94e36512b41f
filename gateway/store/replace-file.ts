// A small file replaced whole and synced: after a power cut it is the old one or the new one.

import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, Sentence, systemCode } from '../sentence.ts';

/** Only its owner reads it. `what` names the content for the sentence where it cannot be written. */
export function replaceFile(path: string, content: string | Uint8Array, what: string): void {
  const fresh = `${path}.new`;
  try {
    const file = openSync(fresh, 'w', 0o600);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
    closeSync(file);
    renameSync(fresh, path);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    throw new Sentence(
      EXIT.cannotWrite,
      `${what} cannot be written to ${path} (${systemCode(error) ?? 'unknown error'}).`,
      'Give this user the folder, or free space on the disk.',
    );
  }
}
