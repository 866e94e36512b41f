// Two gateways on two machines, as far as the kernel is concerned: a network namespace each, one cable
// between them. The cable is pulled and put back; each has a phone of its own beside it.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_PATH } from '../programs.ts';
import {
  cleanUp,
  fingerprintOf,
  freshFolder,
  hamlet,
  phone,
  startGatewayProcess,
  until,
  type Phone,
  type Process,
} from '../gateway/processes.ts';

const ENV = { ...process.env, PATH: SEARCH_PATH };
const TAG = (process.pid % 100_000).toString(36);
const PORT = 8440;

/** Runs `ip` with these words. */
function ip(words: string): void {
  const done = spawnSync('ip', words.split(' '), { env: ENV, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`ip ${words}: ${done.stderr || String(done.error)}`);
}

/** A machine of its own: a cable to this one for its phones, and one to the other machine. */
type Hill = { readonly name: string; readonly here: string; readonly phones: string; readonly peers: string };
const HILLS = {
  east: { name: `fm-e-${TAG}`, here: '10.213.1.1', phones: '10.213.1.2', peers: '10.213.3.1' },
  west: { name: `fm-w-${TAG}`, here: '10.213.2.1', phones: '10.213.2.2', peers: '10.213.3.2' },
} as const satisfies Record<string, Hill>;

function raise({ name, here, phones }: Hill): void {
  ip(`netns add ${name}`);
  ip(`link add ${name} type veth peer name phones netns ${name}`);
  ip(`addr add ${here}/24 dev ${name}`);
  ip(`link set ${name} up`);
  ip(`-n ${name} addr add ${phones}/24 dev phones`);
  ip(`-n ${name} link set phones up`);
  ip(`-n ${name} link set lo up`);
}

const cable = (state: 'up' | 'down'): void => {
  for (const { name } of Object.values(HILLS)) ip(`-n ${name} link set peers ${state}`);
};

beforeAll(() => {
  for (const hill of Object.values(HILLS)) raise(hill);
  ip(`-n ${HILLS.east.name} link add peers type veth peer name peers netns ${HILLS.west.name}`);
  for (const { name, peers } of Object.values(HILLS)) ip(`-n ${name} addr add ${peers}/24 dev peers`);
  cable('up');
});

afterEach(cleanUp);
afterAll(() => {
  for (const { name } of Object.values(HILLS)) spawnSync('ip', ['netns', 'delete', name], { env: ENV });
});

const gatewayOn = ({ name }: Hill, args: readonly string[]): Process =>
  startGatewayProcess(['--host', '0.0.0.0', '--port', String(PORT), ...args], {
    within: ['ip', 'netns', 'exec', name],
  });

const call = (text: string) => ({
  module: 'emergency',
  name: 'call',
  args: { kind: 'medical', severity: 'urgent', drill: true, cannotMove: false, people: 1, position: null, text },
});
const say = async (one: Phone, text: string): Promise<void> =>
  expect(await one.driver.act(call(text))).toMatchObject({ ok: true });

describe('two gateways with one cable between them', () => {
  it('serve each its own side while the cable is out, and are one again when it is back', async () => {
    const { secrets, invitation, genesis } = hamlet('Two Machines');
    const folder = freshFolder();
    const east = gatewayOn(HILLS.east, ['--data', folder, '--invitation', invitation]);
    const peer = `ws://${HILLS.east.peers}:${PORT}#${await fingerprintOf(east)}`;
    const west = gatewayOn(HILLS.west, ['--data', freshFolder(), '--invitation', invitation, '--peer', peer]);
    writeFileSync(join(folder, 'peers.txt'), `${await fingerprintOf(west)}\n`);
    await west.until(/Gateway [0-9a-f]{32} is connected/);

    const founder = await phone(secrets, genesis);
    const neighbour = await phone({ ...secrets, signingKey: new Uint8Array(32).fill(9) });
    await founder.connect(PORT, HILLS.west.phones);
    await neighbour.connect(PORT, HILLS.east.phones);
    const near = await phone({ ...secrets, signingKey: new Uint8Array(32).fill(11) });
    await near.connect(PORT, HILLS.west.phones);
    const held = (one: Phone): number => one.node.counts().records;
    await say(founder, 'before the cut');
    await until(() => held(neighbour) === 1 && held(near) === 1);

    cable('down');
    await say(founder, 'on the western hill');
    await say(neighbour, 'on the eastern hill');
    // The west has heard its own side; the east cannot have: there is no other way than the cable.
    await until(() => held(near) === 2);
    expect(held(neighbour)).toBe(2);
    expect(neighbour.node.stateHash()).not.toBe(founder.node.stateHash());

    cable('up');
    await until(() => [founder, near, neighbour].every((one) => held(one) === 3));
    await until(() => neighbour.node.stateHash() === founder.node.stateHash());
    expect(near.node.stateHash()).toBe(founder.node.stateHash());
  }, 180_000);
});
