// The shape of the roster's state: sets of facts that only grow, and the line that is derived from them.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Roster } from '#protocol/log/directory.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { Genesis } from '#protocol/wire/genesis.ts';
import type { Record } from '#protocol/wire/record.ts';
import type {
  Absence,
  Admission,
  Checkpoint,
  Device,
  Guardians,
  Objection,
  Profile,
  Rebinding,
  Revocation,
  Rotation,
  Sponsoring,
} from './records.ts';

export type Split = { readonly number: number; readonly candidates: readonly RecordId[] };

export type Line = {
  /** Every confirmed roster, those beyond a split included. */
  readonly rosters: ReadonlyMap<RecordId, Roster>;
  /** Checkpoints by number, as names on the air use them. */
  readonly named: readonly RecordId[];
  /** Members by number, likewise. */
  readonly numbered: readonly MemberId[];
  readonly numberOf: ReadonlyMap<MemberId, number>;
  /** The newest roster that counts; undefined before the genesis is known. */
  readonly latest: Roster | undefined;
  readonly latestMembers: ReadonlySet<MemberId>;
  readonly split: Split | undefined;
  /** What each confirmed page has of the charter: value by key number. */
  readonly charters: ReadonlyMap<RecordId, ReadonlyMap<number, number>>;
  /** Who was put out, with the last number of each log that still counts; other logs have none. */
  readonly expelled: ReadonlyMap<MemberId, ReadonlyMap<number, number>>;
};

/** A record with its name and its body read. */
export type Said<B> = { readonly id: RecordId; readonly record: Record; readonly body: B };

export type RosterState = {
  community: { readonly id: RecordId; readonly genesis: Genesis; readonly founder: MemberId } | undefined;
  /** Facts that came before the genesis; they mean nothing without it. */
  early: Fact[];
  /** Ids of all records that were folded, so that a repeated one changes nothing. */
  readonly folded: Set<RecordId>;
  /** First key of everybody who founded or was admitted. */
  readonly firstKeys: Map<MemberId, Uint8Array>;
  /** First person for 16 hex digits of an id. */
  readonly byPrefix: Map<string, MemberId>;
  readonly admissions: Map<MemberId, Said<Admission>[]>;
  /** Who sponsored a person in a record of its own, besides those whom the admissions name. */
  readonly sponsorings: Map<MemberId, Said<Sponsoring>[]>;
  readonly profiles: Map<MemberId, Said<Profile>>;
  readonly devices: Map<MemberId, Map<number, Said<Device>>>;
  /** By `logName`, then by the key version that the rotation ends. */
  readonly rotations: Map<string, Map<number, Said<Rotation>[]>>;
  readonly revocations: Map<MemberId, Said<Revocation>[]>;
  readonly guardians: Map<MemberId, Said<Guardians>>;
  /** By the version of the key that signed them: the first list that this key named. */
  readonly guardianLists: Map<MemberId, Map<number, Said<Guardians>>>;
  /** New keys for log 0, by member, then by the version they end. */
  readonly rebindings: Map<MemberId, Map<number, Said<Rebinding>[]>>;
  /** Digests (hex) of recovery keys that vouched for a rebinding. */
  readonly reveals: Map<RecordId, Set<string>>;
  /** The first profile of each: a founder, whom nobody admitted, commits to a recovery key in it. */
  readonly firstProfiles: Map<MemberId, Said<Profile>>;
  /** Who asks that a member's key be suspended, up to which version. */
  readonly suspendedBy: Map<MemberId, Map<MemberId, number>>;
  /** The first word of each who left: it stands for ever, and ends the log. */
  readonly leavings: Map<MemberId, Said<unknown>>;
  readonly absences: Map<MemberId, Said<Absence>>;
  /** Who said of a new key that it is not theirs: by rebinding. */
  readonly objections: Map<RecordId, Said<Objection>[]>;
  readonly checkpoints: Map<RecordId, Said<Checkpoint>>;
  /** Checkpoints that extend another, confirmed or not. */
  readonly successors: Map<RecordId, RecordId[]>;
  /** Who confirmed a checkpoint, over which roster. */
  readonly confirms: Map<RecordId, Map<RecordId, Set<MemberId>>>;
  /** The first page that each member confirmed over a roster, and those who confirmed two: proof of a lie. */
  readonly confirmedOver: Map<RecordId, Map<MemberId, RecordId>>;
  readonly doubleConfirmers: Set<MemberId>;
  /** Rounds in which a member was ready to confirm a checkpoint: checkpoint, member, rounds. */
  readonly readies: Map<RecordId, Map<MemberId, Set<number>>>;
  /** Rises with every fact that changes what a name, a key or a roster means. */
  version: number;
  /** Derived: undefined when it must be derived anew. */
  line: Line | undefined;
};
