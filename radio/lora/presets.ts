// The modem presets of the firmware: bandwidth, spreading factor, coding rate.
//
// Source: firmware 2.8 `MeshRadio.h` modemPresetToParams. The rows without `since` are those of 2.7.
// VERY_LONG_SLOW is deprecated and absent: the firmware reads it as LONG_FAST.

export type Modulation = {
  /** LoRa bandwidth in hertz. */
  readonly bandwidthHz: number;
  /** Spreading factor, 7 to 12. */
  readonly spreadingFactor: number;
  /** Coding rate denominator: 5 for 4/5 up to 8 for 4/8. */
  readonly codingRate: number;
  /** Symbols before the header. The firmware uses 16, and 12 on 2.4 GHz. */
  readonly preambleSymbols?: number;
};

export type Preset = Modulation & {
  /** The number in `Config.LoRaConfig.modem_preset`. */
  readonly number: number;
  /** The name a radio shows, and the name of a primary channel that was given none. */
  readonly channelName: string;
  readonly since?: '2.8';
};

export const PRESETS = {
  SHORT_TURBO: { number: 8, channelName: 'ShortTurbo', bandwidthHz: 500_000, codingRate: 5, spreadingFactor: 7 },
  SHORT_FAST: { number: 6, channelName: 'ShortFast', bandwidthHz: 250_000, codingRate: 5, spreadingFactor: 7 },
  SHORT_SLOW: { number: 5, channelName: 'ShortSlow', bandwidthHz: 250_000, codingRate: 5, spreadingFactor: 8 },
  MEDIUM_TURBO: {
    number: 16,
    channelName: 'MediumTurbo',
    bandwidthHz: 500_000,
    codingRate: 5,
    spreadingFactor: 9,
    since: '2.8',
  },
  MEDIUM_FAST: { number: 4, channelName: 'MediumFast', bandwidthHz: 250_000, codingRate: 5, spreadingFactor: 9 },
  MEDIUM_SLOW: { number: 3, channelName: 'MediumSlow', bandwidthHz: 250_000, codingRate: 5, spreadingFactor: 10 },
  LONG_TURBO: { number: 9, channelName: 'LongTurbo', bandwidthHz: 500_000, codingRate: 8, spreadingFactor: 11 },
  LONG_FAST: { number: 0, channelName: 'LongFast', bandwidthHz: 250_000, codingRate: 5, spreadingFactor: 11 },
  LONG_MODERATE: { number: 7, channelName: 'LongMod', bandwidthHz: 125_000, codingRate: 8, spreadingFactor: 11 },
  LONG_SLOW: { number: 1, channelName: 'LongSlow', bandwidthHz: 125_000, codingRate: 8, spreadingFactor: 12 },
  LITE_FAST: {
    number: 10,
    channelName: 'LiteFast',
    bandwidthHz: 125_000,
    codingRate: 5,
    spreadingFactor: 9,
    since: '2.8',
  },
  LITE_SLOW: {
    number: 11,
    channelName: 'LiteSlow',
    bandwidthHz: 125_000,
    codingRate: 5,
    spreadingFactor: 10,
    since: '2.8',
  },
  NARROW_FAST: {
    number: 12,
    channelName: 'NarrowFast',
    bandwidthHz: 62_500,
    codingRate: 6,
    spreadingFactor: 7,
    since: '2.8',
  },
  NARROW_SLOW: {
    number: 13,
    channelName: 'NarrowSlow',
    bandwidthHz: 62_500,
    codingRate: 6,
    spreadingFactor: 8,
    since: '2.8',
  },
  TINY_FAST: {
    number: 14,
    channelName: 'TinyFast',
    bandwidthHz: 15_600,
    codingRate: 5,
    spreadingFactor: 7,
    since: '2.8',
  },
  TINY_SLOW: {
    number: 15,
    channelName: 'TinySlow',
    bandwidthHz: 15_600,
    codingRate: 6,
    spreadingFactor: 8,
    since: '2.8',
  },
} as const satisfies Record<string, Preset>;
export type PresetName = keyof typeof PRESETS;

/** Old and unknown numbers read as LONG_FAST, as in the firmware. */
export function presetOfNumber(number: number): PresetName {
  const names = Object.keys(PRESETS) as PresetName[];
  return names.find((name) => PRESETS[name].number === number) ?? 'LONG_FAST';
}

/** The 2.4 GHz band uses wider steps of bandwidth and a shorter preamble. */
const WIDE_BANDWIDTH_HZ: ReadonlyMap<number, number> = new Map([
  [500_000, 1_625_000],
  [250_000, 812_500],
  [125_000, 406_250],
]);
export const PREAMBLE_SYMBOLS = 16;
export const PREAMBLE_SYMBOLS_2G4 = 12;

/** A preset as it is on the air of a 2.4 GHz radio. */
export const on2G4 = (modulation: Modulation): Modulation => ({
  ...modulation,
  bandwidthHz: WIDE_BANDWIDTH_HZ.get(modulation.bandwidthHz) ?? modulation.bandwidthHz,
  preambleSymbols: PREAMBLE_SYMBOLS_2G4,
});
