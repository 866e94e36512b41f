// What a world says to a mesh and hears from it. Nodes are numbers from 0; time is whole microseconds.

import type { PresetName } from '#radio/lora/presets.ts';
import type { RegionName } from '#radio/lora/regions.ts';
import type { GivenLink, Place } from './ether/links.ts';
import type { PathModelName } from './ether/path-loss.ts';
import type { Physics } from './ether/physics.ts';
import type { FirmwareProfile, ProfileName, RebroadcastMode, RoleName } from './firmware/profile.ts';
import type { RadioStats } from './firmware/radio-stats.ts';

export type NodeSpec = {
  /** Needed unless the world gives its links. */
  readonly place?: Place;
  /** Unsigned 32 bit; drawn from the seed if absent. */
  readonly nodeNum?: number;
  readonly role?: RoleName;
  /** Absent: what the role comes with. */
  readonly rebroadcast?: RebroadcastMode;
  /** Absent: 22 dBm (an SX1262's most) or the region's limit. */
  readonly txPowerDbm?: number;
  /** Noise above the thermal floor, decibels (a town: 5-10). */
  readonly noiseDb?: number;
  /** The node's own setting; caps answers. 1..7 */
  readonly hopLimit?: number;
  /** Hashes of the channels it holds; the first is the primary. */
  readonly channels?: readonly number[];
  /** Nodes it marks as favourites. */
  readonly favourites?: readonly number[];
  readonly preset?: PresetName;
  /** Begins switched off; `switchOn` or a virtual radio's first `tune` starts it. */
  readonly off?: boolean;
};

export type MeshOptions = {
  readonly seed: string;
  readonly profile?: ProfileName | FirmwareProfile;
  readonly preset: PresetName;
  readonly region: RegionName;
  readonly nodes: readonly NodeSpec[];
  /** Absent: the slot that the default channel's name picks, per preset. */
  readonly frequencyHz?: number;
  /** If given, the only links there are; else they follow from the places. */
  readonly links?: readonly GivenLink[];
  readonly pathModel?: PathModelName;
  /** On links from places: share of received packets lost for other reasons, 0..1. */
  readonly extraLoss?: number;
  /** Deviations from PHYSICS. */
  readonly physics?: Partial<Physics>;
  /** Shuffles events of equal time by this seed instead of keeping their order. */
  readonly tieSeed?: number;
  readonly listener?: MeshListener;
};

/** Where a packet goes: a node, or everyone. */
export type Destination = number | 'all';

export type SendRequest = {
  readonly to: Destination;
  readonly payload: Uint8Array;
  readonly portnum?: number; // 256
  readonly hopLimit?: number; // the node's setting
  readonly wantAck?: boolean;
  readonly priority?: number; // 0: by port, as the firmware does
  readonly channelHash?: number; // the node's primary channel
  readonly id?: number; // drawn, as the firmware does
};

/** In the numbers of the client protocol's queueStatus: 0 taken, 7 too large, 9 duty cycle, 32 full, 34 off. */
export type SubmitResult = {
  readonly res: number;
  readonly free: number;
  readonly maxlen: number;
  readonly id: number;
};

/** A packet delivered to the client of a node. The payload is shared by all who get it: read only. */
export type Reception = {
  readonly from: number;
  readonly to: Destination;
  readonly id: number;
  readonly portnum: number;
  readonly channelHash: number;
  readonly payload: Uint8Array;
  readonly hopLimit: number;
  readonly hopStart: number;
  readonly relayByte: number;
  readonly snrDb: number;
  readonly rssiDbm: number;
  readonly sentAtUs: number;
};

/** What became of a packet that asked for acknowledgement. */
export type SendOutcome = { readonly kind: 'relay-heard' | 'acked' | 'gave-up'; readonly id: number };

/** For traces and checks: what is on the air. */
export type Transmission = {
  readonly node: number;
  readonly from: number;
  readonly to: Destination;
  readonly id: number;
  readonly hopLimit: number;
  /** Of the payload alone: what a client gave to its radio. */
  readonly payloadBytes: number;
  readonly airtimeUs: number;
};
export type Hearing = {
  readonly node: number;
  readonly sender: number;
  readonly from: number;
  readonly id: number;
  readonly startedAtUs: number;
  readonly outcome: 'received' | 'collided' | 'weak' | 'lost';
};

/** Called at virtual time `atUs`. May send and schedule; must not advance the mesh. */
export type MeshListener = {
  readonly received?: (node: number, reception: Reception, atUs: number) => void;
  readonly outcome?: (node: number, outcome: SendOutcome, atUs: number) => void;
  /** A place is free again after the queue was full. */
  readonly space?: (node: number, atUs: number) => void;
  readonly transmission?: (transmission: Transmission, atUs: number) => void;
  readonly hearing?: (hearing: Hearing, atUs: number) => void;
};

export type NodeStats = RadioStats & {
  readonly queueLength: number;
  readonly pending: number;
  readonly channelUsePct: number;
  readonly airUtilTxPct: number;
};
