// Governance and economy together, four members, no stand-in: a decision adopts what a record says.

import { describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Module, Plan, Surroundings } from '#protocol/node/module.ts';
import { booksOf } from '#modules/economy/books.ts';
import { limitOf } from '#modules/economy/limits.ts';
import { economy } from '#modules/economy/module.ts';
import { shareOf } from '#modules/economy/lines.ts';
import { governance } from '#modules/governance/module.ts';
import { bind } from '#modules/governance/records.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster } from '#modules/roster/module.ts';
import { smallPlace, type RecordFact } from '#sim/explore/place.ts';

const HOUR_MS = 3_600_000;

function assembly() {
  const place = smallPlace(4);
  const states = { roster: roster.empty(), governance: governance.empty(), economy: economy.empty() };
  const held = new Map<RecordId, RecordFact>();
  const directory = directoryOf(states.roster, {
    recordsAt: () => [],
    placeOf: (id) => held.get(id)?.record,
  });
  let nowMs = 0;
  const around = (): Surroundings => ({
    directory,
    state: (name) => (states as Readonly<Record<string, unknown>>)[name],
    record: (id) => held.get(id),
    heldSinceMs: () => 0,
    nowMs,
  });
  const hear = (facts: readonly Fact[]): void => {
    for (const fact of facts) {
      if (fact.kind === 'record') held.set(fact.id, fact);
      for (const module of [roster, governance, economy] as readonly Module[]) {
        const owns =
          fact.kind === 'genesis' ||
          (fact.kind === 'record'
            ? module.recordTypes.some(({ type }) => type === fact.record.type)
            : module.statementKinds.some(({ kind }) => kind === fact.subject.kind));
        if (owns) module.fold((states as Readonly<Record<string, unknown>>)[module.name], fact, around());
      }
    }
  };
  const write = (member: number, plan: Plan): readonly Fact[] => {
    const facts: Fact[] = [
      ...(plan.records ?? []).map(({ type, body }) => place.record(member, type, body)),
      ...(plan.statements ?? []).map(({ subject, value, revision }) =>
        place.say(member, subject.kind, subject.record, subject.roster, value, revision),
      ),
    ];
    hear(facts);
    return facts;
  };
  const act = (member: number, module: Module, name: string, args: object): RecordId => {
    const state = (states as Readonly<Record<string, unknown>>)[module.name];
    const plan = module.acts[name]!.plan(state, args as never, place.selfOf(member), around());
    if (!plan.ok) throw new Error(`${name}: ${plan.error.why}`);
    return (write(member, plan.value)[0] as RecordFact).id;
  };
  hear(place.founding);
  return {
    place,
    act,
    write,
    around,
    books: () => booksOf(states.economy, 'credits', around()),
    duties: (member: number) => write(member, economy.duties!(states.economy, place.selfOf(member), around())),
    /** Three of four bind: a quorum. */
    decide(record: RecordId): RecordId {
      const proposal = act(0, governance, 'proposeAdoption', {
        record,
        kind: 'ordinary',
        periodHours: 1,
        frontier: new Uint8Array(8),
        title: 'Adopt it',
        text: '',
      });
      for (const member of [0, 1, 2]) hear([place.say(member, bind.kind, proposal, place.page, 1)]);
      nowMs += 2 * HOUR_MS;
      return proposal;
    },
  };
}

describe('a decision', () => {
  test('raises a limit, when it adopts the very grant that says so', () => {
    const here = assembly();
    const [one] = here.place.members;
    const grant = here.act(1, economy, 'grant-limit', { member: one, limit: 30_000 });
    const other = here.act(2, economy, 'grant-limit', { member: one, limit: 90_000 });
    expect(limitOf(here.books(), one!)).toBe(10_000);
    here.decide(grant);
    expect(limitOf(here.books(), one!)).toBe(30_000);
    expect(here.books().isAdopted(other)).toBe(false);
  });

  test('adopts a budget, from which its holder then pays the commons’ credits', () => {
    const here = assembly();
    const [one, two] = here.place.members;
    const line = here.act(0, economy, 'divide', {
      kind: 'budget of credits',
      name: 'well',
      holders: [one],
      quantities: ['50'],
    });
    expect(() => here.act(0, economy as Module, 'draw', { line, other: two, quantity: 2000 })).toThrow(/adopted/);
    here.decide(line);
    here.act(0, economy, 'draw', { line, other: two, quantity: 2000 });
    here.duties(1);
    expect(shareOf(here.books(), line, one!)).toMatchObject({ left: 3000, taken: 2000 });
    const shown = economy.queries!['balances']!.show(here.books().state, {}, here.around(), undefined);
    expect(shown.json).toMatchObject({ sum: 0 });
    expect(shown.lines).toContain('the commons -20.00');
  });
});
