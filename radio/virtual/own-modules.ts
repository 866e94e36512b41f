/**
 * The modules that every radio runs: node info, position, telemetry and admin of firmware 2.7.26.
 *
 * What they learn from a packet, what they answer, and what they say of themselves.
 */

import { equal, toUtf8 } from '#protocol/bytes/bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Draft } from '../meshtastic/codec.ts';
import {
  AdminMessage,
  ConfigDeviceConfigRole,
  MeshPacketPriority,
  PortNum,
  Position,
  RoutingError,
  Telemetry,
  User,
  type DeviceMetrics,
  type MeshPacket,
} from '../meshtastic/messages.ts';
import { nodeName } from '../meshtastic/node-name.ts';
import { carryOut, fitsFirmware, isAnswer, withKeyPair, type AdminDeed } from './admin.ts';
import { createAdminGate } from './admin-gate.ts';
import { metadataOf, type RadioNow } from './handshake.ts';
import { BROADCAST, withoutUnknown, type RadioMemory } from './memory.ts';
import { deviceMetrics, localStats, ownPosition, positionChannel } from './self-report.ts';
import { ackPacket } from './routing.ts';
import type { Sending, SendingContext } from './sending.ts';

/** Announcements: at most this often, when nobody asked urgently, and when somebody did. */
const NODE_INFO_SPACING_MS = 10 * 60 * 1000;
const NODE_INFO_URGENT_SPACING_MS = 60 * 1000;
/** One sender's request for our node info is answered once in this time. */
const NODE_INFO_REPLY_SPACING_MS = 12 * 60 * 60 * 1000;
const POLITE_UTILIZATION_PCT = 25;
const UTILIZATION_PCT_MAX = 40;
export type OwnModulesContext = SendingContext & {
  readonly seed: string;
  readonly radioNow: () => RadioNow;
  readonly setMemory: (memory: RadioMemory) => void;
  readonly setClock: (unixTimeS: number) => void;
  readonly applyDeed: (
    deed: Extract<AdminDeed, { kind: 'save' | 'restart' | 'shut-down' | 'edit' | 'end-bluetooth' }>,
  ) => void;
  readonly nodesChanged: () => void;
};

export type Announcement = {
  readonly to?: number;
  readonly channel?: number;
  readonly wantsReplies?: boolean;
  readonly isUrgent?: boolean;
};
/** What a module says to a request: a packet, nothing on purpose, or nothing because it has nothing to say. */
export type Reply = { readonly packet?: Draft<MeshPacket>; readonly isIgnored?: boolean };

export function createOwnModules(context: OwnModulesContext, sending: Sending) {
  const { air, chance, port, now, memory, database } = context;
  const { ownNum, senderOf, outgoing, notify, sendToMesh } = sending;

  let announcedAtMs: number | undefined;
  let telemetrySentAtMs: number | undefined;
  let askedAtMs = new Map<number, number>(); // node -> when we last answered its request for node info
  const gate = createAdminGate(chance);
  let lastMetrics: DeviceMetrics | undefined;
  let freshKeys = 0;

  const lora = () => memory().config.lora;
  const freshKey = (): Uint8Array =>
    sha256(toUtf8(`${context.seed}/key/${memory().nodeNum}/${memory().rebootCount}/${freshKeys++}`));
  const ownUser = (): User => ({ ...memory().owner, id: nodeName(ownNum()) });

  const nodeInfoReply = (request: MeshPacket): Reply => {
    const sender = senderOf(request);
    const lastMs = askedAtMs.get(sender);
    askedAtMs.set(sender, now().ms);
    if (lastMs !== undefined && now().ms - lastMs < NODE_INFO_REPLY_SPACING_MS) return { isIgnored: true };
    const isRecent = announcedAtMs !== undefined && now().ms - announcedAtMs < NODE_INFO_SPACING_MS;
    if (isRecent || air.channelUtilizationPct() >= UTILIZATION_PCT_MAX) return { isIgnored: true };
    announcedAtMs = now().ms;
    return { packet: { decoded: { portnum: PortNum.NODEINFO_APP, payload: User.encode(ownUser()) } } };
  };

  const takeNodeInfo = (packet: MeshPacket): MeshPacket => {
    const user = User.decode(packet.decoded!.payload, { text: 'lenient' });
    if (!user.ok || senderOf(packet) === ownNum()) return packet;
    const named = { ...withoutUnknown(user.value), id: nodeName(packet.from) };
    if (equal(named.publicKey, memory().owner.publicKey) && named.publicKey.length > 0) {
      notify(`Remote device ${named.longName} has advertised your public key. This may indicate a compromised key.`);
    } else if (database().meet(packet.from, named, packet.channel)) context.nodesChanged();
    return { ...packet, decoded: { ...packet.decoded!, payload: User.encode(named) } };
  };

  const takePosition = (packet: MeshPacket): MeshPacket => {
    const position = Position.decode(packet.decoded!.payload);
    if (!position.ok) return packet;
    if (position.value.time > 0 && now().unixTimeS === 0) context.setClock(position.value.time);
    if (packet.from !== 0 && packet.from !== ownNum()) database().setPosition(packet.from, position.value);
    return packet;
  };

  const takeTelemetry = (packet: MeshPacket): MeshPacket => {
    const telemetry = Telemetry.decode(packet.decoded!.payload);
    if (telemetry.ok && telemetry.value.deviceMetrics && packet.from !== 0 && packet.from !== ownNum()) {
      database().setMetrics(packet.from, withoutUnknown(telemetry.value.deviceMetrics));
    }
    return packet;
  };

  const adminReply = (request: MeshPacket): Reply => {
    const order = AdminMessage.decode(request.decoded!.payload);
    if (!order.ok || !fitsFirmware(order.value)) return {};
    const forbidden = gate.whyForbidden(request, order.value, memory(), now().ms);
    if (forbidden !== undefined) return errorReply(forbidden, request);
    if (isAnswer(order.value)) return {};
    const outcome = carryOut(order.value, {
      memory: memory(),
      metadata: metadataOf(context.radioNow()),
      freshKey,
    });
    context.setMemory(outcome.memory);
    for (const deed of outcome.deeds) perform(deed);
    if (outcome.error !== undefined) return errorReply(outcome.error, request);
    if (!outcome.answer) return errorReply(RoutingError.NONE, request);
    const payload = AdminMessage.encode({
      ...outcome.answer,
      sessionPasskey: gate.passkey(now().ms),
    });
    return { packet: { decoded: { portnum: PortNum.ADMIN_APP, payload }, pkiEncrypted: request.pkiEncrypted } };
  };
  const errorReply = (error: RoutingError, request: MeshPacket): Reply => ({
    packet: ackPacket(error, senderOf(request), request.id, request.channel, 0),
  });

  const perform = (deed: AdminDeed): void => {
    switch (deed.kind) {
      case 'announce-owner':
        return announce({});
      case 'send-position':
        return sendPosition();
      case 'set-clock':
        return context.setClock(deed.unixTimeS);
      case 'notify':
        return notify(deed.message);
      case 'nodes':
        return changeNodes(deed.change);
      default:
        return context.applyDeed(deed);
    }
  };
  const changeNodes = (change: Extract<AdminDeed, { kind: 'nodes' }>['change']): void => {
    const nodes = database();
    switch (change.kind) {
      case 'clear':
        return nodes.clear(change.keepFavourites);
      case 'remove':
        return nodes.remove(change.num);
      case 'favourite':
        return void nodes.change(change.num, { isFavorite: change.on });
      case 'ignore':
        return void nodes.change(change.num, { isIgnored: change.on });
      case 'mute':
        return void nodes.change(change.num, { isMuted: !nodes.get(change.num)?.isMuted });
      case 'contact':
        return void nodes.meet(change.num, withoutUnknown(change.user), 0);
    }
  };

  const positionReply = (): Reply => {
    const payload = ownPosition(memory(), now());
    return payload ? { packet: { decoded: { portnum: PortNum.POSITION_APP, payload } } } : { isIgnored: true };
  };
  const telemetryReply = (request: MeshPacket): Reply => {
    const asked = Telemetry.decode(request.decoded!.payload);
    const wantsStats = asked.ok && asked.value.localStats !== undefined;
    const payload = Telemetry.encode(wantsStats ? stats() : deviceTelemetry());
    return { packet: { decoded: { portnum: PortNum.TELEMETRY_APP, payload } } };
  };

  type Module = {
    readonly hears?: (packet: MeshPacket) => MeshPacket;
    readonly replies?: (request: MeshPacket) => Reply;
  };
  const MODULES: ReadonlyMap<number, Module> = new Map<number, Module>([
    [PortNum.NODEINFO_APP, { hears: takeNodeInfo, replies: nodeInfoReply }],
    [PortNum.POSITION_APP, { hears: takePosition, replies: positionReply }],
    [PortNum.TELEMETRY_APP, { hears: takeTelemetry, replies: telemetryReply }],
  ]);

  const announce = ({ to = BROADCAST, channel = 0, wantsReplies = false, isUrgent = false }: Announcement): void => {
    if (memory().config.device.role === ConfigDeviceConfigRole.CLIENT_HIDDEN && !isUrgent) return;
    const spacingMs = isUrgent ? NODE_INFO_URGENT_SPACING_MS : NODE_INFO_SPACING_MS;
    if (announcedAtMs !== undefined && now().ms - announcedAtMs < spacingMs) return;
    if (air.channelUtilizationPct() >= UTILIZATION_PCT_MAX) return;
    announcedAtMs = now().ms;
    const priority = isUrgent ? MeshPacketPriority.DEFAULT : MeshPacketPriority.BACKGROUND;
    const decoded = { portnum: PortNum.NODEINFO_APP, payload: User.encode(ownUser()), wantResponse: wantsReplies };
    sendToMesh(outgoing({ to, channel, priority, decoded }), 'radio');
  };

  const sendPosition = (): void => {
    const payload = ownPosition(memory(), now());
    const channel = positionChannel(memory());
    if (!payload || channel < 0 || air.channelUtilizationPct() >= POLITE_UTILIZATION_PCT) return;
    const decoded = { portnum: PortNum.POSITION_APP, payload };
    sendToMesh(outgoing({ channel, priority: MeshPacketPriority.BACKGROUND, decoded }), 'radio', true);
  };

  const deviceTelemetry = (): Draft<Telemetry> => {
    lastMetrics = deviceMetrics(air, now());
    return { time: now().unixTimeS, deviceMetrics: lastMetrics };
  };
  const stats = (): Draft<Telemetry> => localStats(air, database().size(), now());
  const telemetry = (withStats: boolean): boolean => {
    const packet = (body: Draft<Telemetry>): MeshPacket =>
      outgoing({
        priority: MeshPacketPriority.BACKGROUND,
        decoded: { portnum: PortNum.TELEMETRY_APP, payload: Telemetry.encode(body) },
      });
    const settings = memory().modules.telemetry;
    const spacingMs = (settings.deviceUpdateInterval || 3600) * 1000;
    const isDue = telemetrySentAtMs === undefined || now().ms - telemetrySentAtMs >= spacingMs;
    const mayTransmit = lora().region !== 0 && air.channelUtilizationPct() < POLITE_UTILIZATION_PCT;
    if (settings.deviceTelemetryEnabled && isDue && mayTransmit) {
      telemetrySentAtMs = now().ms;
      sendToMesh(packet(deviceTelemetry()), 'radio', true);
      return false;
    }
    if (!port.isPacketQueueEmpty()) return false;
    port.offerPacket(packet(deviceTelemetry()));
    if (withStats) port.offerPacket(packet(stats()));
    return true;
  };

  return {
    /** What a module makes of a packet on its port, before anybody answers; most leave it as it is. */
    hears: (packet: MeshPacket): MeshPacket => MODULES.get(packet.decoded!.portnum)?.hears?.(packet) ?? packet,
    replies: (request: MeshPacket): Reply => MODULES.get(request.decoded!.portnum)?.replies?.(request) ?? {},
    adminReply,
    announce: (announcement: Announcement = {}): void => announce(announcement),
    sendPosition,
    telemetry,
    metrics: (): DeviceMetrics | undefined => lastMetrics,
    ensureKeys(): boolean {
      const before = memory();
      if (before.owner.isLicensed || before.config.lora.region === 0) return false;
      const after = withKeyPair(before, { freshKey });
      context.setMemory(after);
      return !equal(after.config.security.privateKey, before.config.security.privateKey);
    },
    reset(): void {
      askedAtMs = new Map();
      announcedAtMs = undefined;
      telemetrySentAtMs = undefined;
      gate.reset();
      lastMetrics = undefined;
    },
  };
}
