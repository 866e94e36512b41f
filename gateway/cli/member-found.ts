/** `folkmoot member found NAME`: a new community, whose first member is the key in this folder. */

import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { found } from '#modules/roster/founding.ts';
import { createClock } from '../clock.ts';
import { moveIn, refuseIfTaken } from '../member/me.ts';
import { newPassphrase } from '../member/passphrase.ts';
import { answer, common, guarded, RefusedByRule, type Common } from './said.ts';
import { newcomer, type Newcomer } from './member-new.ts';

export function declare(command: Command): void {
  newcomer(common(command.argument('<community>', 'what the community is called'))).action(guarded(run));
}

export const entropy = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));

async function run(community: string, { folder, json, name, house, passphrase }: Common & Newcomer): Promise<void> {
  refuseIfTaken(folder);
  const made = found(community, { name, household: house }, entropy, createClock().nowMs());
  if (!made.ok) throw new RefusedByRule(made.error);
  const { device, first, then } = made.value;
  const me = await moveIn(folder, device, await newPassphrase(passphrase), [first]);
  try {
    const acted = await me.act(then);
    if (!acted.ok) throw new RefusedByRule(acted.refusal);
    answer(json, { folder: me.folder, community: device.secrets.community, member: me.member }, [
      `${community} has begun, and you are its first member.`,
      `Your key and your records are in ${me.folder}.`,
      'Write the key on paper (folkmoot member key), invite others (folkmoot member invite), and let a gateway serve',
      'the community: folkmoot gateway --invitation INVITATION.',
    ]);
  } finally {
    await me.close();
  }
}
