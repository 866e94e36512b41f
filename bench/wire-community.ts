// A community on paper for measuring: 500 numbered members, one confirmed checkpoint after the genesis,
// and the real record types and statement kinds of all modules. Names resolve as they do in a node.

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, Place, RecordId } from '#protocol/bytes/reference.ts';
import { publicKey, secretKeyFromSeed } from '#protocol/crypto/bls.ts';
import { memberIdOf, recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import type { StatementContext, StatementKind } from '#protocol/wire/statement.ts';
import { modules } from '#modules/index.ts';

const digest = (text: string): Uint8Array => sha256(toUtf8(text));

export const COMMUNITY = digest('a community on paper');
export const PAGE = 1;
const pages: readonly RecordId[] = [COMMUNITY, digest('page 1')].map((id) => toHex(id) as RecordId);

export type PaperMember = { readonly id: MemberId; readonly secret: Uint8Array; readonly key: Uint8Array };

/** Making a key takes milliseconds, so only those that a signature needs are made. */
export function paperMember(number: number): PaperMember {
  const secret = secretKeyFromSeed(digest(`member ${number}`));
  const key = publicKey(secret);
  return { id: memberIdOf(COMMUNITY, key), secret, key };
}

export type Paper = {
  readonly context: StatementContext;
  readonly members: readonly MemberId[];
  readonly page: RecordId;
  /** A record in somebody's log; it can be named from then on. */
  write<T>(type: RecordType<T>, author: number, seq: number, body: T, guestKey?: Uint8Array): Record;
};

/** `idOf` gives the ids; those of members whose signatures are not measured need no keys. */
export function paper(size: number, idOf: (number: number) => MemberId = paperId): Paper {
  const members = Array.from({ length: size }, (_, number) => idOf(number));
  const numbers = new Map(members.map((id, number) => [id, number]));
  const held = new Map<RecordId, { readonly record: Record; readonly body: unknown }>();
  const types = new Map(modules.flatMap(({ recordTypes }) => recordTypes.map((type) => [type.type, type] as const)));
  const kinds = new Map<number, StatementKind>(
    modules.flatMap(({ statementKinds }) => statementKinds.map((kind) => [kind.kind, kind] as const)),
  );
  const ownerOf = (kind: number) => modules.find(({ statementKinds }) => statementKinds.some((k) => k.kind === kind));
  const at = (place: Place, { member, log, seq }: Record): boolean =>
    member === place.member && log === place.log && seq === place.seq;
  const names: StatementContext['names'] = {
    memberAt: (number) => members[number],
    numberOf: (member) => numbers.get(member),
    newcomer: () => undefined,
    recordsAt: (place) => [...held].filter(([, { record }]) => at(place, record)).map(([id]) => id),
    placeOf: (id) => held.get(id)?.record,
    checkpointAt: (number) => pages[number],
    checkpointNumber: (page) => (pages.includes(page) ? pages.indexOf(page) : undefined),
  };
  return {
    members,
    page: pages[PAGE]!,
    context: {
      community: COMMUNITY,
      types,
      kinds,
      names,
      keys: { keyOf: () => undefined, keyVersionOf: () => 0 },
      rosterSize: () => size,
      rosterOf: (kind, id) => {
        const subject = held.get(id);
        return subject && ownerOf(kind)?.rosterOf(kind, subject.record, subject.body, names);
      },
      valueCountOf: (kind, id) => {
        const subject = held.get(id);
        return subject && ownerOf(kind)?.valueCountOf?.(kind, subject.record, subject.body);
      },
    },
    write(type, author, seq, body, guestKey) {
      const record: Record = {
        member: guestKey ? memberIdOf(COMMUNITY, guestKey) : members[author]!,
        log: 0,
        keyVersion: 0,
        type: type.type,
        seq,
        time: 20_000 + seq,
        body: encode(type.body, body, 'signed'),
        ...(guestKey && { guestKey }),
      };
      held.set(recordId(COMMUNITY, record), { record, body });
      return record;
    },
  };
}

function paperId(number: number): MemberId {
  return toHex(digest(`id of member ${number}`)) as MemberId;
}
