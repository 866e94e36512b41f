// Short names on the air, full names under the signature (protocol/README.md §3.2).
//
// A body that mentions a member or a record carries a roster number or a place (author, number) on
// the air; what is signed is always the full 32-byte name. The two forms meet here: a codec asks
// `References` for the other form, and a name that cannot be resolved yet is no error of the sender.

/** Hex of 32 bytes: SHA-256 over a member's first key (§2.1). */
export type MemberId = string & { readonly _: 'MemberId' };

/** Hex of 32 bytes: the digest that the author signed (§3.1). */
export type RecordId = string & { readonly _: 'RecordId' };

/** Where a record stands: the author's log and the number in it. */
export type Place = { readonly member: MemberId; readonly log: number; readonly seq: number };

/** What a receiver must learn before it can read some bytes. */
export type Missing =
  | { readonly kind: 'member'; readonly number: number }
  | { readonly kind: 'newcomer'; readonly prefix: string }
  | { readonly kind: 'record'; readonly place: Place }
  | { readonly kind: 'roster'; readonly number: number }
  | { readonly kind: 'checkpoint'; readonly id: RecordId };

/**
 * Bytes leave open which of `count` records a name means, or which of `count` keys signed: takes one, by its number.
 * §3.2, §3.3
 */
export type Choose = (of: 'record' | 'key', count: number) => number;

export interface References {
  /** The member with this number in the roster line, if we know that far. Numbers start at 0 and are never re-used. */
  memberAt(number: number): MemberId | undefined;
  /** The number of a member, if a checkpoint has given one. */
  numberOf(member: MemberId): number | undefined;
  /** A member without a number, by the first 8 bytes (16 hex digits) of the id. */
  newcomer(prefix: string): MemberId | undefined;
  /** The records we hold at a place: one, none, or several where the author forked. */
  recordsAt(place: Place): readonly RecordId[];
  /** Where a record stands. */
  placeOf(record: RecordId): Place | undefined;
  /** The id of a checkpoint by its number; number 0 is the genesis. */
  checkpointAt(number: number): RecordId | undefined;
  /** The number of a confirmed checkpoint. */
  checkpointNumber(checkpoint: RecordId): number | undefined;
}
