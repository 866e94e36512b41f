// A worker that only checks signatures: claims in, a verdict on each out. See verifier.ts.

import { coefficients, verdicts } from '#protocol/crypto/batch.ts';
import type { Question, Verdict } from '#protocol/crypto/check-lanes.ts';

/** Of `self` in a worker, which the page's own types know only as a window. */
const here = self as unknown as {
  onmessage: (event: MessageEvent<readonly Question[]>) => void;
  postMessage: (answer: readonly Verdict[]) => void;
};

/** Fresh for every weight: whoever could foresee them could make two wrong signatures cancel (§4.4). */
const weights = coefficients(() => crypto.getRandomValues(new Uint32Array(1))[0]!);

here.onmessage = ({ data: batch }) => {
  const valid = verdicts(
    batch.map(({ claim }) => claim),
    weights,
  );
  here.postMessage(batch.map(({ id }, i) => ({ id, valid: valid[i]! })));
};
