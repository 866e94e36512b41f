/**
 * How a member's command answers: an object for programs (`--json`, always one line on stdout), or lines for
 * people; and how what went wrong becomes a sentence and an exit code.
 */

import type { Command } from 'commander';
import type { Refusal } from '#protocol/node/module.ts';
import { MEMBER_EXIT, MEMBER_EXIT_WORDS } from '../member/exit.ts';
import { defaultFolder, openMe, type Me } from '../member/me.ts';
import { Sentence } from '../sentence.ts';
import type { CommandEntry } from './command.ts';

export type Common = { readonly folder: string; readonly json?: true };

/** Thrown where a rule refuses; ends the command with `MEMBER_EXIT.refused`. */
export class RefusedByRule extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.why);
    this.name = 'RefusedByRule';
    this.refusal = refusal;
  }
}

export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a command found out, in the one form or the other. */
export function answer(json: true | undefined, forPrograms: object, forPeople: readonly string[]): void {
  if (json) process.stdout.write(`${JSON.stringify({ ok: true, ...forPrograms })}\n`);
  else for (const line of forPeople) process.stdout.write(`${line}\n`);
}

/** A wrong word ends with 2; `--folder` and `--json` mean the same everywhere. */
export function common(command: Command): Command {
  return command
    .option('--folder <folder>', 'where your key and your records are', defaultFolder())
    .option('--json', 'one JSON object instead of lines')
    .addHelpText('after', MEMBER_EXIT_WORDS)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? MEMBER_EXIT.done : MEMBER_EXIT.usage));
}

/** Runs an action; the last two of what it is given are the options and the command itself. */
export function guarded<A extends readonly unknown[]>(
  action: (...given: A) => Promise<void>,
): (...given: A) => Promise<void> {
  return async (...given) => {
    try {
      await action(...given);
    } catch (error) {
      const isJson = given.some((one) => typeof one === 'object' && one !== null && 'json' in one && one.json === true);
      explain(error, isJson);
    }
  };
}

function explain(error: unknown, isJson: boolean): void {
  if (error instanceof RefusedByRule) {
    const { rule, why, remedy } = error.refusal;
    process.exitCode = MEMBER_EXIT.refused;
    if (isJson) process.stdout.write(`${JSON.stringify({ ok: false, rule, why, remedy })}\n`);
    else tell(`folkmoot: refused (${rule}): ${why}\n${remedy}`);
  } else if (error instanceof Sentence) {
    const [why, remedy = ''] = error.message.split('\n');
    process.exitCode = error.exitCode;
    if (isJson) process.stdout.write(`${JSON.stringify({ ok: false, why, remedy })}\n`);
    else tell(`folkmoot: ${error.message}`);
  } else throw error;
}

/** Opens the member's folder, lets `use` work, and closes, whatever happens. */
export async function withMe<T>(folder: string, use: (me: Me) => Promise<T>): Promise<T> {
  const me = await openMe(folder);
  try {
    return await use(me);
  } finally {
    await me.close();
  }
}

/** Declares the commands of a table below `parent`; only the one that was asked for is loaded. */
export async function declareTable(command: Command, parent: string, table: readonly CommandEntry[]): Promise<void> {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const asked = words[words.indexOf(parent) + 1];
  const name = asked === 'help' ? words.at(-1) : asked;
  for (const entry of table) {
    const own = command.command(entry.name).description(entry.summary);
    if (entry.alias !== undefined) own.alias(entry.alias);
    if (name === entry.name || name === entry.alias) await (await entry.load()).declare(own);
  }
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? MEMBER_EXIT.done : MEMBER_EXIT.usage));
}
