// The books of one unit: the records, and what the rest of the node says that they mean (README §3).
//
// Balances follow from the economy's own records, the pages that are closed, the charter of each page and
// what decisions adopted. All of these only grow, and none is a clock: whoever holds the same has the same.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import type { Decisions } from '#protocol/tally/matters.ts';
import type { EconomyState } from './state.ts';
import { termsOf, type Terms } from './terms.ts';
import type { Unit } from './units.ts';

export type Books = {
  readonly state: EconomyState;
  readonly unit: Unit;
  readonly directory: Directory;
  /** In force now. */
  readonly terms: Terms;
  /** In force on a page. */
  readonly termsAt: (page: RecordId) => Terms;
  /** Did a decision ever make this record the community's word? */
  readonly isAdopted: (record: RecordId) => boolean;
  /** The same, and no late block holds it up on this device: asked before anything new is built on it. */
  readonly isInForce: (record: RecordId) => boolean;
};

type Around = Pick<Surroundings, 'directory' | 'state'> & Partial<Pick<Surroundings, 'heldSinceMs' | 'nowMs'>>;

/** Made anew for each question: it keeps what it has looked up. */
export function booksOf(state: EconomyState, unit: Unit, around: Around): Books {
  const { directory, heldSinceMs, nowMs } = around;
  const decisions = around.state('governance') as Partial<Decisions> | undefined;
  const adopted = new Map<RecordId, boolean>();
  const pages = new Map<RecordId, Terms>();
  const isAdopted = (record: RecordId): boolean => {
    const known = adopted.get(record) ?? decisions?.wasAdopted?.(record, directory) ?? false;
    adopted.set(record, known);
    return known;
  };
  return {
    state,
    unit,
    directory,
    terms: termsOf(unit, around),
    termsAt(page) {
      const known = pages.get(page) ?? termsOf(unit, around, page);
      pages.set(page, known);
      return known;
    },
    isAdopted,
    isInForce: (record) =>
      isAdopted(record) &&
      (heldSinceMs === undefined ||
        nowMs === undefined ||
        (decisions?.isAdopted?.(record, { directory, state: around.state, heldSinceMs, nowMs }) ?? false)),
  };
}

/** The commons as an account: nobody's key, so it only takes what flows to it and pays what decisions gave. */
export const COMMONS = 'commons' as MemberId;

/** The number of a page; one that is not known here counts as the newest. */
export const pageNumber = ({ directory }: Pick<Books, 'directory'>, page: RecordId): number =>
  directory.checkpointNumber(page) ?? directory.latest()?.number ?? 0;
