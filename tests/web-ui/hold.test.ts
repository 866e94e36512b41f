// Pressing SOS: nothing goes out by accident, and nothing that was meant is lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CANCEL_WINDOW_MS,
  held,
  HOLD_MS,
  IDLE,
  secondsLeft,
  step,
  type Hold,
  type HoldEvent,
} from '#web-ui/views/hold.ts';

type Told = { readonly kind: HoldEvent['kind']; readonly afterMs: number };

/** Runs events one after another, each some time after the last, and answers every state. */
function run(told: readonly Told[], start: Hold = IDLE): readonly { readonly hold: Hold; readonly nowMs: number }[] {
  let [hold, nowMs] = [start, 1_000_000];
  return told.map(({ kind, afterMs }) => {
    nowMs += afterMs;
    hold = step(hold, { kind }, nowMs);
    return { hold, nowMs };
  });
}
const last = (told: readonly Told[]): Hold => run(told).at(-1)?.hold ?? IDLE;

const anyTold = fc.array(
  fc.record({
    kind: fc.constantFrom<HoldEvent['kind']>('press', 'release', 'click', 'confirm', 'cancel', 'send-now', 'tick'),
    afterMs: fc.nat(2 * CANCEL_WINDOW_MS),
  }),
  { maxLength: 40 },
);

describe('the SOS button', () => {
  it('sends after three seconds of holding and the whole cancel window', () => {
    const held = [
      { kind: 'press' as const, afterMs: 0 },
      { kind: 'tick' as const, afterMs: HOLD_MS },
    ];
    expect(last(held).at).toBe('armed');
    expect(last([...held, { kind: 'tick', afterMs: CANCEL_WINDOW_MS - 1 }]).at).toBe('armed');
    expect(last([...held, { kind: 'tick', afterMs: CANCEL_WINDOW_MS }]).at).toBe('sending');
  });

  it('does not send when the finger leaves early; the tap then opens the question instead', () => {
    const short: Told[] = [
      { kind: 'press', afterMs: 0 },
      { kind: 'release', afterMs: HOLD_MS - 1 },
    ];
    expect(last(short)).toEqual(IDLE);
    expect(last([...short, { kind: 'click', afterMs: 0 }]).at).toBe('confirming');
  });

  it('counts a hold that was long enough even when no tick came in between', () => {
    expect(
      last([
        { kind: 'press', afterMs: 0 },
        { kind: 'release', afterMs: HOLD_MS },
      ]).at,
    ).toBe('armed');
  });

  it('ignores the click that follows a completed hold', () => {
    const told: Told[] = [
      { kind: 'press', afterMs: 0 },
      { kind: 'tick', afterMs: HOLD_MS },
      { kind: 'release', afterMs: 10 },
      { kind: 'click', afterMs: 0 },
    ];
    expect(last(told).at).toBe('armed');
  });

  it('can be pressed without holding: a click, then a yes', () => {
    expect(
      last([
        { kind: 'click', afterMs: 0 },
        { kind: 'confirm', afterMs: 1 },
      ]).at,
    ).toBe('armed');
    expect(last([{ kind: 'confirm', afterMs: 0 }])).toEqual(IDLE);
  });

  it('can be taken back at any time before it goes out', () => {
    fc.assert(
      fc.property(anyTold, (told) => {
        const before = run(told).at(-1) ?? { hold: IDLE, nowMs: 0 };
        const after = step(before.hold, { kind: 'cancel' }, before.nowMs);
        return before.hold.at === 'sending' || after.at === 'idle';
      }),
    );
  });

  it('never goes out unless it was armed first, and then only after the window or a word', () => {
    fc.assert(
      fc.property(anyTold, (told) => {
        const states = run(told);
        states.forEach(({ hold, nowMs }, i) => {
          const before = states[i - 1]?.hold ?? IDLE;
          if (hold.at !== 'sending' || before.at === 'sending') return;
          expect(before.at).toBe('armed');
          const waited = before.at === 'armed' && nowMs >= before.sendsAtMs;
          expect(waited || told[i]?.kind === 'send-now').toBe(true);
        });
      }),
    );
  });

  it('shows a countdown that never rises while it runs', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 30 }), (steps) => {
        let nowMs = 0;
        const hold: Hold = { at: 'holding', sinceMs: 0 };
        let [seconds, share] = [HOLD_MS / 1000, 0];
        for (const stepMs of steps) {
          nowMs += stepMs;
          expect(secondsLeft(hold, nowMs)).toBeLessThanOrEqual(seconds);
          expect(held(hold, nowMs)).toBeGreaterThanOrEqual(share);
          [seconds, share] = [secondsLeft(hold, nowMs), held(hold, nowMs)];
        }
      }),
    );
  });
});
