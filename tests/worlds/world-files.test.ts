/** Every world file of this house, played: each keeps the numbers that it promises. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modules } from '#modules/index.ts';
import { brokenAtEnd } from '#sim/invariants/survey.ts';
import type { WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import type { Host } from '#sim/world/world.ts';
import { playWorld } from '#sim/worlds/play.ts';
import type { Play } from '#sim/worlds/stage.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';
import { TOP } from '../house/files.ts';

const FOLDER = join(TOP, 'sim/worlds');
/** Dear in CPU seconds, so not with every change: `WORLDS=all npx vitest run tests/worlds/world-files.test.ts`. */
const DEAR: readonly string[] = ['wildfire', 'split-and-reunion', 'three-hamlets', 'infiltration'];
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

/** Other versions hold other states, as they should. */
const OURS = modules.map(({ name }) => name).join();

/** Ends with fourteen radios out of reach, as its numbers say: nobody can ask there that all hold one state. */
const APART: readonly string[] = ['Wildfire'];

/** The invariants of the rules, asked of all who are there and run the software of today. */
function brokenAtEndOf({ world, town, file, hosts, liars, lying, modulesOf }: Play): readonly string[] {
  const isShared = file.devices === 'one a site';
  const isOurs = (host: Host): boolean =>
    modulesOf(host)
      .map(({ name }) => name)
      .join() === OURS;
  const there = [...hosts.values()].filter(
    (host) => !host.off && !lying.has(host) && isOurs(host) && (!isShared || host.node.self === undefined),
  );
  const keys = new Set([...liars].flatMap((name) => hosts.get(name)?.node.self?.member ?? []));
  // Who shares a device has no disk from which to start again.
  const options = isShared ? {} : { carrierOptions: town.carrierOptions };
  const isCalm = !APART.includes(file.name);
  return brokenAtEnd({ ...world, hosts: there }, { ...options, liars: keys, groups: 2 }, isCalm);
}

test.each(names.filter(isPlayed))(
  '%s goes as its script says and is told in that order, keeps every number that it promises, and breaks no invariant',
  (name) => {
    const file = fileOf(name);
    const told: TraceLine[] = [];
    const { failures, numbers, play } = playWorld(file, { seed: '1', samples: 2, trace: (line) => told.push(line) });
    expect(failures).toEqual([]);
    const steps = told.filter((line) => line.e === 'step');
    const hours = steps.map(({ hour }) => hour);
    expect(hours).toEqual(hours.toSorted((a, b) => a - b));
    const says = file.script.flatMap(({ says = [] }) => says);
    expect(steps.map(({ words }) => words)).toEqual(expect.arrayContaining(says));
    expect(numbers.map(({ number }) => number)).toEqual(file.expect?.map(({ number }) => number));
    expect(brokenAtEndOf(play)).toEqual([]);
  },
  TIMEOUT_MS,
);
