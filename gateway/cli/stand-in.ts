/**
 * Names for whoever looks at a frame without a community at hand: every number is some member, every
 * place holds some record. An id made here says in words what it stands for (protocol/README.md §3.2).
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { StatementContext, StatementKind } from '#protocol/wire/statement.ts';
import { modules } from '#modules/index.ts';

export type StandIn = {
  readonly context: StatementContext;
  /** What an id made here stands for, or the hex of any other. */
  words(id: string): string;
};

export type StandInOptions = {
  readonly community: Uint8Array;
  /** Members in the roster that a statement's map runs over; without it, a map cannot be read. */
  readonly rosterSize?: number;
  /** Values that may be said of the subject; by default as many as the kind has. */
  readonly values?: number;
};

export function standIn({ community, rosterSize, values }: StandInOptions): StandIn {
  const meanings = new Map<string, string>();
  const ids = new Map<string, string>();
  // In the order of their first use: where the lesser of two names must stand first, nobody here can say it does not.
  const made = (text: string): string => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    const order = ids.size.toString(16).padStart(8, '0');
    const id = order + toHex(sha256(toUtf8(`stand-in/${text}`))).slice(order.length);
    ids.set(text, id);
    meanings.set(id, text);
    return id;
  };
  const words = (id: string): string => meanings.get(id) ?? id;
  const statementKinds = modules.flatMap((module) => module.statementKinds);
  return {
    words,
    context: {
      community,
      standIns: true,
      types: new Map(modules.flatMap(({ recordTypes }) => recordTypes.map((type) => [type.type, type] as const))),
      kinds: new Map<number, StatementKind>(statementKinds.map((kind) => [kind.kind, kind] as const)),
      names: {
        memberAt: (number) => made(`member ${number}`) as MemberId,
        numberOf: (member) => Number(/^member (\d+)$/.exec(words(member))?.[1] ?? Number.NaN) || 0,
        newcomer: (prefix) => made(`newcomer ${prefix}`) as MemberId,
        recordsAt: ({ member, log, seq }) => [made(`record ${seq} of ${words(member)}, log ${log}`) as RecordId],
        placeOf: () => undefined,
        checkpointAt: (number) => made(number === 0 ? 'genesis' : `checkpoint ${number}`) as RecordId,
        checkpointNumber: () => undefined,
      },
      // Keys were replaced often enough for any "keys back" to mean something.
      keys: { keyOf: () => undefined, keyVersionOf: () => 255 },
      rosterOf: () => made('the roster that the subject froze') as RecordId,
      rosterSize: () => rosterSize,
      valueCountOf: () => values,
    },
  };
}
