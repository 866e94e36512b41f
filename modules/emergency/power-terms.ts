// What an adopted power allows, as the very words that were voted on (README §3.10).
//
//   Emergency power: fuel
//   200 litres, 24 hours, 3 renewals
//   Shares: 0 120, 64 80
//   anything more, for people
//
// The first lines are read strictly and nothing else gives a power: what members bound themselves to and
// what devices enforce is one text. The scope is a supply, or `warn`: warnings that may use the reserved air.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { refusal } from './checks.ts';
import { POWER_HOURS_MAX } from './power-records.ts';
import { QUANTITY_MAX, SUPPLIES } from './records.ts';

export const RENEWALS_MAX = 3;
/** What governance gives a proposal's text. */
const PROPOSAL_BYTES_MAX = 128;

export const POWER_OPENING = 'Emergency power: ';
export const REVOKED_OPENING = 'No emergency power ';
export const REVIEW_OPENING = 'Review of emergency power ';
/** Digits of an id by which the two latter name a matter or a start. */
export const NAMED_DIGITS = 8;

/** By scope: the unit of its quantity. Nothing that touches people's standing, rules or records is among them. */
export const POWER_UNITS: Readonly<Record<string, string>> = {
  warn: 'warnings by each starter',
  ...Object.fromEntries(SUPPLIES),
};

/** A numbered member's part of the quantity: two sides of a split never draw more than all parts together. */
export type Share = { readonly number: number; readonly amount: number };

export type PowerTerms = {
  readonly scope: string;
  readonly quantity: number;
  /** Of one start, and of each renewal. */
  readonly hours: number;
  readonly renewals: number;
  /** Empty for `warn`: there each starter has the quantity. */
  readonly shares: readonly Share[];
  readonly words: string;
};

const fault = (why: string): Refusal =>
  refusal(
    'power-has-terms',
    why,
    'Write: Emergency power: fuel / 200 litres, 24 hours, 3 renewals / Shares: 0 120, 64 80.',
  );

/** Checks terms and writes them as the text of a proposal. */
export function powerText(terms: PowerTerms): Result<string, Refusal> {
  const { scope, quantity, hours, renewals, shares, words } = terms;
  const lines = [
    `${POWER_OPENING}${scope}`,
    `${quantity} ${POWER_UNITS[scope] ?? ''}, ${hours} hours, ${renewals} renewals`,
    ...(shares.length > 0 ? [`Shares: ${shares.map(({ number, amount }) => `${number} ${amount}`).join(', ')}`] : []),
    ...(words === '' ? [] : [words]),
  ];
  const text = lines.join('\n');
  const read = readPowerTerms(text);
  if (!read.ok) return read;
  const bytes = toUtf8(text).length;
  if (bytes > PROPOSAL_BYTES_MAX)
    return err(fault(`The terms take ${bytes} bytes, and ${PROPOSAL_BYTES_MAX} have room.`));
  return ok(text);
}

/** The terms of a proposal's text, or why it gives no power. */
export function readPowerTerms(text: string): Result<PowerTerms, Refusal> {
  const [title = '', bounds = '', ...rest] = text.split('\n');
  if (!title.startsWith(POWER_OPENING)) return err(fault('It does not say that it is an emergency power.'));
  const scope = title.slice(POWER_OPENING.length);
  const unit = Object.hasOwn(POWER_UNITS, scope) ? POWER_UNITS[scope] : undefined;
  if (unit === undefined)
    return err(fault(`"${scope}" is no power that can be given; there are: ${Object.keys(POWER_UNITS).join(', ')}.`));
  const [amount, ...fields] = bounds.split(', ');
  const quantity = wholeBefore(amount, ` ${unit}`);
  const hours = wholeBefore(fields[0], ' hours');
  const renewals = wholeBefore(fields[1], ' renewals');
  if (
    quantity === undefined ||
    quantity < 1 ||
    quantity > QUANTITY_MAX ||
    hours === undefined ||
    renewals === undefined
  )
    return err(fault(`"${bounds}" does not say how much, how long and how often.`));
  if (fields.length !== 2) return err(fault(`"${bounds}" says more than how much, how long and how often.`));
  if (hours < 1 || hours > POWER_HOURS_MAX)
    return err(fault(`A power runs for 1 to ${POWER_HOURS_MAX} hours, not ${hours}.`));
  if (renewals > RENEWALS_MAX) return err(fault(`A power is renewed at most ${RENEWALS_MAX} times, not ${renewals}.`));
  const shares = readShares(rest[0]);
  if (shares === undefined) return err(fault(`"${rest[0]}" does not say whose share is how much.`));
  const words = rest.slice(shares.length > 0 ? 1 : 0).join('\n');
  if (scope === 'warn') {
    if (shares.length > 0) return err(fault('Warnings have no shares: each of those who start it may give so many.'));
  } else {
    const sum = shares.reduce((total, share) => total + share.amount, 0);
    if (sum !== quantity) return err(fault(`The shares make ${sum} together, and ${quantity} are to be drawn.`));
  }
  return ok({ scope, quantity, hours, renewals, shares, words });
}

/** The number that stands before these words; undefined unless it is written in the one way to write it. */
function wholeBefore(field: string | undefined, words: string): number | undefined {
  if (!field?.endsWith(words)) return undefined;
  const digits = field.slice(0, -words.length);
  return /^(0|[1-9]\d{0,6})$/.test(digits) ? Number(digits) : undefined;
}

/** None where the line is no line of shares; undefined where it is a wrong one. */
function readShares(line: string | undefined): readonly Share[] | undefined {
  if (!line?.startsWith('Shares: ')) return [];
  const shares: Share[] = [];
  for (const part of line.slice('Shares: '.length).split(', ')) {
    const [, number, amount] = /^(0|[1-9]\d{0,3}) ([1-9]\d{0,6})$/.exec(part) ?? [];
    if (number === undefined || amount === undefined) return undefined;
    if (shares.some((share) => share.number === Number(number))) return undefined;
    shares.push({ number: Number(number), amount: Number(amount) });
  }
  return shares;
}
