// How people of small worlds come to their radios: a house each, a site in every house, and who hears whom.
//
// World files have words for all of it (worlds/setting-up.ts); this is for stories and tests that are programs.

import type { Module } from '#protocol/node/module.ts';
import type { GivenLink } from '../ether/links.ts';
import { foundedOf, foundTown, type Citizen, type Founded, type Resident, type Town } from './founding.ts';
import type { MemoVerifier } from './memo-verifier.ts';
import { createWorld, type Host, type World } from './world.ts';

/** So many people, each in a house of their own: `house 1` and on. */
export const housesOf = (count: number, word = 'house'): readonly Resident[] =>
  Array.from({ length: count }, (_, i) => ({ name: `${word} ${i + 1}`, household: i + 1 }));

export type House = Citizen & { readonly site: Host; readonly number: number };

/** Everybody carries the phone home, each to a site at the radio of the same number. */
export const carryHome = (world: World, { citizens, carrierOptions }: Town): readonly House[] =>
  citizens.map((citizen, i) => {
    const site = world.host(`site ${i + 1}`, carrierOptions, i);
    world.join(site, citizen.phone);
    return { ...citizen, site, number: i + 1 };
  });

/** Links between all pairs of radios for which a loss is given, with the same share of receptions lost on each. */
export function linksBetween(
  radios: number,
  lossDbBetween: (from: number, to: number) => number | undefined,
  extraLoss = 0,
): GivenLink[] {
  const links: GivenLink[] = [];
  for (let from = 0; from < radios; from++)
    for (let to = 0; to < radios; to++) {
      const lossDb = from === to ? undefined : lossDbBetween(from, to);
      if (lossDb !== undefined) links.push({ from, to, lossDb, extraLoss });
    }
  return links;
}

export type AtTable = {
  /** Of the world in which the table stands: what devices draw there. */
  readonly seed: string;
  /** Of keys; the world's where absent. */
  readonly keySeed?: string;
  readonly name: string;
  readonly residents: readonly Resident[];
  readonly modules: readonly Module[];
  readonly startMs: number;
  readonly verifier?: MemoVerifier;
};

/** A community as it stands when the table is cleared, founded far from any radio: for other worlds, and for real devices. */
export function foundedAtTable({
  seed,
  keySeed = seed,
  name,
  residents,
  modules,
  startMs,
  verifier,
}: AtTable): Founded {
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: [{}],
    links: [],
    startMs,
    ...(verifier && { verifier }),
  });
  return foundedOf(world, foundTown(world, keySeed, name, residents, modules));
}
