/**
 * A handful of virtual Meshtastic radios in one simulated ether, in real time, each on a TCP port of its
 * own: `folkmoot radio virtual`. Any Meshtastic client may connect; nothing transmits for real.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RADIO_TCP_PORT } from '#radio/links/address.ts';
import type { PresetName } from '#radio/lora/presets.ts';
import { PRESETS } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { createRadioHost, type RadioHost } from '#radio/virtual/host.ts';
import { decodeMemory, encodeMemory, factoryMemory, withSettings, type RadioMemory } from '#radio/virtual/memory.ts';
import { serveRadioOnTcp, type TcpRadioServer } from '#radio/virtual/tcp-server.node.ts';
import { etherOf } from '#sim/air-port.ts';
import { createMesh } from '#sim/mesh.ts';
import { realTime } from './real-time.ts';

export type VirtualRadiosOptions = {
  readonly count: number;
  /** The first radio's port; the others follow. 0: ports of the system's choice. Default 4403. */
  readonly portBase?: number;
  readonly address?: string;
  readonly seed?: string;
  readonly region?: RegionName;
  readonly preset?: PresetName;
  /** `together`: all hear each other well. `line`: each hears only its neighbours. */
  readonly shape?: 'together' | 'line';
  /** As they leave the factory: no region, so a client must set one first. */
  readonly isFresh?: boolean;
  /** Settings are kept here from run to run; absent: forgotten at the end. */
  readonly folder?: string;
};

export type VirtualRadios = {
  readonly radios: readonly { readonly nodeNum: number; readonly name: string; readonly port: number }[];
  /** For an embedded neighbourhood: plug in without TCP. */
  readonly hosts: readonly RadioHost[];
  close(): Promise<void>;
};

/** Numbers from here on: far from those that boards make of their hardware address. */
const FIRST_NODE_NUM = 0xf01c0001;
/** Loss of a short link between neighbours, in decibels: far above what any preset needs. */
const NEIGHBOUR_LOSS_DB = 110;

function links(count: number, shape: 'together' | 'line') {
  const pairs = Array.from({ length: count * count }, (_, at) => ({ from: Math.floor(at / count), to: at % count }));
  return pairs
    .filter(({ from, to }) => from !== to && (shape === 'together' || Math.abs(from - to) === 1))
    .map((pair) => ({ ...pair, lossDb: NEIGHBOUR_LOSS_DB }));
}

const memoryPath = (folder: string, nodeNum: number): string => join(folder, `radio-${nodeNum.toString(16)}.bin`);

function kept(folder: string | undefined, nodeNum: number): RadioMemory | null {
  if (folder === undefined) return null;
  try {
    const memory = decodeMemory(new Uint8Array(readFileSync(memoryPath(folder, nodeNum))));
    return memory?.nodeNum === nodeNum ? memory : null;
  } catch {
    return null; // the first run, or a file of somebody else's making: begin as from the factory
  }
}

function keep(folder: string | undefined, memory: RadioMemory): void {
  if (folder === undefined) return;
  const path = memoryPath(folder, memory.nodeNum);
  writeFileSync(`${path}.new`, encodeMemory(memory));
  renameSync(`${path}.new`, path);
}

function firstMemory(nodeNum: number, options: VirtualRadiosOptions): RadioMemory {
  const fresh = factoryMemory(nodeNum);
  if (options.isFresh) return fresh;
  const { number: region } = REGIONS[options.region ?? 'EU_868'];
  const { number: modemPreset } = PRESETS[options.preset ?? 'LONG_FAST'];
  return withSettings(fresh, { config: { lora: { region, modemPreset } } });
}

/** Rejects when a port cannot be had; then nothing is left running. */
export async function serveVirtualRadios(options: VirtualRadiosOptions): Promise<VirtualRadios> {
  const { count, folder } = options;
  const seed = options.seed ?? 'virtual radios';
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const mesh = createMesh({
    seed,
    region: options.region ?? 'EU_868',
    preset: options.preset ?? 'LONG_FAST',
    nodes: Array.from({ length: count }, () => ({ off: true })),
    links: links(count, options.shape ?? 'together'),
  });
  const ether = etherOf(
    mesh,
    Array.from({ length: count }, (_, seat) => seat),
  );
  const { clock, stop } = realTime(mesh);
  const hosts = Array.from({ length: count }, (_, at) => {
    const nodeNum = FIRST_NODE_NUM + at;
    const memory = kept(folder, nodeNum) ?? firstMemory(nodeNum, options);
    return createRadioHost({
      ether,
      clock,
      memory,
      seed: `${seed}/${nodeNum}`,
      onSave: (changed) => keep(folder, changed),
    });
  });
  for (const host of hosts) host.switchOn();

  const servers: TcpRadioServer[] = [];
  const close = async (): Promise<void> => {
    stop();
    await Promise.all(servers.map((server) => server.close()));
  };
  const portBase = options.portBase ?? RADIO_TCP_PORT;
  try {
    for (const [at, host] of hosts.entries()) {
      const port = portBase === 0 ? 0 : portBase + at;
      servers.push(await serveRadioOnTcp(host, { port, ...(options.address ? { address: options.address } : {}) }));
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    radios: hosts.map((host, at) => ({
      nodeNum: host.nodeNum,
      name: host.memory().owner.longName,
      port: servers[at]!.port,
    })),
    hosts,
    close,
  };
}
