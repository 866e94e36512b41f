/**
 * Small rules of the router that stand on their own: priorities, hops, acks, precision of positions.
 * All from firmware 2.7 (MeshPacketQueue fixPriority, RoutingModule, PositionPrecision).
 */

import {
  MeshPacket,
  MeshPacketPriority,
  PortNum,
  Position,
  Routing,
  type ConfigLoRaConfig,
  type RoutingError,
} from '../meshtastic/messages.ts';
import type { Draft } from '../meshtastic/codec.ts';
import { whole } from './memory.ts';

export const HOPS_MAX = 7;
const HOPS_DEFAULT = 3;

export const defaultHopLimit = (lora: ConfigLoRaConfig): number =>
  lora.hopLimit === 0 || lora.hopLimit > HOPS_MAX ? HOPS_DEFAULT : lora.hopLimit;

/** How far a packet has come, if its header lets us know. */
export function hopsAway(packet: MeshPacket): number | undefined {
  const isNew = packet.decoded?.bitfield !== undefined; // such firmware always fills hop_start in
  if (packet.hopStart === 0 && !isNew) return undefined;
  return packet.hopStart < packet.hopLimit ? undefined : packet.hopStart - packet.hopLimit;
}

/** Hops an answer gets: as many as the request needed, with a little to spare. */
export function hopLimitForResponse(request: MeshPacket, lora: ConfigLoRaConfig): number {
  const used = hopsAway(request);
  if (used !== undefined) {
    if (used > lora.hopLimit) return used;
    if (request.hopStart === 0) return 0;
    if (used + 2 < lora.hopLimit) return used + 2;
  }
  return defaultHopLimit(lora);
}

const PRIORITY_OF_PORT: ReadonlyMap<number, number> = new Map([
  [PortNum.ROUTING_APP, MeshPacketPriority.ACK],
  [PortNum.TEXT_MESSAGE_APP, MeshPacketPriority.HIGH],
  [PortNum.ADMIN_APP, MeshPacketPriority.HIGH],
]);

/** The priority a packet gets whose sender set none. */
export function settledPriority(packet: MeshPacket): number {
  if (packet.priority !== MeshPacketPriority.UNSET) return packet.priority;
  const { decoded, wantAck } = packet;
  const ofPort = decoded && PRIORITY_OF_PORT.get(decoded.portnum);
  if (ofPort !== undefined) return ofPort;
  if (decoded && decoded.requestId !== 0) return MeshPacketPriority.RESPONSE;
  return wantAck || decoded?.wantResponse ? MeshPacketPriority.RELIABLE : MeshPacketPriority.DEFAULT;
}

export const packetOf = (draft: Draft<MeshPacket>): MeshPacket => whole(MeshPacket, draft);

/** An ack (error NONE) or nak for the packet `requestId`. */
export function ackPacket(
  error: RoutingError,
  to: number,
  requestId: number,
  channel: number,
  hopLimit: number,
): Draft<MeshPacket> {
  const payload = Routing.encode({ errorReason: error });
  return {
    to,
    channel,
    hopLimit,
    priority: MeshPacketPriority.ACK,
    decoded: { portnum: PortNum.ROUTING_APP, payload, requestId },
  };
}

/** A coordinate rounded to the middle of its square of `bits` bits. */
export function truncateCoordinate(coordinateI: number, bits: number): number {
  if (bits <= 0 || bits >= 32) return coordinateI;
  const kept = coordinateI & (0xffffffff << (32 - bits));
  return (kept + 2 ** (31 - bits)) | 0;
}

/** A position as precise as the channel allows; with 0 bits nothing but the time is left. */
export function withPrecision(position: Position, bits: number): Position {
  if (bits === 0) return whole(Position, { time: position.time });
  const { latitudeI, longitudeI } = position;
  return {
    ...position,
    precisionBits: Math.min(bits, 32),
    ...(latitudeI === undefined ? {} : { latitudeI: truncateCoordinate(latitudeI, bits) }),
    ...(longitudeI === undefined ? {} : { longitudeI: truncateCoordinate(longitudeI, bits) }),
  };
}
