// A world of the simulator as the invariants look at it.

import type { MemberId } from '#protocol/bytes/reference.ts';
import { createNode } from '#protocol/node/node.ts';
import type { NodeOptions } from '#protocol/node/node-api.ts';
import type { World } from '../world/world.ts';
import { violations, type Surveyed } from './table.ts';

export type SurveyOptions = {
  /** Options of a node without a key, for starting again from rows alone. */
  readonly carrierOptions?: Omit<NodeOptions, 'seed'>;
  readonly liars?: ReadonlySet<MemberId>;
  /** Parts that could not hear each other, at most. */
  readonly groups?: number;
};

export const survey = (world: World, { carrierOptions, liars, groups }: SurveyOptions = {}): Surveyed => ({
  nodes: world.hosts.map(({ name, node, stored }) => ({ name, node, stored: [...stored.values()] })),
  nowMs: world.nowMs(),
  liars: liars ?? new Set(),
  groups: groups ?? world.hosts.length,
  ...(carrierOptions && {
    restarted(_watched, stored) {
      const again = createNode({ ...carrierOptions, seed: 'again' }, world.nowMs());
      again.handle({ kind: 'loaded', stored }, world.nowMs());
      return again;
    },
  }),
});

/** What is broken in a world; what needs calm is asked only where all is calm. */
export const brokenIn = (world: World, calm: boolean, options?: SurveyOptions): readonly string[] =>
  violations(survey(world, options), calm);
