// Which of our packets still wait for a word from the mesh, and what a word means.
//
// An ack from our own radio is implicit: it heard a neighbour repeat the packet, nothing more. Only an ack
// from the destination is delivery. MAX_RETRANSMIT from our own radio is failure.

import type { SessionAction } from './session-types.ts';

/** The oldest is forgotten: its ack is then no news. */
const EXPECTED_MAX = 64;
const ACK = 0;

type Acked = Pick<Extract<SessionAction, { kind: 'acked' }>, 'ref' | 'how'>;

export type AckLedger = {
  expect(radioId: number, ref: number): void;
  /** What a verdict says about one of our packets; undefined when it is about none, or is no news. */
  judge(
    verdict: { readonly requestId: number; readonly errorReason: number },
    from: number,
    myNodeNum: number,
  ): Acked | undefined;
};

export function createAckLedger(): AckLedger {
  const expected = new Map<number, { readonly ref: number; heard: boolean }>();
  return {
    expect(radioId, ref) {
      expected.set(radioId, { ref, heard: false });
      for (const oldest of expected.keys()) {
        if (expected.size <= EXPECTED_MAX) break;
        expected.delete(oldest);
      }
    },
    judge({ requestId, errorReason }, from, myNodeNum) {
      const one = expected.get(requestId);
      if (!one) return undefined;
      if (errorReason !== ACK) {
        expected.delete(requestId);
        return { ref: one.ref, how: 'failed' };
      }
      if (from !== myNodeNum) {
        expected.delete(requestId);
        return { ref: one.ref, how: 'delivered' };
      }
      if (one.heard) return undefined;
      one.heard = true;
      return { ref: one.ref, how: 'heard' };
    },
  };
}
