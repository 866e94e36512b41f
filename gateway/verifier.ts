// Checks signatures in a thread of its own: 15 to 100 ms each, while radio and phones are served.
//
// Neighbours in one process ask the same question many times; it is worked out once. That is sound,
// because the answer is a function of the bytes alone and the key of the memory is a hash over them all.

import { Worker } from 'node:worker_threads';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import type { VerifierPort } from '#protocol/node/ports.ts';
import type { Answer, Question } from './verify-worker.ts';

/** A bare thread does not read TypeScript, and with Node 20 `--import tsx` does not teach it: it is shown here how. */
const DOORSTEP =
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {` +
  ` register(); return import(${JSON.stringify(new URL('./verify-worker.ts', import.meta.url).href)}); })`;

const ANSWERS_MAX = 8192;

type Waiting = { readonly resolve: (valid: boolean) => void; readonly reject: (error: Error) => void };

export type ThreadVerifier = VerifierPort & { close(): Promise<void> };

export function createThreadVerifier(): ThreadVerifier {
  const waiting = new Map<number, Waiting>();
  const answers = new Map<string, Promise<boolean>>();
  let nextId = 1;
  let dead: Error | undefined;
  const worker = new Worker(DOORSTEP, { eval: true, execArgv: [] });
  worker.unref();

  const die = (error: Error): void => {
    dead = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => die(new Error('the thread that checks signatures has ended')));
  worker.on('message', ({ id, valid }: Answer) => {
    waiting.get(id)?.resolve(valid);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  });

  const ask = (claim: Claim): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(dead);
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, claim } satisfies Question);
    });

  return {
    verify(claim) {
      const name = nameOf(claim);
      const known = answers.get(name);
      if (known) return known;
      const answer = ask(claim);
      answers.set(name, answer);
      // A failure is no answer: the next one who asks may be luckier.
      answer.catch(() => answers.delete(name));
      if (answers.size > ANSWERS_MAX) answers.delete(answers.keys().next().value!);
      return answer;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function nameOf({ shares, signature }: Claim): string {
  const parts = shares.flatMap(({ key, message, purpose }) => [
    toUtf8(`|${purpose} ${key.length} ${message.length}|`),
    key,
    message,
  ]);
  return toHex(sha256(concat(toUtf8(`${signature.length}`), signature, ...parts)));
}
