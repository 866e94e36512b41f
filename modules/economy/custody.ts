// Who may see what was said here, how long it is kept, and what may be erased (README §6).
//
// Every balance, share and limit is computed from all of these records by everybody. A body that one node
// erased would give that node other balances than its neighbours, so none may be erased, and none expires;
// that is why paying says that its note can be read for ever.

import type { Custody } from '#protocol/node/module.ts';
import { ECONOMY_RECORD_TYPES } from './records.ts';

const BOOKS: Custody = { audience: 'community', keptFor: 'ever', erasable: false };

export const CUSTODY: Readonly<{ [type: number]: Custody }> = Object.fromEntries(
  ECONOMY_RECORD_TYPES.map(({ type }) => [type, BOOKS]),
);
