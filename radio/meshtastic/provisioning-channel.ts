/**
 * The private channel of a radio: where it goes among the eight, what of it differs, and the plan that
 * writes it alone.
 */

import { equal } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { ChannelRole, type Channel } from './messages.ts';
import {
  difference,
  nameOf,
  planOf,
  type Difference,
  type PresentRadio,
  type ProvisioningPlan,
  type ProvisioningRefusal,
} from './provisioning-plan.ts';

export const CHANNEL_KEY_BYTES = 32;

export type WantedChannel = {
  readonly name: string;
  /** 32 bytes: fresh ones for a new community, those of the invite for an existing one. */
  readonly key: Uint8Array;
  readonly place: 'primary' | 'secondary';
  readonly positionPrecisionBits: number;
};

export const NO_FREE_CHANNEL: ProvisioningRefusal = {
  kind: 'no-free-channel',
  words: 'All eight channels of the radio are in use. Free one in the Meshtastic app, then try again.',
};

/** A key is never shown; eight hex digits of it would help nobody but a thief. */
const keyWords = (psk: Uint8Array): string =>
  psk.length === CHANNEL_KEY_BYTES ? 'a 256-bit key' : psk.length <= 1 ? 'the public key' : 'a 128-bit key';

const OFF: Channel = { index: 0, role: ChannelRole.DISABLED };

/** The place of our channel: where its name already stands, or the first free one. */
export function placeFor(present: PresentRadio, { name, place }: WantedChannel): number | undefined {
  if (place === 'primary') return present.channels.find((channel) => channel.role === ChannelRole.PRIMARY)?.index ?? 0;
  const secondary = present.channels.filter(({ role, index }) => role !== ChannelRole.PRIMARY && index > 0);
  const same = secondary.find(({ role, settings }) => role === ChannelRole.SECONDARY && settings?.name === name);
  return (same ?? secondary.find(({ role }) => role === ChannelRole.DISABLED))?.index;
}

export function channelTarget(
  present: PresentRadio,
  { name, key, place, positionPrecisionBits: positionPrecision }: WantedChannel,
  index: number,
): [Channel, Difference[]] {
  const before = present.channels.find((channel) => channel.index === index) ?? { ...OFF, index };
  const old = before.settings;
  const role = place === 'primary' ? ChannelRole.PRIMARY : ChannelRole.SECONDARY;
  const target: Channel = {
    ...before,
    index,
    role,
    settings: {
      ...(old ?? EMPTY_SETTINGS),
      name,
      psk: key,
      moduleSettings: { ...(old?.moduleSettings ?? { positionPrecision: 0, isMuted: false }), positionPrecision },
    },
  };
  const isOn = before.role !== ChannelRole.DISABLED;
  const sameKey = old !== undefined && equal(old.psk, key);
  const replaces = isOn && !sameKey && old?.psk.length === CHANNEL_KEY_BYTES;
  const consent = `This channel already has a private key. Radios that still hold the old one will no longer be heard.`;
  const at = `channel.${index}`;
  return [
    target,
    [
      ...difference(`${at}.role`, nameOf(ChannelRole, before.role), nameOf(ChannelRole, role)),
      ...difference(`${at}.name`, old?.name || '(no name)', name),
      ...(sameKey
        ? []
        : difference(
            `${at}.key`,
            `${isOn ? keyWords(old!.psk) : 'none'} `.trim(),
            'our 256-bit key',
            replaces ? consent : undefined,
          )),
      ...difference(`${at}.positionBits`, old?.moduleSettings?.positionPrecision ?? 0, positionPrecision),
    ],
  ];
}
const EMPTY_SETTINGS = {
  channelNum: 0,
  psk: new Uint8Array(0),
  name: '',
  id: 0,
  uplinkEnabled: false,
  downlinkEnabled: false,
};

/** Only the channel: a radio that is set up already takes, or changes, the community's key. */
export function planChannel(
  present: PresentRadio,
  wanted: WantedChannel,
): Result<ProvisioningPlan, ProvisioningRefusal> {
  if (wanted.key.length !== CHANNEL_KEY_BYTES)
    return err({ kind: 'bad-key', words: `A channel key has ${CHANNEL_KEY_BYTES} bytes, not ${wanted.key.length}.` });
  const index = placeFor(present, wanted);
  if (index === undefined) return err(NO_FREE_CHANNEL);
  const [channel, differs] = channelTarget(present, wanted, index);
  return ok(planOf([[{ setChannel: channel }, differs]]));
}
