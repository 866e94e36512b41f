// One who asks for everything without end, beside one who honestly lacks a little (protocol/README.md §8.4).

import { expect, test } from 'vitest';
import { encodeSummary } from '#protocol/sync/summary.ts';
import { airWorld, cellLinks, type AirWorld } from '../support/air-world.ts';

const SECOND = 1 / 3600;
const MINUTE = 1 / 60;
const nothingHeld = encodeSummary({ founded: true, logs: [], newcomers: [], subjects: [] })[0]!;

/** Minutes that node 2 takes, from when it is switched on, to hold what the others hold. */
function minutesToCatchUp(seed: string, hungry: boolean): number {
  const place: AirWorld = airWorld({
    seed,
    nodes: 3,
    strangers: [{}],
    links: cellLinks(4),
    notes: (community, chance) => {
      const notes = Array.from({ length: 700 }, () => community.write(3 + chance.below(4)));
      return [notes, notes, notes.slice(0, -30)];
    },
  });
  const { world, nodes } = place;
  const late = nodes[2]!;
  world.switchOff(late);
  world.mesh.switchOff(2);
  const ask = (): void => {
    place.insider(3, 'sync', nothingHeld);
    world.at(world.hours() + 40 * SECOND, ask);
  };
  if (hungry) world.at(0.1, ask);
  world.runUntil(2);
  world.mesh.switchOn(2);
  world.restart(late);
  const start = world.hours();
  for (let minute = 1; minute <= 180; minute++) {
    world.runUntil(start + minute * MINUTE);
    if (place.strays().length > 0) continue;
    expect(place.breaches()).toEqual([]);
    return minute;
  }
  return Infinity;
}

// Without a ration of air for each asker it took 90 to 160 minutes.
test.each(['a', 'c'])('who asks for everything without end leaves to others what they lack (%s)', (seed) => {
  expect(minutesToCatchUp(seed, true)).toBeLessThanOrEqual(45);
});

test('who asks alone is not kept waiting by it', () => {
  expect(minutesToCatchUp('a', false)).toBeLessThanOrEqual(6);
});
