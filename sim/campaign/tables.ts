// The tables at which the people of campaign worlds were founded.
//
// Founding takes a second and is the same for the same people, so it is done once for all worlds that begin with
// them. It depends on nothing but who they are: a script that is played again, or cut down, has the same keys.

import { modules } from '#modules/index.ts';
import type { Founded } from '../world/founding.ts';
import { foundedAtTable } from '../world/homes.ts';
import type { WorldFile } from '../worlds/format.ts';

/** Tables that are kept laid. */
const TABLES_MAX = 16;
const known = new Map<string, Founded>();

export function tableOf({ people }: WorldFile): Founded {
  const residents = people.map(({ name, household }) => ({ name, household }));
  const who = JSON.stringify(residents);
  const ready = known.get(who);
  if (ready) return ready;
  const founded = foundedAtTable({
    seed: 'the table',
    keySeed: `campaign of ${people.length}`,
    name: 'The campaign',
    residents,
    modules,
    startMs: 1_795_244_400_000,
  });
  if (known.size >= TABLES_MAX) known.delete(known.keys().next().value!);
  known.set(who, founded);
  return founded;
}
