/**
 * May this radio relay a packet it heard? By role and rebroadcast mode, which may depend on what its
 * own keys let it read (RoutingModule and Router::handleReceived of firmware 2.7).
 */

import {
  ConfigDeviceConfigRebroadcastMode as Mode,
  ConfigDeviceConfigRole,
  PortNum,
  type MeshPacket,
} from '../meshtastic/messages.ts';
import { BROADCAST, type RadioMemory } from './memory.ts';

/** Ports that a radio with CORE_PORTNUMS_ONLY relays; the private port is not among them. */
const CORE_PORTS: ReadonlySet<number> = new Set([
  PortNum.TEXT_MESSAGE_APP,
  PortNum.TEXT_MESSAGE_COMPRESSED_APP,
  PortNum.POSITION_APP,
  PortNum.NODEINFO_APP,
  PortNum.ROUTING_APP,
  PortNum.TELEMETRY_APP,
  PortNum.ADMIN_APP,
  PortNum.ALERT_APP,
  PortNum.KEY_VERIFICATION_APP,
  PortNum.WAYPOINT_APP,
  PortNum.STORE_FORWARD_APP,
  PortNum.TRACEROUTE_APP,
  PortNum.STORE_FORWARD_PLUSPLUS_APP,
]);

/** `read` is asked only where the mode makes the contents matter. `packet.channel` is the hash. */
export function mayRelay(
  packet: MeshPacket,
  { config }: RadioMemory,
  isKnown: (num: number) => boolean,
  read: () => MeshPacket | null,
): boolean {
  const { role, rebroadcastMode: mode } = config.device;
  if (role === ConfigDeviceConfigRole.CLIENT_MUTE || mode === Mode.NONE) return false;
  if (mode === Mode.ALL || mode === Mode.ALL_SKIP_DECODING) return true;
  const readable = mode === Mode.KNOWN_ONLY && !isKnown(packet.from) ? null : read();
  if (mode === Mode.CORE_PORTNUMS_ONLY) return !readable?.decoded || CORE_PORTS.has(readable.decoded.portnum);
  const maybeForOne = packet.channel === 0 && packet.to !== BROADCAST;
  return readable !== null || (maybeForOne && (isKnown(packet.from) || isKnown(packet.to)));
}
