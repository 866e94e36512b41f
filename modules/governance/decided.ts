// What has passed for good, for modules that carry it out (README §1.4).

import type { DecidedMatters, Decision } from '#protocol/tally/matters.ts';
import { matterOf } from './matter.ts';
import { lateBlocks } from './late-blocks.ts';
import type { GovernanceState } from './state.ts';

export const decidedIn =
  (state: GovernanceState): DecidedMatters['decided'] =>
  (opening, directory) =>
    [...state.topics]
      .filter(([, topic]) => topic.proposal?.body.text.startsWith(opening))
      .map(([id]) => matterOf(state, id, directory))
      .flatMap((matter): readonly Decision[] => {
        if (matter.kind !== 'matter' || matter.outcome.kind !== 'passed') return [];
        const { kind, method, text } = matter.proposal.body;
        const blocks = lateBlocks(matter).map(({ id }) => id);
        return [{ matter: matter.id, kind, method, option: matter.outcome.option, text, lateBlocks: blocks }];
      })
      .sort((a, b) => (a.matter < b.matter ? -1 : 1));
