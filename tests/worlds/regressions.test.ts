/** What campaigns once found broken: each world is played again, under all checks. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChecked } from '#sim/campaign/run.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { TOP } from '../house/files.ts';

const FOLDER = join(TOP, 'tests/worlds/regressions');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.world.json'));

test.each(files)('%s keeps its promises', (name) => {
  const read = readWorld(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
  if (!read.ok) throw new Error(read.error.map(({ where, what }) => `${where}: ${what}`).join('\n'));
  const outcome = runChecked(read.value, { seed: '1' });
  expect(outcome.broken).toBeUndefined();
});
