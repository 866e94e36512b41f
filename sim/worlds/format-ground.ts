// What a world file says of the ground: radios, places, links, the sun, and how the air behaves between them.

import * as v from 'valibot';
import { PATH_MODELS } from '../ether/path-loss.ts';
import { ROLES } from '../firmware/profile.ts';
import { BOARDS } from './boards.ts';
import { keysOf, name, names, share, whole, within, yesNo } from './format-words.ts';

export const RADIOS_MAX = 2000;
export const LINKS_MAX = 100_000;
const PLACES_MAX = 2000;

const metres = within(-1e6, 1e6, 'metres');
const height = within(0, 5000, 'metres');

/** In an entry that stands for many: `#` in the name is the number of each. */
export const series = {
  count: v.optional(whole(1, RADIOS_MAX, 'of them')),
  /** The number of the first; 1 where absent. */
  first: v.optional(whole(0, 1_000_000, '(the first number)')),
};

export const battery = v.strictObject({
  mAh: within(1, 1_000_000, 'mAh'),
  board: v.optional(v.picklist(keysOf(BOARDS), `one of ${keysOf(BOARDS).join(', ')}`)),
  /** What it draws, where the board's own figures do not fit: listening, sending, and when it has switched off. */
  rxMa: v.optional(within(0, 5000, 'mA')),
  txMa: v.optional(within(0, 5000, 'mA')),
  sleepMa: v.optional(within(0, 5000, 'mA')),
  startPercent: v.optional(within(0, 100, 'percent')),
  /** It begins again when it is as full as this; 10 where absent. */
  backAtPercent: v.optional(within(1, 100, 'percent')),
  /** What the panel gives in full sun, after the charger. */
  panelMa: v.optional(within(0, 100_000, 'mA')),
  /** What dies with it: the radio, or the node behind it, too. */
  feeds: v.optional(v.picklist(['radio', 'radio and node'], "'radio' or 'radio and node'")),
});

export const radio = v.strictObject({
  name,
  ...series,
  /** Metres east and north of anywhere; needed unless the world gives its links. */
  x: v.optional(metres),
  y: v.optional(metres),
  /** Several radios stand anywhere within so many metres of x and y: the same spots in every run of this file. */
  spreadM: v.optional(within(0, 1e6, 'metres')),
  heightM: v.optional(height),
  antennaDbi: v.optional(within(-20, 30, 'dBi')),
  role: v.optional(v.picklist(keysOf(ROLES), `one of ${keysOf(ROLES).join(', ')}`)),
  powerDbm: v.optional(within(-10, 36, 'dBm')),
  noiseDb: v.optional(within(0, 40, 'decibels')),
  battery: v.optional(battery),
  /** False: a relay or a stranger's radio, with none of our software behind it. */
  site: v.optional(yesNo),
  /** Modules that this site's software does not have yet. */
  lacks: v.optional(names),
});

export const place = v.strictObject({ name, x: metres, y: metres, heightM: v.optional(height) });

const loss = { lossDb: within(0, 200, 'decibels'), extraLoss: v.optional(share) };

export const link = v.strictObject({
  between: v.tuple([name, name], 'two names of radios'),
  ...loss,
  /** Only from the first to the second. */
  oneWay: v.optional(yesNo),
});

/** Many links at once: all pairs `among` radios, or each of `from` with each of `to`. */
export const linkGroup = v.union(
  [v.strictObject({ among: names, ...loss }), v.strictObject({ from: names, to: names, ...loss })],
  "'among' names of radios, or 'from' some 'to' others, with 'lossDb'",
);

const pathModel = v.picklist(keysOf(PATH_MODELS), `one of ${keysOf(PATH_MODELS).join(', ')}`);

export const ground = v.union(
  [
    pathModel,
    v.strictObject({
      path: pathModel,
      /** Hills and houses between two places, standard deviation. */
      shadowDb: v.optional(within(0, 30, 'decibels')),
      /** From packet to packet, standard deviation. */
      fadingDb: v.optional(within(0, 20, 'decibels')),
      /** Over what distance the shadow of a place changes. */
      hillsM: v.optional(within(10, 100_000, 'metres')),
      /** Received packets lost for reasons of their own. */
      extraLoss: v.optional(share),
    }),
  ],
  `one of ${keysOf(PATH_MODELS).join(', ')}, or an object with 'path' and what differs`,
);

export const sun = v.strictObject({
  /** Hours of the day, by the world's own clock. */
  risesAt: within(0, 24, 'o’clock'),
  setsAt: within(0, 24, 'o’clock'),
  /** Share of the sky that is covered. */
  cloud: v.optional(share),
});

export const placesList = v.pipe(v.array(place), v.maxLength(PLACES_MAX, `at most ${PLACES_MAX} places`));
