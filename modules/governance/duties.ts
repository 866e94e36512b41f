// What a device says by itself on matters: receipts, and a ballot said again where the others are (README §1.5, §1.7).

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Plan, Self, Surroundings } from '#protocol/node/module.ts';
import { currentBallot, narrowed, revisionToJoin } from './ballots.ts';
import { periodsOver } from './binding.ts';
import { periodsSaidOver } from './coverage.ts';
import { isFinal, matterOf, type Matter } from './matter.ts';
import { BALLOT } from './methods.ts';
import { ballot, receipt, RECEIPT } from './records.ts';
import { valuesOf, voicesOn, type GovernanceState } from './state.ts';

type Saying = NonNullable<Plan['statements']>[number];

const say = ({ id, roster }: Matter, kind: number, value: number, revision: number): Saying => ({
  subject: { kind, record: id, roster: roster.checkpoint },
  value,
  revision,
});

/** Have more members than may be liars said that their period is over? Then whoever first hears of it now is late. */
function isLate(matter: Matter): boolean {
  const receipts = voicesOn(matter.topic, receipt.kind);
  const over = matter.roster.members.filter((member) => {
    const said = valuesOf(receipts.get(member));
    return matter.bound.has(member) || said.has(RECEIPT.overInTime) || said.has(RECEIPT.overLate);
  });
  return over.length > matter.liarsAllowed;
}

function receiptDuty(matter: Matter, self: Self, around: Surroundings): readonly Saying[] {
  const spoken = voicesOn(matter.topic, receipt.kind).get(self.member);
  const said = valuesOf(spoken);
  if (said.size === 0) return [say(matter, receipt.kind, isLate(matter) ? RECEIPT.late : RECEIPT.inTime, 0)];
  const over = periodsOver(matter, around);
  if (over <= periodsSaidOver(spoken)) return [];
  const inTime = said.has(RECEIPT.inTime) || said.has(RECEIPT.overInTime);
  return [say(matter, receipt.kind, inTime ? RECEIPT.overInTime : RECEIPT.overLate, over)];
}

/** The same ballot once more, in the revision where the others are, or for the option in the lead alone; a block needs no company. */
function repeatDuty(matter: Matter, self: Self): readonly Saying[] {
  const byMember = repeats.get(matter) ?? new Map<MemberId, readonly Saying[]>();
  repeats.set(matter, byMember);
  const owed = byMember.get(self.member) ?? repeatOf(matter, self);
  byMember.set(self.member, owed);
  return owed;
}
/** A matter is derived anew when anything is said on it, so what is owed on it stays as it was: it is asked for each minute. */
const repeats = new WeakMap<Matter, Map<MemberId, readonly Saying[]>>();

function repeatOf(matter: Matter, self: Self): readonly Saying[] {
  const own = currentBallot(voicesOn(matter.topic, ballot.kind).get(self.member));
  if (own?.value === undefined || own.value === BALLOT.block) return [];
  const alone = narrowed(matter, self.member);
  const { value, revision } = alone ?? { value: own.value, revision: revisionToJoin(matter, self.member) };
  return revision === undefined || revision > ballot.revisionMax ? [] : [say(matter, ballot.kind, value, revision)];
}

export function governanceDuties(state: GovernanceState, self: Self, around: Surroundings): Plan {
  if (self.log !== 0) return {};
  const statements = [...state.topics.keys()].flatMap((id) => {
    const matter = matterOf(state, id, around.directory);
    if (matter.kind !== 'matter' || isFinal(matter) || !matter.roster.members.includes(self.member)) return [];
    return [...receiptDuty(matter, self, around), ...repeatDuty(matter, self)];
  });
  return statements.length > 0 ? { statements } : {};
}
