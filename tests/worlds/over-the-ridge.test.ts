// What was heard on one side of a ridge and lost to the other: relays were heard, so nobody repeats it. What finds
// that out, for a call in tens of seconds, and what it costs where nothing was lost.

import { expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { GivenLink } from '#sim/ether/links.ts';
import { airWorld, cellLinks, rowLinks, type AirWorld } from '../support/air-world.ts';

const SECOND = 1 / 3600;

/** Seconds until every node holds the record. */
function secondsUntilHeard({ world, nodes }: AirWorld, alarm: RecordId, most: number): number {
  const start = world.hours();
  for (let s = 2; s <= most; s += 2) {
    world.runUntil(start + s * SECOND);
    if (nodes.every(({ node }) => node.records.get(alarm) !== undefined)) return s;
  }
  return Infinity;
}

test.each(['a', 'b', 'c', 'd'])('a call that was lost at the ridge is on the other side within 90 s (%s)', (seed) => {
  let deafUntil = -Infinity;
  const place: AirWorld = airWorld({
    seed: `ridge ${seed}`,
    nodes: 6,
    links: rowLinks(6),
    // All that was sent at first is lost to the far side, whoever relays it.
    mishap: (radio, frame) => (radio >= 3 && place.world.hours() < deafUntil ? [] : [{ frame, delayMs: 0 }]),
  });
  place.world.runUntil(3);
  deafUntil = 3 + 12 * SECOND;
  const alarm = place.call(0, 'fire in the barn');
  expect(secondsUntilHeard(place, alarm, 300)).toBeLessThanOrEqual(90);
  place.world.runUntil(4);
  expect(place.strays()).toEqual([]);
  expect(place.breaches()).toEqual([]);
  expect(place.spentS(3, 4)).toBeLessThan(40);
});

test('a call that everybody heard at once costs a cell of ten no more than a word of each, twice', () => {
  const place = airWorld({ seed: 'all heard', nodes: 10, links: cellLinks(10) });
  place.world.runUntil(3);
  const quietS = place.spentS(2, 3);
  const alarm = place.call(0, 'fire in the barn');
  expect(secondsUntilHeard(place, alarm, 60)).toBeLessThanOrEqual(10);
  place.world.runUntil(4);
  // The flood itself, with its relays and repeats, is some 5 s; a HELLO is 0.5 s.
  expect(place.spentS(3, 4) - quietS).toBeLessThan(20);
  expect(place.breaches()).toEqual([]);
});

/** Four here and three there, and the last one between them, in reach of all. */
const RIDGE = 7;
const ridgeLinks: readonly GivenLink[] = Array.from({ length: RIDGE + 1 }, (_, from) => from).flatMap((from) =>
  Array.from({ length: RIDGE + 1 }, (_, to) => to)
    .filter((to) => to !== from && (from === RIDGE || to === RIDGE || from < 4 === to < 4))
    .map((to) => ({ from, to, lossDb: 110 })),
);

test.each(['a', 'b', 'c', 'd'])(
  'what the ridge asked for it says it has, though all on one side say so, and the other side asks for it (%s)',
  (seed) => {
    let deafUntil = -Infinity;
    const place: AirWorld = airWorld({
      seed: `told ${seed}`,
      nodes: RIDGE + 1,
      links: ridgeLinks,
      collects: false,
      mishap: (radio, frame) => (radio >= 4 && place.world.hours() < deafUntil ? [] : [{ frame, delayMs: 0 }]),
    });
    place.world.runUntil(3);
    deafUntil = 3 + 150 * SECOND;
    const note = place.write(0, 'the school is open');
    expect(secondsUntilHeard(place, note, 3600)).toBeLessThanOrEqual(15 * 60);
    place.world.runUntil(5);
    expect(place.strays()).toEqual([]);
    expect(place.breaches()).toEqual([]);
  },
);
