/** What a command is to the tables that list commands. */

import type { Command } from 'commander';

/** What a command's file exports: it adds its options and action to the command it is given. */
export type CommandFile = { readonly declare: (command: Command) => void | Promise<void> };

export type CommandEntry = {
  readonly name: string;
  /** Another word that people would try. */
  readonly alias?: string;
  readonly summary: string;
  readonly load: () => Promise<CommandFile>;
};
