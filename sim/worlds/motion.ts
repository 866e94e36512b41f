// People and radios that move: on foot, by car, as couriers, to a gathering. Positions decide who hears whom.
//
// Everybody goes straight from where they are to where they are bound, at one speed; the ground is looked at again
// every half minute while anybody is under way, and not at all otherwise. A person who holds a radio moves it; a
// person without one is out of reach on the way and joins the site that stands where the way ends.

import { assert } from '#protocol/bytes/result.ts';
import type { Prng } from '#protocol/bytes/prng.ts';
import type { World } from '../world/world.ts';
import type { StepOf, WorldFile } from './format.ts';

/** Between two looks at the ground: 40 m on foot, 400 m by car. */
const LOOK_HOURS = 30 / 3600;

type Spot = { readonly x: number; readonly y: number; readonly heightM?: number | undefined };
type Way = { readonly to: Spot; readonly kmh: number; readonly arrived: () => void };

export type Motion = {
  go(step: StepOf<'go'>, name: string): void;
  wander(step: StepOf<'wander'>, name: string): void;
  readonly spotOf: (name: string) => Spot | undefined;
};

export type Walkers = {
  readonly file: WorldFile;
  readonly world: World;
  readonly chance: Prng;
  /** The radio that moves with somebody of this name, if any. */
  readonly radioOf: (name: string) => number | undefined;
  /** A phone leaves its site, or reaches the place of this name. */
  readonly leaves: (name: string) => void;
  readonly reaches: (name: string, place: string) => void;
  readonly tell: (name: string, words: string) => void;
};

export function createMotion({ file, world, chance, radioOf, leaves, reaches, tell }: Walkers): Motion {
  const spots = new Map<string, Spot>();
  for (const { name, x, y, heightM } of [...(file.places ?? []), ...file.radios])
    if (x !== undefined && y !== undefined) spots.set(name, { x, y, heightM });
  const fixed = new Map(spots);
  const first = file.radios[0]!.name;
  for (const { name, at, holds } of file.people) {
    const spot = spots.get(holds ?? at ?? first);
    if (spot) spots.set(name, spot);
  }
  const ways = new Map<string, Way>();
  let looking = false;

  const place = (name: string): void => {
    const radio = radioOf(name);
    const { x, y, heightM } = spots.get(name)!;
    if (radio === undefined) return;
    const own = file.radios[radio]!;
    spots.set(own.name, { x, y, heightM });
    moved.push({
      node: radio,
      place: {
        xM: x,
        yM: y,
        ...(heightM !== undefined && { heightM }),
        ...(own.antennaDbi !== undefined && { antennaDbi: own.antennaDbi }),
      },
    });
  };
  const moved: Parameters<World['mesh']['move']>[0][number][] = [];

  const look = (): void => {
    const arrived: Way[] = [];
    for (const [name, way] of ways) {
      const at = spots.get(name)!;
      const [dx, dy] = [way.to.x - at.x, way.to.y - at.y];
      const left = Math.sqrt(dx * dx + dy * dy);
      const stride = way.kmh * 1000 * LOOK_HOURS;
      const part = left <= stride ? 1 : stride / left;
      spots.set(name, { x: at.x + dx * part, y: at.y + dy * part, heightM: radioHeight(name) });
      place(name);
      if (part < 1) continue;
      ways.delete(name);
      arrived.push(way);
    }
    if (moved.length > 0) world.mesh.move(moved.splice(0));
    for (const way of arrived) way.arrived();
    looking = ways.size > 0;
    if (looking) world.at(world.hours() + LOOK_HOURS, look);
  };
  /** What is carried stays as high above the ground as it was. */
  const radioHeight = (name: string): number | undefined => {
    const radio = radioOf(name);
    return radio === undefined ? undefined : file.radios[radio]!.heightM;
  };

  const setOut = (name: string, way: Way): void => {
    assert(spots.has(name), 'whoever sets out is somewhere');
    ways.set(name, way);
    if (looking) return;
    looking = true;
    world.at(world.hours() + LOOK_HOURS, look);
  };

  const near = (spot: Spot, withinM: number): Spot => {
    const most = Math.floor(withinM);
    if (most === 0) return spot;
    for (;;) {
      const [dx, dy] = [chance.below(2 * most + 1) - most, chance.below(2 * most + 1) - most];
      if (dx * dx + dy * dy <= most * most) return { ...spot, x: spot.x + dx, y: spot.y + dy };
    }
  };
  const spotNamed = (name: string): Spot => fixed.get(name)!;

  return {
    spotOf: (name) => spots.get(name),
    go(step, name) {
      if (radioOf(name) === undefined) leaves(name);
      setOut(name, {
        to: near(spotNamed(step.to), step.withinM ?? 0),
        kmh: step.kmh,
        arrived() {
          if (radioOf(name) === undefined) reaches(name, step.to);
          tell(name, `is at ${step.to}`);
        },
      });
    },
    wander(step, name) {
      const untilHour = world.hours() + step.forHours;
      const next = (): void => {
        if (world.hours() < untilHour)
          setOut(name, { to: near(spotNamed(step.about), step.withinM), kmh: step.kmh, arrived: next });
      };
      if (radioOf(name) === undefined) leaves(name);
      next();
    },
  };
}
