// The radio of this phone as plain data: how it is connected, how it is set, and what a change would do.
//
// Pure, and drawn by node/radio-keeper.ts: the worker loads radio code only when there is a radio.

import { presetOfNumber } from '#radio/lora/presets.ts';
import { regionOfNumber } from '#radio/lora/regions.ts';
import { ChannelRole, ConfigDeviceConfigRole, type Channel } from '#radio/meshtastic/messages.ts';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import type { Difference } from '#radio/meshtastic/provisioning-plan.ts';
import type { SessionView } from '#radio/meshtastic/session.ts';
import type { Air } from '#radio/meshtastic/session-types.ts';

/** What a frame must never be put on unseen: an open channel, read by everybody. */
export type KeyPicture = 'private' | 'short' | 'public';

export type RadioSettingsPicture = {
  readonly name: string;
  readonly shortName: string;
  /** As the radio's own screen shows it: `!f01c0001`. */
  readonly number: string;
  readonly firmware: string;
  /** Undefined while it is not set: then the radio is silent. */
  readonly region: string | undefined;
  /** Undefined where the modulation was set by hand. */
  readonly preset: string | undefined;
  readonly role: string;
  readonly hopLimit: number;
  readonly channels: readonly { readonly id: number; readonly name: string; readonly key: KeyPicture }[];
  readonly nodes: number;
  readonly batteryPercent: number | undefined;
  readonly airUtilTxPercent: number | undefined;
  readonly channelUtilizationPercent: number | undefined;
};

/** What the desk is at: nothing, or a plan and what became of it. */
export type DeskPicture = {
  readonly at: 'idle' | 'reading' | 'planned' | 'writing' | 'checking' | 'done' | 'failed';
  readonly what: 'provision' | 'restore';
  readonly differences: readonly (Difference & { readonly id: string })[];
  /** Of a failure, in words for people. */
  readonly words: string;
};

export type ProfilePicture = { readonly name: string; readonly about: string; readonly needsRegion: boolean };

export type RadioPicture = {
  readonly at: 'none' | 'opening' | 'ready' | 'lost';
  readonly sinceMs: number;
  readonly address: string;
  /** Why it is not connected. */
  readonly words: string;
  readonly settings: RadioSettingsPicture | undefined;
  readonly sentFrames: number;
  readonly heardFrames: number;
  readonly lastHeardMs: number | undefined;
  readonly notices: readonly { readonly id: number; readonly words: string; readonly atMs: number }[];
  readonly desk: DeskPicture;
  /** Former settings that can be written back, since when they are kept. */
  readonly keptSinceMs: number | undefined;
  readonly profiles: readonly ProfilePicture[];
  readonly regions: readonly string[];
};

export const IDLE_DESK: DeskPicture = { at: 'idle', what: 'provision', differences: [], words: '' };

export const NO_RADIO: RadioPicture = {
  at: 'none',
  sinceMs: 0,
  address: '',
  words: '',
  settings: undefined,
  sentFrames: 0,
  heardFrames: 0,
  lastHeardMs: undefined,
  notices: [],
  desk: IDLE_DESK,
  keptSinceMs: undefined,
  profiles: [],
  regions: [],
};

const PRIVATE_KEY_BYTES = 32;
/** A key of one byte stands for one that everybody knows. */
const PUBLIC_KEY_BYTES_MAX = 1;

function keyPicture({ settings }: Channel): KeyPicture {
  const bytes = settings?.psk.length ?? 0;
  return bytes === PRIVATE_KEY_BYTES ? 'private' : bytes <= PUBLIC_KEY_BYTES_MAX ? 'public' : 'short';
}

const nameIn = (table: Readonly<Record<string, number>>, number: number): string =>
  Object.keys(table).find((name) => table[name] === number) ?? String(number);

/** Undefined until the radio has told its settings. */
export function radioSettings({ radio, phase }: SessionView, air: Air): RadioSettingsPicture | undefined {
  const { lora, device } = radio.config;
  const num = radio.myInfo?.myNodeNum;
  if (phase !== 'ready' || num === undefined || !lora || !device) return undefined;
  const preset = presetOfNumber(lora.modemPreset);
  return {
    name: radio.nodes.get(num)?.longName ?? '',
    shortName: radio.nodes.get(num)?.shortName ?? '',
    number: nodeName(num),
    firmware: radio.metadata?.firmwareVersion ?? '',
    region: lora.region === 0 ? undefined : (regionOfNumber(lora.region) ?? String(lora.region)),
    preset: lora.usePreset ? preset : undefined,
    role: nameIn(ConfigDeviceConfigRole, device.role),
    hopLimit: lora.hopLimit,
    channels: radio.channels
      .filter(({ role }) => role !== ChannelRole.DISABLED)
      // A primary channel without a name goes by its preset's.
      .map((channel) => ({ id: channel.index, name: channel.settings?.name || preset, key: keyPicture(channel) })),
    nodes: Math.max(0, radio.nodes.size - 1),
    batteryPercent: air.batteryPercent,
    airUtilTxPercent: air.airUtilTxPercent,
    channelUtilizationPercent: air.channelUtilizationPercent,
  };
}
