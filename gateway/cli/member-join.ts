/** `folkmoot member join INVITATION`: a new key, and the text that members let its owner in with. */

import type { Command } from 'commander';
import { join } from '#modules/roster/founding.ts';
import { moveIn, refuseIfTaken } from '../member/me.ts';
import { newPassphrase } from '../member/passphrase.ts';
import { entropy } from './member-found.ts';
import { newcomer, type Newcomer } from './member-new.ts';
import { answer, common, guarded, RefusedByRule, type Common } from './said.ts';

export function declare(command: Command): void {
  newcomer(common(command.argument('<invitation>', 'as a member shows it'))).action(guarded(run));
}

async function run(invitation: string, { folder, json, name, house, passphrase }: Common & Newcomer): Promise<void> {
  refuseIfTaken(folder);
  const device = join(invitation, { name, household: house }, entropy);
  if (!device.ok) throw new RefusedByRule(device.error);
  const me = await moveIn(folder, device.value, await newPassphrase(passphrase));
  await me.close();
  const { secrets, joinRequest } = device.value;
  answer(json, { folder: me.folder, community: secrets.community, member: me.member, joinRequest }, [
    `Your key is in ${me.folder}. Show this to a member, who lets you in with folkmoot member admit or on the phone:`,
    '',
    joinRequest,
    '',
    'Then: folkmoot member sync --gateway ADDRESS. You can call for help at once; you decide when a page lists you.',
  ]);
}
