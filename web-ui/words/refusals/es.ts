// Every sentence that the page may have to say in Spanish; tests/web-ui/refusals.test.ts says what is missing.

import type { Sentences } from '../refusals.ts';
import { node } from './es/node.ts';
import { roster } from './es/roster.ts';
import { governance } from './es/governance.ts';
import { emergency } from './es/emergency.ts';
import { economy } from './es/economy.ts';
import { radio } from './es/radio.ts';

export const refusalsEs: readonly Sentences[] = [node, roster, governance, emergency, economy, radio];
