// What members write about who is here: declared formats (README §2).

import {
  bytes,
  flags,
  list,
  oneOf,
  struct,
  tailUtf8,
  u8,
  u32,
  varint,
  type Codec,
  type Value,
} from '#protocol/bytes/codec.ts';
import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { PUBLIC_KEY_BYTES } from '#protocol/crypto/bls.ts';
import { RECOVERY_KEY_BYTES, RECOVERY_SIGNATURE_BYTES } from '#protocol/crypto/recovery.ts';
import { CHECKPOINTS_MAX, LOGS_MAX, SEQ_MAX } from '#protocol/wire/limits.ts';
import { CHARTER_VALUE_MAX } from '../charter.ts';
import {
  anyMember,
  checkpointRef,
  memberRecordRef,
  PREFIX_BYTES,
  recordRef,
  rosterMember,
} from '#protocol/wire/names.ts';
import { recordType } from '#protocol/wire/record.ts';
import { statementKind } from '#protocol/wire/statement.ts';

/** Household numbers, so that one takes at most two bytes; 0 is unknown. */
export const HOUSEHOLDS_MAX = 2 ** 14;
const household = varint(HOUSEHOLDS_MAX - 1);

/** A first name fits; the profile has room for the whole one. */
export const ADMISSION_NAME_BYTES_MAX = 13;
export const PROFILE_NAME_BYTES_MAX = 60;
export const LEAVING_BYTES_MAX = 80;
export const ABSENCE_BYTES_MAX = 80;
/** Besides the author: three sponsors in all. */
export const CO_SPONSORS_MAX = 2;

/** With the author, three of five. */
export const CO_GUARDIANS_MAX = 2;

export const X25519_KEY_BYTES = 32;
export const RECOVERY_DIGEST_BYTES = 16;

/** How a member is called and reached in private. The newest one of a member's logs counts. §2.1 */
export const Profile = struct({
  privateKey: bytes(X25519_KEY_BYTES),
  recoveryDigest: bytes(RECOVERY_DIGEST_BYTES),
  household,
  name: tailUtf8(PROFILE_NAME_BYTES_MAX),
});
export type Profile = Value<typeof Profile>;

/** A member brings a new person in. The person's key shows possession of its secret; co-sponsors sign too. §2.2 */
export const Admission = struct({
  key: bytes(PUBLIC_KEY_BYTES),
  privateKey: bytes(X25519_KEY_BYTES),
  recoveryDigest: bytes(RECOVERY_DIGEST_BYTES),
  household,
  /** `hosted`: the key lives on a shared device, such as the gateway, and not in the person's own hand. */
  traits: flags('hosted'),
  coSponsors: list(rosterMember, CO_SPONSORS_MAX),
  name: tailUtf8(ADMISSION_NAME_BYTES_MAX),
});
export type Admission = Value<typeof Admission>;

/**
 * A person who was not yet numbered when the record was made, always by the first bytes of the id.
 * A checkpoint gives the number: were it named by number, nobody could read the checkpoint first.
 */
const admittedPerson: Codec<MemberId> = {
  size: { min: PREFIX_BYTES, max: PREFIX_BYTES },
  write: (to, id) => {
    const whole = fromHex(id);
    assert(whole.ok && whole.value.length === 32, 'an id is 32 bytes of hex');
    to.bytes(to.form === 'signed' ? whole.value : whole.value.slice(0, PREFIX_BYTES));
  },
  read: (from) => {
    if (from.form === 'signed') return toHex(from.bytes(32)) as MemberId;
    const prefix = toHex(from.bytes(PREFIX_BYTES));
    const person = from.names?.newcomer(prefix);
    if (person === undefined) from.lack({ kind: 'newcomer', prefix });
    return person ?? ('' as MemberId);
  },
};

/** What one checkpoint can list; more people are admitted over several checkpoints. */
export const ADMITTED_MAX = 6;
export const REMOVED_MAX = 4;
export const CARRIED_MAX = 3;
export const EXPELLED_MAX = 1;
export const CHARTER_CHANGES_MAX = 2;

/** A removal names the last record of each log that it accepts; more logs than these have none. */
const ACCEPTED_LOGS_MAX = 3;

/** The last record of a log that still counts; 0 where none does. */
const LogEnd = struct({ log: varint(LOGS_MAX - 1), seq: varint(SEQ_MAX) });

/** Somebody is put out by decision. */
export const Expulsion = struct({ member: rosterMember, accepts: list(LogEnd, ACCEPTED_LOGS_MAX) });
export type Expulsion = Value<typeof Expulsion>;

/** A number of the charter, by its number in modules/charter.ts. */
const CharterChange = struct({ key: u8, value: varint(CHARTER_VALUE_MAX) });

/** The page is closed: who belongs from here on. Counts once a quorum of the previous roster confirms it. §2.3 */
export const Checkpoint = struct({
  number: varint(CHECKPOINTS_MAX),
  previous: checkpointRef,
  /** Of all modules, as the author holds them. */
  stateHash: bytes(32),
  /** Short digest over every log's head, as the author holds them. */
  frontier: bytes(8),
  /** The author's claim, minutes since 2020-01-01T00:00Z. A hint. */
  claimedMinute: u32,
  /** Epoch of the frame keys. */
  epoch: u8,
  admitted: list(admittedPerson, ADMITTED_MAX),
  /** Those who left. */
  removed: list(rosterMember, REMOVED_MAX),
  /** Proposals that stay open over the roster they froze; binds on others of that roster end here. */
  carried: list(memberRecordRef, CARRIED_MAX),
  /** Decisions that this page carries out: who is put out, and what of the charter changes. */
  expelled: list(Expulsion, EXPELLED_MAX),
  charter: list(CharterChange, CHARTER_CHANGES_MAX),
});
export type Checkpoint = Value<typeof Checkpoint>;

export const DEVICE_LABEL_BYTES_MAX = 24;

/** One more device of a member: the key of a further log. Log 0 signs it, the new key shows possession. §2.4 */
export const Device = struct({
  log: varint(LOGS_MAX - 1),
  key: bytes(PUBLIC_KEY_BYTES),
  label: tailUtf8(DEVICE_LABEL_BYTES_MAX),
});
export type Device = Value<typeof Device>;

/** A log's next key; the old one signs it in that log, the new one shows possession. §2.5 */
export const Rotation = struct({ key: bytes(PUBLIC_KEY_BYTES) });
export type Rotation = Value<typeof Rotation>;

/** A member says of one of the own logs: whatever it writes from now on is not mine. Counts on sight. §2.6 */
export const Revocation = struct({ log: varint(LOGS_MAX - 1), keyVersion: u8 });
export type Revocation = Value<typeof Revocation>;

/** Who may help a member back in: three of five, from at least three households. §2.7 */
export const Guardians = struct({ guardians: list(rosterMember, 5) });
export type Guardians = Value<typeof Guardians>;

/** One more sponsor for somebody whom another admitted. §2.8 */
export const Sponsoring = struct({ person: admittedPerson });
export type Sponsoring = Value<typeof Sponsoring>;

/** A member goes. Counts on sight; the next checkpoint lists it. §2.9 */
export const Leaving = struct({ words: tailUtf8(LEAVING_BYTES_MAX) });
export type Leaving = Value<typeof Leaving>;

/** A guardian says that this key of log 0, and those before it, are in other hands. §2.7 */
export const Suspending = struct({ member: anyMember, keyVersion: u8 });
export type Suspending = Value<typeof Suspending>;

/**
 * A new key for somebody who lost the old one, by three of the five guardians in one record (author and two
 * co-signers), or by anyone where a reveal follows. The new key shows possession. §2.10
 */
export const Rebinding = struct({
  member: anyMember,
  /** The version of the key of log 0 that ends. */
  ends: u8,
  key: bytes(PUBLIC_KEY_BYTES),
  privateKey: bytes(X25519_KEY_BYTES),
  recoveryDigest: bytes(RECOVERY_DIGEST_BYTES),
  coGuardians: list(rosterMember, CO_GUARDIANS_MAX),
});
export type Rebinding = Value<typeof Rebinding>;

/** The recovery key that the admission committed to says: this rebinding is mine. §2.11 */
export const Reveal = struct({
  rebinding: recordRef,
  recoveryKey: bytes(RECOVERY_KEY_BYTES),
  signature: bytes(RECOVERY_SIGNATURE_BYTES),
});
export type Reveal = Value<typeof Reveal>;

/** I am away, or back: nobody waits for my notice meanwhile; what I own and my voice stay. §2.12 */
export const Absence = struct({ state: oneOf('back', 'away'), words: tailUtf8(ABSENCE_BYTES_MAX) });
export type Absence = Value<typeof Absence>;

/** The owner's old key, or another of the owner's devices, says: this new key is not mine. §2.13 */
export const Objection = struct({ rebinding: recordRef });
export type Objection = Value<typeof Objection>;

export const profile = recordType<Profile>({
  type: 1,
  name: 'profile',
  section: 'roster §2.1',
  body: Profile,
  by: 'newcomer',
  urgency: 2,
  bundled: true,
});

export const admission = recordType<Admission>({
  type: 2,
  name: 'admission',
  section: 'roster §2.2',
  body: Admission,
  by: 'member',
  urgency: 1,
  bundled: false,
  coSigners: ({ coSponsors, key }) => ({ members: coSponsors, newKeys: [key] }),
});

export const checkpoint = recordType<Checkpoint>({
  type: 3,
  name: 'checkpoint',
  section: 'roster §2.3',
  body: Checkpoint,
  by: 'member',
  urgency: 1,
  bundled: false,
});

export const device = recordType<Device>({
  type: 4,
  name: 'device',
  section: 'roster §2.4',
  body: Device,
  by: 'newcomer',
  urgency: 1,
  bundled: false,
  coSigners: ({ key }) => ({ members: [], newKeys: [key] }),
});

export const rotation = recordType<Rotation>({
  type: 5,
  name: 'rotation',
  section: 'roster §2.5',
  body: Rotation,
  by: 'newcomer',
  urgency: 1,
  bundled: false,
  coSigners: ({ key }) => ({ members: [], newKeys: [key] }),
});

export const revocation = recordType<Revocation>({
  type: 6,
  name: 'revocation',
  section: 'roster §2.6',
  body: Revocation,
  by: 'newcomer',
  urgency: 0,
  bundled: false,
});

export const guardians = recordType<Guardians>({
  type: 7,
  name: 'guardians',
  section: 'roster §2.7',
  body: Guardians,
  by: 'member',
  urgency: 2,
  bundled: true,
});

export const sponsoring = recordType<Sponsoring>({
  type: 8,
  name: 'sponsoring',
  section: 'roster §2.8',
  body: Sponsoring,
  by: 'member',
  urgency: 1,
  bundled: true,
});

export const leaving = recordType<Leaving>({
  type: 9,
  name: 'leaving',
  section: 'roster §2.9',
  body: Leaving,
  by: 'newcomer',
  urgency: 2,
  bundled: true,
});

export const suspending = recordType<Suspending>({
  type: 10,
  name: 'suspending',
  section: 'roster §2.7',
  body: Suspending,
  by: 'member',
  urgency: 0,
  bundled: false,
});

export const rebinding = recordType<Rebinding>({
  type: 11,
  name: 'rebinding',
  section: 'roster §2.10',
  body: Rebinding,
  by: 'member',
  urgency: 1,
  bundled: false,
  coSigners: ({ coGuardians, key }) => ({ members: coGuardians, newKeys: [key] }),
});

export const reveal = recordType<Reveal>({
  type: 12,
  name: 'reveal',
  section: 'roster §2.11',
  body: Reveal,
  by: 'member',
  urgency: 1,
  bundled: false,
});

export const absence = recordType<Absence>({
  type: 13,
  name: 'absence',
  section: 'roster §2.12',
  body: Absence,
  by: 'member',
  urgency: 2,
  bundled: true,
});

export const objection = recordType<Objection>({
  type: 14,
  name: 'objection',
  section: 'roster §2.13',
  body: Objection,
  by: 'member',
  urgency: 1,
  bundled: false,
});

export const ROSTER_RECORD_TYPES = [
  profile,
  admission,
  checkpoint,
  device,
  rotation,
  revocation,
  guardians,
  sponsoring,
  leaving,
  suspending,
  rebinding,
  reveal,
  absence,
  objection,
] as const;

/** Irrevocable: this checkpoint closes the page. §3.1 */
export const confirm = statementKind({
  kind: 0,
  name: 'confirm',
  section: 'roster §3.1',
  values: ['confirmed'],
  revisionMax: 0,
  urgency: 1,
});

/** For this round I would confirm this checkpoint; the round is the revision. §3.2 */
export const ready = statementKind({
  kind: 7,
  name: 'ready',
  section: 'roster §3.2',
  values: ['ready'],
  revisionMax: 11,
  urgency: 1,
});

export const ROSTER_STATEMENT_KINDS = [confirm, ready] as const;
