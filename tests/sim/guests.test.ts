/** Radios beside those of a world: they hear what their neighbour hears, and a cut finds them on its side. */

import { describe, expect, test } from 'vitest';
import { FORMAT, type WorldFile } from '#sim/worlds/format.ts';
import { guestsBeside } from '#sim/worlds/guests.ts';
import { hoursBefore } from '#sim/worlds/setting-up.ts';
import { startPlay } from '#sim/worlds/play.ts';

const names = ['west', 'middle', 'east'];
const BY_LINKS: WorldFile = {
  format: FORMAT,
  name: 'row',
  hours: 1,
  radios: names.map((name) => ({ name })),
  links: [
    { between: ['west', 'middle'], lossDb: 110 },
    { between: ['middle', 'east'], lossDb: 110, oneWay: true },
  ],
  people: names.map((at, i) => ({ name: `house ${i + 1}`, household: i + 1, at })),
  script: [{ hour: 0.1, do: 'cut', groups: [['west'], ['middle', 'east']] }],
};
const { links: _, ...rest } = BY_LINKS;
const BY_PLACES: WorldFile = { ...rest, radios: names.map((name, i) => ({ name, x: 1000 * i, y: 0 })) };

describe('a guest', () => {
  test('has the links of the radio that it stands beside, each in its direction, and one to it', () => {
    const { links, beside, radios } = guestsBeside(BY_LINKS, ['middle', 'east']);
    expect([radios.length, beside]).toEqual([2, [1, 2]]);
    const pairs = links.map(({ from, to }) => `${from}>${to}`);
    expect(pairs.slice().sort()).toEqual(
      ['3>1', '1>3', '3>0', '0>3', '3>2', '4>2', '2>4', '1>4', '3>4'].sort(), // east hears the middle, not the other way
    );
  });

  test.each([
    ['links', BY_LINKS],
    ['places', BY_PLACES],
  ])('in a world of %s is on its neighbour’s side of a cut', (_kind, world) => {
    const running = startPlay(world, { seed: '1', guests: guestsBeside(world, ['west', 'east']) });
    const { mesh } = running.play.world;
    expect(running.play.world.hours()).toBeCloseTo(hoursBefore(world), 6);
    running.runUntil(0.11);
    const [west, east] = [3, 4];
    expect([mesh.isOpen(west, 0), mesh.isOpen(east, 2), mesh.isOpen(east, 1)]).toEqual([true, true, true]);
    expect([mesh.isOpen(west, 1), mesh.isOpen(east, 0), mesh.isOpen(west, east)]).toEqual([false, false, false]);
  });
});

test('a member who is left to somebody real does nothing in the world, and is expected to do nothing', () => {
  const act = { hour: 0.05, do: 'act', who: 'everyone', act: 'economy.pay', with: {} } as const;
  const told: string[] = [];
  const running = startPlay(
    { ...BY_LINKS, script: [act] },
    { seed: '1', absent: new Set(['house 2']), trace: (line) => void (line.e === 'step' && told.push(line.who)) },
  );
  running.runUntil(0.06);
  expect(told).toEqual(['house 1', 'house 3']);
  expect(running.play.hosts.get('house 2')!.off).toBe(true);
});
