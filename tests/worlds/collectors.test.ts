// Ballots of many households in one hour: left with a neighbour who collects, and said together
// (protocol/README.md §7.3). What it saves, and what it costs when a collector is gone, or lies.

import { describe, expect, test } from 'vitest';
import { encodeHello } from '#protocol/sync/summary.ts';
import { airWorld, cellLinks, rowLinks, type AirWorld } from '../support/air-world.ts';

const MINUTE = 1 / 60;
const HOUSES = 8;

/** All say within some minutes that they have heard the same thing: the air that it takes in half an hour, in seconds. */
function rollS(place: AirWorld, fromHour: number): number {
  const { world, nodes } = place;
  const note = place.write(0, 'who has heard this?');
  world.runUntil(fromHour);
  expect(place.strays()).toEqual([]);
  nodes.forEach((_node, i) => world.at(fromHour + (i * 25) / 3600, () => place.hear(i, note)));
  world.runUntil(fromHour + 0.5);
  return place.spentS(fromHour, fromHour + 0.5);
}

/** Minutes from now until every node holds so many voices; at most `most`. */
function minutesUntil(place: AirWorld, voices: number, most: number): number {
  const { world, nodes } = place;
  const start = world.hours();
  for (let minute = 1; minute <= most; minute++) {
    world.runUntil(start + minute * MINUTE);
    if (nodes.every(({ node }) => node.counts().voices >= voices)) return minute;
  }
  return Infinity;
}

describe('households that vote in the same minutes', () => {
  test.each([
    { place: 'in one cell', links: cellLinks(HOUSES), seeds: ['a'], share: 0.75 },
    { place: 'in a row, at 10 % loss', links: rowLinks(HOUSES, 3, 0.1), seeds: ['a', 'b', 'c', 'd'], share: 0.85 },
  ])('pay less air together than each for itself, $place', ({ links, seeds, share }) => {
    const sum = (collects: boolean): number =>
      seeds.reduce((total, seed) => {
        const place = airWorld({ seed: `roll ${seed}`, nodes: HOUSES, links, collects });
        const spentS = rollS(place, 1.5);
        place.world.runUntil(4);
        expect(place.strays()).toEqual([]);
        expect(place.breaches()).toEqual([]);
        return total + spentS;
      }, 0);
    expect(sum(true)).toBeLessThan(share * sum(false));
  });
});

test('a gateway floods nothing for whoever says to it alone what is no statement', () => {
  const place = airWorld({ seed: 'said to one', nodes: 3, strangers: [{}], links: cellLinks(4) });
  const { world, nodes } = place;
  const text = 'to be said by others, at their cost';
  place.write(0, text);
  let stolen: Uint8Array | undefined;
  // The note as its author floods it: taken before anybody hears it, and said to node 1 alone.
  const { node } = nodes[0]!;
  nodes[0]!.node = {
    ...node,
    handle: (event, nowMs) =>
      node.handle(event, nowMs).filter((effect) => {
        if (effect.kind !== 'transmit' || place.openSync(effect.frame)) return true;
        stolen ??= effect.frame;
        return false;
      }),
  };
  world.runUntil(1);
  world.switchOff(nodes[0]!);
  expect(stolen).toBeDefined();
  const floods: number[] = [];
  const { send } = world.mesh;
  Object.assign(world.mesh, {
    send: (radio: number, request: Parameters<typeof send>[1]) => {
      if (radio === 1 && !place.openSync(request.payload) && (request.hopLimit ?? 0) > 0) floods.push(radio);
      return send(radio, request);
    },
  });
  world.mesh.send(3, { to: 1, payload: stolen!, portnum: 256, hopLimit: 1, wantAck: true });
  world.runUntil(1.5);
  expect(nodes[1]!.node.counts().records).toBe(nodes[0]!.node.counts().records);
  expect(floods).toEqual([]);
});

describe('a collector that', () => {
  /** Radio 4 says that it collects; no node of ours stands behind it. Radios acknowledge by themselves. */
  const withLiar = (seed: string): AirWorld => {
    const place = airWorld({ seed, nodes: 4, strangers: [{}], links: cellLinks(5), collects: false });
    const { world, nodes } = place;
    const say = (): void => {
      const digest = nodes[0]!.node.frontierDigest().slice(0, 6);
      const { records } = nodes[0]!.node.counts();
      place.insider(4, 'sync', encodeHello({ kind: 'hello', digest, records, collects: true }));
      world.at(world.hours() + 10 * MINUTE, say);
    };
    world.at(0.01, say);
    return place;
  };

  test('acknowledges everything and says nothing costs a ballot half an hour, and the next ones nothing', () => {
    const place = withLiar('silent collector');
    const note = place.write(0, 'who has heard this?');
    place.world.runUntil(1);
    place.hear(1, note);
    const first = minutesUntil(place, 1, 40);
    expect(first).toBeGreaterThan(5);
    expect(first).toBeLessThanOrEqual(30);
    // Who was asked twice in vain is asked no more for hours.
    place.hear(1, place.write(2, 'and this?'));
    expect(minutesUntil(place, 2, 40)).toBeLessThanOrEqual(4);
    place.world.runUntil(4);
    expect(place.strays()).toEqual([]);
    expect(place.breaches()).toEqual([]);
  });

  test('has lost its power is waited for once, then everybody hears the ballot from its author', () => {
    const place = airWorld({ seed: 'dead collector', nodes: 4, links: cellLinks(4) });
    const { world, nodes } = place;
    const note = place.write(1, 'who has heard this?');
    world.runUntil(1);
    world.mesh.switchOff(0);
    world.switchOff(nodes[0]!);
    place.hear(2, note);
    world.runUntil(1 + 25 * MINUTE);
    for (const { node } of nodes.slice(1)) expect(node.counts().voices).toBe(1);
    world.mesh.switchOn(0);
    world.restart(nodes[0]!);
    world.runUntil(4);
    expect(place.strays()).toEqual([]);
  });
});
