// Real processes in a simulated world: a gateway joins over the Meshtastic protocol, and a member's command line
// through it. What the simulated town says reaches them over the simulated air, and their ballot reaches the town.

import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { folkmoot, inFolder } from './commands.ts';
import { littleLaneFile, PROPOSED, simServe, type ServedProcess } from './little-lane.ts';
import { cleanUp, freshFolder, portOf, startGatewayProcess, tokenOf, until } from './processes.ts';

const serving = new Set<ServedProcess>();
afterEach(async () => {
  for (const one of serving) one.signal('SIGKILL');
  serving.clear();
  await cleanUp();
});

describe('a running world', () => {
  it('lets a real gateway hear its people, and hears the ballot of a real one', async () => {
    const folder = freshFolder();
    const args = [littleLaneFile(folder), '--as', 'house 4', '--members', folder, '--beside', 'roof 2', '--port', '0'];
    const world = await simServe([...args, '--speed', '8', '--record', join(folder, 'heard')]);
    serving.add(world);
    const { radios, invitation, members } = world.ready;
    const gateway = startGatewayProcess([
      ...['--data', join(folder, 'gateway'), '--port', '0'],
      ...['--radio', radios[0]!.address, '--invitation', invitation, '--record', join(folder, 'own.jsonl')],
    ]);
    await gateway.until(/Radio ready/);
    const [port, token] = [await portOf(gateway), await tokenOf(gateway)];
    const stateOfGateway = async (): Promise<string> => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`http://127.0.0.1:${port}/api/control/status`, { headers });
      return ((await answer.json()) as { readonly stateHash: string }).stateHash;
    };
    const me = inFolder(members['house 4']!);
    const at = ['--gateway', `127.0.0.1:${port}`];

    // The gateway begins with nothing, and is told all by the air: founding, proposal, call.
    const town = async () => (await world.state()).nodes.filter(({ off }) => off === undefined);
    const founded = (await world.state()).nodes.find(({ off }) => off)!.records;
    const isOneWithGateway = async (records: number): Promise<boolean> => {
      const nodes = await town();
      const states = new Set([await stateOfGateway(), ...nodes.map(({ stateHash }) => stateHash)]);
      return nodes.every((node) => node.records >= records) && states.size === 1;
    };
    await until(() => isOneWithGateway(founded + 2));
    await me('member', 'sync', ...at);
    const open = (await me('governance', 'open')).json() as { readonly matters?: unknown };
    expect(JSON.stringify(open)).toContain(PROPOSED);
    const calls = await me('emergency', 'calls');
    expect(calls.out).toContain('fell');
    const [proposal] = /[0-9a-f]{16,}/.exec(JSON.stringify(open)) ?? [];
    const before = await stateOfGateway();
    await me('governance', 'cast', '--proposal', proposal!, '--says', 'for', ...at);
    // The command ends when the gateway holds the ballot; then the town is of one state with it.
    expect(await stateOfGateway()).not.toBe(before);
    await until(() => isOneWithGateway(founded + 2));

    world.signal('SIGINT');
    const { code, last, err } = await world.ended;
    expect(err).toContain('Stopped (SIGINT)');
    expect(code).toBe(0);
    expect(JSON.parse(last)).toMatchObject({ world: 'Little lane' });

    // What this radio heard, heard again: by its client's recording, and by the world's.
    const state = await stateOfGateway();
    for (const log of ['own.jsonl', join('heard', 'guest-1.jsonl')]) {
      const again = await folkmoot(['sim', 'from-log', join(folder, log), '--invitation', invitation, '--json']);
      expect({ err: again.err, json: again.json() }).toMatchObject({ json: { nodes: [{ stateHash: state }] } });
    }
  }, 180_000);
});
