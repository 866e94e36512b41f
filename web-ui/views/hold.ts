// Pressing SOS, as a table: hold three seconds, or tap and confirm; then a window to take it back.
//
// Pure, so that every path can be tested without a screen: a trembling finger, a key that repeats, a
// click that follows a completed hold. Nothing is sent before the cancel window has run out or the
// person said "now".

export const HOLD_MS = 3000;
export const CANCEL_WINDOW_MS = 10_000;

export type Hold =
  | { readonly at: 'idle' }
  | { readonly at: 'holding'; readonly sinceMs: number }
  /** Opened by click, Enter, Space or a switch: two large buttons instead of a hold. */
  | { readonly at: 'confirming' }
  /** Goes out at `sendsAtMs` unless taken back. `viaHold` swallows the click that follows a hold. */
  | { readonly at: 'armed'; readonly sendsAtMs: number; readonly viaHold: boolean }
  | { readonly at: 'sending' };

export type HoldEvent =
  | { readonly kind: 'press' }
  | { readonly kind: 'release' }
  | { readonly kind: 'click' }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'send-now' }
  | { readonly kind: 'tick' };

export const IDLE: Hold = { at: 'idle' };

const armed = (nowMs: number, viaHold: boolean): Hold => ({
  at: 'armed',
  sendsAtMs: nowMs + CANCEL_WINDOW_MS,
  viaHold,
});

type Step = (hold: Hold, nowMs: number) => Hold;

const onTick: Step = (hold, nowMs) => {
  if (hold.at === 'holding' && nowMs - hold.sinceMs >= HOLD_MS) return armed(nowMs, true);
  if (hold.at === 'armed' && nowMs >= hold.sendsAtMs) return { at: 'sending' };
  return hold;
};

const STEPS: { readonly [K in HoldEvent['kind']]: Step } = {
  press: (hold, nowMs) => (hold.at === 'idle' ? { at: 'holding', sinceMs: nowMs } : hold),
  // A hold that was long enough counts even if no tick came in between.
  release: (hold, nowMs) => {
    const ticked = onTick(hold, nowMs);
    return ticked.at === 'holding' ? IDLE : ticked;
  },
  click: (hold) => (hold.at === 'idle' ? { at: 'confirming' } : hold),
  confirm: (hold, nowMs) => (hold.at === 'confirming' ? armed(nowMs, false) : hold),
  cancel: (hold) => (hold.at === 'sending' ? hold : IDLE),
  'send-now': (hold) => (hold.at === 'armed' ? { at: 'sending' } : hold),
  tick: onTick,
};

export const step = (hold: Hold, event: HoldEvent, nowMs: number): Hold => STEPS[event.kind](hold, nowMs);

/** Share of the hold that is done, 0-1. */
export const held = (hold: Hold, nowMs: number): number =>
  hold.at === 'holding' ? Math.min(1, Math.max(0, (nowMs - hold.sinceMs) / HOLD_MS)) : 0;

/** Whole seconds left: of the hold, or until it goes out. */
export function secondsLeft(hold: Hold, nowMs: number): number {
  if (hold.at === 'holding') return Math.max(0, Math.ceil((hold.sinceMs + HOLD_MS - nowMs) / 1000));
  if (hold.at === 'armed') return Math.max(0, Math.ceil((hold.sendsAtMs - nowMs) / 1000));
  return 0;
}
