// Every sentence that the page may have to say in German; tests/web-ui/refusals.test.ts says what is missing.

import type { Sentences } from '../refusals.ts';
import { node } from './de/node.ts';
import { roster } from './de/roster.ts';
import { governance } from './de/governance.ts';
import { emergency } from './de/emergency.ts';
import { economy } from './de/economy.ts';
import { radio } from './de/radio.ts';

export const refusalsDe: readonly Sentences[] = [node, roster, governance, emergency, economy, radio];
