/**
 * The `folkmoot` command line. It only finds the command that was asked for and lets its file declare
 * itself; everything a command does stands in that file.
 */

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { COMMANDS } from './commands.ts';

const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly description: string;
};

/** The command named on the line, also behind `help`: its options are needed before parsing. */
function askedFor(words: readonly string[]): CommandEntry | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return COMMANDS.find(({ name }) => name === (first === 'help' ? second : first));
}

// `folkmoot ... | head` stops reading when it has enough: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const asked = askedFor(process.argv.slice(2));
const program = new Command('folkmoot')
  .description(description)
  .version(version)
  .showHelpAfterError('(folkmoot --help lists the commands)');
for (const entry of COMMANDS) {
  const command = program.command(entry.name).description(entry.summary);
  if (entry === asked) await (await entry.load()).declare(command);
}
await program.parseAsync();
