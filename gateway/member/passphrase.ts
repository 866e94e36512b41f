// The passphrase of a member's folder: from the environment, or asked for on a terminal without showing it.

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { EXIT, Sentence } from '../sentence.ts';

/** Short ones are guessed; longer than this nobody types. */
const LETTERS_MIN = 8;
const LETTERS_MAX = 1024;

/** From the environment, and not left there for programs that this one may start. */
function given(): string | undefined {
  const passphrase = process.env.FOLKMOOT_PASSPHRASE;
  delete process.env.FOLKMOOT_PASSPHRASE;
  return passphrase === '' ? undefined : passphrase;
}

const nobodyToAsk = (): Sentence =>
  new Sentence(
    EXIT.noKey,
    'A passphrase is needed, and there is nobody to ask: this is no terminal.',
    'Give it in the environment variable FOLKMOOT_PASSPHRASE.',
  );

async function askHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw nobodyToAsk();
  let isShown = true;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (isShown) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const end = new AbortController();
  lines.once('close', () => end.abort());
  try {
    const answer = lines.question(question, { signal: end.signal });
    isShown = false;
    return await answer;
  } catch {
    throw new Sentence(EXIT.noKey, 'No passphrase was given.', 'Nothing was done.');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/** Of a folder that has one. */
export const passphraseOf = async (): Promise<string> => given() ?? askHidden('Passphrase: ');

/** For a new folder; undefined where its owner wants none. */
export async function newPassphrase(isWanted: boolean): Promise<string | undefined> {
  const fromOutside = given();
  if (!isWanted) return undefined;
  const passphrase = fromOutside ?? (await askTwice());
  if (passphrase.length >= LETTERS_MIN && passphrase.length <= LETTERS_MAX) return passphrase;
  throw new Sentence(
    EXIT.noKey,
    `A passphrase has ${LETTERS_MIN} to ${LETTERS_MAX} letters; this one has ${passphrase.length}.`,
    'Four words that do not belong together are good. --no-passphrase leaves the key readable for whoever has the disk.',
  );
}

async function askTwice(): Promise<string> {
  const first = await askHidden('A passphrase for the key in this folder: ');
  if ((await askHidden('The same again: ')) === first) return first;
  throw new Sentence(EXIT.noKey, 'The two are not the same.', 'Nothing was written; try again.');
}
