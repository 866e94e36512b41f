// A world as data: people, radios, the ground between them, and what happens when (README, "Worlds as data").
//
// One format for all uses: written by hand for a valley, drawn from a seed by the campaign, cut down by
// the shrinker, replayed by anybody. What is not in the format is refused by name, so that a misspelt
// word never means "nothing".

import * as v from 'valibot';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { PATH_MODELS, type PathModelName } from '../ether/path-loss.ts';
import { PROFILES, ROLES, type ProfileName, type RoleName } from '../firmware/profile.ts';

export const FORMAT = 'folkmoot world 1';
export const RADIOS_MAX = 2000;
export const PEOPLE_MAX = 1000;
const STEPS_MAX = 20_000;
const LINKS_MAX = 100_000;
const HOURS_MAX = 24 * 400;

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): [K, ...K[]] =>
  Object.keys(table) as [K, ...K[]];

const name = v.pipe(
  v.string('a name in quotes'),
  v.regex(/^[^\p{C}"]{1,40}$/u, 'a name of 1 to 40 characters, without control characters or quotes'),
);
const within = (least: number, most: number, unit: string) =>
  v.pipe(
    v.number(`a number of ${unit}`),
    v.minValue(least, `at least ${least} ${unit}`),
    v.maxValue(most, `at most ${most} ${unit}`),
  );
const hour = within(0, HOURS_MAX, 'hours since the beginning');
const share = within(0, 1, 'of one (a share)');

const radio = v.strictObject({
  name,
  /** Metres east and north of anywhere; needed unless the world gives its links. */
  x: v.optional(within(-1e6, 1e6, 'metres')),
  y: v.optional(within(-1e6, 1e6, 'metres')),
  heightM: v.optional(within(0, 5000, 'metres')),
  role: v.optional(v.picklist(keysOf(ROLES), `one of ${keysOf(ROLES).join(', ')}`)),
  powerDbm: v.optional(within(-10, 36, 'dBm')),
  noiseDb: v.optional(within(0, 40, 'decibels')),
  /** False: a relay or a stranger's radio, with none of our software behind it. */
  site: v.optional(v.boolean('true or false')),
});

const link = v.strictObject({
  between: v.tuple([name, name], 'two names of radios'),
  lossDb: within(0, 200, 'decibels'),
  extraLoss: v.optional(share),
  /** Only from the first to the second. */
  oneWay: v.optional(v.boolean('true or false')),
});

const person = v.strictObject({
  name,
  household: v.pipe(within(1, 65_535, '(the number of a house)'), v.integer('a whole number')),
  /** The radio whose site this person's phone is joined to at home. */
  at: v.optional(name),
  /** The radio that this person's phone is paired with itself, with no site between. */
  holds: v.optional(name),
});

const who = v.union([name, v.array(name)], "a name, a list of names, or 'everyone'");
const args = v.record(v.string(), v.unknown());
const when = {
  hour,
  /** Again after so many hours, `times` in all. */
  every: v.optional(within(1 / 3600, HOURS_MAX, 'hours')),
  times: v.optional(v.pipe(within(1, 10_000, 'times'), v.integer('a whole number'))),
};
const groups = v.pipe(v.array(v.array(name)), v.minLength(1, 'at least one group'));
const label = v.optional(name);

/** What can happen, by the word that stands in `do`. */
const STEPS = {
  /** A person taps something: an act of a module, as `module.name`. */
  act: v.strictObject({
    ...when,
    do: v.literal('act'),
    who,
    act: v.pipe(v.string(), v.regex(/^[a-z]+\.[a-zA-Z]+$/, 'a module and its act, like economy.pay')),
    with: v.optional(args),
    /** The record that comes of it, for later steps; each person's is `label/name` where several act. */
    as: label,
    /** Expected: done, refused by the rule of this name, or whatever happens. */
    expect: v.optional(v.union([v.literal('done'), v.literal('any'), v.strictObject({ refused: v.string() })])),
  }),
  cut: v.strictObject({ ...when, do: v.literal('cut'), groups, as: label }),
  deafen: v.strictObject({
    ...when,
    do: v.literal('deafen'),
    pairs: v.array(v.tuple([name, name], 'from whom, to whom')),
    as: label,
  }),
  heal: v.strictObject({ ...when, do: v.literal('heal'), cut: v.optional(name) }),
  move: v.strictObject({
    ...when,
    do: v.literal('move'),
    who,
    /** The site a phone joins; null: out of reach of any. */
    to: v.nullable(name),
  }),
  radio: v.strictObject({ ...when, do: v.literal('radio'), name, power: v.picklist(['on', 'off'], "'on' or 'off'") }),
  power: v.strictObject({ ...when, do: v.literal('power'), who, is: v.picklist(['on', 'off', 'blinks']) }),
  backup: v.strictObject({ ...when, do: v.literal('backup'), who }),
  restore: v.strictObject({ ...when, do: v.literal('restore'), who }),
  clock: v.strictObject({ ...when, do: v.literal('clock'), who, aheadHours: within(-100_000, 100_000, 'hours') }),
  /** Another device with the same key, from the last backup: what a liar, or a thief, would have. */
  twin: v.strictObject({ ...when, do: v.literal('twin'), who, as: name, at: v.optional(name) }),
  air: v.strictObject({
    ...when,
    do: v.literal('air'),
    loss: v.optional(share),
    twice: v.optional(share),
    flips: v.optional(share),
    lateMinutes: v.optional(within(0, 60, 'minutes')),
  }),
  /** A stranger's radio sends: noise, or what it last heard, again. */
  flood: v.strictObject({
    ...when,
    do: v.literal('flood'),
    radio: name,
    what: v.picklist(['noise', 'replay']),
    bytes: v.optional(within(1, 231, 'bytes')),
  }),
  expect: v.strictObject({
    ...when,
    do: v.literal('expect'),
    /** All of these hold one state. */
    oneState: v.optional(who),
    /** A module's answer, as `module.query`, at a path of its JSON. */
    ask: v.optional(v.string()),
    who: v.optional(name),
    with: v.optional(args),
    at: v.optional(v.string()),
    is: v.optional(v.unknown()),
    /** A record is held by all of these. */
    record: v.optional(name),
    heldBy: v.optional(who),
    airtimeSAtMost: v.optional(within(0, 1e9, 'seconds')),
  }),
} as const;

const step = v.variant('do', [
  STEPS.act,
  STEPS.cut,
  STEPS.deafen,
  STEPS.heal,
  STEPS.move,
  STEPS.radio,
  STEPS.power,
  STEPS.backup,
  STEPS.restore,
  STEPS.clock,
  STEPS.twin,
  STEPS.air,
  STEPS.flood,
  STEPS.expect,
]);

const worldSchema = v.strictObject({
  format: v.literal(FORMAT, `"${FORMAT}"`),
  name,
  about: v.optional(v.string()),
  begins: v.optional(v.pipe(v.string(), v.isoTimestamp('a time like 2026-11-21T07:00:00Z'))),
  hours: within(0.01, HOURS_MAX, 'hours'),
  preset: v.optional(v.picklist(keysOf(PRESETS), `one of ${keysOf(PRESETS).join(', ')}`)),
  region: v.optional(v.picklist(keysOf(REGIONS), `one of ${keysOf(REGIONS).join(', ')}`)),
  firmware: v.optional(v.picklist(keysOf(PROFILES), `one of ${keysOf(PROFILES).join(', ')}`)),
  hopLimit: v.optional(v.pipe(within(0, 7, 'hops'), v.integer('a whole number'))),
  ground: v.optional(v.picklist(keysOf(PATH_MODELS), `one of ${keysOf(PATH_MODELS).join(', ')}`)),
  radios: v.pipe(
    v.array(radio),
    v.minLength(1, 'at least one radio'),
    v.maxLength(RADIOS_MAX, `at most ${RADIOS_MAX} radios`),
  ),
  links: v.optional(v.pipe(v.array(link), v.maxLength(LINKS_MAX, `at most ${LINKS_MAX} links`))),
  people: v.pipe(
    v.array(person),
    v.minLength(1, 'at least one person: somebody founds the community'),
    v.maxLength(PEOPLE_MAX, `at most ${PEOPLE_MAX} people`),
  ),
  script: v.pipe(v.array(step), v.maxLength(STEPS_MAX, `at most ${STEPS_MAX} steps`)),
});

export type Step = v.InferOutput<typeof step>;
export type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;
export type WorldFile = v.InferOutput<typeof worldSchema> & {
  readonly preset?: PresetName;
  readonly region?: RegionName;
  readonly firmware?: ProfileName;
  readonly ground?: PathModelName;
};
export type RadioEntry = v.InferOutput<typeof radio> & { readonly role?: RoleName };

/** Where in a world something is wrong, what, and what would be right. */
export type WorldFault = { readonly where: string; readonly what: string };

export const faultText = ({ where, what }: WorldFault): string => (where === '' ? what : `${where}: ${what}`);

/** Reads a world from a parsed JSON value; answers up to twenty faults where it is none. */
export function readWorld(value: unknown): Result<WorldFile, readonly WorldFault[]> {
  const read = v.safeParse(worldSchema, value);
  if (!read.success) return err(read.issues.slice(0, 20).map(issueFault));
  const world = read.output as WorldFile;
  const faults = meaningFaults(world);
  return faults.length > 0 ? err(faults.slice(0, 20)) : ok(world);
}

function issueFault(issue: v.BaseIssue<unknown>): WorldFault {
  const where = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { where, what: 'this word is not known here; see sim/worlds/README.md for those that are' };
  }
  const wanted = issue.message.startsWith('Invalid') ? `expected ${issue.expected ?? 'something else'}` : issue.message;
  return { where, what: `${issue.received === 'undefined' ? 'missing: ' : ''}${wanted}` };
}

/** What a schema cannot say: names that must exist, be unique, and be reachable. */
function meaningFaults(world: WorldFile): WorldFault[] {
  const faults: WorldFault[] = [];
  const radios = uniqueNames('radios', world.radios, faults);
  const people = uniqueNames('people', world.people, faults);
  const twins = new Set(world.script.flatMap((each) => (each.do === 'twin' ? [each.as] : [])));
  const isRadio = (where: string, wanted: string | null | undefined): void => {
    if (wanted != null && !radios.has(wanted)) faults.push({ where, what: `no radio is called '${wanted}'` });
  };
  const isHost = (where: string, wanted: string | readonly string[] | undefined): void => {
    for (const one of wanted === undefined || wanted === 'everyone' ? [] : [wanted].flat()) {
      if (!people.has(one) && !twins.has(one) && !radios.has(one))
        faults.push({ where, what: `nobody is called '${one}'` });
    }
  };
  world.links?.forEach(({ between }, i) => {
    between.forEach((end) => isRadio(`links.${i}.between`, end));
    if (between[0] === between[1]) faults.push({ where: `links.${i}.between`, what: 'a radio has no link to itself' });
  });
  if (!world.links) {
    world.radios.forEach(({ x, y }, i) => {
      if (x === undefined || y === undefined)
        faults.push({ where: `radios.${i}`, what: 'needs x and y, because the world gives no links' });
    });
  }
  const held = new Set<string>();
  world.people.forEach(({ at, holds }, i) => {
    isRadio(`people.${i}.at`, at);
    isRadio(`people.${i}.holds`, holds);
    if (holds === undefined) return;
    if (at !== undefined) faults.push({ where: `people.${i}`, what: "either 'at' a site or 'holds' a radio" });
    if (held.has(holds))
      faults.push({ where: `people.${i}.holds`, what: `'${holds}' is paired with somebody already` });
    held.add(holds);
  });
  world.script.forEach((each, i) => {
    const where = `script.${i}`;
    if (each.every === undefined && each.times !== undefined)
      faults.push({ where, what: "'times' needs 'every': after how many hours again?" });
    if ('who' in each) isHost(`${where}.who`, each.who);
    switch (each.do) {
      case 'cut':
        return each.groups.flat().forEach((one) => isRadio(`${where}.groups`, one));
      case 'deafen':
        return each.pairs.flat().forEach((one) => isRadio(`${where}.pairs`, one));
      case 'move':
        return isRadio(`${where}.to`, each.to);
      case 'radio':
        return isRadio(`${where}.name`, each.name);
      case 'flood':
        return isRadio(`${where}.radio`, each.radio);
      case 'twin':
        return isRadio(`${where}.at`, each.at);
      case 'expect':
        isHost(`${where}.oneState`, each.oneState);
        return isHost(`${where}.heldBy`, each.heldBy);
      default:
    }
  });
  return faults;
}

function uniqueNames(where: string, entries: readonly { name: string }[], faults: WorldFault[]): Set<string> {
  const names = new Set<string>();
  entries.forEach((entry, i) => {
    if (entry.name === 'everyone')
      faults.push({ where: `${where}.${i}.name`, what: "'everyone' is a word of the script" });
    if (names.has(entry.name)) faults.push({ where: `${where}.${i}.name`, what: `'${entry.name}' is there twice` });
    names.add(entry.name);
  });
  return names;
}
