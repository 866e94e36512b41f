// How grave a matter is, and what follows: the rules table that screens and cards are printed from (README §1.3).

import type { Gravity } from '#protocol/tally/quorum.ts';

export const KINDS = ['ordinary', 'serious', 'irreversible', 'charter'] as const;
export type Kind = (typeof KINDS)[number];

export type KindRule = {
  /** For people. */
  readonly means: string;
  readonly gravity: Gravity;
  /** Percent of the roster that must have held the matter in good time. */
  readonly noticePercent: number;
  /** Percent of the roster whose silence at the end of the period is known. */
  readonly replyPercent: number;
  /** Hours after the period when missing replies no longer hold the matter up; none where it cannot be undone. */
  readonly graceHours: number | undefined;
};

export const KIND_RULES: Readonly<Record<Kind, KindRule>> = {
  ordinary: {
    means: 'can be undone at little cost',
    gravity: 'ordinary',
    noticePercent: 60,
    replyPercent: 80,
    graceHours: 72,
  },
  serious: {
    means: 'can be undone, but touches people deeply',
    gravity: 'serious',
    noticePercent: 80,
    replyPercent: 90,
    graceHours: 72,
  },
  irreversible: {
    means: 'cannot be undone: a sale, an expulsion, the end of the community',
    gravity: 'serious',
    noticePercent: 95,
    replyPercent: 95,
    graceHours: undefined,
  },
  charter: {
    means: 'changes the rules themselves',
    gravity: 'charter',
    noticePercent: 95,
    replyPercent: 95,
    graceHours: undefined,
  },
};
