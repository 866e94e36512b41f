// How many people, and where: one byte, and six more when the place is known (README §2.1).
//
// Latitude and longitude are 24-bit fractions of their circles. A step is 1.2 m of latitude and at
// most 2.4 m of longitude (at the equator), so rounding is never off by more than 1.4 m. How well the
// place is known to its sender is said beside it in seven steps, and is never finer than 10 m: phones
// are seldom better, and a person may choose a coarse step so as not to be found to the door.

import type { Codec, Reader, Writer } from '#protocol/bytes/codec.ts';
import { assert } from '#protocol/bytes/result.ts';
import { choice, countUpTo, packed } from './packed.ts';

/** A place on earth in degrees, and the radius in metres within which the person truly is. */
export type Position = { readonly latDeg: number; readonly lonDeg: number; readonly withinMetres: WithinMetres };

/** 0 means that no place is known. */
const PRECISIONS = ['0', '10', '30', '100', '300', '1000', '5000', '30000'] as const;
export const WITHIN_METRES = [10, 30, 100, 300, 1000, 5000, 30_000] as const;
export type WithinMetres = (typeof WITHIN_METRES)[number];

/** The greatest count that is told exactly; one more means "more than this". */
export const PEOPLE_EXACT_MAX = 30;

export type Whereabouts = {
  /** 0 is unknown; 31 means more than 30. */
  readonly people: number;
  readonly position: Position | null;
};

const STEPS = 2 ** 24;
const head = packed({ people: countUpTo(5), within: choice(3, PRECISIONS) });

function writePosition(to: Writer, { latDeg, lonDeg }: Position): void {
  assert(Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180, `${latDeg}, ${lonDeg} is a place on earth`);
  to.uint(Math.round(((latDeg + 90) / 180) * (STEPS - 1)), 3);
  to.uint(Math.round(((lonDeg + 180) / 360) * STEPS) % STEPS, 3);
}

function readPosition(from: Reader, withinMetres: WithinMetres): Position {
  const latDeg = (from.uint(3) / (STEPS - 1)) * 180 - 90;
  const lonDeg = (from.uint(3) / STEPS) * 360 - 180;
  return { latDeg, lonDeg, withinMetres };
}

/** People 5 bits | precision 3 bits | latitude 3 | longitude 3; the last six only with a precision. */
export const Whereabouts: Codec<Whereabouts> = {
  size: { min: 1, max: 7 },
  write: (to, { people, position }) => {
    const within = String(position?.withinMetres ?? 0) as (typeof PRECISIONS)[number];
    head.write(to, { people, within });
    if (position) writePosition(to, position);
  },
  read: (from) => {
    const { people, within } = from.field('people and precision', () => head.read(from));
    if (within === '0') return { people, position: null };
    return { people, position: from.field('position', () => readPosition(from, Number(within) as WithinMetres)) };
  },
};

export const NOWHERE: Whereabouts = { people: 0, position: null };

/** A reading of a phone as it can be said: the least step that is not finer than the phone's accuracy. */
export function positionOf(latDeg: number, lonDeg: number, accuracyMetres: number): Position {
  const withinMetres = WITHIN_METRES.find((metres) => metres >= accuracyMetres) ?? 30_000;
  return { latDeg, lonDeg, withinMetres };
}

const METRES_PER_DEGREE = 111_195;

/**
 * Cosine of a latitude by Bhaskara's approximation (off by at most 0.0017): only +, -, *, /, so that
 * every engine puts the same neighbour first.
 */
function cosOfLatitude(latDeg: number): number {
  const square = 4 * latDeg * latDeg;
  return (32_400 - square) / (32_400 + square / 4);
}

/** Distance over flat ground in metres; for neighbours, not for sailors: 0.5 % up to 100 km away from the poles. */
export function distanceMetres(a: Position, b: Position): number {
  const northDeg = b.latDeg - a.latDeg;
  const turn = Math.abs(b.lonDeg - a.lonDeg);
  const eastDeg = Math.min(turn, 360 - turn) * cosOfLatitude((a.latDeg + b.latDeg) / 2);
  return Math.round(METRES_PER_DEGREE * Math.sqrt(northDeg * northDeg + eastDeg * eastDeg));
}
