import { describe, expect, test } from 'vitest';
import { valley } from '#sim/scenarios/valley.ts';

const told: string[] = [];
const report = valley({ seed: 'S1', tell: (hour, words) => told.push(`${hour} ${words}`) });

describe('the valley, cut in two', () => {
  test('breaks none of the invariants', () => {
    expect(report.broken).toEqual([]);
  });

  test('a call on either side is taken by a named person of that side within three minutes', () => {
    expect(report.takenAfterS).toHaveLength(2);
    for (const seconds of report.takenAfterS) expect(seconds).toBeLessThanOrEqual(180);
  });

  test('each side counts its own heads: who answered, and by name who is unheard of', () => {
    expect(report.heard).toEqual([17, 9]);
    expect(report.unheard).toEqual([11, 19]);
  });

  test('neither side can decide, and each phone says why; silence is no consent', () => {
    expect([report.liarsAllowed, report.quorum]).toEqual([2, 16]);
    expect(report.ballots).toEqual([15, 9]);
    expect(report.refusedBy).toEqual(['bind-needs-quorum', 'bind-needs-quorum']);
    // Of eighteen and of ten in twenty-eight: 63 % and 37 % with all of 112.
    expect(report.replyPercent).toEqual([64, 36]);
  });

  test('both sides draw fuel under the power that was adopted in calm, and together never more than that', () => {
    expect(report.drawn).toEqual([110, 76, 110, 76]);
    expect(110 + 76).toBeLessThanOrEqual(report.fuelAdopted);
    expect(report.powersAtEnd).toEqual(['spent', 'spent']);
  });

  test('a certified warning goes on the reserved air and reaches its side; a drill never does, and is heard all the same', () => {
    expect(report.certifiedOn).toBe(18);
    expect(report.warningOnReserve).toBeGreaterThan(0);
    expect(report.drillOnReserve).toBe(0);
    expect(report.drillHeard).toBe(10);
  });

  test('after the heal it is final within three hours, in the same words on every node, in one frame', () => {
    expect(report.outcome).toBe('passed');
    expect(report.finalAfterMin).toBeLessThanOrEqual(180);
    expect(report.certificates).toHaveLength(42);
    expect(new Set(report.certificates).size).toBe(1);
    expect(report.certificateBytes).toBeLessThanOrEqual(225);
    expect(report.oneStateAfterMin).toBeLessThan(Infinity);
  });

  test('who paid the same on both sides with a copied phone is proven everywhere, and both payees accepted in good faith', () => {
    expect(report.bothPaid).toBe(true);
    expect(report.proofAfterMin).toBeLessThan(30);
  });

  test('uses a small part of the air, relays included', () => {
    expect(report.airPercent).toBeGreaterThan(0);
    expect(report.airPercent).toBeLessThan(10);
  });

  test('is told in the order in which it happened', () => {
    const hours = told.map((line) => Number.parseFloat(line));
    expect(hours).toEqual(hours.toSorted((a, b) => a - b));
    expect(told.join('\n')).toContain('The ridge relay dies: 18 people here, 10 there.');
  });
});
