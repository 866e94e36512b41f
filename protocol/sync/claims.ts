// Who says to hold what: the summaries that were heard on a link, by device (protocol/README.md §8.9).
//
// A device's word for itself: summaries are not signed. What was held once is held for ever, so a claim
// once made stands, however old.

import type { LogLine, Summary } from './summary.ts';

/** Devices that are remembered, and logs of one device; the longest unheard goes first. */
const DEVICES_MAX = 64;
const LOGS_MAX = 4096;

type Held = Pick<LogLine, 'head' | 'holes'>;

export interface Claims {
  heard(device: string, summary: Summary): void;
  /** Devices that said to hold this number of this log. `author` is a number, or a newcomer's prefix. */
  holders(author: number | string, log: number, seq: number): readonly string[];
}

export function createClaims(): Claims {
  const devices = new Map<string, Map<string, Held>>();
  return {
    heard(device, summary) {
      const logs = devices.get(device) ?? new Map<string, Held>();
      devices.delete(device);
      if (devices.size >= DEVICES_MAX) devices.delete(devices.keys().next().value!);
      devices.set(device, logs);
      for (const { author, log, head, holes } of [...summary.logs, ...summary.newcomers]) {
        const name = `${author}/${log}`;
        if (logs.size < LOGS_MAX || logs.has(name)) logs.set(name, { head, holes });
      }
    },
    holders: (author, log, seq) =>
      [...devices].flatMap(([device, logs]) => {
        const held = logs.get(`${author}/${log}`);
        return held && seq <= held.head && !held.holes.includes(seq) ? [device] : [];
      }),
  };
}
