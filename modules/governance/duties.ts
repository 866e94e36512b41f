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

/** What a member has said on a matter, as far as it owes something more. */
type Standing = {
  readonly member: MemberId;
  /** Undefined before its first receipt; `over`: how many periods it said to be over. */
  readonly receipts: { readonly inTime: boolean; readonly over: number } | undefined;
  /** The same ballot once more, in the revision where the others are, or for the option in the lead alone; a block needs no company. */
  readonly repeat: readonly Saying[];
};

/** A matter is derived anew when anything is said on it, so what was said on it stays as it was: it is asked for each minute. */
const standings = new WeakMap<Matter, Standing>();

function standingOf(matter: Matter, { member }: Self): Standing {
  const known = standings.get(matter);
  if (known?.member === member) return known;
  const spoken = voicesOn(matter.topic, receipt.kind).get(member);
  const said = valuesOf(spoken);
  const inTime = said.has(RECEIPT.inTime) || said.has(RECEIPT.overInTime);
  const receipts = said.size > 0 ? { inTime, over: periodsSaidOver(spoken) } : undefined;
  const standing = { member, receipts, repeat: repeatOf(matter, member) };
  standings.set(matter, standing);
  return standing;
}

function receiptDuty(matter: Matter, { receipts }: Standing, around: Surroundings): readonly Saying[] {
  if (!receipts) return [say(matter, receipt.kind, isLate(matter) ? RECEIPT.late : RECEIPT.inTime, 0)];
  const over = periodsOver(matter, around);
  if (over <= receipts.over) return [];
  return [say(matter, receipt.kind, receipts.inTime ? RECEIPT.overInTime : RECEIPT.overLate, over)];
}

function repeatOf(matter: Matter, member: MemberId): readonly Saying[] {
  const own = currentBallot(voicesOn(matter.topic, ballot.kind).get(member));
  if (own?.value === undefined || own.value === BALLOT.block) return [];
  const alone = narrowed(matter, member);
  const { value, revision } = alone ?? { value: own.value, revision: revisionToJoin(matter, member) };
  return revision === undefined || revision > ballot.revisionMax ? [] : [say(matter, ballot.kind, value, revision)];
}

export function governanceDuties(state: GovernanceState, self: Self, around: Surroundings): Plan {
  if (self.log !== 0) return {};
  const statements = [...state.topics.keys()].flatMap((id) => {
    const matter = matterOf(state, id, around.directory);
    if (matter.kind !== 'matter' || isFinal(matter) || !matter.roster.members.includes(self.member)) return [];
    const standing = standingOf(matter, self);
    return [...receiptDuty(matter, standing, around), ...standing.repeat];
  });
  return statements.length > 0 ? { statements } : {};
}
