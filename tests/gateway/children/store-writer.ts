// Writes to a store for ever and says on stdout what was reported saved; its parent kills it.

import { openSqliteStore } from '#gateway/store/sqlite-store.ts';

const store = openSqliteStore(process.argv[2]!, 0);
const round = process.argv[3]!;
for (let i = 0; ; i++) {
  const keys = Array.from({ length: 1 + (i % 5) }, (_, j) => `${round}/${i}/${j}`);
  await Promise.all(keys.map((key) => store.append({ key, bytes: new TextEncoder().encode(key.repeat(20)) })));
  process.stdout.write(keys.map((key) => `${key}\n`).join(''));
}
