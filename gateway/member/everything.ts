// Everything that is held by and about one person: what they wrote, what others wrote of them, what they said
// in one voice with others. For the person's own file, and for nobody else.

import { equal, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Module } from '#protocol/node/module.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { subjectKey } from '#protocol/tally/tally.ts';
import { recordTypeName } from './asked.ts';

type Written = {
  readonly record: RecordId;
  readonly by: MemberId;
  readonly log: number;
  readonly number: number;
  readonly kind: string;
  /** Claimed minutes since the genesis, modulo 65,536: a hint. */
  readonly claimedMinute: number;
  readonly heldSince: string;
  /** Null where the author took it back. */
  readonly body: unknown;
  readonly takenBack: boolean;
  /** The author's own signature, where it was seen alone; else the record stands under a joint one. */
  readonly signature: string | null;
};
type Said = {
  readonly on: RecordId;
  readonly kind: string;
  readonly says: string;
  readonly revision: number;
};
export type Everything = {
  readonly community: string;
  readonly communityName: string | null;
  readonly member: MemberId;
  readonly name: string | null;
  readonly house: number | null;
  readonly writtenByMe: readonly Written[];
  readonly writtenAboutMe: readonly Written[];
  readonly saidWithOthers: readonly Said[];
};

export type About = {
  readonly node: FolkmootNode;
  readonly member: MemberId;
  readonly community: string;
  readonly communityName: string | undefined;
  readonly modules: readonly Module[];
  readonly nowMs: number;
};

/** The wire's name of a public key for private messages would frighten whoever reads it in a file. */
const SPELLED: { readonly [field: string]: string } = { privateKey: 'publicKeyForPrivateMessages' };

/** As JSON can say it: bytes as hex, sets and maps as lists. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Set) return [...(value as Set<unknown>)].map(plain);
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [SPELLED[field] ?? field, plain(one)]));
}

/** Does a body name the person, by id or by key, wherever in it? */
function names(body: unknown, member: MemberId, key: Uint8Array | undefined): boolean {
  if (typeof body === 'string') return body === member;
  if (body instanceof Uint8Array) return key !== undefined && equal(body, key);
  if (body instanceof Map) return [...(body as Map<unknown, unknown>)].some((one) => names(one, member, key));
  if (typeof body !== 'object' || body === null) return false;
  const parts: readonly unknown[] = body instanceof Set ? [...(body as Set<unknown>)] : Object.values(body);
  return parts.some((part) => names(part, member, key));
}

export function everythingAbout({ node, member, community, communityName, modules, nowMs }: About): Everything {
  const { directory, records, tally } = node;
  const around = node.around(nowMs);
  const person = directory.person(member);
  const key = directory.keyOf(member, 0, 0);
  const held = records.logs().flatMap(({ member: author, log }) => records.ids(author, log, 1));
  const written = (id: RecordId): Written => {
    const { record, single, sinceMs } = records.get(id)!;
    return {
      record: id,
      by: record.member,
      log: record.log,
      number: record.seq,
      kind: recordTypeName(record.type, modules),
      claimedMinute: record.time,
      heldSince: new Date(sinceMs).toISOString(),
      body: record.bodyHash ? null : plain(around.record(id)?.body ?? record.body),
      takenBack: record.bodyHash !== undefined,
      signature: single ? toHex(single) : null,
    };
  };
  const isMine = (id: RecordId): boolean => records.get(id)!.record.member === member;
  const kinds = new Map(modules.flatMap(({ statementKinds }) => statementKinds).map((kind) => [kind.kind, kind]));
  return {
    community,
    communityName: communityName ?? null,
    member,
    name: person?.name ?? null,
    house: person?.household ?? null,
    writtenByMe: held.filter(isMine).map(written),
    writtenAboutMe: held.filter((id) => !isMine(id) && names(around.record(id)?.body, member, key)).map(written),
    saidWithOthers: tally.subjects().flatMap(({ kind, record }) =>
      tally
        .voices(subjectKey(kind, record))
        .filter((voice) => voice.member === member)
        .map(({ value, revision }) => ({
          on: record,
          kind: kinds.get(kind)?.name ?? `kind ${kind}`,
          says: kinds.get(kind)?.values[value] ?? `value ${value}`,
          revision,
        })),
    ),
  };
}
