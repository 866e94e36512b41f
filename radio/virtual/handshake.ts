/**
 * What a radio answers to want_config_id, in the one order that clients rely on
 * (PhoneAPI of firmware 2.7: my_info, UI, own node, metadata, channels, config, modules, other
 * nodes, files, config_complete_id). Two nonces ask for less.
 */

import type { Codec, Draft } from '../meshtastic/codec.ts';
import {
  ConfigDeviceConfigRole,
  FromRadio,
  HardwareModel,
  type DeviceMetadata,
  type DeviceMetrics,
  type NodeInfo,
} from '../meshtastic/messages.ts';
import { CONFIG_SECTIONS, MODULE_SECTIONS, type RadioMemory } from './memory.ts';

/** Leaves the other nodes out. */
export const NONCE_ONLY_CONFIG = 69420;
/** Sends nodes only. */
export const NONCE_ONLY_NODES = 69421;

/** What the radio says it is. A virtual radio owns up to it in `pioEnv`; clients show it, none minds. */
export type Firmware = {
  readonly version: string;
  readonly pioEnv: string;
};
export const FIRMWARE_2_7_26: Firmware = { version: '2.7.26.54e0d8d', pioEnv: 'folkmoot-virtual' };

const MIN_APP_VERSION = 30200;
const DEVICE_STATE_VERSION = 24;
/** ExcludedModules of the Linux build: paxcounter, ambient lighting, bluetooth, and what needs pins. */
const EXCLUDED_MODULES = 13632;
/** Module configs this firmware knows by number but has no section for; they are sent empty. */
const EMPTY_MODULE_CONFIGS = 3;

export type RadioNow = {
  readonly memory: RadioMemory;
  readonly firmware: Firmware;
  readonly nodes: readonly NodeInfo[]; // the others, as ordered in the database
  readonly metrics: DeviceMetrics | undefined;
  readonly unixTimeS: number; // 0: the clock was never set
};

export function ownNodeInfo({ memory, metrics, unixTimeS }: RadioNow): Draft<NodeInfo> {
  const position = { ...memory.position, time: unixTimeS };
  return {
    num: memory.nodeNum,
    user: memory.owner,
    position,
    lastHeard: unixTimeS,
    deviceMetrics: metrics,
    isFavorite: true,
  };
}

export function metadataOf({ memory, firmware }: RadioNow): Draft<DeviceMetadata> {
  return {
    firmwareVersion: firmware.version,
    deviceStateVersion: DEVICE_STATE_VERSION,
    hasWifi: true,
    role: memory.config.device.role,
    positionFlags: memory.config.position.positionFlags,
    hwModel: HardwareModel.PORTDUINO,
    hasRemoteHardware: memory.modules.remoteHardware.enabled,
    hasPKC: true,
    excludedModules: EXCLUDED_MODULES,
  };
}

function configFrames({ memory }: RadioNow): Draft<FromRadio>[] {
  const lsSecs = memory.config.device.role === ConfigDeviceConfigRole.ROUTER ? 86400 : 300;
  const sections = CONFIG_SECTIONS.map((name) => ({ config: { [name]: memory.config[name] } }));
  sections[CONFIG_SECTIONS.indexOf('power')] = { config: { power: { ...memory.config.power, lsSecs } } };
  return [...sections, { config: { sessionkey: {} } }, { config: { deviceUi: {} } }];
}

function moduleFrames({ memory }: RadioNow): Draft<FromRadio>[] {
  return [
    ...MODULE_SECTIONS.map((name) => ({ moduleConfig: { [name]: memory.modules[name] } })),
    ...Array.from({ length: EMPTY_MODULE_CONFIGS }, () => ({ moduleConfig: {} })),
  ];
}

const sizeBytes = <T>(codec: Codec<T>, drafts: readonly Draft<T>[]): number =>
  drafts.reduce((sum, draft) => sum + codec.encode(draft).length, 0);

/** The files of a radio's flash. Sizes follow the settings, as on a real one. */
function fileFrames(now: RadioNow): Draft<FromRadio>[] {
  const { memory } = now;
  const files: readonly (readonly [string, number])[] = [
    ['/prefs/device.proto', sizeBytes(FromRadio, [{ nodeInfo: { num: memory.nodeNum, user: memory.owner } }])],
    [
      '/prefs/nodes.proto',
      sizeBytes(
        FromRadio,
        [ownNodeInfo(now), ...now.nodes].map((nodeInfo) => ({ nodeInfo })),
      ),
    ],
    [
      '/prefs/channels.proto',
      sizeBytes(
        FromRadio,
        memory.channels.map((channel) => ({ channel })),
      ),
    ],
    ['/prefs/config.proto', sizeBytes(FromRadio, configFrames(now))],
    ['/prefs/module.proto', sizeBytes(FromRadio, moduleFrames(now))],
  ];
  return files.map(([fileName, bytes]) => ({ fileInfo: { fileName, sizeBytes: bytes } }));
}

/** All frames of one handshake, the last of them config_complete_id. */
export function handshakeFrames(now: RadioNow, nonce: number): readonly Draft<FromRadio>[] {
  const { memory } = now;
  const own = { nodeInfo: ownNodeInfo(now) };
  const others = now.nodes.map((nodeInfo) => ({ nodeInfo }));
  const complete = { configCompleteId: nonce };
  if (nonce === NONCE_ONLY_NODES) return [own, ...others, complete];
  return [
    {
      myInfo: {
        myNodeNum: memory.nodeNum,
        rebootCount: memory.rebootCount,
        minAppVersion: MIN_APP_VERSION,
        pioEnv: now.firmware.pioEnv,
        nodedbCount: now.nodes.length + 1,
      },
    },
    { deviceuiConfig: memory.deviceUi },
    own,
    { metadata: metadataOf(now) },
    ...memory.channels.map((channel) => ({ channel })),
    ...configFrames(now),
    ...moduleFrames(now),
    ...(nonce === NONCE_ONLY_CONFIG ? [] : others),
    ...fileFrames(now),
    complete,
  ];
}
