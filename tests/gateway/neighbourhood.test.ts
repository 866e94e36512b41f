// What a newcomer sees: a gateway without a radio, its simulated neighbours, a phone that joins them, a
// cut, a call for help in it, and the heal. Virtual radios in real time, so this takes a minute.

import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { sosCards } from '#modules/emergency/sos.ts';
import { join } from '../../web-ui/node/founding.ts';
import { cleanUp, freshFolder, phone, portOf, startGatewayProcess, tokenOf, until } from './processes.ts';

afterEach(cleanUp);

type Status = {
  readonly mesh: {
    readonly isCut: boolean;
    readonly frames: number;
    readonly neighbours: readonly {
      readonly side: 'west' | 'east';
      readonly records: number;
      readonly stateHash: string;
    }[];
  };
};

describe('a gateway without a radio', () => {
  it('lets a phone join its neighbours, who hear its call on their side of a cut and, healed, on the other', async () => {
    const gateway = startGatewayProcess(['--data', freshFolder(), '--port', '0']);
    const [port, token, invitation] = [
      await portOf(gateway),
      await tokenOf(gateway),
      await gateway.until(/&join=(fm1\S+)/),
    ];
    const control = async (name: string, body?: unknown): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/control/${name}`, {
        method: name === 'status' ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return answer.json();
    };
    const status = async (): Promise<Status> => (await control('status')) as Status;
    await gateway.until(/Radio ready: tcp:127\.0\.0\.1/);
    expect(gateway.lines()).toContain('7 virtual Meshtastic radios');

    const device = join(invitation, { name: 'Newcomer', household: 7 }, (bytes) => new Uint8Array(randomBytes(bytes)));
    if (!device.ok) throw new Error(device.error.why);
    const own = await phone(device.value.secrets);
    await own.connect(port);
    await until(() => own.node.directory.latest()?.members.length === 6);
    expect(await control('admit', { request: device.value.joinRequest })).toEqual({ ok: true });
    const self = own.node.self!;
    await until(() => own.node.directory.person(self.member)?.standing === 'newcomer');
    expect(own.node.directory.person(self.member)?.name).toBe('Newcomer');

    expect(await control('cut')).toMatchObject({ ok: true, mesh: { isCut: true } });
    const before = (await status()).mesh;
    const args = {
      kind: 'fire',
      severity: 'urgent',
      drill: true,
      cannotMove: false,
      people: 1,
      position: null,
      text: 'in the shed',
    };
    expect(await own.driver.act({ module: 'emergency', name: 'call', args })).toMatchObject({ ok: true });
    const heardOn = async (side: 'west' | 'east'): Promise<boolean> =>
      (await status()).mesh.neighbours.every(
        (one, i) => one.side !== side || one.records > before.neighbours[i]!.records,
      );
    await until(() => heardOn('west'));
    const takers = () =>
      sosCards(own.node.state('emergency') as EmergencyState, own.node.around(Date.now()))[0]?.takers ?? [];
    await until(() => takers().length > 0);
    expect(own.node.directory.person(takers()[0]!.member)?.name).toMatch(/^House [123]$/);
    expect(await heardOn('east')).toBe(false);

    expect(await control('heal')).toMatchObject({ ok: true, mesh: { isCut: false } });
    await until(() => heardOn('east'));
    expect((await status()).mesh.frames).toBeGreaterThan(before.frames);
  }, 300_000);
});
