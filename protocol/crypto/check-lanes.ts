// Two lanes to the threads that check signatures (protocol/README.md §4.4): pure bookkeeping, which gateway
// and page share; each brings its own kind of thread.
//
// Routine claims that wait go to one thread as a batch, which costs about half of checking them one by one; the
// thread names the false ones. Calls for help go to a thread of their own, one by one, the moment they come:
// they never wait behind a batch. A false claim in a batch costs more checks, not fewer, so a batch that
// held one halves the next, down to single checks; each that was clean lets it grow again.

import { assert } from '../bytes/result.ts';
import type { Claim } from './bls.ts';

/** At 5 to 35 ms each in a batch, by the device, it holds its thread for at most about a second. */
export const BATCH_MAX = 32;

export type LaneName = 'routine' | 'urgent';
export type Question = { readonly id: number; readonly claim: Claim };
export type Verdict = { readonly id: number; readonly valid: boolean };

type Waiting = {
  readonly question: Question;
  readonly resolve: (valid: boolean) => void;
  readonly reject: (error: Error) => void;
};

export interface CheckLanes {
  /** Rejects if the lane's thread fails: a failure is no verdict. */
  verify(claim: Claim, urgent: boolean): Promise<boolean>;
  /** The thread of a lane has judged everything that was sent to it last. */
  answered(lane: LaneName, verdicts: readonly Verdict[]): void;
  /** The thread of a lane is gone, with everything that it had. */
  failed(lane: LaneName, error: Error): void;
  /** Questions that a lane has not answered. */
  waiting(lane: LaneName): number;
}

/** `send` hands questions to the thread of a lane; it gets no more until `answered` or `failed`. */
export function createCheckLanes(send: (lane: LaneName, batch: readonly Question[]) => void): CheckLanes {
  const lanes = {
    routine: { queue: [] as Waiting[], sent: [] as Waiting[], size: 1, sizeMax: BATCH_MAX },
    urgent: { queue: [] as Waiting[], sent: [] as Waiting[], size: 1, sizeMax: 1 },
  };
  let idNext = 1;

  const next = (name: LaneName): void => {
    const lane = lanes[name];
    if (lane.sent.length > 0 || lane.queue.length === 0) return;
    lane.sent = lane.queue.splice(0, lane.size);
    send(
      name,
      lane.sent.map(({ question }) => question),
    );
  };

  return {
    verify: (claim, urgent) =>
      new Promise((resolve, reject) => {
        const name = urgent ? 'urgent' : 'routine';
        lanes[name].queue.push({ question: { id: idNext++, claim }, resolve, reject });
        next(name);
      }),
    answered(name, verdicts) {
      const lane = lanes[name];
      const { sent } = lane;
      assert(
        verdicts.length === sent.length && verdicts.every(({ id }, i) => id === sent[i]!.question.id),
        'a thread answers what it was asked',
      );
      const clean = verdicts.every(({ valid }) => valid);
      lane.size = clean ? Math.min(lane.sizeMax, lane.size * 2) : Math.max(1, lane.size >> 1);
      lane.sent = [];
      sent.forEach(({ resolve }, i) => resolve(verdicts[i]!.valid));
      next(name);
    },
    failed(name, error) {
      const lane = lanes[name];
      const lost = [...lane.sent, ...lane.queue];
      [lane.sent, lane.queue] = [[], []];
      for (const { reject } of lost) reject(error);
    },
    waiting: (name) => lanes[name].sent.length + lanes[name].queue.length,
  };
}
