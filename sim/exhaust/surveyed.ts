// A world of few nodes as the invariants look at it.

import { createNode } from '#protocol/node/node.ts';
import type { Surveyed } from '../invariants/surveyed.ts';
import type { FramesCase } from './frames-case.ts';

export const surveyed = (
  { seats, liars, isTrue, types, carrierOptions }: FramesCase,
  nodes: readonly Pick<Surveyed['nodes'][number], 'node' | 'stored'>[],
  nowMs: number,
): Surveyed => ({
  nodes: nodes.map((node, seat) => ({ ...node, name: seats[seat]!.name, ownNowMs: nowMs })),
  nowMs,
  liars,
  groups: 2,
  isTrue,
  types,
  restarted(_watched, stored, aheadMs = 0) {
    const again = createNode({ ...carrierOptions, seed: 'again' }, nowMs + aheadMs);
    again.handle({ kind: 'loaded', stored }, nowMs + aheadMs);
    return again;
  },
});
