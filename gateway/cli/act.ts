/**
 * Doing something as a member: fetch the news, do it, give it to the gateway, and say which of these came
 * to pass. Calls for help wait for nothing: they are made first.
 */

import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { modules } from '#modules/index.ts';
import { shortId } from '../member/asked.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { linkUrl } from '../member/gateway-link.ts';
import type { Me } from '../member/me.ts';
import { reach, reachWords, type Reach } from './reach.ts';
import { answer, RefusedByRule, tell, withMe, type Common } from './said.ts';

/** Modules whose acts never wait for a gateway's news. */
const AT_ONCE: ReadonlySet<string> = new Set(['emergency']);

export type ActName = { readonly module: string; readonly name: string };

/** `argsOf` is asked when the news is in: what it names may have come with it. */
export async function doAct(
  { module, name }: ActName,
  { folder, json, gateway, ...rest }: Common & Reach,
  argsOf: (me: Me) => unknown,
): Promise<void> {
  const type = modules.find((one) => one.name === module)?.acts[name];
  assert(type !== undefined, `${module} has the act ${name}`);
  if (gateway !== undefined) linkUrl(gateway); // A wrong address is said before anything is done.
  await withMe(folder, async (me) => {
    if (gateway !== undefined && !AT_ONCE.has(module)) await reach(me, rest, gateway);
    if (!json) tell(`${type.title} ...`);
    const acted = await me.act({ module, name, args: argsOf(me) });
    if (!acted.ok) throw new RefusedByRule(acted.refusal);
    const exchanged = gateway === undefined ? undefined : await reach(me, rest, gateway);
    const isGiven = exchanged?.reached === true && exchanged.given;
    if (gateway !== undefined && !isGiven) process.exitCode = MEMBER_EXIT.kept;
    const where =
      gateway === undefined || exchanged === undefined
        ? 'Kept here; folkmoot member sync --gateway ADDRESS sends it on.'
        : reachWords(exchanged, gateway);
    answer(json, { records: acted.records, given: isGiven }, [`Done: ${type.title}.${namesOf(acted.records)}`]);
    if (!json) tell(where);
  });
}

const namesOf = (records: readonly RecordId[]): string =>
  records.length === 0 ? '' : ` Its name: ${records.map(shortId).join(', ')}`;
