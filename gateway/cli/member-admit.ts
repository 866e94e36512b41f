/** `folkmoot member admit REQUEST`: lets a person in by the text that their device shows. */

import type { Command } from 'commander';
import { readJoinRequest } from '#modules/roster/joining.ts';
import { reachOptions, type Reach } from './reach.ts';
import { doAct } from './act.ts';
import { common, guarded, RefusedByRule, type Common } from './said.ts';

export function declare(command: Command): void {
  reachOptions(common(command.argument('<request>', 'the text that begins with fj1'))).action(guarded(run));
}

async function run(text: string, options: Common & Reach): Promise<void> {
  const request = readJoinRequest(text);
  if (!request.ok) throw new RefusedByRule(request.error);
  await doAct({ module: 'roster', name: 'admit' }, options, () => request.value);
}
