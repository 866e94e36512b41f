/**
 * What a radio keeps in flash: who it is, its settings, its channels, the nodes it knows.
 *
 * Values are whole messages (every field present), never changed in place. On disk a memory is a
 * stream of the same FromRadio frames a client would be sent, so no second format exists.
 * Factory values are those of firmware 2.7.26 (read from a fresh radio's handshake).
 */

import { toHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Codec, Draft } from '../meshtastic/codec.ts';
import { createFramer, frameOf } from '../meshtastic/framing.ts';
import {
  Channel,
  ChannelRole,
  Config,
  ConfigBluetoothConfigPairingMode,
  ConfigLoRaConfigFEM_LNA_Mode,
  ConfigPositionConfigGpsMode,
  DeviceUIConfig,
  FromRadio,
  HardwareModel,
  ModuleConfig,
  NodeInfo,
  User,
  type Position,
} from '../meshtastic/messages.ts';
import { nodeName } from '../meshtastic/node-name.ts';

export const CHANNEL_COUNT = 8;
export const BROADCAST = 0xffffffff;

/** Settings in the order in which a client is sent them. `sessionkey` and `deviceUi` are sent empty. */
export const CONFIG_SECTIONS = [
  'device',
  'position',
  'power',
  'network',
  'display',
  'lora',
  'bluetooth',
  'security',
] as const;
export const MODULE_SECTIONS = [
  'mqtt',
  'serial',
  'externalNotification',
  'storeForward',
  'rangeTest',
  'telemetry',
  'cannedMessage',
  'audio',
  'remoteHardware',
  'neighborInfo',
  'ambientLighting',
  'detectionSensor',
  'paxcounter',
] as const;
export type ConfigSection = (typeof CONFIG_SECTIONS)[number];
export type ModuleSection = (typeof MODULE_SECTIONS)[number];

export type Settings = { readonly [S in ConfigSection]: NonNullable<Config[S]> };
export type ModuleSettingsSet = { readonly [S in ModuleSection]: NonNullable<ModuleConfig[S]> };

export type RadioMemory = {
  readonly nodeNum: number;
  readonly rebootCount: number;
  readonly owner: User;
  readonly position: Position | undefined; // only a fixed one is kept
  readonly channels: readonly Channel[]; // always 8
  readonly config: Settings;
  readonly modules: ModuleSettingsSet;
  readonly deviceUi: DeviceUIConfig;
  readonly nodes: readonly NodeInfo[]; // the others
};

/** The whole message behind a partial one: every field that has a zero has it. */
export function whole<T>(codec: Codec<T>, draft: Draft<NoInfer<T>>): T {
  const decoded = codec.decode(codec.encode(draft));
  assert(decoded.ok, `${codec.name} decodes what it encoded`);
  return decoded.value;
}

/** Fields of newer firmware that this firmware would not have kept. */
export function withoutUnknown<T>(value: T): T {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withoutUnknown(item)) as T;
  const kept = Object.entries(value).filter(([name]) => name !== '$unknown');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutUnknown(inner as unknown)])) as T;
}

/** A board's hardware address as the Linux build makes it up from its node number. */
function macOf(nodeNum: number): Uint8Array {
  const mac = new Uint8Array(6);
  mac[0] = 0x82;
  new DataView(mac.buffer).setUint32(2, nodeNum);
  return mac;
}

function factoryOwner(nodeNum: number): User {
  const lastFour = toHex(macOf(nodeNum)).slice(-4);
  return whole(User, {
    id: nodeName(nodeNum),
    longName: `Meshtastic ${lastFour}`,
    shortName: lastFour,
    macaddr: macOf(nodeNum),
    hwModel: HardwareModel.PORTDUINO,
    isUnmessagable: false,
  });
}

/** The well-known LongFast channel: key number 1, position shared to about 3 km. */
const FACTORY_CHANNEL: Draft<Channel> = {
  settings: { psk: Uint8Array.of(1), moduleSettings: { positionPrecision: 13 } },
  role: ChannelRole.PRIMARY,
};

export const emptyChannel = (index: number): Channel => whole(Channel, { index, settings: {} });

const FACTORY_CONFIG: Draft<Settings> = {
  device: { nodeInfoBroadcastSecs: 3 * 60 * 60 },
  position: {
    positionBroadcastSecs: 60 * 60,
    positionBroadcastSmartEnabled: true,
    gpsUpdateInterval: 120,
    positionFlags: 811,
    broadcastSmartMinimumDistance: 100,
    broadcastSmartMinimumIntervalSecs: 300,
    gpsMode: ConfigPositionConfigGpsMode.NOT_PRESENT,
  },
  power: { waitBluetoothSecs: 60, sdsSecs: 0xffffffff, lsSecs: 300, minWakeSecs: 10 },
  network: { ntpServer: 'meshtastic.pool.ntp.org' },
  display: { screenOnSecs: 600 },
  lora: {
    usePreset: true,
    bandwidth: 250,
    spreadFactor: 11,
    hopLimit: 3,
    txEnabled: true,
    txPower: 30,
    sx126xRxBoostedGain: true,
    femLnaMode: ConfigLoRaConfigFEM_LNA_Mode.NOT_PRESENT,
  },
  bluetooth: { enabled: true, mode: ConfigBluetoothConfigPairingMode.FIXED_PIN, fixedPin: 123456 },
  security: { serialEnabled: true },
};

/** Intervals a role puts aside: the largest signed 32-bit number, which no client takes for an error. */
export const NEVER_SECS = 0x7fffffff;

const factoryModules = (nodeNum: number): Draft<ModuleSettingsSet> => ({
  mqtt: {
    address: 'mqtt.meshtastic.org',
    username: 'meshdev',
    password: 'large4cats', // public, the same in every radio
    encryptionEnabled: true,
    root: 'msh',
  },
  serial: {},
  externalNotification: {},
  storeForward: {},
  rangeTest: {},
  telemetry: { deviceUpdateInterval: NEVER_SECS },
  cannedMessage: {},
  audio: {},
  remoteHardware: {},
  neighborInfo: {},
  ambientLighting: {
    current: 10,
    red: (nodeNum >>> 16) & 0xff,
    green: (nodeNum >>> 8) & 0xff,
    blue: nodeNum & 0xff,
  },
  detectionSensor: { minimumBroadcastSecs: 45, detectionTriggerType: 1 },
  paxcounter: {},
});

function wholeSettings(draft: Draft<Settings>): Settings {
  const sections = CONFIG_SECTIONS.map((name) => [name, whole(Config, { [name]: draft[name] ?? {} })[name]]);
  return Object.fromEntries(sections) as Settings;
}

function wholeModules(draft: Draft<ModuleSettingsSet>): ModuleSettingsSet {
  const sections = MODULE_SECTIONS.map((name) => [name, whole(ModuleConfig, { [name]: draft[name] ?? {} })[name]]);
  return Object.fromEntries(sections) as ModuleSettingsSet;
}

/** A radio as it leaves the factory: region unset, so it has no keys yet and does not transmit. */
export function factoryMemory(nodeNum: number): RadioMemory {
  return {
    nodeNum,
    rebootCount: 0,
    owner: factoryOwner(nodeNum),
    position: undefined,
    channels: Array.from({ length: CHANNEL_COUNT }, (_, index) =>
      index === 0 ? whole(Channel, FACTORY_CHANNEL) : emptyChannel(index),
    ),
    config: wholeSettings(FACTORY_CONFIG),
    modules: wholeModules(factoryModules(nodeNum)),
    deviceUi: whole(DeviceUIConfig, { screenBrightness: 153, screenTimeout: 30 }),
    nodes: [],
  };
}

export type SettingsChange = {
  readonly longName?: string;
  readonly shortName?: string;
  readonly channels?: readonly (Draft<Channel> | undefined)[]; // undefined: as it was
  readonly config?: Draft<Config>; // sections given replace fields of the factory section
  readonly nodes?: readonly Draft<NodeInfo>[];
};

/** The same memory with some settings changed: for setting up radios in scenarios and tests. */
export function withSettings(memory: RadioMemory, change: SettingsChange): RadioMemory {
  const given = (change.config ?? {}) as { readonly [S in ConfigSection]?: object };
  const config = CONFIG_SECTIONS.map((name) => [name, { ...memory.config[name], ...given[name] }]);
  return {
    ...memory,
    owner: {
      ...memory.owner,
      longName: change.longName ?? memory.owner.longName,
      shortName: change.shortName ?? memory.owner.shortName,
      role: given.device ? ((given.device as { role?: number }).role ?? memory.owner.role) : memory.owner.role,
    },
    channels: memory.channels.map((channel, index) => {
      const draft = change.channels?.[index];
      return draft ? whole(Channel, { ...draft, index }) : channel;
    }),
    config: wholeSettings(Object.fromEntries(config) as Draft<Settings>),
    nodes: change.nodes ? change.nodes.map((node) => whole(NodeInfo, node)) : memory.nodes,
  };
}

/** Everything, as a stream of FromRadio frames. */
export function encodeMemory(memory: RadioMemory): Uint8Array {
  const { nodeNum, owner, position } = memory;
  const messages: Draft<FromRadio>[] = [
    { myInfo: { myNodeNum: nodeNum, rebootCount: memory.rebootCount } },
    { deviceuiConfig: memory.deviceUi },
    { nodeInfo: { num: nodeNum, user: owner, position } },
    ...memory.channels.map((channel) => ({ channel })),
    ...CONFIG_SECTIONS.map((name) => ({ config: { [name]: memory.config[name] } })),
    ...MODULE_SECTIONS.map((name) => ({ moduleConfig: { [name]: memory.modules[name] } })),
    ...memory.nodes.map((nodeInfo) => ({ nodeInfo })),
  ];
  const frames = messages.map((message) => frameOf(FromRadio.encode(message)));
  const all = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  return all;
}

/** A memory from its bytes; null where they hold no radio. What is missing has its factory value. */
export function decodeMemory(bytes: Uint8Array): RadioMemory | null {
  const found = createFramer<FromRadio>(FromRadio.decode)
    .push(bytes)
    .flatMap((frame) => (frame.kind === 'frame' ? [frame.message] : []));
  const nodeNum = found.find((message) => message.myInfo)?.myInfo?.myNodeNum;
  if (!nodeNum) return null;
  let memory = factoryMemory(nodeNum);
  for (const message of found) memory = restoreOne(memory, message);
  return memory;
}

function restoreOne(memory: RadioMemory, message: FromRadio): RadioMemory {
  const { myInfo, deviceuiConfig, nodeInfo, channel, config, moduleConfig } = message;
  if (myInfo) return { ...memory, rebootCount: myInfo.rebootCount };
  if (deviceuiConfig) return { ...memory, deviceUi: deviceuiConfig };
  if (channel) {
    return { ...memory, channels: memory.channels.map((old) => (old.index === channel.index ? channel : old)) };
  }
  if (nodeInfo && nodeInfo.num !== memory.nodeNum) return { ...memory, nodes: [...memory.nodes, nodeInfo] };
  if (nodeInfo) return { ...memory, owner: nodeInfo.user ?? memory.owner, position: nodeInfo.position };
  if (config) return { ...memory, config: setSection(memory.config, config, CONFIG_SECTIONS) };
  if (moduleConfig) return { ...memory, modules: setSection(memory.modules, moduleConfig, MODULE_SECTIONS) };
  return memory;
}

/** The settings with whichever one section `given` holds put in place. */
export function setSection<S extends object>(settings: S, given: object, names: readonly (keyof S & string)[]): S {
  const name = names.find((section) => (given as Record<string, unknown>)[section] !== undefined);
  return name === undefined ? settings : { ...settings, [name]: (given as Record<string, unknown>)[name] };
}
