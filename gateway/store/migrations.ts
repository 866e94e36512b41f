// The shape of the database, as the steps that lead to it. A step that was released never changes.

import type { Database } from './sqlite.ts';

export const MIGRATIONS: readonly { readonly version: number; readonly title: string; readonly sql: string }[] = [
  {
    version: 1,
    title: 'one row for each stored thing, with a checksum of its bytes',
    sql: `
      CREATE TABLE stored (
        place INTEGER PRIMARY KEY,            -- order in which keys were first stored
        key TEXT NOT NULL UNIQUE,
        bytes BLOB NOT NULL,
        crc32 INTEGER NOT NULL                -- of key and bytes: a flipped bit must not become a record
      );
      CREATE TABLE counter (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
      ) WITHOUT ROWID;
      INSERT INTO counter VALUES ('commits', 0);
    `,
  },
];

export const NEWEST_VERSION = MIGRATIONS.at(-1)!.version;

/** The version that a database has reached; 0 for a new one. */
export function versionOf(database: Database): number {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").get();
  if (table === undefined) return 0;
  return (
    database.prepare<[], { version: number | null }>('SELECT max(version) AS version FROM migration').get()!.version ??
    0
  );
}

/** Takes the missing steps, each in a transaction of its own. */
export function migrate(database: Database, nowMs: number): void {
  const from = versionOf(database);
  if (from === 0) {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, title TEXT NOT NULL, applied_at_ms INTEGER NOT NULL)',
    );
  }
  const note = database.prepare('INSERT INTO migration VALUES (?, ?, ?)');
  for (const { version, title, sql } of MIGRATIONS.filter((step) => step.version > from)) {
    database.transaction(() => {
      database.exec(sql);
      note.run(version, title, nowMs);
    })();
  }
}
