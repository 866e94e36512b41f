// What we may spend of the air, and what was spent (protocol/README.md §7.2).
//
// The ceiling is 10 % of channel time for classes 1-3, plus 4 % that only class 0 may use. Where the
// region's duty cycle is lower than 14 %, classes 1-3 share at most 10/14 of it: the rest is class 0's,
// so an SOS is never refused for what a chat has spent. Of that reserve three parts are for those whom the
// community knows and one is for guests: whoever makes up names by the hundred shares that one with himself.

export type Urgency = 0 | 1 | 2 | 3;

export const ROUTINE_SHARE = 0.1;
export const EMERGENCY_SHARE = 0.04;
const HOUR_MS = 3_600_000;

/** Channel use heard by the radio, in percent, above which a class waits (firmware's own polite gate is 25). */
const CHANNEL_USE_MAX: readonly number[] = [100, 40, 25, 25];

/** Airtime that a class may have spent in an hour, itself and the more urgent ones together, in ms. */
export function allowedMs(dutyCycle: number, urgency: Urgency): number {
  const all = Math.min(ROUTINE_SHARE + EMERGENCY_SHARE, dutyCycle);
  const routine = (all * ROUTINE_SHARE) / (ROUTINE_SHARE + EMERGENCY_SHARE);
  // Each lesser class leaves a part of the routine share to those before it.
  const share = [all, routine, routine * 0.9, routine * 0.6][urgency]!;
  return share * HOUR_MS;
}

/** Airtime that calls of all guests together may take of the reserve in an hour, in ms; beyond it they go with class 1. */
export const guestsMs = (dutyCycle: number): number => (allowedMs(dutyCycle, 0) - allowedMs(dutyCycle, 1)) / 4;

export type Spending = {
  readonly atMs: number;
  readonly airtimeMs: number;
  readonly urgency: Urgency;
  readonly byGuest: boolean;
};

export interface AirBudget {
  spend(airtimeMs: number, urgency: Urgency, nowMs: number, byGuest?: boolean): void;
  spendings(): readonly Spending[];
  /** Is so much left of the guests' part of the reserve? */
  guestsMay(airtimeMs: number, nowMs: number): boolean;
  /** When this much may be sent; `nowMs` if at once. */
  freeAtMs(airtimeMs: number, urgency: Urgency, nowMs: number): number;
  /** Spent in the last hour, by class, in ms. */
  spentMs(nowMs: number): readonly [number, number, number, number];
  /** Share of a class's allowance that is spent, 0 and up. */
  used(urgency: Urgency, nowMs: number): number;
  heardUse(percent: number): void;
  /** Is the channel too busy for this class? */
  busy(urgency: Urgency): boolean;
}

/** `earlier`: of the same radio before it went away. The law does not forget what was sent, so the budget does not. */
export function createAirBudget(dutyCycle: number, earlier?: AirBudget): AirBudget {
  let spendings: readonly Spending[] = earlier?.spendings() ?? [];
  let usePercent = 0;

  const recent = (nowMs: number): readonly Spending[] => {
    spendings = spendings.filter(({ atMs }) => atMs > nowMs - HOUR_MS);
    return spendings;
  };
  /** For class 0 everything counts; for a routine class only routine does: SOS never starves a class twice. */
  const counts = (urgency: Urgency, spending: Spending): boolean => urgency === 0 || spending.urgency > 0;
  const spentBy = (urgency: Urgency, nowMs: number): number =>
    recent(nowMs).reduce((sum, spending) => sum + (counts(urgency, spending) ? spending.airtimeMs : 0), 0);

  return {
    spend(airtimeMs, urgency, nowMs, byGuest = false) {
      spendings = [...recent(nowMs), { atMs: nowMs, airtimeMs, urgency, byGuest }];
    },
    spendings: () => spendings,
    guestsMay(airtimeMs, nowMs) {
      const spent = recent(nowMs).reduce(
        (sum, spending) => sum + (spending.byGuest && spending.urgency === 0 ? spending.airtimeMs : 0),
        0,
      );
      return spent + airtimeMs <= guestsMs(dutyCycle);
    },
    freeAtMs(airtimeMs, urgency, nowMs) {
      // What calls took beyond their reserve is missing to the others: the law counts all.
      const [own, all] = [urgency, 0 as const].map((of) => {
        const allowed = allowedMs(dutyCycle, of);
        let spent = spentBy(of, nowMs);
        if (spent + airtimeMs <= allowed) return nowMs;
        for (const spending of recent(nowMs)) {
          if (!counts(of, spending)) continue;
          spent -= spending.airtimeMs;
          if (spent + airtimeMs <= allowed) return spending.atMs + HOUR_MS + 1;
        }
        return nowMs + HOUR_MS;
      });
      return Math.max(own!, all!);
    },
    spentMs(nowMs) {
      const sums: [number, number, number, number] = [0, 0, 0, 0];
      for (const { airtimeMs, urgency } of recent(nowMs)) sums[urgency] += airtimeMs;
      return sums;
    },
    used: (urgency, nowMs) => spentBy(urgency, nowMs) / allowedMs(dutyCycle, urgency),
    heardUse: (percent) => (usePercent = percent),
    busy: (urgency) => usePercent > CHANNEL_USE_MAX[urgency]!,
  };
}
