// Plaintexts of every kind, read from protocol/README.md §2.2, §3, §5, §6.7 and §8.2 alone.

import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { bitReader, bitWriter, fresh, type Context } from './arithmetic.ts';
import {
  author,
  authorOf,
  checkpointRef,
  Cursor,
  hex,
  join,
  last,
  Malformed,
  NUMBER_MOST,
  recordRef,
  rosterMember,
  unhex,
  Waits,
  type Known,
} from './bytes.ts';
import { KINDS, TYPES, type Type } from './types.ts';

/** One key's part in a sum: hex key (or null where it is not known), hex message, which tag. */
export type Share = { readonly key: string | null; readonly message: string; readonly tag: 'signature' | 'possession' };
export type SaidRecord = {
  readonly member: string;
  readonly log: number;
  readonly keyVersion: number;
  readonly type: number;
  readonly number: number;
  readonly time: number;
  readonly body: string;
  readonly id: string;
};
export type Signed = { readonly signature: string; readonly shares: readonly Share[] };

const H = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  sha256(join(...parts.map((part) => (typeof part === 'string' ? utf8ToBytes(part) : part))));
const big = (value: number, width: number): Uint8Array => unhex(value.toString(16).padStart(2 * width, '0'));

/** §3.1 */
const digest = (known: Known, record: Omit<SaidRecord, 'id'>): string =>
  idOf(known, record, hex(H(unhex(record.body))));

/** The same of a record whose body is given by its H only. */
function idOf(known: Known, record: Omit<SaidRecord, 'id' | 'body'>, bodyHash: string): string {
  const { member, log, keyVersion, type, number, time } = record;
  const place = [big(log, 2), big(keyVersion, 1), big(type, 1), big(number, 4), big(time, 2)];
  return hex(H('rec/1', unhex(known.community), unhex(member), ...place, unhex(bodyHash)));
}

const versions = (known: Known, member: string, log: number): readonly string[] => known.keys[`${member}/${log}`] ?? [];
const versionNow = (from: Cursor, member: string, log: number): number =>
  Math.max(0, Math.max(1, versions(from.known, member, log).length) - 1 - from.reading);

/** A body as body* (§3.7). Types that nobody knows stand as they are (§3.4). */
function body(from: Cursor, type: number): Uint8Array {
  const known = TYPES[type];
  if (known) return join(...known.fields.map((field) => field(from)));
  if (type < 64) throw new Malformed(`type ${type} is not known`);
  return from.take(from.end - from.at);
}

/** Everybody who signed a record: its author, its sponsors, and its new key for possession (§4.2). */
function sharesOf(known: Known, record: SaidRecord, guestKey?: Uint8Array): readonly Share[] {
  const own = guestKey ? hex(guestKey) : (versions(known, record.member, record.log)[record.keyVersion] ?? null);
  const shares: Share[] = [{ key: own, message: record.id, tag: 'signature' }];
  const type = TYPES[record.type];
  const bytes = unhex(record.body);
  if (type?.signersAt) {
    const at = type.signersAt(bytes);
    for (let i = 0; i < bytes[at]!; i++) {
      const signer = hex(bytes.slice(at + 1 + 32 * i, at + 33 + 32 * i));
      shares.push({ key: versions(known, signer, 0).at(-1) ?? null, message: record.id, tag: 'signature' });
    }
  }
  if (type?.newKeyAt) {
    const at = type.newKeyAt(bytes);
    const message = hex(H('pop/1', unhex(known.community), H(bytes)));
    shares.push({ key: hex(bytes.slice(at, at + 96)), message, tag: 'possession' });
  }
  return shares;
}

export function readSingle(plaintext: Uint8Array, known: Known, reading: number): object {
  if (plaintext[0] === 0) return readGenesis(plaintext);
  const from = new Cursor(plaintext, known, reading);
  const type = from.number(1);
  const by = author(from);
  const number = from.varint(NUMBER_MOST);
  if (number === 0) throw new Malformed('number 0');
  const time = from.number(2);
  from.end = plaintext.length - 48;
  if (from.end < from.at) throw new Malformed('no signature');
  const said = hex(body(from, type));
  from.finish();
  from.end = plaintext.length;
  const signature = hex(from.take(48));
  const guest = 'guestKey' in by ? by.guestKey : undefined;
  if (guest && TYPES[type] && TYPES[type].by !== 'guest') throw new Malformed('a guest may not write this');
  const who =
    'guestKey' in by
      ? { member: hex(H('mem/1', unhex(known.community), by.guestKey)), log: 0, keyVersion: 0 }
      : { ...by, keyVersion: versionNow(from, by.member, by.log) };
  const record = { ...who, type, number, time, body: said };
  const whole = { ...record, id: digest(known, record) };
  return { records: [whole], signature, shares: sharesOf(known, whole, guest) };
}

/** §2.2 */
function readGenesis(plaintext: Uint8Array): object {
  const none: Known = { community: '', members: [], newcomers: [], checkpoints: [], records: [], keys: {} };
  const from = new Cursor(plaintext, none);
  from.take(1);
  const foundedAt = from.number(4);
  const key = hex(from.take(96));
  from.end = plaintext.length - 48;
  if (from.end < from.at) throw new Malformed('no signature');
  const name = last(40)(from);
  const community = H('gen/1', plaintext.slice(1, plaintext.length - 48));
  const message = hex(H('pop/1', community, H(plaintext.slice(1, plaintext.length - 48))));
  return {
    foundedAt,
    name: new TextDecoder().decode(name),
    community: hex(community),
    signature: hex(plaintext.slice(-48)),
    shares: [{ key, message, tag: 'possession' }],
  };
}

/** §3.6 */
export function readBundle(plaintext: Uint8Array, known: Known, reading: number): object {
  const inside: SaidRecord[] = [];
  const withInside = (): Known => ({
    ...known,
    records: [...known.records, ...inside.filter(({ id }) => !known.records.some((one) => one.id === id))],
  });
  const from = new Cursor(plaintext, known, reading);
  const base = from.number(2);
  let typeBefore = 0;
  while (from.at < plaintext.length - 48) {
    const type = from.number(1);
    if (type <= typeBefore) throw new Malformed('groups out of order');
    typeBefore = type;
    const count = from.number(1);
    if (count < 1 || count > 20) throw new Malformed(`a group of ${count}`);
    if (TYPES[type] && !TYPES[type].bundled) throw new Malformed(`type ${type} travels alone`);
    let before = { code: 0, log: -1, number: 0 };
    for (let i = 0; i < count; i++) {
      const entry = readEntry(from, type, TYPES[type], before, withInside());
      const time = (base - entry.ago + 65_536) % 65_536;
      const record = {
        member: entry.member,
        log: entry.log,
        keyVersion: versionNow(from, entry.member, entry.log),
        type,
        number: entry.number,
        time,
        body: entry.body,
      };
      inside.push({ ...record, id: digest(known, record) });
      before = entry;
    }
    if (inside.length > 20) throw new Malformed('more than 20 records');
  }
  if (inside.length === 0) throw new Malformed('no records');
  const signature = hex(from.take(48));
  from.finish();
  const reach = (one: number): number => Math.max(...inside.map(({ time }) => (one - time + 65_536) % 65_536));
  const best = inside.map(({ time }) => time).reduce((least, time) => (reach(time) < reach(least) ? time : least));
  if (best !== base) throw new Malformed('another base time');
  return { records: inside, signature, shares: inside.flatMap((record) => sharesOf(known, record)) };
}

function readEntry(
  from: Cursor,
  type: number,
  declared: Type | undefined,
  before: { code: number; log: number; number: number },
  known: Known,
): { code: number; member: string; log: number; number: number; ago: number; body: string } {
  const code = before.code + from.varint(4 * 4094 + 3);
  if (code < 4 || code > 4 * 4094 + 3) throw new Malformed(`author code ${code}`);
  const { member, log } = authorOf(from, code);
  const follows = code === before.code && log === before.log;
  if (code === before.code && log < before.log) throw new Malformed('entries out of order');
  const number = from.varint(NUMBER_MOST) + (follows ? before.number + 1 : 0);
  if (number < 1 || number > NUMBER_MOST) throw new Malformed(`number ${number}`);
  const ago = from.varint(65_535);
  const end = from.end;
  const ends = declared?.ends ?? false;
  if (!ends) {
    const length = from.number(1);
    if (from.at + length > end) throw new Malformed('a body runs out');
    from.end = from.at + length;
  }
  const inner = new Cursor(from.raw, known, from.reading);
  [inner.at, inner.end] = [from.at, from.end];
  const said = hex(body(inner, type));
  if (!ends) inner.finish();
  [from.at, from.end] = [inner.at, end];
  return { code, member, log, number, ago, body: said };
}

// ── Statements (§5) ─────────────────────────────────────────────────────────────────────────────

type Entry = { value: number; revision: number; back: number; extra: number };
type Shape = { readonly size: number; readonly values: number; readonly flags: number };
/** Reads a bit, or writes the one it is given; answers it either way. */
type Bit = (context: string, wanted: number) => number;

function overMap(
  bit: Bit,
  { size, values, flags }: Shape,
  given: ReadonlyMap<number, Entry> | null,
): Map<number, Entry> {
  const width = values <= 1 ? 0 : Math.ceil(Math.log2(values));
  const unary = (name: string, wanted: number, most: number): number => {
    let count = 0;
    while (count < most && bit(`${name}${Math.min(count, 7)}`, count < wanted ? 1 : 0) === 1) count++;
    return count;
  };
  const entries = new Map<number, Entry>();
  for (let number = 0; number < size; number++) {
    const entry = given?.get(number);
    if (bit('spoke', entry ? 1 : 0) === 0) continue;
    let path = '';
    for (let i = width - 1; i >= 0; i--)
      path += String(bit(`value${path}`, Math.floor((entry?.value ?? 0) / 2 ** i) % 2));
    entries.set(number, {
      value: path === '' ? 0 : Number.parseInt(path, 2),
      revision: flags & 1 ? unary('revision', entry?.revision ?? 0, 255) : 0,
      back: flags & 2 ? unary('back', entry?.back ?? 0, 255) : 0,
      extra: flags & 4 ? unary('extra', entry?.extra ?? 0, 2) : 0,
    });
  }
  return entries;
}

const contexts = (): ((name: string) => Context) => {
  const all = new Map<string, Context>();
  return (name) => all.get(name) ?? all.set(name, fresh()).get(name)!;
};

export function readMap(bytes: Uint8Array, shape: Shape): Map<number, Entry> {
  const [read, named] = [bitReader(bytes), contexts()];
  const entries = overMap((name) => read(named(name)), shape, null);
  const [writer, again] = [bitWriter(), contexts()];
  overMap((name, wanted) => (writer.bit(again(name), wanted as 0 | 1), wanted), shape, entries);
  if (hex(writer.finish()) !== hex(bytes)) throw new Malformed('not the one way to write this map');
  return entries;
}

const flagsOf = (entries: readonly Entry[]): number =>
  (entries.length === 1 ? 8 : 0) +
  (entries.some(({ extra }) => extra > 0) ? 4 : 0) +
  (entries.some(({ back }) => back > 0) ? 2 : 0) +
  (entries.some(({ revision }) => revision > 0) ? 1 : 0);

function readOne(from: Cursor, { size, values, flags }: Shape): Map<number, Entry> {
  const code = from.varint(size * values - 1);
  const revision = flags & 1 ? from.number(1) : 0;
  const back = flags & 2 ? from.number(1) : 0;
  const extra = flags & 4 ? from.number(1) : 0;
  return new Map([[Math.floor(code / values), { value: code % values, revision, back, extra }]]);
}

export function readStatements(plaintext: Uint8Array, known: Known, reading: number): object {
  const from = new Cursor(plaintext, known, reading);
  const head = from.number(1);
  const [number, flags] = [head >> 4, head & 15];
  const kind = KINDS[number];
  if (!kind) throw new Malformed(`kind ${number}`);
  const record = recordRef(from);
  const subject = known.records.find(({ id }) => id === record)!;
  const on = kind.on(subject, known);
  if (!on?.roster) throw new Malformed('nobody can say this of this record');
  const checkpoint = known.checkpoints.find(({ id }) => id === on.roster);
  if (!checkpoint) throw new Waits('the roster');
  const shape = { size: checkpoint.size, values: on.values, flags };
  const room = plaintext.length - 48 - from.at;
  if (!(flags & 8) && room < 0) throw new Malformed('no signature');
  const entries = flags & 8 ? readOne(from, shape) : readMap(from.take(room), shape);
  const signature = hex(from.take(48));
  from.finish();
  if (entries.size === 0) throw new Malformed('nobody speaks');
  if (flagsOf([...entries.values()]) !== flags) throw new Malformed('flags that are not needed');
  const voices = [...entries].map(([who, { value, revision, back, extra }]) => {
    const member = known.members[who];
    if (member === undefined) throw new Waits(`member ${who}`);
    const keyVersion = Math.max(1, versions(known, member, 0).length) - 1 - back;
    if (keyVersion < 0 || value >= on.values || revision > kind.revisions || extra > 2)
      throw new Malformed('a voice that cannot be');
    return { member, value, revision, keyVersion, count: extra + 1 };
  });
  const messageOf = (voice: { revision: number; value: number }): string =>
    hex(
      H(
        'sta/1',
        unhex(known.community),
        Uint8Array.of(number),
        unhex(record),
        unhex(checkpoint.id),
        Uint8Array.of(voice.revision, voice.value),
      ),
    );
  const shares = voices.flatMap((voice): Share[] => {
    const key = versions(known, voice.member, 0)[voice.keyVersion] ?? null;
    return Array.from({ length: voice.count }, () => ({ key, message: messageOf(voice), tag: 'signature' }));
  });
  return { kind: number, record, roster: checkpoint.id, voices, signature, shares };
}

// ── Proofs of forks (§6.7) ──────────────────────────────────────────────────────────────────────

/** The key versions of both, four bits of keys back each. */
function backs(from: Cursor, flagged: boolean, member: string, log: number): readonly [number, number] {
  const now = versionNow(from, member, log);
  const both = flagged ? from.number(1) : 0;
  if (flagged && both === 0) throw new Malformed('a flag that is not needed');
  const [one, other] = [now - (both >> 4), now - (both & 15)];
  if (one < 0 || other < 0) throw new Malformed('a key that never was');
  return [one, other];
}

export function readFork(plaintext: Uint8Array, known: Known, reading: number): object {
  const from = new Cursor(plaintext, known, reading);
  const head = from.number(1);
  const [sort, flags] = [head >> 4, head & 15];
  if (sort > 1) throw new Malformed(`sort ${sort}`);
  return sort === 0 ? readTwoRecords(from, flags) : readTwoStatements(from, flags);
}

function readTwoRecords(from: Cursor, flags: number): object {
  const { known } = from;
  const by = author(from);
  if ('guestKey' in by) throw new Malformed('a guest');
  const { member, log } = by;
  const number = from.varint(NUMBER_MOST);
  if (number === 0) throw new Malformed('number 0');
  const first = from.number(1);
  const types = [first, flags & 4 ? from.number(1) : first] as const;
  if (types[0] === 0 || types[1] === 0) throw new Malformed('type 0');
  if (flags & 4 && types[0] === types[1]) throw new Malformed('a flag that is not needed');
  const times = [from.number(2), from.number(2)] as const;
  const keyVersions = backs(from, (flags & 8) > 0, member, log);
  const end = from.raw.length - 48;
  const sides = ([0, 1] as const).map((i) => {
    const type = types[i];
    let said: string | null = null;
    let hash: string;
    if (flags & (i + 1)) hash = hex(from.take(32));
    else {
      const until = i === 1 ? end : TYPES[type]?.ends ? end : from.number(1) + from.at;
      if (until > end || until < from.at) throw new Malformed('a body that runs into the sum');
      const start = from.at;
      from.end = until;
      said = hex(body(from, type));
      if (i === 1 || !TYPES[type]?.ends) from.finish();
      from.end = from.raw.length;
      if (from.at - start > 32) throw new Malformed('a body of more than 32 bytes');
      hash = hex(H(unhex(said)));
    }
    const where = { member, log, keyVersion: keyVersions[i], type, number, time: times[i] };
    return {
      type,
      time: times[i],
      keyVersion: keyVersions[i],
      bodyHash: hash,
      body: said,
      id: idOf(known, where, hash),
    };
  });
  const order = ({ type, time, bodyHash }: (typeof sides)[number]): string =>
    hex(join(big(type, 1), big(time, 2), unhex(bodyHash)));
  if (order(sides[0]!) >= order(sides[1]!)) throw new Malformed('two different records, the lesser first');
  if (types.some((type) => TYPES[type]?.signersAt)) throw new Malformed('a type with co-signers');
  const signature = hex(from.take(48));
  from.finish();
  const shares = sides.map(({ keyVersion, id }) => ({
    key: versions(known, member, log)[keyVersion] ?? null,
    message: id,
    tag: 'signature',
  }));
  return { member, log, number, sides, signature, shares };
}

function readTwoStatements(from: Cursor, flags: number): object {
  const { known } = from;
  const [revised, two] = [(flags & 1) > 0, (flags & 2) > 0];
  const number = from.number(1);
  const kind = KINDS[number];
  if (!kind) throw new Malformed(`kind ${number}`);
  const subject = recordRef(from);
  const records = [subject, two ? recordRef(from) : subject] as const;
  if (two && records[0] >= records[1]) throw new Malformed('two different subjects, the lesser first');
  const first = flags & 8 ? checkpointRef(from) : undefined;
  const rosters = [first, first && two ? checkpointRef(from) : first] as const;
  const member = rosterMember(from);
  const values = [from.number(1), from.number(1)] as const;
  const revision = revised ? from.number(1) : 0;
  const revisions = [revision, revised && two ? from.number(1) : revision] as const;
  if (revised && revisions[0] + revisions[1] === 0) throw new Malformed('a flag that is not needed');
  if (revisions.some((one) => one > kind.revisions)) throw new Malformed('revised too often');
  if (values.some((one) => one >= kind.values)) throw new Malformed('no such value');
  if (!two && values[0] >= values[1]) throw new Malformed('two different values, the lesser first');
  const keyVersions = backs(from, (flags & 4) > 0, member, 0);
  const said = ([0, 1] as const).map((i) => {
    const roster =
      rosters[i] ??
      kind.on(
        known.records.find(({ id }) => id === records[i])!,
        known,
      )?.roster;
    if (!roster) throw new Malformed('nobody can say this of this record');
    return {
      kind: number,
      record: records[i],
      roster,
      value: values[i],
      revision: revisions[i],
      keyVersion: keyVersions[i],
    };
  });
  const signature = hex(from.take(48));
  from.finish();
  const shares = said.map((one) => ({
    key: versions(known, member, 0)[one.keyVersion] ?? null,
    message: hex(
      H(
        'sta/1',
        unhex(known.community),
        Uint8Array.of(number),
        unhex(one.record),
        unhex(one.roster),
        Uint8Array.of(one.revision, one.value),
      ),
    ),
    tag: 'signature',
  }));
  return { member, said, signature, shares };
}

// ── Sync (§8.2) ─────────────────────────────────────────────────────────────────────────────────

const BITS_MOST = 32_768;

export function readSync(plaintext: Uint8Array, known: Known): object {
  const from = new Cursor(plaintext, known);
  const message = from.number(1);
  if (message === 0 || message === 6) {
    const collects = message === 6 ? { collects: true } : {};
    const hello = { digest: hex(from.take(6)), records: from.varint(2 ** 31), ...collects };
    from.finish();
    return hello;
  }
  if (message === 2) return readPlan(from);
  if (message === 3) return readCoded(from);
  if (message === 4) return readWant(from);
  if (message === 5) return readMarks(from);
  if (message !== 1) throw new Malformed(`message ${message}`);
  const sections = from.number(1);
  if (sections > 15) throw new Malformed('sections');
  const range = (bit: number, most: number): readonly [number, number] | null => {
    if (!(sections & bit)) return null;
    const [start, end] = [from.varint(most), from.varint(most)];
    if (start >= end) throw new Malformed('a range that holds nothing');
    return [start, end];
  };
  const [numbers, prefixes, subjectAuthors] = [range(2, 4094), range(4, 256), range(8, 4094)];
  const code = numbersOf(from.take(from.end - from.at));
  const logs = numbers ? code.lines(numbers[0]) : [];
  const newcomers = prefixes ? code.newcomers() : [];
  const subjects = subjectAuthors ? code.subjects(subjectAuthors[0]) : [];
  if (code.bits() > BITS_MOST || logs.some(({ author: who }) => who >= 4094)) throw new Malformed('no honest summary');
  return { founded: sections % 2 === 1, numbers, logs, prefixes, newcomers, subjectAuthors, subjects };
}

// ── Sheaves and marks (§8.7, §8.8) ──────────────────────────────────────────────────────────────

const SYMBOLS_MOST = 640;

function readPlan(from: Cursor): object {
  const page = from.varint(NUMBER_MOST);
  const signature = hex(from.take(48));
  const code = numbersOf(from.take(from.end - from.at));
  const lines = code.plan();
  const symbols = lines.reduce((sum, line) => sum + line.symbols, 0);
  if (code.bits() > BITS_MOST || symbols > SYMBOLS_MOST) throw new Malformed('no honest plan');
  if (lines.some(({ author: who, log, seq }) => who >= 4094 || log >= 258 || seq > NUMBER_MOST))
    throw new Malformed('no such place');
  const name = hex(H(from.raw)).slice(0, 6);
  return { name, page, signature, lines, coefficients: hex(coefficientsOf(name, 5, 12)) };
}

/** The text of §8.7, word by word, with big numbers. */
function coefficientsOf(name: string, symbol: number, count: number): Uint8Array {
  const WORD = 2n ** 32n;
  const mix = (word: bigint): bigint => {
    let h = word % WORD;
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) % WORD;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) % WORD;
    return h ^ (h >> 16n);
  };
  const start = mix(mix(BigInt(`0x${name}`)) ^ BigInt(symbol));
  return Uint8Array.from({ length: count }, (_, c) =>
    Number((mix(start + BigInt(Math.floor(c / 4))) >> BigInt(8 * (c % 4))) & 255n),
  );
}

function readCoded(from: Cursor): object {
  const sheaf = hex(from.take(3));
  const [number, toCome] = [from.varint(4095), from.number(1)];
  const symbols = from.take(from.end - from.at);
  if (symbols.length === 0 || symbols.length % 8 > 0 || symbols.length > 208) throw new Malformed('symbols');
  return { sheaf, number, toCome, symbols: hex(symbols) };
}

function readWant(from: Cursor): object {
  const wanted: { readonly sheaf: string; readonly symbols: number }[] = [];
  while (wanted.length === 0 || from.at < from.end)
    wanted.push({ sheaf: hex(from.take(3)), symbols: from.varint(SYMBOLS_MOST) });
  if (wanted.length > 16 || new Set(wanted.map(({ sheaf }) => sheaf)).size < wanted.length)
    throw new Malformed('too many, or one twice');
  return { wanted };
}

function readMarks(from: Cursor): object {
  const salt = hex(from.take(4));
  const [places, start, end] = [from.varint(2 ** 24), from.varint(2 ** 24), from.varint(2 ** 24)];
  if (end <= start || end > places) throw new Malformed('a range that holds nothing');
  const raw = hex(from.take(from.end - from.at));
  const marks = raw.match(/.{4}/g) ?? [];
  if (raw.length !== 4 * Math.min(32, end - start)) throw new Malformed('not as many marks as parts');
  return { salt, places, from: start, to: end, marks };
}

type PlanLine = { author: number; log: number; seq: number; symbols: number; check: number };
type Line<A> = { readonly author: A; readonly log: number; readonly head: number; readonly holes: readonly number[] };

function numbersOf(bytes: Uint8Array): {
  lines: (from: number) => readonly Line<number>[];
  newcomers: () => readonly Line<string>[];
  subjects: (from: number) => readonly object[];
  plan: () => readonly PlanLine[];
  bits: () => number;
} {
  const read = bitReader(bytes);
  const named = contexts();
  let spent = 0;
  const coded = (context: Context): number => (++spent > BITS_MOST ? 0 : read(context));
  const bit = (name: string): number => coded(named(name));
  const raw = (count: number): bigint => {
    let value = 0n;
    for (let i = 0; i < count; i++) value = 2n * value + BigInt(coded(fresh()));
    return value;
  };
  const number = (name: string, most: number): number => {
    const longest = (most + 1).toString(2).length - 1;
    let length = 0;
    while (length < longest && bit(`${name}#${length}`) === 1) length++;
    let value = 1;
    for (let i = 0; i < length; i++) value = 2 * value + (i < 2 ? bit(`${name}#${length}.${value}`) : Number(raw(1)));
    return Math.min(value - 1, most);
  };
  const held = (): { head: number; holes: number[] } => {
    const head = number('head', NUMBER_MOST);
    const holes: number[] = [];
    if (head > 1 && bit('holed') === 1) {
      const first = head - 1 - Math.min(number('back', 256), head - 2);
      for (let at = first; at < head; at++) if (at === first || bit('hole') === 1) holes.push(at);
    }
    return { head, holes };
  };
  return {
    bits: () => spent,
    lines(start) {
      const found: Line<number>[] = [];
      let [who, log] = [start, -1];
      for (let left = number('count', 4095); left > 0; left--) {
        const step = number('step', 4094);
        if (step > 0) log = -1;
        who += step;
        log = number('log', 258) + log + 1;
        found.push({ author: who, log, ...held() });
      }
      return found;
    },
    plan() {
      const found: PlanLine[] = [];
      let [who, log, seq] = [0, 0, 0];
      for (let left = number('count', 95) + 1; left > 0; left--) {
        const step = number('step', 4094);
        if (step > 0) [log, seq] = [0, 0];
        who += step;
        const further = number('log', 258);
        if (further > 0) seq = 0;
        log += further;
        seq += number(seq === 0 ? 'seq' : 'next', NUMBER_MOST) + 1;
        found.push({ author: who, log, seq, symbols: number('symbols', 31) + 1, check: Number(raw(8)) });
      }
      return found;
    },
    newcomers() {
      const found: Line<string>[] = [];
      for (let left = number('newcomers', 4095); left > 0; left--) {
        const prefix = raw(64).toString(16).padStart(16, '0');
        found.push({ author: prefix, log: number('newLog', 258), ...held() });
      }
      return found;
    },
    subjects(start) {
      const found: object[] = [];
      let who = start;
      for (let left = number('subjects', 512); left > 0; left--) {
        who += number('by', 4094);
        const [log, seq, kind] = [number('subjectLog', 258), number('seq', NUMBER_MOST), number('kind', 15)];
        found.push({ author: who, log, seq, kind, voices: number('voices', 2 ** 20), mark: Number(raw(16)) });
      }
      return found;
    },
  };
}
