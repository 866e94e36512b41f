// Nine of 112 collude (features S6): the numbers of the story.

import { describe, expect, test } from 'vitest';
import { infiltration } from '#sim/scenarios/infiltration.ts';

describe('nine of 112 members collude', () => {
  test.each(['one', 'two', 'three'])(
    'no two truths, nine proofs, nobody put out, no bought voice (seed %s)',
    (seed) => {
      const told = infiltration(seed);
      expect(told.broken).toEqual([]);
      expect(told).toMatchObject({ members: 112, colluders: 9, liarsAllowed: 11, quorum: 62 });
      expect(told.outcomeBefore).toEqual(['open', 'open']);
      expect(Math.max(told.boundOnSideA, told.boundOnSideB)).toBeLessThan(62);
      expect(told).toMatchObject({ boundAfter: 77, outcomeAfter: 'passed', finalResults: 1, certificates: 1 });
      expect(told.doubleVotesProven).toBe(9);
      expect(told).toMatchObject({
        expulsionBinds: 9,
        expulsionOutcome: 'open',
        expulsionConfirmable: false,
        stillMember: true,
      });
      expect(told).toMatchObject({ falseMembersAsked: 6, falseMembersListed: 3, falseVoicesCounted: 0 });
      expect(told).toMatchObject({ clocksThatDiffer: 0, splitLines: 0, stateHashes: 1 });
    },
  );
});
