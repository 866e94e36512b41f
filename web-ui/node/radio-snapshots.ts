// The former settings of radios, so that one can be set back as it was: one row a radio, the first kept.
//
// A database of its own, because it belongs to radios, not to the member: erasing the phone erases it, too.
// The rows hold channel keys, as the radios themselves do.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';

const DATABASE = 'folkmoot-radio';

type Snapshot = { readonly bytes: Uint8Array; readonly atMs: number };
interface SnapshotSchema extends DBSchema {
  snapshots: { key: number; value: Snapshot };
}

async function using<T>(use: (db: IDBPDatabase<SnapshotSchema>) => Promise<T>): Promise<T> {
  const db = await openDB<SnapshotSchema>(DATABASE, 1, { upgrade: (made) => void made.createObjectStore('snapshots') });
  try {
    return await use(db);
  } finally {
    db.close();
  }
}

export const readSnapshotOf = (nodeNum: number): Promise<Snapshot | undefined> =>
  using((db) => db.get('snapshots', nodeNum));

/** Keeps the settings from before our first change; later ones are ours already. */
export const keepSnapshot = (nodeNum: number, bytes: Uint8Array, atMs: number): Promise<void> =>
  using(async (db) => {
    if ((await db.get('snapshots', nodeNum)) === undefined) await db.put('snapshots', { bytes, atMs }, nodeNum);
  });

export const dropSnapshot = (nodeNum: number): Promise<void> => using((db) => db.delete('snapshots', nodeNum));

export const forgetSnapshots = (): Promise<void> => deleteDB(DATABASE);
