/**
 * What a radio says of itself: its position and its telemetry, as payloads. (NodeInfo, Position,
 * DeviceTelemetry modules of firmware 2.7.) When it says so is the router's and the timers' business.
 */

import type { Draft } from '../meshtastic/codec.ts';
import { Position, PositionLocSource, type DeviceMetrics, type Telemetry } from '../meshtastic/messages.ts';
import type { Air } from './air.ts';
import type { RadioMemory } from './memory.ts';
import { definedOnly } from './node-database.ts';

/** Battery levels above 100 mean mains. */
const MAINS_PERCENT = 101;
/** What the Linux build reports for want of a measurement, in dBm. */
const NOISE_FLOOR_DBM = -120;

export type Moment = { readonly ms: number; readonly upMs: number; readonly unixTimeS: number };

const uptimeSeconds = (now: Moment): number => Math.floor(now.upMs / 1000);

/** The fixed position in full; it is made less precise on its way out. Undefined where none is set. */
export function ownPosition({ position, config }: RadioMemory, now: Moment): Uint8Array | undefined {
  if (!position || !config.position.fixedPosition || !position.latitudeI || !position.longitudeI) return undefined;
  const { latitudeI, longitudeI, altitude } = position;
  return Position.encode({
    ...definedOnly({ latitudeI, longitudeI, altitude }),
    time: now.unixTimeS,
    locationSource: PositionLocSource.LOC_MANUAL,
  });
}

/** The first channel on which a position is shared; -1: none. */
export const positionChannel = ({ channels }: RadioMemory): number =>
  channels.findIndex(({ settings }) => (settings?.moduleSettings?.positionPrecision ?? 0) > 0);

export const deviceMetrics = (air: Air, now: Moment): DeviceMetrics => ({
  batteryLevel: MAINS_PERCENT,
  voltage: 0,
  channelUtilization: air.channelUtilizationPct(),
  airUtilTx: air.airUtilTxPct(),
  uptimeSeconds: uptimeSeconds(now),
});

export function localStats(air: Air, nodesKnown: number, now: Moment): Draft<Telemetry> {
  const { sent, received, broken } = air.counts();
  return {
    time: now.unixTimeS,
    localStats: {
      uptimeSeconds: uptimeSeconds(now),
      channelUtilization: air.channelUtilizationPct(),
      airUtilTx: air.airUtilTxPct(),
      numPacketsTx: sent,
      numPacketsRx: received,
      numPacketsRxBad: broken,
      numOnlineNodes: nodesKnown + 1,
      numTotalNodes: nodesKnown + 1,
      noiseFloor: NOISE_FLOOR_DBM,
    },
  };
}
