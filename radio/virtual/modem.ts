/**
 * From LoRa settings to what the transmitter does: frequency, modulation, power
 * (RadioInterface::applyModemConfig of firmware 2.7).
 *
 * The frequency follows from the name of the primary channel, so two radios with different primary
 * names do not even hear each other unless a slot number is set by hand.
 */

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { on2G4, presetOfNumber, PRESETS, type Modulation } from '../lora/presets.ts';
import { regionOfNumber, REGIONS, type Region } from '../lora/regions.ts';
import { ChannelRole, type ConfigLoRaConfig } from '../meshtastic/messages.ts';
import type { AirModem } from './air.ts';
import type { RadioMemory } from './memory.ts';

/** A radio without a region uses the table of the US, and does not transmit. */
const UNSET_REGION: Region = REGIONS.US;

export const regionOf = (lora: ConfigLoRaConfig): Region => {
  const name = regionOfNumber(lora.region);
  return name ? REGIONS[name] : UNSET_REGION;
};

export const presetName = (lora: ConfigLoRaConfig): string =>
  lora.usePreset ? PRESETS[presetOfNumber(lora.modemPreset)].channelName : 'Custom';

/** Custom bandwidths are stored as whole kilohertz; these stand for fractions. */
const FRACTIONAL_BANDWIDTH_HZ: ReadonlyMap<number, number> = new Map([
  [31, 31_250],
  [62, 62_500],
  [200, 203_125],
  [400, 406_250],
  [800, 812_500],
  [1600, 1_625_000],
]);

export function modulationOf(lora: ConfigLoRaConfig): Modulation {
  const { bandwidth, spreadFactor: spreadingFactor, codingRate } = lora;
  if (!lora.usePreset) {
    const bandwidthHz = FRACTIONAL_BANDWIDTH_HZ.get(bandwidth) ?? bandwidth * 1000;
    return { bandwidthHz, spreadingFactor, codingRate };
  }
  const preset: Modulation = PRESETS[presetOfNumber(lora.modemPreset)];
  const modulation = regionOf(lora).is2G4 ? on2G4(preset) : preset;
  return codingRate >= 5 && codingRate <= 8 ? { ...modulation, codingRate } : modulation;
}

/** djb2 over the primary channel's name chooses the slot. */
function nameHash(name: string): number {
  let hash = 5381;
  for (const byte of toUtf8(name)) hash = (Math.imul(hash, 33) + byte) >>> 0;
  return hash;
}

export function frequencyHz(lora: ConfigLoRaConfig, primaryName: string): number {
  const region = regionOf(lora);
  const { bandwidthHz } = modulationOf(lora);
  const offsetHz = Math.round(lora.frequencyOffset * 1e6);
  if (lora.overrideFrequency > 0) return Math.round(lora.overrideFrequency * 1e6) + offsetHz;
  const slots = Math.max(1, Math.floor(((region.toMHz - region.fromMHz) * 1e6) / bandwidthHz + 1e-6));
  const slot = (lora.channelNum > 0 ? lora.channelNum - 1 : nameHash(primaryName)) % slots;
  return Math.round(region.fromMHz * 1e6 + bandwidthHz / 2 + slot * bandwidthHz) + offsetHz;
}

/** Settings as the radio corrects them when it starts: power within the law, numbers behind a preset shown. */
export function settledLora(lora: ConfigLoRaConfig): ConfigLoRaConfig {
  const { powerDbmMax } = regionOf(lora);
  const txPower = lora.txPower === 0 || lora.txPower > powerDbmMax ? powerDbmMax : lora.txPower;
  if (!lora.usePreset) return { ...lora, txPower };
  const { bandwidthHz, spreadingFactor } = PRESETS[presetOfNumber(lora.modemPreset)];
  return { ...lora, txPower, bandwidth: Math.floor(bandwidthHz / 1000), spreadFactor: spreadingFactor };
}

export function airModemOf(memory: RadioMemory): AirModem {
  const { lora, device } = memory.config;
  const primary = memory.channels.find((channel) => channel.role === ChannelRole.PRIMARY);
  return {
    ...modulationOf(lora),
    frequencyHz: frequencyHz(lora, primary?.settings?.name || presetName(lora)),
    txPowerDbm: settledLora(lora).txPower,
    txEnabled: lora.txEnabled && lora.region !== 0,
    role: device.role,
    rebroadcastMode: device.rebroadcastMode,
  };
}
