// What boards draw from their battery, in milliamperes at its voltage.
//
// Listening: a RAK4631 (nRF52840) measured at 9 mA with Bluetooth and the radio receiving, planning figure 10-15;
// a T-Beam or Heltec V3 (ESP32) at 70 mA on average, planning figure 40-80 (Meshtastic's forum and wikis). Sending at
// 22 dBm costs 118 mA on top (SX1262 data sheet, table 3-6). Off: what regulators and a sleeping chip still take.

export type Board = { readonly rxMa: number; readonly txMa: number; readonly sleepMa: number };

export const BOARDS = {
  nrf52840: { rxMa: 10, txMa: 128, sleepMa: 0.1 },
  esp32: { rxMa: 70, txMa: 188, sleepMa: 2 },
} as const satisfies Readonly<Record<string, Board>>;

export type BoardName = keyof typeof BOARDS;
