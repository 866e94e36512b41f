// A thread that only checks signatures: claims in, a verdict on each out. See verifier.ts.

import { randomFillSync } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { coefficients, verdicts } from '#protocol/crypto/batch.ts';
import type { Question, Verdict } from '#protocol/crypto/check-lanes.ts';

/** Fresh for every weight: whoever could foresee them could make two wrong signatures cancel (§4.4). */
const weights = coefficients(() => randomFillSync(new Uint32Array(1))[0]!);

parentPort?.on('message', (batch: readonly Question[]) => {
  const valid = verdicts(
    batch.map(({ claim }) => claim),
    weights,
  );
  parentPort?.postMessage(batch.map(({ id }, i): Verdict => ({ id, valid: valid[i]! })));
});
