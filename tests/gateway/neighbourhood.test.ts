// What a newcomer sees: a gateway without a radio, its simulated neighbours, a phone that joins them, a
// cut, a call for help in it, and the heal. Virtual radios in real time, so this takes a minute or two.

import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { sosCards } from '#modules/emergency/sos.ts';
import { join } from '#modules/roster/founding.ts';
import { cleanUp, freshFolder, phone, portOf, startGatewayProcess, tokenOf, until } from './processes.ts';

afterEach(cleanUp);

type Status = {
  readonly stateHash: string;
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

/** What must be exceeded to have heard something new: on the far side, more than anybody there held before the cut. */
const most = (before: Status['mesh'], side: 'west' | 'east', at: number): number =>
  side === 'west'
    ? before.neighbours[at]!.records
    : Math.max(...before.neighbours.filter((one) => one.side === side).map(({ records }) => records));

describe('a gateway without a radio', () => {
  it('lets a phone join its neighbours: one takes its call while the far side of a cut hears nothing, and the heal leaves one state', async () => {
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
    const gained = async (side: 'west' | 'east'): Promise<readonly boolean[]> =>
      (await status()).mesh.neighbours
        .map((one, i) => ({ side: one.side, gained: one.records > most(before, one.side, i) }))
        .filter((one) => one.side === side)
        .map((one) => one.gained);
    const reachedEast = async (): Promise<boolean> => (await gained('east')).includes(true);
    await until(async () => (await gained('west')).every(Boolean));
    const takers = () =>
      sosCards(own.node.state('emergency') as EmergencyState, own.node.around(Date.now()))[0]?.takers ?? [];
    await until(() => takers().length > 0);
    expect(own.node.directory.person(takers()[0]!.member)?.name).toMatch(/^House [123]$/);
    expect(await reachedEast()).toBe(false);

    expect(await control('heal')).toMatchObject({ ok: true, mesh: { isCut: false } });
    await until(async () => (await gained('east')).every(Boolean));
    await until(() => own.node.directory.person(self.member)?.standing === 'member');
    await until(async () => {
      const { stateHash, mesh } = await status();
      const all = [own.node.stateHash(), stateHash, ...mesh.neighbours.map((one) => one.stateHash)];
      return new Set(all).size === 1;
    });
  }, 300_000);
});
