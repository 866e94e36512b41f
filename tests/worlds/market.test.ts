import { expect, test } from 'vitest';
import { market } from '#sim/scenarios/market.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';

/** Nobody forges on this market, and who checks what is the matter of other tests. */
const verifier = memoVerifier(() => true);
/** Ninety phones on two busy cores. */
const TIMEOUT_MS = 400_000;
const middle = (rising: readonly number[]): number => rising[Math.floor(rising.length / 2)]!;
const ninetyFive = (rising: readonly number[]): number => rising[Math.floor(0.95 * (rising.length - 1))]!;

test(
  'over one gateway 140 payments among 90 people are settled within 5 seconds each, without a radio',
  () => {
    const report = market({ seed: 'test', over: 'one gateway', marketHours: 0.5, verifier });
    expect(report).toMatchObject({
      people: 90,
      payments: 140,
      accepted: 140,
      balancesSum: 0,
      broken: [],
      stateHashes: 1,
      hosts: 91,
    });
    expect(report.acceptedAfterS['at one site']).toHaveLength(140);
    expect(Math.max(...report.acceptedAfterS['at one site'])).toBeLessThanOrEqual(5);
    expect(report.frames).toBe(0);
  },
  TIMEOUT_MS,
);

// Half the hamlets in half the time: as many payments an hour as on the whole market day.
test(
  'over LoRa all payments are settled within a tenth of the air, those behind the hill when the courier has been there',
  () => {
    const report = market({ seed: 'test', over: 'LoRa', people: 45, payments: 70, marketHours: 3, verifier });
    expect(report).toMatchObject({
      people: 45,
      payments: 70,
      accepted: 70,
      balancesSum: 0,
      stateHashes: 1,
      hosts: 51,
      broken: [],
    });
    const { 'at one site': together, 'between radios': between, 'behind the hill': behind } = report.acceptedAfterS;
    expect(together.length + between.length + behind.length).toBe(70);
    expect(Math.max(...together)).toBeLessThanOrEqual(5);
    // Five seeds: 230 to 320 s.
    expect(middle(between)).toBeLessThanOrEqual(6 * 60);
    expect(ninetyFive(between)).toBeLessThanOrEqual(20 * 60);
    expect(Math.max(...behind)).toBeLessThanOrEqual(7 * 3600);
    expect(report.airShare).toBeLessThanOrEqual(0.1);
    // Five radios pass each payment and its acceptance on to each other, and repair what was lost.
    expect(report.framesPerPayment).toBeLessThanOrEqual(12);
  },
  TIMEOUT_MS,
);
