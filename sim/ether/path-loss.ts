// How much of a signal is left over a distance: the path models a world may name.
//
// Formulas as published; the 3GPP and Okumura-Hata forms are the ones Meshtasticator offers, so that
// the two simulators can be laid side by side. Distances and heights in metres, result in decibels.

import { log10 } from '../fixed-math.ts';

export type PathGeometry = {
  readonly distanceM: number;
  readonly heightFromM: number;
  readonly heightToM: number;
  readonly frequencyHz: number;
};

type PathModel = (path: PathGeometry) => number;

const squareOf = (x: number): number => x * x;
const logMhz = (frequencyHz: number): number => log10(frequencyHz) - 6;

/** Hata 1980. `correction` is the receiver's height term, `open` what less built-up land saves. */
const hata =
  (correction: (f: number, heightM: number) => number, open: (f: number) => number): PathModel =>
  ({ distanceM, heightFromM, heightToM, frequencyHz }) => {
    const f = logMhz(frequencyHz);
    const a = 69.55 + 26.16 * f - 13.82 * log10(heightFromM) - correction(f, heightToM);
    const b = 44.9 - 6.55 * log10(heightFromM);
    return a + b * (log10(distanceM) - 3) + open(f);
  };

const smallCity = (f: number, heightM: number): number => (1.1 * f - 0.7) * heightM - (1.56 * f - 0.8);
const metropolis = (_f: number, heightM: number): number => 3.2 * squareOf(log10(11.75 * heightM)) - 4.97;

const threeGpp =
  (offsetDb: number): PathModel =>
  ({ distanceM, heightFromM, heightToM, frequencyHz }) => {
    const f = logMhz(frequencyHz);
    return (
      (44.9 - 6.55 * log10(heightFromM)) * (log10(distanceM) - 3) +
      45.5 +
      (35.46 - 1.1 * heightToM) * f -
      13.82 * log10(heightToM) +
      0.7 * heightToM +
      offsetDb
    );
  };

export const PATH_MODELS = {
  /** Friis. Line of sight, no ground. */
  'free-space': ({ distanceM, frequencyHz }) => 20 * log10(distanceM) + 20 * logMhz(frequencyHz) - 27.55,
  /** LoRaSim 2016, measured in built-up land: 127.41 dB at 40 m, exponent 2.08. */
  'log-distance': ({ distanceM }) => 127.41 + 20.8 * log10(distanceM / 40),
  'hata-city': hata(smallCity, () => 0),
  'hata-metropolis': hata(metropolis, () => 0),
  'hata-suburb': hata(smallCity, (f) => -2 * squareOf(f - log10(28)) - 5.4),
  'hata-country': hata(smallCity, (f) => -4.78 * f * f + 18.33 * f - 40.98),
  /** 3GPP TR 25.996 suburban and urban macro; Meshtasticator's default. 147.9 dB at 1 km, 1 m high. */
  '3gpp-suburb': threeGpp(0),
  '3gpp-city': threeGpp(3),
  /** The 432-node Pacific-Northwest model of 2026: terrain decides, distance takes only 10 dB per decade from
   *  136 dB at 1 km. Use with a shadowing of 12.7 dB. */
  terrain: ({ distanceM }) => 136 + 10 * (log10(distanceM) - 3),
} satisfies Record<string, PathModel>;

export type PathModelName = keyof typeof PATH_MODELS;

/** Loss in hundredths of a decibel; nearer than one metre counts as one metre. */
export const pathLossCdb = (model: PathModelName, path: PathGeometry): number =>
  Math.round(100 * PATH_MODELS[model]({ ...path, distanceM: Math.max(1, path.distanceM) }));
