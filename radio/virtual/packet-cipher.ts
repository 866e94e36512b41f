/**
 * From a packet with readable contents to one for the air, and back, with a radio's own keys.
 * The refusals and their numbers are those of Router::perhapsEncode in firmware 2.7.
 */

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { equal } from '#protocol/bytes/bytes.ts';
import type { Draft } from '../meshtastic/codec.ts';
import {
  ChannelRole,
  Data,
  PortNum,
  RoutingError,
  type Channel,
  type ConfigLoRaConfig,
  type MeshPacket,
} from '../meshtastic/messages.ts';
import { channelCipher, channelHash, expandPsk, KEY_BYTES, openUnicast, PKI_OVERHEAD_BYTES } from './cipher.ts';
import { sealUnicast, sharedKey } from './cipher.ts';
import { BROADCAST, type RadioMemory } from './memory.ts';
import { presetName } from './modem.ts';

/** 255 bytes of LoRa frame less the 16 bytes of header. */
export const ENCODED_DATA_BYTES_MAX = 239;

/** Ports that are never sent to one node under its public key: relays must read them. */
const PORTS_IN_THE_OPEN: ReadonlySet<number> = new Set([
  PortNum.TRACEROUTE_APP,
  PortNum.NODEINFO_APP,
  PortNum.ROUTING_APP,
  PortNum.POSITION_APP,
]);
const BITFIELD_OK_TO_MQTT = 1;
const BITFIELD_WANT_RESPONSE = 2;

/** The channel's name; an empty one means the preset's. */
export const channelName = (channel: Channel, lora: ConfigLoRaConfig): string =>
  channel.settings?.name || presetName(lora);

/** The AES key of a channel, or null where the channel is off. A secondary without a key has the primary's. */
export function channelKey(channels: readonly Channel[], index: number): Uint8Array | null {
  const channel = channels[index];
  if (!channel?.settings || channel.role === ChannelRole.DISABLED) return null;
  if (channel.settings.psk.length > 0 || channel.role !== ChannelRole.SECONDARY) return expandPsk(channel.settings.psk);
  const primary = channels.findIndex((each) => each.role === ChannelRole.PRIMARY);
  return primary < 0 ? null : channelKey(channels, primary);
}

export function hashOfChannel(memory: RadioMemory, index: number): number | null {
  const key = channelKey(memory.channels, index);
  return key === null ? null : channelHash(channelName(memory.channels[index]!, memory.config.lora), key);
}

/** Shared keys are dear to compute (a curve multiplication) and few. */
export type KeyCache = (theirPublicKey: Uint8Array) => Uint8Array | null;
export function createKeyCache(): (privateKey: Uint8Array) => KeyCache {
  let owner: Uint8Array = new Uint8Array(0);
  let known = new Map<string, Uint8Array | null>();
  return (privateKey) => {
    if (!equal(owner, privateKey)) {
      owner = privateKey;
      known = new Map();
    }
    return (theirs) => {
      const name = theirs.join();
      let key = known.get(name);
      if (key === undefined) {
        key = sharedKey(privateKey, theirs);
        if (known.size > 256) known.clear();
        known.set(name, key);
      }
      return key;
    };
  };
}

export type Hidden = { readonly encrypted: Uint8Array; readonly channelHash: number; readonly isPki: boolean };
export type Keys = {
  readonly memory: RadioMemory;
  readonly sharedKeyWith: KeyCache;
  readonly publicKeyOfNode: (num: number) => Uint8Array | undefined;
};

/** The contents with the two bytes the firmware adds to everything it originates. */
export function withBitfield(data: Data, lora: ConfigLoRaConfig): Data {
  const flags = (lora.configOkToMqtt ? BITFIELD_OK_TO_MQTT : 0) | (data.wantResponse ? BITFIELD_WANT_RESPONSE : 0);
  return { ...data, bitfield: (data.bitfield ?? 0) | flags };
}

/** Hides a packet that this radio originates; `extraNonce` is fresh chance. Refused with a RoutingError. */
export function hide(packet: MeshPacket, keys: Keys, extraNonce: number): Result<Hidden, RoutingError> {
  const { memory } = keys;
  const plain = Data.encode(packet.decoded as Draft<Data>);
  if (plain.length > ENCODED_DATA_BYTES_MAX) return err(RoutingError.TOO_LARGE);
  const isPki =
    packet.to !== BROADCAST &&
    !memory.owner.isLicensed &&
    memory.config.security.privateKey.length === KEY_BYTES &&
    !PORTS_IN_THE_OPEN.has(packet.decoded!.portnum);
  if (isPki) return hideForOne(packet, plain, keys, extraNonce);
  if (packet.pkiEncrypted) return err(RoutingError.PKI_FAILED);
  const key = channelKey(memory.channels, packet.channel);
  const hash = hashOfChannel(memory, packet.channel);
  if (key === null || hash === null) return err(RoutingError.NO_CHANNEL);
  return ok({ encrypted: channelCipher(key, memory.nodeNum, packet.id, plain), channelHash: hash, isPki: false });
}

function hideForOne(packet: MeshPacket, plain: Uint8Array, keys: Keys, extraNonce: number): Result<Hidden, number> {
  if (plain.length + PKI_OVERHEAD_BYTES > ENCODED_DATA_BYTES_MAX) return err(RoutingError.TOO_LARGE);
  const theirs = keys.publicKeyOfNode(packet.to);
  if (theirs?.length !== KEY_BYTES) return err(RoutingError.PKI_SEND_FAIL_PUBLIC_KEY);
  const asked = packet.publicKey;
  if (packet.pkiEncrypted && asked.some((byte) => byte !== 0) && !equal(asked, theirs)) {
    return err(RoutingError.PKI_FAILED);
  }
  const key = keys.sharedKeyWith(theirs);
  if (key === null) return err(RoutingError.PKI_FAILED);
  const encrypted = sealUnicast(key, keys.memory.nodeNum, packet.id, extraNonce, plain);
  return ok({ encrypted, channelHash: 0, isPki: true });
}

/** The contents by whichever key fits, with the index of the channel; null where none does. */
export function reveal(packet: MeshPacket, keys: Keys): MeshPacket | null {
  const { encrypted, channel: hash } = packet;
  const { memory } = keys;
  if (!encrypted || encrypted.length === 0) return null;
  if (hash === 0 && packet.to === memory.nodeNum) {
    const fromOne = revealForOne(packet, encrypted, keys);
    if (fromOne) return fromOne;
  }
  for (let index = 0; index < memory.channels.length; index++) {
    const key = channelKey(memory.channels, index);
    if (key === null || hashOfChannel(memory, index) !== hash) continue;
    const data = readable(channelCipher(key, packet.from, packet.id, encrypted));
    if (!data) continue;
    const isOldDirectMessage = packet.to === memory.nodeNum && data.portnum === PortNum.TEXT_MESSAGE_APP;
    if (isOldDirectMessage && !memory.owner.isLicensed) return null; // refused: anyone on the channel could forge it
    return opened(packet, data, index);
  }
  return null;
}

function revealForOne(packet: MeshPacket, encrypted: Uint8Array, keys: Keys): MeshPacket | null {
  const theirs = keys.publicKeyOfNode(packet.from);
  if (theirs?.length !== KEY_BYTES || keys.memory.config.security.privateKey.length !== KEY_BYTES) return null;
  const key = keys.sharedKeyWith(theirs);
  const plain = key && openUnicast(key, packet.from, packet.id, encrypted);
  const data = plain && readable(plain);
  return data ? { ...opened(packet, data, 0), pkiEncrypted: true, publicKey: theirs } : null;
}

/** With a wrong key the bytes are noise, which now and then decodes; port 0 unmasks most of it. */
function readable(plain: Uint8Array): Data | null {
  const data = Data.decode(plain);
  return data.ok && data.value.portnum !== PortNum.UNKNOWN_APP ? data.value : null;
}

function opened(packet: MeshPacket, data: Data, channel: number): MeshPacket {
  const { encrypted: _, ...header } = packet;
  const wantResponse = data.wantResponse || ((data.bitfield ?? 0) & BITFIELD_WANT_RESPONSE) !== 0;
  return { ...header, channel, decoded: { ...data, wantResponse } };
}
