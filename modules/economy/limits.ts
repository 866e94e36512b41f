// How far an account may go below zero (README §3.6).
//
// Lowering is one's own word and stands at once. Another limit than the charter's needs a decision: a
// grant is written first, and counts once a decision has adopted that very record.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { pageNumber, type Books } from './books.ts';
import type { Amount } from './money.ts';
import type { Grant } from './records.ts';
import type { Said } from './state.ts';
import { trancheOf } from './terms.ts';

const grantsTo = ({ state, unit }: Books, member: MemberId): readonly Said<Grant>[] =>
  (state.grantsTo.get(member) ?? []).map((id) => state.grants.get(id)!).filter(({ body }) => body.unit === unit);

/** Of the grants that are in force the one over the newest page; of those over one page, the lowest. */
export function grantOf(books: Books, member: MemberId): Said<Grant> | undefined {
  return grantsTo(books, member)
    .filter(({ id }) => books.isInForce(id))
    .toSorted(
      (a, b) =>
        pageNumber(books, b.body.since) - pageNumber(books, a.body.since) ||
        a.body.limit - b.body.limit ||
        (a.id < b.id ? -1 : 1),
    )[0];
}

/** The charter's limit or the granted one, and below it the lowest that the owner chose since. */
export function limitOf(books: Books, member: MemberId): Amount {
  const grant = grantOf(books, member);
  const from = grant ? pageNumber(books, grant.body.since) : -1;
  const own = (books.state.limitsOf.get(member) ?? [])
    .map((id) => books.state.limits.get(id)!.body)
    .filter(({ unit, since }) => unit === books.unit && pageNumber(books, since) >= from)
    .map(({ limit }) => limit);
  return Math.min(grant?.body.limit ?? books.terms.creditLimit, ...own);
}

/**
 * The greatest tranche that an account may ever have had since a page. Payments are judged by this one:
 * what their payee was right to accept, a lower limit that is learned of later does not undo.
 */
export function trancheAt(books: Books, member: MemberId, since: RecordId): Amount {
  const terms = books.termsAt(since);
  if (!books.state.grantsTo.has(member)) return trancheOf(terms.creditLimit, terms);
  const page = pageNumber(books, since);
  const granted = grantsTo(books, member)
    .filter(({ id, body }) => pageNumber(books, body.since) <= page && books.isAdopted(id))
    .map(({ body }) => body.limit);
  return trancheOf(Math.max(terms.creditLimit, ...granted), terms);
}
