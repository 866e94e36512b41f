import { expect, test } from 'vitest';
import { linksFromPlaces } from '#sim/ether/links.ts';
import { pathLossCdb } from '#sim/ether/path-loss.ts';
import { linearOf, noiseFloorCdb, PHYSICS, receptionCurve } from '#sim/ether/physics.ts';
import { mix } from '#sim/random.ts';
import { bothWays, bytes, clients, everyoneHears, HOUR_US, MINUTE_US, SECOND_US, watched } from './meshes.ts';

test('the noise floor and path losses are the published ones', () => {
  expect(noiseFloorCdb(PHYSICS, 250_000)).toBeCloseTo(-11_402, -0.5);
  const at = (distanceM: number) => ({ distanceM, heightFromM: 1, heightToM: 1, frequencyHz: 908_750_000 });
  expect(pathLossCdb('3gpp-suburb', at(1000)) / 100).toBeCloseTo(147.85, 1);
  expect((pathLossCdb('3gpp-suburb', at(10_000)) - pathLossCdb('3gpp-suburb', at(1000))) / 100).toBeCloseTo(44.9, 1);
  expect(pathLossCdb('log-distance', at(40)) / 100).toBeCloseTo(127.41, 2);
  expect(pathLossCdb('free-space', at(1000)) / 100).toBeCloseTo(91.6, 1);
});

test('powers add exactly: a sum from which everything is taken away again is zero', () => {
  const levels = Array.from({ length: 60 }, (_, i) => -14_000 + (mix(1, i, 0, 0) % 11_000));
  const sum = levels.reduce((total, level) => total + linearOf(level), 0);
  expect(levels.reduceRight((rest, level) => rest - linearOf(level), sum)).toBe(0);
  expect(linearOf(-10_000) / linearOf(-11_000)).toBeCloseTo(10, 6);
});

test('reception is a coin toss at the limit, nearly sure 2 dB above, nearly hopeless 2 dB below', () => {
  const curve = receptionCurve(150);
  expect(curve[600]! / 65_536).toBeCloseTo(0.5, 2);
  expect(curve[600 + 75]! / 65_536).toBeCloseTo(0.9, 2);
  expect(curve[800]! / 65_536).toBeGreaterThan(0.99);
  expect(curve[400]! / 65_536).toBeLessThan(0.01);
});

test('the share of packets received falls with the level as the curve says', () => {
  const share = (lossDb: number): number => {
    const { mesh, heard } = watched({
      nodes: clients(2),
      links: bothWays(0, 1, lossDb),
      physics: { fadingSigmaCdb: 0 },
    });
    for (let i = 0; i < 300; i++)
      mesh.schedule(i * 10 * SECOND_US, () => mesh.send(0, { to: 'all', payload: bytes(10), hopLimit: 0 }));
    mesh.advanceTo(HOUR_US);
    return heard.length / 300;
  };
  const limitLossDb = 22 - -131.52; // 22 dBm sent; noise -114.02, limit -17.5 dB
  expect(share(limitLossDb - 3)).toBeGreaterThan(0.98);
  expect(share(limitLossDb)).toBeGreaterThan(0.4);
  expect(share(limitLossDb)).toBeLessThan(0.6);
  expect(share(limitLossDb + 3)).toBeLessThan(0.02);
});

/** 0 and 1 cannot hear each other, and both reach 2; both begin to send at the same instant. */
const hiddenPair = (lossOfOneDb: number, lagUs = 0) => {
  const links = [...bothWays(0, 2, 100), ...bothWays(1, 2, lossOfOneDb)];
  const world = watched({ seed: 'hidden', nodes: clients(3).map(() => ({ role: 'client-mute' as const })), links });
  const { mesh } = world;
  // Each draws its own slot; waiting for the second until both are on the air keeps the test about physics.
  for (let round = 0; round < 40; round++) {
    mesh.schedule(round * MINUTE_US, () => mesh.send(0, { to: 'all', payload: bytes(200), hopLimit: 0 }));
    mesh.schedule(round * MINUTE_US + lagUs, () => mesh.send(1, { to: 'all', payload: bytes(200), hopLimit: 0 }));
  }
  mesh.advanceTo(HOUR_US);
  return world;
};

test('two hidden senders of equal strength destroy each other', () => {
  const { mesh, heard } = hiddenPair(100);
  expect(heard.length).toBe(0);
  expect(mesh.stats(2).rxCollided).toBe(40);
});

/** Rounds in which the stronger, 0, began before the lock on the weaker was final: preamble and sync, 20.25 symbols. */
const inTime = (sent: readonly { node: number; atUs: number }[]): number => {
  const lags = Array.from({ length: 40 }, (_, round) => {
    const [a, b] = sent.slice(2 * round, 2 * round + 2);
    return (a!.node === 0 ? a! : b!).atUs - (a!.node === 0 ? b! : a!).atUs;
  });
  return lags.filter((lagUs) => lagUs < 20.25 * 8192).length;
};

test('a sender 10 dB stronger is received through the weaker one, if it comes before the lock is final', () => {
  const { heard, sent } = hiddenPair(110);
  expect(heard.length).toBe(inTime(sent));
  expect(heard.length).toBeGreaterThan(35);
  expect(heard.every((h) => h.from === 0)).toBe(true);
});

test('a stronger packet that comes late destroys the first and is not received either', () => {
  const { mesh, heard } = hiddenPair(90, SECOND_US);
  expect(heard.length).toBe(0);
  expect(mesh.stats(2).rxCollided).toBe(40);
});

test('capture needs 6 dB: at 5 both are lost, at 7 the stronger arrives', () => {
  expect(hiddenPair(105).heard.length).toBe(0);
  const { heard, sent } = hiddenPair(107);
  expect(heard.length).toBe(inTime(sent));
  expect(heard.length).toBeGreaterThan(35);
});

test('many weak interferers add up to one strong enough to destroy', () => {
  // 0 is 8 dB above each of the others: one alone is harmless, four together are not.
  const others = (count: number): number => {
    const links = [...bothWays(0, 1, 100), ...Array.from({ length: count }, (_, i) => bothWays(2 + i, 1, 108)).flat()];
    const { mesh, heard } = watched({ nodes: clients(2 + count).map(() => ({ role: 'client-mute' as const })), links });
    for (let i = 0; i < 2 + count; i++) if (i !== 1) mesh.send(i, { to: 'all', payload: bytes(200), hopLimit: 0 });
    mesh.advanceTo(MINUTE_US);
    return heard.filter((h) => h.node === 1 && h.from === 0).length;
  };
  expect(others(1)).toBe(1);
  expect(others(4)).toBe(0);
});

test('who sends does not hear: two in earshot that start together miss each other', () => {
  let together = 0;
  for (let round = 0; round < 60; round++) {
    const { mesh, heard, sent } = watched({
      seed: `half ${round}`,
      nodes: clients(2).map(() => ({ role: 'client-mute' as const })),
      links: everyoneHears(2),
    });
    mesh.send(0, { to: 'all', payload: bytes(50), hopLimit: 0 });
    mesh.send(1, { to: 'all', payload: bytes(50), hopLimit: 0 });
    mesh.advanceTo(MINUTE_US);
    const overlap = Math.abs(sent[0]!.atUs - sent[1]!.atUs) < sent[0]!.airtimeUs;
    if (overlap) together++;
    expect(heard.length).toBe(overlap ? 0 : 2);
    // Listening first, they overlap only when they drew the same slot.
    if (overlap) expect(sent[0]!.atUs).toBe(sent[1]!.atUs);
  }
  expect(together).toBeGreaterThan(0);
  expect(together).toBeLessThan(30);
});

test('radios on another preset neither hear nor disturb', () => {
  const { mesh, heard } = watched({
    nodes: [{}, {}, { preset: 'SHORT_FAST' }, { preset: 'SHORT_FAST' }],
    links: everyoneHears(4),
    frequencyHz: 906_875_000,
  });
  mesh.send(0, { to: 'all', payload: bytes(100), hopLimit: 0 });
  mesh.send(2, { to: 'all', payload: bytes(100), hopLimit: 0 });
  mesh.advanceTo(MINUTE_US);
  expect(heard.map((h) => [h.from, h.node]).sort()).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('a one-way link carries one way', () => {
  const { mesh, heard } = watched({ nodes: clients(2), links: [{ from: 0, to: 1, lossDb: 100 }] });
  mesh.send(0, { to: 'all', payload: bytes(10), hopLimit: 0 });
  mesh.advanceTo(MINUTE_US);
  mesh.send(1, { to: 'all', payload: bytes(10), hopLimit: 0 });
  mesh.advanceTo(2 * MINUTE_US);
  expect(heard.map((h) => h.node)).toEqual([1]);
});

test('extra loss of a link loses that share of its packets', () => {
  const { mesh, heard } = watched({ nodes: clients(2), links: [{ from: 0, to: 1, lossDb: 100, extraLoss: 0.3 }] });
  for (let i = 0; i < 500; i++)
    mesh.schedule(i * 5 * SECOND_US, () => mesh.send(0, { to: 'all', payload: bytes(10), hopLimit: 0 }));
  mesh.advanceTo(HOUR_US);
  expect(heard.length / 500).toBeGreaterThan(0.62);
  expect(heard.length / 500).toBeLessThan(0.78);
  expect(mesh.stats(1).rxLost + heard.length).toBe(500);
});

test('a noisy place hears less than a quiet one', () => {
  const lossDb = 150;
  const { mesh, heard } = watched({
    nodes: [{}, {}, { noiseDb: 8 }],
    links: [...bothWays(0, 1, lossDb), ...bothWays(0, 2, lossDb)],
  });
  mesh.send(0, { to: 'all', payload: bytes(10), hopLimit: 0 });
  mesh.advanceTo(MINUTE_US);
  expect(heard.map((h) => h.node)).toEqual([1]);
});

test('shadowing has its spread, is alike for neighbours, and the same whoever else is there', () => {
  const land = {
    seed: 'hills',
    physics: PHYSICS,
    model: 'log-distance' as const,
    frequencyHz: 868_000_000,
    lossMaxDb: 300,
  };
  const places = Array.from({ length: 60 }, (_, i) => ({ xM: 5000 * (i % 8), yM: 5000 * Math.floor(i / 8) }));
  const links = linksFromPlaces(places, land);
  const still = linksFromPlaces(places, { ...land, physics: { ...PHYSICS, shadowSigmaCdb: 0, asymmetrySigmaCdb: 0 } });
  const deviations = Array.from(links.gainCdb, (gain, i) => (gain - still.gainCdb[i]!) / 100);
  const spread = Math.sqrt(deviations.reduce((sum, d) => sum + d * d, 0) / deviations.length);
  expect(spread).toBeGreaterThan(6.3); // sqrt(7 ^ 2 + 3 ^ 2) = 7.6
  expect(spread).toBeLessThan(8.9);
  const fewer = linksFromPlaces(places.slice(0, 20), land);
  expect(fewer.gainCdb[0]).toBe(links.gainCdb[0]);
});

test('neighbours talk into each other only when they drew the very same slot', () => {
  const { mesh, sent } = watched({ nodes: clients(6), links: everyoneHears(6) });
  for (let i = 0; i < 200; i++)
    mesh.schedule(i * 4 * SECOND_US, () => mesh.send(i % 6, { to: 'all', payload: bytes(60), hopLimit: 1 }));
  mesh.advanceTo(HOUR_US);
  let overlaps = 0;
  for (let i = 1; i < sent.length; i++) {
    const [one, two] = [sent[i - 1]!, sent[i]!];
    if (two.atUs >= one.atUs + one.airtimeUs) continue;
    overlaps++;
    expect(two.atUs - one.atUs).toBeLessThan(2.5 * 8192 + 400);
  }
  expect(overlaps).toBeGreaterThan(0);
  expect(overlaps).toBeLessThan(sent.length / 3);
});
