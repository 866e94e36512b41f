// The numbers of the charter as a page of the roster line has them.

import type { Roster } from '#protocol/log/directory.ts';
import { charterWith, type Charter } from '../charter.ts';
import type { RosterState } from './shape.ts';
import { lineOf } from './state.ts';

const NOTHING_SET: ReadonlyMap<number, number> = new Map();

export const charterAt = (state: RosterState, { checkpoint }: Roster): Charter =>
  charterWith(lineOf(state).charters.get(checkpoint) ?? NOTHING_SET);
