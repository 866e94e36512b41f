/**
 * The commands of the modules: `folkmoot governance ...`. Their names and summaries stand here, so that
 * `--help` answers without loading a module; everything below a name is generated from its declarations.
 */

import type { CommandEntry } from './command.ts';

const SUMMARIES: readonly (readonly [module: string, summary: string])[] = [
  ['roster', 'who is here: vouch, close a page, devices, guardians, leaving'],
  ['governance', 'propose, say what you think, bind; certificates of what was decided'],
  ['emergency', 'call for help, answer calls, warn, check in, needs and offers'],
  ['economy', 'pay, accept, see an account'],
];

export const MODULE_COMMANDS: readonly CommandEntry[] = SUMMARIES.map(([name, summary]) => ({
  name,
  summary,
  load: async () => {
    const { declareModule } = await import('./module-command.ts');
    return { declare: (command) => declareModule(command, name) };
  },
}));
