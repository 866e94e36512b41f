// Who could have objected: notice and reply, from what travels anyway (README §1.7).
//
// notice: held the matter in good time, or has spoken on it, or was visited.
// reply: the period is over on the member's own device, or the member has bound, or was visited.
// A change of the rules takes two periods: at the start of the second each device brings it up again and says so.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Matter } from './matter.ts';
import { ballot, receipt, RECEIPT } from './records.ts';
import { valuesOf, voicesOn, type Spoken } from './state.ts';

export type Coverage = {
  readonly noticed: ReadonlySet<MemberId>;
  readonly replied: ReadonlySet<MemberId>;
  /** Had it before them in the second period, too; undefined where there is one period only. */
  readonly noticedAgain: ReadonlySet<MemberId> | undefined;
  /** How many of each the matter needs, rounded up; of the second notice as many as of the first. */
  readonly noticeNeeded: number;
  readonly replyNeeded: number;
};

/** People who were visited by two members of different households. */
function visited({ topic, roster }: Matter, directory: Directory): ReadonlySet<MemberId> {
  const households = new Map<MemberId, Set<number>>();
  for (const { record, body } of topic.visits.values()) {
    const household = directory.person(record.member)?.household ?? 0;
    if (!roster.members.includes(record.member) || household === 0 || directory.isOutside?.(record)) continue;
    for (const person of body.visited) {
      if (person === record.member) continue;
      households.set(person, (households.get(person) ?? new Set()).add(household));
    }
  }
  return new Set([...households].filter(([, visitors]) => visitors.size >= 2).map(([person]) => person));
}

/** How many periods are over on a member's device, as it said itself: the revision of the receipt counts them. */
export const periodsSaidOver = (spoken: Spoken | undefined): number =>
  Math.max(
    0,
    ...[...(spoken ?? [])].flatMap(([revision, values]) =>
      values.has(RECEIPT.overInTime) || values.has(RECEIPT.overLate) ? [revision] : [],
    ),
  );

export function coverageOf(matter: Matter, directory: Directory): Coverage {
  const { rule, topic, roster, proposal, bound } = matter;
  // Who declared to be away waits for nobody and is waited for by nobody; the quorum stays what it is.
  const here = roster.members.filter((member) => !directory.isAbsent?.(member));
  const receipts = voicesOn(topic, receipt.kind);
  const ballots = voicesOn(topic, ballot.kind);
  const doors = visited(matter, directory);
  const said = (member: MemberId, ...values: readonly number[]): boolean => {
    const held = valuesOf(receipts.get(member));
    return values.some((value) => held.has(value));
  };
  const noticed = here.filter(
    (member) =>
      member === proposal.record.member ||
      ballots.has(member) ||
      bound.has(member) ||
      doors.has(member) ||
      said(member, RECEIPT.inTime, RECEIPT.overInTime),
  );
  /** Said that so many periods are over, or was visited, or has bound: heard out up to there. */
  const through = (periods: number): ReadonlySet<MemberId> =>
    new Set(
      here.filter(
        (member) => bound.has(member) || doors.has(member) || periodsSaidOver(receipts.get(member)) >= periods,
      ),
    );
  const share = (percent: number): number => Math.ceil((here.length * percent) / 100);
  return {
    noticed: new Set(noticed),
    replied: through(rule.periods),
    noticedAgain: rule.periods > 1 ? through(1) : undefined,
    noticeNeeded: share(rule.noticePercent),
    replyNeeded: share(rule.replyPercent),
  };
}
