/**
 * What an AdminMessage does to a radio: AdminModule of firmware 2.7 as a table of orders.
 *
 * Pure: the memory before and the order give the memory after, the answer, and what else must happen.
 * Who may give orders (the client itself, or a remote admin key with a fresh session passkey) is
 * decided by the caller.
 */

import { cutUtf8, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { Draft } from '../meshtastic/codec.ts';
import {
  AdminMessageConfigType,
  AdminMessageModuleConfigType,
  ChannelRole,
  ConfigDeviceConfigRebroadcastMode,
  ConfigDeviceConfigRole,
  ModuleConfig,
  RoutingError,
  type AdminMessage,
  type Channel,
  type Config,
  type ConfigLoRaConfig,
  type DeviceMetadata,
  type User,
} from '../meshtastic/messages.ts';
import { KEY_BYTES, publicKeyOf } from './cipher.ts';
import {
  CHANNEL_COUNT,
  CONFIG_SECTIONS,
  MODULE_SECTIONS,
  NEVER_SECS,
  emptyChannel,
  factoryMemory,
  setSection,
  whole,
  withoutUnknown,
  type RadioMemory,
} from './memory.ts';
import { regionOf } from './modem.ts';
import { regionOfNumber } from '../lora/regions.ts';
import { LONG_NAME_BYTES_MAX, SHORT_NAME_BYTES_MAX } from '../meshtastic/provisioning-profile.ts';

/** Seconds between an order that needs a restart and the restart. */
export const RESTART_SECONDS = 7;
const NODE_INFO_SECONDS_MIN = 60 * 60;
const DAY_SECONDS = 24 * 60 * 60;

/** What else must happen, besides the new memory. */
export type AdminDeed =
  | { readonly kind: 'save'; readonly needsRestart: boolean }
  | { readonly kind: 'restart'; readonly afterSeconds: number } // negative: call it off
  | { readonly kind: 'shut-down'; readonly afterSeconds: number }
  | { readonly kind: 'announce-owner' }
  | { readonly kind: 'send-position' }
  | { readonly kind: 'set-clock'; readonly unixTimeS: number }
  | { readonly kind: 'edit'; readonly isOpen: boolean }
  /** Until the restart, and before the answer: who gave the order over Bluetooth never hears of it. */
  | { readonly kind: 'end-bluetooth' }
  | { readonly kind: 'nodes'; readonly change: NodesChange }
  | { readonly kind: 'notify'; readonly message: string };

export type NodesChange =
  | { readonly kind: 'clear'; readonly keepFavourites: boolean }
  | { readonly kind: 'remove'; readonly num: number }
  | { readonly kind: 'favourite' | 'ignore'; readonly num: number; readonly on: boolean }
  | { readonly kind: 'mute'; readonly num: number }
  | { readonly kind: 'contact'; readonly num: number; readonly user: User };

export type AdminOutcome = {
  readonly memory: RadioMemory;
  readonly deeds: readonly AdminDeed[];
  readonly answer?: Draft<AdminMessage>; // sent with the session passkey, when an answer is wanted
  readonly error?: RoutingError;
};

export type AdminContext = {
  readonly memory: RadioMemory;
  readonly metadata: Draft<DeviceMetadata>;
  /** 32 bytes of chance, for a new private key. */
  readonly freshKey: () => Uint8Array;
};

type Order<K extends keyof AdminMessage> = (value: NonNullable<AdminMessage[K]>, context: AdminContext) => AdminOutcome;
type Orders = { readonly [K in keyof AdminMessage]?: Order<K> };

const SAVE: AdminDeed = { kind: 'save', needsRestart: false };
const SAVE_AND_RESTART: AdminDeed = { kind: 'save', needsRestart: true };
const END_BLUETOOTH: AdminDeed = { kind: 'end-bluetooth' };
const configSaved = (needsRestart: boolean): readonly AdminDeed[] =>
  needsRestart ? [END_BLUETOOTH, SAVE_AND_RESTART] : [SAVE];

const unchanged = ({ memory }: AdminContext, ...deeds: AdminDeed[]): AdminOutcome => ({ memory, deeds });
const answered = ({ memory }: AdminContext, answer: Draft<AdminMessage>): AdminOutcome => ({
  memory,
  deeds: [],
  answer,
});
const refused = ({ memory }: AdminContext, error: RoutingError): AdminOutcome => ({ memory, deeds: [], error });

const isBlank = (text: string): boolean => text.length > 0 && text.trim().length === 0;

function setOwner(given: User, context: AdminContext): AdminOutcome {
  const { memory } = context;
  if (isBlank(given.longName) || isBlank(given.shortName)) return refused(context, RoutingError.BAD_REQUEST);
  const owner: User = {
    ...memory.owner,
    longName: given.longName ? cutUtf8(given.longName, LONG_NAME_BYTES_MAX) : memory.owner.longName,
    shortName: given.shortName ? cutUtf8(given.shortName, SHORT_NAME_BYTES_MAX) : memory.owner.shortName,
    isLicensed: given.isLicensed,
    ...(given.isUnmessagable === undefined ? {} : { isUnmessagable: given.isUnmessagable }),
  };
  const isSame =
    owner.longName === memory.owner.longName &&
    owner.shortName === memory.owner.shortName &&
    owner.isLicensed === memory.owner.isLicensed &&
    owner.isUnmessagable === memory.owner.isUnmessagable;
  // Nothing changed: neither flash nor air is troubled.
  if (isSame) return unchanged(context);
  return { memory: { ...memory, owner }, deeds: [{ kind: 'announce-owner' }, SAVE_AND_RESTART] };
}

function setChannel(given: Channel, context: AdminContext): AdminOutcome {
  const { memory } = context;
  if (given.index < 0 || given.index >= CHANNEL_COUNT) return refused(context, RoutingError.BAD_REQUEST);
  const kept = given.settings ? withoutUnknown(given) : emptyChannel(given.index);
  const isNewPrimary = kept.role === ChannelRole.PRIMARY;
  const channels = memory.channels.map((old) => {
    if (old.index === kept.index) return kept;
    return isNewPrimary && old.role === ChannelRole.PRIMARY ? { ...old, role: ChannelRole.SECONDARY } : old;
  });
  return { memory: { ...memory, channels }, deeds: [SAVE] };
}

/** Settings a role brings along the first time it is set. */
const ROLE_DEFAULTS: { readonly [role: number]: (memory: RadioMemory) => RadioMemory } = {
  [ConfigDeviceConfigRole.ROUTER]: (memory) =>
    unmessagable(
      withDevice(memory, { rebroadcastMode: ConfigDeviceConfigRebroadcastMode.CORE_PORTNUMS_ONLY }),
      DAY_SECONDS / 2,
    ),
  [ConfigDeviceConfigRole.ROUTER_LATE]: (memory) => unmessagable(memory, DAY_SECONDS),
  [ConfigDeviceConfigRole.SENSOR]: (memory) => unmessagable(memory, 60 * 60),
  [ConfigDeviceConfigRole.TRACKER]: (memory) => unmessagable(memory, 60 * 60),
  [ConfigDeviceConfigRole.CLIENT_HIDDEN]: (memory) =>
    withTelemetry(
      withDevice(memory, {
        rebroadcastMode: ConfigDeviceConfigRebroadcastMode.LOCAL_ONLY,
        nodeInfoBroadcastSecs: NEVER_SECS,
      }),
      NEVER_SECS,
    ),
};

const withDevice = (memory: RadioMemory, change: Partial<RadioMemory['config']['device']>): RadioMemory => ({
  ...memory,
  config: { ...memory.config, device: { ...memory.config.device, ...change } },
});
const withTelemetry = (memory: RadioMemory, deviceUpdateInterval: number): RadioMemory => ({
  ...memory,
  modules: { ...memory.modules, telemetry: { ...memory.modules.telemetry, deviceUpdateInterval } },
});
const unmessagable = (memory: RadioMemory, telemetrySeconds: number): RadioMemory =>
  withTelemetry({ ...memory, owner: { ...memory.owner, isUnmessagable: true } }, telemetrySeconds);

const ROUTER_ROLES: ReadonlySet<number> = new Set([ConfigDeviceConfigRole.ROUTER, ConfigDeviceConfigRole.ROUTER_LATE]);
const RETIRED_ROLES: ReadonlySet<number> = new Set([
  ConfigDeviceConfigRole.ROUTER_CLIENT,
  ConfigDeviceConfigRole.REPEATER,
]);

function setDevice(given: NonNullable<Config['device']>, { memory }: AdminContext): AdminOutcome {
  const before = memory.config.device;
  const deeds: AdminDeed[] = [];
  let device = { ...given, nodeInfoBroadcastSecs: Math.max(given.nodeInfoBroadcastSecs, NODE_INFO_SECONDS_MIN) };
  if (RETIRED_ROLES.has(device.role)) device = { ...device, role: ConfigDeviceConfigRole.CLIENT };
  if (ROUTER_ROLES.has(device.role) && device.rebroadcastMode === ConfigDeviceConfigRebroadcastMode.NONE) {
    device = { ...device, rebroadcastMode: ConfigDeviceConfigRebroadcastMode.ALL };
    deeds.push({ kind: 'notify', message: "Rebroadcast mode can't be set to NONE for a router role" });
  }
  let after = withDevice(memory, device);
  if (before.role !== device.role) after = ROLE_DEFAULTS[device.role]?.(after) ?? after;
  after = { ...after, owner: { ...after.owner, role: device.role } };
  const needsRestart =
    before.role !== device.role ||
    before.rebroadcastMode !== device.rebroadcastMode ||
    before.buttonGpio !== device.buttonGpio ||
    before.buzzerGpio !== device.buzzerGpio;
  return { memory: after, deeds: [...deeds, ...configSaved(needsRestart)] };
}

const LORA_FIELDS_THAT_RESTART = [
  'usePreset',
  'region',
  'modemPreset',
  'bandwidth',
  'spreadFactor',
  'codingRate',
  'txPower',
  'frequencyOffset',
  'overrideFrequency',
  'channelNum',
  'sx126xRxBoostedGain',
] as const satisfies readonly (keyof ConfigLoRaConfig)[];

function setLora(given: ConfigLoRaConfig, context: AdminContext): AdminOutcome {
  const { memory } = context;
  const before = memory.config.lora;
  let lora: ConfigLoRaConfig = {
    ...given,
    codingRate: given.codingRate >= 5 && given.codingRate <= 8 ? given.codingRate : 5,
    spreadFactor: given.spreadFactor >= 7 && given.spreadFactor <= 12 ? given.spreadFactor : 11,
  };
  const needsRestart = LORA_FIELDS_THAT_RESTART.some((field) => before[field] !== lora[field]);
  let after = memory;
  if (before.region === 0 && lora.region > 0) {
    lora = { ...lora, txEnabled: true, ignoreMqtt: lora.ignoreMqtt || regionOf(lora).dutyPercent < 100 };
    if (!memory.owner.isLicensed) after = withKeyPair(after, context);
  }
  if (before.region !== lora.region) after = withMqttRoot(after, lora.region);
  after = { ...after, config: { ...after.config, lora } };
  return { memory: after, deeds: configSaved(needsRestart) };
}

function withMqttRoot(memory: RadioMemory, region: number): RadioMemory {
  const { mqtt } = memory.modules;
  if (!mqtt.root.startsWith('msh')) return memory;
  const name = regionOfNumber(region) ?? 'UNSET';
  return { ...memory, modules: { ...memory.modules, mqtt: { ...mqtt, root: `msh/${name}` } } };
}

/** The key pair made certain: the public key follows from the private one, which is fresh if there was none. */
export function withKeyPair(memory: RadioMemory, { freshKey }: Pick<AdminContext, 'freshKey'>): RadioMemory {
  const { security } = memory.config;
  const privateKey = security.privateKey.length === KEY_BYTES ? security.privateKey : freshKey();
  const publicKey = publicKeyOf(privateKey);
  return {
    ...memory,
    owner: { ...memory.owner, publicKey },
    config: { ...memory.config, security: { ...security, privateKey, publicKey } },
  };
}

function setSecurity(given: NonNullable<Config['security']>, context: AdminContext): AdminOutcome {
  const { memory } = context;
  const deeds: AdminDeed[] = [];
  const hasAdminKey = given.adminKey.some((key) => key.length === KEY_BYTES);
  const isManaged = given.isManaged && hasAdminKey;
  if (given.isManaged && !hasAdminKey) {
    deeds.push({ kind: 'notify', message: 'You must provide at least one admin public key to enable managed mode' });
  }
  const before = memory.config.security;
  const needsRestart =
    before.debugLogApiEnabled !== given.debugLogApiEnabled || before.serialEnabled !== given.serialEnabled;
  let after: RadioMemory = { ...memory, config: { ...memory.config, security: { ...given, isManaged } } };
  const mayHaveKeys = !memory.owner.isLicensed && memory.config.lora.region !== 0;
  after = mayHaveKeys
    ? withKeyPair(after, context)
    : { ...after, owner: { ...after.owner, publicKey: given.publicKey } };
  return { memory: after, deeds: [...deeds, ...configSaved(needsRestart)] };
}

function setConfig(given: Config, context: AdminContext): AdminOutcome {
  const clean = withoutUnknown(given);
  if (clean.device) return setDevice(clean.device, context);
  if (clean.lora) return setLora(clean.lora, context);
  if (clean.security) return setSecurity(clean.security, context);
  if (clean.sessionkey || clean.deviceUi) return unchanged(context, SAVE_AND_RESTART);
  const { memory } = context;
  const config = setSection(memory.config, clean, CONFIG_SECTIONS);
  // Of these, the display alone has settings that take hold at once.
  const needsRestart = clean.display === undefined || clean.display.oled !== memory.config.display.oled;
  return { memory: { ...memory, config }, deeds: configSaved(needsRestart) };
}

function setModuleConfig(given: ModuleConfig, context: AdminContext): AdminOutcome {
  const { memory } = context;
  const modules = setSection(memory.modules, withoutUnknown(given), MODULE_SECTIONS);
  if (given.statusmessage) return unchanged(context, SAVE);
  return { memory: { ...memory, modules }, deeds: configSaved(true) };
}

/** Which section a get_config_request asks for; two have nothing in them. */
const CONFIG_OF_TYPE: { readonly [type: number]: (memory: RadioMemory) => Draft<Config> } = {
  ...Object.fromEntries(
    CONFIG_SECTIONS.map((name, type) => [type, (memory: RadioMemory) => ({ [name]: memory.config[name] })]),
  ),
  [AdminMessageConfigType.SESSIONKEY_CONFIG]: () => ({ sessionkey: {} }),
  [AdminMessageConfigType.DEVICEUI_CONFIG]: () => ({ deviceUi: {} }),
};
const MODULE_TYPE_COUNT = AdminMessageModuleConfigType.PAXCOUNTER_CONFIG + 1;

function getModuleConfig(type: number, context: AdminContext): AdminOutcome {
  const { modules } = context.memory;
  const name = type < MODULE_TYPE_COUNT ? MODULE_SECTIONS[type] : undefined;
  return answered(context, { getModuleConfigResponse: whole(ModuleConfig, name ? { [name]: modules[name] } : {}) });
}

function getChannel(oneBased: number, context: AdminContext): AdminOutcome {
  const channel = context.memory.channels[oneBased - 1];
  return channel ? answered(context, { getChannelResponse: channel }) : refused(context, RoutingError.BAD_REQUEST);
}

/** A factory reset keeps the node number, and unless it is the thorough one, the private key. */
function factoryReset(context: AdminContext, keepsKey: boolean): AdminOutcome {
  const { memory } = context;
  const fresh = factoryMemory(memory.nodeNum);
  const { privateKey } = memory.config.security;
  const security = keepsKey ? { ...fresh.config.security, privateKey } : fresh.config.security;
  return {
    memory: { ...fresh, config: { ...fresh.config, security } },
    deeds: [
      { kind: 'nodes', change: { kind: 'clear', keepFavourites: false } },
      SAVE,
      END_BLUETOOTH,
      { kind: 'restart', afterSeconds: RESTART_SECONDS },
    ],
  };
}

const nodes = (context: AdminContext, change: NodesChange): AdminOutcome =>
  unchanged(context, { kind: 'nodes', change }, SAVE);

const ORDERS: Orders = {
  getOwnerRequest: (_, context) => answered(context, { getOwnerResponse: context.memory.owner }),
  getConfigRequest: (type, context) =>
    answered(context, { getConfigResponse: CONFIG_OF_TYPE[type]?.(context.memory) ?? {} }),
  getModuleConfigRequest: getModuleConfig,
  getChannelRequest: getChannel,
  getDeviceMetadataRequest: (_, context) => answered(context, { getDeviceMetadataResponse: context.metadata }),
  getUiConfigRequest: (_, context) => answered(context, { getUiConfigResponse: context.memory.deviceUi }),
  getDeviceConnectionStatusRequest: (_, context) => answered(context, { getDeviceConnectionStatusResponse: {} }),
  getCannedMessageModuleMessagesRequest: (_, context) =>
    answered(context, { getCannedMessageModuleMessagesResponse: '' }),
  getRingtoneRequest: (_, context) => answered(context, { getRingtoneResponse: '' }),
  setOwner,
  setChannel,
  setConfig,
  setModuleConfig,
  storeUiConfig: (deviceUi, context) => ({
    memory: { ...context.memory, deviceUi: withoutUnknown(deviceUi) },
    deeds: [SAVE],
  }),
  rebootSeconds: (afterSeconds, context) => unchanged(context, { kind: 'restart', afterSeconds }),
  shutdownSeconds: (afterSeconds, context) => unchanged(context, { kind: 'shut-down', afterSeconds }),
  factoryResetConfig: (_, context) => factoryReset(context, true),
  factoryResetDevice: (_, context) => factoryReset(context, false),
  nodedbReset: (keepFavourites, context) =>
    unchanged(context, { kind: 'nodes', change: { kind: 'clear', keepFavourites } }, SAVE, END_BLUETOOTH, {
      kind: 'restart',
      afterSeconds: RESTART_SECONDS,
    }),
  beginEditSettings: (_, context) => unchanged(context, { kind: 'edit', isOpen: true }),
  commitEditSettings: (_, context) => unchanged(context, { kind: 'edit', isOpen: false }, ...configSaved(true)),
  removeByNodenum: (num, context) => nodes(context, { kind: 'remove', num }),
  setFavoriteNode: (num, context) => nodes(context, { kind: 'favourite', num, on: true }),
  removeFavoriteNode: (num, context) => nodes(context, { kind: 'favourite', num, on: false }),
  setIgnoredNode: (num, context) => nodes(context, { kind: 'ignore', num, on: true }),
  removeIgnoredNode: (num, context) => nodes(context, { kind: 'ignore', num, on: false }),
  toggleMutedNode: (num, context) => nodes(context, { kind: 'mute', num }),
  addContact: ({ nodeNum: num, user }, context) =>
    user ? nodes(context, { kind: 'contact', num, user }) : unchanged(context),
  setFixedPosition: (position, context) => {
    const { memory } = context;
    const config = { ...memory.config, position: { ...memory.config.position, fixedPosition: true } };
    return {
      memory: { ...memory, position: withoutUnknown(position), config },
      deeds: [SAVE, { kind: 'send-position' }],
    };
  },
  removeFixedPosition: (_, context) => {
    const { memory } = context;
    const config = { ...memory.config, position: { ...memory.config.position, fixedPosition: false } };
    return { memory: { ...memory, position: undefined, config }, deeds: [SAVE] };
  },
  setTimeOnly: (unixTimeS, context) => unchanged(context, { kind: 'set-clock', unixTimeS }),
};

/** Orders that change nothing and need no session passkey from afar. */
export const isQuestion = (order: AdminMessage): boolean =>
  Object.entries(order).some(([name, value]) => /^get.*Request$/.test(name) && value !== undefined);

export const isAnswer = (order: AdminMessage): boolean =>
  Object.entries(order).some(([name, value]) => /^get.*Response$/.test(name) && value !== undefined);

/** Strings and keys longer than the firmware's structs: it cannot decode such an order at all. */
export function fitsFirmware({ setOwner: owner, setChannel: channel }: AdminMessage): boolean {
  const lengths: readonly (readonly [number, number])[] = [
    [toUtf8(owner?.longName ?? '').length, LONG_NAME_BYTES_MAX],
    [toUtf8(owner?.shortName ?? '').length, SHORT_NAME_BYTES_MAX],
    [toUtf8(channel?.settings?.name ?? '').length, 11],
    [channel?.settings?.psk.length ?? 0, KEY_BYTES],
  ];
  return lengths.every(([bytes, bytesMax]) => bytes <= bytesMax);
}

/** Carries out an order. One that this radio does not know changes nothing. */
export function carryOut(order: AdminMessage, context: AdminContext): AdminOutcome {
  for (const name of Object.keys(ORDERS) as (keyof Orders)[]) {
    const value = order[name];
    if (value === undefined) continue;
    const deed = ORDERS[name] as (value: unknown, context: AdminContext) => AdminOutcome;
    return deed(value, context);
  }
  return unchanged(context);
}
