/** `folkmoot radio provision`: a radio becomes one of the community's, and can be put back. */

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { ChannelRole } from '#radio/meshtastic/messages.ts';
import { planProvisioning } from '#radio/meshtastic/provisioning.ts';
import { CHANNEL_KEY_BYTES } from '#radio/meshtastic/provisioning-channel.ts';
import type { PresentRadio } from '#radio/meshtastic/provisioning-plan.ts';
import { readProfile, type Profile } from '#radio/meshtastic/provisioning-profile.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { readInvite, type ChannelGiven } from './radio-key.ts';
import { guarded, tell, withRadio } from './radio-session.ts';
import { change, writeOptions, type WriteOptions } from './radio-write.ts';

const PROFILES = resolve(import.meta.dirname, '../../hardware/profiles');

type Options = WriteOptions & {
  readonly profile: string;
  readonly region?: RegionName;
  readonly invite?: ChannelGiven;
  readonly name?: string;
  readonly shortName?: string;
};

export function invite(text: string): ChannelGiven {
  const read = readInvite(text);
  if (read.ok) return read.value;
  throw new InvalidArgumentError(read.error);
}

const names = (): string =>
  readdirSync(PROFILES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .join(', ');

export function declare(command: Command): void {
  writeOptions(
    command
      .requiredOption('--profile <name>', `${names()}, or the path of a profile of your own`)
      .addOption(
        new Option('--region <name>', 'where the radio is used: the law of the air').choices(Object.keys(REGIONS)),
      )
      .option('--invite <text>', "the community's invitation, or a Meshtastic channel link: its key", invite)
      .option('--name <text>', "the radio's long name")
      .option('--short-name <text>', 'four letters that others see'),
  )
    .addHelpText(
      'after',
      `
Without --invite, a private key that the channel already has is kept, else a fresh one of 256 bits is made;
other radios then take it from "folkmoot radio channel --link".`,
    )
    .action(guarded(run));
}

function profileOf(named: string): Profile {
  const file = /[/\\.]/.test(named) ? named : join(PROFILES, `${named}.json`);
  if (!existsSync(file))
    throw new Sentence(EXIT.usage, `There is no profile "${named}".`, `Choose one of ${names()}, or give a path.`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Sentence(EXIT.damaged, `${file} is no JSON file.`, 'See hardware/profiles/ for examples.');
  }
  const read = readProfile(json);
  if (read.ok) return read.value;
  throw new Sentence(EXIT.damaged, `${file}: ${read.error.field} ${read.error.why}.`, 'See hardware/profiles/.');
}

/** The private key that our channel has on this radio. */
const keyOn = ({ channels }: PresentRadio, name: string): Uint8Array | undefined =>
  channels.find(
    ({ role, settings }) =>
      role !== ChannelRole.DISABLED && settings?.name === name && settings.psk.length === CHANNEL_KEY_BYTES,
  )?.settings?.psk;

async function run(options: Options): Promise<void> {
  const profile = profileOf(options.profile);
  const { region, invite: given, name: longName, shortName } = options;
  const fresh = new Uint8Array(randomBytes(CHANNEL_KEY_BYTES));
  const channelName = given?.name ?? profile.channelName;
  let isFresh = false;
  await withRadio(options.radio, async (session) => {
    tell(`Profile ${profile.name}: ${profile.about}`);
    await change(
      session,
      (present) => {
        const known = given?.key ?? keyOn(present, channelName);
        isFresh ||= known === undefined;
        return planProvisioning(present, {
          profile,
          channelName,
          channelKey: known ?? fresh,
          ...(region !== undefined && { region }),
          ...(longName !== undefined && { longName }),
          ...(shortName !== undefined && { shortName }),
        });
      },
      options,
    );
    if (isFresh && !options.dryRun)
      tell(`The channel's key is new. For other radios and for guests: folkmoot radio channel --link`);
  });
}
