// What closing a page and deciding a matter must know of each other (decisions: checkpoints).
//
// A device confirms no checkpoint that omits an exclusive matter it has bound on, and binds on none
// that a checkpoint it confirmed omits. The two rules stand in two modules that never import each
// other; each shows the other this much of its state.

import type { MemberId, RecordId } from '../bytes/reference.ts';
import type { Directory } from '../log/directory.ts';

/** Shown by the module that decides. */
export type OpenMatters = {
  /** Proposals on an exclusive slot over this roster that the member has bound on and that are not settled. */
  openBinds(member: MemberId, roster: RecordId, directory: Directory): readonly RecordId[];
};

/** Shown by the module that keeps the roster. */
export type ClosedPages = {
  /** Did the member confirm a page after this roster that leaves the proposal out? */
  leftOut(member: MemberId, roster: RecordId, proposal: RecordId): boolean;
};
