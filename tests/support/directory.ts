// A directory that a test fills by hand, and a village that writes records without a node.

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, Place, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory, Person, Roster } from '#protocol/log/directory.ts';
import type { Fact, Plan, Self, Surroundings } from '#protocol/node/module.ts';
import { recordId, type Record } from '#protocol/wire/record.ts';
import type { Voice } from '#protocol/wire/statement.ts';

const digest = (text: string): Uint8Array => sha256(toUtf8(text));
const COMMUNITY = digest('a village of the tests');

type Facts = Extract<Fact, { kind: 'record' | 'statement' }>;
export type RecordFact = Extract<Fact, { kind: 'record' }>;

export type Village = {
  readonly directory: Directory;
  readonly members: readonly MemberId[];
  /** Confirms one more checkpoint with the same members. */
  addCheckpoint(): RecordId;
  readonly checkpoints: readonly RecordId[];
  /** What a plan writes in somebody's log; the directory knows its place from then on. */
  write(self: Self, plan: Plan, options?: { minute?: number; seq?: number }): readonly Facts[];
  readonly held: ReadonlyMap<RecordId, { readonly record: Record; readonly body: unknown }>;
  self(index: number, log?: number): Self;
  around(options?: { nowMs?: number; heldSinceMs?: (id: RecordId) => number | undefined }): Surroundings;
};

export type VillageOptions = {
  readonly members: number;
  /** Household number of a member by index; by default two people share one. */
  readonly household?: (index: number) => number;
  /** Indices who are no members yet. */
  readonly newcomers?: readonly number[];
  readonly guests?: readonly number[];
};

export function village(options: VillageOptions): Village {
  const ids = Array.from({ length: options.members }, (_, i) => toHex(digest(`member ${i}`)) as MemberId);
  const standingOf = (i: number): Person['standing'] =>
    options.guests?.includes(i) ? 'guest' : options.newcomers?.includes(i) ? 'newcomer' : 'member';
  const people: readonly Person[] = ids.map((id, i) => ({
    id,
    number: standingOf(i) === 'member' ? i : undefined,
    name: `Person ${i}`,
    household: options.household ? options.household(i) : 1 + Math.floor(i / 2),
    standing: standingOf(i),
  }));
  const byId = new Map(people.map((person) => [person.id, person]));
  const numbered = people.filter(({ number }) => number !== undefined);
  const places = new Map<RecordId, Place>();
  const held = new Map<RecordId, { record: Record; body: unknown }>();
  const checkpoints: RecordId[] = [toHex(COMMUNITY) as RecordId];
  const nextSeq = new Map<string, number>();
  const rosterAt = (number: number): Roster | undefined =>
    checkpoints[number] && {
      checkpoint: checkpoints[number],
      number,
      size: ids.length,
      members: numbered.map(({ id }) => id),
    };
  const directory: Directory = {
    community: toHex(COMMUNITY) as RecordId,
    memberAt: (number) => numbered.find((person) => person.number === number)?.id,
    numberOf: (member) => byId.get(member)?.number,
    newcomer: (prefix) => people.find(({ id, number }) => number === undefined && id.startsWith(prefix))?.id,
    recordsAt: ({ member, log, seq }) =>
      [...places].filter(([, at]) => at.member === member && at.log === log && at.seq === seq).map(([id]) => id),
    placeOf: (record) => places.get(record),
    checkpointAt: (number) => checkpoints[number],
    checkpointNumber: (checkpoint) => {
      const number = checkpoints.indexOf(checkpoint);
      return number < 0 ? undefined : number;
    },
    keyOf: () => new Uint8Array(96),
    keyVersionOf: () => 0,
    person: (id) => byId.get(id),
    people: () => people,
    roster: (checkpoint) => rosterAt(checkpoints.indexOf(checkpoint)),
    latest: () => rosterAt(checkpoints.length - 1),
    version: 1,
  };
  const write: Village['write'] = (self, plan, { minute = 0, seq } = {}) => {
    const log = `${self.member}/${self.log}`;
    const records = (plan.records ?? []).map(({ type, body }, i): Facts => {
      const number = seq === undefined ? (nextSeq.get(log) ?? 1) : seq + i;
      nextSeq.set(log, Math.max(number + 1, nextSeq.get(log) ?? 1));
      const record: Record = {
        member: self.member,
        log: self.log,
        keyVersion: 0,
        type: type.type,
        seq: number,
        time: minute,
        body: encode(type.body, body, 'signed'),
        ...(standingOf(ids.indexOf(self.member)) === 'guest' && { guestKey: new Uint8Array(96) }),
      };
      const id = recordId(COMMUNITY, record);
      places.set(id, { member: self.member, log: self.log, seq: number });
      held.set(id, { record, body });
      return { kind: 'record', id, record, body };
    });
    const voices = (plan.statements ?? []).map(({ subject, value, revision }): Facts => {
      const voice: Voice = { member: self.member, value, revision, keyVersion: 0 };
      return { kind: 'statement', subject, voice };
    });
    return [...records, ...voices];
  };
  return {
    directory,
    members: ids,
    checkpoints,
    held,
    addCheckpoint: () => {
      checkpoints.push(toHex(digest(`checkpoint ${checkpoints.length}`)) as RecordId);
      return checkpoints.at(-1)!;
    },
    write,
    self: (index, log = 0) => ({ member: ids[index]!, log, key: new Uint8Array(96) }),
    around: ({ nowMs = 0, heldSinceMs = () => 0 } = {}) => ({
      directory,
      state: () => undefined,
      record: (id) => held.get(id),
      heldSinceMs,
      nowMs,
    }),
  };
}
