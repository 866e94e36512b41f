// Where our records may go, how long they are kept, and what may be erased (README §6).
//
// A call for help is for everybody who can help, neighbours included, so its audience is public; a place that
// somebody told is not needed for ever, so bodies of calls and check-ins may be erased while their proof stays.

import type { Custody } from '#protocol/node/module.ts';
import { powerType, powerUseType } from './power-records.ts';
import { alertType, checkInType, needOrOfferType, sosChangeType, sosType, takingType } from './records.ts';

const call: Custody = { audience: 'public', keptFor: { days: 365 }, erasable: true };
const whereabouts: Custody = { audience: 'community', keptFor: { days: 90 }, erasable: true };
const warning: Custody = { audience: 'public', keptFor: { days: 365 }, erasable: false };
const power: Custody = { audience: 'community', keptFor: 'ever', erasable: false };

export const CUSTODY: Readonly<{ [type: number]: Custody }> = {
  [sosType.type]: call,
  [sosChangeType.type]: call,
  [takingType.type]: call,
  [checkInType.type]: whereabouts,
  [alertType.type]: warning,
  [needOrOfferType.type]: { ...whereabouts, keptFor: { days: 30 } },
  [powerType.type]: power,
  [powerUseType.type]: power,
};
