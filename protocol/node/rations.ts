// How much checking one sender may ask of us (protocol/README.md §8.3).
//
// A signature costs 15 to 100 ms; a frame that names one costs its sender nothing. So each sender and each
// author that is named has a bucket of tokens, and who failed three times in ten minutes is checked
// only when nothing else waits. Routine things are put off, never refused: otherwise anyone could
// silence a member by sending forgeries in that member's name. Calls for help have a lane of their own,
// which no failure of others can narrow. Pure: time is given.

export type Lane = 'urgent' | 'clear' | 'routine' | 'relay' | 'mixed';
/** `idle`: check it when nothing else is being checked. */
export type Admission = 'now' | 'idle' | 'refused';

type Rate = { readonly burst: number; readonly perMinute: number };
type Budget = { readonly sender: Rate; readonly author: Rate; readonly beyond: Exclude<Admission, 'now'> };

/** A radio cannot bring more than about 300 full frames a minute on the fastest preset; wide links can. */
const BUDGETS: Readonly<Record<Lane, Budget>> = {
  urgent: { sender: { burst: 32, perMinute: 30 }, author: { burst: 16, perMinute: 10 }, beyond: 'idle' },
  // Strangers can send in clear: the whole link shares few tokens, and nothing beyond them is kept.
  clear: { sender: { burst: 6, perMinute: 4 }, author: { burst: 4, perMinute: 1 }, beyond: 'refused' },
  // Private frames of others, passed on unread: nobody's signature stands behind them.
  relay: { sender: { burst: 8, perMinute: 2 }, author: { burst: 8, perMinute: 2 }, beyond: 'refused' },
  // Mixtures of forked records (§3.2), a token for each signature under the sum: one frame may need more than 30 checks.
  mixed: { sender: { burst: 128, perMinute: 64 }, author: { burst: 128, perMinute: 64 }, beyond: 'refused' },
  routine: { sender: { burst: 1024, perMinute: 3000 }, author: { burst: 128, perMinute: 120 }, beyond: 'idle' },
};

export const FAILURES_MAX = 3;
export const FAILURES_WITHIN_MS = 600_000;
/** Names that are remembered; the one unused longest goes first. */
const NAMES_MAX = 2048;

type Bucket = { tokens: number; atMs: number };

export interface Rations {
  /** May this be checked now? `sender` names a link and, where known, the radio behind it; it costs so many tokens. */
  admit(lane: Lane, sender: string, authors: readonly string[], nowMs: number, tokens?: number): Admission;
  /** What this sender brought in the name of these authors was false. */
  failed(sender: string, authors: readonly string[], nowMs: number): void;
}

function touch<V>(map: Map<string, V>, name: string, value: V): void {
  map.delete(name);
  if (map.size >= NAMES_MAX) map.delete(map.keys().next().value!);
  map.set(name, value);
}

export function createRations(): Rations {
  const buckets = new Map<string, Bucket>();
  const failures = new Map<string, readonly number[]>();

  const refill = (name: string, { burst, perMinute }: Rate, nowMs: number): Bucket => {
    const before = buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    // A clock that went back gives nothing and takes nothing.
    const gained = (Math.max(0, nowMs - before.atMs) / 60_000) * perMinute;
    const bucket = { tokens: Math.min(burst, before.tokens + gained), atMs: nowMs };
    touch(buckets, name, bucket);
    return bucket;
  };

  const suspect = (name: string, nowMs: number): boolean =>
    (failures.get(name) ?? []).filter((atMs) => Math.abs(nowMs - atMs) < FAILURES_WITHIN_MS).length >= FAILURES_MAX;

  return {
    admit(lane, sender, authors, nowMs, cost = 1) {
      const budget = BUDGETS[lane];
      const drawn = [
        refill(`${lane}|sender|${sender}`, budget.sender, nowMs),
        ...authors.map((author) => refill(`${lane}|author|${author}`, budget.author, nowMs)),
      ];
      if (drawn.some(({ tokens }) => tokens < cost)) return budget.beyond;
      for (const bucket of drawn) bucket.tokens -= cost;
      if (lane !== 'routine') return 'now';
      const suspected =
        suspect(`sender|${sender}`, nowMs) || authors.some((author) => suspect(`author|${author}`, nowMs));
      return suspected ? 'idle' : 'now';
    },
    failed(sender, authors, nowMs) {
      for (const name of [`sender|${sender}`, ...authors.map((author) => `author|${author}`)])
        touch(failures, name, [...(failures.get(name) ?? []).slice(1 - FAILURES_MAX), nowMs]);
    },
  };
}
