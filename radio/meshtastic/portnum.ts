// What the firmware and its apps use the port numbers for, as far as Folkmoot cares.

import { PortNum } from './messages.ts';

/** Folkmoot's frames travel here: no rate limit, no reply by the firmware, never shown by other apps. */
export const FOLKMOOT_PORT = PortNum.PRIVATE_APP;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(PortNum).map(([name, number]) => [number, name]));

/** `TEXT_MESSAGE_APP`, or the number itself when nobody has named it. */
export const portName = (portnum: number): string => NAMES.get(portnum) ?? String(portnum);

/** Ports whose payload is text that a person wrote, or a device rang. */
export const TEXT_PORTS: ReadonlySet<number> = new Set([
  PortNum.TEXT_MESSAGE_APP,
  PortNum.ALERT_APP,
  PortNum.DETECTION_SENSOR_APP,
  PortNum.RANGE_TEST_APP,
]);

/**
 * The least time the firmware wants between two packets of ours on a port. On the text port an early
 * one is swallowed without a word (res 0, nothing sent); on the others it is refused or swallowed.
 */
export const PORT_GAP_MS: ReadonlyMap<number, number> = new Map([
  [PortNum.TEXT_MESSAGE_APP, 2_000],
  [PortNum.POSITION_APP, 10_000],
  [PortNum.WAYPOINT_APP, 10_000],
  [PortNum.ALERT_APP, 10_000],
  [PortNum.TELEMETRY_APP, 10_000],
  [PortNum.TRACEROUTE_APP, 30_000],
]);
