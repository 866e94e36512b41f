// The emergency module: calling for help, answering, warning, counting heads (README).

import type { Module } from '#protocol/node/module.ts';
import { acts } from './acts.ts';
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
  type Sos,
} from './records.ts';
import { canonicalBytes, emptyState, foldFact, type EmergencyState } from './state.ts';

export const emergency: Module<EmergencyState> = {
  name: 'emergency',
  recordTypes: [sosType, sosChangeType, takingType, checkInType, alertType, needOrOfferType],
  statementKinds: [shownKind, rollCallKind],
  reads: [],
  rosterOf(kind, record, body, names) {
    const isAlert = record.type === alertType.type;
    const calledRoll = isAlert && (body as Alert).what.rollCall;
    const maySay =
      kind === shownKind.kind ? isAlert || record.type === sosType.type : kind === rollCallKind.kind && calledRoll;
    return maySay ? names.checkpointAt((body as Sos | Alert).roster) : undefined;
  },
  empty: emptyState,
  fold: foldFact,
  acts,
  canonical: canonicalBytes,
};
