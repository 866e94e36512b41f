// "Who has heard" beside what the simulator knows: who really holds it.

import { expect, test } from 'vitest';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { airWorld, linksWhere, type AirWorld } from '../support/air-world.ts';

/** The members whose node holds it, as only the simulator can know. */
const truth = ({ nodes, community }: AirWorld, record: RecordId): MemberId[] =>
  nodes.flatMap(({ node }, i) => (node.records.get(record) ? [community.members[i]!] : [])).sort();

test('who is said to have heard an alarm does hold it, at every minute and on every screen, and in the end all are named', () => {
  const place = airWorld({
    seed: 'who has heard',
    nodes: 6,
    // Two groups of three with one link between them, which is cut while the alarm is called.
    links: linksWhere(6, (from, to) => from < 3 === to < 3 || from + to === 5, 0.2),
  });
  const { world, nodes } = place;
  const cut = world.mesh.cut([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  const alarm = place.call(0, 'the river is over the road');
  const answered = new Set<number>();
  let said = 0;
  let told = 0;
  const look = (): void => {
    const holders = new Set(truth(place, alarm));
    for (const [i, { node }] of nodes.entries()) {
      const heard = node.heardBy(alarm);
      said += heard.length;
      for (const member of heard) expect(holders.has(member)).toBe(true);
      // A device is the radio that was heard; in this world it has the number of its node.
      const devices = node.heardAt(alarm);
      told += devices.length;
      for (const { device } of devices) expect(nodes[Number(device)]!.node.records.get(alarm)).toBeDefined();
      // People look at their phones a little after it arrived.
      if (node.records.get(alarm) && !answered.has(i) && place.chance.below(4) === 0) {
        answered.add(i);
        place.hear(i, alarm);
      }
    }
  };
  for (let minute = 0; minute < 90; minute++) {
    world.runUntil(world.hours() + 1 / 60);
    look();
  }
  expect(truth(place, alarm)).toEqual(place.community.members.slice(0, 3).sort());
  world.mesh.heal(cut);
  for (let minute = 0; minute < 240; minute++) {
    world.runUntil(world.hours() + 1 / 60);
    look();
  }
  expect(said).toBeGreaterThan(0);
  expect(told).toBeGreaterThan(0);
  for (const { node } of nodes) expect(node.heardBy(alarm)).toEqual(place.community.members.slice(0, 6).sort());
  expect(place.strays()).toEqual([]);
  expect(place.breaches()).toEqual([]);
});
