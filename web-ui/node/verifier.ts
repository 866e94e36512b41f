// Checks signatures in a worker of its own: 15 to 100 ms each, while the node goes on answering.
//
// If that worker cannot start or dies, every waiting check fails with words, and the driver makes it
// itself: slower, never skipped.

import type { Claim } from '#protocol/crypto/bls.ts';
import type { VerifierPort } from '#protocol/node/ports.ts';

export type CheckRequest = { readonly id: number; readonly claim: Claim };
export type CheckAnswer = { readonly id: number; readonly valid: boolean };

type Waiting = { readonly resolve: (valid: boolean) => void; readonly reject: (error: Error) => void };

export function workerVerifier(): VerifierPort {
  const waiting = new Map<number, Waiting>();
  let idNext = 1;
  let dead: Error | undefined;
  let worker: Worker | undefined;

  const die = (why: string): void => {
    dead = new Error(why);
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
    worker?.terminate();
  };

  try {
    worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module', name: 'folkmoot-checks' });
    worker.onmessage = ({ data }: MessageEvent<CheckAnswer>) => {
      waiting.get(data.id)?.resolve(data.valid);
      waiting.delete(data.id);
    };
    worker.onerror = () => die('the worker that checks signatures stopped');
  } catch {
    die('this browser gives no second worker');
  }

  return {
    verify: (claim) =>
      new Promise((resolve, reject) => {
        if (dead) return reject(dead);
        const id = idNext++;
        waiting.set(id, { resolve, reject });
        worker?.postMessage({ id, claim } satisfies CheckRequest);
      }),
  };
}
