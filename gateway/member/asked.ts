// What people type for a person, a record, a place or a number, made exact. Unclear is an error that
// names what it could mean; nothing is guessed.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Person } from '#protocol/log/directory.ts';
import type { Input, Module } from '#protocol/node/module.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { erasingWord } from '#protocol/wire/erasing.ts';
import { positionOf } from '#modules/emergency/whereabouts.ts';

/** What was not understood, and what to write instead. */
export type Unclear = { readonly why: string; readonly remedy: string };
const unclear = (why: string, remedy: string): Result<never, Unclear> => err({ why, remedy });

/** What is looked in. */
export type Known = {
  readonly node: Pick<FolkmootNode, 'directory' | 'records'>;
  readonly member: MemberId;
  readonly modules: readonly Module[];
};

/** Of an id in hex: enough to tell records of one community apart. */
export const SHORT_ID_LETTERS = 8;
const PREFIX_LETTERS_MIN = 4;
const SHOWN_MAX = 5;

export const shortId = (id: string): string => id.slice(0, SHORT_ID_LETTERS);

export const personWords = ({ name, household, id }: Person): string =>
  `${name || 'somebody without a name'}${household > 0 ? ` of house ${household}` : ''} (${shortId(id)})`;

/** A list that does not flood a screen. */
const some = (words: readonly string[]): string =>
  words.length > SHOWN_MAX
    ? `${words.slice(0, SHOWN_MAX).join(', ')} and ${words.length - SHOWN_MAX} more`
    : words.join(', ');

const same = (a: string, b: string): boolean => a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();

/** The ways to name a person, the most exact first: the first that fits anybody decides. */
const PERSON_WAYS: readonly ((person: Person, text: string) => boolean)[] = [
  ({ id }, text) => id === text.toLowerCase(),
  ({ name }, text) => same(name, text),
  ({ household }, text) => household === Number(/^(?:house|h)\s*(\d+)$/i.exec(text)?.[1]),
  ({ id }, text) => isPrefix(text) && id.startsWith(text.toLowerCase()),
  ({ name, household }, text) => same(`${name} of house ${household}`, text),
];

const isPrefix = (text: string): boolean => /^[0-9a-f]+$/i.test(text) && text.length >= PREFIX_LETTERS_MIN;

export function findMember(text: string, { node, member }: Known): Result<MemberId, Unclear> {
  if (same(text, 'me')) return ok(member);
  const people = node.directory.people().filter(({ standing }) => standing !== 'removed');
  const found = PERSON_WAYS.map((fits) => people.filter((person) => fits(person, text))).find(
    ({ length }) => length > 0,
  );
  if (found === undefined)
    return unclear(`Nobody here is called "${text}".`, 'Write a name, "house 3", or the first letters of an id.');
  const [one, ...others] = found;
  return others.length === 0
    ? ok(one!.id)
    : unclear(`"${text}" could be ${some(found.map(personWords))}.`, 'Write the first letters of the id.');
}

export function recordTypeName(type: number, modules: readonly Module[]): string {
  const declared = [...modules.flatMap(({ recordTypes }) => recordTypes), erasingWord];
  return declared.find((one) => one.type === type)?.name ?? `type ${type}`;
}

/** A record that is held, by the first letters of its id. `of`: names of the types it may be; none: any. */
export function findRecord(text: string, of: readonly string[], { node, modules }: Known): Result<RecordId, Unclear> {
  const what = of.length === 0 ? 'record' : of.join(' or ');
  if (!isPrefix(text))
    return unclear(
      `"${text}" is no id of a ${what}.`,
      `Write at least its first ${PREFIX_LETTERS_MIN} letters (0-9, a-f).`,
    );
  const ids = node.records
    .logs()
    .flatMap(({ member, log }) => node.records.ids(member, log, 1))
    .filter((id) => id.startsWith(text.toLowerCase()));
  const fitting = ids.filter((id) => of.length === 0 || of.includes(typeName(id)));
  if (fitting.length === 1) return ok(fitting[0]!);
  if (fitting.length > 1)
    return unclear(
      `"${text}" could be ${some(fitting.map((id) => `${id.slice(0, text.length + PREFIX_LETTERS_MIN)} (${typeName(id)})`))}.`,
      'Write more letters of the id.',
    );
  return ids.length > 0
    ? unclear(`"${text}" is a ${typeName(ids[0]!)}, and a ${what} is needed here.`, 'Look it up again.')
    : unclear(`No ${what} that begins with "${text}" is held here.`, 'Fetch what others said: folkmoot member sync.');

  function typeName(id: RecordId): string {
    return recordTypeName(node.records.get(id)!.record.type, modules);
  }
}

/** Units that people write with a point: how many of it make one of theirs. */
const PARTS_OF_ONE: { readonly [unit: string]: number } = { hundredths: 100 };

export const partsOf = (unit: string): number => PARTS_OF_ONE[unit] ?? 1;

/** What people read for a number's range: "1 to 20 hours", "0.01 to 500.00". */
export function rangeWords({ least, most, unit }: Extract<Input, { is: 'number' }>): string {
  const parts = partsOf(unit);
  return parts === 1 ? `${least} to ${most} ${unit}` : `${(least / parts).toFixed(2)} to ${(most / parts).toFixed(2)}`;
}

/** Whole numbers; "12", "12.5" or "12,50" where a unit is counted in hundredths. */
function findNumber(text: string, input: Extract<Input, { is: 'number' }>): Result<number, Unclear> {
  const parts = partsOf(input.unit);
  const found = /^(-?)(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  const fraction = Number((found?.[3] ?? '').padEnd(2, '0')) / 100;
  const number = found ? (Number(found[2]) + fraction) * parts * (found[1] === '-' ? -1 : 1) : NaN;
  const exact = Math.round(number);
  const isExact = found !== null && (parts > 1 || found[3] === undefined);
  if (isExact && exact >= input.least && exact <= input.most) return ok(exact);
  return unclear(`"${text}" does not fit.`, `Write a number from ${rangeWords(input)}.`);
}

/** Metres within which somebody is who types a place without saying how exact it is. */
const WITHIN_METRES = 100;

function findPlace(text: string): Result<unknown, Unclear> {
  const found =
    /^\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,9})?)(?:\s*[,;\s]\s*(\d{1,6})\s*m?)?\s*$/.exec(text);
  const [latDeg, lonDeg, within] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3] ?? WITHIN_METRES)];
  if (Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180) return ok(positionOf(latDeg, lonDeg, within));
  return unclear(
    `"${text}" is no place.`,
    'Write latitude, longitude and, if you like, how exact in metres: 47.3769,8.5417,100.',
  );
}

/** "stand-aside" is "stand aside": a shell makes spaces hard to type. */
const spaced = (word: string): string => word.replaceAll(/[-_]/g, ' ');

function findOne(input: Input, text: string, known: Known): Result<unknown, Unclear> {
  switch (input.is) {
    case 'member':
      return findMember(text, known);
    case 'record':
      return findRecord(text, input.of, known);
    case 'number':
      return findNumber(text, input);
    case 'position':
      return findPlace(text);
    case 'yes or no':
      return ok(true);
    case 'choice': {
      const word = input.of.find((one) => same(spaced(one), spaced(text)));
      if (word !== undefined) return ok(word);
      return unclear(`"${text}" is none of the words that fit here.`, `Choose one of ${input.of.join(', ')}.`);
    }
    case 'text': {
      const bytes = toUtf8(text).length;
      if (bytes <= input.bytesMax) return ok(text);
      return unclear(
        `This text takes ${bytes} bytes on the air, and ${input.bytesMax} have room.`,
        'Write it shorter.',
      );
    }
  }
}

export type Typed = string | readonly string[] | boolean | undefined;
export type Inputs = Readonly<{ [name: string]: Input }>;

/** How many of an input may be given; undefined: exactly one. */
export const mostOf = (input: Input): number | undefined =>
  'most' in input && input.is !== 'number' ? input.most : undefined;

function readInput(input: Input, typed: string | true | readonly string[], known: Known): Result<unknown, Unclear> {
  const texts = typeof typed === 'object' ? typed : [String(typed)];
  const most = mostOf(input);
  if (texts.length > (most ?? 1)) return unclear(`${texts.length} were given.`, `At most ${most ?? 1} fit.`);
  const values: unknown[] = [];
  for (const text of texts) {
    const value = findOne(input, text, known);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return ok(most === undefined ? values[0] : values);
}

/**
 * The arguments of an act or a query from what was typed for each, or the first that is unclear, with its
 * label. What is optional and was not typed is left out, a list is empty: the act knows what that means.
 */
export function readInputs(
  inputs: Inputs,
  typed: Readonly<{ [name: string]: Typed }>,
  known: Known,
): Result<Readonly<{ [name: string]: unknown }>, Unclear> {
  const args: { [name: string]: unknown } = {};
  for (const [name, input] of Object.entries(inputs)) {
    const said = typed[name];
    if (said === undefined || said === false) {
      if (input.is === 'yes or no' && input.optional !== true) args[name] = false;
      if (mostOf(input) !== undefined) args[name] = [];
      continue;
    }
    const value = readInput(input, said, known);
    if (!value.ok) return unclear(`${input.label}: ${value.error.why}`, value.error.remedy);
    args[name] = value.value;
  }
  return ok(args);
}
