// A world as it is set up, and what it shows to steps, checks and promises while it is played.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import type { Transmission } from '../mesh-types.ts';
import type { Founded, Town } from '../world/founding.ts';
import type { MemoVerifier } from '../world/memo-verifier.ts';
import type { Host, World } from '../world/world.ts';
import type { Batteries } from './batteries.ts';
import type { WorldFile } from './format.ts';
import type { Guests } from './guests.ts';
import type { createMishaps } from './mishaps.ts';
import type { Motion } from './motion.ts';

export type SetUp = {
  readonly file: WorldFile;
  readonly seed: string;
  readonly modules: readonly Module[];
  readonly verifier?: MemoVerifier | undefined;
  readonly founded?: Founded | undefined;
  readonly tieSeed?: number | undefined;
  readonly guests?: Guests | undefined;
  /** Members whose phones are put away when the community is founded. */
  readonly absent?: ReadonlySet<string> | undefined;
  readonly startMs?: number | undefined;
  readonly onAir: (transmission: Transmission, urgency: number | undefined) => void;
  readonly onStored: (host: Host, stored: Stored) => void;
};

export type Stage = {
  readonly world: World;
  readonly town: Town;
  readonly hosts: Map<string, Host>;
  readonly mishaps: ReturnType<typeof createMishaps>;
  readonly radioIndex: ReadonlyMap<string, number>;
  /** A radio's number, and those of the guests beside it. */
  readonly numbersAt: (radio: string) => readonly number[];
  readonly modulesOf: (host: Host) => readonly Module[];
  /** A phone goes to the site of a radio, or out of reach. */
  readonly goTo: (name: string, radio: string | null) => void;
};

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
  /** By the record: the hour at which somebody else's own device first wrote a record that names it. */
  readonly answeredAt: ReadonlyMap<RecordId, number>;
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
