/**
 * `folkmoot radio`: the commands about radios, as a table. Each stands in a file of its own, loaded when
 * it is asked for. Numbers for programs (`--json`) go to stdout, everything else people need to stderr.
 */

import type { Command } from 'commander';
import type { CommandEntry } from './command.ts';

const RADIO_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'list',
    summary: 'radios on USB ports and in the local network',
    load: () => import('./radio-list.ts'),
  },
  { name: 'info', summary: 'what a radio is and how it is set', load: () => import('./radio-info.ts') },
  {
    name: 'provision',
    summary: 'set a radio up for a community: shows what will change, asks, writes, checks',
    load: () => import('./radio-provision.ts'),
  },
  {
    name: 'restore',
    summary: 'write the settings back that a radio had before',
    load: () => import('./radio-restore.ts'),
  },
  {
    name: 'channel',
    summary: "give a radio the community's channel, or print the channel's link for guests",
    load: () => import('./radio-channel.ts'),
  },
  {
    name: 'virtual',
    summary: 'serve virtual radios that any Meshtastic client can connect to; nothing transmits',
    load: () => import('./radio-virtual.ts'),
  },
  {
    name: 'replay',
    summary: 'decode a recorded session, one line for each frame that the radio sent',
    load: () => import('./radio-replay.ts'),
  },
];

const EXIT_CODES = `
Exit codes: 0 done · 1 you said no, or a word that is not understood · 64 a wrong argument · 65 a file that is
not what it should be · 68 no radio answers · 69 in use · 73 a file cannot be written · 76 the radio refused.`;

export async function declare(command: Command): Promise<void> {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const asked = words[words.indexOf('radio') + 1];
  for (const entry of RADIO_COMMANDS) {
    const own = command.command(entry.name).description(entry.summary).addHelpText('after', EXIT_CODES);
    if (entry.name === (asked === 'help' ? words.at(-1) : asked)) await (await entry.load()).declare(own);
  }
}
