// A bundle: records of several authors under one sum of signatures (protocol/README.md §3.6).
//
//   base time 2 | groups | signature 48
//   group = type 1 | count 1 | entries, sorted by author code, log and seq
//   entry = author code - previous code | [log - 3] | seq, or seq - previous seq - 1 | base - time | [length 1] body
//
// Sorted, so that authors cost one byte and a repeated entry cannot be written at all. Only numbered
// members stand in a bundle: one unknown key would make the whole of it unreadable for a receiver.

import { Reader, Writer, type ReadError } from '../bytes/codec.ts';
import type { References } from '../bytes/reference.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { SIGNATURE_BYTES } from '../crypto/bls.ts';
import { BUNDLE_RECORDS_MAX, LOGS_MAX, MEMBERS_MAX, PLAINTEXT_BYTES_MAX, SEQ_MAX } from './limits.ts';
import { authorCode, authorOfCode, writeLogTail } from './names.ts';
import {
  BODY_BYTES_MAX,
  bodyToWire,
  hasOwnEnd,
  readBody,
  recordId,
  signerAt,
  type ReadContext,
  type Record,
  type RecordTypes,
} from './record.ts';

export type Bundle = { readonly records: readonly Record[]; readonly signature: Uint8Array };

const TIME_SPAN = 2 ** 16;

type Keyed = { readonly record: Record; readonly code: number };

const order = (a: Keyed, b: Keyed): number =>
  a.record.type - b.record.type || a.code - b.code || a.record.log - b.record.log || a.record.seq - b.record.seq;

/** The bundle's plaintext, or null where it does not fit a frame. All authors have numbers. */
export function encodeBundle(bundle: Bundle, types: RecordTypes, names: References): Uint8Array | null {
  const { records } = bundle;
  assert(records.length >= 1 && records.length <= BUNDLE_RECORDS_MAX, 'a bundle holds 1 to 20 records');
  const keyed = records.map((record): Keyed => {
    const number = names.numberOf(record.member);
    assert(number !== undefined, 'authors in a bundle have numbers');
    return { record, code: authorCode(number, record.log) };
  });
  keyed.sort(order);
  // Two records at one place are a fork and travel alone, or as its proof (§6.7): here they could not be written.
  if (keyed.some((entry, i) => i > 0 && order(keyed[i - 1]!, entry) === 0)) return null;
  const base = latestTime(keyed.map(({ record }) => record));
  const to = new Writer('wire', names);
  to.uint(base, 2);
  for (const type of new Set(keyed.map(({ record }) => record.type))) {
    const group = keyed.filter(({ record }) => record.type === type);
    to.uint(type, 1);
    to.uint(group.length, 1);
    let before: Keyed | undefined;
    for (const entry of group) {
      writeEntry(to, entry, before, base, types, names);
      before = entry;
    }
  }
  to.bytes(bundle.signature);
  const plaintext = to.finish();
  return plaintext.length <= PLAINTEXT_BYTES_MAX ? plaintext : null;
}

/** The time from which the others count back: the one that makes the greatest step smallest. */
function latestTime(records: readonly Record[]): number {
  const reach = (base: number): number => Math.max(...records.map(({ time }) => (base - time + TIME_SPAN) % TIME_SPAN));
  return records.map(({ time }) => time).reduce((best, time) => (reach(time) < reach(best) ? time : best));
}

const sameLog = (a: Keyed | undefined, b: Keyed): boolean => a?.code === b.code && a.record.log === b.record.log;

function writeEntry(
  to: Writer,
  entry: Keyed,
  before: Keyed | undefined,
  base: number,
  types: RecordTypes,
  names: References,
): void {
  const { record, code } = entry;
  to.varint(code - (before?.code ?? 0));
  writeLogTail(to, record.log);
  to.varint(sameLog(before, entry) ? record.seq - before!.record.seq - 1 : record.seq);
  to.varint((base - record.time + TIME_SPAN) % TIME_SPAN);
  const body = bodyToWire(record, types, names);
  if (!hasOwnEnd(record.type, types)) to.uint(body.length, 1);
  to.bytes(body);
}

/** Names as the reader has them, and besides the entries of this bundle that were read so far. §3.6 */
function withEntries(context: ReadContext, entries: readonly Record[]): References {
  return {
    ...context.names,
    recordsAt(place) {
      const inside = entries
        .filter(({ member, log, seq }) => member === place.member && log === place.log && seq === place.seq)
        .map((record) => recordId(context.community, record));
      // By id, each once: readings are counted in this order (§3.3), whatever was held before.
      return [...new Set([...context.names.recordsAt(place), ...inside])].sort();
    },
  };
}

export function decodeBundle(plaintext: Uint8Array, context: ReadContext): Result<Bundle, ReadError> {
  const read: Record[] = [];
  const from = new Reader(plaintext, { ...context, names: withEntries(context, read) });
  const base = from.field('baseTime', () => from.uint(2));
  const records: Record[] = [];
  let typeBefore = 0;
  while (from.left > SIGNATURE_BYTES && !from.failure) {
    const group = from.field('group', () => readGroup(from, base, typeBefore, context, read));
    typeBefore = group.at(-1)?.type ?? typeBefore;
    records.push(...group);
    if (records.length > BUNDLE_RECORDS_MAX) from.fail(`at most ${BUNDLE_RECORDS_MAX} records may stand in a bundle`);
  }
  if (records.length === 0) from.fail('a bundle without records');
  const signature = from.field('signature', () => from.bytes(SIGNATURE_BYTES));
  from.finish();
  if (!from.failure && latestTime(records) !== base) from.fail('the base time is not the latest of the records', 0);
  return from.failure ? err(from.failure) : ok({ records, signature });
}

function readGroup(from: Reader, base: number, typeBefore: number, context: ReadContext, read: Record[]): Record[] {
  const start = from.at;
  const type = from.field('type', () => from.uint(1));
  if (type <= typeBefore) from.fail('groups stand in rising order of type, each type once', start);
  const count = from.field('count', () => from.uint(1));
  if (count < 1 || count > BUNDLE_RECORDS_MAX)
    from.fail(`1 to ${BUNDLE_RECORDS_MAX} records may stand in a group`, start + 1);
  const declared = context.types.get(type);
  if (declared && !declared.bundled) from.fail(`a record of type ${declared.name} travels alone`, start);
  const group: Record[] = [];
  let before: Keyed | undefined;
  for (let i = 0; i < count && !from.failure; i++) {
    const entry = from.field(String(i), () => readEntry(from, type, before, base, context));
    if (!from.failure && before && order(before, entry) >= 0) from.fail('entries are sorted, each of them once');
    before = entry;
    group.push(entry.record);
    if (!from.failure) read.push(entry.record);
  }
  return group;
}

function readEntry(from: Reader, type: number, before: Keyed | undefined, base: number, context: ReadContext): Keyed {
  const start = from.at;
  const { code, member, log } = from.field('author', () => {
    const coded = (before?.code ?? 0) + from.varint(4 * MEMBERS_MAX + 3);
    if (coded < 4 || coded > 4 * MEMBERS_MAX + 3) from.fail('no author has this number', start);
    const named = from.failure ? { member: '' as Record['member'], log: 0 } : authorOfCode(from, coded);
    return { code: coded, ...named };
  });
  if (log >= LOGS_MAX) from.fail('no log has this number', start);
  const follows = before?.code === code && before.record.log === log;
  const seq = from.field('seq', () => from.varint(SEQ_MAX)) + (follows ? before.record.seq + 1 : 0);
  if (seq < 1 || seq > SEQ_MAX) from.fail('no record has this number', start);
  const ago = from.field('minutesBefore', () => from.varint(TIME_SPAN - 1));
  const time = (base - ago + TIME_SPAN) % TIME_SPAN;
  const body = from.field('body', () => {
    if (hasOwnEnd(type, context.types)) return readBody(from, type, context.types);
    const length = from.uint(1);
    if (length > BODY_BYTES_MAX.member) from.fail('a body of this length fits no frame');
    return from.within(length, () => readBody(from, type, context.types));
  });
  const signed = from.failure ? { keyVersion: 0 } : signerAt(context.keys, member, log, context.choose);
  return { record: { member, log, ...signed, type, seq, time, body }, code };
}
