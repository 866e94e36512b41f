/**
 * Where a channel's key comes from: a community's invitation, a Meshtastic channel link, or chance.
 */

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { decodeInvitation, fromBase64url, toBase64url } from '#protocol/node/invitation.ts';
import { RADIO_CHANNEL_NAME, radioChannelKey } from '#protocol/node/radio-channel.ts';
import { ChannelSet, type ChannelSettings } from '#radio/meshtastic/messages.ts';
import { CHANNEL_KEY_BYTES } from '#radio/meshtastic/provisioning-channel.ts';

export type ChannelGiven = { readonly name: string; readonly key: Uint8Array };

/** Long enough for eight channels with long names. */
const LINK_LETTERS_MAX = 1_000;
const LINK = /meshtastic\.org\/e\/?(?:\?[^#\s]*)?#([A-Za-z0-9_-]+)/;

/** What a guest's Meshtastic app opens: it adds the channel to those the radio has. */
export function channelLink({ name, psk }: Pick<ChannelSettings, 'name' | 'psk'>): string {
  const bytes = ChannelSet.encode({ settings: [{ name, psk, moduleSettings: { positionPrecision: 0 } }] });
  return `https://meshtastic.org/e/?add=true#${toBase64url(bytes)}`;
}

/** The channel with a private key that such a link holds. */
export function readChannelLink(text: string): Result<ChannelGiven, string> {
  const found = LINK.exec(text.slice(0, LINK_LETTERS_MAX))?.[1];
  if (found === undefined) return err('This is no channel link of Meshtastic.');
  const bytes = fromBase64url(found);
  const set = bytes && ChannelSet.decode(bytes);
  if (!set?.ok) return err('Some letters of this link are missing or wrong.');
  const channel = set.value.settings.find(({ psk }) => psk.length === CHANNEL_KEY_BYTES);
  return channel
    ? ok({ name: channel.name || RADIO_CHANNEL_NAME, key: channel.psk })
    : err('No channel of this link has a private key of 256 bits.');
}

/** An invitation of the community, or a channel link. */
export function readInvite(text: string): Result<ChannelGiven, string> {
  if (LINK.test(text)) return readChannelLink(text);
  const invitation = decodeInvitation(text);
  return invitation.ok
    ? ok({ name: RADIO_CHANNEL_NAME, key: radioChannelKey(invitation.value.community) })
    : err(`${invitation.error.why} ${invitation.error.remedy}`);
}
