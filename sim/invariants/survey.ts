// A world of the simulator as the invariants look at it.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import { createNode } from '#protocol/node/node.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { FolkmootNode, NodeOptions } from '#protocol/node/node-api.ts';
import type { World } from '../world/world.ts';
import { REGIONS } from '#radio/lora/regions.ts';
import type { Surveyed } from './surveyed.ts';
import { violations } from './table.ts';

export type SurveyOptions = {
  /** Options of a node without a key, for starting again from rows alone. */
  readonly carrierOptions?: Omit<NodeOptions, 'seed'>;
  readonly liars?: ReadonlySet<MemberId>;
  /** Parts that could not hear each other, at most. */
  readonly groups?: number;
  /** Put every proof to the verifier again, where all is calm: not where a founding stands under made-up signatures. */
  readonly isTrue?: (claim: Claim) => boolean;
};

export const survey = (world: World, { carrierOptions, liars, groups, isTrue }: SurveyOptions = {}): Surveyed => ({
  nodes: world.hosts.map((host) => ({
    name: host.name,
    node: host.node,
    stored: [...host.stored.values()],
    ownNowMs: world.hostNowMs(host),
  })),
  nowMs: world.nowMs(),
  liars: liars ?? new Set(),
  groups: groups ?? world.hosts.length,
  radios: world.hosts.flatMap(({ name, radio }) =>
    radio === undefined ? [] : [{ name, sentPct: world.oursTxPct(radio), mayPct: REGIONS[world.region].dutyPercent }],
  ),
  longestFrameBytes: world.longestFrameBytes(),
  ...(isTrue && { isTrue }),
  ...(carrierOptions && {
    types: new Map(carrierOptions.modules.flatMap(({ recordTypes }) => recordTypes).map((type) => [type.type, type])),
    restarted: restartsOf(carrierOptions, world.nowMs()),
  }),
});

/** Starts nodes again from rows. Whoever starts so is only read: the same rows, by the same clock, are folded once. */
function restartsOf(options: Omit<NodeOptions, 'seed'>, worldNowMs: number): NonNullable<Surveyed['restarted']> {
  const started = new WeakMap<readonly Stored[], Map<number, FolkmootNode>>();
  return (_watched, stored, aheadMs = 0) => {
    const byClock = started.get(stored) ?? new Map<number, FolkmootNode>();
    started.set(stored, byClock);
    const known = byClock.get(aheadMs);
    if (known) return known;
    const nowMs = worldNowMs + aheadMs;
    const again = createNode({ ...options, seed: 'again' }, nowMs);
    again.handle({ kind: 'loaded', stored }, nowMs);
    byClock.set(aheadMs, again);
    return again;
  };
}

/** What is broken in a world; what needs calm is asked only where all is calm. */
export const brokenIn = (world: World, calm: boolean, options?: SurveyOptions): readonly string[] =>
  violations(survey(world, options), calm);

/** How many nodes are started again from their rows: each start folds all that a node holds, several times. */
const RESTARTED_NODES = 2;

/** At the end of a world: everything of all nodes, and of a few of them what takes starting again. */
export function brokenAtEnd(world: World, options: SurveyOptions = {}, calm = true): readonly string[] {
  const few = { ...world, hosts: world.hosts.slice(-RESTARTED_NODES) };
  const { carrierOptions, isTrue, ...plain } = options;
  return [
    ...brokenIn(world, calm, plain),
    ...brokenIn(few, calm, { ...plain, ...(carrierOptions && { carrierOptions }), ...(isTrue && { isTrue }) }),
  ];
}
