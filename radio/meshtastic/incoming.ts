// One packet from the radio, as the session's users want it.

import { PortNum, Routing, Telemetry, User, type MeshPacket } from './messages.ts';
import { guestText } from './guest-text.ts';
import type { Air, Received, TextMessage } from './session-types.ts';

/** Firmware since 2.3 sets the bitfield; without it `hop_start` 0 means "not said", not "straight from the sender". */
function hopsAwayOf(packet: MeshPacket): number | undefined {
  const saysStart = packet.hopStart > 0 || packet.decoded?.bitfield !== undefined;
  return saysStart && packet.hopStart >= packet.hopLimit ? packet.hopStart - packet.hopLimit : undefined;
}

/** Undefined for a packet that the radio could not decrypt: other people's, and none of our business. */
export function receivedOf(packet: MeshPacket): Received | undefined {
  const { decoded } = packet;
  if (!decoded) return undefined;
  const hopsAway = hopsAwayOf(packet);
  return {
    from: packet.from,
    to: packet.to,
    id: packet.id,
    channel: packet.channel,
    portnum: decoded.portnum,
    payload: decoded.payload,
    requestId: decoded.requestId,
    replyId: decoded.replyId,
    rxSnrDb: packet.rxSnr,
    rxRssiDbm: packet.rxRssi,
    ...(hopsAway === undefined ? {} : { hopsAway }),
    hopLimit: packet.hopLimit,
    pkiEncrypted: packet.pkiEncrypted,
    viaMqtt: packet.viaMqtt,
    rxTimeS: packet.rxTime,
  };
}

export function textMessageOf(received: Received, myNodeNum: number): TextMessage | undefined {
  const read = guestText(received.portnum, received.payload);
  return read && { ...received, ...read, direct: received.to === myNodeNum };
}

/** The radio's own measurements, as it broadcasts them and hands them to its client. */
export function airOf(received: Received, myNodeNum: number): Air | undefined {
  if (received.portnum !== PortNum.TELEMETRY_APP || received.from !== myNodeNum) return undefined;
  const telemetry = Telemetry.decode(received.payload);
  const metrics = telemetry.ok ? telemetry.value.deviceMetrics : undefined;
  if (!metrics) return undefined;
  const { channelUtilization, airUtilTx, batteryLevel, voltage } = metrics;
  return {
    ...(channelUtilization === undefined ? {} : { channelUtilizationPercent: channelUtilization }),
    ...(airUtilTx === undefined ? {} : { airUtilTxPercent: airUtilTx }),
    ...(batteryLevel === undefined ? {} : { batteryPercent: batteryLevel }),
    ...(voltage === undefined ? {} : { voltageV: voltage }),
  };
}

/** What a node says about itself; undefined for other ports and for what does not decode. */
export function userOf(received: Received): User | undefined {
  if (received.portnum !== PortNum.NODEINFO_APP) return undefined;
  const user = User.decode(received.payload, { text: 'lenient' });
  return user.ok ? user.value : undefined;
}

/** The verdict of a routing packet about one of our packets: 0 is an ack. */
export function verdictOf(
  received: Received,
): { readonly requestId: number; readonly errorReason: number } | undefined {
  if (received.portnum !== PortNum.ROUTING_APP || received.requestId === 0) return undefined;
  const routing = Routing.decode(received.payload);
  const errorReason = routing.ok ? routing.value.errorReason : undefined;
  return errorReason === undefined ? undefined : { requestId: received.requestId, errorReason };
}
