// The economy module: mutual credit that works while the network is in pieces (README).

import type { Module } from '#protocol/node/module.ts';
import { acceptances, acts } from './acts.ts';
import { acceptanceType, limitType, transferType } from './records.ts';
import { canonicalBytes, emptyState, foldFact, type EconomyState } from './state.ts';

export const economy: Module<EconomyState> = {
  name: 'economy',
  recordTypes: [transferType, acceptanceType, limitType],
  statementKinds: [],
  reads: [],
  rosterOf: () => undefined,
  empty: emptyState,
  fold: foldFact,
  acts,
  duties: acceptances,
  canonical: canonicalBytes,
};
