// Checks signatures in threads of their own: 15 to 100 ms each, while radio and phones are served.
//
// One thread takes what waits as a batch, another only calls for help (protocol/crypto/check-lanes.ts). Both are there
// from the start: a thread takes a second to come up, which no call for help should pay.
//
// Neighbours in one process ask the same question many times; it is worked out once. That is sound,
// because the answer is a function of the bytes alone and the key of the memory is a hash over them all.

import type { Worker } from 'node:worker_threads';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import { createCheckLanes, type LaneName, type Verdict } from '#protocol/crypto/check-lanes.ts';
import type { VerifierPort } from '#protocol/node/ports.ts';
import { startThread } from './typescript-thread.ts';

const CHECKER = new URL('./verify-worker.ts', import.meta.url);

const ANSWERS_MAX = 8192;

export type ThreadVerifier = VerifierPort & { close(): Promise<void> };

export function createThreadVerifier(): ThreadVerifier {
  const answers = new Map<string, Promise<boolean>>();
  const dead = new Map<LaneName, Error>();

  const startLane = (lane: LaneName): Worker => {
    const worker = startThread(CHECKER);
    // A process that has nothing else to do ends, unless an answer is awaited.
    worker.unref();
    const die = (error: Error): void => {
      dead.set(lane, error);
      lanes.failed(lane, error);
    };
    worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => die(new Error('a thread that checks signatures has ended')));
    worker.on('message', (verdicts: readonly Verdict[]) => {
      lanes.answered(lane, verdicts);
      if (lanes.waiting(lane) === 0) worker.unref();
    });
    return worker;
  };

  const threads: Readonly<Record<LaneName, Worker>> = {
    routine: startLane('routine'),
    urgent: startLane('urgent'),
  };
  const lanes = createCheckLanes((lane, batch) => {
    threads[lane].ref();
    threads[lane].postMessage(batch);
  });

  const ask = (claim: Claim, lane: LaneName): Promise<boolean> => {
    const gone = dead.get(lane);
    return gone ? Promise.reject(gone) : lanes.verify(claim, lane === 'urgent');
  };

  return {
    verify(claim, urgency) {
      const name = nameOf(claim);
      // What waits in the slow lane is asked again in the fast one: a call for help does not wait for company.
      const known = urgency === 0 ? undefined : answers.get(name);
      if (known) return known;
      const answer = ask(claim, urgency === 0 ? 'urgent' : 'routine');
      answers.set(name, answer);
      // A failure is no answer: the next one who asks may be luckier.
      answer.catch(() => answers.delete(name));
      if (answers.size > ANSWERS_MAX) answers.delete(answers.keys().next().value!);
      return answer;
    },
    close: async () => {
      await Promise.all(Object.values(threads).map((worker) => worker.terminate()));
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
