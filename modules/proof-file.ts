// A proof file: a decision that a stranger can check with nothing but the community's id (proof-format.ts).
//
// The reader runs the same rules as every node: it folds what it is shown into the roster, but takes a page only
// for what its confirmers signed, and a key only for what a page or a signed record gives. What it does not
// prove: that no other line of pages exists, which would take more liars than the charter's margin; and who
// had not heard, which is the writer's account of receipts.
//
//   writeProof(matter, held)          bytes of a file, or why not; it reads its own work before it answers
//   readProof(bytes, community)       what was decided, or why this is not believed
//   proofCodes(bytes, charsMax)       the same as texts for QR codes; joinCodes(texts) puts them together

import { concat, equal, fromHex, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { decode, encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert, err, ok, type Result } from '#protocol/bytes/result.ts';
import { isPublicKey, verify } from '#protocol/crypto/bls.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { RecordStore } from '#protocol/log/record-store.ts';
import { fromBase64url, toBase64url } from '#protocol/node/invitation.ts';
import type { Fact, Refusal, Surroundings } from '#protocol/node/module.ts';
import { subjectKey, type Tally, voiceItem } from '#protocol/tally/tally.ts';
import { communityHexOf, type Genesis } from '#protocol/wire/genesis.ts';
import { recordId, recordShares, type Record, type RecordTypes } from '#protocol/wire/record.ts';
import { statementShares, type StatementMap } from '#protocol/wire/statement.ts';
import { verifyCertificate, type Verified } from './governance/certificate.ts';
import { issueCertificate } from './governance/issue.ts';
import type { Matter } from './governance/matter.ts';
import { PAGES_MAX, ProofContent, PROOF_BYTES_MAX, type Confirmations } from './proof-format.ts';
import { directoryOf } from './roster/directory.ts';
import { roster } from './roster/module.ts';
import { checkpoint, confirm, ROSTER_RECORD_TYPES } from './roster/records.ts';
import { knowKey } from './roster/state.ts';
import type { RosterState } from './roster/shape.ts';
import { rekeyRecords } from './roster/rekeyed.ts';

const CHECK_BYTES = 32;
const checkOf = (content: Uint8Array): Uint8Array => sha256(concat(toUtf8('fmp/1'), content));

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────

/** What a node holds, to be read only. */
export type HeldHere = {
  readonly genesis: Genesis;
  readonly directory: Directory;
  readonly records: RecordStore;
  readonly tally: Tally;
  /** The folded state of the roster. */
  readonly roster: unknown;
};

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

/** The voices that confirmed a page, as few maps as are held. */
function confirmationsOf(held: HeldHere, page: RecordId, place: number): readonly Confirmations[] {
  const key = subjectKey(confirm.kind, page);
  const wanted = new Set(held.tally.voices(key).map((voice) => voiceItem(key, voice)));
  return held.tally
    .answer(key, wanted, () => true)
    .map(({ voices, signature }) => ({
      page: place,
      voices: voices
        .map(({ member, keyVersion, multiplicity }) => {
          const number = held.directory.numberOf(member);
          assert(number !== undefined, 'whoever confirmed a page has a number');
          return { number, keyVersion, multiplicity };
        })
        .sort((a, b) => a.number - b.number),
      signature,
    }));
}

/** The first keys of these members, in order of number: the ids in the pages are their hashes. */
const firstKeys = ({ directory }: HeldHere, numbers: ReadonlySet<number>): readonly Uint8Array[] =>
  [...numbers]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const member = directory.memberAt(number);
      return (member && directory.keyOf(member, 0, 0)) ?? [];
    });

export function writeProof(matter: Matter, held: HeldHere): Result<Uint8Array, Refusal> {
  const { directory, records, tally } = held;
  const certificate = issueCertificate(matter, directory, tally);
  if (!certificate) {
    return refuse(
      'joint-signature',
      'The signatures that are held here do not add up to the one of all who bound.',
      'Wait until more of them have arrived, or ask another device for the proof.',
    );
  }
  const count = matter.roster.number;
  if (count > PAGES_MAX) return refuse('pages', `A proof holds at most ${PAGES_MAX} pages.`, 'Use an archive instead.');
  const pages = Array.from({ length: count }, (_, i) => records.get(directory.checkpointAt(i + 1)!));
  if (pages.some((page) => page === undefined)) {
    return refuse('pages-held', 'Not every page up to this matter is held here.', 'Let this device catch up first.');
  }
  const confirmations = pages.flatMap((page, i) => confirmationsOf(held, page!.id, i));
  const speaking = new Set<number>([0]);
  const rekeyed = new Set<MemberId>();
  const speaks = (member: MemberId | undefined, keyVersion: number): void => {
    const number = member && directory.numberOf(member);
    if (member === undefined || number === undefined) return;
    speaking.add(number);
    if (keyVersion > 0) rekeyed.add(member);
  };
  for (const { voices } of confirmations)
    for (const { number, keyVersion } of voices) speaks(directory.memberAt(number), keyVersion);
  for (const member of matter.bound) speaks(member, directory.keyVersionOf(member, 0));
  const proofs = rekeyRecords(held.roster as RosterState, records, rekeyed);
  for (const { records: said } of proofs) for (const { member, keyVersion } of said) speaks(member, keyVersion);
  const content = encode(
    ProofContent,
    {
      version: '1',
      genesis: held.genesis,
      keys: firstKeys(held, speaking),
      records: proofs,
      pages: pages.map((page) => page!.record),
      confirmations,
      proposal: matter.proposal.record,
      certificate,
    },
    'signed',
  );
  const proof = concat(content, checkOf(content));
  const read = readProof(proof, communityHexOf(held.genesis));
  return read.ok
    ? ok(proof)
    : refuse('proof-holds', `This device cannot prove it yet: ${read.error.why}`, 'Ask a device that holds more.');
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

/** What a stranger knows after reading a proof. */
export type Proven = Verified & {
  readonly community: Genesis;
  readonly id: RecordId;
  /** The page whose members decided, and how many they are. */
  readonly page: number;
  readonly members: number;
  readonly numberOf: (member: MemberId) => number | undefined;
};

export type NotProven = { readonly kind: 'not-proven'; readonly why: string };
const not = (why: string): Result<never, NotProven> => err({ kind: 'not-proven', why });

/** Sums that one page's confirmations may come in: each costs its reader a pairing. */
const CONFIRMATIONS_OF_ONE_MAX = 32;

const TYPES: RecordTypes = new Map(ROSTER_RECORD_TYPES.map((type) => [type.type, type]));

/** Does this proof show a decision of the community with this id? Everything outside of it may be a lie. */
export function readProof(proof: Uint8Array, community: RecordId): Result<Proven, NotProven> {
  if (proof.length > PROOF_BYTES_MAX) return not('It is larger than any proof.');
  if (proof.length <= CHECK_BYTES) return not('It is too short for a proof.');
  const content = proof.slice(0, -CHECK_BYTES);
  if (!equal(checkOf(content), proof.slice(-CHECK_BYTES))) return not('It was damaged on the way: its sum is wrong.');
  const read = decode(ProofContent, content, { form: 'signed' });
  if (!read.ok) {
    const { field } = read.error;
    return not(`It is no proof that this version reads (${field}: ${'why' in read.error ? read.error.why : ''}).`);
  }
  const { version, genesis, keys, records, pages, confirmations, proposal, certificate } = read.value;
  if (version !== '1') return not('It is of a version that is not known here.');
  if (communityHexOf(genesis) !== community) return not('It is of another community.');
  const id = fromHex(community);
  assert(id.ok, 'a community id is hex');
  const line = openLine(id.value, genesis);
  for (const key of keys) {
    if (!isPublicKey(key)) return not('It holds bytes as a key that are none.');
    knowKey(line.state, key);
  }
  for (const one of records)
    if (!line.takeSigned(one.records, one.signature))
      return not('A record that replaces a key is not signed by whom it names.');
  for (const page of pages) {
    if (page.type !== checkpoint.type || !line.take(page)) return not('It holds something as a page that is none.');
  }
  const perPage = new Map<number, number>();
  for (const one of confirmations) {
    const before = perPage.get(one.page) ?? 0;
    if (before >= CONFIRMATIONS_OF_ONE_MAX) return not('It confirms one page again and again.');
    perPage.set(one.page, before + 1);
    const why = line.confirm(one, pages[one.page]);
    if (why !== undefined) return not(why);
  }
  const subject = recordId(id.value, proposal);
  // The newest page of the proof: nothing is in it that the decision does not need.
  const frozen = line.directory.latest();
  if (frozen?.number !== pages.length)
    return not('The page whose members decide was not confirmed by enough of those before it.');
  const verified = verifyCertificate(certificate, {
    community: id.value,
    proposal,
    roster: frozen,
    memberAt: (number) => line.directory.memberAt(number),
    keys: line.directory,
  });
  if (!verified.ok) return not(verified.error.why);
  return ok({
    ...verified.value,
    community: genesis,
    id: subject,
    page: frozen.number,
    members: frozen.members.length,
    numberOf: (member) => line.directory.numberOf(member),
  });
}

/** A roster that knows the genesis only, and learns what is proven to it. */
function openLine(community: Uint8Array, genesis: Genesis) {
  const state = roster.empty();
  const directory = directoryOf(state, { recordsAt: () => [], placeOf: () => undefined });
  const around: Omit<Surroundings, 'nowMs' | 'heldSinceMs'> = {
    directory,
    state: () => undefined,
    record: () => undefined,
  };
  const tell = (fact: Fact): void => roster.fold(state, fact, around);
  tell({ kind: 'genesis', community: toHex(community) as RecordId, genesis });
  const take = (record: Record): boolean => {
    const type = TYPES.get(record.type);
    const body = type && decode(type.body, record.body, { form: 'signed' });
    if (!body?.ok) return false;
    tell({ kind: 'record', id: recordId(community, record), record, body: body.value });
    return true;
  };
  return {
    state,
    directory,
    take,
    takeSigned(records: readonly Record[], signature: Uint8Array): boolean {
      const shares = records.map((record) =>
        TYPES.has(record.type) && decode(TYPES.get(record.type)!.body, record.body, { form: 'signed' }).ok
          ? recordShares(community, record, TYPES, directory)
          : err({ kind: 'unknown-key' as const, member: record.member }),
      );
      const isKnown = (record: Record): boolean => state.folded.has(recordId(community, record));
      if (records.every(isKnown) || shares.some((one) => !one.ok)) return false;
      return verify({ shares: shares.flatMap((one) => (one.ok ? one.value : [])), signature }) && records.every(take);
    },
    confirm({ voices, signature }: Confirmations, page: Record | undefined): string | undefined {
      const body = page && decode(checkpoint.body, page.body, { form: 'signed' });
      if (!page || !body?.ok) return 'It confirms a page that it does not hold.';
      const named = voices.map(({ number, keyVersion, multiplicity }) => ({
        member: directory.memberAt(number),
        keyVersion,
        multiplicity,
      }));
      if (named.some(({ member, multiplicity }) => member === undefined || multiplicity < 1 || multiplicity > 3)) {
        return 'Somebody who is not in the roster confirms a page.';
      }
      const subject = { kind: confirm.kind, record: recordId(community, page), roster: body.value.previous };
      const said = named.map((voice) => ({ ...voice, member: voice.member!, value: 0, revision: 0 }));
      const map: StatementMap = { subject, voices: said, signature };
      const shares = statementShares(community, map, directory);
      if (!shares.ok || !verify({ shares: shares.value, signature })) {
        return `Page ${body.value.number} is not signed by those who are said to have confirmed it.`;
      }
      for (const voice of said) tell({ kind: 'statement', subject, voice });
      return undefined;
    },
  };
}

// ── Codes ───────────────────────────────────────────────────────────────────────────────────────

const CODE_PREFIX = 'fmp1';
/** Of the whole proof, so that codes of two proofs are never put together. */
const NAME_BYTES = 4;

/** Texts for QR codes, each of at most `charsMax` characters: "fmp1.4.17.name.base64url". */
export function proofCodes(proof: Uint8Array, charsMax: number): readonly string[] {
  const text = toBase64url(proof);
  const name = toBase64url(checkOf(proof).slice(0, NAME_BYTES));
  const head = (i: number, count: number): string => `${CODE_PREFIX}.${i}.${count}.${name}.`;
  const room = charsMax - head(9999, 9999).length;
  assert(room >= 16, 'a code has room for something');
  const count = Math.ceil(text.length / room);
  return Array.from({ length: count }, (_, i) => head(i + 1, count) + text.slice(i * room, (i + 1) * room));
}

/** Puts scanned codes together, in any order and however often each was scanned. */
export function joinCodes(texts: readonly string[]): Result<Uint8Array, NotProven> {
  const found = texts.flatMap((text) => {
    const match = /fmp1\.(\d{1,4})\.(\d{1,4})\.([\w-]{6})\.([\w-]+)/.exec(text);
    return match ? [{ at: Number(match[1]), count: Number(match[2]), name: match[3]!, part: match[4]! }] : [];
  });
  const [first] = found;
  if (!first) return not('None of these is a code of a proof.');
  if (found.some(({ count, name }) => count !== first.count || name !== first.name)) {
    return not('These codes belong to different proofs.');
  }
  const parts = new Map(found.map(({ at, part }) => [at, part]));
  const missing = Array.from({ length: first.count }, (_, i) => i + 1).filter((at) => !parts.has(at));
  if (missing.length > 0)
    return not(`${missing.length} of ${first.count} codes are missing: ${missing.slice(0, 12).join(', ')}.`);
  const proof = fromBase64url(Array.from({ length: first.count }, (_, i) => parts.get(i + 1)!).join(''));
  return proof ? ok(proof) : not('The codes do not read; scan them again.');
}
