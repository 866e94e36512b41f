// The worker that only checks signatures: a claim in, true or false out. See verifier.ts.

import { verify } from '#protocol/crypto/bls.ts';
import type { CheckAnswer, CheckRequest } from './verifier.ts';

const here = self as unknown as {
  onmessage: (event: MessageEvent<CheckRequest>) => void;
  postMessage: (answer: CheckAnswer) => void;
};

here.onmessage = ({ data: { id, claim } }) => here.postMessage({ id, valid: verify(claim) });
