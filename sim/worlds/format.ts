// A world as data: people, radios, the ground between them, and what happens when (README, "Worlds as data").
//
// One format for all uses: written by hand for a valley, drawn from a seed by the campaign, cut down by
// the shrinker, replayed by anybody. What is not in the format is refused by name, so that a misspelt
// word never means "nothing". Read by read-world.ts.

import * as v from 'valibot';
import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import type { PathModelName } from '../ether/path-loss.ts';
import { PROFILES, type ProfileName } from '../firmware/profile.ts';
import * as from from './format-ground.ts';
import { notYet, promise, step } from './format-steps.ts';
import { HOURS_MAX, keysOf, name, names, whole, within } from './format-words.ts';

export type { Promised, PromiseOf, Step, StepOf } from './format-steps.ts';
export { RADIOS_MAX } from './format-ground.ts';

export const FORMAT = 'folkmoot world 1';
export const PEOPLE_MAX = 1000;
const STEPS_MAX = 20_000;
const PROMISES_MAX = 200;

const person = v.strictObject({
  name,
  ...from.series,
  /** Where `count` stands: the house of the first; the next houses follow. */
  household: whole(1, 65_535, '(the number of a house)'),
  perHousehold: v.optional(whole(1, 1000, 'people of a house')),
  /** The radio whose site this person's phone is joined to at home. */
  at: v.optional(name),
  /** Where `count` stands: these sites, with equally many of them at each, in order. */
  atEachOf: v.optional(names),
  /** The radio that this person's phone is paired with itself, with no site between. */
  holds: v.optional(name),
  /** Modules that this person's software does not have: it is older. */
  lacks: v.optional(names),
  /** Software of a version to come, which says what others cannot read. */
  version: v.optional(v.literal('later', "'later'")),
});

const limited = <const S extends v.GenericSchema>(schema: S, most: number, what: string) =>
  v.pipe(v.array(schema), v.maxLength(most, `at most ${most} ${what}`));

export const worldSchema = v.strictObject({
  format: v.literal(FORMAT, `"${FORMAT}"`),
  name,
  about: v.optional(v.string()),
  begins: v.optional(v.pipe(v.string(), v.isoTimestamp('a time like 2026-11-21T07:00:00Z'))),
  hours: within(0.01, HOURS_MAX, 'hours'),
  preset: v.optional(v.picklist(keysOf(PRESETS), `one of ${keysOf(PRESETS).join(', ')}`)),
  region: v.optional(v.picklist(keysOf(REGIONS), `one of ${keysOf(REGIONS).join(', ')}`)),
  firmware: v.optional(v.picklist(keysOf(PROFILES), `one of ${keysOf(PROFILES).join(', ')}`)),
  hopLimit: v.optional(whole(0, 7, 'hops')),
  ground: v.optional(from.ground),
  sun: v.optional(from.sun),
  /** At one table with every act it takes, or long ago: everybody holds the roster when the world begins. */
  founding: v.optional(v.picklist(['table', 'settled'], "'table' or 'settled'")),
  /** Everybody's own, on the air; or one for all people of a site, and no radio moves (shared-devices.ts). */
  devices: v.optional(v.picklist(['own', 'one a site'], "'own' or 'one a site'")),
  places: v.optional(from.placesList),
  radios: v.pipe(limited(from.radio, from.RADIOS_MAX, 'radios'), v.minLength(1, 'at least one radio')),
  links: v.optional(limited(from.link, from.LINKS_MAX, 'links')),
  linkGroups: v.optional(limited(from.linkGroup, from.LINKS_MAX, 'groups of links')),
  people: v.pipe(
    limited(person, PEOPLE_MAX, 'people'),
    v.minLength(1, 'at least one person: somebody founds the community'),
  ),
  script: limited(step, STEPS_MAX, 'steps'),
  expect: v.optional(limited(promise, PROMISES_MAX, 'numbers')),
  notYet: v.optional(limited(notYet, PROMISES_MAX, 'numbers')),
});

export type WorldFile = v.InferOutput<typeof worldSchema> & {
  readonly preset?: PresetName;
  readonly region?: RegionName;
  readonly firmware?: ProfileName;
};
export type RadioEntry = v.InferOutput<typeof from.radio>;
export type NotYet = v.InferOutput<typeof notYet>;
export type Battery = v.InferOutput<typeof from.battery>;
export type Sun = v.InferOutput<typeof from.sun>;
export type Ground = PathModelName | Exclude<v.InferOutput<typeof from.ground>, string>;

/** Where in a world something is wrong, what, and what would be right. */
export type WorldFault = { readonly where: string; readonly what: string };

export const faultText = ({ where, what }: WorldFault): string => (where === '' ? what : `${where}: ${what}`);
