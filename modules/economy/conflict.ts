// Accounts that contradict themselves, and what is owed for it (README §3.4).
//
// Two records at one number are a fork, which the roster's directory counts as well, whichever module
// they belong to. Totals that do not add up, or a checkpoint older than one already named, are a lie in
// one log: signed by one key, shown by two records. Either way the records are the proof, and new
// payments out of the account stop wherever the proof is known. Module and directory tell each other,
// so that they agree on who is under proof.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { balanceOf } from './accounts.ts';
import type { Books } from './books.ts';
import { answersOf, forkedAt } from './ledger.ts';
import { limitOf } from './limits.ts';
import type { Amount } from './money.ts';
import { ACCOUNT_LOG, type Conflict, type EconomyState, type Said } from './state.ts';
import type { Draw, Transfer } from './records.ts';
import { trancheOf, type Terms } from './terms.ts';

type Numbers = Pick<Directory, 'checkpointNumber'>;
const inLog = <B>(said: readonly Said<B>[]): readonly Said<B>[] =>
  said.filter(({ record }) => record.log === ACCOUNT_LOG).sort((a, b) => a.record.seq - b.record.seq);

function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** Pairs of neighbours in one log and unit that cannot both be honest. */
function transferLie(state: EconomyState, member: MemberId, directory: Numbers): Conflict | undefined {
  const all = inLog((state.byPayer.get(member) ?? []).map((id) => state.transfers.get(id)!));
  const byType = grouped(all, ({ record }) => record.type);
  for (const transfers of byType.values()) {
    for (let i = 1; i < transfers.length; i++) {
      const kind = lieBetween(transfers[i - 1]!, transfers[i]!, directory);
      if (kind) return { member, kind, proof: [transfers[i - 1]!.id, transfers[i]!.id] };
    }
  }
  return undefined;
}

function lieBetween(before: Said<Transfer>, after: Said<Transfer>, directory: Numbers): Conflict['kind'] | undefined {
  if (before.body.since === after.body.since)
    return after.body.spent < before.body.spent + after.body.amount ? 'totals' : undefined;
  const [was, is] = [before, after].map(({ body }) => directory.checkpointNumber(body.since));
  return was !== undefined && is !== undefined && is < was ? 'older checkpoint' : undefined;
}

/** A draw whose total leaves out earlier ones that both signed. Whoever was told that one is declined may leave it out. */
function drawLie(state: EconomyState, member: MemberId): Conflict | undefined {
  const byLine = grouped(
    inLog((state.drawsBy.get(member) ?? []).map((id) => state.draws.get(id)!)),
    ({ body }) => body.line,
  );
  for (const draws of byLine.values()) {
    let done: Amount = 0;
    let last: RecordId | undefined;
    for (const draw of draws) {
      const { step, quantity, drawn } = draw.body;
      const own = step === 'count' ? 0 : quantity;
      if (last !== undefined && drawn < done + own) return { member, kind: 'totals', proof: [last, draw.id] };
      if (own === 0 || !isSigned(state, draw)) continue;
      done += own;
      last = draw.id;
    }
  }
  return undefined;
}

function isSigned(state: EconomyState, { id, body }: Said<Draw>): boolean {
  const answers = answersOf(state, id, body.other);
  return (
    body.step === 'give back' || (answers.length > 0 && answers.every(({ body: { answer } }) => answer === 'accepted'))
  );
}

/** The first contradiction among our own records of an account. */
function ownConflictOf(state: EconomyState, member: MemberId, directory: Numbers): Conflict | undefined {
  const forked = forkedAt(state, member)[0];
  if (forked !== undefined) {
    const [first, second] = state.places.get(member)!.get(forked)!.toSorted();
    return { member, kind: 'fork', proof: [first!, second!] };
  }
  return transferLie(state, member, directory) ?? drawLie(state, member);
}

/** Does an account name a page whose number is not known here yet? Then it is compared again when it is. */
const namesUnknownPage = (state: EconomyState, member: MemberId, directory: Numbers): boolean =>
  (state.byPayer.get(member) ?? []).some(
    (id) => directory.checkpointNumber(state.transfers.get(id)!.body.since) === undefined,
  );

/** All accounts that contradict themselves, kept up as records come: only accounts with news are compared again. */
function ownConflicts(state: EconomyState, directory: Directory): ReadonlyMap<MemberId, Conflict> {
  const kept = (state.compared ??= { found: new Map(), open: new Set(), version: directory.version });
  if (kept.version !== directory.version) for (const member of kept.open) state.unread.add(member);
  kept.version = directory.version;
  for (const member of state.unread) {
    const conflict = ownConflictOf(state, member, directory);
    if (conflict) kept.found.set(member, conflict);
    else kept.found.delete(member);
    if (namesUnknownPage(state, member, directory)) kept.open.add(member);
    else kept.open.delete(member);
  }
  state.unread.clear();
  return kept.found;
}

/** Told to the directory, so that every module knows of those who lied about their account. */
export const liars = (state: EconomyState, directory: Directory): Iterable<MemberId> =>
  ownConflicts(state, directory).keys();

/** What this device holds against an account: by our own records, else by what the directory knows. */
export function conflictOf({ state, directory }: Books, member: MemberId): Conflict | undefined {
  const own = ownConflicts(state, directory).get(member);
  if (own) return own;
  return directory.underProof?.().has(member) ? { member, kind: 'elsewhere', proof: undefined } : undefined;
}

/** All accounts in conflict, by id, with what each owes beyond its limit: payees in good faith keep their credit. */
export function conflicts(books: Books): readonly (Conflict & { readonly owedBeyondLimit: Amount })[] {
  const { state, directory } = books;
  const members = new Set([...ownConflicts(state, directory).keys(), ...(directory.underProof?.() ?? [])]);
  return [...members]
    .sort()
    .map((member) => conflictOf(books, member)!)
    .map((conflict) => ({
      ...conflict,
      owedBeyondLimit: Math.max(0, -balanceOf(books, conflict.member) - limitOf(books, conflict.member)),
    }));
}

/**
 * The worst that `liars` accounts can take where payees fall into `groups` that cannot hear each other:
 * each liar shows every group the same tranche. m (B - 1) T.
 */
export function exposure(terms: Terms, liarCount: number, groups: number): Amount {
  return liarCount * Math.max(0, groups - 1) * trancheOf(terms.creditLimit, terms);
}
