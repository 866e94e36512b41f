// The little of DNS (RFC 1035, 6762, 6763) that finding radios takes: one question, and the records of
// its answers. Reads anybody's bytes: bounded, and no name may lead the reader in circles.

import { concat, toUtf8 } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { fromUtf8 } from '../meshtastic/text.ts';

export const RADIO_SERVICE_NAME = '_meshtastic._tcp.local';

const TYPES = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33 } as const;
const CLASS_IN = 1;
const LABEL_BYTES_MAX = 63;
const NAME_LABELS_MAX = 32;
const RECORDS_MAX = 64;
const POINTER = 0xc0;

export type DnsRecord =
  | { readonly type: 'PTR'; readonly name: string; readonly target: string }
  | { readonly type: 'SRV'; readonly name: string; readonly target: string; readonly port: number }
  | { readonly type: 'A' | 'AAAA'; readonly name: string; readonly host: string }
  | { readonly type: 'TXT'; readonly name: string; readonly texts: readonly string[] };

function encodeName(name: string): Uint8Array {
  const labels = name.split('.').map((label) => {
    const bytes = toUtf8(label);
    assert(bytes.length > 0 && bytes.length <= LABEL_BYTES_MAX, `a label of ${name} has 1 to 63 bytes`);
    return concat(Uint8Array.of(bytes.length), bytes);
  });
  return concat(...labels, Uint8Array.of(0));
}

/** Asks for all services of this name. The id is 0, as mDNS has it. */
export function encodeQuestion(name: string): Uint8Array {
  const header = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
  return concat(header, encodeName(name), Uint8Array.of(0, TYPES.PTR, 0, CLASS_IN));
}

/** A place in a packet that reads forward and fails softly: `isBad` stays set. */
type Reader = { readonly bytes: Uint8Array; at: number; isBad: boolean };

function u16(reader: Reader): number {
  if (reader.at + 2 > reader.bytes.length) reader.isBad = true;
  if (reader.isBad) return 0;
  const value = (reader.bytes[reader.at]! << 8) | reader.bytes[reader.at + 1]!;
  reader.at += 2;
  return value;
}

/** A name, with its pointers followed only backwards, so that every jump brings it nearer to an end. */
function readName(reader: Reader): string {
  const labels: string[] = [];
  let at = reader.at;
  let after: number | undefined;
  for (let steps = 0; steps < 2 * NAME_LABELS_MAX; steps++) {
    const size = reader.bytes[at];
    if (size === undefined) break;
    if (size === 0) {
      reader.at = after ?? at + 1;
      return labels.join('.');
    }
    if ((size & POINTER) === POINTER) {
      const to = ((size & ~POINTER) << 8) | (reader.bytes[at + 1] ?? 0);
      if (to >= at) break;
      after ??= at + 2;
      at = to;
      continue;
    }
    if (size > LABEL_BYTES_MAX || labels.length >= NAME_LABELS_MAX || at + 1 + size > reader.bytes.length) break;
    labels.push(fromUtf8(reader.bytes.subarray(at + 1, at + 1 + size)));
    at += 1 + size;
  }
  reader.isBad = true;
  return '';
}

const hostOf = (bytes: Uint8Array): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16)).join(':');

function readTexts(bytes: Uint8Array): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes[at]!) {
    texts.push(fromUtf8(bytes.subarray(at + 1, at + 1 + bytes[at]!)));
  }
  return texts;
}

function readRecord(reader: Reader): DnsRecord | undefined {
  const name = readName(reader);
  const type = u16(reader);
  u16(reader); // class, with mDNS's flush bit
  reader.at += 4; // time to live: we ask anew each time
  const size = u16(reader);
  const end = reader.at + size;
  if (reader.isBad || end > reader.bytes.length) {
    reader.isBad = true;
    return undefined;
  }
  const body: Reader = { bytes: reader.bytes, at: reader.at, isBad: false };
  const content = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  if (type === TYPES.PTR) {
    const target = readName(body);
    return body.isBad ? undefined : { type: 'PTR', name, target };
  }
  if (type === TYPES.SRV && size > 6) {
    body.at += 4; // priority and weight
    const port = u16(body);
    const target = readName(body);
    return body.isBad ? undefined : { type: 'SRV', name, target, port };
  }
  if (type === TYPES.TXT) return { type: 'TXT', name, texts: readTexts(content) };
  if (type === TYPES.A && size === 4) return { type: 'A', name, host: hostOf(content) };
  if (type === TYPES.AAAA && size === 16) return { type: 'AAAA', name, host: hostOf(content) };
  return undefined;
}

/** The records of an answer that we understand; those before a broken one still count. */
export function decodeAnswer(bytes: Uint8Array): readonly DnsRecord[] {
  const reader: Reader = { bytes, at: 0, isBad: false };
  u16(reader); // id
  const flags = u16(reader);
  const questions = u16(reader);
  const records = u16(reader) + u16(reader) + u16(reader);
  if (reader.isBad || (flags & 0x8000) === 0) return []; // a question, such as our own
  for (let n = 0; n < questions && !reader.isBad; n++) {
    readName(reader);
    reader.at += 4;
  }
  const found: DnsRecord[] = [];
  for (let n = 0; n < Math.min(records, RECORDS_MAX) && !reader.isBad; n++) {
    const record = readRecord(reader);
    if (record) found.push(record);
  }
  return found;
}

export type FoundRadio = { readonly address: string; readonly name: string };

/** Radios named by the records of answers: each with a numeric address when one was told, else its host name. */
export function radiosIn(records: readonly DnsRecord[]): readonly FoundRadio[] {
  const radios = records.flatMap((record): FoundRadio[] => {
    if (record.type !== 'SRV' || !record.name.toLowerCase().endsWith(RADIO_SERVICE_NAME)) return [];
    const texts = records.flatMap((other) => (other.type === 'TXT' && other.name === record.name ? other.texts : []));
    const shortName = texts.find((text) => text.startsWith('shortname='))?.slice('shortname='.length);
    const numeric = records.find((other) => other.type === 'A' && other.name === record.target);
    const host = numeric?.type === 'A' ? numeric.host : record.target;
    const service = record.name.slice(0, -RADIO_SERVICE_NAME.length - 1);
    return [{ address: `tcp:${host}:${record.port}`, name: shortName ?? service }];
  });
  return radios.filter(({ address }, at) => radios.findIndex((other) => other.address === address) === at);
}
