/** Worlds as data: what is read, what is refused in which words, and that a file plays the same twice. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTrace } from '#sim/report/read-trace.ts';
import { plotsOf, reportHtml } from '#sim/report/report.ts';
import { msSince1970 } from '#sim/worlds/calendar.ts';
import { FORMAT, faultText, type WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { planRadios } from '#sim/worlds/plan.ts';
import { playWorld } from '#sim/worlds/play.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';
import { TOP } from '../house/files.ts';

const WORLDS = join(TOP, 'sim/worlds');
const files = readdirSync(WORLDS).filter((name) => name.endsWith('.world.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(`${WORLDS}/${name}`, 'utf8'));

/** The least that is a world: one person, one radio, an hour in which nothing happens. */
const LEAST = {
  format: FORMAT,
  name: 'least',
  hours: 1,
  radios: [{ name: 'r', x: 0, y: 0 }],
  people: [{ name: 'p', household: 1, holds: 'r' }],
  script: [],
} as const;

/** The same where people share the device of their site. */
const SHARED = {
  ...LEAST,
  devices: 'one a site',
  founding: 'settled',
  radios: [{ name: 'r' }],
  links: [],
  people: [{ name: 'p', household: 1 }],
} as const;

const faultsOf = (value: unknown): string => {
  const world = readWorld(value);
  return world.ok ? 'a world' : world.error.map(faultText).join('\n');
};

describe('a world file', () => {
  test('is a world if it says the least that a world needs', () => {
    expect(faultsOf(LEAST)).toBe('a world');
  });

  test('is one where people share devices', () => {
    expect(faultsOf(SHARED)).toBe('a world');
  });

  test.each(files)('%s in this house is one', (name) => {
    expect(faultsOf(read(name))).toBe('a world');
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', null, /expected/],
    ['another format', { ...LEAST, format: 'folkmoot world 2' }, /format: "folkmoot world 1"/],
    ['a word that nobody knows', { ...LEAST, lenght: 3 }, /lenght: this word is not known/],
    ['a word that nobody knows, deep inside', { ...LEAST, radios: [{ name: 'r', x: 0, y: 0, z: 1 }] }, /radios\.0\.z/],
    ['no radio', { ...LEAST, radios: [] }, /at least one radio/],
    [
      'a billion people',
      { ...LEAST, people: Array.from({ length: 1001 }, (_, i) => ({ name: `p${i}`, household: 1 })) },
      /at most 1000 people|people: 1001 in all/,
    ],
    ['nobody', { ...LEAST, people: [] }, /at least one person/],
    ['no hours', { ...LEAST, hours: 0 }, /hours: at least/],
    ['a name used twice', { ...LEAST, radios: [...LEAST.radios, ...LEAST.radios] }, /'r' is there twice/],
    ['a radio without a place', { ...LEAST, radios: [{ name: 'r' }] }, /needs x and y/],
    ['a link to itself', { ...LEAST, links: [{ between: ['r', 'r'], lossDb: 100 }] }, /no link to itself/],
    ['a link to nowhere', { ...LEAST, links: [{ between: ['r', 'q'], lossDb: 100 }] }, /no radio is called 'q'/],
    ['a link that gains', { ...LEAST, links: [{ between: ['r', 'q'], lossDb: -3 }] }, /lossDb: at least 0/],
    ['a step of no kind', { ...LEAST, script: [{ hour: 1, do: 'dance' }] }, /script\.0/],
    ['a step of nobody', { ...LEAST, script: [{ hour: 1, do: 'power', who: 'q', is: 'off' }] }, /nobody is called 'q'/],
    [
      'a step that comes again, but not when',
      { ...LEAST, script: [{ hour: 1, do: 'heal', times: 2 }] },
      /'times' needs 'every'/,
    ],
    [
      'a billion radios in one line',
      { ...LEAST, radios: [{ name: 'r #', count: 1e9, x: 0, y: 0 }] },
      /at most 2000 of/,
    ],
    [
      'many lines of many radios',
      {
        ...LEAST,
        radios: Array.from({ length: 500 }, (_, i) => ({ name: `r${i} #`, count: 2000, x: 0, y: 0 })),
      },
      /radios: 1000000 in all: at most 2000/,
    ],
    ['a range of a billion names', { ...LEAST, linkGroups: [{ among: ['r 1..999999999'], lossDb: 1 }] }, /no range/],
    [
      'more links than anybody lays',
      {
        ...LEAST,
        radios: [{ name: 'r #', count: 2000 }],
        linkGroups: [{ among: ['r 1..2000'], lossDb: 1 }],
      },
      /1999000 links in all: at most 100000/,
    ],
    ['a series without a number', { ...LEAST, radios: [{ name: 'r', count: 2, x: 0, y: 0 }] }, /put # where/],
    [
      'a walk in a world of links',
      {
        ...LEAST,
        links: [],
        script: [{ hour: 0, do: 'go', who: 'p', to: 'r', kmh: 5 }],
      },
      /gives links and not places/,
    ],
    ['a promise of no number', { ...LEAST, expect: [{ number: 'x', measure: 'airtimeS' }] }, /says no number/],
    [
      'a promise about nothing',
      { ...LEAST, expect: [{ number: 'x', measure: 'heldBy', record: 'q', is: 1 }] },
      /nothing in the script is called 'q'/,
    ],
    ['a step after the end', { ...LEAST, script: [{ hour: 2, do: 'heal' }] }, /the world ends at hour 1/],
    [
      'a panel and no sun',
      { ...LEAST, radios: [{ ...LEAST.radios[0], battery: { mAh: 1, panelMa: 1 } }] },
      /sun: missing/,
    ],
    [
      'software that cannot stand',
      { ...LEAST, founding: 'settled', people: [{ ...LEAST.people[0], lacks: ['governance'] }] },
      /'\w+' reads .*: it must be lacking, too/,
    ],
    [
      'shared devices and people who carry one',
      { ...LEAST, devices: 'one a site', founding: 'settled', links: [] },
      /people\.0: no device of one's own/,
    ],
    [
      'shared devices and no ways between them',
      { ...SHARED, links: undefined, radios: LEAST.radios },
      /links: missing: the ways of what is said/,
    ],
    ['shared devices at a table', { ...SHARED, founding: 'table' }, /founding: must be 'settled'/],
    [
      'shared devices and somebody who goes away',
      { ...SHARED, script: [{ hour: 0, do: 'move', who: 'p', to: null }] },
      /script\.0\.do: 'move' is of a world with radios/,
    ],
    [
      'shared devices and air',
      { ...SHARED, expect: [{ number: 'x', measure: 'airPercent', is: 0 }] },
      /expect\.0\.measure: 'airPercent' is of a world with radios/,
    ],
    [
      'shared devices and people where there is none',
      { ...SHARED, radios: [{ name: 'r', site: false }] },
      /people\.0\.at: needs a site/,
    ],
    [
      'frames of what nobody says',
      {
        ...SHARED,
        script: [{ hour: 0, do: 'heal', as: 'q' }],
        expect: [
          { number: 'x', measure: 'carriedInFrames', record: 'q', statement: 'economy.gossip', merged: 'all', is: 1 },
        ],
      },
      /expect\.0\.statement: no statement is called 'economy\.gossip'/,
    ],
    ['a time that is none', { ...LEAST, begins: 'tomorrow' }, /begins: a time like/],
  ])('with %s is refused in words', (_what, value, words) => {
    expect(faultsOf(value)).toMatch(words);
  });

  test('begins when it says, by a calendar that is not the machine’s', () => {
    for (const iso of [
      '1970-01-01T00:00:00Z',
      '2000-02-29T12:34:56Z',
      '2026-11-21T07:00:00Z',
      '2100-03-01T00:00:00Z',
    ]) {
      expect(msSince1970(iso)).toBe(Date.parse(iso));
    }
  });
});

describe('two hamlets', () => {
  const world = readWorld(read('two-hamlets.world.json'));
  if (!world.ok) throw new Error('no world');
  const lines: TraceLine[] = [];
  const first = playWorld(world.value, { seed: '1', trace: (line) => lines.push(line) });

  test('go as their file expects: the vote waits for the heal, the call does not', () => {
    expect(first.failures).toEqual([]);
  });

  test('make a report that needs nothing from anywhere, and a trace that is read back', () => {
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const back = readTrace(text);
    expect(back.ok && back.value).toEqual(JSON.parse(JSON.stringify(lines)));
    const html = reportHtml(lines);
    expect(html).toContain('ridge is healed');
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|src=|@import|url\(/);
    expect([...plotsOf(lines).keys()]).toEqual(['reach', 'completeness', 'airtime', 'queue', 'states', 'who', 'map']);
  });

  test('leave a trace that tells where it was cut off', () => {
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const cut = readTrace(text.slice(0, 900));
    expect(cut.ok).toBe(false);
    expect(!cut.ok && cut.error).toMatch(/^line \d+ cannot be read/);
    expect(readTrace('').ok).toBe(false);
  });
});

test('a world goes the same way with the same seed, to the byte, and another way with another', () => {
  const radios = [
    { name: 'r', x: 0, y: 0 },
    { name: 's', x: 900, y: 0 },
  ];
  const people = radios.map(({ name }, i) => ({ name: `p${i}`, household: i + 1, holds: name }));
  const world = readWorld({ ...LEAST, radios, people });
  if (!world.ok) throw new Error('no world');
  const told = (seed: string): readonly TraceLine[] => {
    const lines: TraceLine[] = [];
    playWorld(world.value, { seed, samples: 4, trace: (line) => lines.push(line) });
    return lines;
  };
  const first = told('1');
  expect(told('1')).toEqual(first);
  expect(told('2').at(-1)).not.toEqual(first.at(-1));
});

test('a step that was not expected to be refused, and was, is told with the rule', () => {
  const pay = {
    hour: 0.1,
    do: 'act',
    who: 'p',
    act: 'economy.pay',
    with: { payee: { member: 'p' }, amount: 1, memo: '' },
    expect: 'done',
  };
  const world = readWorld({ ...LEAST, script: [pay] });
  if (!world.ok) throw new Error('no world');
  expect(playWorld(world.value, { seed: '1', samples: 2 }).failures.join()).toMatch(/not-to-oneself/);
});

describe('a plan', () => {
  /** Two houses, 120 km apart over open ground, and a relay on a hill between them. */
  const row: WorldFile = {
    ...LEAST,
    ground: 'free-space',
    preset: 'LONG_FAST',
    radios: [
      { name: 'west', x: 0, y: 0, heightM: 3 },
      { name: 'relay', x: 60_000, y: 0, heightM: 30 },
      { name: 'east', x: 120_000, y: 0, heightM: 3 },
    ],
    people: [
      { name: 'a', household: 1, holds: 'west' },
      { name: 'b', household: 2, holds: 'east' },
    ],
    script: [],
  };

  test('names the relay whose loss costs the quorum', () => {
    const plan = planRadios(row, { seed: '1', grid: 3, heightM: 10 });
    expect(plan.losses.length).toBe(3);
    expect(plan.losses.find(({ name }) => name === 'relay')!.reach).toBeLessThanOrEqual(plan.reach);
    expect(plan.losses.filter(({ costsQuorum }) => costsQuorum).map(({ name }) => name)).toContain('west');
  });

  test('never says that one more radio makes it worse', () => {
    const plan = planRadios(row, { seed: '1', grid: 4, heightM: 10 });
    for (const { reach } of plan.places) expect(reach).toBeGreaterThanOrEqual(plan.reach);
  });
});
