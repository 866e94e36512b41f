/** Every world file of this house, played: each keeps the numbers that it promises. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { playWorld } from '#sim/worlds/play.ts';
import { TOP } from '../house/files.ts';

const FOLDER = join(TOP, 'sim/worlds');
/** Dear in CPU seconds, so not with every change: `WORLDS=all npx vitest run tests/worlds/world-files.test.ts`. */
const DEAR: readonly string[] = ['wildfire', 'split-and-reunion', 'three-hamlets', 'valley', 'infiltration'];
const TIMEOUT_MS = 400_000;

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.world.json'))
  .map((file) => file.replace('.world.json', ''));
const isPlayed = (name: string): boolean => process.env['WORLDS'] === 'all' || !DEAR.includes(name);

function fileOf(name: string): WorldFile {
  const read = readWorld(JSON.parse(readFileSync(join(FOLDER, `${name}.world.json`), 'utf8')));
  if (!read.ok) throw new Error(read.error.map(({ where, what }) => `${where}: ${what}`).join('\n'));
  return read.value;
}

test('every dear world is there', () => {
  expect(names).toEqual(expect.arrayContaining([...DEAR]));
});

test.each(names)('%s promises numbers, and says of each that it cannot show yet, why', (name) => {
  const file = fileOf(name);
  expect(file.expect?.length ?? 0).toBeGreaterThan(0);
  for (const { number, why } of file.notYet ?? []) expect(Math.min(number.length, why.length)).toBeGreaterThan(10);
});

test.each(names.filter(isPlayed))(
  '%s goes as its script says, and keeps every number that it promises',
  (name) => {
    const file = fileOf(name);
    const { failures, numbers } = playWorld(file, { seed: '1', samples: 2 });
    expect(failures).toEqual([]);
    expect(numbers.map(({ number }) => number)).toEqual(file.expect?.map(({ number }) => number));
  },
  TIMEOUT_MS,
);
