// One decoded frame as a flat JSON entry, in the form of the `.expected.json` files of the recordings:
// what a person looks for first, then the whole message in the protobuf JSON mapping.

import { EMPTY, toHex } from '#protocol/bytes/bytes.ts';
import type { Result } from '#protocol/bytes/result.ts';
import type { Codec } from './codec.ts';
import {
  AdminMessage,
  Channel,
  ChannelRole,
  ClientNotification,
  Config,
  DeviceMetadata,
  DeviceUIConfig,
  FileInfo,
  FromRadio,
  LogRecord,
  type MeshPacket,
  ModuleConfig,
  MqttClientProxyMessage,
  MyNodeInfo,
  NodeInfo,
  PortNum,
  Position,
  type QueueStatus,
  Routing,
  RoutingError,
  Telemetry,
  ToRadio,
  User,
  XModem,
  type Data,
} from './messages.ts';
import { portName } from './portnum.ts';
import type { Json } from './proto-json.ts';
import { fromUtf8 } from './text.ts';

export type Entry = Readonly<Record<string, Json>>;

const nameIn = (table: Readonly<Record<string, number>>, value: number): string =>
  Object.keys(table).find((name) => table[name] === value) ?? String(value);

/** The inner messages that are shown decoded, by port. A payload that does not decode shows only as hex. */
const INNER: ReadonlyMap<number, (payload: Uint8Array) => Entry> = new Map([
  [PortNum.TEXT_MESSAGE_APP, (payload: Uint8Array) => ({ text: fromUtf8(payload) })],
  [PortNum.POSITION_APP, (payload) => inner('position', Position.decode(payload), Position.toJson)],
  [PortNum.NODEINFO_APP, (payload) => inner('user', User.decode(payload), User.toJson)],
  [PortNum.ROUTING_APP, (payload) => inner('routing', Routing.decode(payload), routingJson)],
  [PortNum.ADMIN_APP, (payload) => inner('admin', AdminMessage.decode(payload), withVariant(AdminMessage))],
  [
    PortNum.TELEMETRY_APP,
    (payload) => inner('telemetry', Telemetry.decode(payload), withVariant(Telemetry, 'variant')),
  ],
]);

function inner<T>(key: string, decoded: Result<T, unknown>, show: (value: T) => Json): Entry {
  return decoded.ok ? { [key]: show(decoded.value) } : {};
}

function withVariant<T>(codec: Codec<T>, oneof = 'payload_variant'): (value: T) => Json {
  return (value) => ({ variant: codec.variantOf(value, oneof) ?? null, json: codec.toJson(value) });
}

function routingJson(routing: Routing): Json {
  if (routing.errorReason === undefined) return withVariant(Routing, 'variant')(routing);
  return {
    variant: 'error_reason',
    errorReason: routing.errorReason,
    errorName: nameIn(RoutingError, routing.errorReason),
  };
}

function dataJson(data: Data): Entry {
  return {
    portnum: data.portnum,
    portName: portName(data.portnum),
    payloadHex: toHex(data.payload),
    payloadLength: data.payload.length,
    ...(data.requestId ? { requestId: data.requestId } : {}),
    ...(data.replyId ? { replyId: data.replyId } : {}),
    ...(data.wantResponse ? { wantResponse: true } : {}),
    ...(data.bitfield === undefined ? {} : { bitfield: data.bitfield }),
    ...INNER.get(data.portnum)?.(data.payload),
  };
}

function variantJson(packet: MeshPacket): Entry {
  if (packet.decoded) return dataJson(packet.decoded);
  if (packet.encrypted) return { encryptedHex: toHex(packet.encrypted), encryptedLength: packet.encrypted.length };
  return { payloadVariant: null };
}

const packetJson = (packet: MeshPacket): Entry => ({
  from: packet.from,
  to: packet.to,
  id: packet.id,
  channel: packet.channel,
  ...variantJson(packet),
  hopStart: packet.hopStart,
  hopLimit: packet.hopLimit,
  wantAck: packet.wantAck,
  rxSnr: packet.rxSnr,
  rxRssi: packet.rxRssi,
  rxTime: packet.rxTime,
  priority: packet.priority,
  viaMqtt: packet.viaMqtt,
  pkiEncrypted: packet.pkiEncrypted,
  publicKeyHex: toHex(packet.publicKey),
  nextHop: packet.nextHop,
  relayNode: packet.relayNode,
  transportMechanism: packet.transportMechanism,
});

const myInfoJson = (info: MyNodeInfo): Entry => ({
  myNodeNum: info.myNodeNum,
  rebootCount: info.rebootCount,
  minAppVersion: info.minAppVersion,
  pioEnv: info.pioEnv,
  nodedbCount: info.nodedbCount,
  deviceIdHex: toHex(info.deviceId),
  json: MyNodeInfo.toJson(info),
});

const nodeInfoJson = (node: NodeInfo): Entry => ({
  num: node.num,
  userId: node.user?.id ?? '',
  longName: node.user?.longName ?? '',
  shortName: node.user?.shortName ?? '',
  role: node.user?.role ?? 0,
  publicKeyHex: toHex(node.user?.publicKey ?? EMPTY),
  hopsAway: node.hopsAway ?? null,
  snr: node.snr,
  lastHeard: node.lastHeard,
  json: NodeInfo.toJson(node),
});

const channelJson = (channel: Channel): Entry => ({
  index: channel.index,
  role: channel.role,
  roleName: nameIn(ChannelRole, channel.role),
  name: channel.settings?.name ?? '',
  pskHex: channel.settings ? toHex(channel.settings.psk) : '',
  json: Channel.toJson(channel),
});

const queueStatusJson = (status: QueueStatus): Entry => ({
  res: status.res,
  free: status.free,
  maxlen: status.maxlen,
  meshPacketId: status.meshPacketId,
  resName: nameIn(RoutingError, status.res),
});

function sectionJson<T>(codec: Codec<T>): (value: T) => Entry {
  return (value) => ({ section: codec.variantOf(value, 'payload_variant') ?? null, json: codec.toJson(value) });
}
const plain =
  <T>(codec: Codec<T>) =>
  (value: T): Entry => ({ json: codec.toJson(value) });

/** What each variant of FromRadio and ToRadio shows, by its `.proto` name; a variant not named here shows as one value. */
type Show = { readonly [variant: string]: (message: never) => Entry };
const FROM_RADIO: Show = {
  packet: (m: FromRadio) => packetJson(m.packet!),
  my_info: (m: FromRadio) => myInfoJson(m.myInfo!),
  node_info: (m: FromRadio) => nodeInfoJson(m.nodeInfo!),
  config: (m: FromRadio) => sectionJson(Config)(m.config!),
  moduleConfig: (m: FromRadio) => sectionJson(ModuleConfig)(m.moduleConfig!),
  channel: (m: FromRadio) => channelJson(m.channel!),
  queueStatus: (m: FromRadio) => queueStatusJson(m.queueStatus!),
  metadata: (m: FromRadio) => ({
    firmwareVersion: m.metadata!.firmwareVersion,
    json: DeviceMetadata.toJson(m.metadata!),
  }),
  config_complete_id: (m: FromRadio) => ({ configCompleteId: m.configCompleteId! }),
  rebooted: (m: FromRadio) => ({ rebooted: m.rebooted! }),
  log_record: (m: FromRadio) => plain(LogRecord)(m.logRecord!),
  fileInfo: (m: FromRadio) => plain(FileInfo)(m.fileInfo!),
  clientNotification: (m: FromRadio) => plain(ClientNotification)(m.clientNotification!),
  deviceuiConfig: (m: FromRadio) => plain(DeviceUIConfig)(m.deviceuiConfig!),
  xmodemPacket: (m: FromRadio) => plain(XModem)(m.xmodemPacket!),
  mqttClientProxyMessage: (m: FromRadio) => plain(MqttClientProxyMessage)(m.mqttClientProxyMessage!),
};
const TO_RADIO: Show = {
  packet: (m: ToRadio) => packetJson(m.packet!),
  want_config_id: (m: ToRadio) => ({ wantConfigId: m.wantConfigId! }),
  heartbeat: (m: ToRadio) => ({ nonce: m.heartbeat!.nonce }),
  disconnect: (m: ToRadio) => ({ disconnect: m.disconnect! }),
  xmodemPacket: (m: ToRadio) => plain(XModem)(m.xmodemPacket!),
  mqttClientProxyMessage: (m: ToRadio) => plain(MqttClientProxyMessage)(m.mqttClientProxyMessage!),
};

function messageJson<T>(codec: Codec<T>, show: Show, message: T): Entry {
  const type = codec.variantOf(message, 'payload_variant');
  if (type === undefined) return { type: 'empty' };
  const unknownFields = codec.unknownFields(message);
  const shown = show[type]?.(message as never) ?? plain(codec)(message);
  return { type, ...shown, ...(unknownFields.length === 0 ? {} : { unknownFields }) };
}

/** A decoded FromRadio as an entry. `fromRadioId` stands only where the radio numbered its frames, or said nothing else. */
export function fromRadioJson(message: FromRadio): Entry {
  const entry = messageJson(FromRadio, FROM_RADIO, message);
  return message.id !== 0 || entry['type'] === 'empty' ? { ...entry, fromRadioId: message.id } : entry;
}

export const toRadioJson = (message: ToRadio): Entry => messageJson(ToRadio, TO_RADIO, message);
