// Who is who, as every other part asks it: numbers, keys, rosters, households.
//
// The roster module folds records into a directory (modules/roster); everything below it only reads.
// A roster line only grows: a number once given is never given again, and a roster that was frozen by
// a proposal stays the same for ever.

import type { MemberId, Place, RecordId, References } from '../bytes/reference.ts';
import type { Keys } from '../wire/record.ts';

/** One person, as far as records tell. */
export type Person = {
  readonly id: MemberId;
  /** Place in the roster line; absent until a checkpoint admits the person. */
  readonly number: number | undefined;
  readonly name: string;
  /** Household number that the admission or profile names; 0 is unknown. */
  readonly household: number;
  readonly standing: 'member' | 'newcomer' | 'guest' | 'removed';
};

/** A numbered list of members that counts are taken over: what one confirmed checkpoint says. */
export type Roster = {
  readonly checkpoint: RecordId;
  /** Number of the checkpoint; 0 is the genesis. */
  readonly number: number;
  /** How many numbers have been given, removed members included: the length of a statement map. */
  readonly size: number;
  /** Members who count, in order of their numbers. Its length is N of the quorum. */
  readonly members: readonly MemberId[];
};

export interface Directory extends References, Keys {
  /** Hex of the community's id, or undefined while not even the genesis is known. */
  readonly community: RecordId | undefined;
  person(id: MemberId): Person | undefined;
  /** Everybody: members in order of number, then newcomers in order of id. */
  people(): readonly Person[];
  roster(checkpoint: RecordId): Roster | undefined;
  /** The roster of the newest confirmed checkpoint. */
  latest(): Roster | undefined;
  /** Members of whom two signed things are held that exclude each other; absent where nobody looks for them. */
  underProof?(): ReadonlySet<MemberId>;
  /** A member's X25519 key for private messages; absent where no roster keeps one. */
  boxKeyOf?(member: MemberId): Uint8Array | undefined;
  /** Who proposed a confirmed page, and with which epoch of the frame keys (its low 8 bits): that member may rekey. */
  rekeyerOf?(checkpoint: RecordId): { readonly member: MemberId; readonly epoch: number } | undefined;
  /** The charter as a confirmed page has it: value by key number; what is not in it has its default. */
  charterAt?(checkpoint: RecordId): ReadonlyMap<number, number> | undefined;
  /** Was the author put out, or gone, before this record? Then it is speech and carries no authority. */
  isOutside?(place: Place): boolean;
  /** Did the owner or three guardians say that this key is in other hands? It gains no power from then on. */
  isSuspended?(key: { readonly member: MemberId; readonly log: number; readonly keyVersion: number }): boolean;
  /** Has the member declared to be away? Nobody waits for their notice; no quorum is lowered. */
  isAbsent?(member: MemberId): boolean;
  /** Rises with every change: what was unreadable before may be readable now. */
  readonly version: number;
}
