// A community that has long been founded: everybody's device holds the same records when the world begins.
//
// For scenarios about what happens later, with more people than a founding table takes in reasonable
// time. The records are those that founding.ts would leave (genesis, admissions, pages with their
// confirmations), written at once; each is signed by its author, but the confirmations of a page carry the
// founder's signature alone, because nobody asks for what all hold since the beginning.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { addSignatures, publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { deriveKey } from '#protocol/crypto/siv.ts';
import { assert } from '#protocol/bytes/result.ts';
import { genesisRow, mapRow, recordRow } from '#protocol/node/archive.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import type { NodeOptions, Secrets } from '#protocol/node/node-api.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import { communityHexOf, communityIdOf, encodeGenesis, genesisMessage, type Genesis } from '#protocol/wire/genesis.ts';
import {
  memberIdOf,
  possessionMessage,
  recordDigest,
  recordId,
  type Record,
  type RecordType,
} from '#protocol/wire/record.ts';
import { statementDigest } from '#protocol/wire/statement.ts';
import { admission, checkpoint, confirm } from '#modules/roster/records.ts';
import { nodeOptions, type Resident } from './founding.ts';
import { personName } from './short-name.ts';
import type { Host, World } from './world.ts';

export type Settler = Resident & { readonly id: MemberId; readonly secretKey: Uint8Array; readonly key: Uint8Array };

export type SettledTown = {
  readonly community: Uint8Array;
  readonly settlers: readonly Settler[];
  /** What a device without a member's key knows. */
  readonly carrierOptions: Omit<NodeOptions, 'seed'>;
  /** The page on which everybody stands. */
  readonly page: RecordId;
  /** A device of the town: that of a settler, or a carrier's where none is given. It holds all that was founded. */
  settle(world: World, name: string, settler?: Settler, radio?: number, ownModules?: readonly Module[]): Host;
};

/** What one checkpoint lists (modules/roster). */
const PAGE_PEOPLE = 6;
const EPOCH_START_MS = 1_577_836_800_000;

const derive = (seed: string, purpose: string): Uint8Array => deriveKey(toUtf8(seed), purpose, new Uint8Array(0));

/** Keys are those of the seed; the world's hour is when everybody holds everything. */
export function settledTown(
  seed: string,
  foundedAtMs: number,
  name: string,
  residents: readonly Resident[],
  modules: readonly Module[],
): SettledTown {
  const secretKeys = residents.map((_, i) => secretKeyFromSeed(derive(seed, `person/${i}`)));
  const keys = secretKeys.map((secret) => publicKey(secret));
  const genesis: Genesis = {
    foundedAt: Math.floor((foundedAtMs - EPOCH_START_MS) / 60_000),
    founderKey: keys[0]!,
    name,
  };
  const community = communityIdOf(genesis);
  const settlers = residents.map((resident, i): Settler => {
    const [secretKey, key] = [secretKeys[i]!, keys[i]!];
    return { ...resident, id: memberIdOf(community, key), secretKey, key };
  });
  const { rows, page } = foundation(community, genesis, settlers, foundedAtMs);
  const carried: Secrets = {
    community: communityHexOf(genesis),
    frameSecret: derive(seed, 'frames'),
    epoch: 0,
    day: 0,
    log: 0,
  };
  const optionsFor = (settler?: Settler, ownModules = modules): Omit<NodeOptions, 'seed'> =>
    nodeOptions(ownModules, { ...carried, ...(settler && { signingKey: settler.secretKey }) });
  return {
    community,
    settlers,
    page,
    carrierOptions: optionsFor(),
    settle(world, hostName, settler, radio, ownModules) {
      const host = world.host(hostName, optionsFor(settler, ownModules), radio);
      host.node.handle({ kind: 'loaded', stored: rows }, world.nowMs());
      for (const row of rows) host.stored.set(row.key, row);
      return host;
    },
  };
}

type Foundation = { readonly rows: readonly Stored[]; readonly page: RecordId };

function foundation(
  community: Uint8Array,
  genesis: Genesis,
  settlers: readonly Settler[],
  sinceMs: number,
): Foundation {
  const founder = settlers[0];
  assert(founder !== undefined, 'a town has a founder');
  const possession = sign(genesisMessage(genesis), founder.secretKey, 'possession');
  const rows: Stored[] = [genesisRow(encodeGenesis({ genesis, signature: possession }))];
  let seq = 0;
  const write = <T>(type: RecordType<T>, body: T, newKey?: Settler): RecordId => {
    const record: Record = {
      member: founder.id,
      log: 0,
      keyVersion: 0,
      type: type.type,
      seq: ++seq,
      time: 0,
      body: encode(type.body, body, 'signed'),
    };
    const own = sign(recordDigest(community, record), founder.secretKey);
    const shown = newKey && sign(possessionMessage(community, record.body), newKey.secretKey, 'possession');
    const single = addSignatures([own, ...(shown ? [shown] : [])]);
    assert(single !== null, 'our own signatures add up');
    const id = recordId(community, record);
    rows.push(recordRow({ id, record, sinceMs, single, bundles: [] }));
    return id;
  };

  for (const settler of settlers.slice(1)) {
    const body = {
      key: settler.key,
      privateKey: boxKeys(settler.secretKey, community).key,
      recoveryDigest: new Uint8Array(16),
      household: settler.household,
      traits: new Set<never>(),
      coSponsors: [],
      name: personName(settler.name),
    };
    write(admission, body, settler);
  }
  let page: RecordId = communityHexOf(genesis);
  for (let listed = 1, number = 1; listed < settlers.length; listed += PAGE_PEOPLE, number++) {
    const next = write(checkpoint, {
      number,
      previous: page,
      stateHash: new Uint8Array(32),
      frontier: new Uint8Array(8),
      claimedMinute: genesis.foundedAt,
      epoch: 0,
      admitted: settlers.slice(listed, listed + PAGE_PEOPLE).map(({ id }) => id),
      removed: [],
      carried: [],
      expelled: [],
      charter: [],
    });
    const subject = { kind: confirm.kind, record: next, roster: page };
    const voices = settlers
      .slice(0, Math.min(listed, quorumOf(listed, 'charter')))
      .map(({ id }) => ({ member: id, value: 0, revision: 0, keyVersion: 0, multiplicity: 1 }));
    const signature = sign(statementDigest(community, subject, { revision: 0, value: 0 }), founder.secretKey);
    rows.push(mapRow({ subject, voices, signature }));
    page = next;
  }
  return { rows, page };
}
