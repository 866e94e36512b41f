// What takes power from a key, on sight: leaving, removal, suspension; and what a new key may not do yet
// (README §1.6). What reduces somebody's power needs no quorum; only the removal does, and its page is one.
//
// Nothing here touches what was counted already: binds of a frozen roster stand, pages that were closed
// stay closed. From then on such a key gains nothing.

import type { MemberId, Place } from '#protocol/bytes/reference.ts';
import type { Timed } from '#protocol/tally/matters.ts';
import type { Record } from '#protocol/wire/record.ts';
import { charterAt } from './page-charter.ts';
import { GUARDIANS_NEEDED, guardiansOf, isContested, reboundTo } from './log-keys.ts';
import type { RosterState, Said } from './shape.ts';
import type { Rebinding } from './records.ts';
import { lineOf } from './state.ts';

const HOUR_MS = 3_600_000;

/** Does this record stand after the last one that its author's removal, or own leaving, accepts? I14 */
export function isOutside(state: RosterState, { member, log, seq }: Place): boolean {
  const left = state.leavings.get(member)?.record;
  if (left && left.log === log && seq > left.seq) return true;
  const accepted = lineOf(state).expelled.get(member);
  return accepted !== undefined && seq > (accepted.get(log) ?? 0);
}

type Key = Pick<Record, 'member' | 'log' | 'keyVersion'>;

/** Is this key not believed any more? A word of its owner, or three guardians; an older key than one that is not, too. */
export function isSuspended(state: RosterState, { member, log, keyVersion }: Key): boolean {
  const revoked = (state.revocations.get(member) ?? []).some(
    ({ body }) => body.log === log && body.keyVersion >= keyVersion,
  );
  if (revoked || isContested(state, member, log, keyVersion)) return true;
  if (log !== 0) return false;
  const rebound = reboundTo(state, member);
  if (rebound && keyVersion <= rebound.body.ends) return true;
  const guardians = guardiansOf(state, member, keyVersion);
  const asking = [...(state.suspendedBy.get(member) ?? [])];
  return asking.filter(([other, upTo]) => guardians.has(other) && keyVersion <= upTo).length >= GUARDIANS_NEEDED;
}

/** Has a record any authority: may it vouch, propose, close a page? Whatever it says is still speech. */
export const counts = (state: RosterState, record: Key & Place): boolean =>
  !isOutside(state, record) && !isSuspended(state, record);

export const isAbsent = (state: RosterState, member: MemberId): boolean =>
  state.absences.get(member)?.body.state === 'away';

/** An objection that counts: of the owner's old key, or of another of the owner's devices that is believed. */
function objectors(state: RosterState, { id, body }: Said<Rebinding>): boolean {
  return (state.objections.get(id) ?? []).some(({ record }) => {
    if (record.member !== body.member) return false;
    return record.log === 0 ? record.keyVersion <= body.ends : !isSuspended(state, record);
  });
}

/**
 * May the owner of a key that was given anew use its power? The old key can object for a while, on this
 * device's own clock; an objection freezes both until the community has met and adopts the new key.
 */
export function newKeyOf(
  state: RosterState,
  member: MemberId,
  around: Timed,
  isAdopted: (record: Said<Rebinding>['id']) => boolean,
): 'settled' | 'in-window' | 'contested' {
  const rebound = reboundTo(state, member);
  const { latest } = lineOf(state);
  if (!rebound || !latest) return 'settled';
  if (isAdopted(rebound.id)) return 'settled';
  if (objectors(state, rebound)) return 'contested';
  const heldMs = around.nowMs - (around.heldSinceMs(rebound.id) ?? around.nowMs);
  return heldMs >= charterAt(state, latest)['belong.contest-window'] * HOUR_MS ? 'settled' : 'in-window';
}
