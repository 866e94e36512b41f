// Our airtime is the firmware's airtime.

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { airtimeMs, airtimeUs, dataBytes, loraAirtimeUs, modulationOf } from '#radio/lora/airtime.ts';
import { broadcastAirtimeUs, planBroadcast, PAYLOAD_BYTES_MAX, SIGNATURE_BYTES } from '#radio/lora/payload.ts';
import { PRESETS, presetOfNumber, type PresetName } from '#radio/lora/presets.ts';
import { dutyMsPerHour, presetAllowed, regionOfNumber, REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { ConfigLoRaConfigModemPreset, ConfigLoRaConfigRegionCode, Data } from '#radio/meshtastic/messages.ts';

describe('the airtimes measured on firmware 2.7.26, in ms', () => {
  const COLUMNS: readonly PresetName[] = ['SHORT_FAST', 'MEDIUM_FAST', 'LONG_FAST', 'LONG_MODERATE', 'LONG_SLOW'];
  test.each([
    [20, [48, 160, 559, 1774, 3285]],
    [64, [81, 263, 887, 3084, 5644]],
    [120, [122, 386, 1296, 4657, 8528]],
    [166, [155, 498, 1665, 6099, 10887]],
    [231, [204, 642, 2157, 7934, 14295]],
  ])('%i bytes', (payloadBytes, expected) => {
    expect(COLUMNS.map((preset) => airtimeMs({ preset }, payloadBytes))).toEqual(expected);
  });
});

describe('the airtimes of every preset for encoded Data of 20, 40 and 237 bytes', () => {
  test.each<[PresetName, number, number, number]>([
    ['SHORT_TURBO', 21, 29, 101],
    ['SHORT_FAST', 43, 58, 201],
    ['SHORT_SLOW', 80, 106, 357],
    ['MEDIUM_TURBO', 75, 95, 321],
    ['MEDIUM_FAST', 150, 191, 642],
    ['MEDIUM_SLOW', 280, 361, 1160],
    ['LONG_TURBO', 345, 476, 1623],
    ['LONG_FAST', 518, 682, 2116],
    ['LONG_MODERATE', 1511, 2167, 7934],
    ['LONG_SLOW', 3023, 4071, 14295],
    ['LITE_FAST', 300, 382, 1283],
    ['LITE_SLOW', 559, 723, 2320],
    ['NARROW_FAST', 193, 267, 955],
    ['NARROW_SLOW', 361, 484, 1689],
    ['TINY_FAST', 683, 929, 3227],
    ['TINY_SLOW', 1744, 2433, 8833],
  ])('%s', (preset, ...expected) => {
    expect([20, 40, 237].map((data) => Math.round(loraAirtimeUs({ preset }, 16 + data) / 1000))).toEqual(expected);
  });
});

/** The formula once more, in floating point, as one would write it down from the data sheet. */
function plainAirtimeMs(preset: PresetName, loraBytes: number): number {
  const { spreadingFactor: sf, bandwidthHz, codingRate } = modulationOf({ preset });
  const symbolMs = (2 ** sf / bandwidthHz) * 1000;
  const de = symbolMs >= 16 ? 1 : 0;
  return (
    symbolMs * (16 + 4.25 + 8 + codingRate * Math.ceil(Math.max(0, 8 * loraBytes + 44 - 4 * sf) / (4 * (sf - 2 * de))))
  );
}

const presetNames = Object.keys(PRESETS) as PresetName[];

test('whole-number airtime equals the plain formula, and never falls as a payload grows', () => {
  fc.assert(
    fc.property(fc.constantFrom(...presetNames), fc.integer({ min: 0, max: 254 }), (preset, loraBytes) => {
      expect(loraAirtimeUs({ preset }, loraBytes) / 1000).toBeCloseTo(plainAirtimeMs(preset, loraBytes), 2);
      expect(loraAirtimeUs({ preset }, loraBytes + 1)).toBeGreaterThanOrEqual(loraAirtimeUs({ preset }, loraBytes));
    }),
  );
});

test('the length rule is the length that the message really encodes to', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 231 }), fc.integer({ min: 1, max: 511 }), (payloadBytes, portnum) => {
      const encoded = Data.encode({ portnum, payload: new Uint8Array(payloadBytes).fill(1), bitfield: 0 });
      expect(dataBytes(payloadBytes, portnum)).toBe(encoded.length);
    }),
  );
});

test('padding for firmware 2.8 never costs air, and leaves older radios alone', () => {
  for (let payloadBytes = 1; payloadBytes <= PAYLOAD_BYTES_MAX; payloadBytes++) {
    const plan = planBroadcast(payloadBytes, { signs: true });
    const unpadded = dataBytes(payloadBytes) + 16 + (payloadBytes <= 165 ? SIGNATURE_BYTES : 0);
    expect(plan.loraBytes).toBeLessThanOrEqual(unpadded);
    expect(plan.paddedBytes).toBe(payloadBytes >= 101 && payloadBytes <= 165 ? 166 : payloadBytes);
    expect(plan.signed).toBe(payloadBytes <= 100);
    expect(planBroadcast(payloadBytes, { signs: false })).toMatchObject({ paddedBytes: payloadBytes, signed: false });
    expect(planBroadcast(payloadBytes, { signs: true, mustBeSigned: true }).paddedBytes).toBe(payloadBytes);
  }
  expect(broadcastAirtimeUs({ preset: 'LONG_FAST' }, 64, { signs: false })).toBe(
    airtimeUs({ preset: 'LONG_FAST' }, 64),
  );
});

test('presets and regions carry the numbers of the protocol', () => {
  for (const name of presetNames) {
    expect(PRESETS[name].number).toBe(ConfigLoRaConfigModemPreset[name]);
    expect(presetOfNumber(PRESETS[name].number)).toBe(name);
  }
  for (const name of Object.keys(REGIONS) as RegionName[]) {
    expect(REGIONS[name].number).toBe(ConfigLoRaConfigRegionCode[name]);
    expect(regionOfNumber(REGIONS[name].number)).toBe(name);
  }
  expect(presetOfNumber(ConfigLoRaConfigModemPreset.VERY_LONG_SLOW)).toBe('LONG_FAST');
  expect(regionOfNumber(0)).toBeUndefined();
});

test('the narrow European band allows no turbo preset, and six minutes an hour', () => {
  expect(presetAllowed('EU_868', 'LONG_FAST')).toBe(true);
  expect(presetAllowed('EU_868', 'SHORT_TURBO')).toBe(false);
  expect(presetAllowed('EU_866', 'LONG_FAST')).toBe(false);
  expect(dutyMsPerHour('EU_868')).toBe(360_000);
  expect(dutyMsPerHour('UA_868')).toBe(36_000);
});
