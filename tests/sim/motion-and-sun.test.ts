/** People who move with their radios, and radios that live on the sun. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plotsOf, reportHtml } from '#sim/report/report.ts';
import { createBatteries, sunAt } from '#sim/worlds/batteries.ts';
import { namesOf } from '#sim/worlds/expand.ts';
import { faultText, FORMAT, type WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { playWorld } from '#sim/worlds/play.ts';
import { at } from '#sim/worlds/answers.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';

function worldOf(value: object): WorldFile {
  const read = readWorld({ format: FORMAT, founding: 'settled', script: [], ...value });
  if (!read.ok) throw new Error(read.error.map(faultText).join('\n'));
  return read.value;
}

const checkIn = { condition: 'safe', text: '' };

describe('whoever moves', () => {
  // Two houses, 60 km apart: nothing is heard across, and a walker's radio carries the word.
  const world = worldOf({
    name: 'walkers',
    hours: 3,
    radios: [
      { name: 'west', x: 0, y: 0, heightM: 6 },
      { name: 'east', x: 60_000, y: 0, heightM: 6 },
      { name: 'bicycle', x: 30, y: 0, heightM: 1.5 },
    ],
    places: [{ name: 'bakery', x: 60_000, y: 40 }],
    people: [
      { name: 'wanda', household: 1, at: 'west' },
      { name: 'egon', household: 2, at: 'east' },
      { name: 'rider', household: 3, holds: 'bicycle' },
      { name: 'guest', household: 4, at: 'west' },
    ],
    script: [
      {
        hour: 0.1,
        do: 'act',
        who: 'wanda',
        act: 'emergency.check-in',
        as: 'well',
        expect: 'done',
        with: { ...checkIn },
      },
      { hour: 0.5, do: 'go', who: 'rider', to: 'bakery', kmh: 60 },
      { hour: 0.5, do: 'go', who: 'guest', to: 'east', kmh: 120 },
    ],
    expect: [
      {
        number: 'Nobody in the east knows before somebody comes.',
        hour: 0.6,
        measure: 'heldBy',
        record: 'well',
        by: ['egon'],
        is: 0,
      },
      { number: 'In the end all know.', measure: 'heldBy', record: 'well', by: 'everyone', is: 4 },
      { number: 'The bicycle is where it went.', measure: 'metres', radio: 'bicycle', from: 'bakery', is: 0 },
      {
        number: 'Halfway it was halfway.',
        hour: 1,
        measure: 'metres',
        radio: 'bicycle',
        from: 'bakery',
        atLeast: 25_000,
        atMost: 35_000,
      },
    ],
  });
  const told = (seed: string) => {
    const lines: TraceLine[] = [];
    const { failures, traceDigest } = playWorld(world, { seed, samples: 6, trace: (line) => lines.push(line) });
    return { failures, traceDigest, lines };
  };
  const first = told('1');

  test('is heard where the way ends, and not before; what was said goes along', () => {
    expect(first.failures).toEqual([]);
  });

  test('goes the same way with the same seed, and the trace tells where', () => {
    const again = told('1');
    expect(again.lines).toEqual(first.lines);
    const last = first.lines.findLast((line) => line.e === 'sample');
    expect(last?.moved?.['bicycle']).toEqual([60_000, 40]);
    expect(first.lines.filter((line) => line.e === 'step' && line.words === 'is at east')).toHaveLength(1);
  });
});

describe('the sun', () => {
  const day = { risesAt: 6, setsAt: 18 };

  test('shines by day, most at noon, less through clouds, never below nothing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 24, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (hour, cloud) => {
          const sun = sunAt(hour, day, cloud);
          expect(sun).toBeGreaterThanOrEqual(0);
          expect(sun).toBeLessThanOrEqual(sunAt(hour, day, 0));
          if (hour <= 6 || hour >= 18) expect(sun).toBe(0);
          expect(sun).toBeLessThanOrEqual(sunAt(12, day, cloud));
        },
      ),
    );
    expect(sunAt(12, day, 0)).toBe(1);
    expect(sunAt(12, day, 1)).toBeCloseTo(0.25);
  });

  test('a battery without it lasts as long as its charge over its draw, sending included', () => {
    const world = worldOf({
      name: 'cell',
      hours: 1,
      radios: [{ name: 'r', x: 0, y: 0, battery: { mAh: 100, rxMa: 10, txMa: 130, startPercent: 100 } }],
      people: [{ name: 'p', household: 1, at: 'r' }],
    });
    const dead: number[] = [];
    const batteries = createBatteries(world, { dies: (radio) => dead.push(radio), wakes: () => undefined });
    for (let look = 1; look < 120; look++) batteries.look(0);
    expect(batteries.percentOf('r')).toBeCloseTo(100 - 119 / 1.2, 0);
    expect(dead).toEqual([]);
    // Half a minute of sending is a whole mAh more.
    batteries.sent(0, 30_000);
    batteries.look(0);
    expect(dead).toEqual([0]);
    expect(batteries.emptied()).toBe(1);
  });

  test('brings an empty radio back, which then hears what it slept through', () => {
    const world = worldOf({
      name: 'sunrise',
      begins: '2026-06-01T02:00:00Z',
      hours: 9,
      sun: { risesAt: 5, setsAt: 20 },
      links: [{ between: ['awake', 'asleep'], lossDb: 110 }],
      radios: [
        { name: 'awake' },
        { name: 'asleep', battery: { mAh: 60, startPercent: 12, panelMa: 60, rxMa: 12, backAtPercent: 20 } },
      ],
      people: [
        { name: 'ada', household: 1, at: 'awake' },
        { name: 'ben', household: 2, at: 'asleep' },
      ],
      script: [
        { hour: 2, do: 'act', who: 'ada', act: 'emergency.check-in', as: 'well', expect: 'done', with: { ...checkIn } },
      ],
      expect: [
        { number: 'It goes dark once.', measure: 'emptied', is: 1 },
        {
          number: 'While it is dark nothing arrives.',
          hour: 2.5,
          measure: 'heldBy',
          record: 'well',
          by: ['ben'],
          is: 0,
        },
        { number: 'By day all know.', measure: 'heldBy', record: 'well', by: 'everyone', is: 2 },
        { number: 'And it is charged.', measure: 'batteryPercent', radio: 'asleep', atLeast: 30 },
      ],
    });
    const lines: TraceLine[] = [];
    const { failures } = playWorld(world, { seed: '1', samples: 9, trace: (line) => lines.push(line) });
    expect(failures).toEqual([]);
    const words = lines.flatMap((line) => (line.e === 'step' && line.do === 'battery' ? [line.words] : []));
    expect(words).toEqual(['the battery is empty', 'the sun has brought the radio back']);
    const [head] = lines;
    expect(head?.e === 'world' && head.batteries).toEqual(['asleep']);
    expect(lines.filter((line) => line.e === 'sample').map(({ batteryPercent }) => batteryPercent?.length)).toEqual(
      Array.from({ length: 9 }, () => 1),
    );
    expect(plotsOf(lines).get('batteries')).toContain('asleep');
    const page = reportHtml(lines);
    expect(page).toContain('It goes dark once.');
    expect(page).toContain('the battery is empty');
  });
});

test('a range of names is as long as it says, and nothing else is one', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(6000), (first, more) => {
      const names = namesOf(`roof ${first}..${first + more}`);
      expect(names).toHaveLength(more < 5000 ? more + 1 : 0);
    }),
  );
  expect(namesOf('roof 3..1')).toEqual([]);
  expect(namesOf('roof 1')).toEqual(['roof 1']);
});

test('a path leads to what stands there', () => {
  const json = {
    rows: [
      { who: 'ada', sum: 1, deep: { is: true } },
      { who: 'ben', sum: 2 },
    ],
  };
  expect(at(json, 'rows.1.sum')).toBe(2);
  expect(at(json, 'rows[who=ada].0.sum')).toBe(1);
  expect(at(json, 'rows[who=eve].length')).toBe(0);
  expect(at(json, 'rows[deep.is=true].length')).toBe(1);
  expect(at(json, 'rows.length')).toBe(2);
  expect(at(json, 'rows.7.sum')).toBeUndefined();
  expect(at(json, '')).toBe(json);
});
