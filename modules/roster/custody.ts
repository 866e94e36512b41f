// Who may see what is said of members, how long it is kept, and what may be erased (README §4).
//
// Keys, pages and who vouched are what every signature here rests on: kept for ever, by all, erased by nobody.

import type { Custody } from '#protocol/node/module.ts';
import * as types from './records.ts';

const BEDROCK: Custody = { audience: 'community', keptFor: 'ever', erasable: false };

export const CUSTODY: Readonly<{ [type: number]: Custody }> = {
  ...Object.fromEntries(types.ROSTER_RECORD_TYPES.map(({ type }) => [type, BEDROCK])),
};
