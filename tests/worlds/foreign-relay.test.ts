// Two houses that reach each other only through a radio that does not run our software.

import { expect, test } from 'vitest';
import { prng } from '#protocol/bytes/prng.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { createWorld } from '#sim/world/world.ts';
import { checkStandIn, standInCommunity } from '../support/stand-in-community.ts';

test('two houses with only a foreign radio between them find within hours what each of them lacks', () => {
  const community = standInCommunity(20, prng('foreign'));
  const sides = [0, 10].map((from) => Array.from({ length: 24 }, (_, i) => community.write(from + (i % 10))));
  const near = [
    [0, 1],
    [1, 0],
    [1, 2],
    [2, 1],
  ];
  const world = createWorld({
    seed: 'foreign',
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: [{}, {}, {}],
    links: near.map(([from, to]) => ({ from: from!, to: to!, lossDb: 110, extraLoss: 0.1 })),
    startMs: Date.UTC(2026, 0, 10),
    verifier: memoVerifier(checkStandIn),
  });
  // The radio in the middle has nobody behind it: it only relays what has hops to go.
  const houses = [0, 2].map((radio, i) => {
    const host = world.host(`house ${i}`, community.options(), radio);
    for (const row of community.rowsOf(sides[i]!)) host.stored.set(row.key, row);
    world.restart(host);
    return host;
  });
  world.runUntil(16);
  expect(houses.map(({ node }) => node.counts().records)).toEqual([48, 48]);
  expect(new Set(houses.map(({ node }) => node.stateHash())).size).toBe(1);
});
