// Two gateways that hear the same radios and have a wide link besides: what both heard stays off that link,
// and what only one heard crosses it (protocol/README.md §8.6).

import { expect, test } from 'vitest';
import { airWorld, cellLinks, linksWhere, type AirWorld } from '../support/air-world.ts';

const MINUTE = 1 / 60;
const WRITTEN = 12;

/** Bytes of records that crossed between nodes 0 and 1 while node 2 wrote this many notes, after the first of them. */
function crossed(place: AirWorld): { readonly recordBytes: number; readonly syncBytes: number } {
  const { world, nodes } = place;
  const [one, other] = [nodes[0]!, nodes[1]!];
  world.join(one, other);
  world.runUntil(1);
  place.write(2, 'the first one');
  world.runUntil(1.2);
  let [recordBytes, syncBytes] = [0, 0];
  for (const host of [one, other]) {
    const { node } = host;
    host.node = {
      ...node,
      handle(event, nowMs) {
        const effects = node.handle(event, nowMs);
        for (const effect of effects) {
          if (effect.kind !== 'transmit' || effect.link === 'radio') continue;
          if (place.openSync(effect.frame)) syncBytes += effect.frame.length;
          else recordBytes += effect.frame.length;
        }
        return effects;
      },
    };
  }
  for (let i = 0; i < WRITTEN; i++) {
    world.runUntil(1.2 + 4 * i * MINUTE);
    place.write(2, `note ${i} of several that are written in an hour`);
  }
  world.runUntil(3);
  expect(place.strays()).toEqual([]);
  return { recordBytes, syncBytes };
}

test('what both gateways heard by radio does not cross between them', () => {
  const both = crossed(airWorld({ seed: 'one mesh', nodes: 3, links: cellLinks(3) }));
  expect(both.recordBytes).toBe(0);
});

test('what only one of them heard does', () => {
  // 2 is heard by 0 alone.
  const links = linksWhere(3, (from, to) => from + to === 2);
  const one = crossed(airWorld({ seed: 'two meshes', nodes: 3, links }));
  expect(one.recordBytes).toBeGreaterThan(WRITTEN * 60);
});
