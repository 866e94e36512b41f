/** What everybody is asked who begins with a new folder. */

import { type Command, InvalidArgumentError } from 'commander';

export type Newcomer = { readonly name: string; readonly house: number; readonly passphrase: boolean };

function houseNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('A house has a whole number from 1.');
}

export const passphraseOption = (command: Command): Command =>
  command.option(
    '--no-passphrase',
    'keep the key readable for whoever has the disk; else FOLKMOOT_PASSPHRASE is used, or you are asked',
  );

export const newcomer = (command: Command): Command =>
  passphraseOption(
    command
      .requiredOption('--name <name>', 'how people call you')
      .requiredOption('--house <number>', 'the number of your house in the community', houseNumber),
  );
