// A neighbourhood in a box, for a gateway without a radio: virtual Meshtastic radios in the simulator's
// ether, in real time, and simulated members behind them, each with a whole node and a key of its own.
//
// Two sides of a valley, joined by two links that can be cut. The first radio is the gateway's own; it is
// reached as a real one is, over a TCP stream of the Meshtastic protocol. What the members hold is kept
// in a store, so that the neighbourhood is the same one after a restart.

import * as v from 'valibot';
import { fromHex, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { utf8ToText } from '#protocol/bytes/utf8.ts';
import type { ClockPort, Report, StorePort, VerifierPort } from '#protocol/node/ports.ts';
import { createDriver, type Driver } from '#protocol/node/drive.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { FolkmootNode, Secrets } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { modules } from '#modules/index.ts';
import type { Clock } from '#radio/links/byte-stream.ts';
import { createMeshtasticLink, type MeshtasticLink } from '#radio/links/meshtastic-link.ts';
import { radioPorts, type RadioNews } from '#radio/links/node-port.ts';
import { processEntropy } from '#radio/links/open-link.node.ts';
import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { createRadioHost, type RadioHost } from '#radio/virtual/host.ts';
import { factoryMemory, withSettings } from '#radio/virtual/memory.ts';
import { serveRadioOnTcp } from '#radio/virtual/tcp-server.node.ts';
import { etherOf } from '#sim/air-port.ts';
import { createMesh, type Mesh } from '#sim/mesh.ts';
import type { Resident } from '#sim/world/founding.ts';
import { foundedAtTable, housesOf } from '#sim/world/homes.ts';
import { nodeOptions } from '../node-options.ts';
import { plugOpener } from './plug-stream.ts';
import { realTime } from './real-time.ts';

/** Fast, so that a newcomer need not wait long; a real valley may be slower. */
const PRESET: PresetName = 'SHORT_FAST';
const REGION: RegionName = 'EU_868';
const COMMUNITY = 'Valley';

/** Seat 0 is the gateway's; members sit at 1 to 6, people are named by their houses. */
const RESIDENTS = housesOf(6, 'House');
const SIDES = { west: [0, 1, 2, 3], east: [4, 5, 6] } as const;
const BRIDGES = [
  [2, 4],
  [3, 5],
] as const;
export type Side = keyof typeof SIDES;
/** Loss of a link of a few hundred metres with houses between, and of one over the valley, decibels. */
const NEAR_LOSS_DB = 112;
const FAR_LOSS_DB = 120;
const FIRST_NODE_NUM = 0xf01c1001;

/** What the neighbourhood keeps about itself, beside its members' rows. */
const TOWN_KEY = 'town';
const Town = v.object({ community: v.string(), frameSecret: v.string(), signingKeys: v.array(v.string()) });
type Town = v.InferOutput<typeof Town>;

export type Neighbour = Resident & {
  readonly seat: number;
  readonly side: Side;
  readonly node: FolkmootNode;
  readonly driver: Driver;
};

/** One transmission in the simulated air. */
export type OnAir = {
  readonly atMs: number;
  readonly seat: number;
  readonly origin: number;
  readonly airtimeMs: number;
};

export type Neighbourhood = {
  /** Where the gateway's own radio is reached. */
  readonly radioAddress: string;
  /** What the gateway needs to carry this community. */
  readonly secrets: Secrets;
  /** What the gateway starts with when the neighbourhood is new: it stood by when it was founded. */
  readonly firstRows: readonly Stored[];
  readonly neighbours: readonly Neighbour[];
  readonly mesh: Mesh;
  isCut(): boolean;
  cut(): void;
  heal(): void;
  /** The last transmissions, newest last, and totals since the start. */
  air(): { readonly recent: readonly OnAir[]; readonly frames: number; readonly airtimeMs: number };
  close(): Promise<void>;
};

export type NeighbourhoodOptions = {
  readonly store: StorePort;
  readonly seed: string;
  readonly clock: ClockPort & Clock;
  readonly verifier: VerifierPort;
  readonly report: (who: string, report: Report) => void;
  readonly say: (line: string) => void;
};

const RECENT_MAX = 200;

export async function openNeighbourhood(options: NeighbourhoodOptions): Promise<Neighbourhood> {
  const { store, seed, clock } = options;
  const kept = await store.loadAll();
  const known = readTown(kept);
  const town = known ?? (await found(options));
  const rows = known === undefined ? await store.loadAll() : kept;

  const recent: OnAir[] = [];
  const totals = { frames: 0, airtimeMs: 0 };
  const seats = [...SIDES.west, ...SIDES.east];
  const mesh = createMesh({
    seed,
    region: REGION,
    preset: PRESET,
    nodes: seats.map(() => ({ off: true })),
    links: linksOfValley(),
    listener: {
      transmission: ({ node, from, airtimeUs }) => {
        totals.frames++;
        totals.airtimeMs += airtimeUs / 1000;
        recent.push({ atMs: clock.nowMs(), seat: node, origin: from, airtimeMs: airtimeUs / 1000 });
        if (recent.length > RECENT_MAX) recent.shift();
      },
    },
  });
  const ether = etherOf(mesh, seats);
  const time = realTime(mesh);
  const hosts = seats.map((seat): RadioHost => {
    const host = createRadioHost({ ether, clock: time.clock, memory: memoryOf(seat), seed: `${seed}/radio/${seat}` });
    host.switchOn();
    return host;
  });
  const server = await serveRadioOnTcp(hosts[0]!, { port: 0 });
  const lives = await Promise.all(
    RESIDENTS.map((resident, i) => startNeighbour(resident, i + 1, town, rows, hosts[i + 1]!, options)),
  );
  let cutNumber: number | undefined;

  return {
    radioAddress: `tcp:127.0.0.1:${server.port}`,
    secrets: carriedBy(town),
    firstRows: known === undefined ? rowsOf(rows, 1) : [],
    neighbours: lives.map(({ neighbour }) => neighbour),
    mesh,
    isCut: () => cutNumber !== undefined,
    cut() {
      time.clock.nowMs();
      cutNumber ??= mesh.cut([SIDES.west, SIDES.east]);
    },
    heal() {
      time.clock.nowMs();
      if (cutNumber !== undefined) mesh.heal(cutNumber);
      cutNumber = undefined;
    },
    air: () => ({ recent: [...recent], ...totals }),
    async close() {
      await Promise.all(lives.map(({ neighbour }) => neighbour.driver.stop()));
      for (const { link } of lives) link.close();
      time.stop();
      await server.close();
    },
  };
}

function linksOfValley() {
  const within = Object.values(SIDES).flatMap((side) =>
    side.flatMap((from) => side.filter((to) => to !== from).map((to) => ({ from, to, lossDb: NEAR_LOSS_DB }))),
  );
  const across = BRIDGES.flatMap(([from, to]) => [
    { from, to, lossDb: FAR_LOSS_DB },
    { from: to, to: from, lossDb: FAR_LOSS_DB },
  ]);
  return [...within, ...across];
}

const memoryOf = (seat: number) =>
  withSettings(factoryMemory(FIRST_NODE_NUM + seat), {
    longName: seat === 0 ? 'Gateway' : RESIDENTS[seat - 1]!.name,
    shortName: seat === 0 ? 'GW' : `H${seat}`,
    config: { lora: { region: REGIONS[REGION].number, modemPreset: PRESETS[PRESET].number } },
  });

const carriedBy = (town: Town): Secrets => ({
  community: town.community,
  frameSecret: bytesOf(town.frameSecret),
  epoch: 0,
  day: 0,
  log: 0,
});

async function startNeighbour(
  resident: Resident,
  seat: number,
  town: Town,
  rows: readonly Stored[],
  host: RadioHost,
  { store, seed, clock, verifier, report }: NeighbourhoodOptions,
): Promise<{ readonly neighbour: Neighbour; readonly link: MeshtasticLink }> {
  const secrets = { ...carriedBy(town), signingKey: bytesOf(town.signingKeys[seat - 1]!) };
  const node = createNode({ ...nodeOptions(modules, secrets), seed: `${seed}/node/${seat}` }, clock.nowMs());
  const own: StorePort = {
    loadAll: async () => rowsOf(rows, seat),
    append: (stored) => store.append({ ...stored, key: `${seat}/${stored.key}` }),
  };
  const driver = createDriver(node, { store: own, clock, verifier, report: (told) => report(resident.name, told) });
  await driver.start();
  const link = createMeshtasticLink({ opener: plugOpener(host), clock, entropy: processEntropy });
  const news = (told: RadioNews): void => {
    if (told.kind === 'ready') driver.attach(told.port);
  };
  radioPorts('radio', link, news, undefined, { collects: true });
  const side: Side = SIDES.west.some((one) => one === seat) ? 'west' : 'east';
  return { neighbour: { ...resident, seat, side, node, driver }, link };
}

const rowsOf = (rows: readonly Stored[], seat: number): readonly Stored[] =>
  rows
    .filter(({ key }) => key.startsWith(`${seat}/`))
    .map(({ key, bytes }) => ({ key: key.slice(`${seat}/`.length), bytes }));

function readTown(rows: readonly Stored[]): Town | undefined {
  const row = rows.find(({ key }) => key === TOWN_KEY);
  if (row === undefined) return undefined;
  return v.parse(Town, JSON.parse(utf8ToText(row.bytes) ?? ''));
}

const bytesOf = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  assert(bytes.ok, 'what was stored as hex is hex');
  return bytes.value;
};

/** Lets six people meet, found, admit each other and confirm the roster, by the product's own acts. */
async function found({ store, seed, clock, say }: NeighbourhoodOptions): Promise<Town> {
  say(`Founding a neighbourhood of ${RESIDENTS.length} simulated members (once, some seconds) ...`);
  // The table stood an hour ago; nobody's clock may be ahead of ours.
  const startMs = clock.nowMs() - 3_600_000;
  const founded = foundedAtTable({ seed, name: COMMUNITY, residents: RESIDENTS, modules, startMs });
  const { community, frameSecret } = founded.carried;
  const town: Town = {
    community,
    frameSecret: toHex(frameSecret),
    signingKeys: founded.citizens.map(({ secretKey }) => toHex(secretKey)),
  };
  const rows = founded.citizens.flatMap(({ stored }, i) =>
    [...stored.values()].map(({ key, bytes }) => ({ key: `${i + 1}/${key}`, bytes })),
  );
  await Promise.all([...rows, { key: TOWN_KEY, bytes: toUtf8(JSON.stringify(town)) }].map((row) => store.append(row)));
  return town;
}
