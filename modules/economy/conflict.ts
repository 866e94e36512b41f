// Accounts that contradict themselves, and what is owed for it (README §3.4).
//
// Two records at one number are a fork. Totals that do not add up, or a checkpoint older than one
// already named, are a lie in one log: signed by one key, shown by two records. Either way the records
// are the proof, and new payments out of the account stop wherever the proof is known.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { balanceOf, forkedAt, limitOf } from './ledger.ts';
import type { Amount } from './money.ts';
import { ACCOUNT_LOG, type EconomyState } from './state.ts';
import type { Terms } from './terms.ts';

export type Conflict = {
  readonly member: MemberId;
  readonly kind: 'fork' | 'totals' | 'older checkpoint';
  /** Two records of the account that cannot both be honest. */
  readonly proof: readonly [RecordId, RecordId];
};

/** The first contradiction of an account's own log that this device holds. */
export function conflictOf(state: EconomyState, member: MemberId, directory: Directory): Conflict | undefined {
  const forked = forkedAt(state, member)[0];
  if (forked !== undefined) {
    const [first, second] = state.places.get(member)!.get(forked)!.toSorted();
    return { member, kind: 'fork', proof: [first!, second!] };
  }
  const transfers = (state.byPayer.get(member) ?? [])
    .map((id) => state.transfers.get(id)!)
    .filter(({ record }) => record.log === ACCOUNT_LOG)
    .sort((a, b) => a.record.seq - b.record.seq);
  for (let i = 1; i < transfers.length; i++) {
    const [before, after] = [transfers[i - 1]!, transfers[i]!];
    const proof = [before.id, after.id] as const;
    if (before.body.since !== after.body.since) {
      const [was, is] = [before, after].map(({ body }) => directory.checkpointNumber(body.since));
      if (was !== undefined && is !== undefined && is < was) return { member, kind: 'older checkpoint', proof };
    } else if (after.body.spent < before.body.spent + after.body.amount) return { member, kind: 'totals', proof };
  }
  return undefined;
}

/** A fork anywhere in the account's log up to a number, also between records of other modules. */
export function isForked(directory: Directory, member: MemberId, seqMax: number): boolean {
  for (let seq = 1; seq <= seqMax; seq++)
    if (directory.recordsAt({ member, log: ACCOUNT_LOG, seq }).length > 1) return true;
  return false;
}

/** All accounts in conflict, by id, with what each owes beyond its limit: payees in good faith keep their credit. */
export function conflicts(
  state: EconomyState,
  terms: Terms,
  directory: Directory,
): readonly (Conflict & { readonly owedBeyondLimit: Amount })[] {
  return [...state.places.keys()]
    .sort()
    .map((member) => conflictOf(state, member, directory))
    .filter((conflict) => conflict !== undefined)
    .map((conflict) => ({
      ...conflict,
      owedBeyondLimit: Math.max(0, -balanceOf(state, conflict.member, terms) - limitOf(state, conflict.member, terms)),
    }));
}

/**
 * The worst that `liars` accounts can take where payees fall into `groups` that cannot hear each other:
 * each liar shows every group the same tranche. m (B - 1) T.
 */
export function exposure(terms: Terms, liars: number, groups: number): Amount {
  return liars * Math.max(0, groups - 1) * Math.floor((terms.creditLimit * terms.tranchePercent) / 100);
}
