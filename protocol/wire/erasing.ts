// An erasing word: its author's signed wish that records of one own log be held without their bodies (protocol/README.md §3.8).
//
//   log 2 | key version 1 | count 1 | number 3, type 1, time 2, hash of the body* 32       of up to four records
//
// With the author, who signs the word, each line gives a record's name (§3.1) without its body. So the word proves
// that its author wrote these records as their own signatures did, and whoever holds it needs neither
// the bodies nor those signatures. Nobody can write it for another: the member is not in the body.

import { bytes, list, struct, u16, u24, u8, type Value } from '../bytes/codec.ts';
import type { RecordId } from '../bytes/reference.ts';
import { toHex } from '../bytes/bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { LOGS_MAX, SEQ_MAX } from './limits.ts';
import { recordType, sidedDigest, type Record } from './record.ts';

/** As many as fit the frame of a newcomer. */
export const ERASED_BY_ONE_MAX = 4;

export const ErasingWord = struct({
  log: u16,
  keyVersion: u8,
  erased: list(struct({ seq: u24, type: u8, time: u16, bodyHash: bytes(32) }), ERASED_BY_ONE_MAX),
});
export type ErasingWord = Value<typeof ErasingWord>;

export const erasingWord = recordType<ErasingWord>({
  type: 66,
  name: 'erasing word',
  section: 'protocol/README.md §3.8',
  body: ErasingWord,
  by: 'newcomer',
  urgency: 2,
  // Never under a sum: it is said in place of others' records, so it must stand alone with everybody who holds it.
  bundled: false,
});

/** A record without its body, with its name. */
export type Emptied = { readonly id: RecordId; readonly record: Record & { readonly bodyHash: Uint8Array } };

/** What is left of a record when its body is erased. */
export function emptied(record: Record): Record & { readonly bodyHash: Uint8Array } {
  const { member, log, keyVersion, type, seq, time } = record;
  const bodyHash = record.bodyHash ?? sha256(record.body);
  return { member, log, keyVersion, type, seq, time, body: new Uint8Array(0), bodyHash };
}

/** The records that a word names; lines that can be no record's place name nothing. */
export function namedBy(community: Uint8Array, { member }: Pick<Record, 'member'>, word: ErasingWord): Emptied[] {
  const { log, keyVersion } = word;
  if (log >= LOGS_MAX) return [];
  return word.erased.flatMap(({ seq, type, time, bodyHash }) => {
    if (seq < 1 || seq > SEQ_MAX || type === 0) return [];
    const record = { member, log, keyVersion, type, seq, time, body: new Uint8Array(0), bodyHash };
    return [{ id: toHex(sidedDigest(community, record, bodyHash)) as RecordId, record }];
  });
}

/** The line of a word that names this record. */
export function lineOf(record: Record): ErasingWord['erased'][number] {
  const { seq, type, time, bodyHash } = emptied(record);
  return { seq, type, time, bodyHash };
}
