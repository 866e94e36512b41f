// When a device offers to bind, and what it says when it does not (README §1.4).
//
// Every condition is judged by this device's own records and its own elapsed time. They protect
// those who are not heard; safety rests on the quorum alone.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import type { CharterChange, ClosedPages } from '#protocol/tally/matters.ts';
import { charterOf } from '../charter.ts';
import { ballotsAllow, ballotsBehind, ballotsOn, quorumRevisions, type Choice } from './ballots.ts';
import { coverageOf } from './coverage.ts';
import { isFinal, matterOf, rivalsOf, type Matter } from './matter.ts';
import { BALLOT, METHOD_RULES } from './methods.ts';
import { bind, type Proposal } from './records.ts';
import type { BindCondition } from './rules.ts';
import { voicesOn, type GovernanceState, type Said } from './state.ts';

const HOUR_MS = 3_600_000;

type Condition = (
  matter: Matter,
  choice: Choice,
  self: Self,
  around: Surroundings,
  state: GovernanceState,
) => Refusal | null;

const refusal = (rule: string, why: string, remedy: string): Refusal => ({ kind: 'refused', rule, why, remedy });

/** Elapsed time since this device first held a record; nothing where it was never held. */
const heldMs = (id: RecordId, { heldSinceMs, nowMs }: Surroundings): number => nowMs - (heldSinceMs(id) ?? nowMs);

/** A key that its owner or three guardians called lost gains no power, wherever this is known. §1.9 */
export function ownKeyRefusal({ member, log }: Self, directory: Directory): Refusal | null {
  const keyVersion = directory.keyVersionOf(member, log);
  return directory.isSuspended?.({ member, log, keyVersion })
    ? refusal(
        'key-believed',
        'This key was said to be in other hands: by you, or by three of your guardians.',
        'Take a new key with the help of your guardians, or with the recovery key on paper.',
      )
    : null;
}

/** A key that was given anew waits until the old one had time to object. §1.9 */
export function newKeyRefusal({ member }: Self, around: Surroundings): Refusal | null {
  const standing = (around.state('roster') as Partial<ClosedPages> | undefined)?.newKey?.(member, around);
  if (standing === 'in-window') {
    return refusal(
      'contest-window',
      'Your new key waits, so that whoever held the old one can object.',
      'Wait; you can cast ballots, chat and call for help meanwhile.',
    );
  }
  return standing === 'contested'
    ? refusal(
        'contested',
        'The old key objected to your new one, so neither has power.',
        'Meet, and propose a decision that adopts the new key.',
      )
    : null;
}

/** One period for thinking it over; a change of the rules takes two, one after the other. */
export const periodMs = ({ proposal, rule }: Matter): number =>
  Math.max(proposal.body.periodHours, rule.periodHoursLeast) * HOUR_MS;

/** All periods of a matter together. */
export const periodsMs = (matter: Matter): number => periodMs(matter) * matter.rule.periods;

/** When this device's period ends, and then its grace: what is said before reaches those who bind. */
export function closingsOf(
  state: GovernanceState,
  id: RecordId,
  directory: Directory,
  heldSinceMs: number | undefined,
): readonly number[] | undefined {
  const matter = matterOf(state, id, directory);
  if (matter.kind !== 'matter' || heldSinceMs === undefined) return undefined;
  const ends = Array.from({ length: matter.rule.periods }, (_, i) => heldSinceMs + periodMs(matter) * (i + 1));
  return [...ends, ends.at(-1)! + (matter.rule.graceHours ?? 0) * HOUR_MS];
}

/** How many of its periods are over on this device. */
export const periodsOver = (matter: Matter, around: Surroundings): number =>
  Math.min(matter.rule.periods, Math.floor(heldMs(matter.id, around) / periodMs(matter)));

const hours = (ms: number): string => `${Math.ceil(ms / HOUR_MS)} h`;

export type StandingBlock = { readonly member: MemberId; readonly reason: RecordId };

/**
 * Blocks that hold the matter up. With its reason a block stands for one period alone, counted on this
 * device, and as long as a second member blocks, too.
 */
export function standingBlocks(matter: Matter, around: Surroundings): readonly StandingBlock[] {
  if (!METHOD_RULES[matter.proposal.body.method].blocks) return [];
  const ballots = ballotsOn(matter);
  const reasons = [...matter.topic.blockReasons.values()];
  const blocks = matter.roster.members.flatMap((member) => {
    if (ballots.get(member)?.value !== BALLOT.block) return [];
    const [reason] = reasons.filter(({ record }) => record.member === member).sort((a, b) => (a.id < b.id ? -1 : 1));
    return reason ? [{ member, reason: reason.id }] : [];
  });
  return blocks.length > 1 ? blocks : blocks.filter(({ reason }) => heldMs(reason, around) < periodMs(matter));
}

/** Each answers why a device does not offer it, or nothing. Which of them count, and their order: rules.ts. */
const CONDITIONS: Readonly<Record<BindCondition, Condition>> = {
  'frozen-roster': ({ roster }, _choice, self) =>
    roster.members.includes(self.member)
      ? null
      : refusal(
          'frozen-roster',
          'This matter is decided by the members of an earlier page, and you are not among them.',
          'You can speak on it; you decide on the next matters.',
        ),
  'first-device': (_matter, _choice, self) =>
    self.log === 0
      ? null
      : refusal(
          'first-device',
          'Only your first device speaks for you in decisions.',
          'Use the device you joined with.',
        ),
  'key-believed': (_matter, _choice, self, { directory }) => ownKeyRefusal(self, directory),
  'new-key': (_matter, _choice, self, around) => newKeyRefusal(self, around),
  'author-counts': (matter, choice, _self, { directory }) => {
    if (choice === 'none') return null;
    const { record } = matter.proposal;
    if (directory.isOutside?.(record)) {
      return refusal(
        'author-counts',
        'Who proposed this was not a member any more: it stands after the last record that the removal accepts.',
        'A member can propose the same.',
      );
    }
    return matter.bound.size === 0 && directory.isSuspended?.(record)
      ? refusal(
          'author-counts',
          'The key that proposed this was said to be in other hands, and nobody has bound yet.',
          'The author can propose it again with a new key, or another member can.',
        )
      : null;
  },
  closed: (matter) =>
    isFinal(matter) ? refusal('closed', 'This matter is decided.', 'A new proposal can take it up again.') : null,
  'bind-once': (matter, _choice, self, _around, state) => {
    const bound = rivalsOf(state, matter.proposal).some(({ topic }) => voicesOn(topic, bind.kind).has(self.member));
    return bound
      ? refusal('bind-once', 'You have bound already, and a bind stays for ever.', 'Nothing can be done about it.')
      : null;
  },
  'period-over': (matter, _choice, _self, around) => {
    const left = periodsMs(matter) - heldMs(matter.id, around);
    return left > 0
      ? refusal(
          'period-over',
          `The period for thinking it over is not over on this device: ${hours(left)} are left.`,
          'Wait; your ballot can still be changed.',
        )
      : null;
  },
  'no-block': (matter, choice, _self, around) => {
    const blocks = choice === 'none' ? [] : standingBlocks(matter, around);
    return blocks.length > 0
      ? refusal(
          'no-block',
          `${blocks.length === 1 ? 'A block stands' : `${blocks.length} blocks stand`}, with a reason.`,
          'Read the reason and talk; whoever blocks can withdraw it, or propose something better.',
        )
      : null;
  },
  'stand-asides': (matter, choice, _self, around) => {
    if (choice === 'none' || !METHOD_RULES[matter.proposal.body.method].blocks) return null;
    const values = [...ballotsOn(matter).values()].map(({ value }) => value);
    const [aside, consent] = [BALLOT.aside, BALLOT.choice].map(
      (value) => values.filter((said) => said === value).length,
    );
    const oneIn = charterOf(around, matter.roster.checkpoint)['decide.aside-one-in'];
    return aside! * oneIn > aside! + consent!
      ? refusal(
          'stand-asides',
          `${aside} stand aside and ${consent} consent: more than one in ${oneIn} stand aside.`,
          'Change the proposal so that more people can carry it.',
        )
      : null;
  },
  'enough-ballots': (matter, choice, self) => {
    if (ballotsAllow(matter, choice, self.member)) return null;
    const count = ballotsBehind(matter, choice);
    if (count < matter.quorum) {
      return refusal(
        'bind-needs-quorum',
        `${count} ballots for this are held here, and ${matter.quorum} are needed.`,
        'More members must say the same, or their ballots must still arrive.',
      );
    }
    return quorumRevisions(matter, choice).length === 0
      ? refusal(
          'bind-needs-quorum',
          `${count} ballots name this, but not all of them alone and at one time.`,
          'Wait: their devices say it again by themselves, for what is in the lead alone.',
        )
      : refusal(
          'own-ballot',
          'Your own last ballot says something else.',
          'Change your ballot first; when enough of the others repeat theirs, you can bind.',
        );
  },
  notice: (matter, choice, _self, { directory }) => {
    if (choice === 'none') return null;
    const { noticed, noticeNeeded } = coverageOf(matter, directory);
    return noticed.size < noticeNeeded
      ? refusal(
          'notice',
          `${noticed.size} of ${matter.roster.members.length} are known to have had it in good time; ${noticeNeeded} are needed.`,
          'Carry it to those who have not heard; a visit by two members of different households counts.',
        )
      : null;
  },
  'second-notice': (matter, choice, _self, { directory }) => {
    if (choice === 'none') return null;
    const { noticedAgain, noticeNeeded } = coverageOf(matter, directory);
    return noticedAgain !== undefined && noticedAgain.size < noticeNeeded
      ? refusal(
          'second-notice',
          `It changes the rules, so it is brought before everybody twice; ${noticedAgain.size} of ${matter.roster.members.length} are known to have had it the second time, and ${noticeNeeded} are needed.`,
          'Let devices exchange what they hold; a visit by two members of different households counts, too.',
        )
      : null;
  },
  reply: (matter, choice, _self, around) => {
    if (choice === 'none') return null;
    const { graceHours } = matter.rule;
    const { replied, replyNeeded } = coverageOf(matter, around.directory);
    if (replied.size >= replyNeeded) return null;
    const left =
      graceHours === undefined ? Infinity : periodsMs(matter) + graceHours * HOUR_MS - heldMs(matter.id, around);
    if (left <= 0) return null;
    return refusal(
      'reply',
      `Of ${replied.size} it is known that they have said what they had to say; ${replyNeeded} are needed.`,
      graceHours === undefined
        ? 'This cannot be undone, so it waits; a visit by two members of different households counts.'
        : `Wait for their devices, or ${hours(left)} of grace; a visit by two members counts, too.`,
    );
  },
  slot: (matter, _choice, self, around, state) => slotRefusal(matter, self, around, state),
};

/** An exclusive slot: no second matter may pass beside one that still can. §1.6 */
function slotRefusal(matter: Matter, self: Self, around: Surroundings, state: GovernanceState): Refusal | null {
  const { slot, roster } = matter.proposal.body;
  if (!slot) return null;
  const pages = around.state('roster') as ClosedPages | undefined;
  if (pages?.leftOut(self.member, roster, matter.id)) {
    return refusal(
      'page-closed',
      'You have confirmed a newer page that does not carry this matter on.',
      'Propose it again over the newer page.',
    );
  }
  const unread = unreadCarried(matter, around);
  if (unread > 0) {
    return refusal(
      'slot',
      `Pages up to this one carry ${unread} open ${unread === 1 ? 'matter' : 'matters'} that have not arrived here; one may be on "${slot.name}".`,
      'Wait until they have arrived, or ask for them.',
    );
  }
  const others = [...(state.slots.get(slot.name) ?? [])].map((id) => state.topics.get(id)!.proposal!);
  if (!isRoundOpen(matter.proposal, others)) {
    return refusal(
      'slot',
      `Round ${slot.round} of "${slot.name}" opens with the proof that round ${slot.round - 1} is rejected, and nothing of that round is held here.`,
      'Wait for the earlier matter, or propose it in the first round.',
    );
  }
  return others.some((other) => standsInTheWay(state, matter.proposal, other, around))
    ? refusal(
        'slot',
        `Another matter on "${slot.name}" has passed or still can.`,
        'It must be rejected for good before the next round can be bound.',
      )
    : null;
}

/**
 * A later round needs a matter of the round before over the same page; that it is rejected is judged
 * below. Without this a device that never heard of the first round would bind in the second, and
 * then, when the first arrives, in that one, too: two truths without any liar.
 */
const isRoundOpen = (mine: Said<Proposal>, others: readonly Said<Proposal>[]): boolean =>
  mine.body.slot!.round === 0 ||
  others.some(({ body }) => body.roster === mine.body.roster && body.slot!.round === mine.body.slot!.round - 1);

/** Open matters that a page carries, or one before it, and that this device could not read yet. */
function unreadCarried({ roster }: Matter, { directory, record }: Surroundings): number {
  let unread = 0;
  for (let number = 1; number <= roster.number; number++) {
    const page = directory.checkpointAt(number);
    const carried = page && (record(page)?.body as { readonly carried?: readonly RecordId[] } | undefined)?.carried;
    unread += (carried ?? []).filter((id) => !record(id)).length;
  }
  return unread;
}

/** Does `other` keep `mine` from being bound: an earlier round, or the same round over an earlier page, not rejected? */
function standsInTheWay(
  state: GovernanceState,
  mine: Said<Proposal>,
  other: Said<Proposal>,
  around: Surroundings,
): boolean {
  const { directory } = around;
  const pageOf = ({ body }: Said<Proposal>): number => directory.roster(body.roster)?.number ?? -1;
  const rounds = other.body.slot!.round - mine.body.slot!.round;
  const pages = pageOf(other) - pageOf(mine);
  if (rounds > 0 || (rounds === 0 && pages >= 0)) return false;
  const found = matterOf(state, other.id, directory);
  if (found.kind === 'no-matter' || found.outcome.kind === 'rejected') return false;
  if (pages >= 0) return true;
  return !wasLeftOut(other, pageOf(other) + 1, around) && !wasCarriedOut(other, pageOf(mine), around);
}

/** Did a page up to this one do what the matter decided? Then the slot is free for the next. */
function wasCarriedOut({ body }: Said<Proposal>, lastPage: number, { directory, record }: Surroundings): boolean {
  const { effect } = body;
  const from = (directory.roster(body.roster)?.number ?? lastPage) + 1;
  return Array.from({ length: Math.max(0, lastPage - from + 1) }, (_, i) => directory.checkpointAt(from + i)).some(
    (page) => {
      const enacted = page && (record(page)?.body as { readonly charter?: readonly CharterChange[] } | undefined);
      return (
        effect?.what === 'charter' &&
        enacted?.charter?.some(({ key, value }) => key === effect.key && value === effect.value)
      );
    },
  );
}

/** A page that leaves a matter out ends it: its confirmers bind on it no more. In doubt the matter lives. */
function wasLeftOut({ id }: Said<Proposal>, nextPage: number, { directory, record }: Surroundings): boolean {
  const page = directory.checkpointAt(nextPage);
  const carried = page && (record(page)?.body as { readonly carried?: readonly RecordId[] } | undefined)?.carried;
  return carried !== undefined && !carried.includes(id);
}

/** Everything that keeps a choice from being bound, in plain words; empty when it can be. */
export function bindRefusals(
  state: GovernanceState,
  matter: Matter,
  choice: Choice,
  self: Self,
  around: Surroundings,
): readonly Refusal[] {
  return matter.rules.bindConditions
    .map((name) => CONDITIONS[name](matter, choice, self, around, state))
    .filter((found) => found !== null);
}
