/**
 * `folkmoot member write PERSON TEXT`: a private message, sealed for one person. It is passed on to whoever is
 * reachable now and kept by nobody, so it needs a gateway, and nobody can say whether it was read.
 */

import type { Command } from 'commander';
import { modules } from '#modules/index.ts';
import { findMember } from '../member/asked.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { linkUrl, whileThere } from '../member/gateway-link.ts';
import { Sentence } from '../sentence.ts';
import { reachOptions, type Reach } from './reach.ts';
import { answer, common, guarded, RefusedByRule, withMe, type Common } from './said.ts';

export function declare(command: Command): void {
  const own = reachOptions(
    common(
      command
        .argument('<person>', 'name, "house 3", or the first letters of the id')
        .argument('<text>', 'what only this person shall read'),
    ),
  );
  own.options.find(({ long }) => long === '--gateway')!.makeOptionMandatory();
  own.action(guarded(run));
}

async function run(
  person: string,
  text: string,
  { folder, json, ...options }: Common & Reach & { readonly gateway: string },
): Promise<void> {
  const url = linkUrl(options.gateway);
  await withMe(folder, async (me) => {
    // Who it is for may have come with the news, so the name is looked up once the gateway has spoken.
    const done = await whileThere(me, url, options.wait * 1000, async () => {
      const found = findMember(person, { node: me.node, member: me.member, modules });
      if (!found.ok) throw new Sentence(MEMBER_EXIT.usage, found.error.why, found.error.remedy);
      if (found.value === me.member)
        throw new Sentence(MEMBER_EXIT.usage, 'That is yourself.', 'Name the person who shall read it.');
      const acted = await me.act({ module: 'node', name: 'say-privately', args: { to: found.value, text } });
      if (!acted.ok) throw new RefusedByRule(acted.refusal);
      return found.value;
    });
    if ('why' in done) process.exitCode = MEMBER_EXIT.kept;
    answer(json, 'why' in done ? { given: false, why: done.why } : { given: true, to: done.said }, [
      'why' in done
        ? `Not sent: the gateway ${options.gateway} was not reached (${done.why}). Write it again later.`
        : 'Given to the gateway. It reaches this person if their device is listening; nobody keeps it.',
    ]);
  });
}
