import { describe, expect, test } from 'vitest';
import { sosCard } from '#modules/emergency/sos.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { secretKeyFromSeed } from '#protocol/crypto/bls.ts';
import { brokenIn } from '#sim/invariants/survey.ts';
import { act, call, hamlet, states } from '../support/hamlet.ts';

describe('a hamlet of eight houses on LongFast', () => {
  test('hears an SOS within half a minute as far as three houses, and everywhere within five minutes', () => {
    const place = hamlet({ seed: 'sos', houses: 8 });
    const { world, people } = place;
    world.runUntil(1);
    const [sos] = act(place, people[0]!, call('fell from the roof'));
    world.runUntil(world.hours() + 30 / 3600);
    for (const { phone } of people.slice(0, 4)) expect(phone.node.records.get(sos!)).toBeDefined();
    world.runUntil(world.hours() + 5 / 60);
    for (const { phone } of people) expect(phone.node.records.get(sos!)).toBeDefined();
  });

  test('cut in two holds two truths of the world, and one again after the heal', () => {
    const place = hamlet({ seed: 'cut', houses: 8, loss: 0.1 });
    const { world, people } = place;
    world.runUntil(1);
    expect(states(place).size).toBe(1);
    const cut = world.mesh.cut([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    act(place, people[1]!, call('on side A'));
    act(place, people[6]!, call('on side B'));
    world.runUntil(4);
    expect(states(place).size).toBe(2);
    world.mesh.heal(cut);
    world.runUntil(6);
    expect(states(place).size).toBe(1);
    expect(brokenIn(world, true, { ...place.town, isTrue: (claim) => world.verifier.check(claim) })).toEqual([]);
    expect(people[7]!.phone.node.records.size).toBe(people[0]!.phone.node.records.size);
  });

  test('gets a house that lost its power back to where the others are, from its own store', () => {
    const place = hamlet({ seed: 'power', houses: 8 });
    const { world, people, sites } = place;
    world.runUntil(1);
    act(place, people[3]!, call('before the power failed'));
    world.runUntil(1.2);
    const before = people[4]!.phone.node.stateHash();
    world.restart(people[4]!.phone);
    world.restart(sites[4]!);
    expect(people[4]!.phone.node.stateHash()).toBe(before);
    act(place, people[4]!, call('after it came back'));
    world.runUntil(2.5);
    expect(states(place).size).toBe(1);
    // Its log goes on where it stood: the same number twice would convict it.
    const log = people[4]!.phone.node.records.log(people[4]!.phone.node.self!.member, 0)!;
    expect(log.holes).toEqual([]);
    for (let seq = 1; seq <= log.head; seq++) {
      expect(people[0]!.phone.node.records.at({ member: log.member, log: 0, seq })).toHaveLength(1);
    }
  });

  test('keeps the law: no radio spends more of an hour than its budget, whatever it has to say', () => {
    const spentMs = new Map<number, { atMs: number; ms: number }[]>();
    const place = hamlet({
      seed: 'law',
      houses: 4,
      onAir: ({ node, from, airtimeUs }, atMs) => {
        // What a radio relays for others is the firmware's to bound; ours is what it originates.
        if (node === from) spentMs.set(node, [...(spentMs.get(node) ?? []), { atMs, ms: airtimeUs / 1000 }]);
      },
    });
    const { world, people } = place;
    world.runUntil(0.5);
    for (let i = 0; i < 60; i++)
      act(place, people[i % 4]!, {
        module: 'emergency',
        name: 'need',
        args: {
          supply: 'water',
          quantity: 1,
          pressing: false,
          hours: 24,
          people: 1,
          position: null,
          text: `number ${i} of many, said at length`,
          of: null,
        },
      });
    world.runUntil(3);
    for (const spendings of spentMs.values()) {
      for (const { atMs } of spendings) {
        const inHour = spendings
          .filter((other) => other.atMs > atMs - 3_600_000 && other.atMs <= atMs)
          .reduce((sum, { ms }) => sum + ms, 0);
        expect(inHour).toBeLessThan(0.1 * 3_600_000);
      }
    }
  });
});

test('a guest whom nobody admitted calls for help, and a member far away takes it', () => {
  const place = hamlet({ seed: 'guest', houses: 5 });
  const { world, town, people, sites } = place;
  const { secrets } = town.carrierOptions;
  const signingKey = secretKeyFromSeed(new Uint8Array(32).fill(77));
  const guest = world.host('guest', { ...town.carrierOptions, secrets: { ...secrets, signingKey } });
  world.join(guest, sites[0]!);
  world.runUntil(world.hours() + 0.1);
  const outcome = world.act(guest, call('my car is in the river'));
  const [sos] = outcome.ok ? outcome.records : [];
  expect(sos).toBeDefined();
  world.runUntil(world.hours() + 0.1);
  expect(people[4]!.phone.node.records.get(sos!)).toBeDefined();
  act(place, people[4]!, { module: 'emergency', name: 'take', args: { sos, etaMinutes: 15, text: 'coming' } });
  world.runUntil(world.hours() + 0.2);
  expect(states(place).size).toBe(1);
  const taken = sosCard(guest.node.state('emergency') as EmergencyState, sos!, guest.node.around(world.nowMs()));
  expect(taken?.takers.map(({ member }) => member)).toEqual([people[4]!.phone.node.self!.member]);
  expect(taken?.callerIsGuest).toBe(true);
});

test('any course of losses, cuts and power failures, followed by calm, ends in one state', () => {
  for (let seed = 0; seed < 4; seed++) {
    const chance = prng(`course ${seed}`);
    const place = hamlet({ seed: `course ${seed}`, houses: 5, loss: chance.below(4) / 10, reach: 1 + chance.below(2) });
    const { world, people, sites } = place;
    for (let step = 0; step < 12; step++) {
      const whom = chance.below(5);
      const deed = chance.below(5);
      if (deed <= 1) act(place, people[whom]!, call(`step ${step}`));
      if (deed === 2) world.mesh.cut([[whom]]);
      if (deed === 3) world.mesh.heal();
      if (deed === 4) world.restart(chance.below(2) === 0 ? people[whom]!.phone : sites[whom]!);
      world.runUntil(world.hours() + 0.05 + chance.below(20) / 60);
      expect(brokenIn(world, false), `seed ${seed}, step ${step}`).toEqual([]);
    }
    world.mesh.heal();
    world.runUntil(world.hours() + 8);
    expect(states(place).size, `seed ${seed}`).toBe(1);
    expect(brokenIn(world, true, place.town), `seed ${seed}`).toEqual([]);
  }
});

test('one seed gives one course of events, byte for byte, and another seed another', () => {
  const run = (seed: string): string => {
    const place = hamlet({ seed, houses: 4, loss: 0.2 });
    act(place, place.people[2]!, call('the same words'));
    place.world.runUntil(2);
    return `${place.world.mesh.traceDigest()} ${[...states(place)].join()}`;
  };
  expect(run('one')).toBe(run('one'));
  expect(run('one').split(' ')[0]).not.toBe(run('two').split(' ')[0]);
});
