// The charter: every number of the rules that a community may set for itself, in one table.
//
// A key is changed by a decision of the kind that stands beside it, on an exclusive slot of its own, and
// takes effect on the next page that is closed. So everything that freezes a page knows its numbers for
// ever: a change touches only what is opened later. Screens, cards and the command line print this table.

import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Directory } from '#protocol/log/directory.ts';

/** Kinds of decision (governance §1.3), from the lightest to the gravest. */
type ChangedBy = 'ordinary' | 'serious' | 'charter';

export type CharterKey = {
  /** On the air, for ever; never given to another key. */
  readonly number: number;
  /** For people. */
  readonly means: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly default: number;
  readonly changedBy: ChangedBy;
};

/** What a value may be at most, so that it takes at most five bytes. */
export const CHARTER_VALUE_MAX = 2 ** 32 - 1;

const share = (number: number, means: string, least: number, standard: number): CharterKey => ({
  number,
  means,
  unit: 'percent of the roster',
  least,
  most: 100,
  default: standard,
  changedBy: 'charter',
});

const noticed = (kind: string): string => `how many must have held ${kind} in good time`;
const replied = (kind: string): string => `of how many it must be known what they say on ${kind}`;

export const CHARTER = {
  'decide.notice-ordinary': share(0, noticed('an ordinary matter'), 50, 60),
  'decide.reply-ordinary': share(1, replied('an ordinary matter'), 50, 80),
  'decide.notice-serious': share(2, noticed('a serious matter'), 66, 80),
  'decide.reply-serious': share(3, replied('a serious matter'), 66, 90),
  'decide.notice-irreversible': share(4, noticed('what cannot be undone'), 90, 95),
  'decide.reply-irreversible': share(5, replied('what cannot be undone'), 90, 95),
  'decide.notice-charter': share(6, noticed('a change of the rules'), 90, 95),
  'decide.reply-charter': share(7, replied('a change of the rules'), 90, 95),
  'decide.grace-ordinary': {
    number: 8,
    means: 'how long missing replies hold an ordinary matter up',
    unit: 'hours',
    least: 24,
    most: 720,
    default: 72,
    changedBy: 'charter',
  },
  'decide.grace-serious': {
    number: 9,
    means: 'how long missing replies hold a serious matter up',
    unit: 'hours',
    least: 48,
    most: 2160,
    default: 72,
    changedBy: 'charter',
  },
  'decide.period-least': {
    number: 10,
    means: 'the shortest time for thinking a matter over',
    unit: 'hours',
    least: 1,
    most: 720,
    default: 1,
    changedBy: 'serious',
  },
  'decide.aside-one-in': {
    number: 11,
    means: 'one in how many may stand aside before nobody can bind',
    unit: 'of those who consent or stand aside',
    least: 2,
    most: 10,
    default: 3,
    changedBy: 'charter',
  },
  'decide.late-block-pause': {
    number: 12,
    means: 'how long a block that came after the result holds up what is not carried out',
    unit: 'hours',
    least: 12,
    most: 336,
    default: 48,
    changedBy: 'charter',
  },
  'belong.sponsors': {
    number: 16,
    means: 'how many members must vouch for a newcomer, or all where there are fewer',
    unit: 'members',
    least: 2,
    most: 5,
    default: 3,
    changedBy: 'charter',
  },
  'belong.sponsor-households': {
    number: 17,
    means: 'from how many households they must come, or all where there are fewer',
    unit: 'households',
    least: 1,
    most: 3,
    default: 2,
    changedBy: 'charter',
  },
  'belong.newcomers-per-sponsor': {
    number: 18,
    means: 'for how many newcomers on a run of pages one sponsor counts; 0 is no limit, as in a founding',
    unit: 'newcomers',
    least: 0,
    most: 50,
    default: 0,
    changedBy: 'serious',
  },
  'belong.sponsor-pages': {
    number: 19,
    means: 'how many pages such a run has',
    unit: 'pages',
    least: 1,
    most: 52,
    default: 4,
    changedBy: 'serious',
  },
  'belong.contest-window': {
    number: 20,
    means: 'how long the old key can object before a new one has its full power',
    unit: 'hours',
    least: 24,
    most: 720,
    default: 48,
    changedBy: 'charter',
  },
  'economy.credit-limit': {
    number: 32,
    means: 'how far below zero an account may go',
    unit: 'hundredths of a credit',
    least: 0,
    most: 1_000_000,
    default: 10_000,
    changedBy: 'serious',
  },
  'economy.tranche-percent': {
    number: 33,
    means: 'the share of the limit that may be spent between two pages',
    unit: 'percent of the limit',
    least: 1,
    most: 100,
    default: 20,
    changedBy: 'serious',
  },
  'economy.hours-limit': {
    number: 34,
    means: 'how many hours somebody may owe the time bank',
    unit: 'hundredths of an hour',
    least: 0,
    most: 100_000,
    default: 4000,
    changedBy: 'serious',
  },
  'economy.hours-tranche-percent': {
    number: 35,
    means: 'the share of the hours limit that may be given between two pages',
    unit: 'percent of the limit',
    least: 1,
    most: 100,
    default: 25,
    changedBy: 'serious',
  },
  'economy.cap': {
    number: 36,
    means: 'above how much a balance flows to the commons when a page is closed; 0 is no cap',
    unit: 'hundredths of a credit',
    least: 0,
    most: 2_097_151,
    default: 0,
    changedBy: 'serious',
  },
  'economy.demurrage-permille': {
    number: 37,
    means: 'how much of a balance above zero flows to the commons when a page is closed',
    unit: 'thousandths of the balance',
    least: 0,
    most: 50,
    default: 0,
    changedBy: 'serious',
  },
} as const satisfies { readonly [name: string]: CharterKey };

export type CharterName = keyof typeof CHARTER;
export type Charter = { readonly [K in CharterName]: number };

const NAMES = Object.keys(CHARTER) as readonly CharterName[];
const BY_NUMBER: ReadonlyMap<number, CharterName> = new Map(NAMES.map((name) => [CHARTER[name].number, name]));
assert(BY_NUMBER.size === NAMES.length && NAMES.length < 60, 'each key has a number of its own, and there are few');

export const charterName = (number: number): CharterName | undefined => BY_NUMBER.get(number);

/** The exclusive slot on which decisions about a key are taken: only one passes a page and round. */
export const charterSlot = (number: number): string => `charter/${number}`;

/** May this be the value of this key? */
export function isCharterValue(number: number, value: number): boolean {
  const name = charterName(number);
  return name !== undefined && value >= CHARTER[name].least && value <= CHARTER[name].most;
}

export const DEFAULT_CHARTER: Charter = Object.freeze(
  Object.fromEntries(NAMES.map((name) => [name, CHARTER[name].default])) as { [K in CharterName]: number },
);

const known = new WeakMap<ReadonlyMap<number, number>, Charter>();

/** All numbers, where these were set. Keys of a later version and values out of range are not believed. */
export function charterWith(set: ReadonlyMap<number, number>): Charter {
  const before = known.get(set);
  if (before) return before;
  const own = [...set].flatMap(([number, value]) =>
    isCharterValue(number, value) ? [[charterName(number)!, value] as const] : [],
  );
  const charter: Charter = { ...DEFAULT_CHARTER, ...Object.fromEntries(own) };
  known.set(set, charter);
  return charter;
}

/** The numbers that hold now, or held on a page. */
export function charterOf(around: { readonly directory: Directory }, checkpoint?: RecordId): Charter {
  const page = checkpoint ?? around.directory.latest()?.checkpoint;
  const set = page === undefined ? undefined : around.directory.charterAt?.(page);
  return set ? charterWith(set) : DEFAULT_CHARTER;
}
