// What screens ask of the roster: who is here, who waits and why, whose keys are not believed.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Person } from '#protocol/log/directory.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import { personOf } from './directory.ts';
import { confirmersOf } from './line.ts';
import { keyVersionOf } from './log-keys.ts';
import { isSuspended } from './powers.ts';
import { candidatesAfter, objections, type PageSurroundings } from './pages.ts';
import { admissibility, admissibilityWords, isAdmissible, type Admissibility } from './sponsors.ts';
import type { RosterState, Split } from './shape.ts';
import { lineOf } from './state.ts';

export type Waiting = {
  readonly person: Person;
  readonly found: Admissibility;
  readonly ready: boolean;
  /** For people: what is still needed. */
  readonly words: string;
};

/** Everybody who is here as a guest and waits for a page, in order of id. */
export function waitingForAdmission(state: RosterState): readonly Waiting[] {
  const { latest } = lineOf(state);
  if (!latest) return [];
  return [...state.admissions.keys()]
    .sort()
    .map((id) => ({ person: personOf(state, id)!, found: admissibility(state, latest, id) }))
    .filter(({ person }) => person.standing === 'newcomer')
    .map(({ person, found }) => ({ person, found, ready: isAdmissible(found), words: admissibilityWords(found) }));
}

export type PageStatus = {
  readonly checkpoint: RecordId;
  readonly author: MemberId;
  readonly number: number;
  readonly admitted: readonly MemberId[];
  readonly removed: readonly MemberId[];
  readonly confirmed: readonly MemberId[];
  readonly quorum: number;
  /** Why this member's device does not confirm it. */
  readonly objections: readonly string[];
};

/** Pages that wait for confirmation. */
export function pendingPages(state: RosterState, member: MemberId, around: PageSurroundings): readonly PageStatus[] {
  const { latest } = lineOf(state);
  if (!latest) return [];
  return candidatesAfter(state, latest).map((id) => {
    const { record, body } = state.checkpoints.get(id)!;
    return {
      checkpoint: id,
      author: record.member,
      number: body.number,
      admitted: body.admitted,
      removed: body.removed,
      confirmed: confirmersOf(state, latest, id),
      quorum: quorumOf(latest.members.length, 'charter'),
      objections: objections(state, id, member, around),
    };
  });
}

/** Two confirmed pages of one number: a report for everybody's screen. */
export const lineSplit = (state: RosterState): Split | undefined => lineOf(state).split;

/** Is a log's present key not believed? */
export const isPresentKeySuspended = (state: RosterState, member: MemberId, log: number): boolean =>
  isSuspended(state, { member, log, keyVersion: keyVersionOf(state, member, log) });
