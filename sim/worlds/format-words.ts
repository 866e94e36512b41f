// The small words of world files: names and lists of names, numbers with units, shares, moments.

import * as v from 'valibot';

export const HOURS_MAX = 24 * 400;

export const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): [K, ...K[]] =>
  Object.keys(table) as [K, ...K[]];

export const name = v.pipe(
  v.string('a name in quotes'),
  v.regex(/^[^\p{C}"]{1,40}$/u, 'a name of 1 to 40 characters, without control characters or quotes'),
);

export const within = (least: number, most: number, unit: string) =>
  v.pipe(
    v.number(`a number of ${unit}`),
    v.minValue(least, `at least ${least} ${unit}`),
    v.maxValue(most, `at most ${most} ${unit}`),
  );

export const whole = (least: number, most: number, unit: string) =>
  v.pipe(within(least, most, unit), v.integer('a whole number'));

export const hour = within(0, HOURS_MAX, 'hours since the beginning');
export const share = within(0, 1, 'of one (a share)');
export const yesNo = v.boolean('true or false');
export const words = v.pipe(v.string('words in quotes'), v.maxLength(400, 'at most 400 characters'));

/** A name, a list of names, or `everyone`; `roof 1..5` in a list or alone stands for five names. */
export const who = v.union([name, v.array(name)], "a name, a list of names, or 'everyone'");
export const names = v.pipe(v.array(name), v.minLength(1, 'at least one name'));
export const args = v.record(v.string(), v.unknown());
