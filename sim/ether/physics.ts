// Every physical constant of the simulated air, in one place, with its source.
//
// Levels are whole hundredths of a decibel ("Cdb") so that they add exactly; powers are whole numbers
// of 10^-17 mW (-170 dBm), so that sums of interferers are exact in a double and leave no residue when
// a signal ends. Tests and worlds change single values: `{ ...PHYSICS, fadingSigmaCdb: 0 }`.

import { exp, GAUSSIAN, pow10 } from '../fixed-math.ts';

export type Physics = typeof PHYSICS;

export const PHYSICS = {
  /** Thermal noise in 1 Hz at 290 K is -174 dBm; an SX126x front end adds 6 dB (SX1262 data sheet, ch. 3.5;
   *  Meshtasticator's table of sensitivities uses the same). */
  thermalNoiseCdbPerHz: -17_400,
  noiseFigureCdb: 600,
  /** Weakest signal-to-noise that demodulates, by spreading factor 5..12 (SX1262 data sheet, table 6-1). */
  snrLimitCdb: [-250, -500, -750, -1000, -1250, -1500, -1750, -2000],
  /** Reception at the limit is a coin toss; from 10 % to 90 % it takes this much (bench tests of 2026: edge
   *  2-4 dB wide with fading, so 1.5 dB without). */
  receptionEdgeCdb: 150,
  /** A preamble is noticed this far below the demodulation limit (Meshtasticator: detection 3 dB below). */
  detectBelowLimitCdb: 300,
  /** Signals this far below the limit still count as interference; weaker ones are not computed at all. */
  ignoreBelowLimitCdb: 600,
  /** Same spreading factor: the stronger survives if it exceeds the sum of the others by this (LoRaSim 2016;
   *  ns-3 lorawan's summed interferers). FLoRa's 1 dB is the optimistic bound. */
  captureCdb: 600,
  /** A lock needs this many preamble symbols still to come (FLoRa: the last 6 must be clean). */
  lockSymbols: 6,
  /** The driver sees "preamble detected" after so many symbols (SX126x: 4 with default detector). */
  preambleDetectSymbols: 4,
  /** Sync word and delimiter after the preamble; until their end a stronger packet may steal the lock. */
  syncSymbols: 4.25,
  /** Channel activity detection: 2 symbols and half a symbol of processing (RadioInterface.h NUM_SYM_CAD,
   *  computeSlotTimeMsec). */
  cadSymbols: 2.5,
  /** From receive to transmit (computeSlotTimeMsec: 0.4 ms). */
  turnaroundUs: 400,
  /** The modem reports no more than this, however near the sender (SX126x SnrPkt saturates). */
  snrReportMaxCdb: 1200,
  /** Per packet and receiver, normal (multipath and movement; LoRa field studies 2-6.5 dB). */
  fadingSigmaCdb: 200,
  /** Per pair of places, normal, the same both ways (suburban macro cells 6-8 dB). */
  shadowSigmaCdb: 700,
  /** Of the shadowing variance, the share that belongs to the places and not to the pair, and the distance
   *  over which a place's share changes (ns-3 lorawan CorrelatedShadowing: 110 m; hills are wider). */
  shadowPlaceShare: 0.5,
  shadowCorrelationM: 300,
  /** Per directed pair on top: antennas, enclosures (Meshtasticator's link offset: 3 dB). */
  asymmetrySigmaCdb: 300,
};

/** Noise floor of a receiver of this bandwidth, hundredths of a dBm: -114.0 dBm at 250 kHz. */
export function noiseFloorCdb(physics: Physics, bandwidthHz: number): number {
  let decades = 0;
  let rest = bandwidthHz;
  while (rest >= 10) {
    rest /= 10;
    decades++;
  }
  return physics.thermalNoiseCdbPerHz + physics.noiseFigureCdb + 1000 * decades + log10Cdb(rest);
}

const log10Cdb = (x: number): number => {
  let low = 0;
  while (low < 999 && pow10((low + 0.5) / 1000) < x) low++;
  return low;
};

export const LEVEL_MIN_CDB = -17_000;
/** A radio beside another: ninety such signals still add up exactly. */
export const LEVEL_MAX_CDB = -3_000;

/** Power of each level from -170 to -30 dBm in whole units of -170 dBm. */
const LINEAR: Float64Array = Float64Array.from({ length: LEVEL_MAX_CDB - LEVEL_MIN_CDB + 1 }, (_, i) =>
  Math.round(pow10(i / 1000)),
);

export const linearOf = (levelCdb: number): number =>
  LINEAR[
    (levelCdb < LEVEL_MIN_CDB ? LEVEL_MIN_CDB : levelCdb > LEVEL_MAX_CDB ? LEVEL_MAX_CDB : levelCdb) - LEVEL_MIN_CDB
  ]!;

/** Ratio of powers for a difference of levels. */
export const ratioOf = (cdb: number): number => pow10(cdb / 1000);

/** How far from the limit the reception curve is tabulated, either way. */
export const CURVE_REACH_CDB = 600;

/** Chance (of 65,536) that a packet this far above the limit is demodulated: index = margin + 600 Cdb. */
export function receptionCurve(edgeCdb: number): Uint32Array {
  // Logistic; 10 % to 90 % spans 2 ln 9 units of its scale.
  const scale = edgeCdb / 4.394449154672439;
  return Uint32Array.from({ length: 2 * CURVE_REACH_CDB + 1 }, (_, i) => {
    const margin = i - CURVE_REACH_CDB;
    if (scale === 0) return margin >= 0 ? 65_536 : 0;
    return Math.round(65_536 / (1 + exp(Math.max(-600, Math.min(600, -margin / scale)))));
  });
}

/** 4096 equally likely deviations in Cdb, index = 12 random bits. */
export const deviationTable = (sigmaCdb: number): Int16Array =>
  Int16Array.from(GAUSSIAN, (z) => Math.round(sigmaCdb * z));
