// What a radio has told about itself and its surroundings since the connection began: the handshake,
// and what changes later. A table with a bound on every row count, so that no radio can fill our memory.

import {
  ChannelRole,
  ConfigLoRaConfigRegionCode,
  type Channel,
  type Config,
  type DeviceMetadata,
  type FromRadio,
  type ModuleConfig,
  type MyNodeInfo,
  type NodeInfo,
  type User,
} from './messages.ts';
import type { Capabilities, KnownNode } from './session-types.ts';

/** The firmware itself keeps up to 250 on Linux boards, 200 on the larger microcontrollers. */
const NODES_MAX = 300;
const CHANNELS_MAX = 8;
const PUBLIC_KEYS_SINCE = [2, 5] as const;
const SIGNS_SINCE = [2, 8] as const;

export type RadioState = {
  readonly myInfo: MyNodeInfo | undefined;
  readonly metadata: DeviceMetadata | undefined;
  /** Sections by name, such as `lora`; unknown sections are left out. */
  readonly config: Config;
  readonly moduleConfig: ModuleConfig;
  readonly channels: readonly Channel[];
  readonly nodes: ReadonlyMap<number, KnownNode>;
  /** Files of the radio, as it lists them. */
  readonly fileCount: number;
};

export const EMPTY_RADIO: RadioState = {
  myInfo: undefined,
  metadata: undefined,
  config: {},
  moduleConfig: {},
  channels: [],
  nodes: new Map(),
  fileCount: 0,
};

/** `2.7.26.54e0d8d` is [2, 7, 26]; anything else is [0, 0, 0]. */
export function versionOf(firmwareVersion: string): readonly [number, number, number] {
  const found = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})/.exec(firmwareVersion);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : [0, 0, 0];
}

const atLeast = ([major, minor]: readonly number[], since: readonly [number, number]): boolean =>
  major! > since[0] || (major === since[0] && minor! >= since[1]);

/** What a firmware version can do. An unknown version is taken for too old. */
export function capabilitiesOf(firmwareVersion: string): Capabilities {
  const version = versionOf(firmwareVersion);
  const publicKeys = atLeast(version, PUBLIC_KEYS_SINCE);
  return { publicKeys, signs: atLeast(version, SIGNS_SINCE), tooOld: !publicKeys };
}

export const regionIsUnset = (state: RadioState): boolean =>
  state.config.lora !== undefined && state.config.lora.region === ConfigLoRaConfigRegionCode.UNSET;

/** LoRa settings that keep the radio silent although its region is set. */
export const transmitIsOff = (state: RadioState): boolean =>
  state.config.lora !== undefined && !regionIsUnset(state) && !state.config.lora.txEnabled;

function withNode(state: RadioState, num: number, told: Partial<KnownNode>): RadioState {
  const before = state.nodes.get(num) ?? {
    num,
    longName: '',
    shortName: '',
    role: 0,
    publicKey: new Uint8Array(0),
    snrDb: 0,
    lastHeardS: 0,
  };
  const nodes = new Map(state.nodes);
  nodes.delete(num); // to stand last: the map is kept in the order of what was heard of latest
  nodes.set(num, { ...before, ...told });
  for (const oldest of nodes.keys()) {
    if (nodes.size <= NODES_MAX) break;
    if (oldest !== state.myInfo?.myNodeNum) nodes.delete(oldest);
  }
  return { ...state, nodes };
}

const userFields = (user: User): Partial<KnownNode> => ({
  longName: user.longName,
  shortName: user.shortName,
  role: user.role,
  publicKey: user.publicKey,
});

const learnNode = (state: RadioState, node: NodeInfo): RadioState =>
  withNode(state, node.num, {
    ...(node.user ? userFields(node.user) : {}),
    ...(node.hopsAway === undefined ? {} : { hopsAway: node.hopsAway }),
    snrDb: node.snr,
    lastHeardS: node.lastHeard,
  });

/** A node's own words about itself, heard on the air. */
export const learnUser = (state: RadioState, num: number, user: User, heard: Partial<KnownNode>): RadioState =>
  withNode(state, num, { ...heard, ...userFields(user) });

function learnChannel(state: RadioState, channel: Channel): RadioState {
  if (channel.index < 0 || channel.index >= CHANNELS_MAX) return state;
  const others = state.channels.filter(({ index }) => index !== channel.index);
  return { ...state, channels: [...others, channel].sort((a, b) => a.index - b.index) };
}

/** The state after one message of the radio. Messages that are no news about the radio change nothing. */
export function learn(state: RadioState, message: FromRadio): RadioState {
  if (message.myInfo) return { ...state, myInfo: message.myInfo };
  if (message.metadata) return { ...state, metadata: message.metadata };
  if (message.nodeInfo) return learnNode(state, message.nodeInfo);
  if (message.channel) return learnChannel(state, message.channel);
  if (message.config) return { ...state, config: { ...state.config, ...message.config } };
  if (message.moduleConfig) return { ...state, moduleConfig: { ...state.moduleConfig, ...message.moduleConfig } };
  if (message.fileInfo) return { ...state, fileCount: state.fileCount + 1 };
  return state;
}

/** The index of the channel in use that has this name. The primary channel may be nameless: it is then index 0. */
export const channelIndexOf = (state: RadioState, name: string): number | undefined =>
  state.channels.find(({ role, settings }) => role !== ChannelRole.DISABLED && settings?.name === name)?.index;
