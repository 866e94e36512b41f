// The numbers of mutual credit that a charter may set, with their defaults (README §3).

import { CREDIT, type Amount } from './money.ts';

export type Terms = {
  /** How far below zero an account may go. Charter key `economy.credit-limit`. */
  readonly creditLimit: Amount;
  /** Share of the limit that may be spent between two checkpoints, in percent. Charter key `economy.tranche-percent`. */
  readonly tranchePercent: number;
};

/**
 * 100 credits, of which 20 per checkpoint: about two weeks and half a week of what neighbours exchange
 * when an hour of work is a credit.
 */
export const DEFAULT_TERMS: Terms = { creditLimit: 100 * CREDIT, tranchePercent: 20 };

/** T: the most that one account may spend, in all, since one checkpoint. */
export const trancheOf = (limit: Amount, terms: Terms): Amount => Math.floor((limit * terms.tranchePercent) / 100);
