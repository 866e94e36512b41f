// A member at the command line: a folder with a key and a store, and the very node of page and gateway.
//
//   me.key        the key and what goes with it (identity.ts)
//   node.sqlite   everything the node stored (../store/sqlite-store.ts)
//   member.lock   one process at a time; the kernel drops it with the process

import { existsSync } from 'node:fs';
import { homedir, uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { equal, fromHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { publicKey, sign, verify } from '#protocol/crypto/bls.ts';
import { createDriver, type Driver } from '#protocol/node/drive.ts';
import type { Acted, Stored } from '#protocol/node/event.ts';
import type { Act } from '#protocol/node/module.ts';
import type { FolkmootNode, Secrets } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { completed } from '#modules/completed.ts';
import { modules } from '#modules/index.ts';
import { rotationMessage } from '#modules/roster/device-request.ts';
import { createClock } from '../clock.ts';
import { nodeOptions } from '../node-options.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { openDataFolder, type DataFolder, type FolderUser } from '../store/data-folder.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { MEMBER_EXIT } from './exit.ts';
import { hasIdentity, isSealed, readMember, writeMember, type MemberIdentity } from './identity.ts';
import { passphraseOf } from './passphrase.ts';

export const defaultFolder = (): string => join(homedir(), '.folkmoot', 'me');

const KEY_FILE = 'me.key';
const STORE_FILE = 'node.sqlite';
/** Two commands one after the other in a script are no conflict. */
const LOCK_PATIENCE_MS = 3_000;

const MEMBER: FolderUser = {
  name: 'member',
  option: '--folder FOLDER',
  patienceMs: LOCK_PATIENCE_MS,
  isTaken: (owner, path) => `Another command${owner} is using the folder ${path}.`,
  whenTaken: 'Wait until it is done, or end it; two at once could use one number of your log twice.',
};

export type Me = {
  readonly folder: string;
  readonly identity: MemberIdentity;
  readonly member: MemberId;
  readonly node: FolkmootNode;
  readonly driver: Driver;
  readonly nowMs: () => number;
  /** When anything last happened to the node from outside, by `nowMs`. */
  readonly busyAtMs: () => number;
  act(act: Act): Promise<Acted>;
  /** The log of this key is complete as far as others know: from now on it may be written here. */
  caughtUp(): void;
  /** Says that another key takes this one's place. The folder opens with the new one from then on; close it after this. */
  rotate(next: Uint8Array): Promise<Acted>;
  close(): Promise<void>;
};

/** Opens a folder that has a key. The caller closes it. */
export async function openMe(path: string): Promise<Me> {
  const keyFile = join(resolve(path), KEY_FILE);
  if (!hasIdentity(keyFile))
    throw new Sentence(
      EXIT.noKey,
      `There is no member in the folder ${resolve(path)}.`,
      'Begin with folkmoot member found or folkmoot member join, or name another folder with --folder.',
    );
  const passphrase = isSealed(keyFile) ? await passphraseOf() : undefined;
  return enter(path, (folder) => ({ identity: readMember(folder.file(KEY_FILE), passphrase), passphrase }));
}

/** Makes a folder for a new key. `first` is what it holds before anybody is heard. */
export function moveIn(
  path: string,
  identity: MemberIdentity,
  passphrase: string | undefined,
  first: readonly Stored[] = [],
): Promise<Me> {
  return enter(
    path,
    (folder) => {
      if (existsSync(folder.file(KEY_FILE))) throw taken(folder.path);
      if (existsSync(folder.file(STORE_FILE))) throw leftOver(folder.path);
      return { identity, passphrase };
    },
    first,
  );
}

/** Asked before anything is typed for nothing. */
export function refuseIfTaken(path: string): void {
  if (hasIdentity(join(resolve(path), KEY_FILE))) throw taken(resolve(path));
}

const taken = (path: string): Sentence =>
  new Sentence(
    MEMBER_EXIT.usage,
    `The folder ${path} already holds a member's key.`,
    'Give a folder of its own for another community with --folder FOLDER.',
  );

const leftOver = (path: string): Sentence =>
  new Sentence(
    MEMBER_EXIT.usage,
    `The folder ${path} holds records, and no key that they belong to.`,
    'Bring the key file back if there was one, or give another folder with --folder FOLDER.',
  );

type Opened = { readonly identity: MemberIdentity; readonly passphrase: string | undefined };

/** In place of first rows: the folder has been used before. */
const LIVED_IN: readonly Stored[] = [];

async function enter(path: string, open: (folder: DataFolder) => Opened, first = LIVED_IN): Promise<Me> {
  const folder = openDataFolder(path, MEMBER);
  try {
    const { identity, passphrase } = open(folder);
    return await run(folder, identity, passphrase, first);
  } catch (error) {
    folder.unlock();
    throw error;
  }
}

/** A device that must catch up runs without its key: then nothing is signed, not even what it owes by itself. */
const withoutKey = ({ signingKey: _, ...rest }: Secrets): Secrets => rest;

async function run(
  folder: DataFolder,
  kept: MemberIdentity,
  passphrase: string | undefined,
  first: readonly Stored[],
): Promise<Me> {
  const clock = createClock();
  const keyFile = folder.file(KEY_FILE);
  let identity = kept;
  const keep = (changed: MemberIdentity): void => {
    identity = changed;
    writeMember(keyFile, changed, passphrase);
  };
  const store = openSqliteStore(folder.file(STORE_FILE), clock.nowMs());
  if (store.isRestored) {
    keep({ ...identity, mustCatchUp: true });
    store.acknowledgeRestored();
  }
  // The key comes last: a power cut leaves no founder whose community is nowhere.
  await Promise.all(first.map((row) => store.append(row)));
  if (first !== LIVED_IN) keep(identity);
  const { secrets, seed, mustCatchUp } = identity;
  let busyAtMs = clock.nowMs();
  // A small board has no clock of its own while it is off: what was held before the boot may be older than it seems.
  const knownSinceMs = clock.nowMs() - uptime() * 1000;
  const options = nodeOptions(modules, mustCatchUp ? withoutKey(secrets) : secrets);
  const node = createNode({ ...options, seed, knownSinceMs }, clock.nowMs());
  let broken: string | undefined;
  const driver = createDriver(node, {
    store,
    clock,
    verifier: {
      verify: async (claim) => {
        busyAtMs = clock.nowMs();
        return verify(claim);
      },
    },
    /** What the node threw away is not left lying in the file (protocol §6.3). */
    keysChanged() {
      const { frameSecret, epoch, day } = node.frameKey;
      if (identity.secrets.epoch === epoch && identity.secrets.day >= day) return;
      keep({ ...identity, secrets: { ...identity.secrets, frameSecret, epoch, day } });
    },
    report: (told) => {
      if (told.kind === 'broken') broken = told.why;
      else if (told.kind === 'port-failed') process.stderr.write(`folkmoot: ${told.port}: ${told.why}\n`);
    },
  });
  await driver.start();
  if (identity.nextKey) {
    const { nextKey, ...present } = identity;
    const member = node.self?.member ?? memberOf(secrets);
    const version = node.directory.keyVersionOf(member, secrets.log);
    const now = node.directory.keyOf(member, secrets.log, version);
    const isReplaced = now !== undefined && equal(now, publicKey(nextKey));
    const next = isReplaced ? { ...present, secrets: { ...present.secrets, signingKey: nextKey, member } } : present;
    keep(next);
    await driver.stop();
    await store.close();
    return run(folder, next, passphrase, LIVED_IN);
  }
  const doIt = async (act: Act): Promise<Acted> => {
    if (mustCatchUp) return MUST_CATCH_UP;
    const acted = await driver.act(completed(act, node, node.frameKey.epoch, clock.nowMs()));
    if (broken === undefined) return acted;
    throw new Sentence(EXIT.broken, `An error in our own code: ${broken}`, 'What was saved is safe. Please report it.');
  };
  return {
    folder: folder.path,
    get identity() {
      return identity;
    },
    member: node.self?.member ?? memberOf(secrets),
    node,
    driver,
    nowMs: clock.nowMs,
    busyAtMs: () => busyAtMs,
    act: doIt,
    caughtUp() {
      const { mustCatchUp: _, ...rest } = identity;
      keep(rest);
    },
    rotate(next) {
      const community = fromHex(secrets.community);
      assert(community.ok, 'a community id is hex');
      const key = publicKey(next);
      const possession = sign(rotationMessage(community.value, { key }), next, 'possession');
      keep({ ...identity, nextKey: next });
      return doIt({ module: 'roster', name: 'rotate', args: { key, possession } });
    },
    async close() {
      await driver.stop();
      await store.close();
      folder.unlock();
    },
  };
}

const MUST_CATCH_UP: Acted = {
  ok: false,
  refusal: {
    kind: 'refused',
    rule: 'log-caught-up',
    why: 'This key has written elsewhere, or this folder is an older copy: its log is not known to be complete here.',
    remedy: 'Fetch it first with folkmoot member sync --gateway ADDRESS; a number used twice would convict you.',
  },
};

function memberOf({ community, signingKey, member }: Secrets): MemberId {
  const id = fromHex(community);
  assert(id.ok && signingKey !== undefined, 'a member has a key and a community');
  return member ?? memberIdOf(id.value, publicKey(signingKey));
}
