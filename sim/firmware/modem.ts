// A modem setting with everything that follows from it, computed once: symbol, slot, airtime by length.
//
// The physical airtime is exact microseconds from radio/lora; the firmware's own accounts count the same
// number rounded down to milliseconds (RadioLib, RadioLibInterface.cpp getPacketTime).

import { loraAirtimeUs } from '#radio/lora/airtime.ts';
import { type Modulation, PREAMBLE_SYMBOLS, PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { noiseFloorCdb, type Physics } from '../ether/physics.ts';

export const LORA_BYTES_MAX = 255;

export type ModemSetting = Modulation & { readonly frequencyHz: number };

export type Modem = ModemSetting & {
  /** The same for modems that hear each other: frequency, bandwidth and spreading factor. */
  readonly tuning: number;
  readonly symbolUs: number;
  readonly preambleSymbols: number;
  readonly slotMs: number;
  readonly senseUs: number;
  readonly noiseCdb: number;
  readonly snrLimitCdb: number;
  /** By bytes after the LoRa header, 0..255. */
  readonly airtimeUs: Float64Array;
  readonly airtimeMs: Uint32Array;
};

/** Where a radio with default settings sends (RadioInterface.cpp applyModemConfig): the name of its primary
 *  channel picks one of the band's slots. Checked against radio/virtual's rule in tests/sim/air-port.test.ts. */
export function defaultFrequencyHz(regionName: RegionName, presetName: PresetName): number {
  const region = REGIONS[regionName];
  const { bandwidthHz, channelName } = PRESETS[presetName];
  const slots = Math.max(1, Math.floor(((region.toMHz - region.fromMHz) * 1e6) / bandwidthHz + 1e-6));
  const hash = toUtf8(channelName).reduce((sum, byte) => (Math.imul(sum, 33) + byte) >>> 0, 5381);
  return Math.round(region.fromMHz * 1e6 + bandwidthHz * ((hash % slots) + 0.5));
}

/** RadioInterface.cpp computeSlotTimeMsec: CAD, turnaround 0.4, propagation 0.2 and processing 7 ms, cut to ms. */
function slotMsOf(setting: ModemSetting, symbolUs: number): number {
  const wide = setting.frequencyHz >= 2_000_000_000;
  const cadSymbols = wide ? 4 + Math.trunc((2 * setting.spreadingFactor + 3) / 32) : 2.5;
  return Math.floor((cadSymbols * symbolUs + 7600) / 1000);
}

/** Keeps one Modem per setting, so that equal settings are one object and tunings are small numbers. */
export function modemShelf(physics: Physics): (setting: ModemSetting) => Modem {
  const shelf = new Map<string, Modem>();
  const tunings = new Map<string, number>();
  return (setting) => {
    const { spreadingFactor, bandwidthHz, codingRate, frequencyHz } = setting;
    const preambleSymbols = setting.preambleSymbols ?? PREAMBLE_SYMBOLS;
    const heardBy = `${frequencyHz}/${bandwidthHz}/${spreadingFactor}`;
    const key = `${heardBy}/${codingRate}/${preambleSymbols}`;
    const known = shelf.get(key);
    if (known) return known;
    assert(spreadingFactor >= 5 && spreadingFactor <= 12, 'a spreading factor is from 5 to 12');
    if (!tunings.has(heardBy)) tunings.set(heardBy, tunings.size);
    const symbolUs = Math.round((2 ** spreadingFactor * 1_000_000) / bandwidthHz);
    const airtimeUs = Float64Array.from({ length: LORA_BYTES_MAX + 1 }, (_, bytes) =>
      loraAirtimeUs({ spreadingFactor, bandwidthHz, codingRate, preambleSymbols }, bytes),
    );
    const modem: Modem = {
      frequencyHz,
      bandwidthHz,
      spreadingFactor,
      codingRate,
      preambleSymbols,
      tuning: tunings.get(heardBy)!,
      symbolUs,
      slotMs: slotMsOf(setting, symbolUs),
      senseUs: Math.round(physics.cadSymbols * symbolUs) + physics.turnaroundUs,
      noiseCdb: noiseFloorCdb(physics, bandwidthHz),
      snrLimitCdb: physics.snrLimitCdb[spreadingFactor - 5]!,
      airtimeUs,
      airtimeMs: Uint32Array.from(airtimeUs, (us) => Math.floor(us / 1000)),
    };
    shelf.set(key, modem);
    return modem;
  };
}
