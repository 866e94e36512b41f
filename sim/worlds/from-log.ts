// A world driven by what real radios heard: a node for each recording is given its frames at their times.
//
// The radios of this world hear nothing else, and nobody hears what the nodes answer: what they would have said is
// not what was said that night. So after the last frame each node is where one is that heard the same.

import type { Module } from '#protocol/node/module.ts';
import type { Secrets } from '#protocol/node/node-api.ts';
import { modules as productModules } from '#modules/index.ts';
import type { PresetName } from '#radio/lora/presets.ts';
import type { RegionName } from '#radio/lora/regions.ts';
import type { HeardLog } from '#radio/meshtastic/heard-log.ts';
import { nodeOptions } from '../world/founding.ts';
import { createWorld, type Host, type World } from '../world/world.ts';
import type { TraceLine } from './trace.ts';

export type LogPlay = {
  readonly logs: readonly { readonly name: string; readonly log: HeardLog }[];
  readonly secrets: Secrets;
  readonly seed: string;
  /** Milliseconds since 1970 at the recordings' time 0, where no radio knew it. */
  readonly beganAtMs: number;
  readonly preset?: PresetName;
  readonly region?: RegionName;
  readonly modules?: readonly Module[];
  readonly samples?: number;
  readonly trace?: (line: TraceLine) => void;
  readonly progress?: (share: number) => void;
};

export type PlayedLogs = {
  readonly world: World;
  readonly nodes: readonly {
    readonly name: string;
    readonly frames: number;
    readonly heard: number;
    readonly records: number;
    readonly voices: number;
    readonly stateHash: string;
  }[];
  readonly hours: number;
};

/** What the last frame sets off: signatures to be checked, records to be put in order. */
const SETTLE_MS = 60_000;
const SAMPLES_DEFAULT = 120;
const MS_PER_HOUR = 3_600_000;
const US_PER_MS = 1000;
/** What the client itself sent has no distance. */
const OWN = { from: 'itself', snrDb: 0, rssiDbm: 0, hopsAway: 0 } as const;

export function playLogs(options: LogPlay): PlayedLogs {
  const { logs, secrets, seed } = options;
  const began = logs.map(({ log }) => log.beganAtMs ?? options.beganAtMs);
  const startMs = Math.min(...began);
  const lastMs = Math.max(...logs.map(({ log }, i) => began[i]! - startMs + log.frames.at(-1)!.atMs));
  const world = createWorld({
    seed,
    preset: options.preset ?? 'LONG_FAST',
    region: options.region ?? 'EU_868',
    radios: logs.map(() => ({})),
    links: [],
    startMs,
  });
  const hosts = logs.map(({ name }, i): Host => {
    const host = world.host(name, nodeOptions(options.modules ?? productModules, secrets), i);
    return host;
  });
  logs.forEach(({ log }, i) => {
    for (const { atMs, frame, heard } of log.frames) {
      const atUs = Math.round((began[i]! - startMs + atMs) * US_PER_MS);
      world.mesh.schedule(atUs, () => world.hear(hosts[i]!, frame, heard ?? OWN));
    }
  });

  const hours = (lastMs + SETTLE_MS) / MS_PER_HOUR;
  options.trace?.({
    e: 'world',
    format: 'folkmoot trace 1',
    name: 'What radios heard',
    seed,
    hours,
    hosts: hosts.map(({ name }) => name),
    radios: logs.map(({ name }) => ({ name })),
  });
  const samples = options.samples ?? SAMPLES_DEFAULT;
  for (let i = 1; i <= samples; i++) {
    world.runUntil((hours * i) / samples);
    options.trace?.(sampleOf(world, hosts));
    options.progress?.(i / samples);
  }
  const stateHashes = hosts.map(({ node }) => node.stateHash());
  const frames = logs.reduce((sum, { log }) => sum + log.frames.length, 0);
  const traceDigest = world.mesh.traceDigest();
  options.trace?.({ e: 'end', hour: hours, failures: 0, frames, airtimeS: 0, traceDigest, stateHashes });
  return {
    world,
    hours,
    nodes: hosts.map(({ name, node }, i) => {
      const { records, voices } = node.counts();
      const { frames: all } = logs[i]!.log;
      const heard = all.filter((each) => each.heard !== undefined).length;
      return { name, frames: all.length, heard, records, voices, stateHash: stateHashes[i]! };
    }),
  };
}

function sampleOf(world: World, hosts: readonly Host[]): TraceLine {
  const union = new Set<string>();
  const held = hosts.map(({ stored }) => {
    const records = [...stored.keys()].filter((key) => key.startsWith('record/'));
    for (const key of records) union.add(key);
    return records.length;
  });
  const states = new Set(hosts.map(({ node }) => node.stateHash())).size;
  return { e: 'sample', hour: world.hours(), held, union: union.size, queued: held.map(() => 0), states, airMs: [] };
}
