// The page's append log on IndexedDB: what the node asked to keep, in order.
//
// IndexedDB, because it is the one store that also exists where a gateway serves the page over plain
// http (no secure context, so no OPFS). A write resolves only when the browser calls it durable.

import type { Stored } from '#protocol/node/event.ts';
import type { StorePort } from '#protocol/node/ports.ts';
import type { Holder, PageDatabase } from './database.ts';
import { isHeldBy } from './lease.ts';

/**
 * The store of one database. Things stored in one turn of the event loop become durable together: a
 * commit costs a phone some milliseconds, whether it holds one record or fifty.
 */
export function logStore(db: PageDatabase, holder: Holder): StorePort {
  const places = new Map<string, number>();
  let next = 1;
  let waiting: Stored[] = [];
  let commit: Promise<void> | undefined;

  const placeOf = (key: string): number => {
    const at = places.get(key) ?? next++;
    places.set(key, at);
    return at;
  };

  async function flush(): Promise<void> {
    await Promise.resolve();
    const stored = waiting;
    waiting = [];
    commit = undefined;
    const writing = db.transaction(['log', 'lease'], 'readwrite', { durability: 'strict' });
    if (!isHeldBy(await writing.objectStore('lease').get('node'), holder)) {
      throw new Error('this community is open in another tab, which has taken over');
    }
    const log = writing.objectStore('log');
    await Promise.all([...stored.map(({ key, bytes }) => log.put({ at: placeOf(key), key, bytes })), writing.done]);
  }

  return {
    async loadAll() {
      const rows = await db.getAll('log');
      for (const { key, at } of rows) places.set(key, at);
      next = (rows.at(-1)?.at ?? 0) + 1;
      return rows.map(({ key, bytes }) => ({ key, bytes }));
    },
    append(stored) {
      waiting.push(stored);
      commit ??= flush();
      return commit;
    },
  };
}

/** Erases everything this phone holds: the records, and the key. */
export async function forgetEverything(db: PageDatabase): Promise<void> {
  const erasing = db.transaction(['log', 'secrets', 'wrapping'], 'readwrite', { durability: 'strict' });
  void erasing.objectStore('log').clear();
  void erasing.objectStore('secrets').clear();
  void erasing.objectStore('wrapping').clear();
  await erasing.done;
}
