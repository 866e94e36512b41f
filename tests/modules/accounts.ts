// People with accounts, for tests of the economy: each device knows only what it heard, forks included.
//
// What decisions adopt and what the charter says is given by hand: both belong to other modules.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { ActType, Fact, Plan, Surroundings } from '#protocol/node/module.ts';
import { balanceOf, balances } from '#modules/economy/accounts.ts';
import { booksOf, type Books } from '#modules/economy/books.ts';
import { liars } from '#modules/economy/conflict.ts';
import { economy } from '#modules/economy/module.ts';
import { purseOf } from '#modules/economy/spending.ts';
import { transferType } from '#modules/economy/records.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { DEFAULT_TERMS, trancheOf } from '#modules/economy/terms.ts';
import type { Unit } from '#modules/economy/units.ts';
import type { RecordFact, Village } from '../support/directory.ts';

export const LIMIT = DEFAULT_TERMS.creditLimit;
export const T = trancheOf(LIMIT, DEFAULT_TERMS);

/** What all devices of a test know besides what they heard: what was decided, and the charter by key number. */
export type Common = { readonly adopted: Set<RecordId>; charter: ReadonlyMap<number, number> };

export class Device {
  readonly state: EconomyState = economy.empty();
  readonly heard: Fact[] = [];
  readonly place: Village;
  readonly index: number;
  readonly log: number;
  readonly common: Common;
  readonly #known = new Set<RecordId>();
  readonly #places = new Map<string, RecordId>();
  readonly #forked = new Set<MemberId>();

  constructor(place: Village, index: number, log = 0, common: Common = { adopted: new Set(), charter: new Map() }) {
    this.place = place;
    this.index = index;
    this.log = log;
    this.common = common;
  }

  get member(): MemberId {
    return this.place.members[this.index]!;
  }

  around(): Surroundings {
    const directory: Directory = {
      ...this.place.directory,
      recordsAt: (at) => this.place.directory.recordsAt(at).filter((id) => this.#known.has(id)),
      charterAt: () => this.common.charter,
      underProof: () => new Set([...this.#forked, ...liars(this.state, directory)]),
    };
    const isAdopted = (record: RecordId): boolean => this.common.adopted.has(record);
    const decisions = { isAdopted, wasAdopted: isAdopted };
    return { ...this.place.around(), directory, state: (name) => (name === 'governance' ? decisions : undefined) };
  }

  books(unit: Unit = 'credits'): Books {
    return booksOf(this.state, unit, this.around());
  }

  hear(facts: readonly Fact[]): void {
    const around = this.around();
    for (const fact of facts) {
      economy.fold(this.state, fact, around);
      this.heard.push(fact);
      if (fact.kind !== 'record') continue;
      const { member, log, seq } = fact.record;
      const there = this.#places.get(`${member}/${log}/${seq}`) ?? fact.id;
      this.#places.set(`${member}/${log}/${seq}`, there);
      if (there !== fact.id) this.#forked.add(member);
      this.#known.add(fact.id);
    }
  }

  write(plan: Plan, seq?: number): readonly Fact[] {
    const facts = this.place.write(this.place.self(this.index, this.log), plan, seq === undefined ? {} : { seq });
    this.hear(facts);
    return facts;
  }

  try(name: string, args: object) {
    const type = economy.acts[name] as ActType<EconomyState, unknown>;
    return type.plan(this.state, args, this.place.self(this.index, this.log), this.around());
  }

  act(name: string, args: object): readonly Fact[] {
    const plan = this.try(name, args);
    if (!plan.ok) throw new Error(`${name} was refused: ${plan.error.rule}: ${plan.error.why}`);
    return this.write(plan.value);
  }

  /** The rule by which it is refused. */
  refusal(name: string, args: object): string | undefined {
    const plan = this.try(name, args);
    return plan.ok ? undefined : plan.error.rule;
  }

  duty(): readonly Fact[] {
    return this.write(economy.duties!(this.state, this.place.self(this.index, this.log), this.around()));
  }

  balance(of = this.member, unit: Unit = 'credits'): number {
    return balanceOf(this.books(unit), of);
  }
  purse(unit: Unit = 'credits') {
    return purseOf(this.books(unit), this.member);
  }
  ask(name: string, args: { readonly [name: string]: unknown } = {}) {
    return economy.queries![name]!.show(this.state, args, this.around(), this.place.self(this.index, this.log));
  }
}

/** Devices that hear each other: what one writes all hear, and duties run until nobody has more to say. */
export function share(group: readonly Device[], facts: readonly Fact[], from?: Device): void {
  for (const device of group) if (device !== from) device.hear(facts);
  for (let quiet = false; !quiet;) {
    quiet = true;
    for (const device of group) {
      const said = device.duty();
      for (const other of group) if (other !== device) other.hear(said);
      if (said.length > 0) quiet = false;
    }
  }
}

export function heal(devices: readonly Device[]): void {
  share(devices, [...new Set(devices.flatMap(({ heard }) => heard))]);
}

export const sumOf = (books: Books): number => [...balances(books).values()].reduce((sum, amount) => sum + amount, 0);

export function devicesOf(
  place: Village,
  common: Common = { adopted: new Set(), charter: new Map() },
): readonly Device[] {
  return place.members.map((_, i) => new Device(place, i, 0, common));
}

export const payment = (payee: MemberId, amount: number, memo = '') => ({ payee, amount, memo });

export const idOf = (facts: readonly Fact[], at = 0): RecordId => (facts[at] as RecordFact).id;

/** A transfer as a liar may write it: any numbers. */
export const forged = (place: Village, payee: number, amount: number, spent: number, since = 0): Plan => ({
  records: [
    {
      type: transferType,
      body: { payee: place.members[payee]!, amount, since: place.checkpoints[since]!, spent, memo: '' },
    },
  ],
});
