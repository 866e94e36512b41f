// The law of the air, as the firmware's region table states it (2.7.26 and 2.8, RadioInterface.cpp).
//
// The amateur bands of 2.8 (2 m, 1.25 m, 70 cm) are left out on purpose: they forbid hidden content,
// and a community's channel is encrypted. Doctor and provisioning treat them, and any region number we
// have no row for, as "not for Folkmoot".

import type { PresetName } from './presets.ts';

export type Region = {
  /** The number in `Config.LoRaConfig.region`. */
  readonly number: number;
  readonly fromMHz: number;
  readonly toMHz: number;
  /** Share of an hour a radio may transmit, in percent. 100: no limit. */
  readonly dutyPercent: number;
  /** Highest power the law allows, in dBm. */
  readonly powerDbmMax: number;
  /** Only these presets are allowed; absent: all that fit the band. */
  readonly presets?: readonly PresetName[];
  /** Presets the firmware refuses here. */
  readonly without?: readonly PresetName[];
  readonly is2G4?: true;
  readonly note?: string;
};

export const REGIONS = {
  US: { number: 1, fromMHz: 902, toMHz: 928, dutyPercent: 100, powerDbmMax: 30 },
  EU_433: { number: 2, fromMHz: 433, toMHz: 434, dutyPercent: 10, powerDbmMax: 10 },
  EU_868: {
    number: 3,
    fromMHz: 869.4,
    toMHz: 869.65,
    dutyPercent: 10,
    powerDbmMax: 27,
    without: ['SHORT_TURBO', 'MEDIUM_TURBO', 'LONG_TURBO'],
  },
  CN: { number: 4, fromMHz: 470, toMHz: 510, dutyPercent: 100, powerDbmMax: 19 },
  JP: { number: 5, fromMHz: 920.5, toMHz: 923.5, dutyPercent: 100, powerDbmMax: 13 },
  ANZ: { number: 6, fromMHz: 915, toMHz: 928, dutyPercent: 100, powerDbmMax: 30 },
  KR: { number: 7, fromMHz: 920, toMHz: 923, dutyPercent: 100, powerDbmMax: 23 },
  TW: { number: 8, fromMHz: 920, toMHz: 925, dutyPercent: 100, powerDbmMax: 27 },
  RU: { number: 9, fromMHz: 868.7, toMHz: 869.2, dutyPercent: 100, powerDbmMax: 20 },
  IN: { number: 10, fromMHz: 865, toMHz: 867, dutyPercent: 100, powerDbmMax: 30 },
  NZ_865: { number: 11, fromMHz: 864, toMHz: 868, dutyPercent: 100, powerDbmMax: 36 },
  TH: { number: 12, fromMHz: 920, toMHz: 925, dutyPercent: 10, powerDbmMax: 27 },
  LORA_24: { number: 13, fromMHz: 2400, toMHz: 2483.5, dutyPercent: 100, powerDbmMax: 10, is2G4: true },
  UA_433: { number: 14, fromMHz: 433, toMHz: 434.7, dutyPercent: 10, powerDbmMax: 10 },
  UA_868: {
    number: 15,
    fromMHz: 868,
    toMHz: 868.6,
    dutyPercent: 1,
    powerDbmMax: 14,
    note: 'taken out of the firmware in July 2026: newer radios refuse it',
  },
  MY_433: { number: 16, fromMHz: 433, toMHz: 435, dutyPercent: 100, powerDbmMax: 20 },
  MY_919: { number: 17, fromMHz: 919, toMHz: 924, dutyPercent: 100, powerDbmMax: 27 },
  SG_923: { number: 18, fromMHz: 917, toMHz: 925, dutyPercent: 100, powerDbmMax: 20 },
  PH_433: { number: 19, fromMHz: 433, toMHz: 434.7, dutyPercent: 100, powerDbmMax: 10 },
  PH_868: { number: 20, fromMHz: 868, toMHz: 869.4, dutyPercent: 100, powerDbmMax: 14 },
  PH_915: { number: 21, fromMHz: 915, toMHz: 918, dutyPercent: 100, powerDbmMax: 24 },
  ANZ_433: { number: 22, fromMHz: 433.05, toMHz: 434.79, dutyPercent: 100, powerDbmMax: 14 },
  KZ_433: { number: 23, fromMHz: 433.075, toMHz: 434.775, dutyPercent: 100, powerDbmMax: 10 },
  KZ_863: { number: 24, fromMHz: 863, toMHz: 868, dutyPercent: 100, powerDbmMax: 30 },
  NP_865: { number: 25, fromMHz: 865, toMHz: 868, dutyPercent: 100, powerDbmMax: 30 },
  BR_902: { number: 26, fromMHz: 902, toMHz: 907.5, dutyPercent: 100, powerDbmMax: 30 },
  EU_866: {
    number: 29,
    fromMHz: 865.6,
    toMHz: 867.6,
    dutyPercent: 2.5,
    powerDbmMax: 27,
    presets: ['LITE_FAST', 'LITE_SLOW'],
    note: 'routers may use 10 %',
  },
  EU_N_868: {
    number: 32,
    fromMHz: 869.4,
    toMHz: 869.65,
    dutyPercent: 10,
    powerDbmMax: 27,
    presets: ['NARROW_FAST', 'NARROW_SLOW'],
  },
} as const satisfies Record<string, Region>;
export type RegionName = keyof typeof REGIONS;

export function regionOfNumber(number: number): RegionName | undefined {
  return (Object.keys(REGIONS) as RegionName[]).find((name) => REGIONS[name].number === number);
}

/** Milliseconds of transmission the region allows in an hour. */
export const dutyMsPerHour = (name: RegionName): number => Math.round(36_000 * REGIONS[name].dutyPercent);

/** May a radio in this region use this preset? */
export function presetAllowed(region: RegionName, preset: PresetName): boolean {
  const { presets, without }: Region = REGIONS[region];
  return (presets?.includes(preset) ?? true) && !(without?.includes(preset) ?? false);
}
