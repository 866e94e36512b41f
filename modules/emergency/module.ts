// The emergency module: calling for help, answering, warning, counting heads (README).

import type { Module } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import { acts, leftToUnbelieved } from './acts.ts';
import { urgencyOf } from './certify.ts';
import { CUSTODY } from './custody.ts';
import { notYetErasable } from './erasing.ts';
import { MINUTE_MS } from './moments.ts';
import { powerType, powerUseType } from './power-records.ts';
import { queries } from './queries.ts';
import {
  alertType,
  checkInType,
  needOrOfferType,
  rollCallKind,
  shownKind,
  sosChangeType,
  sosType,
  takingType,
  type Alert,
} from './records.ts';
import { canonicalBytes, emptyState, foldFact, forgetRecord, type EmergencyState } from './state.ts';

const SHOWABLE: readonly number[] = [sosType, alertType, powerType, powerUseType].map(({ type }) => type);

/** On what each kind of statement may be said. */
const SAID_ON: Readonly<{ [kind: number]: (record: Record, body: unknown) => boolean }> = {
  [shownKind.kind]: ({ type }) => SHOWABLE.includes(type),
  [rollCallKind.kind]: ({ type }, body) => type === alertType.type && (body as Alert).what.rollCall,
};

/** So long after a roll was called, answers go by no neighbour's hands and wait for nobody: people are being looked for. */
const ROLL_CALL_HURRY_MS = 30 * MINUTE_MS;

export const emergency: Module<EmergencyState> = {
  name: 'emergency',
  recordTypes: [sosType, sosChangeType, takingType, checkInType, alertType, needOrOfferType, powerType, powerUseType],
  statementKinds: [shownKind, rollCallKind],
  reads: ['governance'],
  rosterOf(kind, record, body, names) {
    const said = SAID_ON[kind]?.(record, body);
    return said ? names.checkpointAt((body as { readonly roster: number }).roster) : undefined;
  },
  urgencyOf,
  closings: (_state, kind, { id }, { heldSinceMs }) =>
    kind === rollCallKind.kind ? [(heldSinceMs(id) ?? 0) + ROLL_CALL_HURRY_MS] : undefined,
  custody: CUSTODY,
  empty: emptyState,
  fold: foldFact,
  forget: forgetRecord,
  notYetErasable,
  acts,
  leftToUnbelieved,
  queries,
  kept: { version: 2, without: [] },
  canonical: canonicalBytes,
};
