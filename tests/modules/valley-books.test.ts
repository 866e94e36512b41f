// The valley at its full size, on the books alone: 112 members, 71 and 41 of them on either side (features S1).

import { expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Self, Surroundings } from '#protocol/node/module.ts';
import { acts } from '#modules/emergency/acts.ts';
import { emergency } from '#modules/emergency/module.ts';
import { powerText } from '#modules/emergency/power-terms.ts';
import { powerViews } from '#modules/emergency/powers.ts';
import { certificateContent } from '#modules/governance/certificate.ts';
import { coverageOf } from '#modules/governance/coverage.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { BALLOT } from '#modules/governance/methods.ts';
import { governance } from '#modules/governance/module.ts';
import { statusOf } from '#modules/governance/queries.ts';
import { ballot, bind, proposal, receipt, RECEIPT, type Proposal } from '#modules/governance/records.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster } from '#modules/roster/module.ts';
import { bytesOf, grown } from './village.ts';

const MEMBERS = 112;
const SIDE_A = 71;
const HOUR_MS = 3_600_000;

const v = grown(MEMBERS);
const people = roster.empty();
for (const fact of v.facts) roster.fold(people, fact, {} as Surroundings);
const directory = directoryOf(people, { recordsAt: () => [], placeOf: () => undefined });

function device(...facts: readonly Fact[]) {
  const [decisions, calls] = [governance.empty(), emergency.empty()];
  const held = new Map<RecordId, number>();
  let nowMs = 0;
  const around = (): Surroundings => ({
    directory,
    state: (module) => ({ governance: decisions, roster: people, emergency: calls })[module],
    record: () => undefined,
    heldSinceMs: (id) => held.get(id),
    nowMs,
  });
  const hear = (heard: readonly Fact[]): void => {
    for (const fact of heard) {
      if (fact.kind === 'record' && !held.has(fact.id)) held.set(fact.id, nowMs);
      governance.fold(decisions, fact, around());
      emergency.fold(calls, fact, around());
    }
  };
  hear(facts);
  return { decisions, calls, around, hear, at: (hour: number) => void (nowMs = hour * HOUR_MS) };
}

const propose = (text: string, kind: Proposal['kind']) =>
  v.record('0', proposal, {
    ...{ kind, method: 'consent', periodHours: 24, roster: v.roster, frontier: bytesOf('frontier', 8) },
    ...{ slot: null, optionCount: 0, effect: null, text },
  });
const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));
const say = (who: readonly string[], kind: number, of: RecordId, value: number, revision = 0): readonly Fact[] =>
  who.map((name) => v.say(name, kind, of, v.roster, value, revision));
const bound = (on: ReturnType<typeof device>, id: RecordId): Matter => {
  const matter = matterOf(on.decisions, id, directory);
  if (matter.kind !== 'matter') throw new Error(matter.why);
  return matter;
};

test('shelter and diesel: neither side of 71 and 41 can bind, and 95 consents after the heal make it final in one frame', () => {
  const shelter = propose('Open the shelter, heat with diesel', 'ordinary');
  const spoken = (side: readonly string[], ballots: number): readonly Fact[] => [
    ...say(side, receipt.kind, shelter.id, RECEIPT.inTime),
    ...say(side.slice(0, ballots), ballot.kind, shelter.id, BALLOT.choice),
  ];
  const sides = [
    { name: '0', facts: spoken(names(0, SIDE_A), 58), reply: 63, over: names(0, SIDE_A) },
    { name: '71', facts: spoken(names(SIDE_A, MEMBERS), 37), reply: 37, over: names(SIDE_A, MEMBERS) },
  ];
  const devices = sides.map(({ facts, over, name, reply }) => {
    const phone = device(shelter, ...facts);
    phone.at(30);
    phone.hear(say(over, receipt.kind, shelter.id, RECEIPT.overInTime, 1));
    const matter = bound(phone, shelter.id);
    expect([matter.liarsAllowed, matter.quorum]).toEqual([11, 62]);
    expect(Math.round((100 * coverageOf(matter, directory).replied.size) / MEMBERS)).toBe(reply);
    const self: Self = { member: v.idOf(name), log: 0, key: new Uint8Array(96) };
    const status = statusOf(phone.decisions, shelter.id, self, phone.around());
    const missing = 'missing' in status ? status.missing.map(({ rule }) => rule) : [];
    expect(missing).toContain('bind-needs-quorum');
    expect(matter.outcome.kind).toBe('open');
    return phone;
  });
  const consenting = [...names(0, 58), ...names(SIDE_A, SIDE_A + 37)];
  const heal = [
    ...sides.flatMap(({ facts }) => facts),
    ...sides.flatMap(({ over }) => say(over, receipt.kind, shelter.id, RECEIPT.overInTime, 1)),
    ...say(consenting, bind.kind, shelter.id, 1),
  ];
  const contents = devices.map((phone, i) => {
    phone.hear(i === 0 ? heal : heal.toReversed());
    const matter = bound(phone, shelter.id);
    expect(matter.outcome).toEqual({ kind: 'passed', option: 0 });
    expect(matter.boundTo[0]).toHaveLength(95);
    return certificateContent(matter, directory);
  });
  expect(contents[0]).toEqual(contents[1]);
  expect(contents[0]!.length + 48).toBeLessThanOrEqual(225);
});

test('a power that 112 members really adopted runs on both sides of the split, each on its own five and its own share', () => {
  const words = { scope: 'fuel', quantity: 200, hours: 24, renewals: 3, words: '' };
  const text = powerText({
    ...words,
    shares: [
      { number: 3, amount: 120 },
      { number: 90, amount: 80 },
    ],
  });
  if (!text.ok) throw new Error(text.error.why);
  const matter = propose(text.value, 'serious');
  const adopted: readonly Fact[] = [matter, ...say(names(0, 68), bind.kind, matter.id, 1)];
  expect(bound(device(...adopted.slice(0, -1)), matter.id).outcome.kind).toBe('open');
  expect(powerViews(device(...adopted.slice(0, -1)).calls, device(...adopted.slice(0, -1)).around())).toEqual([]);

  const sides = [
    { starters: names(3, 8), holder: '3', draws: 110 },
    { starters: names(90, 95), holder: '90', draws: 76 },
  ].map(({ starters, holder, draws }) => {
    const phone = device(...adopted);
    const told: Fact[] = [];
    const act = (name: 'start-power' | 'join-power' | 'use-power', who: string, args: object): RecordId => {
      const self: Self = { member: v.idOf(who), log: 0, key: new Uint8Array(96) };
      const plan = acts[name].plan(phone.calls, args as never, self, phone.around());
      if (!plan.ok) throw new Error(plan.error.rule);
      const written: readonly Fact[] = [
        ...(plan.value.records ?? []).map(({ type, body }) => v.record(who, type, body)),
        ...(plan.value.statements ?? []).flatMap(({ subject, value, revision }) =>
          say([who], subject.kind, subject.record, value, revision),
        ),
      ];
      phone.hear(written);
      told.push(...written);
      const [first] = written;
      return first?.kind === 'record' ? first.id : ('' as RecordId);
    };
    const start = act('start-power', starters[0]!, { matter: matter.id, text: 'it freezes' });
    for (const who of starters.slice(1)) act('join-power', who, { power: start });
    act('use-power', holder, { power: start, amount: draws });
    return { phone, told };
  });
  for (const [i, { phone }] of sides.entries()) {
    phone.hear(sides[1 - i]!.told);
    const [view] = powerViews(phone.calls, phone.around());
    expect(view).toMatchObject({ status: 'running', starts: [{ households: 5 }, { households: 5 }] });
    expect(view!.shares.map(({ drawn }) => drawn)).toEqual([110, 76]);
    phone.at(24 * 4);
    expect(powerViews(phone.calls, phone.around())[0]?.status).toBe('spent');
  }
});
