/**
 * Setting a radio up for a community. Pure: from what the radio is and
 * what it should be follow the differences (in words, to be shown before anything is written), the admin
 * messages that make them, and afterwards what did not take.
 *
 * Nothing is changed silently: what is not named among the differences is written back as it was read,
 * fields of newer firmware included. The way back is provisioning-snapshot.ts.
 */

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { presetAllowed, regionOfNumber, REGIONS, type RegionName } from '../lora/regions.ts';
import { presetOfNumber, PRESETS } from '../lora/presets.ts';
import {
  ConfigDeviceConfigRebroadcastMode,
  ConfigDeviceConfigRole,
  type ConfigDeviceConfig,
  type ConfigLoRaConfig,
  type ConfigPositionConfig,
  type User,
} from './messages.ts';
import {
  CHANNEL_KEY_BYTES,
  channelTarget,
  NO_FREE_CHANNEL,
  placeFor,
  type WantedChannel,
} from './provisioning-channel.ts';
import {
  CHANNEL_NAME_BYTES_MAX,
  LONG_NAME_BYTES_MAX,
  SHORT_NAME_BYTES_MAX,
  type Profile,
} from './provisioning-profile.ts';
import {
  difference,
  nameOf,
  planOf,
  type Difference,
  type PresentRadio,
  type ProvisioningPlan,
  type ProvisioningRefusal,
} from './provisioning-plan.ts';
import { capabilitiesOf } from './radio-state.ts';

export type WantedRadio = {
  readonly profile: Profile;
  /** Where the radio is; needed unless the profile says it. */
  readonly region?: RegionName;
  /** 32 bytes: fresh ones for a new community, those of the invite for an existing one. */
  readonly channelKey: Uint8Array;
  readonly channelName?: string; // instead of the profile's
  readonly longName?: string;
  readonly shortName?: string;
};

const regionName = (number: number): string =>
  number === 0 ? 'unset' : (regionOfNumber(number) ?? `number ${number}`);
const presetWords = (lora: ConfigLoRaConfig): string => (lora.usePreset ? presetOfNumber(lora.modemPreset) : 'custom');

function loraTarget(present: PresentRadio, wanted: WantedRadio, region: RegionName): [ConfigLoRaConfig, Difference[]] {
  const { lora } = present;
  const { preset, hopLimit } = wanted.profile;
  const target: ConfigLoRaConfig = {
    ...lora,
    region: REGIONS[region].number,
    usePreset: true,
    modemPreset: PRESETS[preset].number,
    hopLimit,
    txEnabled: true,
  };
  const before = regionName(lora.region);
  const moves = lora.region !== 0 && before !== region;
  const consent = `The radio is set to ${before}. Another region is another frequency and another law: agree only if the radio is used in ${region}.`;
  return [
    target,
    [
      ...difference('lora.region', before, region, moves ? consent : undefined),
      ...difference('lora.preset', presetWords(lora), preset),
      ...difference('lora.hopLimit', lora.hopLimit, hopLimit),
      ...difference('lora.transmitter', lora.txEnabled ? 'on' : 'off', 'on'),
    ],
  ];
}

function deviceTarget({ device }: PresentRadio, { profile }: WantedRadio): [ConfigDeviceConfig, Difference[]] {
  const { role, rebroadcastMode, nodeInfoSeconds } = profile;
  const target: ConfigDeviceConfig = {
    ...device,
    role: ConfigDeviceConfigRole[role],
    rebroadcastMode: ConfigDeviceConfigRebroadcastMode[rebroadcastMode],
    nodeInfoBroadcastSecs: nodeInfoSeconds,
  };
  return [
    target,
    [
      ...difference('device.role', nameOf(ConfigDeviceConfigRole, device.role), role),
      ...difference(
        'device.relays',
        nameOf(ConfigDeviceConfigRebroadcastMode, device.rebroadcastMode),
        rebroadcastMode,
      ),
      ...difference('device.nodeInfoSeconds', device.nodeInfoBroadcastSecs, nodeInfoSeconds),
    ],
  ];
}

function positionTarget({ position }: PresentRadio, { profile }: WantedRadio): [ConfigPositionConfig, Difference[]] {
  const { positionSeconds } = profile;
  return [
    { ...position, positionBroadcastSecs: positionSeconds },
    difference('position.seconds', position.positionBroadcastSecs, positionSeconds),
  ];
}

function ownerTarget({ owner }: PresentRadio, { longName, shortName }: WantedRadio): [User, Difference[]] {
  const target: User = { ...owner, longName: longName ?? owner.longName, shortName: shortName ?? owner.shortName };
  return [
    target,
    [
      ...difference('owner.longName', owner.longName, target.longName),
      ...difference('owner.shortName', owner.shortName, target.shortName),
    ],
  ];
}

function refusalOf(present: PresentRadio, wanted: WantedRadio): ProvisioningRefusal | undefined {
  const region = wanted.region ?? wanted.profile.region;
  if (capabilitiesOf(present.firmwareVersion).tooOld) {
    const words = `The radio runs firmware ${present.firmwareVersion}. Update it to 2.5 or newer (flasher.meshtastic.org), then try again.`;
    return { kind: 'firmware-too-old', words };
  }
  if (region === undefined) {
    const words = `Say in which region the radio is used: one of ${Object.keys(REGIONS).join(', ')}.`;
    return { kind: 'region-missing', words };
  }
  if (!presetAllowed(region, wanted.profile.preset)) {
    const words = `The preset ${wanted.profile.preset} is not allowed in ${region}. Choose another profile or region.`;
    return { kind: 'preset-forbidden', words };
  }
  if (wanted.channelKey.length !== CHANNEL_KEY_BYTES) {
    return { kind: 'bad-key', words: `A channel key has ${CHANNEL_KEY_BYTES} bytes, not ${wanted.channelKey.length}.` };
  }
  return badName(wanted);
}

function badName({ longName, shortName, channelName }: WantedRadio): ProvisioningRefusal | undefined {
  const names: readonly (readonly ['name' | 'short name' | 'channel name', string | undefined, number])[] = [
    ['name', longName, LONG_NAME_BYTES_MAX],
    ['short name', shortName, SHORT_NAME_BYTES_MAX],
    ['channel name', channelName, CHANNEL_NAME_BYTES_MAX],
  ];
  for (const [what, name, bytesMax] of names) {
    if (name === undefined || (name.trim() !== '' && toUtf8(name).length <= bytesMax)) continue;
    return { kind: 'bad-name', words: `The ${what} must have 1 to ${bytesMax} bytes; "${name}" does not.` };
  }
  return undefined;
}

const channelOf = ({ profile, channelKey, channelName }: WantedRadio): WantedChannel => ({
  name: channelName ?? profile.channelName,
  key: channelKey,
  place: profile.channelPlace,
  positionPrecisionBits: profile.positionPrecisionBits,
});

/** What must change, in words and in messages. No differences: the radio is as wanted, nothing is written. */
export function planProvisioning(
  present: PresentRadio,
  wanted: WantedRadio,
): Result<ProvisioningPlan, ProvisioningRefusal> {
  const refusal = refusalOf(present, wanted);
  if (refusal) return err(refusal);
  const index = placeFor(present, channelOf(wanted));
  if (index === undefined) return err(NO_FREE_CHANNEL);
  const region = (wanted.region ?? wanted.profile.region)!;
  const [owner, ownerDiffers] = ownerTarget(present, wanted);
  const [channel, channelDiffers] = channelTarget(present, channelOf(wanted), index);
  const [device, deviceDiffers] = deviceTarget(present, wanted);
  const [position, positionDiffers] = positionTarget(present, wanted);
  const [lora, loraDiffers] = loraTarget(present, wanted, region);
  return ok(
    planOf([
      [{ setOwner: owner }, ownerDiffers],
      [{ setChannel: channel }, channelDiffers],
      [{ setConfig: { device } }, deviceDiffers],
      [{ setConfig: { position } }, positionDiffers],
      [{ setConfig: { lora } }, loraDiffers],
    ]),
  );
}

/** After the restart: what did not take. Empty is success. */
export function verifyProvisioning(present: PresentRadio, wanted: WantedRadio): readonly Difference[] {
  const plan = planProvisioning(present, wanted);
  return plan.ok ? plan.value.differences : [{ setting: plan.error.kind, from: '', to: plan.error.words }];
}
