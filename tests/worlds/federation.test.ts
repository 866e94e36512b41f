// 25 communities and one treaty (features S3): the file keeps its numbers, and says in words what it cannot read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMUNITIES_FORMAT, readCommunities } from '#sim/worlds/communities-format.ts';
import { playCommunities } from '#sim/worlds/communities-play.ts';
import { faultText } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { TOP } from '../house/files.ts';

const FILE: unknown = JSON.parse(readFileSync(join(TOP, 'sim/worlds/federation.communities.json'), 'utf8'));

/** One community of one person that decides alone. */
const LEAST = {
  format: COMMUNITIES_FORMAT,
  name: 'least',
  communities: [{ name: 'a', people: 1 }],
  ways: {
    ipHours: 1,
    borderRadio: { preset: 'LONG_FAST', airPercent: 2, partBytes: 200, timesSent: 4 },
    courierEveryHours: 72,
  },
  matter: { kind: 'charter', periodHours: 24, title: 'A treaty', text: '' },
  script: [] as readonly unknown[],
  expect: [] as readonly unknown[],
};

const faultsOf = (value: unknown): string => {
  const read = readCommunities(value);
  return read.ok ? 'communities' : read.error.map(faultText).join('\n');
};
const numbersOf = (value: unknown) => {
  const read = readCommunities(value);
  if (!read.ok) throw new Error(faultsOf(value));
  return playCommunities(read.value, { seed: '1' });
};

test('25 communities decide one treaty, and keep every number that their file promises', () => {
  const { failures, numbers } = numbersOf(FILE);
  expect(failures).toEqual([]);
  expect(numbers).toHaveLength(16);
});

describe('a file of several communities', () => {
  test('says by its numbers when nothing is decided', () => {
    const { failures, numbers } = numbersOf({
      ...LEAST,
      communities: [{ name: 'c #', count: 3, people: 1 }],
      script: [{ hour: 5, do: 'decide', who: ['c 1'], binds: 'yes' }],
      expect: [
        { number: 'Final everywhere.', measure: 'outcome', is: 'passed' },
        { number: 'Within a day.', measure: 'decidedAfterHours', atMost: 24 },
        { number: 'Two proofs.', measure: 'proofs', is: 2 },
        { number: 'The others said nothing.', measure: 'proofBytes', who: ['c 2..3'], atMost: 1000 },
      ],
    });
    expect(numbers.map(({ measured }) => measured)).toEqual(['open', 'never', 1, 'never']);
    expect(failures).toHaveLength(4);
  });

  test('lets a community without any other way wait for IP, and one with a courier for the courier', () => {
    const story = (otherwise?: string) =>
      numbersOf({
        ...LEAST,
        communities: [
          { name: 'near #', count: 2, people: 1 },
          { name: 'far', people: 1, ...(otherwise && { otherwise }) },
        ],
        script: [
          { hour: 1, do: 'lose-ip', who: ['far'], forHours: 200 },
          { hour: 2, do: 'decide', who: ['near 1..2', 'far'], binds: 'yes' },
        ],
        expect: [{ number: 'x', measure: 'decidedAfterHours', who: ['far'], atMost: 1 }],
      }).numbers[0]!.measured;
    expect(story()).toBe(202);
    expect(story('courier')).toBe(72);
    expect(story('border radio')).toBeLessThan(10);
  });

  test('takes the longest words, and the most people, that it says it takes', () => {
    const name = '水'.repeat(40);
    const { failures } = numbersOf({
      ...LEAST,
      communities: [{ name, people: 12 }],
      matter: { ...LEAST.matter, title: '水'.repeat(16), text: '水'.repeat(16) },
      script: [{ hour: 1, do: 'decide', who: [name], binds: 'yes' }],
      expect: [{ number: 'x', measure: 'believed', is: 1 }],
    });
    expect(failures).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['a word that nobody knows', { ...LEAST, people: [] }, /people: this word is not known/],
    ['nobody', { ...LEAST, communities: [] }, /at least one community/],
    [
      'a thousand communities',
      {
        ...LEAST,
        communities: [
          { name: 'c #', count: 60, people: 1 },
          { name: 'd #', count: 60, people: 1 },
        ],
      },
      /120 in all: at most 64/,
    ],
    [
      'a title that no record has room for',
      { ...LEAST, matter: { ...LEAST.matter, title: '水'.repeat(20) } },
      /matter\.title: at most 50 bytes/,
    ],
    [
      'a name used twice',
      { ...LEAST, communities: [...LEAST.communities, ...LEAST.communities] },
      /'a' is there twice/,
    ],
    [
      'a step of nobody',
      { ...LEAST, script: [{ hour: 1, do: 'decide', who: ['b'], binds: 'yes' }] },
      /script\.0\.who: no community is called 'b'/,
    ],
    ['a step of no kind', { ...LEAST, script: [{ hour: 1, do: 'dance', who: ['a'] }] }, /script\.0/],
    ['a promise of no number', { ...LEAST, expect: [{ number: 'x', measure: 'quorum' }] }, /says no number/],
    ['a measure that nobody takes', { ...LEAST, expect: [{ number: 'x', measure: 'joy', is: 1 }] }, /one of quorum/],
    [
      'an after that means nothing',
      { ...LEAST, expect: [{ number: 'x', measure: 'quorum', after: ['a'], is: 1 }] },
      /goes with 'decidedAfterHours' alone/,
    ],
  ])('with %s is refused in words', (_what, value, wanted) => {
    expect(faultsOf(value)).toMatch(wanted);
  });

  test('is not taken for one world, nor a world for it', () => {
    const read = readWorld(LEAST);
    expect(read.ok ? '' : read.error.map(faultText).join()).toMatch(/played by sim run alone/);
    expect(faultsOf({ ...LEAST, format: 'folkmoot world 1' })).toMatch(/folkmoot communities 1/);
  });
});
