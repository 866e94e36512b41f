// What goes wrong on the air, each as a world of its own: in every one the others come to agree, everybody
// keeps to the budget and to the law, and nobody's books grow without end. A seed is a test.

import { describe, expect, test } from 'vitest';
import { encodeMarks } from '#protocol/sync/marks.ts';
import {
  encodeCoded,
  encodeWant,
  FRAME_SYMBOLS_MAX,
  WANTED_MAX,
  type Plan,
  type SheafName,
} from '#protocol/sync/sheaf-messages.ts';
import { decodeSync, encodeHello, encodeSummary } from '#protocol/sync/summary.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { brokenAtEnd } from '#sim/invariants/survey.ts';
import type { Host } from '#sim/world/world.ts';
import { airWorld, cellLinks, linksWhere, rowLinks, type AirWorld } from '../support/air-world.ts';

const MINUTE = 1 / 60;
const SECOND = 1 / 3600;

/** Holds in every world, whatever else it is about. */
function expectGood(place: AirWorld, among: readonly Host[] = place.nodes): void {
  expect(place.strays(among)).toEqual([]);
  expect(place.breaches()).toEqual([]);
  expect(brokenAtEnd({ ...place.world, hosts: among })).toEqual([]);
  for (const host of place.nodes) {
    const { records, voices, waiting } = host.node.counts();
    expect(waiting).toBeLessThanOrEqual(512);
    expect(host.node.queue('radio', place.world.hostNowMs(host)).length).toBeLessThanOrEqual(records + voices);
    expect(host.stored.size).toBeLessThanOrEqual(4 * (records + voices) + 64);
  }
}

/** Repeats until the hour is reached. */
function every(place: AirWorld, hours: number, untilHour: number, deed: (turn: number) => void): void {
  const { world } = place;
  const turn = (number: number): void => {
    if (world.hours() > untilHour) return;
    deed(number);
    world.at(world.hours() + hours, () => turn(number + 1));
  };
  world.at(world.hours() + SECOND, () => turn(0));
}

const holds = (host: Host, record: Parameters<Host['node']['records']['get']>[0]): boolean =>
  host.node.records.get(record) !== undefined;

const nothingHeld = encodeSummary({ founded: true, logs: [], newcomers: [], subjects: [] })[0]!;
const allClaimed = (members: number): Uint8Array =>
  encodeSummary({
    founded: true,
    logs: Array.from({ length: members }, (_, author) => ({ author, log: 0, head: 4000, holes: [] })),
    newcomers: [],
    subjects: [],
  })[0]!;

/** The plan of a sheaf, as an insider reads it off the air. */
function planIn(place: AirWorld, frame: Uint8Array): Plan | undefined {
  const plaintext = place.openSync(frame);
  const message = plaintext && decodeSync(plaintext);
  return message?.ok && message.value.kind === 'plan' ? message.value : undefined;
}

describe('somebody lies about what they hold', () => {
  test('who says twice a minute to hold nothing is served a few times, not for ever', () => {
    const place = airWorld({ seed: 'lying empty', nodes: 5, strangers: [{}], links: cellLinks(6), notes: 60 });
    const { world } = place;
    every(place, MINUTE / 2, 2.5, () => place.insider(5, 'sync', nothingHeld));
    world.runUntil(1);
    place.write(0, 'written while somebody lies');
    world.runUntil(4);
    expectGood(place);
    // All 60 notes once are about 30 s of air: three servings an hour, and what the cell says besides.
    for (const hour of [0, 1]) expect(place.spentS(hour, hour + 1)).toBeLessThan(240);
  });

  test('the same lie about an alarm is answered thrice and then every ten minutes, not twice a minute', () => {
    const place = airWorld({ seed: 'lying alarm', nodes: 5, strangers: [{}], links: cellLinks(6) });
    const { world, nodes } = place;
    world.runUntil(0.2);
    const alarm = place.call(2, 'fire');
    world.runUntil(0.2 + 2 * MINUTE);
    expect(nodes.every((host) => holds(host, alarm))).toBe(true);
    every(place, MINUTE / 2, 2.5, () => place.insider(5, 'sync', nothingHeld));
    world.runUntil(4);
    expectGood(place);
    for (const hour of [0.3, 1.3]) expect(place.spentS(hour, hour + 1)).toBeLessThan(130);
  });

  test('who claims to hold thousands that nobody wrote is asked ever more rarely, and silences nobody', () => {
    const place = airWorld({ seed: 'lying high', nodes: 5, strangers: [{}], links: cellLinks(6) });
    const { world, nodes } = place;
    every(place, MINUTE / 2, 4, () => place.insider(5, 'sync', allClaimed(9)));
    world.runUntil(1);
    place.write(0, 'written while somebody lies');
    world.runUntil(1.5);
    const alarm = place.call(2, 'and an alarm');
    world.runUntil(1.5 + 2 * MINUTE);
    expect(nodes.every((host) => holds(host, alarm))).toBe(true);
    world.runUntil(6);
    expectGood(place);
    for (const hour of [1, 2, 3]) expect(place.spentS(hour, hour + 1)).toBeLessThan(120);
  });

  test('a flood of HELLOs that all differ costs those who hear it little, and silences nobody', () => {
    const place = airWorld({ seed: 'hello flood', nodes: 5, strangers: [{}], links: cellLinks(6) });
    const { world, nodes } = place;
    const chance = prng('digests');
    every(place, 4 * SECOND, 3, () =>
      place.insider(
        5,
        'sync',
        encodeHello({ kind: 'hello', digest: Uint8Array.from({ length: 6 }, () => chance.below(256)), records: 20 }),
      ),
    );
    world.runUntil(1);
    place.write(0, 'written in a flood');
    const alarm = place.call(3, 'and an alarm');
    world.runUntil(1 + 2 * MINUTE);
    expect(nodes.every((host) => holds(host, alarm))).toBe(true);
    world.runUntil(5);
    expectGood(place);
    for (const hour of [1, 2]) expect(place.spentS(hour, hour + 1)).toBeLessThan(120);
  });

  test('who wants more of every plan, without end, gets no more than the budget of repairs, and delays no alarm', () => {
    const seen = new Map<SheafName, Plan>();
    const place: AirWorld = airWorld({
      seed: 'wants',
      nodes: 5,
      strangers: [{}],
      links: cellLinks(6),
      notes: (community, chance) => {
        const notes = Array.from({ length: 90 }, () => community.write(5 + chance.below(4)));
        return Array.from({ length: 5 }, (_, i) => notes.filter((_note, at) => at % 5 !== i));
      },
      mishap: (_radio, frame) => {
        const plan = planIn(place, frame);
        if (plan) seen.set(plan.name, plan);
        return [{ frame, delayMs: 0 }];
      },
    });
    every(place, 20 * SECOND, 3, () => {
      const wanted = [...seen.keys()].slice(-WANTED_MAX).map((sheaf) => ({ sheaf, symbols: 300 }));
      if (wanted.length > 0) place.insider(5, 'sync', encodeWant(wanted));
    });
    const { world, nodes } = place;
    world.runUntil(1);
    const alarm = place.call(1, 'while somebody wants');
    world.runUntil(1 + 2 * MINUTE);
    expect(nodes.every((host) => holds(host, alarm))).toBe(true);
    world.runUntil(6);
    expect(seen.size).toBeGreaterThan(0);
    expectGood(place);
  });

  test('who looks for forks that there are not costs those who hear it little', () => {
    const place = airWorld({ seed: 'false marks', nodes: 5, strangers: [{}], links: cellLinks(6), notes: 60 });
    const chance = prng('salts');
    every(place, 5 * SECOND, 3, () => {
      const salt = Uint8Array.from({ length: 4 }, () => chance.below(256));
      const marks = Array.from({ length: 32 }, () => chance.below(65_536).toString(16).padStart(4, '0'));
      place.insider(5, 'sync', encodeMarks({ salt, places: 60, from: 0, to: 60, marks }));
    });
    const { world } = place;
    world.runUntil(1);
    place.write(0, 'written while somebody searches');
    world.runUntil(6);
    expectGood(place);
    for (const hour of [1, 2]) expect(place.spentS(hour, hour + 1)).toBeLessThan(360);
  });

  test('an author who told one side one thing and the other another is found out by everybody', () => {
    const place = airWorld({
      seed: 'fork',
      nodes: 6,
      links: linksWhere(6, (from, to) => from < 3 === to < 3 || from + to === 5, 0.1),
      notes: (community, chance) => {
        const notes = Array.from({ length: 40 }, () => community.write(6 + chance.below(4)));
        const other = notes.map((note, at) => (at === 17 ? community.fork(note) : note));
        return Array.from({ length: 6 }, (_, i) => (i < 3 ? notes : other));
      },
    });
    const { world, nodes } = place;
    world.runUntil(8);
    expectGood(place);
    for (const { node } of nodes) expect(node.records.forkedMembers().size).toBe(1);
  });

  test('who answers every plan with noise delays a repair and cannot stop it, alarms least of all', () => {
    const seen: Plan[] = [];
    const place: AirWorld = airWorld({
      seed: 'pollution',
      nodes: 5,
      strangers: [{}],
      links: cellLinks(6),
      notes: (community, chance) => {
        const notes = Array.from({ length: 90 }, () => community.write(5 + chance.below(4)));
        // Everybody lacks something else, so that combinations are what serves.
        return Array.from({ length: 5 }, (_, i) => notes.filter((_note, at) => at % 5 !== i));
      },
      mishap: (_radio, frame) => {
        const plan = planIn(place, frame);
        if (plan) seen.push(plan);
        return [{ frame, delayMs: 0 }];
      },
    });
    const chance = prng('noise');
    every(place, 3 * SECOND, 2, (turn) => {
      const plan = seen.at(-1);
      if (!plan) return;
      const symbols = Uint8Array.from({ length: 8 * FRAME_SYMBOLS_MAX }, () => chance.below(256));
      place.insider(5, 'sync', encodeCoded({ sheaf: plan.name, number: 100 + (turn % 3900), toCome: 3, symbols }));
    });
    const { world, nodes } = place;
    world.runUntil(1);
    expect(seen.length).toBeGreaterThan(0);
    const alarm = place.call(1, 'through noise');
    world.runUntil(1 + 2 * MINUTE);
    expect(nodes.every((host) => holds(host, alarm))).toBe(true);
    world.runUntil(6);
    expectGood(place);
  });
});

describe('the ether is not fair', () => {
  test('a house that hears but is hardly heard learns everything, and what it says arrives the long way round', () => {
    // 0 hears everybody; only 3, at the other end of the row, hears 0.
    const place = airWorld({
      seed: 'one way',
      nodes: 5,
      links: linksWhere(5, (from, to) => (from === 0 ? to === 3 : to === 0 || Math.abs(from - to) <= 1)),
    });
    place.write(0, 'from who is hardly heard');
    place.write(4, 'from the other end');
    place.world.runUntil(4);
    expectGood(place);
  });

  test('two valleys with only a foreign radio between them, which passes nothing on that has no hops to go', () => {
    const place = airWorld({
      seed: 'foreign relay',
      nodes: 6,
      strangers: [{}],
      // 0, 1, 2 and 3, 4, 5 hear their own; both sides hear the stranger and nothing else of each other.
      links: linksWhere(7, (from, to) => (from === 6) !== (to === 6) || (from < 6 && to < 6 && from < 3 === to < 3)),
    });
    const { world } = place;
    world.mesh.switchOff(6);
    for (let i = 0; i < 6; i++) place.write(i, `written apart by ${i}`);
    world.runUntil(3);
    expect(place.strays().length).toBe(3);
    world.mesh.switchOn(6);
    // A HELLO that goes farther than to neighbours is said every six hours.
    world.runUntil(20);
    expectGood(place);
  });

  test('at 40 % loss and with a neighbour who is lost in noise, all come to the same', () => {
    const place = airWorld({
      seed: 'noise',
      nodes: 6,
      links: [
        ...cellLinks(5, 0.4),
        ...linksWhere(6, (from, to) => from === 5 || to === 5, 0.8).filter(({ from, to }) => from === 5 || to === 5),
      ],
    });
    for (let i = 0; i < 6; i++) place.write(i, `through noise by ${i}`);
    place.world.runUntil(10);
    expectGood(place);
  });
});

describe('somebody was away', () => {
  test('a phone that sleeps ten minutes in eleven keeps up', () => {
    const place = airWorld({ seed: 'sleeper', nodes: 5, links: rowLinks(5, 2) });
    const { world, nodes } = place;
    const sleeper = nodes[4]!;
    every(place, 11 * MINUTE, 10, () => {
      sleeper.off = false;
      world.at(world.hours() + MINUTE, () => (sleeper.off = true));
    });
    for (let i = 0; i < 8; i++) {
      world.runUntil(0.5 * i + 0.3);
      place.write(i % 4, `note ${i} while somebody sleeps`);
    }
    world.runUntil(10.5);
    sleeper.off = false;
    world.runUntil(14);
    expectGood(place);
  });

  test('a node that is back after 30 days opens the keys of today and has everything within hours', () => {
    const place = airWorld({ seed: 'thirty days', nodes: 3, links: cellLinks(3) });
    const { world, nodes } = place;
    const away = nodes[2]!;
    world.runUntil(1);
    world.switchOff(away);
    world.mesh.switchOff(2);
    for (let day = 0; day < 30; day += 3) {
      world.runUntil(24 * day + 12);
      place.write(day % 2, `day ${day}`);
    }
    world.runUntil(24 * 30);
    expect(place.strays([nodes[0]!, nodes[1]!])).toEqual([]);
    world.mesh.switchOn(2);
    world.restart(away);
    place.write(2, 'what I wrote when I came back');
    world.runUntil(24 * 30 + 6);
    expectGood(place);
  });

  test('a device restored from a backup gets its own lost words back from its neighbours and writes on in a new log', () => {
    const place = airWorld({ seed: 'backup', nodes: 4, links: cellLinks(4) });
    const { world, nodes } = place;
    place.write(2, 'before the backup');
    world.runUntil(1);
    const backup = new Map(nodes[2]!.stored);
    place.write(2, 'after the backup');
    world.runUntil(2);
    world.restart(nodes[2]!, backup, 1);
    place.write(2, 'with the restored device');
    world.runUntil(5);
    expectGood(place);
    const member = place.community.members[2]!;
    expect(nodes[0]!.node.records.log(member, 0)).toMatchObject({ head: 2, holes: [] });
    expect(nodes[0]!.node.records.log(member, 1)).toMatchObject({ head: 1, holes: [] });
    expect(nodes[0]!.node.records.forkedMembers().size).toBe(0);
  });

  test('clocks that are off by years, forwards and backwards, change nothing', () => {
    const place = airWorld({ seed: 'clocks', nodes: 5, links: rowLinks(5, 2) });
    const { world, nodes } = place;
    const YEARS_MS = 365 * 86_400_000;
    [0, 9, -5, 30, -20].forEach((years, i) => {
      nodes[i]!.clockAheadMs = years * YEARS_MS;
      world.restart(nodes[i]!);
    });
    for (let i = 0; i < 5; i++) place.write(i, `in the year of ${i}`);
    world.runUntil(3);
    // One learns the time while it runs; one that was ahead learns it with a restart, because no clock of a process runs back.
    nodes[2]!.clockAheadMs = 0;
    nodes[3]!.clockAheadMs = 0;
    world.restart(nodes[3]!);
    for (let i = 0; i < 5; i++) place.write(i, `after the jump by ${i}`);
    world.runUntil(9);
    expectGood(place);
  });
});

describe('a radio is at its end', () => {
  test('an alarm passes a full queue, whatever else waits', () => {
    const place = airWorld({ seed: 'full queue', nodes: 4, links: cellLinks(4) });
    const { world, nodes } = place;
    for (let i = 0; i < 80; i++) place.write(0, `number ${i} of very many, said at length and all at once`);
    // The radio's own queue is full as well.
    for (let i = 0; i < 16; i++)
      place.insider(0, 'sync', encodeHello({ kind: 'hello', digest: new Uint8Array(6), records: i }));
    world.runUntil(world.hours() + SECOND);
    const alarm = place.call(0, 'fire in the barn');
    world.runUntil(world.hours() + 3 * MINUTE);
    expect(nodes.every((host) => holds(host, alarm))).toBe(true);
    world.runUntil(8);
    expectGood(place);
  });

  test('a radio that reboots in mid-burst, again and again, loses frames and no record, and buys no air by it', () => {
    const place = airWorld({
      seed: 'reboots',
      nodes: 3,
      links: cellLinks(3, 0.2),
      // One node alone holds what takes more air than an hour has.
      notes: (community, chance) => {
        const notes = Array.from({ length: 400 }, () => community.write(3 + chance.below(4)));
        return [notes, [], []];
      },
    });
    const { world, nodes } = place;
    every(place, 1.5 * MINUTE, 3, () => world.rebootRadio(nodes[0]!, 10));
    world.runUntil(8);
    expectGood(place);
  });
});

describe('there is far more to say than may be said', () => {
  test.each([
    { region: 'EU_868' as const, hours: 6 },
    { region: 'EU_866' as const, hours: 14 },
  ])(
    'one who lacks 400 records gets them in $region over hours, within the law, and an alarm does not wait',
    (given) => {
      const place = airWorld({
        seed: 'much to say',
        nodes: 2,
        links: cellLinks(2),
        region: given.region,
        notes: (community, chance) => [Array.from({ length: 400 }, () => community.write(2 + chance.below(4))), []],
      });
      const { world, nodes } = place;
      world.runUntil(0.75);
      const lackedThen = nodes[0]!.node.counts().records - nodes[1]!.node.counts().records;
      expect(lackedThen).toBeGreaterThan(0);
      const alarm = place.call(0, 'in the middle of it');
      world.runUntil(0.75 + MINUTE);
      expect(holds(nodes[1]!, alarm)).toBe(true);
      world.runUntil(given.hours);
      expectGood(place);
    },
  );
});

test("what the worlds say in other people's names can be read", () => {
  // A lie that nobody could read would prove nothing.
  for (const plaintext of [nothingHeld, allClaimed(9)]) expect(decodeSync(plaintext).ok).toBe(true);
});
