// How far a learnt next hop is to be trusted: NextHopRouter.cpp of 2.8 (noteRouteLearned, noteRouteSuccess,
// noteRouteFailure, isRouteStale), a table of 32 in memory.

/** NextHopRouter.h ROUTE_HEALTH_MAX, ROUTE_FAILURE_THRESHOLD. */
export const ROUTES_WATCHED_MAX = 32;
const FAILURES_MAX = 3;

type Health = { readonly byte: number; failures: number; learntMs: number };

export type RouteHealth = {
  /** Another hop earns a clean slate; the same one keeps its failures, or a dead hop that answers teach again would live. */
  learnt(to: number, byte: number, nowMs: number): void;
  /** The addressee's own acknowledgement came. */
  worked(to: number, nowMs: number): void;
  /** A directed packet went unanswered until its last try. */
  failed(to: number): void;
  /** Three failures in a row, or unconfirmed for too long. What is not watched is trusted. */
  isStale(to: number, byte: number, nowMs: number): boolean;
  forget(to: number): void;
};

export function createRouteHealth(ageMaxMs: number): RouteHealth {
  const watched = new Map<number, Health>();
  const oldest = (): number => {
    let [found, sinceMs] = [-1, Infinity];
    for (const [to, { learntMs }] of watched) if (learntMs < sinceMs) [found, sinceMs] = [to, learntMs];
    return found;
  };
  return {
    learnt(to, byte, nowMs) {
      const known = watched.get(to);
      if (!known && watched.size >= ROUTES_WATCHED_MAX) watched.delete(oldest());
      watched.set(to, { byte, failures: known?.byte === byte ? known.failures : 0, learntMs: nowMs });
    },
    worked(to, nowMs) {
      const known = watched.get(to);
      if (known) [known.failures, known.learntMs] = [0, nowMs];
    },
    failed(to) {
      const known = watched.get(to);
      if (known) known.failures++;
    },
    isStale(to, byte, nowMs) {
      const known = watched.get(to);
      if (known?.byte !== byte) return false;
      return known.failures >= FAILURES_MAX || nowMs - known.learntMs >= ageMaxMs;
    },
    forget: (to) => void watched.delete(to),
  };
}
