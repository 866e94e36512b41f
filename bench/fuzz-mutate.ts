// Mutants of honest plaintexts: by field (what an attacker who knows the format would try) and by byte
// (what an attacker who does not would). Field borders come from the codecs' own trace.

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat } from '#protocol/bytes/bytes.ts';
import type { Prng } from '#protocol/bytes/prng.ts';
import { addSignatures, SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import { decodeBundle } from '#protocol/wire/bundle.ts';
import { decodeFork } from '#protocol/wire/fork.ts';
import { decodeGenesis } from '#protocol/wire/genesis.ts';
import { decodeSync } from '#protocol/sync/summary.ts';
import { PLAINTEXT_BYTES_MAX } from '#protocol/wire/limits.ts';
import { decodeSingle } from '#protocol/wire/record.ts';
import { decodeStatements, type StatementContext } from '#protocol/wire/statement.ts';
import type { Specimen } from './specimens.ts';

/** A field of a plaintext: the narrowest ones only, so that they do not overlap. */
export type Span = { readonly path: string; readonly start: number; readonly end: number };
export type Seed = Pick<Specimen, 'plaintext'> & { readonly spans: readonly Span[] };

/** What bytes do to bytes: each answers a new plaintext. */
type Mutate = (plaintext: Uint8Array, chance: Prng, seeds: readonly Seed[], seed: Seed) => Uint8Array;

const splice = (bytes: Uint8Array, start: number, end: number, put: Uint8Array): Uint8Array =>
  concat(bytes.subarray(0, start), put, bytes.subarray(end));
const drawn = (count: number, chance: Prng): Uint8Array => Uint8Array.from({ length: count }, () => chance.below(256));
const one = <T>(from: readonly T[], chance: Prng): T => from[chance.below(from.length)]!;

/** Numbers that stand at some border of the format. */
const EDGES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 60, 63, 64, 127, 128, 200, 222, 254, 255] as const;
const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128));
  return Uint8Array.from([...bytes, rest]);
};
const BIG = [255, 256, 4093, 4094, 4095, 16_383, 16_384, 65_535, 2 ** 21 - 1, 2 ** 21, 2 ** 31, 2 ** 35 - 1] as const;

const aSpan = ({ spans }: Seed, bytes: Uint8Array, chance: Prng): Span => {
  const inside = spans.filter(({ end }) => end <= bytes.length);
  return inside.length > 0 ? one(inside, chance) : { path: '', start: 0, end: bytes.length };
};

const BY_BYTE: readonly Mutate[] = [
  (bytes, chance) => {
    const next = Uint8Array.from(bytes);
    for (let n = 1 + chance.below(3); n > 0 && next.length > 0; n--)
      next[chance.below(next.length)]! ^= 1 << chance.below(8);
    return next;
  },
  (bytes, chance) => {
    const next = Uint8Array.from(bytes);
    if (next.length > 0) next[chance.below(next.length)] = chance.below(2) ? chance.below(256) : one(EDGES, chance);
    return next;
  },
  (bytes, chance) => bytes.slice(0, chance.below(bytes.length + 1)),
  (bytes, chance) => concat(bytes, drawn(1 + chance.below(12), chance)),
  (bytes, chance) => splice(bytes, chance.below(bytes.length + 1), bytes.length, new Uint8Array(0)),
  (bytes, chance) => {
    const at = chance.below(bytes.length + 1);
    return splice(bytes, at, at, drawn(1 + chance.below(3), chance));
  },
  (bytes, chance) => {
    const at = chance.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + chance.below(9));
    return chance.below(2)
      ? splice(bytes, at, end, new Uint8Array(0))
      : splice(bytes, end, end, bytes.subarray(at, end));
  },
  (_, chance) => drawn(chance.below(PLAINTEXT_BYTES_MAX + 1), chance),
];

const BY_FIELD: readonly Mutate[] = [
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    return splice(bytes, start, end, drawn(end - start, chance));
  },
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    return splice(bytes, start, end, new Uint8Array(end - start).fill(one([0, 1, 0x7f, 0x80, 0xff], chance)));
  },
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    return splice(bytes, start, end, varint(chance.below(2) ? one(BIG, chance) : one(EDGES, chance)));
  },
  // The needless zero digit: one number, two spellings.
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    const last = (bytes[end - 1] ?? 0) | 0x80;
    return splice(bytes, start, end, concat(bytes.subarray(start, Math.max(start, end - 1)), Uint8Array.of(last, 0)));
  },
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    const next = Uint8Array.from(bytes);
    if (end > start) next[end - 1]! += chance.below(2) ? 1 : 255;
    return next;
  },
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    return splice(bytes, start, end, new Uint8Array(0));
  },
  (bytes, chance, _, seed) => {
    const { start, end } = aSpan(seed, bytes, chance);
    return splice(bytes, end, end, bytes.subarray(start, end));
  },
  // A field of another plaintext, if possible the one of the same name.
  (bytes, chance, seeds, seed) => {
    const { path, start, end } = aSpan(seed, bytes, chance);
    const last = path.split('.').at(-1);
    const other = one(seeds, chance);
    const same = other.spans.filter((span) => span.path.split('.').at(-1) === last);
    const from = one(same.length > 0 ? same : other.spans, chance);
    return splice(bytes, start, end, other.plaintext.subarray(from.start, from.end));
  },
  // The head of one, the tail of another.
  (bytes, chance, seeds, seed) => {
    const other = one(seeds, chance);
    return concat(
      bytes.subarray(0, aSpan(seed, bytes, chance).end),
      other.plaintext.subarray(one(other.spans, chance).start),
    );
  },
  (bytes, chance, seeds, seed) =>
    withSignature(bytes, signatureOf(chance.below(2) ? seed : one(seeds, chance)), chance),
];

const signatureOf = ({ plaintext }: Seed): Uint8Array => plaintext.slice(-SIGNATURE_BYTES);

const { shortSignatures, fields } = bls12_381;
const FP = fields.Fp.ORDER;
const bigOf = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
const bytesOf = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 255n));

/** What an attacker may do to a signature without a key: answer bytes, or null where it cannot be done to these. */
const FORGERIES: readonly ((signature: Uint8Array, other: Uint8Array) => Uint8Array | null)[] = [
  (_, other) => other,
  (signature, other) => addSignatures([signature, other]),
  (signature) => addSignatures([signature, signature]),
  (signature) => Uint8Array.from(signature, (byte, i) => (i === 0 ? byte ^ 0x20 : byte)), // negated
  () => Uint8Array.from({ length: SIGNATURE_BYTES }, (_, i) => (i === 0 ? 0xc0 : 0)), // infinity
  () => shortSignatures.Signature.toBytes(bls12_381.G1.Point.BASE),
  (signature) => {
    const x = bigOf(Uint8Array.from(signature, (byte, i) => (i === 0 ? byte & 0x1f : byte)));
    return x + FP < 1n << 381n ? bytesOf(bigOf(signature) + FP, SIGNATURE_BYTES) : null;
  },
];

function withSignature(bytes: Uint8Array, other: Uint8Array, chance: Prng): Uint8Array {
  if (bytes.length < SIGNATURE_BYTES) return bytes;
  const own = bytes.slice(-SIGNATURE_BYTES);
  const forged = one(FORGERIES, chance)(own, other);
  return forged ? splice(bytes, bytes.length - SIGNATURE_BYTES, bytes.length, forged) : bytes;
}

/** One to three changes, more often by field than by byte. */
export function mutate(seed: Seed, seeds: readonly Seed[], chance: Prng): Uint8Array {
  let bytes = seed.plaintext;
  for (let n = 1 + Math.floor(chance.below(8) / 4); n > 0; n--) {
    bytes = one(chance.below(3) > 0 ? BY_FIELD : BY_BYTE, chance)(bytes, chance, seeds, seed);
  }
  return bytes.slice(0, PLAINTEXT_BYTES_MAX);
}

/** The same bytes with a signature that no reader can take for a point: costs its checker nothing. */
export function unsigned(bytes: Uint8Array): Uint8Array {
  const at = bytes.length - SIGNATURE_BYTES;
  return at < 0 ? bytes : Uint8Array.from(bytes, (byte, i) => (i === at ? byte & 0x7f : byte));
}

/** Where each field of an honest plaintext stands. */
export function spansOf({ kind, plaintext }: Specimen, context: StatementContext): readonly Span[] {
  const spans: Span[] = [];
  const trace = (path: string, start: number, end: number): void => void spans.push({ path, start, end });
  const traced = { ...context, trace };
  if (kind === 'single' && plaintext[0] === 0) {
    decodeGenesis(plaintext, (path, start, end) => trace(path, start + 1, end + 1));
    trace('signature', plaintext.length - SIGNATURE_BYTES, plaintext.length);
  } else if (kind === 'single') decodeSingle(plaintext, traced);
  else if (kind === 'bundle') decodeBundle(plaintext, traced);
  else if (kind === 'statements') decodeStatements(plaintext, traced);
  else if (kind === 'extension') decodeFork(plaintext, traced);
  else decodeSync(plaintext, trace);
  // A field that holds just one other field stands in the same bytes: it counts once.
  const distinct = [...new Map(spans.map((span) => [`${span.start}-${span.end}`, span])).values()];
  const narrow = distinct.filter(
    (span) => !distinct.some((other) => other !== span && other.start >= span.start && other.end <= span.end),
  );
  return narrow.length > 0 ? narrow : [{ path: '', start: 0, end: plaintext.length }];
}
