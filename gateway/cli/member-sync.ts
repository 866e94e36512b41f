/** `folkmoot member sync`: gives and takes until both hold the same. Also how a restored key catches up. */

import type { Command } from 'commander';
import { MEMBER_EXIT } from '../member/exit.ts';
import { linkUrl } from '../member/gateway-link.ts';
import { reach, reachOptions, reachWords, type Reach } from './reach.ts';
import { answer, common, guarded, withMe, type Common } from './said.ts';

export function declare(command: Command): void {
  const own = reachOptions(common(command));
  own.options.find(({ long }) => long === '--gateway')!.makeOptionMandatory();
  own.action(guarded(run));
}

async function run({ folder, json, ...options }: Common & Reach & { readonly gateway: string }): Promise<void> {
  linkUrl(options.gateway);
  await withMe(folder, async (me) => {
    const before = me.node.counts();
    const exchanged = await reach(me, options, options.gateway);
    const { records, voices } = me.node.counts();
    const isWhole = exchanged.reached && exchanged.given && exchanged.caughtUp;
    if (!isWhole) process.exitCode = MEMBER_EXIT.kept;
    const catchesUp = me.identity.mustCatchUp === true && exchanged.reached && exchanged.caughtUp;
    if (catchesUp) me.caughtUp();
    const news = { records: records - before.records, voices: voices - before.voices };
    answer(
      json,
      {
        reached: exchanged.reached,
        given: exchanged.reached && exchanged.given,
        caughtUp: exchanged.reached && exchanged.caughtUp,
        new: news,
        records,
        voices,
      },
      [
        reachWords(exchanged, options.gateway),
        `New here: ${news.records} records and ${news.voices} voices.`,
        ...(catchesUp
          ? [
              'Your log is as complete as this gateway knows it; from now on you write here. Write with this key nowhere else.',
            ]
          : []),
      ],
    );
  });
}
