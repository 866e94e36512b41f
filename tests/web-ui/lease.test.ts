// Only one tab writes with a member's key.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lease } from '#web-ui/store/database.ts';
import { isHeldBy, mayTake } from '#web-ui/store/lease.ts';

const names = fc.constantFrom('a', 'b');
const holders = fc.record({ tab: names, load: names });

describe('the lease of the node', () => {
  it('is taken by another tab only when it ran out', () => {
    fc.assert(
      fc.property(holders, holders, fc.nat(100), fc.nat(100), (owner, other, untilMs, nowMs) => {
        const lease: Lease = { ...owner, untilMs };
        expect(mayTake(lease, other, nowMs)).toBe(untilMs <= nowMs || owner.tab === other.tab);
        expect(mayTake(undefined, other, nowMs)).toBe(true);
      }),
    );
  });

  it('is held by one load of one tab: a tab copied with its name does not write beside the first', () => {
    fc.assert(
      fc.property(holders, holders, (owner, other) => {
        const same = owner.tab === other.tab && owner.load === other.load;
        expect(isHeldBy({ ...owner, untilMs: 0 }, other)).toBe(same);
        expect(isHeldBy(undefined, other)).toBe(false);
      }),
    );
  });
});
