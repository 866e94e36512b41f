/**
 * `folkmoot member rotate`: a new key takes the place of this device's. The old one signs for it, so nobody has to
 * vouch; where the old key may be in other hands, `folkmoot roster revoke` and the guardians are the way.
 */

import type { Command } from 'commander';
import { fromHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { secretKeyFromSeed } from '#protocol/crypto/bls.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { linkUrl } from '../member/gateway-link.ts';
import type { Me } from '../member/me.ts';
import { entropy } from './member-found.ts';
import { reach, reachOptions, reachWords, type Reach } from './reach.ts';
import { answer, common, guarded, RefusedByRule, withMe, type Common } from './said.ts';

export function declare(command: Command): void {
  reachOptions(common(command)).action(guarded(run));
}

async function run({ folder, json, gateway, ...rest }: Common & Reach): Promise<void> {
  if (gateway !== undefined) linkUrl(gateway);
  await withMe(folder, async (me) => {
    // Nobody else may have replaced it meanwhile.
    if (gateway !== undefined) await reach(me, rest, gateway);
    const acted = await me.rotate(secretKeyFromSeed(entropy(32)));
    if (!acted.ok) throw new RefusedByRule(acted.refusal);
  });
  // Opened again, the folder has the new key; private messages are sealed for it from now on.
  await withMe(folder, async (me) => {
    const told = await tellReach(me);
    const exchanged = gateway === undefined ? undefined : await reach(me, rest, gateway);
    const given = exchanged?.reached === true && exchanged.given;
    if (gateway !== undefined && !given) process.exitCode = MEMBER_EXIT.kept;
    const keyVersion = me.node.directory.keyVersionOf(me.member, me.identity.secrets.log);
    answer(json, { member: me.member, keyVersion, reachable: told, given }, [
      `This device has its key ${keyVersion + 1} now. What you signed before stays yours.`,
      'Words of the old key on paper help nobody any more: folkmoot member key shows the new ones.',
      gateway === undefined || exchanged === undefined
        ? 'Kept here; folkmoot member sync --gateway ADDRESS tells the others.'
        : reachWords(exchanged, gateway),
    ]);
  });
}

/** The first device says how one is reached in private now; the others read nothing private. */
async function tellReach(me: Me): Promise<boolean> {
  const { secrets } = me.identity;
  const community = fromHex(secrets.community);
  assert(community.ok && secrets.signingKey !== undefined, 'a member has a key and a community');
  const { profiles, admissions } = me.node.state('roster') as RosterState;
  const known = profiles.get(me.member)?.body ?? admissions.get(me.member)?.[0]?.body;
  if (secrets.log !== 0 || !known) return false;
  const { recoveryDigest, household, name } = known;
  const { key: privateKey } = boxKeys(secrets.signingKey, community.value);
  const args = { privateKey, recoveryDigest, household, name };
  const acted = await me.act({ module: 'roster', name: 'profile', args });
  return acted.ok;
}
