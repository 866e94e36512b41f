// How long a packet is on the air, in whole numbers. Formula: Semtech's, as RadioLib and the firmware
// use it; checked against the firmware's own numbers (tests/radio/airtime.test.ts).
//
//   Tsym     = 2^SF / BW;  low-data-rate flag DE = 1 when Tsym >= 16 ms
//   symbols  = preamble + 4.25 + 8 + CR * ceil(max(0, 8 L + 16 + 28 - 4 SF) / (4 (SF - 2 DE)))
//   L        = 16 bytes of Meshtastic header + the encoded `Data`

import { PREAMBLE_SYMBOLS, PRESETS, type Modulation, type PresetName } from './presets.ts';

export type OnAir = { readonly preset: PresetName } | Modulation;

export const MESH_HEADER_BYTES = 16;
const LOW_DATA_RATE_SYMBOL_MS = 16;
const QUARTERS_OF_SYNC_AND_HEADER = 17 + 4 * 8; // 4.25 and 8 symbols, in quarters

export const modulationOf = (onAir: OnAir): Modulation => ('preset' in onAir ? PRESETS[onAir.preset] : onAir);

/** Bytes of the encoded `Data` around a payload: port number, payload with its length, the firmware's bitfield. */
export function dataBytes(payloadBytes: number, portnum = 256): number {
  const portBytes = 1 + (portnum < 128 ? 1 : 2);
  const lengthBytes = payloadBytes < 128 ? 1 : 2;
  return portBytes + 1 + lengthBytes + payloadBytes + 2;
}

/** Quarter symbols of a LoRa packet of `loraBytes` (everything behind the LoRa header). */
export function quarterSymbols(modulation: Modulation, loraBytes: number): number {
  const { spreadingFactor: sf, bandwidthHz, codingRate, preambleSymbols = PREAMBLE_SYMBOLS } = modulation;
  const lowDataRate = 2 ** sf * 1000 >= LOW_DATA_RATE_SYMBOL_MS * bandwidthHz ? 1 : 0;
  const bits = Math.max(0, 8 * loraBytes + 16 + 28 - 4 * sf);
  const blocks = Math.ceil(bits / (4 * (sf - 2 * lowDataRate)));
  return 4 * (preambleSymbols + codingRate * blocks) + QUARTERS_OF_SYNC_AND_HEADER;
}

/** Microseconds on the air of `loraBytes` behind the LoRa header, to the nearest one. */
export function loraAirtimeUs(onAir: OnAir, loraBytes: number): number {
  const modulation = modulationOf(onAir);
  const quarters = quarterSymbols(modulation, loraBytes);
  // quarters * 2^SF * 1e6 stays far below 2^53; the one division is the only rounding.
  return Math.round((quarters * 2 ** modulation.spreadingFactor * 1_000_000) / (4 * modulation.bandwidthHz));
}

/** Microseconds on the air of a payload given to the radio. */
export const airtimeUs = (onAir: OnAir, payloadBytes: number, portnum = 256): number =>
  loraAirtimeUs(onAir, MESH_HEADER_BYTES + dataBytes(payloadBytes, portnum));

/** The same to the nearest millisecond, for budgets and people. */
export const airtimeMs = (onAir: OnAir, payloadBytes: number, portnum = 256): number =>
  Math.round(airtimeUs(onAir, payloadBytes, portnum) / 1000);
