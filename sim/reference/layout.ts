// Where Meshtasticator puts its nodes and how its links differ, drawn as it draws them from the seed of a run.
// Facts of lib/common.py (find_random_position, setup_asymmetric_links). The stored layouts are the same, rounded.

import { distanceM, pathLossOf, reaches, type PositionM, type ReferenceModem } from './model.ts';
import { pythonChance, type PythonChance } from './python-chance.ts';

export type ReferenceLayout = {
  readonly positionsM: readonly PositionM[];
  /** Row: sender, column: receiver; taken from the level. */
  readonly linkOffsetDb: readonly (readonly number[])[];
  /** The run's own chance, as it stands once everybody has a place. */
  readonly chance: PythonChance;
};

const AREA_M = 15_000;
const HEIGHT_M = 1;
const APART_M = 10;
const TRIES = 1000;
const LINK_SIGMA_DB = 3;

/** Undefined where it would not find room for everybody either. */
export function referenceLayout(seed: number, nodes: number, modem: ReferenceModem): ReferenceLayout | undefined {
  const chance = pythonChance(seed);
  const positionsM: PositionM[] = [];
  for (let node = 0; node < nodes; node++) {
    const place = findPlace(chance, positionsM, modem);
    if (!place) return undefined;
    positionsM.push(place);
  }
  const links = pythonChance(seed);
  const linkOffsetDb = positionsM.map((_, i) =>
    positionsM.map((_, j) => (i === j ? 0 : links.gauss(0, LINK_SIGMA_DB))),
  );
  return { positionsM, linkOffsetDb, chance };
}

/** At least one earlier node must hear it. A place too near another spoils the search for good: so it is there. */
function findPlace(chance: PythonChance, others: readonly PositionM[], modem: ReferenceModem): PositionM | undefined {
  const spot = (): PositionM => {
    const [x, y] = [chance.random(), chance.random()];
    return [x * AREA_M - AREA_M / 2, y * AREA_M - AREA_M / 2, HEIGHT_M];
  };
  const lossDb = pathLossOf(modem);
  for (let tries = 0; tries < TRIES; tries++) {
    const place = spot();
    if (others.some((other) => distanceM(other, place) < APART_M)) return undefined;
    if (others.length === 0 || others.some((other) => reaches(modem, lossDb(other, place)))) return place;
  }
  return undefined;
}
