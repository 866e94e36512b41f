import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Self, Surroundings } from '#protocol/node/module.ts';
import type { CharterChange, Effect, Expulsion } from '#protocol/tally/matters.ts';
import { CHARTER, charterOf, charterSlot, DEFAULT_CHARTER, isCharterValue } from '#modules/charter.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { governance, type GovernanceModuleState } from '#modules/governance/module.ts';
import { statusOf } from '#modules/governance/queries.ts';
import { BALLOT } from '#modules/governance/methods.ts';
import { ballot, bind, blockReason, proposal, receipt, RECEIPT, type Proposal } from '#modules/governance/records.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster, type RosterModuleState } from '#modules/roster/module.ts';
import { pendingPages, waitingForAdmission } from '#modules/roster/queries.ts';
import { absence, guardians, objection, rebinding, revocation, suspending } from '#modules/roster/records.ts';
import { bytesOf, grown, keyOf } from './village.ts';

const HOUR_MS = 3_600_000;
const CONSENT: number = BALLOT.choice;
const SLOT = charterSlot(CHARTER['decide.reply-ordinary'].number);
const REPLY = CHARTER['decide.reply-ordinary'].number;
const REPLY_90: Effect = { what: 'charter', key: REPLY, value: 90 };

type RecordFact = Extract<Fact, { kind: 'record' }>;

/** A village with devices that hold both modules, and as much of the facts as a test gives them. */
function place(count: number) {
  const v = grown(count);

  const device = (name: string, facts: readonly Fact[] = []) => {
    const people: RosterModuleState = roster.empty();
    const matters: GovernanceModuleState = governance.empty();
    const held = new Map<RecordId, RecordFact & { sinceMs: number }>();
    let nowMs = 0;
    const directory = directoryOf(people, {
      recordsAt: ({ member, log, seq }) =>
        [...held.values()]
          .filter(({ record: one }) => one.member === member && one.log === log && one.seq === seq)
          .map(({ id }) => id),
      placeOf: (id) => held.get(id)?.record,
    });
    const around = (): Surroundings => ({
      directory,
      state: (module) => ({ roster: people, governance: matters })[module],
      record: (id) => held.get(id),
      heldSinceMs: (id) => held.get(id)?.sinceMs,
      nowMs,
    });
    const self: Self = { member: v.idOf(name), log: 0, key: new Uint8Array(96) };
    const hear = (...heard: readonly Fact[]): void => {
      for (const fact of heard) {
        if (fact.kind === 'record' && !held.has(fact.id)) held.set(fact.id, { ...fact, sinceMs: nowMs });
        roster.fold(people, fact, around());
        governance.fold(matters, fact, around());
      }
    };
    hear(...v.facts, ...facts);
    const planned = (module: 'roster' | 'governance', act: string, args: unknown) =>
      module === 'roster'
        ? roster.acts[act]!.plan(people, args as never, self, around())
        : governance.acts[act]!.plan(matters, args as never, self, around());
    return {
      name,
      self,
      people,
      matters,
      directory,
      around,
      hear,
      planned,
      wait: (hours: number) => void (nowMs += hours * HOUR_MS),
      rule: (module: 'roster' | 'governance', act: string, args: unknown): string => {
        const plan = planned(module, act, args);
        return plan.ok ? 'planned' : plan.error.rule;
      },
      duty: () => roster.duties!(people, self, around()).statements ?? [],
      matter: (id: RecordId): Matter => {
        const found = matterOf(matters, id, directory);
        if (found.kind !== 'matter') throw new Error(found.why);
        return found;
      },
    };
  };

  const propose = (over: Partial<Proposal>, author = '0', at: { seq?: number } = {}) =>
    v.record(
      author,
      proposal,
      {
        kind: 'ordinary',
        method: 'consent',
        periodHours: 24,
        roster: v.roster,
        frontier: bytesOf('frontier', 8),
        slot: null,
        optionCount: 0,
        effect: null,
        text: 'Something',
        ...over,
      },
      at,
    );
  const charterMatter = (effect = REPLY_90, over: Partial<Proposal> = {}) =>
    propose({ kind: 'charter', slot: { name: SLOT, round: 0 }, effect, ...over });
  const binds = (id: RecordId, names: readonly string[], over = v.roster): Fact[] =>
    names.map((name) => v.say(name, bind.kind, id, over, 1));
  /** The next page with the facts that close it. */
  const page = (
    number: number,
    previous: RecordId,
    more: { expelled?: readonly Expulsion[]; charter?: readonly CharterChange[]; carried?: readonly RecordId[] } = {},
    confirming = v.members,
  ) => {
    const made = v.page('0', number, previous, [], more);
    return { id: made.id, made, facts: [made, ...confirming.map((name) => v.confirm(name, made.id, previous))] };
  };
  const withPeople = (number: number, previous: RecordId, admitted: readonly string[]) => {
    const made = v.page('0', number, previous, admitted);
    const confirming = [...v.members, 'anna'].map((name) => v.confirm(name, made.id, previous));
    return { id: made.id, facts: [made, ...confirming] };
  };
  return { ...v, device, propose, charterMatter, binds, page, withPeople };
}

describe('the charter', () => {
  test('has fewer than sixty keys, each with a meaning, a range that holds its default, and who changes it', () => {
    const keys = Object.values(CHARTER);
    expect(keys.length).toBeLessThan(60);
    for (const key of keys) {
      expect(key.means.length).toBeGreaterThan(10);
      expect(isCharterValue(key.number, key.default)).toBe(true);
      expect(isCharterValue(key.number, key.most + 1)).toBe(false);
      expect(['ordinary', 'serious', 'charter']).toContain(key.changedBy);
    }
  });

  test('changes by a decision that the next page carries out, and not before', () => {
    const p = place(7);
    const matter = p.charterMatter();
    const device = p.device('1', [matter, ...p.binds(matter.id, p.members)]);
    expect(device.matter(matter.id).outcome.kind).toBe('passed');
    expect(charterOf(device)['decide.reply-ordinary']).toBe(80);
    const next = p.page(p.next, p.roster, { charter: [{ key: REPLY, value: 90 }] });
    device.hear(...next.facts);
    expect(charterOf(device)['decide.reply-ordinary']).toBe(90);
    expect(charterOf(device, p.roster)).toEqual(DEFAULT_CHARTER);
  });

  test('touches only what is proposed on a later page', () => {
    const p = place(10);
    const matter = p.charterMatter();
    const next = p.page(p.next, p.roster, { charter: [{ key: REPLY, value: 90 }] });
    const [before, after] = [p.propose({ text: 'before' }), p.propose({ text: 'after', roster: next.id })];
    const device = p.device('1', [matter, ...p.binds(matter.id, p.members), ...next.facts, before, after]);
    expect([before, after].map(({ id }) => device.matter(id).rule.replyPercent)).toEqual([80, 90]);
  });

  test('is changed by no page without a decision, and by none that is paused', () => {
    const p = place(7);
    const matter = p.charterMatter();
    const next = p.page(p.next, p.roster, { charter: [{ key: REPLY, value: 90 }] }, []);
    const other = p.page(p.next, p.roster, { charter: [{ key: REPLY, value: 100 }] }, []);
    const device = p.device('1', [matter, next.made, other.made]);
    expect(device.duty()).toEqual([]);
    device.hear(...p.binds(matter.id, p.members.slice(0, 6)));
    expect(device.duty()).toMatchObject([{ subject: { record: next.id } }]);
    const late = p.record('6', blockReason, {
      proposal: matter.id,
      frontier: bytesOf('old', 8),
      bindsHeld: 0,
      text: 'I was on the alp',
    });
    device.hear(late);
    expect(device.duty()).toEqual([]);
    const status = statusOf(device.matters, matter.id, device.self, device.around());
    expect('pausedUntilMs' in status && status.pausedUntilMs).toBe(48 * HOUR_MS);
    device.wait(48);
    expect(device.duty()).toMatchObject([{ subject: { record: next.id } }]);
  });

  test('a page author lists what was decided without being told', () => {
    const p = place(7);
    const matter = p.charterMatter();
    const device = p.device('1', [matter, ...p.binds(matter.id, p.members)]);
    const plan = device.planned('roster', 'checkpoint', {
      stateHash: bytesOf('s', 32),
      frontier: bytesOf('f', 8),
      claimedMinute: 0,
      epoch: 0,
    });
    expect(plan.ok && plan.value.records![0]!.body).toMatchObject({
      charter: [{ key: REPLY, value: 90 }],
      carried: [],
    });
  });

  test('a key can change again on a later page, and an old decision is never carried out twice', () => {
    const p = place(4);
    const first = p.charterMatter();
    const page1 = p.page(p.next, p.roster, { charter: [{ key: REPLY, value: 90 }] });
    const again = p.charterMatter({ ...REPLY_90, value: 70 }, { roster: page1.id });
    const device = p.device('1', [first, ...p.binds(first.id, p.members), ...page1.facts, again]);
    device.wait(48);
    for (const name of p.members)
      device.hear(
        p.say(name, ballot.kind, again.id, page1.id, CONSENT),
        p.say(name, receipt.kind, again.id, page1.id, RECEIPT.inTime),
        p.say(name, receipt.kind, again.id, page1.id, RECEIPT.overInTime, 2),
      );
    expect(device.rule('governance', 'bind', { proposal: again.id, choice: 'yes' })).toBe('planned');
    device.hear(...p.binds(again.id, p.members, page1.id));
    const back = p.page(p.next + 1, page1.id, { charter: [{ key: REPLY, value: 90 }] }, []);
    const on = p.page(p.next + 1, page1.id, { charter: [{ key: REPLY, value: 70 }] }, []);
    device.hear(back.made, on.made);
    expect(device.duty()).toMatchObject([{ subject: { record: on.id } }]);
  });

  test.each([
    ['of the wrong kind', { kind: 'ordinary' }],
    ['beside its slot', { slot: { name: 'charter/99', round: 0 } }],
    ['beyond its range', { effect: { ...REPLY_90, value: 101 } }],
    ['of a key that nobody knows', { effect: { what: 'charter', key: 250, value: 1 } }],
    ['among several options', { method: 'majority', optionCount: 2, text: 'a\nb\nc' }],
  ] as const)('a change %s is no matter, with a reason', (_, over) => {
    const p = place(4);
    const matter = p.charterMatter(REPLY_90, over);
    const device = p.device('1', [matter]);
    expect(matterOf(device.matters, matter.id, device.directory)).toMatchObject({
      kind: 'no-matter',
      reason: 'effect',
    });
  });

  test('a person proposes a number by the name of its key, and hears why not', () => {
    const device = place(7).device('1');
    const args = { title: 'More replies', text: '', periodHours: 48, frontier: bytesOf('f', 8) };
    const plan = device.planned('governance', 'proposeCharter', { ...args, key: 'decide.reply-ordinary', value: 85 });
    expect(plan.ok && plan.value.records![0]!.body).toMatchObject({
      kind: 'charter',
      slot: { name: SLOT, round: 0 },
      effect: { what: 'charter', key: 1, value: 85 },
    });
    expect(device.rule('governance', 'proposeCharter', { ...args, key: 'decide.reply-ordinary', value: 20 })).toBe(
      'effect',
    );
    expect(device.rule('governance', 'proposeCharter', { ...args, key: 'x', value: 20 })).toBe('charter-key');
  });
});

describe('putting somebody out', () => {
  const out = (p: ReturnType<typeof place>, accepts: Expulsion['accepts'] = [{ log: 0, seq: 2 }]) => {
    const matter = p.propose({
      kind: 'irreversible',
      effect: { what: 'removal', member: p.idOf('3'), accepts },
    });
    const next = p.page(
      p.next,
      p.roster,
      { expelled: [{ member: p.idOf('3'), accepts }] },
      p.members.filter((name) => name !== '3'),
    );
    return { matter, next };
  };

  test('is decided by all but the one it is about, whose bind counts for nothing', () => {
    const p = place(7);
    const { matter } = out(p);
    const device = p.device('1', [matter, ...p.binds(matter.id, ['3', '0', '1', '2'])]);
    expect(device.matter(matter.id).roster.members).not.toContain(p.idOf('3'));
    expect(device.matter(matter.id).outcome.kind).toBe('open');
    device.hear(...p.binds(matter.id, ['4']));
    expect(device.matter(matter.id)).toMatchObject({ quorum: 4, outcome: { kind: 'passed' } });
  });

  test('happens on a page, which nobody confirms without the decision or with other last records', () => {
    const p = place(7);
    const { matter, next } = out(p);
    const other = p.page(p.next, p.roster, { expelled: [{ member: p.idOf('3'), accepts: [{ log: 0, seq: 9 }] }] }, []);
    const device = p.device('1', [matter, next.made, other.made]);
    expect(
      pendingPages(device.people, device.self.member, device.around()).flatMap(({ objections }) => objections),
    ).toHaveLength(2);
    expect(device.duty()).toEqual([]);
    device.hear(...p.binds(matter.id, ['0', '1', '2', '4', '5']));
    expect(device.duty()).toMatchObject([{ subject: { record: next.id } }]);
    device.hear(...next.facts);
    expect(device.directory.person(p.idOf('3'))).toMatchObject({ number: 3, standing: 'removed' });
    expect(device.directory.latest()!.members).not.toContain(p.idOf('3'));
  });

  test('leaves no authority to any record outside it (I14), and touches none inside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (last, seq) => {
        const p = place(7);
        const { matter, next } = out(p, [{ log: 0, seq: last }]);
        const stock = p.propose({ text: 'stockpiled' }, '3', { seq });
        const device = p.device('1', [matter, ...p.binds(matter.id, ['0', '1', '2', '4', '5']), ...next.facts, stock]);
        const said = p.members.flatMap((name) => [
          p.say(name, ballot.kind, stock.id, p.roster, CONSENT),
          p.say(name, receipt.kind, stock.id, p.roster, RECEIPT.inTime),
          p.say(name, receipt.kind, stock.id, p.roster, RECEIPT.overInTime, 1),
        ]);
        device.hear(...said);
        device.wait(24);
        expect(device.directory.isOutside!(stock.record)).toBe(seq > last);
        expect(device.rule('governance', 'bind', { proposal: stock.id, choice: 'yes' })).toBe(
          seq > last ? 'author-counts' : 'planned',
        );
      }),
      { numRuns: 30 },
    );
  });

  test('accepts nothing of a log that it does not name', () => {
    const p = place(7);
    const { matter, next } = out(p);
    const device = p.device('1', [matter, ...p.binds(matter.id, ['0', '1', '2', '4', '5']), ...next.facts]);
    const at = (log: number, seq: number) => device.directory.isOutside!({ member: p.idOf('3'), log, seq });
    expect([at(0, 2), at(0, 3), at(1, 1)]).toEqual([false, true, true]);
  });

  test('never changes the result of a vote that was open already', () => {
    const p = place(7);
    const open = p.propose({ text: 'open before' });
    const { matter, next } = out(p);
    const device = p.device('1', [open, ...p.binds(open.id, ['0', '1', '2', '3', '4'])]);
    expect(device.matter(open.id).outcome.kind).toBe('passed');
    device.hear(matter, ...p.binds(matter.id, ['0', '1', '2', '4', '5']), ...next.facts);
    expect(device.matter(open.id).outcome.kind).toBe('passed');
  });

  test('is proposed with the last record that is held, and not at all among three', () => {
    const args = { title: 'Enough', text: '', periodHours: 240, frontier: bytesOf('f', 8) };
    const p = place(4);
    const device = p.device('1', [p.record('3', absence, { state: 'away', words: '' })]);
    const plan = device.planned('governance', 'proposeRemoval', { ...args, member: p.idOf('3'), last: null });
    expect(plan.ok && plan.value.records![0]!.body).toMatchObject({
      kind: 'irreversible',
      effect: { what: 'removal', member: p.idOf('3'), accepts: [{ log: 0, seq: 1 }] },
    });
    const three = place(3).device('1');
    expect(three.rule('governance', 'proposeRemoval', { ...args, member: place(3).idOf('2') })).toBe('few-members');
  });
});

describe('absence', () => {
  test('nobody waits for the notice of who is away, and no quorum gets smaller', () => {
    const p = place(10);
    const matter = p.propose({ kind: 'serious' });
    const heard = p.members
      .slice(0, 8)
      .flatMap((name) => [
        p.say(name, ballot.kind, matter.id, p.roster, CONSENT),
        p.say(name, receipt.kind, matter.id, p.roster, RECEIPT.inTime),
        p.say(name, receipt.kind, matter.id, p.roster, RECEIPT.overInTime, 1),
      ]);
    const device = p.device('1', [matter, ...heard]);
    device.wait(24);
    const quorum = device.matter(matter.id).quorum;
    expect(device.rule('governance', 'bind', { proposal: matter.id, choice: 'yes' })).toBe('reply');
    device.hear(...['8', '9'].map((name) => p.record(name, absence, { state: 'away', words: 'at sea' })));
    expect(device.rule('governance', 'bind', { proposal: matter.id, choice: 'yes' })).toBe('planned');
    expect(device.matter(matter.id).quorum).toBe(quorum);
    device.hear(p.record('9', absence, { state: 'back', words: '' }));
    expect(device.rule('governance', 'bind', { proposal: matter.id, choice: 'yes' })).toBe('reply');
  });
});

describe('a key in other hands', () => {
  test('vouches for nobody from the moment its owner says so, and closes no page', () => {
    const p = place(4);
    const page = p.page(p.next, p.roster, {}, []);
    const device = p.device('1', [p.admit('0', 'anna', 90, ['1', '2']), page.made]);
    expect(waitingForAdmission(device.people)[0]!.ready).toBe(true);
    device.hear(p.record('0', revocation, { log: 0, keyVersion: 0 }));
    expect(waitingForAdmission(device.people)[0]!.ready).toBe(false);
    expect(device.duty()).toEqual([]);
  });

  const rebound = (p: ReturnType<typeof place>) => {
    const list = p.record('0', guardians, { guardians: ['1', '2', '3', '4', '5'].map(p.idOf) });
    const given = p.record('1', rebinding, {
      member: p.idOf('0'),
      ends: 0,
      key: keyOf('new'),
      privateKey: bytesOf('x', 32),
      recoveryDigest: bytesOf('r', 16),
      coGuardians: ['2', '3'].map(p.idOf),
    });
    return { given, facts: [list, given] };
  };
  const propose = { kind: 'ordinary', method: 'consent', periodHours: 24, options: [], title: 'x', text: '' };
  const tried = (device: ReturnType<ReturnType<typeof place>['device']>): string =>
    device.rule('governance', 'propose', { ...propose, frontier: bytesOf('f', 8) });

  test('given anew it waits 48 hours for an objection, and then has its power', () => {
    const p = place(7);
    const device = p.device('0', rebound(p).facts);
    expect(tried(device)).toBe('contest-window');
    device.wait(47);
    expect(tried(device)).toBe('contest-window');
    device.wait(1);
    expect(tried(device)).toBe('planned');
  });

  test('objected to, neither has power until a decision adopts the new one', () => {
    const p = place(7);
    const { given, facts } = rebound(p);
    const device = p.device('0', facts);
    device.hear(p.record('0', objection, { rebinding: given.id }));
    device.wait(1000);
    expect(tried(device)).toBe('contested');
    const old = { member: p.idOf('0'), log: 0, keyVersion: 0 };
    expect(device.directory.isSuspended!(old)).toBe(true);
    const matter = p.propose({ kind: 'serious', effect: { what: 'adoption', record: given.id } }, '1');
    device.hear(matter, ...p.binds(matter.id, p.members));
    expect(tried(device)).toBe('planned');
  });

  test('an objection by somebody else, or with the new key itself, is none', () => {
    const p = place(7);
    const { given, facts } = rebound(p);
    const device = p.device('0', [
      ...facts,
      p.record('6', objection, { rebinding: given.id }),
      p.record('0', objection, { rebinding: given.id }, { keyVersion: 1 }),
    ]);
    device.wait(48);
    expect(tried(device)).toBe('planned');
  });

  test('a new key is not suspended by what was said of the old one', () => {
    const p = place(7);
    const { facts } = rebound(p);
    const asked = ['1', '2', '3'].map((name) => p.record(name, suspending, { member: p.idOf('0'), keyVersion: 0 }));
    const device = p.device('0', [...facts, ...asked]);
    const of = (keyVersion: number) => device.directory.isSuspended!({ member: p.idOf('0'), log: 0, keyVersion });
    expect([of(0), of(1)]).toEqual([true, false]);
  });
});

test('a sponsor counts for as many newcomers as the charter says, on a run of pages', () => {
  const p = place(5);
  const key = CHARTER['belong.newcomers-per-sponsor'];
  const limit = p.page(p.next, p.roster, { charter: [{ key: key.number, value: 1 }] });
  const join = (name: string, household: number) => p.admit('0', name, household, ['1', '2']);
  const anna = p.withPeople(p.next + 1, limit.id, ['anna']);
  const device = p.device('4', [...limit.facts, join('anna', 90), join('bert', 91), ...anna.facts]);
  expect(waitingForAdmission(device.people).map(({ words }) => words)).toEqual([
    'needs 3 more sponsors and a sponsor of another household (3 of those who vouch did so for others lately)',
  ]);
  let [number, previous] = [p.next + 2, anna.id];
  for (let i = 0; i < 4; i++) {
    const empty = p.withPeople(number++, previous, []);
    device.hear(...empty.facts);
    previous = empty.id;
  }
  expect(waitingForAdmission(device.people)[0]!.ready).toBe(true);
});

test('whatever the order of facts, charter, removals and powers are the same', () => {
  const p = place(5);
  const charter = p.charterMatter();
  const out = p.propose({
    kind: 'irreversible',
    effect: { what: 'removal', member: p.idOf('3'), accepts: [{ log: 0, seq: 1 }] },
  });
  const next = p.page(p.next, p.roster, {
    charter: [{ key: REPLY, value: 90 }],
    expelled: [{ member: p.idOf('3'), accepts: [{ log: 0, seq: 1 }] }],
  });
  const facts = [
    charter,
    out,
    ...p.binds(charter.id, p.members),
    ...p.binds(out.id, p.members),
    ...next.facts,
    p.record('4', absence, { state: 'away', words: '' }),
    p.record('2', revocation, { log: 0, keyVersion: 0 }),
  ];
  const told = (device: ReturnType<typeof p.device>) => ({
    charter: charterOf(device),
    roster: device.directory.latest(),
    outside: [1, 2].map((seq) => device.directory.isOutside!({ member: p.idOf('3'), log: 0, seq })),
    away: p.members.filter((name) => device.directory.isAbsent!(p.idOf(name))),
    suspended: p.members.filter((name) =>
      device.directory.isSuspended!({ member: p.idOf(name), log: 0, keyVersion: 0 }),
    ),
    hash: [roster.canonical(device.people, device.around()), governance.canonical(device.matters, device.around())],
  });
  const expected = told(p.device('1', facts));
  expect(expected.charter['decide.reply-ordinary']).toBe(90);
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts), (shuffled, again) => {
      expect(told(p.device('1', [...shuffled, ...again]))).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
