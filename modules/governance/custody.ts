// Who may see what is said of a matter, how long it is kept, and what may be erased (README §6).
//
// Voices and the words that were decided stand for ever: whoever casts a ballot is told so before the first one.
// What was said on the way may be erased by those who said it; that it was said, and by whom, its proof shows.

import type { Custody } from '#protocol/node/module.ts';
import * as types from './records.ts';

const DECIDED: Custody = { audience: 'community', keptFor: 'ever', erasable: false };
const SAID_ON_THE_WAY: Custody = { audience: 'community', keptFor: 'ever', erasable: true };

export const CUSTODY: Readonly<{ [type: number]: Custody }> = {
  [types.proposal.type]: DECIDED,
  [types.textPart.type]: DECIDED,
  [types.blockReason.type]: DECIDED,
  [types.outerStatement.type]: DECIDED,
  [types.concern.type]: SAID_ON_THE_WAY,
  [types.amendment.type]: SAID_ON_THE_WAY,
  // Names people who were at home, or not; but a matter may be final because of it (§3), so it stays.
  [types.visit.type]: DECIDED,
};
