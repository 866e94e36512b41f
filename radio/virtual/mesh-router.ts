/**
 * What a radio does with packets: from its client, from the air, from itself to itself.
 *
 * Router, ReliableRouter and RoutingModule of firmware 2.7.26. How packets leave is sending.ts, what
 * the radio's own modules say own-modules.ts; queueing, contention, relaying and retransmission are
 * the air's (air.ts); keys are packet-cipher.ts.
 */

import {
  ConfigDeviceConfigRole,
  MeshPacketPriority,
  MeshPacketTransportMechanism,
  PortNum,
  Routing,
  RoutingError,
  type DeviceMetrics,
  type MeshPacket,
} from '../meshtastic/messages.ts';
import { RESTART_SECONDS } from './admin.ts';
import type { AirEvent, AirPacket } from './air.ts';
import { BROADCAST, withoutUnknown } from './memory.ts';
import { createOwnModules, type Announcement, type OwnModulesContext, type Reply } from './own-modules.ts';
import { reveal } from './packet-cipher.ts';
import { mayRelay } from './relay-rule.ts';
import { hopLimitForResponse, hopsAway, packetOf } from './routing.ts';
import { createSending } from './sending.ts';

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
const POLITE_UTILIZATION_PCT = 25;
const LOCAL_ROUNDS_MAX = 64;

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

export function createMeshRouter(context: OwnModulesContext): MeshRouter {
  const { air, port, now, memory, database } = context;
  const sending = createSending(context);
  const own = createOwnModules(context, sending);
  const { ownNum, isToUs, senderOf, keys, newPacketId, outgoing, notify, sendAck, sendToMesh, settle, pendingChannel } =
    sending;

  let localRounds = 0;
  let sentAtMs = new Map<number, number>(); // port -> when the client last sent there

  const lora = () => memory().config.lora;

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
    if (packet.decoded) {
      // The radio's own modules hear a broadcast too, and none answers.
      if (packet.to === BROADCAST) replyTo(packet, {});
      sendToMesh(packet, 'client');
    } else port.offerStatus({ ...air.queue(), res: RoutingError.BAD_REQUEST, meshPacketId: packet.id });
  };
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
      packet = own.hears(packet);
      const mayReply = packet.decoded!.wantResponse && isForUs && (senderOf(packet) !== ownNum() || isToUs(packet));
      if (packet.decoded!.portnum === PortNum.ADMIN_APP && isForUs) reply = own.adminReply(packet);
      else if (mayReply) reply = own.replies(packet);
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
    own.announce({ to: packet.from, wantsReplies: true, channel: packet.channel });
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
      own.announce({ to: senderOf(packet), channel: packet.channel, isUrgent: true });
    }
    if (packet.decoded?.requestId) {
      settle(packet.decoded.requestId);
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
    const channel = pendingChannel(id);
    if (channel === undefined) return;
    if (error !== RoutingError.NONE) settle(id);
    sendAck(error, ownNum(), id, channel);
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
      const packet = sending.nextLocal();
      if (!packet || ++localRounds > LOCAL_ROUNDS_MAX) {
        localRounds = 0;
        return false;
      }
      receive(packet);
      return true;
    },
    announce: own.announce,
    sendPosition: own.sendPosition,
    telemetry: own.telemetry,
    metrics: own.metrics,
    mayRelay: relays,
    ensureKeys: own.ensureKeys,
    clientChanged() {
      sentAtMs = new Map();
    },
    reset() {
      own.reset();
      sending.reset();
      sentAtMs = new Map();
    },
  };
}
