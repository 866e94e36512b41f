/**
 * The commands of `folkmoot`, as a table. A command's file is loaded only when it is asked for, so that
 * `--help` answers at once on a small board and one broken package does not take the others with it.
 */

import type { CommandEntry } from './command.ts';
import { MODULE_COMMANDS } from './module-commands.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'a vote, two calls for help and two payments cross a partition, told in the terminal',
    load: () => import('./demo.ts'),
  },
  {
    name: 'gateway',
    summary: 'start the gateway: radio on one side, phones and other gateways on the other',
    load: () => import('./gateway.ts'),
  },
  {
    name: 'member',
    summary: 'you at the command line: found, join, show, give to a gateway, keep your key',
    load: () => import('./member.ts'),
  },
  ...MODULE_COMMANDS,
  {
    name: 'sim',
    summary: 'play worlds in virtual time, search them for faults, plan where radios should stand',
    load: () => import('./sim.ts'),
  },
  {
    name: 'radio',
    summary: 'find radios, look at one, set it up for a community; virtual radios; recordings',
    load: () => import('./radio.ts'),
  },
  {
    name: 'doctor',
    summary: 'check that this machine and its radio can serve a community, and say what to do where not',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'verify',
    summary: 'is this what that community decided? from a file or scanned codes, with nothing but its id',
    load: () => import('./verify.ts'),
  },
  {
    name: 'about',
    summary: 'what kinds of records there are, who may see them, how long they are kept',
    load: () => import('./about.ts'),
  },
  {
    name: 'inspect',
    summary: 'explain every byte of a frame, and say exactly what is wrong with a bad one',
    load: () => import('./inspect.ts'),
  },
];
