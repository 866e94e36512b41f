// The tables at which the people of campaign worlds were founded.
//
// Founding takes a second and is the same for the same people, so it is done once for all worlds that begin with
// them. It depends on nothing but who they are: a script that is played again, or cut down, has the same keys.

import { modules } from '#modules/index.ts';
import { foundedOf, foundTown, type Founded } from '../world/founding.ts';
import { memoVerifier } from '../world/memo-verifier.ts';
import { createWorld } from '../world/world.ts';
import type { WorldFile } from '../worlds/format.ts';

/** Tables that are kept laid. */
const TABLES_MAX = 16;
const known = new Map<string, Founded>();

export function tableOf({ people }: WorldFile): Founded {
  const residents = people.map(({ name, household }) => ({ name, household }));
  const who = JSON.stringify(residents);
  const ready = known.get(who);
  if (ready) return ready;
  const world = createWorld({
    seed: 'the table',
    preset: 'SHORT_FAST',
    region: 'EU_868',
    radios: [{}],
    links: [],
    startMs: 1_795_244_400_000,
    verifier: memoVerifier(),
  });
  const founded = foundedOf(
    world,
    foundTown(world, `campaign of ${people.length}`, 'The campaign', residents, modules),
  );
  if (known.size >= TABLES_MAX) known.delete(known.keys().next().value!);
  known.set(who, founded);
  return founded;
}
