// What modules must know of matters without importing the module that decides them: what stands open when a page is
// closed (decisions: checkpoints), and what has passed, for whoever carries it out.
//
// A device confirms no checkpoint that omits an exclusive matter it has bound on, and binds on none
// that a checkpoint it confirmed omits. The two rules stand in two modules that never import each
// other; each shows the other this much of its state.

import type { MemberId, RecordId } from '../bytes/reference.ts';
import type { Directory } from '../log/directory.ts';

/** The last record of a log that is still believed; 0 where none is. */
export type LogEnd = { readonly log: number; readonly seq: number };

/** Somebody is put out, and these are the last records that still count. A log that is not listed has none. */
export type Expulsion = { readonly member: MemberId; readonly accepts: readonly LogEnd[] };

/** A number of the charter takes another value. Keys are numbered in modules/charter.ts. */
export type CharterChange = { readonly key: number; readonly value: number };

/** What a decision does besides saying something: in a form that software reads. */
export type Effect =
  | ({ readonly what: 'charter' } & CharterChange)
  | ({ readonly what: 'removal' } & Expulsion)
  /** A record that another module owns (an emergency power, a raised limit, a budget) becomes the community's word. */
  | { readonly what: 'adoption'; readonly record: RecordId };

/** Shown by the module that decides. */
export type OpenMatters = {
  /** Proposals on an exclusive slot over this roster that the member has bound on, or stands behind, and that are not settled. */
  openBinds(member: MemberId, roster: RecordId, directory: Directory): readonly RecordId[];
  /** The effect of a proposal, decided or not. */
  effectOf?(proposal: RecordId): Effect | undefined;
};

/** Shown by the module that decides: what was decided for good, and is not paused on this device. */
export type Decisions = {
  /** The newest decision on each charter key, and every removal, in order of name. */
  toCarryOut(around: Timed): readonly Effect[];
  /** Was this record adopted, by a decision of at least this gravity? */
  isAdopted(record: RecordId, around: Timed): boolean;
  /** The same whatever was learned since: what was carried out on it stands, also where proofs suspend the matter. */
  wasAdopted(record: RecordId, directory: Directory): boolean;
};

/** What a pause is counted with: this device's own elapsed time. */
export type Timed = {
  readonly directory: Directory;
  readonly heldSinceMs: (id: RecordId) => number | undefined;
  readonly nowMs: number;
  /** States of other modules, by name. */
  readonly state: (module: string) => unknown;
};

/** Shown by the module that keeps the roster. */
export type ClosedPages = {
  /** Did the member confirm a page after this roster that leaves the proposal out, or is ready to? */
  leftOut(member: MemberId, roster: RecordId, proposal: RecordId): boolean;
  /** May the owner of a new key use its power yet? Not in the window in which the old key can object, nor after. */
  newKey?(member: MemberId, around: Timed): 'settled' | 'in-window' | 'contested';
};

/** A matter that passed for good. */
export type Decision = {
  readonly matter: RecordId;
  readonly kind: string;
  readonly method: string;
  readonly option: number;
  /** The proposal's own words, title first: what was frozen when it was proposed, without parts added later. */
  readonly text: string;
  /** Blocks whose authors had not seen the result: each pauses for a while what is not carried out yet. */
  readonly lateBlocks: readonly RecordId[];
};

/** Shown by the module that decides. */
export type DecidedMatters = {
  /** Matters that passed for good and whose words open so, in order of id. */
  decided(opening: string, directory: Directory): readonly Decision[];
};
