// What the modules made of everything that was held when a page was closed, as one stored row (modules/README.md, Starting again).
//
// A node that starts takes the states as they are here and folds only what the row does not cover, be it
// newer or older than the page: a fold is order-free, so what was left out may come at any time. The row
// names each record, map and proof that it covers. If one of them is not on the disk any more, if a module folds by
// other rules now, or if a bit is wrong, the row is refused and everything is folded anew: rows of records
// are the truth, this one only saves time. No body stands in it, so what is erased is gone from it, too.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, fromHex, toHex } from '../bytes/bytes.ts';
import type { MemberId, Place, RecordId } from '../bytes/reference.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import type { Stored } from './event.ts';
import type { Module } from './module.ts';
import { readPlain, writePlain } from './plain-state.ts';

/** Where it is stored: one row, replaced by the next. */
export const KEPT_FOLD_ROW = 'folded';
/** Of this file's own format. */
const FORMAT = 2;
const DIGEST_BYTES = 32;
const ID_BYTES = 32;

export type KeptPlace = Place & {
  readonly id: RecordId;
  /** `rowSum` of its stored row. Another sum is no fault: a later proof changes the row; then it is read at once. */
  readonly sum: number;
};

export type KeptFold = {
  readonly records: readonly KeptPlace[];
  /** Keys of the rows of maps and of proofs of forks. */
  readonly maps: readonly string[];
  readonly forks: readonly string[];
  readonly guests: readonly MemberId[];
  /** Erasing words among the records: what they name is not read before somebody asks, they are. */
  readonly words: readonly RecordId[];
  /** A module's state as bytes, in the order of the modules. */
  readonly states: readonly Uint8Array[];
};

type Envelope = {
  readonly format: number;
  readonly rules: string;
  readonly members: readonly MemberId[];
  readonly ids: Uint8Array;
  /** Member (by place in `members`), log, number and sum of each record. */
  readonly places: readonly number[];
} & Pick<KeptFold, 'maps' | 'forks' | 'guests' | 'words' | 'states'>;

const NO_NAMES = { names: [], said: () => undefined };

/** Which rules folded: state of other rules is of no use. */
const rulesOf = (modules: readonly Module[]): string =>
  modules.map(({ name, kept }) => `${name} ${kept?.version ?? 'never'}`).join(', ');

/** May these modules' states be kept at all? */
export const canKeep = (modules: readonly Module[]): boolean => modules.every(({ kept }) => kept !== undefined);

/** A module's state as bytes: records by their number among those that are covered. */
export const stateBytes = (
  { kept }: Module,
  state: unknown,
  numberOf: (name: string) => number | undefined,
): Uint8Array => writePlain(state, numberOf, new Set(kept?.without ?? []));

export function keptFoldRow(fold: KeptFold, modules: readonly Module[]): Stored {
  const members = [...new Set(fold.records.map(({ member }) => member))];
  const numberOf = new Map(members.map((member, number) => [member, number]));
  const envelope: Envelope = {
    format: FORMAT,
    rules: rulesOf(modules),
    members,
    ids: rawIds(fold.records),
    places: placesOf(fold.records, numberOf),
    maps: fold.maps,
    forks: fold.forks,
    guests: fold.guests,
    words: fold.words,
    states: fold.states,
  };
  const plain = writePlain(envelope, () => undefined);
  return { key: KEPT_FOLD_ROW, bytes: concat(plain, sha256(plain)) };
}

function rawIds(records: readonly KeptPlace[]): Uint8Array {
  const raw = new Uint8Array(records.length * ID_BYTES);
  records.forEach(({ id }, i) => {
    const bytes = fromHex(id);
    assert(bytes.ok && bytes.value.length === ID_BYTES, 'an id is 32 bytes of hex');
    raw.set(bytes.value, i * ID_BYTES);
  });
  return raw;
}

function placesOf(records: readonly KeptPlace[], numberOf: ReadonlyMap<MemberId, number>): readonly number[] {
  const places: number[] = [];
  for (const { member, log, seq, sum } of records) places.push(numberOf.get(member)!, log, seq, sum);
  return places;
}

/** The row as it was kept, or why it is of no use, in words. */
export function readKeptFold(bytes: Uint8Array, modules: readonly Module[]): Result<KeptFold, string> {
  const plain = bytes.subarray(0, -DIGEST_BYTES);
  if (bytes.length < DIGEST_BYTES || !equal(sha256(plain), bytes.subarray(-DIGEST_BYTES)))
    return err('its digest is wrong');
  const read = readPlain(plain, NO_NAMES)?.value as Envelope | undefined;
  // Behind a true digest stands what this program wrote, or another version of it.
  if (typeof read !== 'object' || read.format !== FORMAT) return err('another version of this program wrote it');
  if (read.rules !== rulesOf(modules)) return err('modules with other rules folded it');
  const { members, ids, places, maps, forks, guests, words, states } = read;
  const lists = [members, places, maps, forks, guests, words, states].every((list) => Array.isArray(list));
  if (!lists || !(ids instanceof Uint8Array) || 8 * places.length !== ids.length) return err('it has another shape');
  const records = Array.from({ length: ids.length / ID_BYTES }, (_, i): KeptPlace => {
    const id = toHex(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)) as RecordId;
    const at = 4 * i;
    return { id, member: members[places[at]!]!, log: places[at + 1]!, seq: places[at + 2]!, sum: places[at + 3]! };
  });
  return ok({ records, maps, forks, guests, words, states });
}

/** Puts what was kept into a module's empty state: maps and sets in place, because the state may have been handed out. */
export function restoreState({ kept }: Module, state: object, plain: object): void {
  const target = state as { [field: string]: unknown };
  for (const [field, value] of Object.entries(plain)) {
    if (kept?.without.includes(field)) continue;
    const there = target[field];
    if (there instanceof Map && value instanceof Map) {
      there.clear();
      for (const [key, item] of value as Map<unknown, unknown>) there.set(key, item);
    } else if (there instanceof Set && value instanceof Set) {
      there.clear();
      for (const item of value as Set<unknown>) there.add(item);
    } else target[field] = value;
  }
}
