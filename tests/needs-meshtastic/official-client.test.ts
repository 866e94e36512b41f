// A client that is not ours: the official TypeScript package drives virtual radios over TCP (official.ts).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveVirtualRadios, type VirtualRadios } from '../../gateway/embedded/virtual-radios.ts'; // this folder's package.json knows no #gateway
import { connectOfficial, until, type Connected } from './official.ts';

describe('the official client', () => {
  let served: VirtualRadios;
  const clients: Connected[] = [];
  beforeAll(async () => {
    served = await serveVirtualRadios({ count: 2, portBase: 0, region: 'US', preset: 'SHORT_FAST' });
  });
  afterAll(async () => {
    await Promise.allSettled(clients.map((client) => client.disconnect()));
    await served.close();
  });

  async function connect(at: number): Promise<Connected> {
    const client = await connectOfficial(served.radios[at]!.port);
    clients.push(client);
    return client;
  }

  it('reads the whole handshake, and its text arrives at the other radio with an ack', async () => {
    const left = await connect(0);
    const right = await connect(1);
    expect(left.counts.get('onMyNodeInfo')).toBe(1);
    expect(left.counts.get('onChannelPacket')).toBe(8);
    expect(left.counts.get('onConfigPacket')).toBe(10);
    expect(left.counts.get('onModuleConfigPacket')).toBe(16);
    await left.device.sendText('hello from a stranger', 'broadcast', true); // resolves with the implicit ack
    await until(() => right.texts.length > 0);
    expect(right.texts).toEqual(['hello from a stranger']);
  });

  it('sets the owner, and the radio keeps it', async () => {
    const { device } = await connect(0);
    await device.setOwner({ longName: 'Mill Hill', shortName: 'MILL' });
    expect(served.hosts[0]!.memory().owner).toMatchObject({ longName: 'Mill Hill', shortName: 'MILL' });
  });
});
