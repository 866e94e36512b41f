// How grave a matter is, and what follows: the rules table that screens and cards are printed from (README §1.3).
//
// The shares and hours are charter keys. A matter is judged by the charter of the page that it freezes, so
// that a change touches only what is proposed after the page that brings it.

import type { Gravity } from '#protocol/tally/quorum.ts';
import { CHARTER, charterWith, DEFAULT_CHARTER, type CharterName } from '../charter.ts';

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
  /** How many periods it takes, one after another; at the start of each it is brought before everybody. */
  readonly periods: number;
  /** The shortest period; a shorter one that a proposal names counts as this. */
  readonly periodHoursLeast: number;
};

type Keys = { readonly notice: CharterName; readonly reply: CharterName; readonly grace: CharterName | undefined };

/** Which keys of the charter set a kind's numbers. */
const KEYS: Readonly<Record<Kind, Keys>> = {
  ordinary: {
    notice: 'decide.notice-ordinary',
    reply: 'decide.reply-ordinary',
    grace: 'decide.grace-ordinary',
  },
  serious: { notice: 'decide.notice-serious', reply: 'decide.reply-serious', grace: 'decide.grace-serious' },
  irreversible: { notice: 'decide.notice-irreversible', reply: 'decide.reply-irreversible', grace: undefined },
  charter: { notice: 'decide.notice-charter', reply: 'decide.reply-charter', grace: undefined },
};

const PERIOD = 'decide.period-least';

const kindRule = (kind: Kind, gravity: Gravity, means: string, periods = 1): KindRule => {
  const { notice, reply, grace } = KEYS[kind];
  return {
    means,
    gravity,
    noticePercent: DEFAULT_CHARTER[notice],
    replyPercent: DEFAULT_CHARTER[reply],
    graceHours: grace && DEFAULT_CHARTER[grace],
    periods,
    periodHoursLeast: DEFAULT_CHARTER[PERIOD],
  };
};

export const KIND_RULES: Readonly<Record<Kind, KindRule>> = {
  ordinary: kindRule('ordinary', 'ordinary', 'can be undone at little cost'),
  serious: kindRule('serious', 'serious', 'can be undone, but touches people deeply'),
  irreversible: kindRule('irreversible', 'serious', 'cannot be undone: a sale, an expulsion, the end of the community'),
  charter: kindRule('charter', 'charter', 'changes the rules themselves, and is brought before everybody twice', 2),
};

/** A kind's rule, with the numbers that a page's charter sets otherwise. */
export function ruleOn(standard: KindRule, kind: Kind, set: ReadonlyMap<number, number> | undefined): KindRule {
  if (!set || set.size === 0) return standard;
  const charter = charterWith(set);
  const own = (key: CharterName | undefined, otherwise: number | undefined): number | undefined =>
    key && set.has(CHARTER[key].number) ? charter[key] : otherwise;
  const { notice, reply, grace } = KEYS[kind];
  return {
    ...standard,
    noticePercent: own(notice, standard.noticePercent)!,
    replyPercent: own(reply, standard.replyPercent)!,
    graceHours: own(grace, standard.graceHours),
    periodHoursLeast: own(PERIOD, standard.periodHoursLeast)!,
  };
}
