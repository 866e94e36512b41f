// What can happen in a world, by the word that stands in `do`; and what its file promises, by what is measured.

import * as v from 'valibot';
import { PRESETS } from '#radio/lora/presets.ts';
import { args, hour, HOURS_MAX, keysOf, name, names, share, who, whole, within, words, yesNo } from './format-words.ts';

const when = {
  hour,
  /** Again after so many hours, `times` in all. */
  every: v.optional(within(1 / 3600, HOURS_MAX, 'hours')),
  times: v.optional(whole(1, 10_000, 'times')),
  /** Told to whoever reads along. */
  says: v.optional(words),
};
const groups = v.pipe(v.array(v.array(name)), v.minLength(1, 'at least one group'));
const label = v.optional(name);
const kmh = within(0.1, 300, 'km/h');

const STEPS = {
  /** A person taps something: an act of a module, as `module.name`. */
  act: v.strictObject({
    ...when,
    do: v.literal('act'),
    who,
    act: v.pipe(v.string(), v.regex(/^[a-z]+\.[a-zA-Z-]+$/, 'a module and its act, like economy.pay')),
    with: v.optional(args),
    /** The record that comes of it, for later steps; each person's is `label/name` where several act. */
    as: label,
    /** They tap one after the other, so many minutes apart, in the order of the list. */
    apartMinutes: v.optional(within(0, 1440, 'minutes')),
    /** With `every` and `times`: each of them tries until it is done, and then no more. */
    once: v.optional(yesNo),
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
  heal: v.strictObject({ ...when, do: v.literal('heal'), cut: v.optional(name), as: label }),
  move: v.strictObject({
    ...when,
    do: v.literal('move'),
    who,
    /** The site a phone joins; null: out of reach of any. */
    to: v.nullable(name),
  }),
  /** Radios, and people with or without one, walk or drive to a place or to where a radio stands. */
  go: v.strictObject({
    ...when,
    do: v.literal('go'),
    who,
    to: name,
    kmh,
    /** They end up anywhere within so many metres of it: a gathering. */
    withinM: v.optional(within(0, 100_000, 'metres')),
  }),
  /** They walk from one spot to the next within so many metres of a place. */
  wander: v.strictObject({
    ...when,
    do: v.literal('wander'),
    who,
    about: name,
    withinM: within(1, 100_000, 'metres'),
    kmh,
    forHours: within(1 / 60, HOURS_MAX, 'hours'),
  }),
  weather: v.strictObject({ ...when, do: v.literal('weather'), cloud: share }),
  radio: v.strictObject({ ...when, do: v.literal('radio'), name, power: v.picklist(['on', 'off'], "'on' or 'off'") }),
  power: v.strictObject({
    ...when,
    do: v.literal('power'),
    who,
    is: v.picklist(['on', 'off', 'blinks']),
    /** Of the writes that the disk had not confirmed, so many of the newest are gone. */
    loses: v.optional(v.pipe(within(0, 10_000, 'writes'), v.integer('a whole number'))),
    /** The oldest of them is half there. */
    torn: v.optional(v.boolean('true or false')),
  }),
  backup: v.strictObject({ ...when, do: v.literal('backup'), who }),
  restore: v.strictObject({ ...when, do: v.literal('restore'), who }),
  clock: v.strictObject({ ...when, do: v.literal('clock'), who, aheadHours: within(-100_000, 100_000, 'hours') }),
  /** Another device with the same key, from the last backup: what a liar, or a thief, would have. */
  twin: v.strictObject({
    ...when,
    do: v.literal('twin'),
    who,
    as: name,
    at: v.optional(name),
    /** Its software binds whatever it is told to, and as often. */
    lies: v.optional(v.boolean('true or false')),
  }),
  air: v.strictObject({
    ...when,
    do: v.literal('air'),
    loss: v.optional(share),
    twice: v.optional(share),
    flips: v.optional(share),
    lateMinutes: v.optional(within(0, 60, 'minutes')),
  }),
  /** A stranger's radio sends: noise, what it last heard again, or that in the dress of a later version. */
  flood: v.strictObject({
    ...when,
    do: v.literal('flood'),
    radio: name,
    what: v.picklist(['noise', 'replay', 'later version']),
    bytes: v.optional(within(1, 231, 'bytes')),
  }),
} as const;

export const step = v.variant('do', [
  STEPS.act,
  STEPS.cut,
  STEPS.deafen,
  STEPS.heal,
  STEPS.move,
  STEPS.go,
  STEPS.wander,
  STEPS.weather,
  STEPS.radio,
  STEPS.power,
  STEPS.backup,
  STEPS.restore,
  STEPS.clock,
  STEPS.twin,
  STEPS.air,
  STEPS.flood,
]);

const promised = {
  /** What is promised, in words. */
  number: words,
  /** When it is looked at; at the end where absent. */
  hour: v.optional(hour),
  is: v.optional(v.unknown()),
  atMost: v.optional(v.number('a number')),
  atLeast: v.optional(v.number('a number')),
};
const asked = {
  ask: v.pipe(v.string(), v.regex(/^[a-z]+\.[a-zA-Z-]+$/, 'a module and its query, like governance.proposal')),
  with: v.optional(args),
  /** A path into the JSON of the answer; of the whole where absent. */
  at: v.optional(v.string()),
};
/** What was said about a record, as maps of voices that the wire would carry: of each alone, of those at each radio, of all. */
const carried = {
  record: name,
  /** A module and its kind of statement. */
  statement: v.pipe(v.string(), v.regex(/^[a-z]+\.[a-z-]+$/, 'a module and what is said, like governance.ballot')),
  merged: v.picklist(['each alone', 'at each radio', 'all'], "'each alone', 'at each radio' or 'all'"),
};
/** A label of a record or of a cut or heal: the moment from which seconds are counted; hour 0 where absent. */
const since = v.optional(name);
const everyS = v.optional(within(1, 86_400, 'seconds'));

const MEASURES = {
  /** A module's answer on the phones of these, the first person where absent. */
  ask: v.strictObject({ ...promised, measure: v.literal('ask'), ...asked, who: v.optional(who) }),
  /** How many different answers the phones of these give. */
  answers: v.strictObject({ ...promised, measure: v.literal('answers'), ...asked, who: v.optional(who) }),
  /** Seconds until the phones of all these answer so. */
  becomesAfterS: v.strictObject({
    ...promised,
    measure: v.literal('becomesAfterS'),
    ...asked,
    who: v.optional(who),
    becomes: v.unknown(),
    since,
    everyS,
  }),
  /** Seconds until this share of these hold a record. */
  heldAfterS: v.strictObject({
    ...promised,
    measure: v.literal('heldAfterS'),
    record: name,
    by: v.optional(who),
    share: v.optional(share),
    since,
  }),
  /** Seconds from each of these records (all that the labels name) until a share of them is answered. */
  answeredAfterS: v.strictObject({
    ...promised,
    measure: v.literal('answeredAfterS'),
    records: who,
    share: v.optional(share),
  }),
  /** How many of these hold a record. */
  heldBy: v.strictObject({ ...promised, measure: v.literal('heldBy'), record: name, by: v.optional(who) }),
  /** Frames that would carry what the first person's device holds of it. */
  carriedInFrames: v.strictObject({ ...promised, measure: v.literal('carriedInFrames'), ...carried }),
  /** Hours in which a share of the air carries them, where each is on the air so many times. */
  carriedInHours: v.strictObject({
    ...promised,
    measure: v.literal('carriedInHours'),
    ...carried,
    preset: v.picklist(keysOf(PRESETS), `one of ${keysOf(PRESETS).join(', ')}`),
    airPercent: within(0.01, 100, 'percent'),
    timesSent: whole(1, 1000, 'times'),
  }),
  /** Bytes of a decision's certificate, as the phones of these would write it, joint signature included: the most. */
  certificateBytes: v.strictObject({
    ...promised,
    measure: v.literal('certificateBytes'),
    proposal: name,
    who: v.optional(who),
  }),
  /** How many different states these hold. */
  states: v.strictObject({ ...promised, measure: v.literal('states'), by: v.optional(who) }),
  /** Seconds until these hold one state. */
  oneStateAfterS: v.strictObject({
    ...promised,
    measure: v.literal('oneStateAfterS'),
    by: v.optional(who),
    since,
    everyS,
  }),
  /** Frames of our nodes, without what the mesh repeats, of this urgency class, in the time after a moment. */
  frames: v.strictObject({
    ...promised,
    measure: v.literal('frames'),
    urgency: v.optional(whole(0, 3, '(the class)')),
    since,
    forHours: v.optional(within(1 / 3600, HOURS_MAX, 'hours')),
  }),
  airtimeS: v.strictObject({ ...promised, measure: v.literal('airtimeS') }),
  /** Share of the time during which somebody sends, repeats of the mesh included. */
  airPercent: v.strictObject({ ...promised, measure: v.literal('airPercent') }),
  /** How often radios went dark because their battery was empty. */
  emptied: v.strictObject({ ...promised, measure: v.literal('emptied'), radios: v.optional(names) }),
  batteryPercent: v.strictObject({ ...promised, measure: v.literal('batteryPercent'), radio: name }),
  /** Metres from where a radio is to a place. */
  metres: v.strictObject({ ...promised, measure: v.literal('metres'), radio: name, from: name }),
} as const;

export const promise = v.variant('measure', [
  MEASURES.ask,
  MEASURES.answers,
  MEASURES.becomesAfterS,
  MEASURES.heldAfterS,
  MEASURES.answeredAfterS,
  MEASURES.heldBy,
  MEASURES.carriedInFrames,
  MEASURES.carriedInHours,
  MEASURES.certificateBytes,
  MEASURES.states,
  MEASURES.oneStateAfterS,
  MEASURES.frames,
  MEASURES.airtimeS,
  MEASURES.airPercent,
  MEASURES.emptied,
  MEASURES.batteryPercent,
  MEASURES.metres,
]);

/** A number of the scenario that cannot be shown yet, and why. */
export const notYet = v.strictObject({ number: words, why: words });

export type Step = v.InferOutput<typeof step>;
export type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;
export type Promised = v.InferOutput<typeof promise>;
export type PromiseOf<M extends Promised['measure']> = Extract<Promised, { measure: M }>;
