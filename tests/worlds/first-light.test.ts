import { describe, expect, test } from 'vitest';
import { firstLight, type FirstLightOptions, type FirstLightReport, type Vote } from '#sim/scenarios/first-light.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';

const verifier = memoVerifier();
const run = (options: Partial<FirstLightOptions>): FirstLightReport =>
  firstLight({ seed: 'test', partitionHours: 6, verifier, ...options });

/** How many bound, as the screens say it; nothing where it is not decided. */
const boundOf = ({ outcome }: FirstLightReport): number => Number(/^Decided for good: (\d+) of 12/.exec(outcome)?.[1]);

/** How many binds the certificate itself names: the low four bits of one byte a member (governance §4). */
function bindsIn(certificate: string): number {
  const bytes = Buffer.from(certificate, 'hex');
  return bytes.subarray(36, 36 + bytes[35]!).filter((mark) => (mark & 0x0f) > 0).length;
}

const usual = run({});

describe('first light', () => {
  test('ends with one state and one certificate on all nodes, and a balance of zero', () => {
    expect(usual.nodes).toBe(24);
    expect(usual.stateHashes).toHaveLength(24);
    expect(new Set(usual.stateHashes).size).toBe(1);
    expect(usual.certificates).toHaveLength(24);
    expect(new Set(usual.certificates).size).toBe(1);
    expect(usual.certificates[0]!.length).toBeGreaterThan(2 * 48);
    expect(usual.balancesSum).toBe(0);
    expect(usual.balances.filter((amount) => amount !== 0)).toEqual([-1250, 1250, -700, 700]);
    expect(usual.sosTakenBy).toBe('house 5; house 11');
    // Whoever looks after seven have bound finds it decided, so how many bind depends on who looks first.
    expect(boundOf(usual)).toBeGreaterThanOrEqual(7);
    expect(boundOf(usual)).toBeLessThanOrEqual(11);
    expect(bindsIn(usual.certificates[0]!)).toBe(boundOf(usual));
  });

  test('breaks none of the invariants', () => {
    expect(usual.broken).toEqual([]);
  });

  test('is the same again with the same seed, byte for byte', () => {
    expect(run({})).toEqual(usual);
  });

  test('with another seed takes another course on air, to another certificate of other keys', () => {
    const other = run({ seed: 'another' });
    expect(other.frames === usual.frames && other.airtimeS === usual.airtimeS).toBe(false);
    expect(other.certificates[0]).not.toBe(usual.certificates[0]);
    expect(new Set(other.stateHashes).size).toBe(1);
  });

  test('with other votes and payments has another certificate and other balances', () => {
    const votes: Vote[] = [
      'consent',
      'consent',
      'stand aside',
      'consent',
      'consent',
      'consent',
      'consent',
      'consent',
      'silent',
      'consent',
      'consent',
      'stand aside',
    ];
    const other = run({ votes, payments: [300, 2000] });
    expect(boundOf(other)).toBeGreaterThanOrEqual(7);
    expect(boundOf(other)).toBeLessThanOrEqual(9);
    expect(bindsIn(other.certificates[0]!)).toBe(boundOf(other));
    expect(other.certificates[0]).not.toBe(usual.certificates[0]);
    expect(new Set(other.certificates).size).toBe(1);
    expect(other.balances.filter((amount) => amount !== 0)).toEqual([-300, 300, -2000, 2000]);
    expect(other.balancesSum).toBe(0);
  });

  test('decides nothing when too few consent, and says so', () => {
    const votes = Array.from({ length: 12 }, (_, i): Vote => (i < 6 ? 'consent' : 'silent'));
    const other = run({ votes });
    expect(other.outcome).toContain('Open, so far: 6 of 7 needed ballots');
    expect(new Set(other.stateHashes).size).toBe(1);
  });
});
