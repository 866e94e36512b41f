// The modules of a node, in the order in which they fold. Every node of a community runs the same ones.

import type { Module } from '#protocol/node/module.ts';
import { economy } from './economy/module.ts';
import { emergency } from './emergency/module.ts';
import { governance } from './governance/module.ts';
import { roster } from './roster/module.ts';

export const modules: readonly Module[] = [roster, governance, emergency, economy];
