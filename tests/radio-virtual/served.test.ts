// Virtual radios as `folkmoot radio virtual` serves them: real sockets, the simulator's ether, real time.

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { concat, toUtf8 } from '#protocol/bytes/bytes.ts';
import { serveVirtualRadios, type VirtualRadios } from '../../gateway/embedded/virtual-radios.ts';
import type { Draft } from '#radio/meshtastic/codec.ts';
import { createFramer, frameOf } from '#radio/meshtastic/framing.ts';
import { AdminMessage, FromRadio, PortNum, ToRadio } from '#radio/meshtastic/messages.ts';
import type { ClientEnd, RadioHost } from '#radio/virtual/host.ts';
import { serveRadioOnTcp, type Passed } from '#radio/virtual/tcp-server.node.ts';
import { privatePacket } from './lab.ts';

type TcpClient = {
  readonly heard: FromRadio[];
  write(...messages: Draft<ToRadio>[]): void;
  until(wanted: (message: FromRadio) => boolean): Promise<FromRadio>;
  ended: Promise<void>;
  close(): void;
};

function connectTo(port: number): Promise<TcpClient> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    const framer = createFramer<FromRadio>(FromRadio.decode);
    const heard: FromRadio[] = [];
    let waiting: (() => void)[] = [];
    socket.on('data', (bytes) => {
      for (const frame of framer.push(new Uint8Array(bytes))) if (frame.kind === 'frame') heard.push(frame.message);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    });
    const ended = new Promise<void>((over) => socket.on('end', over));
    socket.on('error', reject);
    socket.on('connect', () =>
      resolve({
        heard,
        ended,
        write: (...messages) =>
          void socket.write(concat(...messages.map((message) => frameOf(ToRadio.encode(message))))),
        async until(wanted) {
          for (;;) {
            const found = heard.find(wanted);
            if (found) return found;
            await new Promise<void>((wake) => waiting.push(wake));
          }
        },
        close: () => void socket.destroy(),
      }),
    );
  });
}

const isComplete = (message: FromRadio): boolean => message.configCompleteId !== undefined;
const admin = (to: number, order: Draft<AdminMessage>): Draft<ToRadio> => ({
  packet: {
    to,
    wantAck: true,
    decoded: { portnum: PortNum.ADMIN_APP, payload: AdminMessage.encode(order), wantResponse: true },
  },
});

describe('virtual radios on TCP', () => {
  let served: VirtualRadios | undefined;
  afterEach(async () => {
    await served?.close();
    served = undefined;
  });

  it('carry a packet from one client to the other through the simulated air', async () => {
    served = await serveVirtualRadios({ count: 2, portBase: 0, preset: 'SHORT_FAST', region: 'US' });
    const [left, right] = await Promise.all(served.radios.map(({ port }) => connectTo(port)));
    left!.write({ wantConfigId: 1 });
    right!.write({ wantConfigId: 2 });
    await Promise.all([left!.until(isComplete), right!.until(isComplete)]);
    left!.write(privatePacket({ id: 7, wantAck: true, hopLimit: 3 }, { payload: toUtf8('over the air') }));
    const status = await left!.until((message) => message.queueStatus?.meshPacketId === 7);
    expect(status.queueStatus).toMatchObject({ res: 0, free: 15 });
    const heard = await right!.until((message) => message.packet?.decoded?.portnum === PortNum.PRIVATE_APP);
    expect(heard.packet?.decoded?.payload).toEqual(toUtf8('over the air'));
    // The other radio relays it, which the first one hears: the implicit ack.
    const ack = await left!.until((message) => message.packet?.decoded?.requestId === 7);
    expect(ack.packet).toMatchObject({ from: served.radios[0]!.nodeNum, decoded: { portnum: PortNum.ROUTING_APP } });
    left!.close();
    right!.close();
  });

  it('wait for their port where another program took it during the restart, and bring nobody down', async () => {
    served = await serveVirtualRadios({ count: 1, portBase: 0 });
    const { port } = served.radios[0]!;
    served.hosts[0]!.switchOff();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    served.hosts[0]!.switchOn();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => other.close(resolve));
    let client: TcpClient | undefined;
    while (!client) {
      client = await connectTo(port).catch(() => undefined);
      if (!client) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    client.write({ wantConfigId: 3 });
    await client.until(isComplete);
    client.close();
  });

  it('hang up for a restart, come back after it, and remember what was set', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'virtual-radios-'));
    served = await serveVirtualRadios({ count: 1, portBase: 0, folder });
    const { port, nodeNum } = served.radios[0]!;
    const before = await connectTo(port);
    before.write({ wantConfigId: 1 });
    await before.until(isComplete);
    before.write(
      admin(nodeNum, { beginEditSettings: true }),
      admin(nodeNum, { setOwner: { longName: 'Mill Hill', shortName: 'MILL' } }),
      admin(nodeNum, { commitEditSettings: true }),
      admin(nodeNum, { rebootSeconds: 0 }),
    );
    await before.ended;
    let after: TcpClient | undefined;
    while (!after) {
      after = await connectTo(port).catch(() => undefined);
      if (!after) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    after.write({ wantConfigId: 3 });
    await after.until(isComplete);
    const own = after.heard.find((message) => message.nodeInfo)?.nodeInfo;
    expect(own?.user).toMatchObject({ longName: 'Mill Hill', shortName: 'MILL' });
    expect(after.heard.find((message) => message.myInfo)?.myInfo?.rebootCount).toBe(1);
    after.close();
    await served.close();
    served = await serveVirtualRadios({ count: 1, portBase: 0, folder });
    expect(served.radios[0]!.name).toBe('Mill Hill');
    rmSync(folder, { recursive: true });
  });

  it('say so when a port is taken, and leave nothing running', async () => {
    served = await serveVirtualRadios({ count: 1, portBase: 0 });
    await expect(serveVirtualRadios({ count: 1, portBase: served.radios[0]!.port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('a radio on TCP is bounded', () => {
  /** A radio that says so much to each client at once, and keeps what it is told. */
  const talkative = (bytesEach: number, chunks: number): { host: RadioHost; ends: ClientEnd[]; told: number[] } => {
    const ends: ClientEnd[] = [];
    const told: number[] = [];
    const plugIn: RadioHost['plugIn'] = (end) => {
      ends.push(end);
      const talk = (left: number): void => {
        end.onBytes(new Uint8Array(bytesEach));
        if (left > 1) setImmediate(talk, left - 1);
      };
      if (chunks > 0) setImmediate(talk, chunks);
      return { write: (bytes) => void told.push(bytes.length), pullOut: () => void told.push(-1) };
    };
    const nobody = (): void => undefined;
    return {
      host: {
        nodeNum: 1,
        plugIn,
        switchOn: nobody,
        switchOff: nobody,
        isUp: () => true,
        memory: nobody as never,
        onPower: nobody,
      },
      ends,
      told,
    };
  };

  it('lets a client go that does not read what it is told', async () => {
    const { host, told } = talkative(64 * 1024, 400);
    const server = await serveRadioOnTcp(host, { port: 0 });
    const socket = connect(server.port, '127.0.0.1');
    socket.pause();
    socket.on('error', () => undefined);
    while (!told.includes(-1)) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    await server.close();
  });

  it('lets in a handful of connections, and no more', async () => {
    const { host, ends } = talkative(1, 0);
    const server = await serveRadioOnTcp(host, { port: 0 });
    const sockets = Array.from({ length: 20 }, () => connect(server.port, '127.0.0.1'));
    const settled = sockets.map(
      (socket) =>
        new Promise<boolean>((resolve) => {
          socket.on('error', () => resolve(false));
          socket.on('close', () => resolve(false));
          socket.on('connect', () => setTimeout(resolve, 200, true));
        }),
    );
    const open = (await Promise.all(settled)).filter(Boolean).length;
    expect(open).toBe(ends.length);
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThan(20);
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  it('tells a recorder every byte of both ways, and both ends of the connection', async () => {
    const { host } = talkative(100, 3);
    const passed: Passed[] = [];
    const server = await serveRadioOnTcp(host, { port: 0, tap: (_conn, each) => void passed.push(each) });
    const socket = connect(server.port, '127.0.0.1');
    let heard = 0;
    await new Promise<void>((resolve) => {
      socket.on('data', (bytes) => {
        heard += bytes.length;
        if (heard === 300) socket.end(new Uint8Array(7));
      });
      socket.on('close', () => resolve());
    });
    await server.close();
    const sum = (dir: 'from' | 'to'): number =>
      passed.reduce((bytes, each) => bytes + ('bytes' in each && each.dir === dir ? each.bytes.length : 0), 0);
    expect([sum('from'), sum('to')]).toEqual([300, 7]);
    expect(passed[0]).toEqual({ dir: 'to', event: 'open' });
    expect(passed.at(-1)).toEqual({ dir: 'to', event: 'close', by: 'client' });
  });
});
