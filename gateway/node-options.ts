// What every node of this gateway is made from: the same modules as on every phone.

import type { Module } from '#protocol/node/module.ts';
import type { NodeOptions, Secrets } from '#protocol/node/node-api.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import type { RosterState } from '#modules/roster/shape.ts';

export const nodeOptions = (modules: readonly Module[], secrets: Secrets): Omit<NodeOptions, 'seed'> => ({
  secrets,
  modules,
  directory: { module: 'roster', of: (state, places) => directoryOf(state as RosterState, places) },
});
