// How a community begins in a world: one table, one founder, everybody's phone.
//
// People meet; the founder founds, admits them by the product's own acts, others sponsor, pages are
// closed and confirmed; then they carry their phones home. No step is skipped that a real community
// would take, so a world never stands on a roster that the product could not have made.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { deriveKey } from '#protocol/crypto/siv.ts';
import { genesisRow } from '#protocol/node/archive.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import type { NodeOptions, Secrets } from '#protocol/node/node-api.ts';
import { communityHexOf, communityIdOf, encodeGenesis, genesisMessage, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { joinMessage } from '#modules/roster/joining.ts';
import type { Admission } from '#modules/roster/records.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { personName } from './short-name.ts';
import type { Host, World } from './world.ts';

/** A person of a world; houses have numbers, and so do the people in reports. */
export type Resident = { readonly name: string; readonly household: number };

export type Citizen = Resident & { readonly phone: Host; readonly secretKey: Uint8Array; readonly key: Uint8Array };

export type Town = {
  readonly community: Uint8Array;
  readonly carrierOptions: Omit<NodeOptions, 'seed'>;
  readonly citizens: readonly Citizen[];
};

/** A community as it stands when the table is cleared: for other worlds that begin with the same people. */
export type Founded = {
  /** How long founding took, in hours of its world. */
  readonly hours: number;
  readonly community: Uint8Array;
  readonly carried: Secrets;
  readonly citizens: readonly (Resident & {
    readonly secretKey: Uint8Array;
    readonly key: Uint8Array;
    readonly stored: ReadonlyMap<string, Stored>;
  })[];
};

export const foundedOf = (world: World, { community, carrierOptions, citizens }: Town): Founded => ({
  hours: world.hours(),
  community,
  carried: carrierOptions.secrets,
  citizens: citizens.map(({ name, household, secretKey, key, phone }) => ({
    name,
    household,
    secretKey,
    key,
    stored: new Map(phone.stored),
  })),
});

/** The same people with the same phones in another world, as if they had just got up from the table. */
export function resumeTown(world: World, founded: Founded, modules: readonly Module[]): Town {
  world.runUntil(founded.hours);
  const citizens = founded.citizens.map(({ name, household, secretKey, key, stored }): Citizen => {
    const phone = world.host(name, nodeOptions(modules, { ...founded.carried, signingKey: secretKey }));
    world.restart(phone, stored);
    return { name, household, phone, secretKey, key };
  });
  return { community: founded.community, carrierOptions: nodeOptions(modules, founded.carried), citizens };
}

/** Minutes of the table that a page takes, with time for everybody's phone to confirm. */
const PAGE_HOURS = 0.05;
/** What one checkpoint lists (modules/roster). */
const PAGE_PEOPLE = 6;

/** How long so many people sit at the table, in hours of the world. */
export const tableHours = (people: number): number => 3 * PAGE_HOURS * Math.ceil((people - 1) / PAGE_PEOPLE);

const derive = (seed: string, purpose: string): Uint8Array => deriveKey(toUtf8(seed), purpose, new Uint8Array(0));

export function nodeOptions(modules: readonly Module[], secrets: Secrets): Omit<NodeOptions, 'seed'> {
  return {
    secrets,
    modules,
    directory: { module: 'roster', of: (state, places) => directoryOf(state as RosterState, places) },
  };
}

/**
 * Founds a community of these residents at the world's present hour; the first of them is the founder.
 * Takes virtual time: afterwards `world.hours()` stands later, and everyone is a member.
 */
export function foundTown(
  world: World,
  seed: string,
  name: string,
  residents: readonly Resident[],
  modules: readonly Module[],
): Town {
  const keys = residents.map((_, i) => secretKeyFromSeed(derive(seed, `person/${i}`)));
  const genesis: Genesis = {
    foundedAt: Math.floor((world.nowMs() - 1_577_836_800_000) / 60_000),
    founderKey: publicKey(keys[0]!),
    name,
  };
  const community = communityIdOf(genesis);
  const carried: Secrets = {
    community: communityHexOf(genesis),
    frameSecret: derive(seed, 'frames'),
    epoch: 0,
    day: 0,
    log: 0,
  };
  const citizens = residents.map((resident, i): Citizen => {
    const phone = world.host(resident.name, nodeOptions(modules, { ...carried, signingKey: keys[i]! }));
    return { ...resident, phone, secretKey: keys[i]!, key: publicKey(keys[i]!) };
  });
  const [founder, ...others] = citizens;
  assert(founder !== undefined, 'a town has a founder');
  const plaintext = encodeGenesis({ genesis, signature: sign(genesisMessage(genesis), keys[0]!, 'possession') });
  founder.phone.node.handle({ kind: 'loaded', stored: [genesisRow(plaintext)] }, world.nowMs());
  founder.phone.stored.set('genesis', genesisRow(plaintext));
  must(world, founder, 'profile', {
    privateKey: boxKeys(founder.secretKey, community).key,
    recoveryDigest: new Uint8Array(16),
    household: founder.household,
    name: founder.name,
  });
  for (const other of others) world.join(founder.phone, other.phone);

  for (let at = 0; at < others.length; at += PAGE_PEOPLE) {
    const page = others.slice(at, at + PAGE_PEOPLE);
    page.forEach((person) => admit(world, founder, person, admissionOf(person, community), community));
    wait(world);
    for (const sponsor of others.slice(0, Math.min(2, at))) {
      for (const person of page) must(world, sponsor, 'sponsor', { person: memberIdOf(community, person.key) });
    }
    wait(world);
    closePage(world, founder);
    wait(world);
  }
  for (const other of others) world.part(founder.phone, other.phone);
  const members = founder.phone.node.directory.latest()?.members.length;
  assert(members === residents.length, `all ${residents.length} residents are members, not ${members}`);
  return { community, carrierOptions: nodeOptions(modules, carried), citizens };
}

const wait = (world: World): void => world.runUntil(world.hours() + PAGE_HOURS);

function admissionOf(person: Citizen, community: Uint8Array): Admission {
  return {
    key: person.key,
    privateKey: boxKeys(person.secretKey, community).key,
    recoveryDigest: new Uint8Array(16),
    household: person.household,
    traits: new Set(),
    coSponsors: [],
    name: personName(person.name),
  };
}

function admit(world: World, sponsor: Citizen, person: Citizen, admission: Admission, community: Uint8Array): void {
  const possession = sign(joinMessage(community, admission), person.secretKey, 'possession');
  must(world, sponsor, 'admit', { admission, possession });
}

function closePage(world: World, author: Citizen): void {
  const { node } = author.phone;
  must(world, author, 'checkpoint', {
    stateHash: Uint8Array.from(node.stateHash().match(/../g)!, (hex) => Number.parseInt(hex, 16)),
    frontier: node.frontierDigest(),
    claimedMinute: Math.floor((world.nowMs() - 1_577_836_800_000) / 60_000),
    epoch: 0,
  });
}

function must(world: World, citizen: Citizen, name: string, args: unknown): void {
  const outcome = world.act(citizen.phone, { module: 'roster', name, args });
  assert(outcome.ok, `${citizen.name} may ${name}: ${outcome.ok ? '' : outcome.refusal.why}`);
}
