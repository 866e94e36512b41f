/** `folkmoot radio channel`: the community's channel onto a radio, or its link out of one. */

import type { Command } from 'commander';
import { RADIO_CHANNEL_NAME } from '#protocol/node/radio-channel.ts';
import { ChannelRole } from '#radio/meshtastic/messages.ts';
import { CHANNEL_KEY_BYTES, planChannel } from '#radio/meshtastic/provisioning-channel.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { channelLink, type ChannelGiven } from './radio-key.ts';
import { invite } from './radio-provision.ts';
import { guarded, settingsOf, tell, withRadio, type RadioSession } from './radio-session.ts';
import { change, writeOptions, type WriteOptions } from './radio-write.ts';

type Options = WriteOptions & {
  readonly fromInvite?: ChannelGiven;
  readonly link?: true;
  readonly name: string;
  readonly primary?: true;
};

export function declare(command: Command): void {
  writeOptions(
    command
      .option('--from-invite <text>', "the community's invitation, or a Meshtastic channel link", invite)
      .option('--link', 'print the link with which a guest, or another radio, takes the channel')
      .option('--name <text>', 'the channel to print', RADIO_CHANNEL_NAME)
      .option('--primary', 'in place of the public channel instead of beside it'),
  ).action(guarded(run));
}

async function run(options: Options): Promise<void> {
  const { fromInvite, link, primary } = options;
  if ((fromInvite === undefined) === (link === undefined))
    throw new Sentence(EXIT.usage, 'Say what is to be done.', 'Give --from-invite INVITE, or --link.');
  await withRadio(options.radio, async (session) => {
    if (fromInvite === undefined) return printLink(session, options);
    const wanted = { ...fromInvite, place: primary ? 'primary' : 'secondary', positionPrecisionBits: 0 } as const;
    return change(session, (present) => planChannel(present, wanted), options);
  });
}

async function printLink(session: RadioSession, { name, json }: Options): Promise<void> {
  const { channels } = await settingsOf(session);
  const found = channels.find(({ role, settings }) => role !== ChannelRole.DISABLED && settings?.name === name);
  if (found?.settings?.psk.length !== CHANNEL_KEY_BYTES) {
    const words = `The radio at ${session.address} has no channel "${name}" with a private key.`;
    throw new Sentence(EXIT.notTaken, words, 'Give it one: folkmoot radio channel --from-invite INVITE');
  }
  const link = channelLink(found.settings);
  if (json) return console.log(JSON.stringify({ name, link }));
  tell('Whoever opens this link in a Meshtastic app can read and write on the channel. Region and preset stay theirs.');
  console.log(link);
}
