import { describe, expect, test } from 'vitest';
import { createNodeDb, NEIGHBOUR_FRESH_MS } from '#sim/firmware/node-db.ts';
import { PROFILES } from '#sim/firmware/profile.ts';
import { createRouteHealth, ROUTES_WATCHED_MAX } from '#sim/firmware/route-health.ts';
import { bothWays, bytes, HOUR_US, MINUTE_US, watched } from './meshes.ts';

const nobody = (): boolean => false;

/** 2.7 with 2.8's rules of routes alone: a sender of 2.8 does not see who relayed a sealed message (firmware.test.ts). */
const profile = { ...PROFILES['firmware-2.7'], routes: PROFILES['firmware-2.8'].routes };

/** 1 is on the way from 0 to 3; 2 hears 0 alone, so whatever is flooded it relays, and to no use. */
const byway = [...bothWays(0, 1), ...bothWays(0, 2), ...bothWays(1, 3)];

/** Which stations relayed the last of these messages from 0 to 3, sent five minutes apart. */
function relaysOfLast(options: {
  readonly nums?: readonly number[];
  readonly introduced: boolean;
  readonly waitUs?: number;
}): number[] {
  const nums = options.nums ?? [0x1010, 0x1111, 0x1212, 0x1313];
  // With some seeds a collision eats the first answer, and nothing is learnt: not with this one.
  const { mesh, sent, outcomes } = watched({
    nodes: nums.map((nodeNum) => ({ nodeNum })),
    links: byway,
    profile,
    seed: 'a',
  });
  if (options.introduced)
    nums.forEach((_, node) =>
      mesh.schedule(node * MINUTE_US, () => mesh.send(node, { to: 'all', payload: bytes(9), hopLimit: 0 })),
    );
  mesh.advanceTo(5 * MINUTE_US);
  mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(10 * MINUTE_US);
  expect(outcomes.map(({ kind }) => kind)).toContain('acked');
  mesh.advanceTo(10 * MINUTE_US + (options.waitUs ?? 0));
  const { id } = mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(20 * MINUTE_US + (options.waitUs ?? 0));
  return [...new Set(sent.filter((t) => t.id === id && t.node !== 0).map((t) => t.node))].sort();
}

describe('next hops of 2.8', () => {
  test('a message goes by the one station that brought the last answer, if that station has been heard to speak', () => {
    expect(relaysOfLast({ introduced: true })).toEqual([1]);
    expect(relaysOfLast({ introduced: false })).toEqual([1, 2]);
  });

  test('a byte that two neighbours share names nobody: the message is flooded', () => {
    expect(relaysOfLast({ introduced: true, nums: [0x1010, 0x1177, 0x1277, 0x1313] })).toEqual([1, 2]);
  });

  test('a way that nobody confirmed for half an hour is looked for anew', () => {
    expect(relaysOfLast({ introduced: true, waitUs: 20 * MINUTE_US })).toEqual([1]);
    expect(relaysOfLast({ introduced: true, waitUs: HOUR_US })).toEqual([1, 2]);
  });
});

describe('whom a radio knows', () => {
  test('a byte means one neighbour, or nobody', () => {
    const known = createNodeDb(10);
    expect(known.isUnique(0x77, 'plausible', 0, nobody)).toBe(false);
    known.heard(1, 0x1177, 0, 0);
    expect(known.isUnique(0x77, 'plausible', 0, nobody)).toBe(true);
    known.heard(2, 0x2277, 2, 0);
    expect(known.isUnique(0x77, 'plausible', 0, nobody)).toBe(true);
    // A router two hops away may have relayed it as well as our neighbour.
    expect(known.isUnique(0x77, 'plausible', 0, (index) => index === 2)).toBe(false);
    expect(known.isUnique(0x77, 'fresh neighbour', 0, (index) => index === 2)).toBe(true);
    known.heard(2, 0x2277, 0, 0);
    expect(known.isUnique(0x77, 'fresh neighbour', 0, nobody)).toBe(false);
  });

  test('who was silent for two hours is no neighbour to send by', () => {
    const known = createNodeDb(10);
    known.heard(1, 0x1177, 0, 0);
    expect(known.isUnique(0x77, 'fresh neighbour', NEIGHBOUR_FRESH_MS - 1, nobody)).toBe(true);
    expect(known.isUnique(0x77, 'fresh neighbour', NEIGHBOUR_FRESH_MS, nobody)).toBe(false);
    expect(known.isUnique(0x77, 'plausible', NEIGHBOUR_FRESH_MS, nobody)).toBe(true);
  });

  test('the store is bounded: who was not heard for longest goes', () => {
    const known = createNodeDb(2);
    known.heard(1, 0x01, 0, 0);
    known.heard(2, 0x02, 0, 1);
    known.heard(1, 0x01, 0, 2);
    known.heard(3, 0x03, 0, 3);
    expect(known.size).toBe(2);
    expect([1, 2, 3].map((byte) => known.isUnique(byte, 'plausible', 3, nobody))).toEqual([true, false, true]);
  });
});

describe('how far a route is trusted', () => {
  test('three failures in a row end it, an answer in between does not', () => {
    const health = createRouteHealth(1000);
    health.learnt(5, 0x11, 0);
    health.failed(5);
    health.failed(5);
    expect(health.isStale(5, 0x11, 10)).toBe(false);
    health.worked(5, 10);
    health.failed(5);
    health.failed(5);
    expect(health.isStale(5, 0x11, 20)).toBe(false);
    health.failed(5);
    expect(health.isStale(5, 0x11, 20)).toBe(true);
  });

  test('learning the same hop again keeps its failures, another hop begins anew', () => {
    const health = createRouteHealth(1000);
    health.learnt(5, 0x11, 0);
    for (let i = 0; i < 3; i++) {
      health.failed(5);
      health.learnt(5, 0x11, i);
    }
    expect(health.isStale(5, 0x11, 3)).toBe(true);
    health.learnt(5, 0x12, 4);
    expect(health.isStale(5, 0x12, 4)).toBe(false);
    expect(health.isStale(5, 0x12, 1004)).toBe(true);
  });

  test('what is not watched is trusted, and 32 are watched', () => {
    const health = createRouteHealth(1000);
    for (let to = 0; to <= ROUTES_WATCHED_MAX; to++) {
      health.learnt(to, 0x11, to);
      for (let i = 0; i < 3; i++) health.failed(to);
    }
    expect(health.isStale(0, 0x11, 40)).toBe(false);
    expect(health.isStale(1, 0x11, 40)).toBe(true);
  });
});
