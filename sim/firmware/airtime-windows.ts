// How busy the channel was and how much each radio sent: the windows behind every gate. airtime.cpp.
//
// Channel use: six buckets of ten seconds over everything sent, received well or received broken. Own
// sending: sixty buckets of a minute. A bucket is cleared when it is entered again, so a window covers
// 50-60 s and 59-60 min. The firmware clears them from a timer; here they are cleared when looked at.
// One table for all nodes, since every reception writes it: eight numbers of a node share a cache line.

const USE_BUCKETS = 6;
const USE_BUCKET_MS = 10_000;
const USE_PERIOD = 6; // after the buckets: the period entered last, and the sum of the buckets
const USE_SUM = 7;
const USE_STRIDE = 8;
const SEND_BUCKETS = 60;
const SEND_BUCKET_MS = 60_000;
const SEND_PERIOD = 60;
const SEND_SUM = 61;
const SEND_STRIDE = 62;

export type AirtimeWindows = {
  /** logAirtime: a transmission or reception that has just ended. */
  log(node: number, airtimeMs: number, sentByUs: boolean, nowMs: number): void;
  /** channelUtilizationPercent */
  channelUsePct(node: number, nowMs: number): number;
  /** utilizationTXPercent */
  sendUsePct(node: number, nowMs: number): number;
  /** getSilentMinutes, counted from the oldest minute on: whole minutes until sendUsePct is below the limit.
   *  (The firmware counts buckets in array order and not by age; the difference is a wrong number of minutes
   *  in its notice and never a transmission.) */
  silentMinutes(node: number, limitPct: number, nowMs: number): number;
};

export function airtimeWindows(nodes: number): AirtimeWindows {
  const use = new Uint32Array(nodes * USE_STRIDE);
  const sending = new Uint32Array(nodes * SEND_STRIDE);

  /** Clears what has grown old, and answers the current bucket's place. */
  const enterUse = (base: number, nowMs: number): number => {
    const period = Math.floor(nowMs / USE_BUCKET_MS);
    const entered = use[base + USE_PERIOD]!;
    if (period !== entered) {
      for (let p = Math.max(entered + 1, period - USE_BUCKETS + 1); p <= period; p++) {
        const at = base + (p % USE_BUCKETS);
        use[base + USE_SUM] = use[base + USE_SUM]! - use[at]!;
        use[at] = 0;
      }
      use[base + USE_PERIOD] = period;
    }
    return base + (period % USE_BUCKETS);
  };

  const enterSending = (base: number, nowMs: number): number => {
    const period = Math.floor(nowMs / SEND_BUCKET_MS);
    const entered = sending[base + SEND_PERIOD]!;
    if (period !== entered) {
      for (let p = Math.max(entered + 1, period - SEND_BUCKETS + 1); p <= period; p++) {
        const at = base + (p % SEND_BUCKETS);
        sending[base + SEND_SUM] = sending[base + SEND_SUM]! - sending[at]!;
        sending[at] = 0;
      }
      sending[base + SEND_PERIOD] = period;
    }
    return base + (period % SEND_BUCKETS);
  };

  return {
    log: (node, airtimeMs, sentByUs, nowMs) => {
      const base = node * USE_STRIDE;
      const at = enterUse(base, nowMs);
      use[at] = use[at]! + airtimeMs;
      use[base + USE_SUM] = use[base + USE_SUM]! + airtimeMs;
      if (!sentByUs) return;
      const sendBase = node * SEND_STRIDE;
      const minute = enterSending(sendBase, nowMs);
      sending[minute] = sending[minute]! + airtimeMs;
      sending[sendBase + SEND_SUM] = sending[sendBase + SEND_SUM]! + airtimeMs;
    },
    channelUsePct: (node, nowMs) => {
      const base = node * USE_STRIDE;
      enterUse(base, nowMs);
      return (use[base + USE_SUM]! / (USE_BUCKETS * USE_BUCKET_MS)) * 100;
    },
    sendUsePct: (node, nowMs) => {
      const base = node * SEND_STRIDE;
      enterSending(base, nowMs);
      return (sending[base + SEND_SUM]! / (SEND_BUCKETS * SEND_BUCKET_MS)) * 100;
    },
    silentMinutes: (node, limitPct, nowMs) => {
      const base = node * SEND_STRIDE;
      const current = enterSending(base, nowMs) - base;
      const limitMs = (limitPct / 100) * SEND_BUCKETS * SEND_BUCKET_MS;
      let left = sending[base + SEND_SUM]!;
      for (let minutes = 0; minutes < SEND_BUCKETS; minutes++) {
        if (left < limitMs) return minutes;
        left -= sending[base + ((current + 1 + minutes) % SEND_BUCKETS)]!;
      }
      return SEND_BUCKETS;
    },
  };
}
