// Whatever befalls the frames and the nodes, a calm that is long enough ends in one state.
//
// A schedule is drawn: what people write and call, which links are cut and mended, who loses power and comes
// back from what was stored, whose radio reboots, and a stretch of bad air that loses, doubles, mangles and
// reorders what arrives. Then calm. Failing schedules are shrunk to few steps.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import type { Mishap } from '#sim/world/world.ts';
import { airWorld, linksWhere } from '../support/air-world.ts';

const NODES = 5;
/** What a schedule may do; the numbers say to whom and how long after the step before. */
const DEEDS = ['write', 'call', 'hear', 'cut', 'mend', 'crash', 'reboot', 'bad air', 'good air'] as const;
const CALM_HOURS = 10;

type Step = { readonly deed: (typeof DEEDS)[number]; readonly whom: number; readonly minutes: number };

const step: fc.Arbitrary<Step> = fc.record({
  deed: fc.constantFrom(...DEEDS),
  whom: fc.nat({ max: NODES - 1 }),
  minutes: fc.nat({ max: 40 }),
});
const schedule = fc.record({
  seed: fc.nat({ max: 1_000_000 }),
  /** In tenths: 0 to 0.4 of all receptions, for the whole course. */
  loss: fc.nat({ max: 4 }),
  reach: fc.integer({ min: 1, max: 3 }),
  steps: fc.array(step, { maxLength: 14 }),
});

/** Of four frames one is lost, one comes twice, one late and one with a bit that tipped over. */
function badAir(seed: string): { readonly mishap: Mishap; bad: boolean } {
  const chance = prng(seed);
  const air = {
    bad: false,
    mishap: ((_radio, frame) => {
      const fate = air.bad ? chance.below(8) : 7;
      const copy = { frame, delayMs: 0 };
      if (fate === 0) return [];
      if (fate === 1) return [copy, { frame, delayMs: chance.below(600_000) }];
      if (fate === 2) return [{ frame, delayMs: chance.below(60_000) }];
      if (fate === 3) return [{ frame: tipped(frame, chance.below(8 * frame.length)), delayMs: 0 }];
      return [copy];
    }) satisfies Mishap,
  };
  return air;
}

const tipped = (frame: Uint8Array, bit: number): Uint8Array =>
  frame.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

test('any schedule of loss, doubling, reordering, cuts and crashes, followed by calm, ends in one state', () => {
  fc.assert(
    fc.property(schedule, ({ seed, loss, reach, steps }) => {
      const air = badAir(`air ${seed}`);
      const place = airWorld({
        seed: `schedule ${seed}`,
        nodes: NODES,
        links: linksWhere(NODES, (from, to) => Math.abs(from - to) <= reach, loss / 10),
        mishap: air.mishap,
      });
      const { world, nodes } = place;
      const deeds: Readonly<Record<Step['deed'], (whom: number, at: number) => void>> = {
        write: (whom, at) => void place.write(whom, `note ${at}`),
        call: (whom, at) => void place.call(whom, `alarm ${at}`),
        hear: (whom) => place.hearNewest(whom),
        cut: (whom) => void world.mesh.cut([[whom]]),
        mend: () => world.mesh.heal(),
        crash: (whom) => world.restart(nodes[whom]!),
        reboot: (whom) => world.rebootRadio(nodes[whom]!, 20),
        'bad air': () => void (air.bad = true),
        'good air': () => void (air.bad = false),
      };
      steps.forEach(({ deed, whom, minutes }, at) => {
        world.runUntil(world.hours() + minutes / 60);
        deeds[deed](whom, at);
      });
      world.mesh.heal();
      air.bad = false;
      world.runUntil(world.hours() + CALM_HOURS);
      expect(place.strays()).toEqual([]);
      expect(place.breaches()).toEqual([]);
      for (const { node } of nodes) expect(node.records.forkedMembers().size).toBe(0);
    }),
    { seed: 4, numRuns: 12, endOnFailure: false },
  );
});
