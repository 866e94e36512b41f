// Checks signatures in workers of their own: 15 to 100 ms each, while the node goes on answering.
//
// One worker takes what waits as a batch, another only calls for help (protocol/crypto/check-lanes.ts). If a
// worker cannot start or dies, what it had fails with words, and the driver makes these checks itself: slower,
// never skipped.

import { createCheckLanes, type LaneName, type Verdict } from '#protocol/crypto/check-lanes.ts';
import type { VerifierPort } from '#protocol/node/ports.ts';

export function workerVerifier(): VerifierPort {
  const workers = new Map<LaneName, Worker>();
  const dead = new Map<LaneName, Error>();

  const die = (lane: LaneName, why: string): void => {
    const error = new Error(why);
    dead.set(lane, error);
    workers.get(lane)?.terminate();
    lanes.failed(lane, error);
  };

  const start = (lane: LaneName): void => {
    try {
      const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), {
        type: 'module',
        name: `folkmoot-checks-${lane}`,
      });
      worker.onmessage = ({ data }: MessageEvent<readonly Verdict[]>) => lanes.answered(lane, data);
      worker.onerror = () => die(lane, 'a worker that checks signatures stopped');
      workers.set(lane, worker);
    } catch {
      die(lane, 'this browser gives no second worker');
    }
  };

  const lanes = createCheckLanes((lane, batch) => workers.get(lane)?.postMessage(batch));
  start('routine');
  start('urgent');

  return {
    verify(claim, urgency) {
      const lane: LaneName = urgency === 0 ? 'urgent' : 'routine';
      const gone = dead.get(lane);
      return gone ? Promise.reject(gone) : lanes.verify(claim, lane === 'urgent');
    },
  };
}
