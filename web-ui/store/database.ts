// What the page keeps in its database, and how the database is opened.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { DeviceSecrets } from '#modules/roster/founding.ts';

/** Plain is honest: whoever unlocks this phone and opens its storage can read it. */
export type Guard = 'wrapped' | 'plain';

export type KeptSecrets =
  | ({ readonly guard: 'plain' } & DeviceSecrets)
  | { readonly guard: 'wrapped'; readonly iv: Uint8Array<ArrayBuffer>; readonly cipher: ArrayBuffer };

export type Lease = {
  /** Which tab, kept over a reload. */
  readonly tab: string;
  /** Which load of the page in that tab. */
  readonly load: string;
  readonly untilMs: number;
};
export type Holder = Pick<Lease, 'tab' | 'load'>;

export const DATABASE = 'folkmoot';
const VERSION = 1;

export interface PageSchema extends DBSchema {
  /** One row a stored thing, in the order in which each was first stored. */
  log: {
    key: number;
    value: { readonly at: number; readonly key: string; readonly bytes: Uint8Array };
  };
  /** Which tab runs the node: see lease.ts. */
  lease: { key: 'node'; value: Lease };
  secrets: { key: 'device'; value: KeptSecrets };
  /** A non-extractable key of the browser that wraps the secrets, where the browser has such a thing. */
  wrapping: { key: 'device'; value: CryptoKey };
}

export type PageDatabase = IDBPDatabase<PageSchema>;

export function openPageDatabase(name: string = DATABASE): Promise<PageDatabase> {
  return openDB<PageSchema>(name, VERSION, {
    upgrade(db) {
      db.createObjectStore('log', { keyPath: 'at' });
      db.createObjectStore('lease');
      db.createObjectStore('secrets');
      db.createObjectStore('wrapping');
    },
  });
}
