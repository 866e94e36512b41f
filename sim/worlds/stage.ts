// What a world that is being played shows to steps, checks and promises.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Module } from '#protocol/node/module.ts';
import type { Town } from '../world/founding.ts';
import type { Host, World } from '../world/world.ts';
import type { Batteries } from './batteries.ts';
import type { WorldFile } from './format.ts';
import type { Motion } from './motion.ts';

/** A world that is being played, for checks and promises. */
export type Play = {
  readonly file: WorldFile;
  readonly world: World;
  readonly town: Town;
  /** By name: people's phones, sites as `site` and their radio's name, twins. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** Names of people whose key somebody misuses. */
  readonly liars: ReadonlySet<string>;
  /** Hosts whose software is not ours: what they make of records is no promise of ours. */
  readonly lying: ReadonlySet<Host>;
  readonly hour: () => number;
  readonly label: (name: string) => RecordId | undefined;
  readonly labels: () => Iterable<readonly [string, RecordId]>;
  /** When a record was written, or a cut or heal of this name happened, in hours. */
  readonly momentOf: (label: string) => number | undefined;
  /** Who held a record that is watched, by the host's name, since which hour. */
  readonly heldSince: (label: string) => ReadonlyMap<string, number>;
  readonly modulesOf: (host: Host) => readonly Module[];
  readonly airtimeS: () => number;
  /** Frames that our nodes sent of their own, by hour. */
  readonly ownFrames: readonly { readonly hour: number; readonly urgency: number }[];
  readonly batteries: Batteries;
  readonly motion: Motion;
  readonly value: (given: unknown, self: Host | undefined) => unknown;
  /** Hosts by the words of a script: a name, a list, `everyone`, `every site`. */
  readonly named: (who: string | readonly string[]) => readonly string[];
  readonly hostOf: (name: string) => Host;
};

export const siteName = (radio: string): string => `site ${radio}`;

/** Stands for a record that nobody has written yet. */
export const NOT_YET = Symbol('not yet');

export const mentions = (value: unknown, wanted: unknown): boolean =>
  value === wanted ||
  (typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    Object.values(value).some((each) => mentions(each, wanted)));
