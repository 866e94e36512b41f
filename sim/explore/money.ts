// The case of paying: accounts that lie to payees who cannot hear each other.
//
// Each liar shows every payee a tranche of its own, at one place of its log, and then one more. Payees'
// devices accept by the production code's duty. The terms come from the charter, as in any community.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import { CHARTER } from '#modules/charter.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf } from '#modules/economy/books.ts';
import { economy } from '#modules/economy/module.ts';
import { DEFAULT_TERMS, trancheOf } from '#modules/economy/terms.ts';
import type { Acceptance, Transfer } from '#modules/economy/records.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster } from '#modules/roster/module.ts';
import { smallPlace, type RecordFact } from './place.ts';
import type { Case, Mask, View } from './search.ts';

const TRANCHE = trancheOf(DEFAULT_TERMS.creditLimit, DEFAULT_TERMS);
const transferType = economy.recordTypes.find(({ name }) => name === 'transfer')!;
const acceptanceType = economy.recordTypes.find(({ name }) => name === 'acceptance')!;

export type MoneySetting = {
  readonly members: number;
  /** Tranche that devices check, in percent of the limit; by default the charter's own. */
  readonly tranchePercent?: number;
};

/** One liar, the last member; all others are payees, each out of the others' hearing when they wish. */
export function moneyCase({ members, tranchePercent }: MoneySetting): Case {
  const place = smallPlace(members);
  const liar = members - 1;
  const payees = Array.from({ length: liar }, (_, i) => i);
  const pay = (payee: number, spent: number): RecordFact =>
    place.record(liar, transferType, {
      payee: place.members[payee]!,
      amount: TRANCHE,
      since: place.page,
      spent,
      memo: '',
    } satisfies Transfer);
  // The first to each payee stands at one place of the log: a fork. The second follows it.
  const first = place.forks(
    liar,
    payees.map((payee) => () => pay(payee, TRANCHE)),
  );
  const second = place.forks(
    liar,
    payees.map((payee) => () => pay(payee, 2 * TRANCHE)),
  );
  const papers = [...first, ...second];
  const accepts = papers.map((transfer, i) =>
    place.record(i % liar, acceptanceType, { answer: 'accepted', transfers: [transfer.id] } satisfies Acceptance),
  );
  const people = roster.empty();
  for (const fact of place.founding) roster.fold(people, fact, {} as Surroundings);
  const charter = new Map<number, number>(
    tranchePercent === undefined ? [] : [[CHARTER['economy.tranche-percent'].number, tranchePercent]],
  );

  const device = ({ heard, papers: held }: View) => {
    const state = economy.empty();
    const records = new Map<RecordId, RecordFact>();
    const facts = [
      ...papers.filter((_, i) => (held >>> i) & 1),
      ...accepts.filter((_, i) => (heard[i % liar]! >>> Math.floor(i / liar)) & 1),
    ];
    for (const fact of facts) records.set(fact.id, fact);
    const directory: Directory = {
      ...directoryOf(people, {
        recordsAt: ({ member, log, seq }) =>
          facts
            .filter(({ record }) => record.member === member && record.log === log && record.seq === seq)
            .map(({ id }) => id),
        placeOf: (id) => records.get(id)?.record,
      }),
      charterAt: () => charter,
    };
    const around: Surroundings = {
      directory,
      state: () => undefined,
      record: (id) => records.get(id),
      heldSinceMs: () => 0,
      nowMs: 0,
    };
    for (const fact of facts) economy.fold(state, fact, around);
    return { state, around };
  };
  const money = (view: View): ReadonlyMap<MemberId, number> => {
    const { state, around } = device(view);
    return balances(booksOf(state, 'credits', around));
  };

  let brokenOffer: string | undefined;
  const everything = 2 ** papers.length - 1;
  return {
    name: `a liar pays ${payees.length} ${payees.length === 1 ? 'payee' : 'payees'} who may not hear each other`,
    memberCount: members,
    classOf: Array.from({ length: members }, (_, i) => i),
    liars: new Set([liar]),
    words: ['accepts what it is shown first', 'accepts what it is shown second'],
    papers: papers.map((_, i) => `the ${i < liar ? 'first' : 'second'} payment to member ${1 + (i % liar)}`),
    groups: [{ words: 3, own: 3, others: 3, papers: everything }],
    // Whose words they are is not known here: the papers that a member accepted are held by the view itself.
    needs: () => 0,
    before: [0],
    inScope: () => true,
    offered(view) {
      const self = view.self!;
      const { state, around } = device(view);
      const plan = economy.duties!(state, place.selfOf(self), around);
      const taken = (plan.records ?? []).flatMap(({ type, body }) =>
        type === acceptanceType ? (body as Acceptance).transfers : [],
      );
      const found = taken.reduce<Mask>(
        (sum, id) => sum | (1 << Math.floor(papers.findIndex((paper) => paper.id === id) / liar)),
        0,
      );
      const forked = [first, second].some(
        (branch, i) => branch.filter((_, payee) => (view.papers >>> (i * liar + payee)) & 1).length > 1,
      );
      if (found !== 0 && forked) brokenOffer ??= `member ${self + 1} accepts from an account that it can see is forked`;
      return found;
    },
    verdicts: () => 0,
    verdictReads: { words: 0, papers: 0 },
    finals: [],
    contrary: [],
    broken(said) {
      const all = money({ self: undefined, heard: said.map((mask, i) => (i === liar ? 0 : mask)), papers: everything });
      const sum = [...all.values()].reduce((total, amount) => total + amount, 0);
      const loss = -(all.get(place.members[liar]!) ?? 0) - TRANCHE;
      const bound = Math.max(0, payees.length - 1) * TRANCHE;
      if (sum !== 0) return `the balances sum to ${sum}`;
      if (loss > bound) return `the liar gained ${loss / 100}, and m(B-1)T is ${bound / 100}`;
      return brokenOffer;
    },
  };
}
