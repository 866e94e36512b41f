// A client that is not ours: the official TypeScript package drives two virtual radios over TCP.
// Its packages are an oracle for tests only; this folder has a package.json of its own for them.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveVirtualRadios, type VirtualRadios } from '../../gateway/embedded/virtual-radios.ts'; // this folder's package.json knows no #gateway

type Subscribable = { subscribe(listener: (value: never) => void): void };
type Device = {
  readonly log: { readonly settings: { minLevel: number } };
  readonly events: Readonly<Record<string, Subscribable>>;
  configure(): Promise<number>;
  sendText(text: string, to: 'broadcast' | number, wantAck: boolean): Promise<number>;
  setOwner(owner: object): Promise<number>;
};
type Official = {
  readonly core: { readonly MeshDevice: new (transport: unknown) => Device };
  readonly node: { readonly TransportNode: { create(host: string, port: number): Promise<Transport> } };
};
type Transport = { disconnect(): Promise<void> };

/** Names in variables: the compiler need not know the packages. */
const CORE = '@meshtastic/core';
const TRANSPORT = '@meshtastic/transport-node';

const [core, node] = (await Promise.all([import(CORE), import(TRANSPORT)])) as [Official['core'], Official['node']];
const official: Official = { core, node };
const CONFIGURED = 7; // its DeviceStatusEnum

describe('the official client', () => {
  let served: VirtualRadios;
  const transports: Transport[] = [];
  beforeAll(async () => {
    served = await serveVirtualRadios({ count: 2, portBase: 0, region: 'US', preset: 'SHORT_FAST' });
  });
  afterAll(async () => {
    await Promise.allSettled(transports.map((transport) => transport.disconnect()));
    await served.close();
  });

  async function connect(at: number): Promise<{ device: Device; counts: Map<string, number>; texts: string[] }> {
    const transport = await official.node.TransportNode.create('127.0.0.1', served.radios[at]!.port);
    transports.push(transport);
    const device = new official.core.MeshDevice(transport);
    device.log.settings.minLevel = 6; // fatal only
    const counts = new Map<string, number>();
    const texts: string[] = [];
    for (const [name, event] of Object.entries(device.events)) {
      event.subscribe?.(() => counts.set(name, (counts.get(name) ?? 0) + 1));
    }
    device.events['onMessagePacket']!.subscribe((message: { data: string }) => void texts.push(message.data));
    const isConfigured = new Promise<void>((resolve) =>
      device.events['onDeviceStatus']!.subscribe((status: number) => {
        if (status === CONFIGURED) resolve();
      }),
    );
    device.configure().catch(() => undefined); // settles only with an ack that no radio gives to a config request
    await isConfigured;
    return { device, counts, texts };
  }

  it('reads the whole handshake, and its text arrives at the other radio with an ack', async () => {
    const left = await connect(0);
    const right = await connect(1);
    expect(left.counts.get('onMyNodeInfo')).toBe(1);
    expect(left.counts.get('onChannelPacket')).toBe(8);
    expect(left.counts.get('onConfigPacket')).toBe(10);
    expect(left.counts.get('onModuleConfigPacket')).toBe(16);
    await left.device.sendText('hello from a stranger', 'broadcast', true); // resolves with the implicit ack
    while (right.texts.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(right.texts).toEqual(['hello from a stranger']);
  });

  it('sets the owner, and the radio keeps it', async () => {
    const { device } = await connect(0);
    await device.setOwner({ longName: 'Mill Hill', shortName: 'MILL' });
    expect(served.hosts[0]!.memory().owner).toMatchObject({ longName: 'Mill Hill', shortName: 'MILL' });
  });
});
