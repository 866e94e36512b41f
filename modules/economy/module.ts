// The economy module: mutual credit, hours, stocks and budgets that work while the network is in pieces (README).

import type { Module } from '#protocol/node/module.ts';
import { acceptances, accountActs } from './acts.ts';
import { liars } from './conflict.ts';
import { CUSTODY } from './custody.ts';
import { queries } from './queries.ts';
import { ECONOMY_RECORD_TYPES } from './records.ts';
import { shareActs } from './share-acts.ts';
import { canonicalBytes, emptyState, foldFact, type EconomyState } from './state.ts';

export const economy: Module<EconomyState> = {
  name: 'economy',
  recordTypes: ECONOMY_RECORD_TYPES,
  statementKinds: [],
  reads: ['roster', 'governance'],
  rosterOf: () => undefined,
  custody: CUSTODY,
  empty: emptyState,
  fold: foldFact,
  acts: { ...accountActs, ...shareActs },
  leftToUnbelieved: ['decline', 'lower-limit'],
  queries,
  duties: acceptances,
  underProof: liars,
  kept: { version: 1, without: [] },
  canonical: canonicalBytes,
};
