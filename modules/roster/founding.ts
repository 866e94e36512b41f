// What a new device makes for itself: keys, and either a community's first record or a request to join.
// The same for a phone's page and for a folder of the command line.
//
// Chance comes in as an argument, so that founding and joining can be tested with known keys.

import { fromHex, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { assert, err, ok, type Result } from '#protocol/bytes/result.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { recoveryDigestOf, recoveryKeyOf } from '#protocol/crypto/recovery.ts';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import { genesisRow } from '#protocol/node/archive.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Act, Refusal } from '#protocol/node/module.ts';
import { COMMUNITY_NAME_BYTES_MAX, communityHexOf, encodeGenesis, genesisMessage } from '#protocol/wire/genesis.ts';
import type { Secrets } from '#protocol/node/node-api.ts';
import { deviceMessage, deviceRequestText } from './device-request.ts';
import { joinMessage, joinRequestText } from './joining.ts';
import { ADMISSION_NAME_BYTES_MAX, HOUSEHOLDS_MAX, type Device } from './records.ts';

const GENESIS_ZERO_MS = 1_577_836_800_000;
const MINUTE_MS = 60_000;
/** The secret of the recovery key (protocol/README.md §11.3), for paper. */
const RECOVERY_BYTES = 32;

/** What a device keeps to be this member; all of it secret. */
export type DeviceSecrets = {
  readonly secrets: Secrets;
  /** Of the node's backoffs. */
  readonly seed: string;
  /** Hex of the code that a new device will prove itself with; to be written on paper. */
  readonly recovery: string;
  /** What members admit this device's owner with; empty on a founder's. */
  readonly joinRequest: string;
};

/** Random bytes of the platform. */
export type Entropy = (bytes: number) => Uint8Array;

export type Person = { readonly name: string; readonly household: number };

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

function checkPerson({ name, household }: Person): Result<Person, Refusal> {
  const bytes = toUtf8(name).length;
  if (bytes === 0) return refuse('name-given', 'A name is missing.', 'Write how people call you.');
  if (bytes > ADMISSION_NAME_BYTES_MAX) {
    const why = `This name takes ${bytes} bytes on the air, and ${ADMISSION_NAME_BYTES_MAX} have room.`;
    return refuse('name-fits', why, 'Use your first name or a short form.');
  }
  if (household < 1 || household >= HOUSEHOLDS_MAX) {
    return refuse('house-given', 'The house number is missing.', `Give a number from 1 to ${HOUSEHOLDS_MAX - 1}.`);
  }
  return ok({ name, household });
}

/** How one is reached in private, and how one comes back: what a profile and an admission both say. */
function reach(signingKey: Uint8Array, community: string, recovery: Uint8Array) {
  const id = fromHex(community);
  assert(id.ok, 'a community id is hex');
  return {
    privateKey: boxKeys(signingKey, id.value).key,
    recoveryDigest: recoveryDigestOf(recoveryKeyOf(recovery)),
  };
}

export type Founded = { readonly device: DeviceSecrets; readonly first: Stored; readonly then: Act };

/** A new community with one member. `then` is what the founder says first: name and house. */
export function found(name: string, person: Person, entropy: Entropy, nowMs: number): Result<Founded, Refusal> {
  const checked = checkPerson(person);
  if (!checked.ok) return checked;
  const bytes = toUtf8(name).length;
  if (bytes === 0) return refuse('community-name', 'The community has no name yet.', 'Write what it is called.');
  if (bytes > COMMUNITY_NAME_BYTES_MAX) {
    return refuse(
      'community-name',
      `This name takes ${bytes} bytes, and ${COMMUNITY_NAME_BYTES_MAX} have room.`,
      'Shorten it.',
    );
  }
  const signingKey = secretKeyFromSeed(entropy(32));
  const genesis = {
    foundedAt: Math.floor((nowMs - GENESIS_ZERO_MS) / MINUTE_MS),
    founderKey: publicKey(signingKey),
    name,
  };
  const community = communityHexOf(genesis);
  const signature = sign(genesisMessage(genesis), signingKey, 'possession');
  const secrets = { community, frameSecret: entropy(32), epoch: 0, day: 0, signingKey, log: 0 };
  const recovery = entropy(RECOVERY_BYTES);
  return ok({
    device: { secrets, seed: toHex(entropy(16)), recovery: toHex(recovery), joinRequest: '' },
    first: genesisRow(encodeGenesis({ genesis, signature })),
    then: { module: 'roster', name: 'profile', args: { ...reach(signingKey, community, recovery), ...checked.value } },
  });
}

/** A device that can read the community's air, and the request that members admit it with. */
/** A further device of a member: a key of its own, and the text by which the first device takes it in. */
export function joinAsDevice(
  invite: string,
  { member, log, label }: { readonly member: MemberId; readonly log: number; readonly label: string },
  entropy: Entropy,
): Result<DeviceSecrets & { readonly deviceRequest: string }, Refusal> {
  const invitation = decodeInvitation(invite);
  if (!invitation.ok) return invitation;
  const signingKey = secretKeyFromSeed(entropy(32));
  const id = fromHex(invitation.value.community);
  assert(id.ok, 'a community id is hex');
  const device: Device = { log, key: publicKey(signingKey), label };
  const possession = sign(deviceMessage(id.value, device), signingKey, 'possession');
  return ok({
    secrets: { ...invitation.value, signingKey, log, member },
    seed: toHex(entropy(16)),
    recovery: '',
    joinRequest: '',
    deviceRequest: deviceRequestText({ device, possession }),
  });
}

export function join(invite: string, person: Person, entropy: Entropy): Result<DeviceSecrets, Refusal> {
  const invitation = decodeInvitation(invite);
  if (!invitation.ok) return invitation;
  const checked = checkPerson(person);
  if (!checked.ok) return checked;
  const signingKey = secretKeyFromSeed(entropy(32));
  const { community } = invitation.value;
  const id = fromHex(community);
  assert(id.ok, 'a community id is hex');
  const recovery = entropy(RECOVERY_BYTES);
  const admission = {
    key: publicKey(signingKey),
    ...reach(signingKey, community, recovery),
    household: checked.value.household,
    traits: new Set<'hosted'>(),
    coSponsors: [],
    name: checked.value.name,
  };
  const possession = sign(joinMessage(id.value, admission), signingKey, 'possession');
  return ok({
    secrets: { ...invitation.value, signingKey, log: 0 },
    seed: toHex(entropy(16)),
    recovery: toHex(recovery),
    joinRequest: joinRequestText({ admission, possession }),
  });
}
