// A proof that one member said two things that exclude each other (protocol/README.md §6.7).
//
//   records     sort and flags 1 | author 1-3 | number 1-3 | type 1 | [type 1] | times 2 + 2 | [back 1] | two bodies | sum 48
//   statements  sort and flags 1 | kind 1 | subject | [other subject] | [roster] | [other roster] | member 1-2 | values 1 + 1 | [revisions] | [back 1] | sum 48
//
// Both things stand under the sum of their two signatures, so one frame convicts, whatever came
// before. A body of more than 32 bytes is given by its hash, so a proof always fits a frame, and
// stays good when the bodies are gone. Two short ones stand whole: two transfers are proof in 81 bytes.

import { sha256 } from '@noble/hashes/sha2.js';
import { compare, concat, toHex } from '../bytes/bytes.ts';
import { Reader, Writer, type ReadError } from '../bytes/codec.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';
import { SIGNATURE_BYTES, type Share } from '../crypto/bls.ts';
import { PLAINTEXT_BYTES_MAX, SEQ_MAX } from './limits.ts';
import { checkpointRef, readAuthor, recordRef, rosterMember, writeAuthor } from './names.ts';
import { bodyToWire, hasOwnEnd, readBody, sidedDigest, type Keys, type ReadContext, type Record } from './record.ts';
import { statementDigest, valueCountOf, type StatementContext, type Subject, type Voice } from './statement.ts';

/** One of two records at one place; `body` where it is carried whole. */
export type Side = Pick<Record, 'keyVersion' | 'type' | 'time'> & {
  readonly bodyHash: Uint8Array;
  readonly body?: Uint8Array;
};

export type ForkOfRecords = {
  readonly kind: 'records';
  readonly member: MemberId;
  readonly log: number;
  readonly seq: number;
  readonly sides: readonly [Side, Side];
  readonly signature: Uint8Array;
};

/** Two things said of one subject, or of two that the owner of the kind holds to exclude each other. */
export type ForkOfStatements = {
  readonly kind: 'statements';
  readonly member: MemberId;
  readonly said: readonly [{ subject: Subject; voice: Voice }, { subject: Subject; voice: Voice }];
  readonly signature: Uint8Array;
};

export type ForkProof = ForkOfRecords | ForkOfStatements;

const SORT = { records: 0, statements: 1 } as const;
const RECORDS = { firstHash: 1, secondHash: 2, otherType: 4, rekeyed: 8 } as const;
const STATEMENTS = { revised: 1, otherSubject: 2, rekeyed: 4, erased: 8 } as const;
const BODY_HASH_BYTES = 32;
/** Keys back of both in one byte, four bits each. */
const BACK_MAX = 15;

const sideBytes = ({ type, time, bodyHash }: Side): Uint8Array =>
  concat(Uint8Array.of(type, time >> 8, time & 255), bodyHash);

/** The lesser first, so that a pair can be written one way only. */
const inOrder = (sides: readonly [Side, Side]): readonly [Side, Side] =>
  compare(sideBytes(sides[0]), sideBytes(sides[1])) < 0 ? sides : [sides[1], sides[0]];

/** The proof of two records that are held with their own signatures, `signature` being the sum of both. */
export function forkOf(one: Record, other: Record, signature: Uint8Array): ForkOfRecords {
  const { member, log, seq } = one;
  assert(other.member === member && other.log === log && other.seq === seq, 'a fork has one place');
  const side = ({ keyVersion, type, time, body, bodyHash }: Record): Side => ({
    keyVersion,
    type,
    time,
    ...(bodyHash ? { bodyHash } : { body, bodyHash: sha256(body) }),
  });
  return { kind: 'records', member, log, seq, sides: inOrder([side(one), side(other)]), signature };
}

/** What names a proof, whoever formed it and under whichever sum: one proof a place is enough. */
export function forkName(proof: ForkProof): string {
  if (proof.kind === 'records') return `${proof.member}.${proof.log}.${proof.seq}`;
  return [proof.member, ...proof.said.map(({ subject }) => `${subject.kind}.${subject.record}`)].join('.');
}

/** The records that a proof carries whole: two, one or none. */
export const recordsIn = ({ member, log, seq, sides }: ForkOfRecords): readonly Record[] =>
  sides.flatMap(({ body, keyVersion, type, time }) =>
    body ? [{ member, log, keyVersion, type, seq, time, body }] : [],
  );

/** All shares that the proof's signature is the sum of. */
export function forkShares(
  community: Uint8Array,
  proof: ForkProof,
  keys: Keys,
): Result<readonly Share[], { kind: 'unknown-key'; member: MemberId }> {
  const { member } = proof;
  const signed: { readonly key: Uint8Array | undefined; readonly message: Uint8Array }[] =
    proof.kind === 'records'
      ? proof.sides.map((side) => ({
          key: keys.keyOf(member, proof.log, side.keyVersion),
          message: sidedDigest(community, { ...side, member, log: proof.log, seq: proof.seq }, side.bodyHash),
        }))
      : proof.said.map(({ subject, voice }) => ({
          key: keys.keyOf(member, 0, voice.keyVersion),
          message: statementDigest(community, subject, voice),
        }));
  const shares: Share[] = [];
  for (const { key, message } of signed) {
    if (!key) return err({ kind: 'unknown-key', member });
    shares.push({ key, message, purpose: 'signature' });
  }
  return ok(shares);
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────

type WriteContext = Pick<ReadContext, 'types' | 'names' | 'keys'> & {
  /** Was the body erased that says which roster is spoken over? Then the proof says it. */
  readonly isErased?: (record: RecordId) => boolean;
};

/** The plaintext of an extension frame; null for types whose co-signers stand in the body: two singles prove those. */
export function encodeFork(proof: ForkProof, context: WriteContext): Uint8Array | null {
  const to = new Writer('wire', context.names);
  if (proof.kind === 'records') {
    if (proof.sides.some(({ type }) => context.types.get(type)?.coSigners)) return null;
    writeRecords(to, proof, context);
  } else writeStatements(to, proof, context);
  to.bytes(proof.signature);
  const plaintext = to.finish();
  assert(plaintext.length <= PLAINTEXT_BYTES_MAX, 'a proof fits a frame');
  return plaintext;
}

function writeRecords(to: Writer, proof: ForkOfRecords, { types, names, keys }: WriteContext): void {
  const { member, log, seq } = proof;
  const sides = inOrder(proof.sides);
  const bodies = sides.map(({ body, bodyHash, ...side }) => {
    const wire = body && bodyToWire({ member, log, seq, body, ...side }, types, names);
    return wire && wire.length <= BODY_HASH_BYTES ? { whole: true, bytes: wire } : { whole: false, bytes: bodyHash };
  });
  const current = keys.keyVersionOf(member, log);
  const backs = sides.map(({ keyVersion }) => current - keyVersion);
  const rekeyed = backs.some((back) => back !== 0);
  const flags =
    (bodies[0]!.whole ? 0 : RECORDS.firstHash) +
    (bodies[1]!.whole ? 0 : RECORDS.secondHash) +
    (sides[0].type === sides[1].type ? 0 : RECORDS.otherType) +
    (rekeyed ? RECORDS.rekeyed : 0);
  to.uint(SORT.records * 16 + flags, 1);
  writeAuthor(to, { member, log }, undefined);
  to.varint(seq);
  to.uint(sides[0].type, 1);
  if (flags & RECORDS.otherType) to.uint(sides[1].type, 1);
  for (const { time } of sides) to.uint(time, 2);
  if (rekeyed) writeBacks(to, backs);
  if (bodies[0]!.whole && !hasOwnEnd(sides[0].type, types)) to.uint(bodies[0]!.bytes.length, 1);
  for (const { bytes } of bodies) to.bytes(bytes);
}

function writeBacks(to: Writer, backs: readonly number[]): void {
  assert(
    backs.every((back) => back >= 0 && back <= BACK_MAX),
    'keys of a proof are at most 15 rotations old',
  );
  to.uint(backs[0]! * 16 + backs[1]!, 1);
}

function writeStatements(to: Writer, { member, said }: ForkOfStatements, { keys, isErased }: WriteContext): void {
  const other = said[0].subject.record !== said[1].subject.record;
  const rising = other ? said[0].subject.record < said[1].subject.record : said[0].voice.value < said[1].voice.value;
  const [first, second] = rising ? said : [said[1], said[0]];
  const voices = [first.voice, second.voice] as const;
  assert(first.subject.kind === second.subject.kind, 'statements that exclude each other are of one kind');
  assert(other || voices[0].revision === voices[1].revision, 'of one subject, they have one revision');
  const current = keys.keyVersionOf(member, 0);
  const backs = voices.map(({ keyVersion }) => current - keyVersion);
  const subjects = (other ? [first, second] : [first]).map(({ subject }) => subject);
  const erased = subjects.some(({ record }) => isErased?.(record));
  const [revised, rekeyed] = [voices.some(({ revision }) => revision > 0), backs.some((back) => back !== 0)];
  const flags =
    (revised ? STATEMENTS.revised : 0) +
    (other ? STATEMENTS.otherSubject : 0) +
    (rekeyed ? STATEMENTS.rekeyed : 0) +
    (erased ? STATEMENTS.erased : 0);
  to.uint(SORT.statements * 16 + flags, 1);
  to.uint(first.subject.kind, 1);
  recordRef.write(to, first.subject.record);
  if (other) recordRef.write(to, second.subject.record);
  if (erased) for (const { roster } of subjects) checkpointRef.write(to, roster);
  rosterMember.write(to, member);
  for (const { value } of voices) to.uint(value, 1);
  if (revised) for (const { revision } of other ? voices : voices.slice(0, 1)) to.uint(revision, 1);
  if (rekeyed) writeBacks(to, backs);
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

export function decodeFork(plaintext: Uint8Array, context: StatementContext): Result<ForkProof, ReadError> {
  const from = new Reader(plaintext, context);
  const head = from.field('sort', () => from.uint(1));
  if (head >> 4 === SORT.records) return readRecords(from, head & 15, context);
  if (head >> 4 === SORT.statements) return readStatements(from, head & 15, context);
  from.fail(`extension ${head >> 4} is not known to this version`, 0);
  return err(from.failure!);
}

function readBacks(from: Reader, flagged: boolean, current: number): readonly [number, number] {
  if (!flagged) return [current, current];
  const start = from.at;
  const both = from.field('back', () => from.uint(1));
  if (both === 0) from.fail('a flag that the keys do not need', start);
  const versions = [current - (both >> 4), current - (both & 15)] as const;
  if (versions.some((version) => version < 0)) from.fail('a key version that never was', start);
  return versions;
}

function finish<T extends ForkProof>(from: Reader, read: (signature: Uint8Array) => T): Result<T, ReadError> {
  const signature = from.field('signature', () => from.bytes(SIGNATURE_BYTES));
  from.finish();
  return from.failure ? err(from.failure) : ok(read(signature));
}

function readRecords(from: Reader, flags: number, context: ReadContext): Result<ForkOfRecords, ReadError> {
  const author = from.field('author', () => readAuthor(from));
  if ('guestKey' in author) from.fail('a guest has no log that others count on', 1);
  const { member, log } = 'guestKey' in author ? { member: '' as MemberId, log: 0 } : author;
  const seq = from.field('number', () => from.varint(SEQ_MAX));
  if (seq === 0) from.fail('logs are numbered from 1');
  const type = from.field('type', () => from.uint(1));
  const second = flags & RECORDS.otherType ? from.field('otherType', () => from.uint(1)) : type;
  if (flags & RECORDS.otherType && second === type) from.fail('a flag that the types do not need');
  if (type === 0 || second === 0) from.fail('0 is no record type');
  const times = [from.field('time', () => from.uint(2)), from.field('otherTime', () => from.uint(2))];
  if (from.failure) return err(from.failure);
  const versions = readBacks(from, (flags & RECORDS.rekeyed) > 0, context.keys.keyVersionOf(member, log));
  /** Does a body that stands whole hold names? They are longer in full than on the air. */
  let named = false;
  const readSide = (of: number, i: 0 | 1): Side => {
    const hashed = (flags & (i === 0 ? RECORDS.firstHash : RECORDS.secondHash)) > 0;
    const start = from.at;
    const side: Side = from.field(i === 0 ? 'body' : 'otherBody', () => ({
      type: of,
      time: times[i]!,
      keyVersion: versions[i],
      ...(hashed ? { bodyHash: from.bytes(BODY_HASH_BYTES) } : readWhole(from, of, i === 1, context)),
    }));
    named ||= (side.body?.length ?? 0) > from.at - start;
    return side;
  };
  const sides: ForkOfRecords['sides'] = [readSide(type, 0), readSide(second, 1)];
  const order = compare(sideBytes(sides[0]), sideBytes(sides[1]));
  // Hashes over stand-ins for names are not those that were sorted.
  const guessed = context.standIns && named && type === second && times[0] === times[1] && order !== 0;
  if (!from.failure && order >= 0 && !guessed) from.fail('two different records, the lesser first', 0);
  if ([type, second].some((of) => context.types.get(of)?.coSigners))
    from.fail('records with co-signers are proven by themselves', 0);
  return finish(from, (signature) => ({ kind: 'records', member, log, seq, sides, signature }));
}

function readWhole(
  from: Reader,
  type: number,
  last: boolean,
  { types }: ReadContext,
): { body: Uint8Array; bodyHash: Uint8Array } {
  const start = from.at;
  const room = (): number => Math.max(0, from.left - SIGNATURE_BYTES);
  const length = last ? room() : hasOwnEnd(type, types) ? undefined : from.uint(1);
  const most = room();
  if (length !== undefined && length > most) from.fail('a body that runs into the signature', start);
  const body =
    length === undefined
      ? readBody(from, type, types)
      : from.within(Math.min(length, most), () => readBody(from, type, types));
  if (from.at - start > BODY_HASH_BYTES + 1) from.fail('a body of more than 32 bytes is given by its hash', start);
  return { body, bodyHash: sha256(body) };
}

function readStatements(from: Reader, flags: number, context: StatementContext): Result<ForkOfStatements, ReadError> {
  const number = from.field('kind', () => from.uint(1));
  const kind = context.kinds.get(number);
  if (!kind) from.fail(`statement kind ${number} is not known to this version`, 1);
  const other = (flags & STATEMENTS.otherSubject) > 0;
  const first = from.field('subject', () => recordRef.read(from));
  const second = other ? from.field('otherSubject', () => recordRef.read(from)) : first;
  if (!from.failure && other && first >= second) from.fail('two different subjects, the lesser first');
  const isErased = (flags & STATEMENTS.erased) > 0;
  const told = isErased ? [from.field('roster', () => checkpointRef.read(from))] : [];
  if (isErased) told.push(other ? from.field('otherRoster', () => checkpointRef.read(from)) : told[0]!);
  const member = from.field('member', () => rosterMember.read(from));
  const values = [from.field('value', () => from.uint(1)), from.field('otherValue', () => from.uint(1))];
  const revised = (flags & STATEMENTS.revised) > 0;
  const revisions = revised ? [from.field('revision', () => from.uint(1))] : [0];
  revisions.push(revised && other ? from.field('otherRevision', () => from.uint(1)) : revisions[0]!);
  if (revised && revisions.every((revision) => revision === 0)) from.fail('a flag that the revisions do not need');
  if (from.failure || !kind) return err(from.failure!);
  if (values.some((value) => value >= valueCountOf(kind))) from.fail(`"${kind.name}" has no such value`);
  if (revisions.some((revision) => revision > kind.revisionMax)) from.fail(`"${kind.name}" cannot be revised so often`);
  if (!other && values[0]! >= values[1]!) from.fail('two different values, the lesser first');
  const versions = readBacks(from, (flags & STATEMENTS.rekeyed) > 0, context.keys.keyVersionOf(member, 0));
  const saidOf = (record: RecordId, i: 0 | 1): ForkOfStatements['said'][0] => {
    // Told or not, a false roster would not fit the signatures.
    const roster = told[i] ?? context.rosterOf(kind.kind, record);
    if (roster === undefined) from.fail(`nobody can say "${kind.name}" of this record`);
    const voice: Voice = { member, value: values[i]!, revision: revisions[i]!, keyVersion: versions[i] };
    return { subject: { kind: kind.kind, record, roster: roster ?? ('' as RecordId) }, voice };
  };
  const said: ForkOfStatements['said'] = [saidOf(first, 0), saidOf(second, 1)];
  return finish(from, (signature) => ({ kind: 'statements', member, said, signature }));
}

/** The ids of the two records, whether or not their bodies are carried. */
export function forkedIds(community: Uint8Array, proof: ForkOfRecords): readonly RecordId[] {
  const { member, log, seq } = proof;
  return proof.sides.map(
    (side) => toHex(sidedDigest(community, { ...side, member, log, seq }, side.bodyHash)) as RecordId,
  );
}
