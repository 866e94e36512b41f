/**
 * A plaintext, byte by byte: offset, length, field, what stands there in words, and the section that
 * specifies it; of a bad one, the byte, the field and why. The codecs' own trace is the source, so this
 * cannot drift from what a node reads. One row per frame kind says how it is read.
 */

import { toHex } from '#protocol/bytes/bytes.ts';
import type { ReadError, Trace } from '#protocol/bytes/codec.ts';
import type { Result } from '#protocol/bytes/result.ts';
import { isPublicKey, isSignature, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import { decodeSync } from '#protocol/sync/summary.ts';
import { decodeBundle } from '#protocol/wire/bundle.ts';
import { decodeFork } from '#protocol/wire/fork.ts';
import type { SealedKind } from '#protocol/wire/frame.ts';
import { decodeGenesis } from '#protocol/wire/genesis.ts';
import { readPrivate } from '#protocol/wire/private.ts';
import { decodeSingle } from '#protocol/wire/record.ts';
import { decodeRekey } from '#protocol/wire/rekey.ts';
import { decodeStatements, type StatementContext } from '#protocol/wire/statement.ts';
import type { StandIn } from './stand-in.ts';

export type Line = {
  readonly offset: number;
  readonly length: number;
  readonly field: string;
  readonly hex: string;
  readonly words: string;
  readonly section: string;
};
export type Fault = { readonly atByte: number; readonly field: string; readonly why: string };
export type Explained = { readonly lines: readonly Line[]; readonly fault: Fault | null };

type Read = (
  plaintext: Uint8Array,
  context: StatementContext,
  trace: Trace,
) => { readonly result: Result<unknown, ReadError>; readonly section: (field: string) => string };

const typeSection = (context: StatementContext, type: number): string =>
  context.types.get(type)?.section ?? 'protocol §3.4';

const SINGLE_SECTIONS: Readonly<Record<string, string>> = {
  type: 'protocol §3.4',
  author: 'protocol §3.2',
  seq: 'protocol §3.3',
  time: 'protocol §3.5',
  signature: 'protocol §4.1',
};

/** Messages of the sync by their first byte, where §8.2 does not specify them. */
const SYNC_SECTIONS: Readonly<Record<number, string>> = {
  2: 'protocol §8.7',
  3: 'protocol §8.7',
  4: 'protocol §8.7',
  5: 'protocol §8.8',
};

/** How a plaintext of each kind is read, and where its fields are specified. */
const READERS: Readonly<Record<SealedKind, Read>> = {
  single: (plaintext, context, trace) => {
    if (plaintext[0] === 0) {
      // A genesis is read from behind its type byte, and its signature is cut off before.
      const result = decodeGenesis(plaintext, (field, start, end, value) => trace(field, start + 1, end + 1, value));
      trace('type', 0, 1, 0);
      if (result.ok) trace('signature', plaintext.length - SIGNATURE_BYTES, plaintext.length, result.value.signature);
      return { result, section: () => 'protocol §2.2' };
    }
    const section = (field: string): string =>
      SINGLE_SECTIONS[field.split('.')[0]!] ?? typeSection(context, plaintext[0]!);
    return { result: decodeSingle(plaintext, { ...context, trace }), section };
  },
  bundle: (plaintext, context, trace) => ({
    result: decodeBundle(plaintext, { ...context, trace }),
    section: (field) => (field === 'signature' ? 'protocol §4.3' : 'protocol §3.6'),
  }),
  statements: (plaintext, context, trace) => ({
    result: decodeStatements(plaintext, { ...context, trace }),
    section: (field) =>
      ({ subject: 'protocol §3.2', voices: 'protocol §5.3', signature: 'protocol §4.3' })[field] ?? 'protocol §5.2',
  }),
  sync: (plaintext, _, trace) => ({
    result: decodeSync(plaintext, trace),
    section: () => SYNC_SECTIONS[plaintext[0]!] ?? 'protocol §8.2',
  }),
  extension: (plaintext, context, trace) => ({
    result: decodeFork(plaintext, { ...context, trace }),
    section: () => 'protocol §6.7',
  }),
};

/** A frame of new keys, which stands in clear (§6.4). */
export function explainRekey(frame: Uint8Array, names: StandIn): Explained {
  const spans: Span[] = [];
  const result = decodeRekey(frame, (field, start, end, value) => spans.push({ field, start, end, value }));
  return explained(frame, 'extension', spans, result, () => 'protocol §6.4', names);
}

/** What stood in a private frame, once its pair's keys opened it (§6.5). */
export function explainPrivate(plaintext: Uint8Array): Explained {
  const read = readPrivate(plaintext);
  const end = read.ok ? plaintext.lastIndexOf(0x80) : plaintext.length;
  const parts = [
    ['sort', 0, 1, plaintext[0] === 0 ? 'text' : ''],
    ['text', 1, end, read.ok ? JSON.stringify(read.value) : ''],
    ['padding', end, plaintext.length, '0x80, then zeros'],
  ] as const;
  const lines = parts
    .filter(([, from, to]) => to > from)
    .map(([field, from, to, words]): Line => {
      const bytes = plaintext.slice(from, to);
      return { offset: from, length: bytes.length, field, hex: toHex(bytes), words, section: 'protocol §6.5' };
    });
  return { lines, fault: read.ok ? null : faultOf(read.error, 0) };
}

export function explainPlaintext(kind: SealedKind, plaintext: Uint8Array, names: StandIn): Explained {
  const spans: Span[] = [];
  const { result, section } = READERS[kind](plaintext, names.context, (field, start, end, value) => {
    spans.push({ field, start, end, value });
  });
  return explained(plaintext, kind, spans, result, section, names);
}

function explained(
  plaintext: Uint8Array,
  kind: SealedKind,
  spans: readonly Span[],
  result: Result<unknown, ReadError>,
  section: (field: string) => string,
  names: StandIn,
): Explained {
  const lines = leaves(spans).map(({ field, start, end, value }): Line => ({
    offset: start,
    length: end - start,
    field,
    hex: toHex(plaintext.slice(start, end)),
    words: wordsOf(field, value, plaintext.slice(start, end), kind, names),
    section: section(field),
  }));
  const read = lines.at(-1);
  const until = read ? read.offset + read.length : 0;
  if (!result.ok && until < plaintext.length) lines.push(unread(plaintext, until));
  return { lines, fault: result.ok ? pointFault(lines) : faultOf(result.error, until) };
}

/** The decoders leave points to the checker of signatures; whoever looks at bytes wants to know at once. */
function pointFault(lines: readonly Line[]): Fault | null {
  const wrong = lines.find(({ words }) => words.includes('refused'));
  return wrong ? { atByte: wrong.offset, field: wrong.field, why: wrong.words } : null;
}

function unread(plaintext: Uint8Array, start: number): Line {
  const rest = plaintext.slice(start);
  return { offset: start, length: rest.length, field: '(not read)', hex: toHex(rest), words: '', section: '' };
}

/** What is missing here is missing for whoever looks, never the sender's fault. */
function faultOf(error: ReadError, atByte: number): Fault {
  if (error.kind === 'malformed') return { atByte: error.atByte, field: error.field, why: error.why };
  return {
    atByte,
    field: error.field || 'voices',
    why: 'a map runs over the roster of its subject: give its size with --roster-size (and --values)',
  };
}

type Span = { readonly field: string; readonly start: number; readonly end: number; readonly value: unknown };

/** The narrowest fields; what lies between them inside a wider one is its count, presence or length. */
function leaves(spans: readonly Span[]): readonly Span[] {
  const holds = (outer: Span, inner: Span): boolean =>
    outer !== inner &&
    inner.field.startsWith(`${outer.field}.`) &&
    outer.start <= inner.start &&
    inner.end <= outer.end;
  const narrow = spans.filter(
    (span) => span.end > span.start && !spans.some((inner) => inner.end > inner.start && holds(span, inner)),
  );
  const gaps = spans
    .filter((span) => !narrow.includes(span))
    .flatMap((outer) => {
      const inside = spans
        .filter((inner) => holds(outer, inner) && inner.end > inner.start)
        .sort((a, b) => a.start - b.start);
      const found: Span[] = [];
      let at = outer.start;
      for (const inner of [...inside, { start: outer.end, end: outer.end }]) {
        if (inner.start > at)
          found.push({ field: `${outer.field} (count or length)`, start: at, end: inner.start, value: undefined });
        at = Math.max(at, inner.end);
      }
      return found;
    });
  return [...narrow, ...gaps]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .filter((span, i, all) => i === 0 || span.start >= all[i - 1]!.end);
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────

const SHOWN_BYTES = 16;

function wordsOf(field: string, value: unknown, bytes: Uint8Array, kind: SealedKind, names: StandIn): string {
  const last = field.split('.').at(-1)!;
  // A body may hold signatures of other kinds; the one at the end is BLS.
  if (field === 'signature')
    return isSignature(bytes)
      ? 'a signature, or a sum of them'
      : 'refused: no point of G1 that may stand here (canonical, on the curve, in the subgroup, not zero)';
  if (bytes.length === PUBLIC_KEY_BYTES && value instanceof Uint8Array)
    return isPublicKey(value) ? 'a BLS key' : 'refused: no point of G2 that may stand here';
  if (last === 'type' && kind !== 'sync') return typeWords(Number(value), names);
  if (kind === 'statements' && field === 'kind') return kindWords(bytes[0]!, names);
  if (last === 'time' && typeof value === 'number') return minutesWords(value);
  if (last === 'foundedAt' || last === 'claimedMinute')
    return `${new Date((Number(value) + MINUTES_TO_2020) * 60_000).toISOString()} (claimed)`;
  return plainWords(value, names, bytes);
}

/** Minutes from 1970 to 2020. */
const MINUTES_TO_2020 = 26_297_280;

function typeWords(type: number, { context }: StandIn): string {
  if (type === 0) return 'genesis';
  return context.types.get(type)?.name ?? (type < 64 ? `type ${type}, unknown to this version` : `extension ${type}`);
}

const FLAGS = [
  [8, 'one voice'],
  [4, 'some counted more than once'],
  [2, 'some with older keys'],
  [1, 'some revised'],
] as const;

function kindWords(head: number, { context }: StandIn): string {
  const flags = FLAGS.filter(([bit]) => head & bit).map(([, words]) => words);
  return `${context.kinds.get(head >> 4)?.name ?? `kind ${head >> 4}`}${flags.length > 0 ? `; ${flags.join(', ')}` : ''}`;
}

function minutesWords(minutes: number): string {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  return `${days} d ${hours} h ${minutes % 60} min after the founding, modulo 45.5 d (claimed)`;
}

type VoiceEntry = {
  readonly value: number;
  readonly revision: number;
  readonly keyBack: number;
  readonly extra: number;
};

function voiceWords({ value, revision, keyBack, extra }: VoiceEntry): string {
  const more = [
    revision > 0 && `revision ${revision}`,
    keyBack > 0 && `signed ${keyBack} keys ago`,
    extra > 0 && `counted ${extra + 1} times`,
  ].filter((words) => words !== false);
  return [String(value), ...more].join(' ');
}

function plainWords(value: unknown, names: StandIn, bytes: Uint8Array): string {
  if (value === undefined) return bytes.join(' ');
  if (value === null) return 'none';
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? names.words(value) : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array)
    return `${toHex(value.slice(0, SHOWN_BYTES))}${value.length > SHOWN_BYTES ? ` … (${value.length} bytes)` : ''}`;
  if (value instanceof Set) return value.size === 0 ? 'none' : [...value].join(', ');
  if (value instanceof Map) {
    const said = [...value].map(([who, entry]) => `${String(who)}: ${voiceWords(entry as VoiceEntry)}`);
    return `${value.size} voices; ${said.join(', ')}`;
  }
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((one) => plainWords(one, names, bytes)).join(', ');
  return Object.entries(value)
    .map(([name, part]) => `${name} ${plainWords(part, names, bytes)}`)
    .join(' ');
}
