// What was decided for good and waits to be carried out, for the modules that do it (README §1.10).

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Decisions, Effect, Timed } from '#protocol/tally/matters.ts';
import { matterOf, type Matter } from './matter.ts';
import { pausedUntilMs } from './late-blocks.ts';
import type { GovernanceState } from './state.ts';

type Passed = Matter & { readonly effect: Effect };

/** Matters with an effect that have passed and are not paused, in order of page, round and id. */
function passed(state: GovernanceState, around: Timed): readonly Passed[] {
  return [...state.effectful]
    .map((id) => matterOf(state, id, around.directory))
    .flatMap((matter): readonly Passed[] => {
      if (matter.kind !== 'matter' || matter.outcome.kind !== 'passed') return [];
      const { effect } = matter.proposal.body;
      return effect && pausedUntilMs(matter, around) === undefined ? [{ ...matter, effect }] : [];
    })
    .sort(
      (a, b) =>
        a.roster.number - b.roster.number ||
        (a.proposal.body.slot?.round ?? 0) - (b.proposal.body.slot?.round ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );
}

export const decisionsOf = (state: GovernanceState): Decisions => ({
  toCarryOut(around) {
    const all = passed(state, around).map(({ effect }) => effect);
    const charter = new Map(
      all.flatMap((effect) => (effect.what === 'charter' ? [[effect.key, effect] as const] : [])),
    );
    const removals = new Map(
      all.flatMap((effect) => (effect.what === 'removal' ? [[effect.member, effect] as const] : [])),
    );
    const byName = <K extends string | number>(a: readonly [K, Effect], b: readonly [K, Effect]): number =>
      a[0] < b[0] ? -1 : 1;
    return [...[...removals].sort(byName), ...[...charter].sort(byName)].map(([, effect]) => effect);
  },
  isAdopted: (record: RecordId, around) =>
    passed(state, around).some(({ effect }) => effect.what === 'adoption' && effect.record === record),
  wasAdopted: (record: RecordId, directory) =>
    [...state.effectful].some((id) => {
      const found = matterOf(state, id, directory);
      if (found.kind !== 'matter' || (found.outcome.kind !== 'passed' && found.outcome.kind !== 'suspended'))
        return false;
      const { effect } = found.proposal.body;
      return effect?.what === 'adoption' && effect.record === record;
    }),
});
