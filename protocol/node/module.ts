// What a module is: a value that says which records it owns, how they fold, and what a person may do.
//
// A fold is order-free: the same set of facts gives the same state in any order and with any
// duplicates. It owns its state and may change it in place; nobody else does. What depends on an
// absence (a result, a balance, an escalation) is derived from the state when asked, never stored.

import type { MemberId, RecordId, References } from '../bytes/reference.ts';
import type { Result } from '../bytes/result.ts';
import type { Directory } from '../log/directory.ts';
import type { Genesis } from '../wire/genesis.ts';
import type { Record, RecordType } from '../wire/record.ts';
import type { StatementKind, Subject, Voice } from '../wire/statement.ts';

/** A verified thing that somebody said. Eligibility is the module's business, validity is settled. */
export type Fact =
  | { readonly kind: 'genesis'; readonly community: RecordId; readonly genesis: Genesis }
  | { readonly kind: 'record'; readonly id: RecordId; readonly record: Record; readonly body: unknown }
  | { readonly kind: 'statement'; readonly subject: Subject; readonly voice: Voice };

/** What a module may look at besides its own state. */
export type Surroundings = {
  readonly directory: Directory;
  /** States of the modules named in `reads`, by name. */
  readonly state: (module: string) => unknown;
  /** A record that is held, with its body decoded; undefined where unknown or erased. */
  readonly record: (id: RecordId) => { readonly record: Record; readonly body: unknown } | undefined;
  /** When this device first held a record, by its own clock: elapsed time may only end things. */
  readonly heldSinceMs: (id: RecordId) => number | undefined;
  /**
   * Since when this device's clock is known to have run without a gap. What was first held before may be
   * older than it seems: a power that rests on elapsed time has run out, a right has not. Absent is always.
   */
  readonly knownSinceMs?: number;
  readonly nowMs: number;
};

/** Who acts: the member whose key this device holds. */
export type Self = {
  readonly member: MemberId;
  readonly log: number;
  /** Public key, 96 bytes. */
  readonly key: Uint8Array;
};

/** Why an act is not possible, for people: which rule, what is missing, who can change it. */
export type Refusal = {
  readonly kind: 'refused';
  /** Stable name of the rule, for example `bind-needs-quorum`. */
  readonly rule: string;
  readonly why: string;
  /** What would make it possible. */
  readonly remedy: string;
};

/** What an act writes: records for the member's own log, statements of the member. */
export type Plan = {
  readonly records?: readonly {
    readonly type: RecordType;
    readonly body: unknown;
    /** Signatures of others that are added to the author's own, over the digest or the possession message. */
    readonly coSignatures?: readonly Uint8Array[];
    /** Others signed a digest that names this place and time, so it is written there or not at all. */
    readonly at?: { readonly seq: number; readonly time: number };
  }[];
  readonly statements?: readonly { readonly subject: Subject; readonly value: number; readonly revision: number }[];
};

export type Act = { readonly module: string; readonly name: string; readonly args: unknown };

/** What one argument of an act is, so that a form or a command line can ask for it in plain words. An optional one may be left out of `args`. */
export type Input = { readonly label: string; readonly optional?: true } & (
  | { readonly is: 'member'; readonly most?: number }
  /** A record that is held, of one of these types' names; `most` where several may be named. */
  | { readonly is: 'record'; readonly of: readonly string[]; readonly most?: number }
  | { readonly is: 'text'; readonly bytesMax: number; readonly most?: number }
  | { readonly is: 'number'; readonly least: number; readonly most: number; readonly unit: string }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'yes or no' }
  | { readonly is: 'position' }
);

export type ActType<S, A> = {
  /** Plain words for buttons, help and refusals. */
  readonly title: string;
  /** Its arguments by name; absent where an act is not asked for in a form: other software puts it together. */
  readonly inputs?: Readonly<{ [name: string]: Input }>;
  plan(state: S, args: A, self: Self, around: Surroundings): Result<Plan, Refusal>;
};

/** What a query answers: the same content for a program and for people. */
export type Shown = { readonly json: unknown; readonly lines: readonly string[] };

/** A question to a module's state, for screens, the command line and paper. */
export type Query<S> = {
  readonly title: string;
  /** What it is asked about, by name; absent where it needs nothing. */
  readonly inputs?: Readonly<{ [name: string]: Input }>;
  show(state: S, args: Readonly<{ [name: string]: unknown }>, around: Surroundings, self: Self | undefined): Shown;
};

/** Where records of a type may go, how long they are kept, and whether a body may be erased while its proof stays. */
export type Custody = {
  readonly audience: 'device' | 'circle' | 'community' | 'public';
  readonly keptFor: 'ever' | 'until next page' | { readonly days: number };
  readonly erasable: boolean;
};

// Methods, not function properties, so that a `Module<S>` may stand in a list of `Module`s.
export type Module<S = unknown> = {
  readonly name: string;
  readonly recordTypes: readonly RecordType[];
  readonly statementKinds: readonly StatementKind[];
  /** Names of the modules whose state it reads. */
  readonly reads: readonly string[];
  /** The checkpoint whose roster counts for statements of `kind` on a record of ours; undefined if none may be made. */
  rosterOf(kind: number, record: Record, body: unknown, names: References): RecordId | undefined;
  /** How many of a kind's values may be said of a record of ours; the wire spends no bits on the others. §5.2 */
  valueCountOf?(kind: number, record: Record, body: unknown): number | undefined;
  /**
   * The class of a record of ours where its type's does not fit what it says; undefined where it does. Asked often,
   * so it looks things up and computes nothing long. §7.1
   */
  urgencyOf?(
    state: S,
    said: { readonly id: RecordId; readonly record: Record; readonly body: unknown },
    around: Omit<Surroundings, 'nowMs'>,
  ): 0 | 1 | 2 | 3 | undefined;
  /**
   * When statements of a kind on a record of ours begin to be worth less, in order, by this device's clock: the end of
   * a period, then of its grace. The nearer the next of them, the sooner they are said. Asked once for each. §7.1
   */
  closings?(
    state: S,
    kind: number,
    said: { readonly id: RecordId; readonly record: Record; readonly body: unknown },
    around: Omit<Surroundings, 'nowMs'>,
  ): readonly number[] | undefined;
  /** By record type. */
  readonly custody?: Readonly<{ [type: number]: Custody }>;
  empty(): S;
  fold(state: S, fact: Fact, around: Omit<Surroundings, 'nowMs' | 'heldSinceMs'>): void;
  /**
   * The body of a record that was folded is erased: afterwards the state is as if the record, and what was said on
   * it, had never come. A module with types whose custody says `erasable` has it.
   */
  forget?(state: S, said: { readonly id: RecordId; readonly record: Record; readonly body: unknown }): void;
  /** Why the author should not erase a record of ours yet, `alongside` others; undefined where nothing speaks against it. */
  notYetErasable?(
    state: S,
    said: { readonly id: RecordId; readonly record: Record; readonly body: unknown },
    around: Surroundings,
    alongside: ReadonlySet<RecordId>,
  ): Refusal | undefined;
  readonly acts: Readonly<{ [name: string]: ActType<S, never> }>;
  /**
   * Acts that are left to a key which its owner or three guardians called lost: they call for help, speak, or take
   * power away. The node refuses every other act of such a key, in one place and in the same words.
   */
  readonly leftToUnbelieved?: readonly string[];
  readonly queries?: Readonly<{ [name: string]: Query<S> }>;
  /** What a member's device does by itself, without being asked: receipts, confirmations, acceptances. */
  duties?(state: S, self: Self, around: Surroundings): Plan;
  /** Members whose records of ours contradict each other in one log: the directory counts them as under proof. */
  underProof?(state: S, directory: Directory): Iterable<MemberId>;
  /**
   * How the folded state is kept between starts (modules/README.md, Starting again): a number that rises whenever the same facts fold to a state of
   * another shape or meaning, and the fields that are derived or never change, and are not kept. The state is
   * plain: maps, sets, lists, objects, bytes, numbers, texts, and records as `{ id, record, body }`. Absent: never kept.
   */
  readonly kept?: { readonly version: number; readonly without: readonly string[] };
  /** Canonical bytes of all that the state means: equal facts, equal bytes. Goes into the state hash. */
  canonical(state: S, around: Omit<Surroundings, 'nowMs' | 'heldSinceMs'>): Uint8Array;
};
