// Meshtasticator's constants and formulas: presets, airtime with its second helping of coding rate, slots, levels.
// Facts of lib/config.py, lib/phy.py and lib/mac.py (head of March 2026); times in milliseconds, as there.

import { PATH_MODELS } from '../ether/path-loss.ts';
import { log10 } from '../fixed-math.ts';

export type ReferenceModem = {
  readonly spreadingFactor: number;
  readonly bandwidthHz: number;
  /** 5..8; the model adds 4 once more. */
  readonly codingRate: number;
  readonly sensitivityDbm: number;
};

/** Its table; every preset of its time. */
export const REFERENCE_MODEMS = {
  SHORT_TURBO: { spreadingFactor: 7, bandwidthHz: 500_000, codingRate: 5, sensitivityDbm: -118.5 },
  SHORT_FAST: { spreadingFactor: 7, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -121.5 },
  SHORT_SLOW: { spreadingFactor: 8, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -124 },
  MEDIUM_FAST: { spreadingFactor: 9, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -126.5 },
  MEDIUM_SLOW: { spreadingFactor: 10, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -129 },
  LONG_TURBO: { spreadingFactor: 11, bandwidthHz: 500_000, codingRate: 8, sensitivityDbm: -128.5 },
  LONG_FAST: { spreadingFactor: 11, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -131.5 },
  LONG_MODERATE: { spreadingFactor: 11, bandwidthHz: 125_000, codingRate: 8, sensitivityDbm: -134.5 },
  LONG_SLOW: { spreadingFactor: 12, bandwidthHz: 125_000, codingRate: 8, sensitivityDbm: -137 },
  VERY_LONG_SLOW: { spreadingFactor: 12, bandwidthHz: 62_500, codingRate: 8, sensitivityDbm: -140 },
} satisfies Record<string, ReferenceModem>;

export type PositionM = readonly [x: number, y: number, z: number];

/** How loud everybody hears one sender: of whom a receiver senses a packet, and who would find the channel busy. */
export type LevelRow = { readonly dbm: Float64Array; readonly sensed: Uint8Array; readonly detected: Uint8Array };

const HEADER_BYTES = 16;
const PREAMBLE_SYMBOLS = 16;
const POWER_DBM = 30;
const DETECT_BELOW_DB = 3;
const NEAREST_M = 0.001;
const BAND_START_HZ = 902_000_000;
const CHANNEL = 27;

export const frequencyHzOf = (modem: ReferenceModem): number => BAND_START_HZ + modem.bandwidthHz * CHANNEL;

const symbolS = ({ spreadingFactor, bandwidthHz }: ReferenceModem): number => 2 ** spreadingFactor / bandwidthHz;

/** Its airtime: the coding rate, already 5..8, has 4 added once more. */
export function referenceAirtimeMs(modem: ReferenceModem, payloadBytes: number): number {
  const { spreadingFactor: sf, bandwidthHz, codingRate } = modem;
  const lowDataRate = bandwidthHz === 125_000 && sf >= 11 ? 1 : 0;
  const bits = 8 * (payloadBytes + HEADER_BYTES) - 4 * sf + 44;
  const blocks = Math.ceil(bits / (4 * (sf - 2 * lowDataRate)));
  const preambleS = (PREAMBLE_SYMBOLS + 4.25) * symbolS(modem);
  return (preambleS + (8 + Math.max(blocks * (codingRate + 4), 0)) * symbolS(modem)) * 1000;
}

/** 8.5 symbols, then propagation, turnaround and processing. */
export const referenceSlotMs = (modem: ReferenceModem): number => 8.5 * symbolS(modem) * 1000 + 0.2 + 0.4 + 7;

/** Its grace for a preamble that is overlapped: 11 symbols, but of seconds on a clock of milliseconds. */
export const graceMs = (modem: ReferenceModem): number => symbolS(modem) * (PREAMBLE_SYMBOLS - 5);

export const distanceM = (from: PositionM, to: PositionM): number => {
  const [dx, dy, dz] = [from[0] - to[0], from[1] - to[1], from[2] - to[2]];
  return Math.max(NEAREST_M, Math.sqrt(dx * dx + dy * dy + dz * dz));
};

/** 3GPP suburban macro; the terms that do not depend on the distance are worked out once, and added in its order. */
export function pathLossOf(modem: ReferenceModem): (from: PositionM, to: PositionM) => number {
  const lossOf = PATH_MODELS['3gpp-suburb'];
  const frequencyHz = frequencyHzOf(modem);
  const f = log10(frequencyHz) - 6;
  return (from, to) => {
    const length = distanceM(from, to);
    if (from[2] !== 1 || to[2] !== 1)
      return lossOf({ distanceM: length, heightFromM: from[2], heightToM: to[2], frequencyHz });
    return 44.9 * (log10(length) - 3) + 45.5 + (35.46 - 1.1) * f + 0.7; // at 1 m, where logarithms of heights vanish
  };
}

export type Links = {
  readonly modem: ReferenceModem;
  readonly offsetsDb: readonly (readonly number[])[];
  readonly gainsDbi: readonly number[] | undefined;
  readonly lossDb: (from: PositionM, to: PositionM) => number;
};

/** What everybody hears of this sender. With a row of before: only what those who `moved` since hear is new. */
export function levelRow(
  { modem, offsetsDb, gainsDbi, lossDb }: Links,
  positions: readonly PositionM[],
  sender: number,
  before?: LevelRow,
  moved?: ReadonlySet<number>,
): LevelRow {
  const count = positions.length;
  const known = before !== undefined && moved !== undefined && !moved.has(sender);
  const row: LevelRow = known
    ? { dbm: before.dbm.slice(), sensed: before.sensed.slice(), detected: before.detected.slice() }
    : { dbm: new Float64Array(count), sensed: new Uint8Array(count), detected: new Uint8Array(count) };
  const lay = (to: number): void => {
    if (to === sender) return;
    const fullDb = lossDb(positions[sender]!, positions[to]!) + offsetsDb[sender]![to]!;
    const dbm = POWER_DBM + (gainsDbi?.[sender] ?? 0) + (gainsDbi?.[to] ?? 0) - fullDb;
    row.dbm[to] = dbm;
    row.sensed[to] = dbm >= modem.sensitivityDbm ? 1 : 0;
    row.detected[to] = dbm >= modem.sensitivityDbm - DETECT_BELOW_DB ? 1 : 0;
  };
  if (known) moved.forEach(lay);
  else for (let to = 0; to < count; to++) lay(to);
  return row;
}

/** Whether the loudest possible neighbour is heard over this loss: the rule by which it scatters nodes. */
export const reaches = (modem: ReferenceModem, lossDb: number): boolean => POWER_DBM - lossDb >= modem.sensitivityDbm;
