// Radios with nodes behind them and nothing else, for worlds about what happens on the air: who hears whom
// is given, everybody writes with a key of their own, and every transmission is held against the law.

import { fromHex } from '#protocol/bytes/bytes.ts';
import { prng, type Prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { keyring } from '#protocol/crypto/keyring.ts';
import { allowedMs, type Urgency } from '#protocol/sync/air-budget.ts';
import { openFrame, sealFrame, type SealedKind } from '#protocol/wire/frame.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import type { GivenLink } from '#sim/ether/links.ts';
import type { NodeSpec } from '#sim/mesh-types.ts';
import { linksBetween } from '#sim/world/homes.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { createWorld, type Host, type Mishap, type World } from '#sim/world/world.ts';
import { checkStandIn, standInCommunity, type Community, type Note } from './stand-in-community.ts';

export type AirWorld = {
  readonly world: World;
  readonly community: Community;
  /** The nodes, each behind the radio of its number. Radios beyond them have no node of ours. */
  readonly nodes: readonly Host[];
  readonly chance: Prng;
  write(node: number, text: string): RecordId;
  call(node: number, text: string): RecordId;
  /** The member says to have heard this record, or the newest that its node holds. */
  hear(node: number, record: RecordId): void;
  hearNewest(node: number): void;
  /** Says something from a radio whose owner holds the frame key and follows no rule. */
  insider(radio: number, kind: SealedKind, plaintext: Uint8Array, hopLimit?: number): void;
  /** What a sync frame says to whoever holds the frame key; undefined for other frames. */
  openSync(frame: Uint8Array): Uint8Array | undefined;
  /** What was on air beyond what is allowed, in words; empty where everybody kept to it. */
  breaches(): readonly string[];
  /** Airtime of the nodes' own frames and of what radios relayed, between two hours, in seconds. */
  spentS(fromHour: number, toHour: number): number;
  /** Hosts that do not hold what the first of them holds, by name. */
  strays(among?: readonly Host[]): readonly string[];
};

type OnAir = {
  readonly atMs: number;
  readonly radio: number;
  readonly airtimeMs: number;
  readonly own: boolean;
  readonly urgency: number | undefined;
};

/** One for all worlds of a test file: the same question has the same answer. */
const verifier = memoVerifier(checkStandIn);
const START_MS = Date.UTC(2026, 0, 10);
const HOUR_MS = 3_600_000;
/** A frame that left the node within its hour may leave the radio's queue a little later. */
const SLACK_MS = 2 * 2_200;

export function airWorld(options: {
  readonly seed: string;
  readonly nodes: number;
  /** Radios beyond those of our nodes. */
  readonly strangers?: readonly NodeSpec[];
  readonly links: readonly GivenLink[];
  readonly region?: RegionName;
  /** Notes on paper that everybody holds from the start, or what each node holds. */
  readonly notes?: number | ((community: Community, chance: Prng) => readonly (readonly Note[])[]);
  readonly members?: number;
  readonly mishap?: Mishap;
  /** Do the nodes take their neighbours' ballots? True where absent. */
  readonly collects?: boolean;
}): AirWorld {
  const { seed, region = 'EU_868', strangers = [], notes = 20 } = options;
  const chance = prng(`air world ${seed}`);
  const members = Math.max(options.members ?? 0, options.nodes + 4);
  const community = standInCommunity(members, chance.fork('bodies'), options.nodes);
  const onAir: OnAir[] = [];
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region,
    radios: [...Array.from({ length: options.nodes }, () => ({})), ...strangers],
    links: options.links,
    startMs: START_MS,
    verifier,
    ...(options.mishap && { mishap: options.mishap }),
    ...(options.collects !== undefined && { collects: options.collects }),
    onAir: ({ node, from, airtimeUs }, atMs, urgency) =>
      void onAir.push({ atMs, radio: node, airtimeMs: airtimeUs / 1000, own: node === from, urgency }),
  });
  // On paper only those write who have no node: logs have one writer each.
  const common = Array.from({ length: typeof notes === 'number' ? notes : 0 }, () =>
    community.write(options.nodes + chance.below(members - options.nodes)),
  );
  const held =
    typeof notes === 'number' ? Array.from({ length: options.nodes }, () => common) : notes(community, chance);
  const nodes = held.map((heldHere, i) => {
    const host = world.host(`node ${i}`, community.options(i), i);
    for (const row of community.rowsOf(heldHere)) host.stored.set(row.key, row);
    world.restart(host);
    return host;
  });
  const act = (node: number, name: string, args: unknown): readonly RecordId[] => {
    const outcome = world.act(nodes[node]!, { module: 'speech', name, args });
    if (!outcome.ok) throw new Error(outcome.refusal.why);
    return outcome.records;
  };
  const newest = ({ node }: Host): RecordId | undefined =>
    node.records
      .logs()
      .flatMap(({ member, log, head }) => node.records.ids(member, log, head))
      .map((id) => node.records.get(id)!)
      .sort((a, b) => b.sinceMs - a.sinceMs || (a.id < b.id ? -1 : 1))[0]?.id;
  const communityId = fromHex(community.secrets.community);
  if (!communityId.ok) throw new Error('a community has an id');
  const ring = keyring(
    communityId.value,
    community.secrets.epoch,
    community.secrets.frameSecret,
    community.secrets.day,
  );
  return {
    world,
    community,
    nodes,
    chance,
    write: (node, text) => act(node, 'note', { text })[0]!,
    call: (node, text) => act(node, 'alarm', { text })[0]!,
    hear: (node, record) => void act(node, 'hear', { record }),
    hearNewest(node) {
      const record = newest(nodes[node]!);
      if (record) act(node, 'hear', { record });
    },
    insider: (radio, kind, plaintext, hopLimit = 0) =>
      void world.mesh.send(radio, { to: 'all', payload: sealFrame(ring, kind, plaintext), portnum: 256, hopLimit }),
    openSync(frame) {
      const opened = openFrame(ring, frame);
      return opened.ok && opened.value.kind === 'sync' ? opened.value.plaintext : undefined;
    },
    breaches: () =>
      breachesOf(
        onAir.filter(({ radio }) => radio < nodes.length),
        REGIONS[region].dutyPercent / 100,
      ),
    spentS: (from, to) =>
      onAir
        .filter(
          ({ atMs, radio }) =>
            radio < nodes.length && atMs >= START_MS + from * HOUR_MS && atMs < START_MS + to * HOUR_MS,
        )
        .reduce((sum, { airtimeMs }) => sum + airtimeMs / 1000, 0),
    strays(among = nodes) {
      const hashOf = ({ node }: Host): string => `${node.stateHash()} ${node.frontierDigest().join()}`;
      const first = hashOf(among[0]!);
      return among.filter((host) => hashOf(host) !== first).map(({ name }) => name);
    },
  };
}

/** Every hour that ends with a transmission, against what its class may have taken of it by then. */
function breachesOf(onAir: readonly OnAir[], dutyCycle: number): string[] {
  const breaches: string[] = [];
  for (const radio of new Set(onAir.map((one) => one.radio))) {
    const ofRadio = onAir.filter((one) => one.radio === radio);
    for (const { atMs, own, urgency } of ofRadio) {
      const hour = ofRadio.filter((one) => one.atMs > atMs - HOUR_MS && one.atMs <= atMs);
      const sum = (of: (one: OnAir) => boolean): number =>
        hour.reduce((total, one) => total + (of(one) ? one.airtimeMs : 0), 0);
      const all = sum(() => true);
      if (dutyCycle < 1 && all > dutyCycle * HOUR_MS + SLACK_MS)
        breaches.push(`radio ${radio} sent ${Math.round(all / 1000)} s in an hour, more than the law's duty cycle`);
      if (!own || urgency === undefined) continue;
      // For class 0 everything counts; for the others, only the others (protocol/README.md §7.2).
      const spent = sum((one) => one.own && (urgency === 0 || one.urgency !== 0));
      const allowed = allowedMs(dutyCycle, urgency as Urgency);
      if (spent > allowed + SLACK_MS)
        breaches.push(`radio ${radio} spent ${Math.round(spent / 1000)} s by class ${urgency}, of ${allowed / 1000}`);
    }
  }
  return breaches;
}

/** Well above what any preset needs. */
const LOSS_DB = 110;

/** Everybody in the list hears everybody else in it. */
export const cellLinks = (radios: number, loss = 0): GivenLink[] => linksWhere(radios, () => true, loss);

/** In a row: each hears so many to the left and to the right. */
export const rowLinks = (radios: number, reach = 1, loss = 0): GivenLink[] =>
  linksWhere(radios, (from, to) => Math.abs(from - to) <= reach, loss);

/** One direction each, as the test says. */
export const linksWhere = (radios: number, hears: (from: number, to: number) => boolean, loss = 0): GivenLink[] =>
  linksBetween(radios, (from, to) => (hears(from, to) ? LOSS_DB : undefined), loss);
