/** `folkmoot member listen`: stays at a gateway and shows private messages as they come. They are kept nowhere. */

import { InvalidArgumentError, type Command } from 'commander';
import { MEMBER_EXIT } from '../member/exit.ts';
import { linkUrl, stay } from '../member/gateway-link.ts';
import { personWords } from '../member/asked.ts';
import { reachOptions, type Reach } from './reach.ts';
import { answer, common, guarded, tell, withMe, type Common } from './said.ts';

type Letter = { readonly from: string; readonly name: string; readonly text: string; readonly atMs: number };

type Listening = { readonly gateway: string; readonly count?: number };

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('Give a whole number from 1.');
}

export function declare(command: Command): void {
  const own = reachOptions(common(command)).option('--count <n>', 'end after so many messages', countOf);
  own.options.find(({ long }) => long === '--gateway')!.makeOptionMandatory();
  own.action(guarded(run));
}

/** A terminal obeys some characters; words of others are only shown. */
const printed = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

async function run({ folder, json, ...options }: Common & Reach & Listening): Promise<void> {
  const url = linkUrl(options.gateway);
  await withMe(folder, async (me) => {
    const letters: Letter[] = [];
    const stop = me.driver.onPrivate((from, text) => {
      const person = me.node.directory.person(from);
      letters.push({ from, name: person?.name ?? '', text, atMs: me.nowMs() });
      if (!json) process.stdout.write(`${person ? personWords(person) : from.slice(0, 8)}: ${printed(text)}\n`);
    });
    if (!json) tell(`Listening for ${options.wait} seconds ...`);
    const ended = await stay(me, url, options.wait * 1000, () => letters.length >= (options.count ?? Infinity));
    stop();
    if (ended !== undefined) process.exitCode = MEMBER_EXIT.kept;
    answer(json, { letters, ended: ended ?? null }, [
      ...(ended === undefined ? [] : [`The gateway ${options.gateway} was lost or not reached: ${ended}.`]),
      ...(letters.length === 0 ? ['Nobody wrote to you.'] : []),
    ]);
  });
}
