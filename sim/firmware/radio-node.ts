// One radio's state in the model of its firmware, and the seam to whatever sits above it.

import { createHistory, type History } from './history.ts';
import { createHopScaling, type HopScaling } from './hop-scaling.ts';
import type { Modem } from './modem.ts';
import { createNodeDb, type NodeDb } from './node-db.ts';
import { type Copy, type Flood, lowByte } from './packets.ts';
import type { FirmwareProfile, RebroadcastMode, RoleRules } from './profile.ts';
import { createRouteHealth, type RouteHealth } from './route-health.ts';

/** A packet that is sent again until it is heard relayed or acknowledged. NextHopRouter.h PendingPacket. */
export type Pending = {
  readonly copy: Copy;
  triesLeft: number;
  nextTryMs: number;
};

/** What is above the radio driver: the mesh's own light-weight client, or a whole virtual radio. All calls are
 *  synchronous; they may submit packets, and must not throw. */
export type Upper = {
  /** Answers acks itself and knows the keys (a virtual radio): the model then neither acks nor reads ports. */
  readonly selfActing: boolean;
  readonly mayRelay: (node: RadioNode, copy: Copy) => boolean;
  /** First hearing; or `repeated`: a further copy of one to us that wants an ack. */
  readonly received: (node: RadioNode, copy: Copy, repeated: boolean) => void;
  /** A neighbour relayed our packet: the implicit ack. */
  readonly relayHeard: (node: RadioNode, copy: Copy) => void;
  /** The addressee's acknowledgement came in. */
  readonly acked: (node: RadioNode, flood: Flood) => void;
  readonly gaveUp: (node: RadioNode, flood: Flood) => void;
  readonly space: (node: RadioNode) => void;
};

export type RadioNode = {
  readonly index: number;
  num: number;
  byte: number;
  role: RoleRules;
  mode: RebroadcastMode;
  modem: Modem;
  powerCdbm: number;
  noiseOffsetCdb: number;
  dutyPct: number; // 100: no limit
  hopLimit: number; // the setting, caps replies
  on: boolean;
  txEnabled: boolean;
  /** Hashes of the channels it holds keys for; the first is its primary. */
  channels: readonly number[];
  /** Node indices marked as favourites. */
  favourites: ReadonlySet<number>;
  upper: Upper;
  readonly queue: Copy[];
  readonly pending: Map<number, Pending>; // by flood serial
  pendingCount: number; // its size
  retryAtMs: number; // of the earliest wake that is scheduled; Infinity: none
  timerSet: boolean;
  timerTurn: number; // a timer event of an older turn is void
  sending: Copy | undefined;
  readonly history: History;
  readonly routes: Map<number, number>; // learnt next hop, a byte, by destination index
  readonly hopScaling: HopScaling | undefined;
  /** What 2.8 asks before it believes one of them. */
  readonly trust: { readonly known: NodeDb; readonly health: RouteHealth } | undefined;
};

export type RadioSetup = {
  readonly index: number;
  readonly num: number;
  readonly role: RoleRules;
  readonly mode: RebroadcastMode;
  readonly modem: Modem;
  readonly powerCdbm: number;
  readonly noiseOffsetCdb: number;
  readonly dutyPct: number;
  readonly hopLimit: number;
  readonly channels: readonly number[];
  readonly favourites: ReadonlySet<number>;
  readonly upper: Upper;
};

/** Fields in the order of their heat: what every reception reads shares the object's first cache lines. */
export const radioNode = (setup: RadioSetup, profile: FirmwareProfile): RadioNode => ({
  index: setup.index,
  timerSet: false,
  timerTurn: 0,
  queue: [],
  pendingCount: 0,
  modem: setup.modem,
  upper: setup.upper,
  channels: setup.channels,
  byte: lowByte(setup.num),
  mode: setup.mode,
  history: createHistory(profile.historyCapacity, lowByte(setup.num)),
  role: setup.role,
  on: true,
  txEnabled: true,
  num: setup.num,
  powerCdbm: setup.powerCdbm,
  noiseOffsetCdb: setup.noiseOffsetCdb,
  dutyPct: setup.dutyPct,
  hopLimit: setup.hopLimit,
  favourites: setup.favourites,
  pending: new Map(),
  retryAtMs: Infinity,
  sending: undefined,
  routes: new Map(),
  hopScaling: profile.scalesHops ? createHopScaling(setup.num) : undefined,
  trust: profile.routes && {
    known: createNodeDb(profile.routes.nodesKnown),
    health: createRouteHealth(profile.routes.ageMaxMs),
  },
});
