/** Worlds whose people share the device of their site: who hears what, and when. */

import { describe, expect, test } from 'vitest';
import { FORMAT } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { playWorld, type Played } from '#sim/worlds/play.ts';

const propose = (hour: number, who: string, as: string, expected: unknown = 'done') => ({
  ...{ hour, do: 'act', who, act: 'governance.propose', as, expect: expected },
  with: {
    ...{ kind: 'ordinary', method: 'consent', periodHours: 4, slot: null, frontier: { frontier: 'own' } },
    ...{ title: as, options: [], text: '' },
  },
});
const cast = (hour: number, who: string, record: string) => ({
  ...{ hour, do: 'act', who, act: 'governance.cast' },
  with: { proposal: { record }, says: { options: [0] } },
});
const ballots = (who: string, record: string, hour: number, is: unknown) => ({
  ...{ number: `${who} at ${hour}`, measure: 'ask', who, hour, ask: 'governance.proposal' },
  ...{ with: { proposal: { record } }, at: 'tally.ballots', is },
});

/** Three sites in a line: the ends hear each other through the middle alone. */
const line = (script: readonly unknown[], expected: readonly unknown[] = []): Played => {
  const read = readWorld({
    ...{ format: FORMAT, name: 'line', hours: 6, founding: 'settled', devices: 'one a site' },
    radios: [{ name: 'left' }, { name: 'middle' }, { name: 'right' }],
    links: [
      { between: ['left', 'middle'], lossDb: 112 },
      { between: ['middle', 'right'], lossDb: 112 },
    ],
    people: [{ name: 'p #', count: 9, household: 1, atEachOf: ['left', 'middle', 'right'] }],
    script,
    expect: expected,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return playWorld(read.value, { seed: '1', samples: 2 });
};

describe('people who share the device of their site', () => {
  test('hear within a second what anybody says who has a way to them, also through others', () => {
    const { failures } = line(
      [propose(1, 'p 1', 'path'), cast(1.01, 'everyone', 'path')],
      [ballots('p 1', 'path', 1.02, 9), ballots('p 9', 'path', 1.02, 9)],
    );
    expect(failures).toEqual([]);
  });

  test('hear after the heal what a cut kept back, in both directions', () => {
    const { failures, numbers } = line(
      [
        propose(1, 'p 1', 'path'),
        { hour: 2, do: 'cut', as: 'wall', groups: [['left', 'middle'], ['right']] },
        cast(2.1, 'everyone', 'path'),
        { hour: 4, do: 'heal', cut: 'wall' },
      ],
      [
        ballots('p 1', 'path', 3.9, 6),
        ballots('p 9', 'path', 3.9, 3),
        ballots('p 1', 'path', 4.2, 9),
        ballots('p 9', 'path', 4.2, 9),
        { number: 'one state', measure: 'states', by: ['p 1..9', 'left', 'middle', 'right'], is: 1 },
      ],
    );
    expect(failures).toEqual([]);
    expect(numbers).toHaveLength(5);
  });

  test('say by themselves what they owe: receipts, without anybody asking', () => {
    const asked = { ask: 'governance.proposal', with: { proposal: { record: 'path' } }, at: 'notNoticed.length' };
    const { failures } = line(
      [propose(1, 'p 1', 'path')],
      [{ number: 'all have it', measure: 'ask', who: 'everyone', ...asked, hour: 1.2, is: 0 }],
    );
    expect(failures).toEqual([]);
  });

  test('answer what is for them when they hear of it, and that is measured', () => {
    const answered = (hour: number) => ({
      ...{ number: `by hour ${hour}`, measure: 'answeredAfterS', records: ['bread', 'salt'], hour, is: 0 },
    });
    const pay = (hour: number, who: string, as: string) => ({
      ...{ hour, do: 'act', who, act: 'economy.pay', as, expect: 'done' },
      with: { payee: { member: 'p 9' }, amount: 300, memo: as },
    });
    const { numbers } = line(
      [
        pay(1, 'p 8', 'bread'),
        { hour: 2, do: 'cut', as: 'wall', groups: [['left', 'middle'], ['right']] },
        pay(3, 'p 1', 'salt'),
        { hour: 5, do: 'heal', cut: 'wall' },
      ],
      [answered(2.9), answered(4.9), { ...answered(5.9), share: 0.5 }, answered(6)],
    );
    const [before, apart, half, all] = numbers.map(({ measured }) => measured);
    // One answer is a minute away, as receipts are; the other waits for two hours.
    expect(before).toBeLessThan(90);
    expect(apart).toBe('never');
    expect(half).toBe(before);
    expect(all).toBeGreaterThanOrEqual(7200);
    expect(all).toBeLessThan(7200 + 600);
  });

  test('cannot act as a site, which has nobody’s key', () => {
    expect(line([propose(1, 'middle', 'path', { refused: 'needs-key' })]).failures).toEqual([]);
  });

  test('go the same way every time', () => {
    const story = (): readonly string[] => line([propose(1, 'p 1', 'path'), cast(1.5, 'everyone', 'path')]).stateHashes;
    expect(story()).toEqual(story());
  });
});
