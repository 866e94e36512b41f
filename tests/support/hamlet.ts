// A small hamlet in the simulator, for tests of what happens between nodes: houses in a row, each with a
// phone, a radio that hears the next two, and members of one community.

import type { RecordId } from '#protocol/bytes/reference.ts';
import { modules } from '#modules/index.ts';
import { foundTown, type Citizen, type Town } from '#sim/world/founding.ts';
import { carryHome, housesOf, linksBetween } from '#sim/world/homes.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { createWorld, type Host, type World, type WorldOptions } from '#sim/world/world.ts';

export type Hamlet = {
  readonly world: World;
  readonly town: Town;
  readonly sites: readonly Host[];
  readonly people: readonly Citizen[];
};

/** Shared by all worlds of a test file: the same question has the same answer. */
const verifier = memoVerifier();

export function hamlet(options: {
  readonly seed: string;
  readonly houses: number;
  /** Share of receptions that are lost on every link. */
  readonly loss?: number;
  readonly reach?: number;
  readonly preset?: WorldOptions['preset'];
  readonly onAir?: WorldOptions['onAir'];
}): Hamlet {
  const { houses, loss = 0, reach = 2 } = options;
  const world = createWorld({
    seed: options.seed,
    preset: options.preset ?? 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: houses }, () => ({})),
    links: linksBetween(houses, (from, to) => (Math.abs(from - to) <= reach ? 110 : undefined), loss),
    startMs: Date.UTC(2026, 0, 10),
    verifier,
    ...(options.onAir && { onAir: options.onAir }),
  });
  // The keys do not depend on the seed, so that worlds of one test file share answered questions.
  const town = foundTown(world, `hamlet of ${houses}`, 'Hamlet', housesOf(houses), modules);
  const sites = carryHome(world, town).map(({ site }) => site);
  return { world, town, sites, people: town.citizens };
}

export const call = (text: string): { module: string; name: string; args: unknown } => ({
  module: 'emergency',
  name: 'call',
  args: {
    kind: 'medical',
    severity: 'life-in-danger',
    people: 1,
    position: null,
    drill: false,
    cannotMove: true,
    text,
  },
});

/** Does it, or fails the test with the refusal. */
export function act(
  { world }: Hamlet,
  who: Citizen,
  what: { module: string; name: string; args: unknown },
): readonly RecordId[] {
  const outcome = world.act(who.phone, what);
  if (!outcome.ok) throw new Error(`${who.name}: ${outcome.refusal.why}`);
  return outcome.records;
}

/** Different states in a world: one where all agree. */
export const states = ({ world }: Hamlet): Set<string> => new Set(world.hosts.map(({ node }) => node.stateHash()));
