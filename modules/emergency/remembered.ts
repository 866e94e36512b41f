// A list of views that is computed once and given again until a fact or the time changes it.
//
// Screens ask several times a second, and a device's facts change a few times a minute. Held times never
// change once a record is held, so besides the facts only the roster and the moments at which a view changes by
// itself count. What else may change it is told by `also`.

import type { Surroundings } from '#protocol/node/module.ts';
import type { EmergencyState } from './state.ts';

type Kept<V> = {
  readonly facts: number;
  readonly directory: number;
  readonly also: string;
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
  readonly views: readonly V[];
};

export function remembered<V>(
  compute: (state: EmergencyState, around: Surroundings) => readonly V[],
  changesAtMs: (view: V) => number | undefined,
  also: (state: EmergencyState, around: Surroundings) => string = () => '',
): (state: EmergencyState, around: Surroundings) => readonly V[] {
  const keptOf = new WeakMap<EmergencyState, Kept<V>>();
  return (state, around) => {
    const { nowMs, directory } = around;
    const kept = keptOf.get(state);
    const other = also(state, around);
    const holds =
      kept?.facts === state.version &&
      kept.directory === directory.version &&
      kept.also === other &&
      nowMs >= kept.fromMs &&
      nowMs < kept.toMs;
    if (holds) return kept.views;
    const views = compute(state, around);
    const toMs = Math.min(...views.map((view) => changesAtMs(view) ?? Infinity));
    keptOf.set(state, { facts: state.version, directory: directory.version, also: other, fromMs: nowMs, toMs, views });
    return views;
  };
}
