/**
 * `folkmoot member`: you, at the command line. A folder holds your key and your records; the same node as on
 * every phone and gateway runs over it, for as long as a command takes.
 */

import type { Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { declareTable } from './said.ts';

const MEMBER_COMMANDS: readonly CommandEntry[] = [
  { name: 'found', summary: 'begin a community; you are its first member', load: () => import('./member-found.ts') },
  { name: 'join', summary: 'ask to join the community of an invitation', load: () => import('./member-join.ts') },
  { name: 'show', summary: 'who you are here, who else is, and what is held', load: () => import('./member-show.ts') },
  {
    name: 'invite',
    summary: 'an invitation for another device to read along',
    load: () => import('./member-invite.ts'),
  },
  {
    name: 'admit',
    summary: 'let a person in by the text that their device shows',
    load: () => import('./member-admit.ts'),
  },
  {
    name: 'sync',
    summary: 'give to a gateway and take from it, as a phone does',
    load: () => import('./member-sync.ts'),
  },
  {
    name: 'write',
    summary: 'a private message, sealed for one person',
    load: () => import('./member-write.ts'),
  },
  {
    name: 'listen',
    summary: 'stay at a gateway and show private messages as they come',
    load: () => import('./member-listen.ts'),
  },
  {
    name: 'device-new',
    summary: 'a further device of yours: a key of its own in this folder',
    load: async () => (await import('./member-device.ts')).deviceNew,
  },
  {
    name: 'device-add',
    summary: 'on your first device: take a further one in',
    load: async () => (await import('./member-device.ts')).deviceAdd,
  },
  {
    name: 'rotate',
    summary: 'replace the key of this device by a new one',
    load: () => import('./member-rotate.ts'),
  },
  { name: 'export', summary: 'everything by and about you, as one file', load: () => import('./member-export.ts') },
  {
    name: 'erase',
    summary: 'take back your own words; without ids, say which may be taken back',
    load: () => import('./member-erase.ts'),
  },
  { name: 'key', summary: 'your key as words, to be written on paper', load: () => import('./member-key.ts') },
  { name: 'restore', summary: 'come back with the words of your key', load: () => import('./member-restore.ts') },
];

export const declare = (command: Command): Promise<void> => declareTable(command, 'member', MEMBER_COMMANDS);
