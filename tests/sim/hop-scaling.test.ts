import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHopScaling, type HopScaling } from '#sim/firmware/hop-scaling.ts';
import { bytes, everyoneHears, HOUR_US, watched } from './meshes.ts';

const HOUR_MS = 3_600_000;

/** Everybody of a mesh is heard once in this hour: so many nodes at each distance. */
function hear(scaling: HopScaling, perHop: readonly number[], hour: number, firstNum = 1): void {
  let num = firstNum;
  perHop.forEach((count, hops) => {
    for (let i = 0; i < count; i++) scaling.heard(num++ * 7919, hops, hour * HOUR_MS + 60_000);
  });
}
/** What it says after an hour in which these were heard. */
function hopsWith(perHop: readonly number[]): number {
  const scaling = createHopScaling(1);
  hear(scaling, perHop, 0);
  return scaling.hops(1.5 * HOUR_MS);
}

test('until an hour is over, and where nobody is heard, routine broadcasts may go as far as they like', () => {
  const scaling = createHopScaling(1);
  hear(scaling, [70], 0);
  expect(scaling.hops(0.9 * HOUR_MS)).toBe(7);
  expect(scaling.hops(1.1 * HOUR_MS)).toBe(0);
  expect(createHopScaling(1).hops(5 * HOUR_MS)).toBe(7);
});

test('they go to the first distance within which forty live', () => {
  expect(hopsWith([10, 10, 10, 10, 40])).toBe(3);
  expect(hopsWith([39])).toBe(7);
  expect(hopsWith([5, 5, 5])).toBe(7);
});

test('and one hop farther where that adds few', () => {
  // With the usual politeness up to sixty in all.
  expect(hopsWith([40, 20])).toBe(1);
  expect(hopsWith([40, 21])).toBe(0);
});

test('a mesh that falls silent is forgotten after thirteen hours', () => {
  const scaling = createHopScaling(1);
  hear(scaling, [70], 0);
  expect(scaling.hops(13 * HOUR_MS)).toBe(0);
  expect(scaling.hops(15 * HOUR_MS)).toBe(7);
});

test('of a thousand nodes a sample is kept, and says about the same as all of them would', () => {
  const scaling = createHopScaling(1);
  for (let hour = 0; hour < 6; hour++) hear(scaling, [2, 5, 400, 600], hour);
  expect(scaling.hops(6.5 * HOUR_MS)).toBe(2);
});

test('whatever is heard, the answer is a number of hops', () => {
  const packet = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: -1, max: 9 }), fc.nat(90));
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 400 }), (packets) => {
      const scaling = createHopScaling(9);
      let hour = 0;
      for (const [num, hops, minutes] of packets) scaling.heard(num, hops, (hour += minutes / 60) * HOUR_MS);
      const hops = scaling.hops(hour * HOUR_MS);
      expect(Number.isInteger(hops) && hops >= 0 && hops <= 7).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('in 2.8 a position in a crowd stays where it is said, a text goes as far as it is sent; a tracker reaches two hops', () => {
  const crowd = 64;
  const nodes = Array.from({ length: crowd }, (_, i) => ({
    role: i === 1 ? ('tracker' as const) : ('client-mute' as const),
  }));
  const { mesh, sent } = watched({ nodes, links: everyoneHears(crowd), preset: 'SHORT_FAST', profile: 'firmware-2.8' });
  for (let i = 0; i < crowd; i++)
    mesh.schedule(i * 30_000_000, () => mesh.send(i, { to: 'all', payload: bytes(9), portnum: 4, hopLimit: 3 }));
  mesh.advanceTo(2 * HOUR_US);
  const hopsOf = (node: number, portnum: number): number => {
    const { id } = mesh.send(node, { to: 'all', payload: bytes(9), portnum, hopLimit: 3 });
    mesh.advanceTo(mesh.nowUs() + 60_000_000);
    return sent.find((t) => t.id === id && t.node === node)!.hopLimit;
  };
  expect(hopsOf(0, 3)).toBe(0);
  expect(hopsOf(0, 1)).toBe(3);
  expect(hopsOf(0, 256)).toBe(3);
  expect(hopsOf(1, 3)).toBe(2);
});
