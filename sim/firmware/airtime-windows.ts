// How busy the channel was and how much this radio sent: the windows behind every gate. airtime.cpp.
//
// Channel use: six buckets of ten seconds over everything sent, received well or received broken. Own
// sending: sixty buckets of a minute. A bucket is cleared when it is entered again, so a window covers
// 50-60 s and 59-60 min. The firmware clears them from a timer; here they are cleared when looked at.

const USE_BUCKETS = 6;
const USE_BUCKET_MS = 10_000;
const SEND_BUCKETS = 60;
const SEND_BUCKET_MS = 60_000;

export type AirtimeWindows = {
  /** logAirtime: a transmission or reception that has just ended. */
  log(airtimeMs: number, sentByUs: boolean, nowMs: number): void;
  /** channelUtilizationPercent */
  channelUsePct(nowMs: number): number;
  /** utilizationTXPercent */
  sendUsePct(nowMs: number): number;
  /** getSilentMinutes, counted from the oldest minute on: whole minutes until sendUsePct is below the limit.
   *  (The firmware counts buckets in array order and not by age; the difference is a wrong number of minutes
   *  in its notice and never a transmission.) */
  silentMinutes(limitPct: number, nowMs: number): number;
};

export function airtimeWindows(): AirtimeWindows {
  const use = new Uint32Array(USE_BUCKETS);
  const sending = new Uint32Array(SEND_BUCKETS);
  let usePeriod = 0;
  let sendPeriod = 0;
  let useSum = 0;
  let sendSum = 0;

  const enterUse = (nowMs: number): number => {
    const period = Math.floor(nowMs / USE_BUCKET_MS);
    if (period !== usePeriod) {
      for (let p = Math.max(usePeriod + 1, period - USE_BUCKETS + 1); p <= period; p++) {
        useSum -= use[p % USE_BUCKETS]!;
        use[p % USE_BUCKETS] = 0;
      }
      usePeriod = period;
    }
    return period % USE_BUCKETS;
  };

  const enterSending = (nowMs: number): number => {
    const period = Math.floor(nowMs / SEND_BUCKET_MS);
    if (period !== sendPeriod) {
      for (let p = Math.max(sendPeriod + 1, period - SEND_BUCKETS + 1); p <= period; p++) {
        sendSum -= sending[p % SEND_BUCKETS]!;
        sending[p % SEND_BUCKETS] = 0;
      }
      sendPeriod = period;
    }
    return period % SEND_BUCKETS;
  };

  return {
    log: (airtimeMs, sentByUs, nowMs) => {
      const bucket = enterUse(nowMs);
      use[bucket] = use[bucket]! + airtimeMs;
      useSum += airtimeMs;
      if (!sentByUs) return;
      const minute = enterSending(nowMs);
      sending[minute] = sending[minute]! + airtimeMs;
      sendSum += airtimeMs;
    },
    channelUsePct: (nowMs) => {
      enterUse(nowMs);
      return (useSum / (USE_BUCKETS * USE_BUCKET_MS)) * 100;
    },
    sendUsePct: (nowMs) => {
      enterSending(nowMs);
      return (sendSum / (SEND_BUCKETS * SEND_BUCKET_MS)) * 100;
    },
    silentMinutes: (limitPct, nowMs) => {
      const current = enterSending(nowMs);
      const limitMs = (limitPct / 100) * SEND_BUCKETS * SEND_BUCKET_MS;
      let left = sendSum;
      for (let minutes = 0; minutes < SEND_BUCKETS; minutes++) {
        if (left < limitMs) return minutes;
        left -= sending[(current + 1 + minutes) % SEND_BUCKETS]!;
      }
      return SEND_BUCKETS;
    },
  };
}
