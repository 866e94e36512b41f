// What a world that is being played shows to checks and expectations.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Town } from '../world/founding.ts';
import type { Host, World } from '../world/world.ts';
import type { WorldFile } from './format.ts';

/** A world that is being played, for checks and expectations. */
export type Play = {
  readonly file: WorldFile;
  readonly world: World;
  readonly town: Town;
  /** By name: people's phones, sites by their radio's name, twins. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** Names of people whose key somebody misuses. */
  readonly liars: ReadonlySet<string>;
  readonly hour: () => number;
  readonly label: (name: string) => RecordId | undefined;
  readonly labels: () => Iterable<readonly [string, RecordId]>;
  readonly airtimeS: () => number;
  readonly value: (given: unknown, self: Host | undefined) => unknown;
};
