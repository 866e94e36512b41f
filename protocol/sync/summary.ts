// HELLO and SUMMARY: what I hold, by names and not by hashes (protocol/README.md §8.2).
//
//   hello    0, or 6 of one who collects | digest 6 | records varint
//   summary  1 | sections 1 | [ranges] | one arithmetic code to the end
//
// Authors are single writers with numbers without gaps, so heads and holes say everything, in one
// packet for hundreds of authors, and one packet serves every listener in both directions. The digest
// covers the ids themselves, which shows forks. A summary that does not fit is split by ranges, and
// each part stands alone: within its range, what it does not list its sender does not hold.

import { toHex, fromHex } from '../bytes/bytes.ts';
import { Reader, Writer, type ReadError, type Trace } from '../bytes/codec.ts';
import { rangeDecoder, rangeEncoder } from '../bytes/range-coder.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { AHEAD_MAX } from '../log/record-store.ts';
import { LOGS_MAX, MEMBERS_MAX, PLAINTEXT_BYTES_MAX, SEQ_MAX } from '../wire/limits.ts';
import { PREFIX_BYTES } from '../wire/names.ts';
import { decodeMarks, MARKS_SUB, type Marks } from './marks.ts';
import { numbersOver, type NumberCoder } from './number-coder.ts';
import { decodeSheafMessage, SHEAF_SUB, type SheafMessage } from './sheaf-messages.ts';

export const DIGEST_BYTES = 6;

export type Hello = {
  readonly kind: 'hello';
  readonly digest: Uint8Array;
  readonly records: number;
  /** Its sender takes its neighbours' ballots. §7.3 */
  readonly collects?: true;
};

/** How one log is held. `author` is a number in the roster line, or a newcomer's prefix in hex. */
export type LogLine = {
  readonly author: number | string;
  readonly log: number;
  readonly head: number;
  readonly holes: readonly number[];
};

/** How the statements on one subject are held: `mark` is the first 16 bits of the voices' hash. */
export type SubjectLine = {
  readonly author: number;
  readonly log: number;
  readonly seq: number;
  readonly kind: number;
  readonly voices: number;
  readonly mark: number;
};

/** From `from` up to and without `to`. */
export type Range = { readonly from: number; readonly to: number };

export type Summary = {
  readonly kind: 'summary';
  /** The sender knows the genesis; without it, it knows nothing at all. */
  readonly founded: boolean;
  /** Logs of numbered members whose number lies in `numbers`. */
  readonly numbers: Range | null;
  readonly logs: readonly LogLine[];
  /** Logs of newcomers whose prefix starts with a byte in `prefixes`. */
  readonly prefixes: Range | null;
  readonly newcomers: readonly LogLine[];
  /** Subjects whose record's author has a number in `subjectAuthors`. */
  readonly subjectAuthors: Range | null;
  readonly subjects: readonly SubjectLine[];
};

export type SyncMessage = Hello | Summary | SheafMessage | Marks;

const SUB = { hello: 0, summary: 1, collectorsHello: 6 } as const;
const SECTION = { founded: 1, logs: 2, newcomers: 4, subjects: 8 } as const;
const PREFIXES: Range = { from: 0, to: 256 };
/** Lines in one part: more than can be coded in a frame with anything to say in them. */
const LINES_MAX = MEMBERS_MAX + 1;
const SUBJECTS_MAX = 512;

/** Lines over one walk, for both directions: `given` is null when reading. */
function walkLogs(code: NumberCoder, from: number, given: readonly LogLine[] | null): LogLine[] {
  const count = code.number('count', given?.length ?? 0, LINES_MAX);
  const lines: LogLine[] = [];
  let before = from;
  let logBefore = -1;
  for (let i = 0; i < count; i++) {
    const line = given?.[i];
    const step = code.number('step', line ? (line.author as number) - before : 0, MEMBERS_MAX);
    if (step > 0) logBefore = -1;
    before += step;
    const log = code.number('log', line ? line.log - logBefore - 1 : 0, LOGS_MAX) + logBefore + 1;
    logBefore = log;
    lines.push({ author: before, log, ...walkHeld(code, line) });
  }
  return lines;
}

function walkNewcomers(code: NumberCoder, given: readonly LogLine[] | null): LogLine[] {
  const count = code.number('newcomers', given?.length ?? 0, LINES_MAX);
  const lines: LogLine[] = [];
  for (let i = 0; i < count; i++) {
    const line = given?.[i];
    const prefix = line ? prefixBytes(line.author as string) : new Uint8Array(PREFIX_BYTES);
    const author = toHex(Uint8Array.from(prefix, (byte) => code.raw(byte, 8)));
    const log = code.number('newLog', line?.log ?? 0, LOGS_MAX);
    lines.push({ author, log, ...walkHeld(code, line) });
  }
  return lines;
}

function prefixBytes(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  assert(bytes.ok && bytes.value.length === PREFIX_BYTES, 'a prefix is 8 bytes of hex');
  return bytes.value;
}

function walkHeld(code: NumberCoder, line: LogLine | undefined): { head: number; holes: readonly number[] } {
  const head = code.number('head', line?.head ?? 0, SEQ_MAX);
  const holes: number[] = [];
  if (head > 1 && code.bit('holed', (line?.holes.length ?? 0) > 0)) {
    // Only the window beyond the gapless part can have holes (record-store.ts AHEAD_MAX).
    const first = line?.holes[0] ?? 0;
    const back = Math.min(code.number('back', line ? head - 1 - first : 0, AHEAD_MAX), head - 2);
    for (let seq = head - 1 - back; seq < head; seq++) {
      if (seq === head - 1 - back || code.bit('hole', line?.holes.includes(seq) ?? false)) holes.push(seq);
    }
  }
  return { head, holes };
}

function walkSubjects(code: NumberCoder, from: number, given: readonly SubjectLine[] | null): SubjectLine[] {
  const count = code.number('subjects', given?.length ?? 0, SUBJECTS_MAX);
  const lines: SubjectLine[] = [];
  let author = from;
  for (let i = 0; i < count; i++) {
    const line = given?.[i];
    author += code.number('by', line ? line.author - author : 0, MEMBERS_MAX);
    lines.push({
      author,
      log: code.number('subjectLog', line?.log ?? 0, LOGS_MAX),
      seq: code.number('seq', line?.seq ?? 0, SEQ_MAX),
      kind: code.number('kind', line?.kind ?? 0, 15),
      voices: code.number('voices', line?.voices ?? 0, 2 ** 20),
      mark: code.raw(line?.mark ?? 0, 16),
    });
  }
  return lines;
}

// ── Messages ────────────────────────────────────────────────────────────────────────────────────

export function encodeHello(hello: Hello): Uint8Array {
  const to = new Writer();
  to.uint(hello.collects ? SUB.collectorsHello : SUB.hello, 1);
  to.bytes(hello.digest);
  to.varint(hello.records);
  return to.finish();
}

function writeRange(to: Writer, { from, to: end }: Range): void {
  to.varint(from);
  to.varint(end);
}

function encodePart(summary: Summary): Uint8Array {
  const to = new Writer();
  to.uint(SUB.summary, 1);
  to.uint(
    (summary.founded ? SECTION.founded : 0) |
      (summary.numbers ? SECTION.logs : 0) |
      (summary.prefixes ? SECTION.newcomers : 0) |
      (summary.subjectAuthors ? SECTION.subjects : 0),
    1,
  );
  if (summary.numbers) writeRange(to, summary.numbers);
  if (summary.prefixes) writeRange(to, summary.prefixes);
  if (summary.subjectAuthors) writeRange(to, summary.subjectAuthors);
  const coder = rangeEncoder();
  const code = numbersOver(coder);
  if (summary.numbers) walkLogs(code, summary.numbers.from, summary.logs);
  if (summary.prefixes) walkNewcomers(code, summary.newcomers);
  if (summary.subjectAuthors) walkSubjects(code, summary.subjectAuthors.from, summary.subjects);
  to.bytes(coder.finish());
  return to.finish();
}

/** Everything that is held, as few plaintexts as carry it; each of them fits a frame. Lines are sorted. */
export function encodeSummary(whole: Omit<Summary, 'kind' | 'numbers' | 'prefixes' | 'subjectAuthors'>): Uint8Array[] {
  const everything: Summary = {
    ...whole,
    kind: 'summary',
    numbers: { from: 0, to: MEMBERS_MAX },
    prefixes: PREFIXES,
    subjectAuthors: { from: 0, to: MEMBERS_MAX },
  };
  return merged(split(everything)).map(encodePart);
}

const inRange = ({ from, to }: Range, at: number): boolean => at >= from && at < to;
const prefixByte = (line: LogLine): number => Number.parseInt((line.author as string).slice(0, 2), 16);

/** Parts of different sections that fit one frame together go together. */
function merged(parts: readonly Summary[]): Summary[] {
  const out: Summary[] = [];
  for (const part of parts) {
    const before = out.at(-1);
    const apart = before !== undefined && !SECTIONS.some((section) => before[section] && part[section]);
    const both: Summary | undefined = !apart
      ? undefined
      : {
          ...before,
          numbers: before.numbers ?? part.numbers,
          logs: [...before.logs, ...part.logs],
          prefixes: before.prefixes ?? part.prefixes,
          newcomers: [...before.newcomers, ...part.newcomers],
          subjectAuthors: before.subjectAuthors ?? part.subjectAuthors,
          subjects: [...before.subjects, ...part.subjects],
        };
    if (both && encodePart(both).length <= PLAINTEXT_BYTES_MAX) out[out.length - 1] = both;
    else out.push(part);
  }
  return out;
}
const SECTIONS = ['numbers', 'prefixes', 'subjectAuthors'] as const;

function split(summary: Summary): Summary[] {
  // A line costs at least a bit, so what is far too long need not be tried.
  const fits =
    summary.subjects.length <= SUBJECTS_MAX && summary.logs.length <= LINES_MAX
      ? encodePart(summary)
      : new Uint8Array(PLAINTEXT_BYTES_MAX + 1);
  if (fits.length <= PLAINTEXT_BYTES_MAX) return [summary];
  // As few parts as carry it, about equally long; the last tenth is left to chance.
  const count = Math.max(2, Math.ceil(fits.length / (0.9 * PLAINTEXT_BYTES_MAX)));
  return partsOf(summary, count).flatMap(split);
}

/** First by section, then by equal numbers of authors; a single line always fits, so this ends. */
function partsOf(summary: Summary, count: number): Summary[] {
  const none = { numbers: null, logs: [], prefixes: null, newcomers: [], subjectAuthors: null, subjects: [] };
  const { kind, founded, numbers, logs, prefixes, newcomers, subjectAuthors, subjects } = summary;
  const parts: Summary[] = [];
  if (numbers) parts.push({ kind, founded, ...none, numbers, logs });
  if (prefixes) parts.push({ kind, founded, ...none, prefixes, newcomers });
  if (subjectAuthors) parts.push({ kind, founded, ...none, subjectAuthors, subjects });
  if (parts.length > 1) return parts;
  const cut = <L>(range: Range, lines: readonly L[], at: (line: L) => number): [Range, L[]][] => {
    const spread = [...new Set(lines.map(at))].sort((a, b) => a - b);
    assert(spread.length > 1, 'one author fits a summary');
    const most = Math.min(count, spread.length);
    const starts = Array.from({ length: most }, (_, i) =>
      i === 0 ? range.from : spread[Math.floor((i * spread.length) / most)]!,
    );
    return starts.map((from, i) => {
      const part = { from, to: starts[i + 1] ?? range.to };
      return [part, lines.filter((line) => inRange(part, at(line)))];
    });
  };
  if (numbers)
    return cut(numbers, logs, (line) => line.author as number).map(([half, lines]) => ({
      ...summary,
      numbers: half,
      logs: lines,
    }));
  if (prefixes)
    return cut(prefixes, newcomers, prefixByte).map(([half, lines]) => ({
      ...summary,
      prefixes: half,
      newcomers: lines,
    }));
  return cut(subjectAuthors!, subjects, (line) => line.author).map(([half, lines]) => ({
    ...summary,
    subjectAuthors: half,
    subjects: lines,
  }));
}

function readRange(from: Reader, most: number): Range {
  const start = from.at;
  const range = { from: from.varint(most), to: from.varint(most) };
  if (range.to <= range.from) from.fail('a range that holds nothing', start);
  return range;
}

export function decodeSync(plaintext: Uint8Array, trace?: Trace): Result<SyncMessage, ReadError> {
  if (Object.values(SHEAF_SUB).some((sub) => sub === plaintext[0])) return decodeSheafMessage(plaintext, trace);
  if (plaintext[0] === MARKS_SUB) return decodeMarks(plaintext, trace);
  const from = new Reader(plaintext, { trace });
  const sub = from.field('sync', () => from.uint(1));
  if (sub === SUB.hello || sub === SUB.collectorsHello) {
    const hello: Hello = {
      kind: 'hello',
      digest: from.field('digest', () => from.bytes(DIGEST_BYTES)),
      records: from.field('records', () => from.varint(2 ** 31)),
      ...(sub === SUB.collectorsHello && { collects: true as const }),
    };
    from.finish();
    return from.failure ? err(from.failure) : ok(hello);
  }
  if (sub !== SUB.summary) from.fail(`sync message ${sub} is not known to this version`, 0);
  const sections = from.field('sections', () => from.uint(1));
  if (sections > 15) from.fail('a section that this version does not know', 1);
  const numbers = sections & SECTION.logs ? from.field('numbers', () => readRange(from, MEMBERS_MAX)) : null;
  const prefixes = sections & SECTION.newcomers ? from.field('prefixes', () => readRange(from, PREFIXES.to)) : null;
  const subjectAuthors =
    sections & SECTION.subjects ? from.field('subjectAuthors', () => readRange(from, MEMBERS_MAX)) : null;
  const coded = from.field('lines', () => from.rest(PLAINTEXT_BYTES_MAX));
  if (from.failure) return err(from.failure);
  const code = numbersOver(rangeDecoder(coded));
  const summary: Summary = {
    kind: 'summary',
    founded: (sections & SECTION.founded) > 0,
    numbers,
    logs: numbers ? walkLogs(code, numbers.from, null) : [],
    prefixes,
    newcomers: prefixes ? walkNewcomers(code, null) : [],
    subjectAuthors,
    subjects: subjectAuthors ? walkSubjects(code, subjectAuthors.from, null) : [],
  };
  if (code.exhausted) from.fail('more lines than any honest summary has');
  if (summary.logs.some(({ author }) => (author as number) >= MEMBERS_MAX)) from.fail('no member has this number');
  return from.failure ? err(from.failure) : ok(summary);
}
