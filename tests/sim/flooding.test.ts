import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loraAirtimeUs } from '#radio/lora/airtime.ts';
import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { bothWays, bytes, clients, everyoneHears, HOUR_US, lineLinks, MINUTE_US, watched } from './meshes.ts';

test('a packet is on the air exactly as long as the formula says, for every preset and size', () => {
  for (const preset of Object.keys(PRESETS) as PresetName[]) {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 231 }), (size) => {
        const { mesh, sent } = watched({ nodes: clients(2), links: lineLinks(2), preset });
        mesh.send(0, { to: 'all', payload: bytes(size), hopLimit: 0 });
        mesh.advanceTo(10 * MINUTE_US);
        const data = 6 + (size < 128 ? 1 : 2) + size;
        const airtimeUs = loraAirtimeUs({ preset }, 16 + data);
        expect(sent.map((t) => t.airtimeUs)).toEqual([airtimeUs]);
        expect(mesh.stats(0).txUs).toBe(airtimeUs);
        expect(mesh.stats(1).rxUs).toBe(airtimeUs);
      }),
      { numRuns: 5 },
    );
  }
});

test('a flood with n hops reaches n + 1 nodes down a line, and nobody further', () => {
  for (let hopLimit = 0; hopLimit <= 7; hopLimit++) {
    const { mesh, heard } = watched({ nodes: clients(10), links: lineLinks(10) });
    mesh.send(0, { to: 'all', payload: bytes(20), hopLimit });
    mesh.advanceTo(10 * MINUTE_US);
    expect(heard.map((h) => h.node)).toEqual(Array.from({ length: hopLimit + 1 }, (_, i) => i + 1));
  }
});

test('on a line each node relays once, with one hop less each time', () => {
  const { mesh, sent } = watched({ nodes: clients(6), links: lineLinks(6) });
  mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 7 });
  mesh.advanceTo(10 * MINUTE_US);
  expect(sent.map((t) => [t.node, t.hopLimit])).toEqual([
    [0, 7],
    [1, 6],
    [2, 5],
    [3, 4],
    [4, 3],
    [5, 2],
  ]);
});

test('a client that hears another relay gives up its own; a router never does', () => {
  // 0 reaches 1..6, which all hear one another: one relay is enough.
  const quiet = watched({ nodes: clients(7), links: everyoneHears(7) });
  quiet.mesh.send(0, { to: 'all', payload: bytes(20) });
  quiet.mesh.advanceTo(10 * MINUTE_US);
  expect(quiet.sent.length).toBe(2);
  expect(quiet.mesh.stats(1).relaysCancelled + quiet.mesh.stats(1).txRelays).toBe(1);

  const routers = clients(7).map(() => ({ role: 'router' as const, rebroadcast: 'all' as const }));
  const loud = watched({ nodes: [{}, ...routers.slice(1)], links: everyoneHears(7) });
  loud.mesh.send(0, { to: 'all', payload: bytes(20) });
  loud.mesh.advanceTo(10 * MINUTE_US);
  expect(loud.sent.length).toBe(7);
});

test('routers go first: their relay leaves before the earliest slot of any client', () => {
  for (const seed of ['a', 'b', 'c', 'd']) {
    const { mesh, sent } = watched({
      seed,
      nodes: [{}, {}, {}, { role: 'router', rebroadcast: 'all' }],
      links: everyoneHears(4),
    });
    mesh.send(0, { to: 'all', payload: bytes(20) });
    mesh.advanceTo(10 * MINUTE_US);
    expect(sent[1]!.node).toBe(3);
    const sinceHeardUs = sent[1]!.atUs - sent[0]!.atUs - sent[0]!.airtimeUs;
    expect(sinceHeardUs).toBeLessThan(16 * 28_000 + 30_000);
  }
});

test('a muted client hears and never relays', () => {
  const { mesh, heard, sent } = watched({ nodes: [{}, { role: 'client-mute' }, {}], links: lineLinks(3) });
  mesh.send(0, { to: 'all', payload: bytes(20) });
  mesh.advanceTo(10 * MINUTE_US);
  expect(heard.map((h) => h.node)).toEqual([1]);
  expect(sent.length).toBe(1);
});

test('a router as shipped neither relays nor delivers private ports on its channel, but passes what it cannot read', () => {
  const shipped = (channels: number[]) => {
    const world = watched({ nodes: [{}, { role: 'router', channels }, {}], links: lineLinks(3) });
    world.mesh.send(0, { to: 'all', payload: bytes(20) });
    world.mesh.advanceTo(10 * MINUTE_US);
    return world.heard.map((h) => h.node);
  };
  expect(shipped([8])).toEqual([]);
  expect(shipped([99])).toEqual([2]);
});

test('a late router relays even when a client has done it already', () => {
  const { mesh, sent } = watched({ nodes: [{}, {}, { role: 'router-late' }], links: everyoneHears(3) });
  mesh.send(0, { to: 'all', payload: bytes(20) });
  mesh.advanceTo(10 * MINUTE_US);
  expect(sent.map((t) => t.node).sort()).toEqual([0, 1, 2]);
});

test('a flood ends: never more transmissions than nodes when nobody repeats', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 14 }), fc.integer({ min: 0, max: 1e6 }), (nodes, seed) => {
      const links = Array.from({ length: nodes * 3 }, (_, i) => {
        const a = (seed * 31 + i * 7) % nodes;
        const b = (seed * 17 + i * 13 + 1) % nodes;
        return bothWays(a, b);
      }).flat();
      const { mesh, sent, heard } = watched({ seed: `${seed}`, nodes: clients(nodes), links });
      mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 7 });
      mesh.advanceTo(HOUR_US);
      expect(sent.length).toBeLessThanOrEqual(nodes);
      expect(new Set(heard.map((h) => h.node)).size).toBe(heard.length);
      expect(mesh.nextEventAtUs()).toBe(Infinity);
    }),
    { numRuns: 60 },
  );
});

test('2.8 signs broadcasts that fit, which makes them 66 bytes longer', () => {
  const { mesh, sent } = watched({ nodes: clients(2), links: lineLinks(2), profile: 'firmware-2.8' });
  mesh.send(0, { to: 'all', payload: bytes(165), hopLimit: 0 });
  mesh.send(0, { to: 'all', payload: bytes(166), hopLimit: 0 });
  mesh.advanceTo(10 * MINUTE_US);
  expect(sent.map((t) => t.airtimeUs)).toEqual([
    loraAirtimeUs({ preset: 'LONG_FAST' }, 16 + 173 + 66),
    loraAirtimeUs({ preset: 'LONG_FAST' }, 16 + 174),
  ]);
});

test('2.8 relays what it cannot read without remembering it: many more transmissions than 2.7', () => {
  const transmissions = (profile: 'firmware-2.7' | 'firmware-2.8'): number => {
    const strangers = clients(8).map((_, i) => (i === 0 ? {} : { channels: [77] }));
    const { mesh, sent } = watched({ nodes: strangers, links: everyoneHears(8), profile });
    mesh.send(0, { to: 'all', payload: bytes(200) });
    mesh.advanceTo(HOUR_US);
    return sent.length;
  };
  expect(transmissions('firmware-2.7')).toBe(2);
  expect(transmissions('firmware-2.8')).toBeGreaterThan(10);
});
