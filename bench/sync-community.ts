// A community for measuring how nodes come to agree: its members and records stand on paper, its nodes
// are the product's own (protocol/node), with frames of true sizes.
//
// Only two things stand in. The roster is given (founding a thousand people by their own acts would take
// longer than what is measured), and signatures are of a linear scheme in the same group and of the same
// 48 bytes: the signature of a digest is a known multiple of the generator, a sum of signatures is the sum
// of the multiples. Sums are formed and refused exactly as BLS sums are; anyone could forge them.

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode, struct, utf8 } from '#protocol/bytes/codec.ts';
import type { Prng } from '#protocol/bytes/prng.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import { genesisRow, recordRow } from '#protocol/node/archive.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import type { NodeOptions, Places } from '#protocol/node/node-api.ts';
import { communityIdOf, encodeGenesis, type Genesis } from '#protocol/wire/genesis.ts';
import { recordDigest, recordType, type Record, type RecordTypes } from '#protocol/wire/record.ts';

const { G1, shortSignatures } = bls12_381;

/** What the records of a measurement are: a text, so that bodies take 10 to 60 bytes, as in the research. */
export const noteType = recordType({
  type: 40,
  name: 'note',
  section: 'bench',
  body: struct({ text: utf8(59) }),
  by: 'member',
  urgency: 3,
  bundled: true,
});

const genesis: Genesis = { foundedAt: 3_160_000, founderKey: G2Bytes(), name: 'Measuring' };
const COMMUNITY = communityIdOf(genesis);

function G2Bytes(): Uint8Array {
  return bls12_381.G2.Point.BASE.toBytes(true);
}

// ── Stand-in signatures ─────────────────────────────────────────────────────────────────────────

const multiples: { readonly factor: bigint; readonly signature: Uint8Array }[] = [];
const factorOf = new Map<string, bigint>();

/** The signature of a digest: the next known multiple of the generator, the same whenever it is asked for. */
function signDigest(digest: Uint8Array, number: number): Uint8Array {
  while (multiples.length <= number) {
    const raw = sha256(toUtf8(`multiple ${multiples.length}`)).slice(0, 5);
    const factor = BigInt(`0x${toHex(raw)}`) + 1n;
    multiples.push({ factor, signature: shortSignatures.Signature.toBytes(G1.Point.BASE.multiply(factor)) });
  }
  const { factor, signature } = multiples[number]!;
  factorOf.set(toHex(digest), factor);
  return signature;
}

/** Is this the sum of exactly the signatures of these digests? */
export function checkStandIn({ shares, signature }: Claim): boolean {
  const factors = shares.map(({ message }) => factorOf.get(toHex(message)));
  if (factors.some((factor) => factor === undefined)) return false;
  const sum = factors.reduce<bigint>((total, factor) => total + factor!, 0n);
  return toHex(shortSignatures.Signature.toBytes(G1.Point.BASE.multiply(sum))) === toHex(signature);
}

// ── Members and records ─────────────────────────────────────────────────────────────────────────

export type Note = { readonly id: RecordId; readonly record: Record; readonly signature: Uint8Array };

export type Community = {
  readonly options: Omit<NodeOptions, 'seed'>;
  readonly types: RecordTypes;
  readonly names: Directory;
  /** The next record in the log of this member. */
  write(author: number): Note;
  /** What a node has stored that holds these. */
  rowsOf(notes: readonly Note[]): readonly Stored[];
};

export function standInCommunity(members: number, chance: Prng): Community {
  const ids = Array.from({ length: members }, (_, i) => toHex(sha256(toUtf8(`member ${i}`))) as MemberId);
  const heads = new Map<number, number>();
  let written = 0;
  const notes: Module = {
    name: 'notes',
    recordTypes: [noteType],
    statementKinds: [],
    reads: [],
    rosterOf: () => undefined,
    empty: () => ({}),
    fold: () => undefined,
    acts: {},
    canonical: () => new Uint8Array(0),
  };
  const types: RecordTypes = new Map([[noteType.type, noteType]]);
  return {
    options: {
      secrets: { community: toHex(COMMUNITY), frameSecret: new Uint8Array(32).fill(7), epoch: 0, day: 0, log: 0 },
      modules: [notes],
      directory: { module: 'notes', of: (_state, places) => directoryOf(ids, places) },
    },
    types,
    names: directoryOf(ids, {
      recordsAt: () => [],
      placeOf: () => undefined,
      forkedMembers: () => [],
      guest: () => undefined,
    }),
    write(author) {
      const seq = (heads.get(author) ?? 0) + 1;
      heads.set(author, seq);
      // A length byte and 9 to 59 letters: 10 to 60 bytes.
      const text = toHex(sha256(toUtf8(`${author}/${seq}`))).slice(0, 9 + chance.below(51));
      const record: Record = {
        member: ids[author]!,
        log: 0,
        keyVersion: 0,
        type: noteType.type,
        seq,
        time: 1000 + Math.floor(written / 4),
        body: encode(noteType.body, { text }, 'signed'),
      };
      const digest = recordDigest(COMMUNITY, record);
      return { id: toHex(digest) as RecordId, record, signature: signDigest(digest, written++) };
    },
    rowsOf: (held) => [genesisRow(encodeGenesis({ genesis, signature: signDigest(COMMUNITY, 0) })), ...held.map(rowOf)],
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

/** Everybody is a member since the first page, with a key that stands for the number. */
function directoryOf(ids: readonly MemberId[], places: Places): Directory {
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const keys = new Map(ids.map((id) => [id, sha384(id)]));
  const page = toHex(COMMUNITY) as RecordId;
  const roster: Roster = { checkpoint: page, number: 0, size: ids.length, members: ids };
  const people = ids.map((id, number) => {
    return { id, number, name: `member ${number}`, household: number + 1, standing: 'member' as const };
  });
  return {
    recordsAt: places.recordsAt,
    placeOf: places.placeOf,
    memberAt: (number) => ids[number],
    numberOf: (member) => numbers.get(member),
    newcomer: () => undefined,
    checkpointAt: (number) => (number === 0 ? page : undefined),
    checkpointNumber: (checkpoint) => (checkpoint === page ? 0 : undefined),
    keyOf: (member) => keys.get(member),
    keyVersionOf: () => 0,
    community: page,
    person: (id) => people[numbers.get(id) ?? -1],
    people: () => people,
    roster: (checkpoint) => (checkpoint === page ? roster : undefined),
    latest: () => roster,
    version: 1,
  };
}

/** 96 bytes that differ by member. */
function sha384(id: MemberId): Uint8Array {
  const half = sha256(toUtf8(id));
  return Uint8Array.from([...half, ...half, ...half]);
}

/** Members of one side of a split, so that logs are prefixes of each other. */
export function pickAuthors(members: number, side: 0 | 1): readonly number[] {
  const half = Math.floor(members / 2);
  assert(half > 0, 'each side has members');
  return Array.from({ length: half }, (_, i) => (side === 0 ? i : half + i));
}
