/** `folkmoot sim`: worlds in virtual time, as a table of commands; each stands in a file of its own. */

import type { Command } from 'commander';
import { EXIT } from '../sentence.ts';
import type { CommandEntry } from './command.ts';

const SIM_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'play a world file: who hears what, what is decided, what it costs on air',
    load: () => import('./sim-run.ts'),
  },
  {
    name: 'serve',
    summary: 'a running world with radios over TCP that real gateways and apps join',
    load: () => import('./sim-serve.ts'),
  },
  {
    name: 'campaign',
    summary: 'draw worlds with faults from seeds, and check what must hold in each',
    load: () => import('./sim-campaign.ts'),
  },
  {
    name: 'exhaust',
    summary: 'every order in which the frames of two to four nodes may come, be lost or come twice',
    load: () => import('./sim-exhaust.ts'),
  },
  {
    name: 'replay',
    summary: 'play a script that a campaign wrote, under the same checks',
    load: () => import('./sim-replay.ts'),
  },
  {
    name: 'shrink',
    summary: 'make a failing script smaller while it fails at the same promise',
    load: () => import('./sim-shrink.ts'),
  },
  {
    name: 'from-log',
    summary: 'what real radios heard and said, from recordings, as a world of its own',
    load: () => import('./sim-from-log.ts'),
  },
  { name: 'report', summary: 'a trace as one page that is read offline', load: () => import('./sim-report.ts') },
  {
    name: 'plan',
    summary: 'where one more radio would help, and which relay would be missed most',
    load: () => import('./sim-plan.ts'),
  },
];

const EXIT_CODES = `
Exit codes: 0 all as expected · 1 an expectation or a promise was not kept · 64 a wrong argument ·
65 a file that is not what it should be · 69 a port in use · 73 a file cannot be written.`;

export async function declare(command: Command): Promise<void> {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const asked = words[words.indexOf('sim') + 1];
  for (const entry of SIM_COMMANDS) {
    const own = command.command(entry.name).description(entry.summary).addHelpText('after', EXIT_CODES);
    // Not 1, which means that a promise was not kept.
    own.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT.usage));
    if (entry.name === (asked === 'help' ? words.at(-1) : asked)) await (await entry.load()).declare(own);
  }
}
