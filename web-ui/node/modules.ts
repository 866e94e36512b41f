// The modules that run on a phone: the same list, in the same order, as on every other node.

import type { Module } from '#protocol/node/module.ts';
import type { NodeOptions } from '#protocol/node/node-api.ts';
import { economy } from '#modules/economy/module.ts';
import { emergency } from '#modules/emergency/module.ts';
import { governance } from '#modules/governance/module.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster } from '#modules/roster/module.ts';
import type { RosterState } from '#modules/roster/state.ts';

export const MODULES: readonly Module[] = [roster, governance, economy, emergency];

export const ROSTER_DIRECTORY: NodeOptions['directory'] = {
  module: roster.name,
  of: (state, places) => directoryOf(state as RosterState, places),
};
