// The numbers of mutual credit, as the charter sets them: for now, and for each page (README §3.7).
//
// A payment is judged by the page that it names, so that a change of the charter never undoes one.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { charterOf, DEFAULT_CHARTER, type Charter, type CharterName } from '../charter.ts';
import type { Amount } from './money.ts';
import type { Unit } from './units.ts';

export type Terms = {
  /** How far below zero an account may go. */
  readonly creditLimit: Amount;
  /** Share of the limit that may be spent between two checkpoints, in percent. */
  readonly tranchePercent: number;
  /** Above this a balance flows to the commons at a checkpoint; 0 is no cap. */
  readonly cap: Amount;
  /** Of a balance above zero, in thousandths, at each checkpoint. */
  readonly demurragePermille: number;
};

/** Which charter keys rule a unit. Hours have no cap and do not melt: they are time that was given. */
const KEYS: Readonly<Record<Unit, Readonly<Record<keyof Terms, CharterName | undefined>>>> = {
  credits: {
    creditLimit: 'economy.credit-limit',
    tranchePercent: 'economy.tranche-percent',
    cap: 'economy.cap',
    demurragePermille: 'economy.demurrage-permille',
  },
  hours: {
    creditLimit: 'economy.hours-limit',
    tranchePercent: 'economy.hours-tranche-percent',
    cap: undefined,
    demurragePermille: undefined,
  },
};

function termsIn(charter: Charter, unit: Unit): Terms {
  const keys = KEYS[unit];
  const valueOf = (name: keyof Terms): number => (keys[name] ? charter[keys[name]] : 0);
  return {
    creditLimit: valueOf('creditLimit'),
    tranchePercent: valueOf('tranchePercent'),
    cap: valueOf('cap'),
    demurragePermille: valueOf('demurragePermille'),
  };
}

/** The terms that hold now, or held on a page. */
export const termsOf = (unit: Unit, around: { readonly directory: Directory }, page?: RecordId): Terms =>
  termsIn(charterOf(around, page), unit);

/**
 * 100 credits, of which 20 per checkpoint: about two weeks and half a week of what neighbours exchange
 * when an hour of work is a credit.
 */
export const DEFAULT_TERMS: Terms = termsIn(DEFAULT_CHARTER, 'credits');

/** T: the most that one account may spend, in all, since one checkpoint. */
export const trancheOf = (limit: Amount, terms: Terms): Amount => Math.floor((limit * terms.tranchePercent) / 100);
