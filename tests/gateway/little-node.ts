// A node for tests of the rim: it obeys the interface and does what a script in the test tells it.
//
// Everything it is handed is kept in `heard`, and `answer` decides the effects of each event.

import type { NodeEffect, NodeEvent } from '#protocol/node/event.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { createRecordStore } from '#protocol/log/record-store.ts';
import { createTally } from '#protocol/tally/tally.ts';

export type LittleNode = FolkmootNode & { readonly heard: NodeEvent[] };

const nobody = new Proxy({} as Directory, { get: () => () => undefined });

export function littleNode(answer: (event: NodeEvent, nowMs: number) => readonly NodeEffect[]): LittleNode {
  const heard: NodeEvent[] = [];
  return {
    heard,
    handle(event, nowMs) {
      heard.push(event);
      return answer(event, nowMs);
    },
    self: undefined,
    frameKey: { epoch: 0, day: 0, frameSecret: new Uint8Array(32) },
    directory: nobody,
    state: () => undefined,
    around: (nowMs) => ({
      directory: nobody,
      state: () => undefined,
      record: () => undefined,
      heldSinceMs: () => undefined,
      nowMs,
    }),
    records: createRecordStore(),
    tally: createTally(),
    frontierDigest: () => new Uint8Array(8),
    stateHash: () => '',
    started: { covered: 0, folded: 0 },
    counts: () => ({ records: 0, voices: 0, waiting: 0 }),
    delivery: () => undefined,
    heardBy: () => [],
    heardAt: () => [],
    notErasable: () => undefined,
    queue: () => [],
    compared: () => undefined,
    airtime: () => ({ spentMs: [], allowedMs: [] }),
  };
}
