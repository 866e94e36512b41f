// A sheaf: records under one sum, sent as linear combinations over several frames (protocol/README.md §8.7).
//
//   plan   2 | page (varint) | signature 48 | one arithmetic code to the end
//   coded  3 | sheaf 3 | number (varint) | still to come 1 | symbols of 8, to the end
//   want   4 | (sheaf 3 | symbols (varint)), 1 to 16 of them
//
// The plan names the records and their sizes; the bytes themselves travel as combinations, any of which
// serves every listener, whatever it misses. A listener who still misses some says only how many.

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, fromHex } from '../bytes/bytes.ts';
import { Reader, Writer, type ReadError, type Trace } from '../bytes/codec.ts';
import { rangeDecoder, rangeEncoder } from '../bytes/range-coder.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { SIGNATURE_BYTES } from '../crypto/bls.ts';
import { CHECKPOINTS_MAX, LOGS_MAX, MEMBERS_MAX, PLAINTEXT_BYTES_MAX, SEQ_MAX } from '../wire/limits.ts';
import { numbersOver, type NumberCoder } from './number-coder.ts';

/** Bytes of one symbol: small, because a record is filled up to whole ones. */
export const SYMBOL_BYTES = 8;
/** Symbols in one frame. */
export const FRAME_SYMBOLS_MAX = 26;
/** Symbols of one record: the longest body and its header. */
export const RECORD_SYMBOLS_MAX = 32;
/** Records in one sheaf, and symbols of all of them. */
export const SHEAF_RECORDS_MAX = 96;
export const SHEAF_SYMBOLS_MAX = 640;
/** Frames of one sheaf that are ever sent. */
export const CODED_NUMBER_MAX = 4095;
export const WANTED_MAX = 16;

/** The first 3 bytes of the SHA-256 of a plan, in hex. */
export type SheafName = string & { readonly _: 'SheafName' };
const NAME_BYTES = 3;
export const sheafName = (plan: Uint8Array): SheafName => toHex(sha256(plan).slice(0, NAME_BYTES)) as SheafName;

/** One record of a sheaf, by its place. `check` is the first byte of its id, so that a fork shows. */
export type PlanLine = {
  readonly author: number;
  readonly log: number;
  readonly seq: number;
  readonly symbols: number;
  readonly check: number;
};

export type Plan = {
  readonly kind: 'plan';
  readonly name: SheafName;
  /** Number of the newest confirmed page of the sender: who has another may read short names otherwise. */
  readonly page: number;
  /** Sum of the signatures of all records in it. */
  readonly signature: Uint8Array;
  readonly lines: readonly PlanLine[];
};
export type Coded = {
  readonly kind: 'coded';
  readonly sheaf: SheafName;
  readonly number: number;
  /** Frames of this sender that follow before it listens. */
  readonly toCome: number;
  readonly symbols: Uint8Array;
};
/** `symbols`: how many are still needed; 0 where the plan was not heard. */
export type Wanted = { readonly sheaf: SheafName; readonly symbols: number };
export type Want = { readonly kind: 'want'; readonly wanted: readonly Wanted[] };
export type SheafMessage = Plan | Coded | Want;

export const SHEAF_SUB = { plan: 2, coded: 3, want: 4 } as const;

function walkPlan(code: NumberCoder, given: readonly PlanLine[] | null): PlanLine[] {
  const count = code.number('count', (given?.length ?? 1) - 1, SHEAF_RECORDS_MAX - 1) + 1;
  const lines: PlanLine[] = [];
  let [author, log, seq] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const line = given?.[i];
    const step = code.number('step', line ? line.author - author : 0, MEMBERS_MAX);
    if (step > 0) [log, seq] = [0, 0];
    author += step;
    const logStep = code.number('log', line ? line.log - log : 0, LOGS_MAX);
    if (logStep > 0) seq = 0;
    log += logStep;
    seq += code.number(seq === 0 ? 'seq' : 'next', line ? line.seq - seq - 1 : 0, SEQ_MAX) + 1;
    const symbols = code.number('symbols', line ? line.symbols - 1 : 0, RECORD_SYMBOLS_MAX - 1) + 1;
    const check = code.raw(line?.check ?? 0, 8);
    lines.push({ author, log, seq, symbols, check });
  }
  return lines;
}

/** The plan, or null where it does not fit a frame. Lines are sorted by author, log and number. */
export function encodePlan(plan: Omit<Plan, 'kind' | 'name'>): Uint8Array | null {
  assert(plan.lines.length >= 1 && plan.lines.length <= SHEAF_RECORDS_MAX, 'a sheaf has 1 to 96 records');
  const to = new Writer();
  to.uint(SHEAF_SUB.plan, 1);
  to.varint(plan.page);
  to.bytes(plan.signature);
  const coder = rangeEncoder();
  walkPlan(numbersOver(coder), plan.lines);
  to.bytes(coder.finish());
  const plaintext = to.finish();
  return plaintext.length <= PLAINTEXT_BYTES_MAX ? plaintext : null;
}

function writeName(to: Writer, name: SheafName): void {
  const raw = fromHex(name);
  assert(raw.ok && raw.value.length === NAME_BYTES, 'a sheaf has a name of 3 bytes');
  to.bytes(raw.value);
}

export function encodeCoded(coded: Omit<Coded, 'kind'>): Uint8Array {
  const to = new Writer();
  to.uint(SHEAF_SUB.coded, 1);
  writeName(to, coded.sheaf);
  to.varint(coded.number);
  to.uint(coded.toCome, 1);
  to.bytes(coded.symbols);
  return to.finish();
}

export function encodeWant(wanted: readonly Wanted[]): Uint8Array {
  assert(wanted.length >= 1 && wanted.length <= WANTED_MAX, 'one wants 1 to 16 sheaves at once');
  const to = new Writer();
  to.uint(SHEAF_SUB.want, 1);
  for (const { sheaf, symbols } of wanted) {
    writeName(to, sheaf);
    to.varint(symbols);
  }
  return to.finish();
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

const readName = (from: Reader): SheafName => from.field('sheaf', () => toHex(from.bytes(NAME_BYTES)) as SheafName);

function readPlan(from: Reader, plaintext: Uint8Array): Plan {
  const page = from.field('page', () => from.varint(CHECKPOINTS_MAX));
  const signature = from.field('signature', () => from.bytes(SIGNATURE_BYTES));
  const coded = from.field('lines', () => from.rest(PLAINTEXT_BYTES_MAX));
  const code = numbersOver(rangeDecoder(coded));
  const lines = from.failure ? [] : walkPlan(code, null);
  if (code.exhausted) from.fail('more lines than any honest plan has');
  if (lines.some(({ author, log, seq }) => author >= MEMBERS_MAX || log >= LOGS_MAX || seq > SEQ_MAX))
    from.fail('a place where no record can stand');
  if (lines.reduce((sum, { symbols }) => sum + symbols, 0) > SHEAF_SYMBOLS_MAX)
    from.fail(`at most ${SHEAF_SYMBOLS_MAX} symbols may make up a sheaf`);
  return { kind: 'plan', name: sheafName(plaintext), page, signature, lines };
}

function readCoded(from: Reader): Coded {
  const sheaf = readName(from);
  const number = from.field('number', () => from.varint(CODED_NUMBER_MAX));
  const toCome = from.field('toCome', () => from.uint(1));
  const symbols = from.field('symbols', () => from.rest(SYMBOL_BYTES * FRAME_SYMBOLS_MAX));
  if (symbols.length === 0 || symbols.length % SYMBOL_BYTES > 0) from.fail(`symbols have ${SYMBOL_BYTES} bytes each`);
  return { kind: 'coded', sheaf, number, toCome, symbols };
}

function readWant(from: Reader): Want {
  const wanted: Wanted[] = [];
  do {
    const sheaf = readName(from);
    wanted.push({ sheaf, symbols: from.field('symbols', () => from.varint(SHEAF_SYMBOLS_MAX)) });
  } while (from.left > 0 && wanted.length < WANTED_MAX && !from.failure);
  from.finish();
  if (new Set(wanted.map(({ sheaf }) => sheaf)).size < wanted.length) from.fail('each sheaf is wanted once');
  return { kind: 'want', wanted };
}

export function decodeSheafMessage(plaintext: Uint8Array, trace?: Trace): Result<SheafMessage, ReadError> {
  const from = new Reader(plaintext, { trace });
  const sub = from.field('sync', () => from.uint(1));
  const message =
    sub === SHEAF_SUB.plan ? readPlan(from, plaintext) : sub === SHEAF_SUB.coded ? readCoded(from) : readWant(from);
  return from.failure ? err(from.failure) : ok(message);
}
