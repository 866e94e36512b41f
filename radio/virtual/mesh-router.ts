/**
 * What a radio does with packets: from its client, from the air, from itself to itself.
 *
 * Router, ReliableRouter, RoutingModule and the few modules that every radio runs (node info,
 * position, telemetry, admin) of firmware 2.7.26. Queueing, contention, relaying and retransmission
 * are the air's (air.ts); keys are packet-cipher.ts.
 */

import type { Prng } from '#protocol/bytes/prng.ts';
import { equal, toUtf8 } from '#protocol/bytes/bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Draft } from '../meshtastic/codec.ts';
import {
  AdminMessage,
  ConfigDeviceConfigRole,
  LogRecordLevel,
  MeshPacketPriority,
  MeshPacketTransportMechanism,
  PortNum,
  Position,
  Routing,
  RoutingError,
  Telemetry,
  User,
  type DeviceMetrics,
  type MeshPacket,
} from '../meshtastic/messages.ts';
import { carryOut, fitsFirmware, isAnswer, RESTART_SECONDS, withKeyPair, type AdminDeed } from './admin.ts';
import type { Air, AirEvent, AirPacket } from './air.ts';
import { createAdminGate } from './admin-gate.ts';
import type { ClientPort } from './client-port.ts';
import { metadataOf, type RadioNow } from './handshake.ts';
import { BROADCAST, nodeIdText, withoutUnknown, type RadioMemory } from './memory.ts';
import { regionOf } from './modem.ts';
import type { NodeDatabase } from './node-database.ts';
import { createKeyCache, hide, reveal, withBitfield, type Keys } from './packet-cipher.ts';
import { mayRelay } from './relay-rule.ts';
import { deviceMetrics, localStats, ownPosition, positionChannel, type Moment } from './self-report.ts';
import {
  ackPacket,
  defaultHopLimit,
  HOPS_MAX,
  hopLimitForResponse,
  hopsAway,
  packetOf,
  settledPriority,
  withPrecision,
} from './routing.ts';

/** QueueStatus.res values that are the sender's own, not RoutingErrors. */
export const RES_QUEUE_FULL = 32;
export const RES_DISABLED = 34;

const TEXT_SPACING_MS = 2_000;
const POSITION_SPACING_MS = 10_000;
const TRACEROUTE_SPACING_MS = 30_000;
/** How often a client may send on a port; what comes sooner is not sent. */
const SPACING_MS: ReadonlyMap<number, number> = new Map([
  [PortNum.TEXT_MESSAGE_APP, TEXT_SPACING_MS],
  [PortNum.POSITION_APP, POSITION_SPACING_MS],
  [PortNum.WAYPOINT_APP, POSITION_SPACING_MS],
  [PortNum.ALERT_APP, POSITION_SPACING_MS],
  [PortNum.TELEMETRY_APP, POSITION_SPACING_MS],
  [PortNum.TRACEROUTE_APP, TRACEROUTE_SPACING_MS],
]);

/** Announcements: at most this often, when nobody asked urgently, and when somebody did. */
const NODE_INFO_SPACING_MS = 10 * 60 * 1000;
const NODE_INFO_URGENT_SPACING_MS = 60 * 1000;
/** One sender's request for our node info is answered once in this time. */
const NODE_INFO_REPLY_SPACING_MS = 12 * 60 * 60 * 1000;
const POLITE_UTILIZATION_PCT = 25;
const UTILIZATION_PCT_MAX = 40;
const PENDING_MAX = 64;
const LOCAL_ROUNDS_MAX = 64;

export type MeshRouterContext = {
  readonly air: Air;
  readonly chance: Prng;
  readonly seed: string;
  readonly port: ClientPort;
  readonly now: () => Moment;
  readonly radioNow: () => RadioNow;
  readonly database: () => NodeDatabase;
  readonly memory: () => RadioMemory;
  readonly setMemory: (memory: RadioMemory) => void;
  readonly setClock: (unixTimeS: number) => void;
  readonly applyDeed: (deed: Extract<AdminDeed, { kind: 'save' | 'restart' | 'shut-down' | 'edit' }>) => void;
  readonly nodesChanged: () => void;
};

export type Announcement = {
  readonly to?: number;
  readonly channel?: number;
  readonly wantsReplies?: boolean;
  readonly isUrgent?: boolean;
};

export type MeshRouter = {
  readonly restartMs: number;
  fromClient(packet: MeshPacket): void;
  fromAir(event: AirEvent): void;
  /** Delivers one packet that the radio sent itself; false when there is none. */
  workOffLocal(): boolean;
  announce(announcement?: Announcement): void;
  sendPosition(): void;
  /** Device metrics, to the mesh when due, else to a client that keeps up. True when the client got them. */
  telemetry(withStats: boolean): boolean;
  metrics(): DeviceMetrics | undefined;
  mayRelay(packet: AirPacket): boolean;
  clientChanged(): void;
  /** At boot: a radio with a region has a key pair, made now if it had none. True when it was made. */
  ensureKeys(): boolean;
  reset(): void;
};

type Source = 'client' | 'radio';
type Reply = { readonly packet?: Draft<MeshPacket>; readonly isIgnored?: boolean };

/** 0 means "none" in a header, so a number ending in it goes by 255. */
const lowByte = (nodeNum: number): number => nodeNum & 0xff || 0xff;

export function createMeshRouter(context: MeshRouterContext): MeshRouter {
  const { air, chance, port, now, memory, database } = context;
  const keysFor = createKeyCache();

  let rollingId = chance.below(1024);
  let local: MeshPacket[] = [];
  let localRounds = 0;
  /** Our own reliable packets on their way: on which channel an ack about them is told. */
  let pending = new Map<number, { readonly channel: number }>();
  let sentAtMs = new Map<number, number>(); // port -> when the client last sent there
  let announcedAtMs: number | undefined;
  let telemetrySentAtMs: number | undefined;
  let askedAtMs = new Map<number, number>(); // node -> when we last answered its request for node info
  const gate = createAdminGate(chance);
  let lastMetrics: DeviceMetrics | undefined;
  let freshKeys = 0;

  const ownNum = (): number => memory().nodeNum;
  const isToUs = (packet: { readonly to: number }): boolean => packet.to === ownNum();
  const senderOf = (packet: MeshPacket): number => packet.from || ownNum();
  const lora = () => memory().config.lora;

  const newPacketId = (): number => {
    rollingId = (rollingId + 1) & 0x3ff;
    return (rollingId | (chance.below(2 ** 22) << 10)) >>> 0 || 1;
  };
  const freshKey = (): Uint8Array =>
    sha256(toUtf8(`${context.seed}/key/${memory().nodeNum}/${memory().rebootCount}/${freshKeys++}`));
  const keys = (): Keys => ({
    memory: memory(),
    sharedKeyWith: keysFor(memory().config.security.privateKey),
    publicKeyOfNode: (num) => database().get(num)?.user?.publicKey,
  });

  // --- Sending -------------------------------------------------------------------------------------

  const outgoing = (draft: Draft<MeshPacket>): MeshPacket =>
    packetOf({
      hopLimit: defaultHopLimit(lora()),
      to: BROADCAST,
      ...draft,
      from: ownNum(),
      id: newPacketId(),
      rxTime: now().unixTimeS,
    });

  const notify = (message: string, replyId?: number): void =>
    port.offerNotification({
      ...(replyId ? { replyId } : {}),
      time: now().unixTimeS,
      level: LogRecordLevel.WARNING,
      message,
    });

  const sendAck = (
    error: RoutingError,
    to: number,
    requestId: number,
    channel: number,
    hopLimit = 0,
    wantAck = false,
  ): void => {
    sendLocal(outgoing({ ...ackPacket(error, to, requestId, channel, hopLimit), wantAck }), 'radio');
  };
  const refuse = (error: RoutingError, packet: MeshPacket, channel: number): number => {
    pending.delete(packet.id);
    sendAck(error, ownNum(), packet.id, channel);
    return error;
  };

  /** Router::send: from here on the packet is for the air. Answers a QueueStatus.res. */
  const send = (packet: MeshPacket): number => {
    const { dutyPercent } = regionOf(lora());
    if (!lora().overrideDutyCycle && dutyPercent < 100 && air.airUtilTxPct() > dutyPercent) {
      const minutes = air.silentMinutesUntilPct(dutyPercent);
      notify(`Duty cycle limit exceeded. You can send again in ${minutes} mins`, packet.id);
      return refuse(RoutingError.DUTY_CYCLE_LIMIT, packet, packet.channel);
    }
    const isReliable = packet.wantAck;
    const ready = precise({
      ...packet,
      from: ownNum(),
      wantAck: packet.wantAck && packet.to !== BROADCAST,
      priority: settledPriority(packet),
      decoded: packet.decoded && withBitfield(packet.decoded, lora()),
    } as MeshPacket);
    if (!ready) return RoutingError.BAD_REQUEST;
    const hidden = hide(ready, keys(), chance.u32());
    if (!hidden.ok) return refuse(hidden.error, packet, 0);
    if (!lora().txEnabled || lora().region === 0) return RES_DISABLED;
    if (isReliable) remember(packet);
    const { res } = air.submit({
      packet: airPacketOf(ready, hidden.value.encrypted, hidden.value.channelHash),
      priority: ready.priority,
      reliable: isReliable,
    });
    return res;
  };
  const airPacketOf = (packet: MeshPacket, encrypted: Uint8Array, channelHash: number): AirPacket => ({
    from: ownNum(),
    to: packet.to,
    id: packet.id,
    // Above seven, the header's three bits hold three hops and what is left of the start.
    hopLimit: packet.hopLimit > HOPS_MAX ? 3 : packet.hopLimit,
    hopStart: packet.hopLimit & HOPS_MAX,
    wantAck: packet.wantAck,
    viaMqtt: false,
    channelHash,
    nextHop: 0,
    relayNode: lowByte(ownNum()),
    encrypted,
  });
  const remember = (packet: MeshPacket): void => {
    if (pending.size >= PENDING_MAX) pending.delete(pending.keys().next().value!);
    pending.set(packet.id, { channel: packet.channel });
  };
  /** Positions leave no more precise than the channel allows; null where the payload is no position. */
  const precise = (packet: MeshPacket): MeshPacket | null => {
    if (packet.decoded?.portnum !== PortNum.POSITION_APP) return packet;
    const position = Position.decode(packet.decoded.payload);
    if (!position.ok) return null;
    const bits = memory().channels[packet.channel]?.settings?.moduleSettings?.positionPrecision ?? 0;
    return { ...packet, decoded: { ...packet.decoded, payload: Position.encode(withPrecision(position.value, bits)) } };
  };

  const sendLocal = (packet: MeshPacket, source: Source): number => {
    if (isToUs(packet)) {
      local.push(packet);
      return 0;
    }
    let ready = packet;
    if (packet.to === BROADCAST) {
      if (source === 'client') replyTo(packet, {}); // the radio's own modules hear it too, and none answers
    } else if (packet.channel === 0 && !packet.pkiEncrypted) {
      ready = { ...ready, channel: database().get(packet.to)?.channel ?? 0 };
    }
    if (source === 'client' && ready.wantAck && ready.hopLimit === 0) {
      ready = { ...ready, hopLimit: defaultHopLimit(lora()) };
    }
    return send(ready);
  };

  /** As a module of the radio sends: the client sees a queueStatus for it, and a copy if asked. */
  const sendToMesh = (packet: MeshPacket, source: Source, copyToClient = false): void => {
    const res = sendLocal(packet, source);
    port.offerStatus({ ...air.queue(), res, meshPacketId: packet.id });
    if (copyToClient && res === 0) port.offerPacket(packet);
  };

  // --- From the client -----------------------------------------------------------------------------

  const isTooSoon = (portnum: number): boolean => {
    const spacingMs = SPACING_MS.get(portnum);
    const lastMs = sentAtMs.get(portnum);
    return spacingMs !== undefined && lastMs !== undefined && now().ms - lastMs < spacingMs;
  };
  const swallow = (packet: MeshPacket): void => port.offerStatus({ ...air.queue(), res: 0, meshPacketId: packet.id });

  const fromClient = (given: MeshPacket): void => {
    const portnum = given.decoded?.portnum ?? PortNum.UNKNOWN_APP;
    const isTraceroute = portnum === PortNum.TRACEROUTE_APP;
    if (isTooSoon(portnum)) {
      if (isTraceroute) notify('TraceRoute can only be sent once every 30 seconds', given.id);
      return swallow(given);
    }
    if (isTraceroute && given.to === BROADCAST && given.hopLimit > 0) {
      notify('Multi-hop traceroute to broadcast address is not allowed', given.id);
      return swallow(given);
    }
    sentAtMs.set(portnum, now().ms);
    const packet: MeshPacket = {
      ...withoutUnknown(given),
      from: 0, // "the client": only the air learns our number
      id: given.id || newPacketId(),
      nextHop: 0,
      relayNode: 0,
      rxTime: now().unixTimeS,
      wantAck: given.wantAck || (isTraceroute && given.to !== BROADCAST),
    };
    if (packet.decoded) sendToMesh(packet, 'client');
    else port.offerStatus({ ...air.queue(), res: RoutingError.BAD_REQUEST, meshPacketId: packet.id });
  };

  // --- Modules: who answers what -------------------------------------------------------------------

  const ownUser = (): User => ({ ...memory().owner, id: nodeIdText(ownNum()) });

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
    const named = { ...withoutUnknown(user.value), id: nodeIdText(packet.from) };
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

  /** MeshModule::callModules' end: one reply, or the word that nobody will. */
  const replyTo = (request: MeshPacket, { packet, isIgnored }: Reply): void => {
    if (!request.decoded?.wantResponse) return;
    const isForUs = request.to === BROADCAST || isToUs(request);
    if (!isForUs) return;
    const hopLimit = hopLimitForResponse(request, lora());
    if (packet) {
      const answer = outgoing({
        ...packet,
        to: senderOf(request),
        channel: request.channel,
        hopLimit,
        wantAck: request.from !== 0 && request.wantAck,
        priority: packet.priority || MeshPacketPriority.RELIABLE,
        decoded: { ...packet.decoded!, requestId: request.id },
      });
      sendToMesh(answer, 'radio');
    } else if (request.from !== ownNum() && !isIgnored) {
      sendAck(RoutingError.NO_RESPONSE, senderOf(request), request.id, request.channel, hopLimit);
    }
  };

  // --- Receiving -----------------------------------------------------------------------------------

  /** Router::handleReceived for a packet from the air, or one the radio (or its client) sent to itself. */
  const receive = (raw: MeshPacket): void => {
    const timed = { ...raw, rxTime: now().unixTimeS };
    const isHidden = timed.decoded === undefined;
    const revealed = isHidden ? reveal(timed, keys()) : timed;
    let packet = revealed ?? timed;
    const isForUs = packet.to === BROADCAST || isToUs(packet);
    let reply: Reply = {};
    if (packet.decoded) {
      const module = MODULES.get(packet.decoded.portnum);
      packet = module?.hears?.(packet) ?? packet;
      const mayReply = packet.decoded!.wantResponse && isForUs && (senderOf(packet) !== ownNum() || isToUs(packet));
      if (packet.decoded!.portnum === PortNum.ADMIN_APP && isForUs) reply = adminReply(packet);
      else if (mayReply && module?.replies) reply = module.replies(packet);
      if (!mayReply) reply = {};
    }
    sniff(packet, reply.packet !== undefined);
    if (isForUs && packet.from !== 0) deliver(packet);
    replyTo(packet, reply);
  };

  const deliver = (packet: MeshPacket): void => {
    if (packet.from !== ownNum()) meetByPacket(packet);
    port.offerPacket(packet);
  };
  const meetByPacket = (packet: MeshPacket): void => {
    if (!packet.decoded) return;
    const isNew = database().get(packet.from)?.user === undefined;
    const isFull = database().isFull();
    database().hear(packet, hopsAway(packet));
    const isAnswer = packet.decoded.portnum === PortNum.TELEMETRY_APP && packet.decoded.requestId > 0;
    if (!isNew || isFull || isAnswer || isRouter() || air.channelUtilizationPct() >= POLITE_UTILIZATION_PCT) return;
    if ((hopsAway(packet) ?? 0) > lora().hopLimit + 2) return;
    announce({ to: packet.from, wantsReplies: true, channel: packet.channel });
  };
  const isRouter = (): boolean =>
    [ConfigDeviceConfigRole.ROUTER, ConfigDeviceConfigRole.ROUTER_LATE, ConfigDeviceConfigRole.CLIENT_BASE].some(
      (role) => role === memory().config.device.role,
    );

  /** ReliableRouter::sniffReceived: acks we owe, and acks that settle what we sent. */
  const sniff = (packet: MeshPacket, hasReply: boolean): void => {
    if (!isToUs(packet)) return;
    if (!hasReply && packet.wantAck) acknowledge(packet);
    const routing =
      packet.decoded?.portnum === PortNum.ROUTING_APP ? Routing.decode(packet.decoded.payload) : undefined;
    if (routing?.ok && routing.value.errorReason === RoutingError.PKI_UNKNOWN_PUBKEY) {
      announce({ to: senderOf(packet), channel: packet.channel, isUrgent: true });
    }
    if (packet.decoded?.requestId) {
      pending.delete(packet.decoded.requestId);
      air.settle(packet.decoded.requestId);
    }
  };
  const acknowledge = (packet: MeshPacket): void => {
    const hopLimit = hopLimitForResponse(packet, lora());
    const sender = senderOf(packet);
    if (!packet.decoded) {
      const lacksKey = packet.channel === 0 && !database().get(sender)?.user?.publicKey.length;
      const error = lacksKey ? RoutingError.PKI_UNKNOWN_PUBKEY : RoutingError.NO_CHANNEL;
      return sendAck(error, sender, packet.id, 0, hopLimit);
    }
    const { requestId, replyId, portnum } = packet.decoded;
    const isText = portnum === PortNum.TEXT_MESSAGE_APP && sender !== ownNum();
    if (isText) sendAck(RoutingError.NONE, sender, packet.id, packet.channel, hopLimit, true);
    else if (!requestId && !replyId) sendAck(RoutingError.NONE, sender, packet.id, packet.channel, hopLimit);
    else if (hopsAway(packet) === 0 || packet.nextHop !== 0) {
      sendAck(RoutingError.NONE, sender, packet.id, packet.channel, 0);
    }
  };

  const fromAirPacket = (packet: AirPacket, rssiDbm: number, snrDb: number): MeshPacket =>
    packetOf({
      from: packet.from,
      to: packet.to,
      id: packet.id,
      channel: packet.channelHash,
      encrypted: packet.encrypted,
      hopLimit: packet.hopLimit,
      hopStart: packet.hopStart,
      wantAck: packet.wantAck,
      viaMqtt: packet.viaMqtt,
      // Without a start these two are left over from firmware before 2.3, which had no such fields.
      nextHop: packet.hopStart === 0 ? 0 : packet.nextHop,
      relayNode: packet.hopStart === 0 ? 0 : packet.relayNode,
      rxRssi: Math.round(rssiDbm),
      rxSnr: snrDb,
      transportMechanism: MeshPacketTransportMechanism.TRANSPORT_LORA,
    });
  const isIgnored = (packet: AirPacket): boolean =>
    packet.from === 0 ||
    packet.from === BROADCAST ||
    packet.from === ownNum() ||
    (lora().ignoreMqtt && packet.viaMqtt) ||
    lora().ignoreIncoming.includes(packet.from) ||
    database().get(packet.from)?.isIgnored === true;

  const fromAir = (event: AirEvent): void => {
    switch (event.kind) {
      case 'received':
        if (isIgnored(event.packet)) return;
        if (event.repeated) {
          const again = reveal(fromAirPacket(event.packet, event.rssiDbm, event.snrDb), keys());
          if (again && isToUs(again)) sendAck(RoutingError.NONE, again.from, again.id, again.channel, 0);
          return;
        }
        return receive(fromAirPacket(event.packet, event.rssiDbm, event.snrDb));
      case 'heard-relayed':
        return tellAboutOwn(event.id, RoutingError.NONE);
      case 'gave-up':
        return tellAboutOwn(event.id, RoutingError.MAX_RETRANSMIT);
      case 'space':
        return port.offerStatus({ res: 0, free: event.free, maxlen: event.maxlen });
    }
  };
  /** The radio's word about a packet of its own: an ack or nak from itself to itself. */
  const tellAboutOwn = (id: number, error: RoutingError): void => {
    const about = pending.get(id);
    if (!about) return;
    if (error !== RoutingError.NONE) pending.delete(id);
    sendAck(error, ownNum(), id, about.channel);
  };

  // --- What the radio says of itself ---------------------------------------------------------------

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

  const relays = (packet: AirPacket): boolean => {
    if (isIgnored(packet)) return false;
    const heard = fromAirPacket(packet, 0, 0);
    const isKnown = (num: number): boolean => database().get(num)?.user !== undefined;
    return mayRelay(heard, memory(), isKnown, () => reveal(heard, keys()));
  };

  return {
    restartMs: RESTART_SECONDS * 1000,
    fromClient,
    fromAir,
    workOffLocal() {
      const packet = local.shift();
      if (!packet || ++localRounds > LOCAL_ROUNDS_MAX) {
        localRounds = 0;
        return false;
      }
      receive(packet);
      return true;
    },
    announce: (announcement = {}) => announce(announcement),
    sendPosition,
    telemetry,
    metrics: () => lastMetrics,
    mayRelay: relays,
    ensureKeys() {
      const before = memory();
      if (before.owner.isLicensed || before.config.lora.region === 0) return false;
      const after = withKeyPair(before, { freshKey });
      context.setMemory(after);
      return !equal(after.config.security.privateKey, before.config.security.privateKey);
    },
    clientChanged() {
      sentAtMs = new Map();
    },
    reset() {
      local = [];
      pending = new Map();
      sentAtMs = new Map();
      askedAtMs = new Map();
      announcedAtMs = undefined;
      telemetrySentAtMs = undefined;
      gate.reset();
      lastMetrics = undefined;
      rollingId = chance.below(1024);
    },
  };
}
