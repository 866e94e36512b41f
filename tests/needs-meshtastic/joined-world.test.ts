// The official client in a running world (`folkmoot sim serve`): two of them stand at the two ends of a lane whose
// ends do not hear each other, while its people propose and call for help on a channel of their own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { littleLaneFile, simServe, type ServedProcess } from '../gateway/little-lane.ts';
import { connectOfficial, until, type Connected } from './official.ts';

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-lane-'));
const clients: Connected[] = [];
let world: ServedProcess | undefined;
afterEach(async () => {
  await Promise.allSettled(clients.map((client) => client.disconnect()));
  world?.signal('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('the official client in a running world', () => {
  it('knows its radios, and what it says is carried by them to the other end', async () => {
    world = await simServe([littleLaneFile(folder), '--beside', 'roof 1', '--beside', 'roof 3', '--port', '0']);
    for (const { address } of world.ready.radios)
      clients.push(await connectOfficial(Number(address.split(':').at(-1))));
    const [near, far] = clients;
    await until(() => ['roof 1', 'roof 2', 'roof 3'].every((name) => near!.names.includes(name)));
    // The relay next to a speaker may silence the one in the middle (the firmware cancels on a duplicate): then one says it again.
    const words = 'is anybody at the other end?';
    for (let said = 0; said < 20 && far!.texts.length === 0; said++) {
      await near!.device.sendText(words, 'broadcast', true).catch(() => undefined); // resolves once a relay was heard
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    expect(far!.texts[0]).toBe(words);
    // The town was not disturbed: all of it holds what was said in it meanwhile.
    const states = async (): Promise<number> => new Set((await world!.state()).nodes.map((one) => one.stateHash)).size;
    while ((await states()) > 1) await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await states()).toBe(1);
  }, 120_000);
});
