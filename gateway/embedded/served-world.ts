// A world file that is being played, with virtual radios for real clients: `folkmoot sim serve`.
//
// Each guest radio is the whole firmware model (radio/virtual) on a seat in the world's mesh, reached over TCP as a
// radio in a network is. So a gateway, a phone's app or a script is one more node of the world, heard and delayed
// by the same air. The world's clock stands where this machine's does, as long as it runs at speed 1.

import { encodeInvitation } from '#protocol/node/invitation.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Secrets } from '#protocol/node/node-api.ts';
import { PRESETS } from '#radio/lora/presets.ts';
import { REGIONS } from '#radio/lora/regions.ts';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import { CLIENT_IDLE_MS_MAX } from '#radio/virtual/device.ts';
import { createRadioHost, type RadioHost } from '#radio/virtual/host.ts';
import { factoryMemory, withSettings } from '#radio/virtual/memory.ts';
import { serveRadioOnTcp, type Passed, type TcpRadioServer } from '#radio/virtual/tcp-server.node.ts';
import { defaultChannelBridge } from '#sim/air-bridge.ts';
import { etherOf } from '#sim/air-port.ts';
import type { WorldFile } from '#sim/worlds/format.ts';
import { guestsBeside } from '#sim/worlds/guests.ts';
import { startPlay, type Running } from '#sim/worlds/play.ts';
import { hoursBefore } from '#sim/worlds/setting-up.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';
import { realTime, type RealTime } from './real-time.ts';

export type ServedWorldOptions = {
  readonly seed: string;
  readonly speed: number;
  /** The script is played to this hour as fast as possible, then the clocks are as this machine's. */
  readonly fromHour: number;
  /** A guest radio beside each of these radios. */
  readonly beside: readonly string[];
  /** Members who are left to people of flesh. */
  readonly absent: readonly string[];
  /** The first guest's port; the others follow. 0: ports of the system's choice. */
  readonly portBase: number;
  readonly address?: string;
  readonly trace?: (line: TraceLine) => void;
  readonly progress?: (share: number) => void;
  /** Every chunk between a client and a guest, at the world's time in milliseconds. */
  readonly tap?: (guest: number, atMs: number, conn: number, passed: Passed) => void;
};

export type ServedWorld = {
  readonly guests: readonly { readonly beside: string; readonly nodeNum: number; readonly port: number }[];
  /** What a gateway or a newcomer needs to read this community's air. */
  readonly invitation: string;
  /** By name: who may speak for them from outside, and what their phones hold from the table. */
  readonly absent: ReadonlyMap<string, { readonly secrets: Secrets; readonly rows: readonly Stored[] }>;
  readonly running: Running;
  readonly time: RealTime;
  close(): Promise<void>;
};

const FIRST_NODE_NUM = 0xf01c2001;
/** A virtual radio knows at most a hundred others, as common boards do. */
const NAMES_MAX = 90;
const SAMPLE_US = 60_000_000;
/** Steps of the way to `fromHour`, for whoever looks at the bar. */
const STEPS = 100;

/** Rejects with the system's error when a port cannot be had; then nothing is left running. */
export async function serveWorld(file: WorldFile, options: ServedWorldOptions): Promise<ServedWorld> {
  const { seed, speed, fromHour, beside } = options;
  const began = { ms: Date.now(), atMs: performance.now() };
  const startMs = began.ms - Math.round((hoursBefore(file) + fromHour) * 3_600_000);
  const running = startPlay(file, {
    seed,
    startMs,
    guests: guestsBeside(file, beside),
    absent: new Set(options.absent),
    ...(options.trace && { trace: options.trace }),
  });
  const { play } = running;
  const { mesh } = play.world;
  for (let i = 1; fromHour > 0 && i <= STEPS; i++) {
    running.runUntil((fromHour * i) / STEPS);
    running.sample();
    options.progress?.(i / STEPS);
  }

  const time = realTime(mesh, { speed, anchor: { meshUs: (began.ms - startMs) * 1000, atMs: began.atMs } });
  const sampleAgain = (): void =>
    mesh.schedule(mesh.nowUs() + SAMPLE_US, () => {
      running.sample();
      sampleAgain();
    });
  sampleAgain();
  const seats = beside.map((_, i) => file.radios.length + i);
  const ether = etherOf(mesh, seats, defaultChannelBridge(file.preset ?? 'LONG_FAST'));
  const hosts = beside.map((name, i): RadioHost => {
    const host = createRadioHost({
      ether,
      clock: time.clock,
      memory: guestMemory(file, play.world.mesh, name, i),
      seed: `${seed}/guest/${i}`,
      unixTimeAtZeroS: startMs / 1000,
      clientIdleMsMax: CLIENT_IDLE_MS_MAX * Math.max(1, speed),
    });
    host.switchOn();
    return host;
  });

  const servers: TcpRadioServer[] = [];
  const close = async (): Promise<void> => {
    time.stop();
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    for (const [i, host] of hosts.entries()) {
      const { tap, address, portBase } = options;
      servers.push(
        await serveRadioOnTcp(host, {
          port: portBase === 0 ? 0 : portBase + i,
          ...(address !== undefined && { address }),
          ...(tap && { tap: (conn, passed) => tap(i, mesh.nowUs() / 1000, conn, passed) }),
        }),
      );
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const { secrets } = play.town.carrierOptions;
  return {
    guests: hosts.map(({ nodeNum }, i) => ({ beside: beside[i]!, nodeNum, port: servers[i]!.port })),
    invitation: encodeInvitation(secrets),
    absent: new Map(
      play.town.citizens
        .filter(({ name }) => options.absent.includes(name))
        .map(({ name, secretKey, phone }) => [
          name,
          { secrets: { ...secrets, signingKey: secretKey }, rows: [...phone.stored.values()] },
        ]),
    ),
    running,
    time,
    close,
  };
}

/** As its owner has set it up: the world's preset and region, and the names of whom it heard before. */
const guestMemory = (file: WorldFile, mesh: { nodeNum(index: number): number }, beside: string, i: number) =>
  withSettings(factoryMemory(FIRST_NODE_NUM + i), {
    longName: `Guest at ${beside}`.slice(0, 36),
    shortName: `G${i + 1}`,
    config: {
      lora: {
        region: REGIONS[file.region ?? 'EU_868'].number,
        modemPreset: PRESETS[file.preset ?? 'LONG_FAST'].number,
        hopLimit: file.hopLimit ?? 3,
      },
    },
    nodes: file.radios.slice(0, NAMES_MAX).map(({ name }, index) => {
      const num = mesh.nodeNum(index);
      return {
        num,
        user: { id: nodeName(num), longName: name.slice(0, 36), shortName: String(index + 1).slice(0, 4) },
      };
    }),
  });
