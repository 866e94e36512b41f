// A community on paper whose nodes are the product's own: for measuring and testing what happens between
// nodes at scale, whatever the modules mean.
//
// Three things stand in. The roster is given, because founding a thousand people by their own acts takes
// longer than what is looked at. One small module owns a note (class 3), an alarm (class 0) and a receipt
// that a member gives for either. And what was written on paper is signed in a linear scheme of the same group
// and the same 48 bytes: a known multiple of the generator, so that sums are formed, cut and refused exactly as
// BLS sums are. Members who write while the nodes run have real keys, and their signatures are really checked.

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode, struct, utf8 } from '#protocol/bytes/codec.ts';
import type { Prng } from '#protocol/bytes/prng.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { ok } from '#protocol/bytes/result.ts';
import { publicKey, secretKeyFromSeed, verify, type Claim } from '#protocol/crypto/bls.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { genesisRow, recordRow } from '#protocol/node/archive.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import type { NodeOptions, Places, Secrets } from '#protocol/node/node-api.ts';
import { communityIdOf, encodeGenesis, type Genesis } from '#protocol/wire/genesis.ts';
import { recordDigest, recordType, type Record } from '#protocol/wire/record.ts';
import { statementKind } from '#protocol/wire/statement.ts';

const { G1, G2, shortSignatures } = bls12_381;

// ── What is said ────────────────────────────────────────────────────────────────────────────────

export const NOTE = recordType({
  type: 40,
  name: 'note',
  section: 'tests',
  body: struct({ text: utf8(59) }),
  by: 'member',
  urgency: 3,
  bundled: true,
});
export const ALARM = recordType({
  type: 41,
  name: 'alarm',
  section: 'tests',
  body: struct({ text: utf8(59) }),
  by: 'member',
  urgency: 0,
  bundled: false,
});
export const RECEIPT = statementKind({
  kind: 1,
  name: 'receipt',
  section: 'tests',
  values: ['heard'],
  revisionMax: 0,
  urgency: 2,
});

const genesis: Genesis = { foundedAt: 3_160_000, founderKey: G2.Point.BASE.toBytes(true), name: 'On paper' };
export const COMMUNITY = communityIdOf(genesis);
/** The page that everybody stands on. */
const PAGE = toHex(COMMUNITY) as RecordId;

type Said = { readonly facts: Set<string> };
const speech: Module<Said> = {
  name: 'speech',
  recordTypes: [NOTE, ALARM],
  statementKinds: [RECEIPT],
  reads: [],
  rosterOf: () => PAGE,
  empty: () => ({ facts: new Set() }),
  fold({ facts }, fact) {
    if (fact.kind === 'record') facts.add(fact.id);
    if (fact.kind === 'statement') facts.add(`${fact.subject.record} heard by ${fact.voice.member}`);
  },
  acts: {
    note: {
      title: 'Write',
      plan: (_state, args: { text: string }) => ok({ records: [{ type: NOTE, body: args }] }),
    },
    alarm: {
      title: 'Call',
      plan: (_state, args: { text: string }) => ok({ records: [{ type: ALARM, body: args }] }),
    },
    hear: {
      title: 'Say that it was heard',
      plan: (_state, { record }: { record: RecordId }) =>
        ok({ statements: [{ subject: { kind: RECEIPT.kind, record, roster: PAGE }, value: 0, revision: 0 }] }),
    },
  },
  canonical: ({ facts }) => toUtf8([...facts].sort().join('\n')),
};

// ── Stand-in signatures ─────────────────────────────────────────────────────────────────────────

const multiples: { readonly factor: bigint; readonly signature: Uint8Array }[] = [];
const factorOf = new Map<string, bigint>();

/** The signature of a digest: a known multiple of the generator, the same whenever it is asked for. */
function signOnPaper(digest: Uint8Array, number: number): Uint8Array {
  while (multiples.length <= number) {
    const factor = 1n + BigInt(`0x${toHex(sha256(toUtf8(`multiple ${multiples.length}`)).slice(0, 5))}`);
    multiples.push({ factor, signature: shortSignatures.Signature.toBytes(G1.Point.BASE.multiply(factor)) });
  }
  const { factor, signature } = multiples[number]!;
  factorOf.set(toHex(digest), factor);
  return signature;
}

/** Is the signature the sum of exactly these: what was signed on paper, and what members really signed? */
export function checkStandIn({ shares, signature }: Claim): boolean {
  const factors = shares.map(({ message }) => factorOf.get(toHex(message)));
  const real = shares.filter((_, i) => factors[i] === undefined);
  const sum = factors.reduce<bigint>((total, factor) => total + (factor ?? 0n), 0n);
  if (sum === 0n) return verify({ shares, signature });
  const onPaper = G1.Point.BASE.multiply(sum);
  if (real.length === 0) return toHex(shortSignatures.Signature.toBytes(onPaper)) === toHex(signature);
  let rest;
  try {
    rest = shortSignatures.Signature.fromBytes(signature).subtract(onPaper);
  } catch {
    return false; // These bytes are no point.
  }
  return !rest.is0() && verify({ shares: real, signature: shortSignatures.Signature.toBytes(rest) });
}

// ── Members and records ─────────────────────────────────────────────────────────────────────────

export type Note = { readonly id: RecordId; readonly record: Record; readonly signature: Uint8Array };

export type Community = {
  /** For a carrier, or for the member of this number, who must be one of the writers. */
  options(member?: number, log?: number): Omit<NodeOptions, 'seed'>;
  readonly members: readonly MemberId[];
  readonly names: Directory;
  /** A note on paper, the next in this member's log, with a body of 10 to 60 bytes. */
  write(author: number): Note;
  /** Another note that its author wrote at the place of this one: the two are a fork. */
  fork(note: Note): Note;
  /** What a node has stored that holds these. */
  rowsOf(notes: readonly Note[]): readonly Stored[];
  readonly secrets: Secrets;
};

const signingKeys: Uint8Array[] = [];
const signingKey = (number: number): Uint8Array =>
  (signingKeys[number] ??= secretKeyFromSeed(sha256(toUtf8(`writer ${number}`))));
const publicKeys: Uint8Array[] = [];
const keyOf = (number: number): Uint8Array => (publicKeys[number] ??= publicKey(signingKey(number)));

/** The first `writers` members have real keys. Chance gives the lengths of texts. */
export function standInCommunity(members: number, chance: Prng, writers = 0): Community {
  const ids = Array.from({ length: members }, (_, i) => toHex(sha256(toUtf8(`member ${i}`))) as MemberId);
  const heads = new Map<number, number>();
  let written = 0;
  const secrets: Secrets = {
    community: toHex(COMMUNITY),
    frameSecret: new Uint8Array(32).fill(7),
    epoch: 0,
    day: 0,
    log: 0,
  };
  const signed = (record: Record): Note => {
    const digest = recordDigest(COMMUNITY, record);
    return { id: toHex(digest) as RecordId, record, signature: signOnPaper(digest, written++) };
  };
  const nobody: Places = {
    recordsAt: () => [],
    placeOf: () => undefined,
    forkedMembers: () => [],
    guest: () => undefined,
  };
  return {
    secrets,
    members: ids,
    names: directoryOf(ids, writers, nobody),
    options: (member, log = 0) => ({
      secrets: {
        ...secrets,
        log,
        ...(member !== undefined && { signingKey: signingKey(member), member: ids[member]! }),
      },
      modules: [speech],
      directory: { module: speech.name, of: (_state, places) => directoryOf(ids, writers, places) },
    }),
    write(author) {
      const seq = (heads.get(author) ?? 0) + 1;
      heads.set(author, seq);
      const text = toHex(sha256(toUtf8(`${author}/${seq}`))).slice(0, 9 + chance.below(51));
      return signed({
        member: ids[author]!,
        log: 0,
        keyVersion: 0,
        type: NOTE.type,
        seq,
        time: 1000 + Math.floor(written / 4),
        body: encode(NOTE.body, { text }, 'signed'),
      });
    },
    fork: ({ record }) => signed({ ...record, body: encode(NOTE.body, { text: 'something else' }, 'signed') }),
    rowsOf: (held) => [
      genesisRow(encodeGenesis({ genesis, signature: signOnPaper(COMMUNITY, 0) })),
      ...held.map(rowOf),
    ],
  };
}

const rows = new WeakMap<Note, Stored>();
function rowOf(note: Note): Stored {
  const known = rows.get(note);
  if (known) return known;
  const { id, record, signature } = note;
  const row = recordRow({ id, record, sinceMs: 0, single: signature, bundles: [] });
  rows.set(note, row);
  return row;
}

/** Everybody is a member since the first page; who does not write has 96 bytes that stand for a key. */
function directoryOf(ids: readonly MemberId[], writers: number, places: Places): Directory {
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const onPaper = (id: MemberId): Uint8Array => concat(sha256(toUtf8(id)), new Uint8Array(64));
  const roster: Roster = { checkpoint: PAGE, number: 0, size: ids.length, members: ids };
  const people = ids.map((id, number) => {
    return { id, number, name: `member ${number}`, household: number + 1, standing: 'member' as const };
  });
  return {
    recordsAt: places.recordsAt,
    placeOf: places.placeOf,
    memberAt: (number) => ids[number],
    numberOf: (member) => numbers.get(member),
    newcomer: () => undefined,
    checkpointAt: (number) => (number === 0 ? PAGE : undefined),
    checkpointNumber: (checkpoint) => (checkpoint === PAGE ? 0 : undefined),
    keyOf: (member) => {
      const number = numbers.get(member);
      if (number === undefined) return undefined;
      return number < writers ? keyOf(number) : onPaper(member);
    },
    keyVersionOf: () => 0,
    community: PAGE,
    person: (id) => people[numbers.get(id) ?? -1],
    people: () => people,
    roster: (checkpoint) => (checkpoint === PAGE ? roster : undefined),
    latest: () => roster,
    version: 1,
  };
}
