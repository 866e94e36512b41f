// How fast repair goes: it leaves most of every minute to others (protocol/README.md §8.4).
//
// The radio says once a minute how busy the channel was. Whoever talks until it says so silences
// everybody for the next minute, and all begin again at once. So we count what we say and hear of
// repair, and speak so that it stays below what would make the channel count as busy.

/** What the firmware looks back over for its channel use. */
const WINDOW_MS = 60_000;
/** Below the 25 % at which classes 2 and 3 wait. */
const SHARE = 0.21;
/** No air carries so many frames in that time; a radio that claims it does is counted, and not remembered frame by frame. */
const SPENDINGS_MAX = 2048;

export interface RepairPace {
  /** A frame of repair went out, or was heard. */
  spent(airtimeMs: number, nowMs: number): void;
  /** When the next may go. */
  freeAtMs(nowMs: number): number;
  /** When so many full frames from now on will have gone, if somebody sends them one after another. */
  afterMs(count: number, nowMs: number): number;
}

export function createRepairPace(fullFrameMs: number): RepairPace {
  let spendings: { readonly atMs: number; readonly airtimeMs: number }[] = [];
  const allowedMs = Math.max(SHARE * WINDOW_MS, fullFrameMs);

  const freeAt = (lately: readonly { atMs: number; airtimeMs: number }[], now: number): number => {
    const inside = lately.filter(({ atMs }) => atMs > now - WINDOW_MS);
    let sum = inside.reduce((total, { airtimeMs }) => total + airtimeMs, 0);
    if (sum + fullFrameMs <= allowedMs) return now;
    for (const { atMs, airtimeMs } of inside) {
      sum -= airtimeMs;
      if (sum + fullFrameMs <= allowedMs) return atMs + WINDOW_MS + 1;
    }
    return now + WINDOW_MS;
  };

  return {
    spent(airtimeMs, now) {
      const inside = spendings.filter(({ atMs }) => atMs > now - WINDOW_MS);
      const last = inside.length >= SPENDINGS_MAX ? inside.pop() : undefined;
      spendings = [...inside, { atMs: now, airtimeMs: airtimeMs + (last?.airtimeMs ?? 0) }];
    },
    freeAtMs: (now) => freeAt(spendings, now),
    afterMs(count, now) {
      const lately = [...spendings];
      let at = now;
      for (let i = 0; i < count; i++) {
        at = freeAt(lately, at) + fullFrameMs;
        lately.push({ atMs: at, airtimeMs: fullFrameMs });
      }
      return at;
    },
  };
}
