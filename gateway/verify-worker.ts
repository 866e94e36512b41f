// The thread that only checks signatures: a claim in, true or false out. See verifier.ts.

import { parentPort } from 'node:worker_threads';
import { verify, type Claim } from '#protocol/crypto/bls.ts';

export type Question = { readonly id: number; readonly claim: Claim };
export type Answer = { readonly id: number; readonly valid: boolean };

parentPort?.on('message', ({ id, claim }: Question) => {
  parentPort?.postMessage({ id, valid: verify(claim) } satisfies Answer);
});
