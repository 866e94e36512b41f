import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact, Self, Surroundings } from '#protocol/node/module.ts';
import { ok } from '#protocol/bytes/result.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster, type RosterModuleState } from '#modules/roster/module.ts';
import { certificateContent } from '#modules/governance/certificate.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { BALLOT } from '#modules/governance/methods.ts';
import { governance, type GovernanceModuleState } from '#modules/governance/module.ts';
import { statusOf } from '#modules/governance/queries.ts';
import {
  ballot,
  bind,
  blockReason,
  proposal,
  receipt,
  RECEIPT,
  visit,
  type Proposal,
} from '#modules/governance/records.ts';
import { bytesOf, grown } from './village.ts';

const HOUR_MS = 3_600_000;
const CONSENT: number = BALLOT.choice;

/** A village with one device a member; `facts` go to whom a test wants them to. */
function assembly(count: number) {
  const v = grown(count);
  const people: RosterModuleState = roster.empty();
  for (const fact of v.facts) roster.fold(people, fact, {} as Surroundings);
  const directory = directoryOf(people, { recordsAt: () => [], placeOf: () => undefined });

  const propose = (over: Partial<Proposal> = {}, author = '0') =>
    v.record(author, proposal, {
      kind: 'ordinary',
      method: 'consent',
      periodHours: 24,
      roster: v.roster,
      frontier: bytesOf('frontier', 8),
      slot: null,
      optionCount: 0,
      effect: null,
      text: 'Open the well at night',
      ...over,
    });

  const device = (name: string, facts: readonly Fact[] = []) => {
    const state: GovernanceModuleState = governance.empty();
    const held = new Map<RecordId, number>();
    const bodies = new Map<RecordId, Fact>();
    let nowMs = 0;
    const around = (): Surroundings => ({
      directory,
      state: (module) => (module === 'governance' ? state : module === 'roster' ? people : undefined),
      record: () => undefined,
      heldSinceMs: (id) => held.get(id),
      nowMs,
    });
    const self: Self = { member: v.idOf(name), log: 0, key: new Uint8Array(96) };
    const hear = (...heard: readonly Fact[]): void => {
      for (const fact of heard) {
        if (fact.kind === 'record' && !held.has(fact.id)) held.set(fact.id, nowMs);
        if (fact.kind === 'record') bodies.set(fact.id, fact);
        governance.fold(state, fact, around());
      }
    };
    hear(...facts);
    return {
      name,
      state,
      self,
      around,
      hear,
      wait: (hours: number) => void (nowMs += hours * HOUR_MS),
      act: (act: string, args: unknown) => {
        const found = governance.acts[act]!;
        return found.plan(state, args as never, self, around());
      },
      duty: () => governance.duties!(state, self, around()).statements ?? [],
      matter: (id: RecordId): Matter => {
        const found = matterOf(state, id, directory);
        if (found.kind !== 'matter') throw new Error(found.why);
        return found;
      },
      status: (id: RecordId) => {
        const found = statusOf(state, id, self, around());
        if ('reason' in found) throw new Error(found.why);
        return found;
      },
    };
  };

  const say =
    (kind: number, subject: RecordId) =>
    (name: string, value: number, revision = 0) =>
      v.say(name, kind, subject, v.roster, value, revision);
  return { ...v, directory, propose, device, say };
}

/** Everything that lets a matter be bound but time: ballots and receipts of all. */
function spokenFor({ say, members }: ReturnType<typeof assembly>, id: RecordId, value = CONSENT): Fact[] {
  return members.flatMap((name) => [
    say(ballot.kind, id)(name, value),
    say(receipt.kind, id)(name, RECEIPT.inTime),
    say(receipt.kind, id)(name, RECEIPT.overInTime, 1),
  ]);
}

/** That a change of the rules was before everybody a second time. */
const heardAgain = ({ say, members }: ReturnType<typeof assembly>, id: RecordId): Fact[] =>
  members.map((name) => say(receipt.kind, id)(name, RECEIPT.overInTime, 2));

describe('binding', () => {
  const ready = (count = 7, over: Partial<Proposal> = {}) => {
    const a = assembly(count);
    const matter = a.propose(over);
    const device = a.device('1', [matter, ...spokenFor(a, matter.id)]);
    return { a, id: matter.id, device };
  };
  const bindIt = (
    device: ReturnType<ReturnType<typeof assembly>['device']>,
    id: RecordId,
    choice: number | 'none' = 0,
  ) => {
    const plan = device.act('bind', { proposal: id, choice });
    return plan.ok ? 'bound' : plan.error.rule;
  };

  test('is offered when the period is over and all have spoken', () => {
    const { id, device } = ready();
    expect(bindIt(device, id)).toBe('period-over');
    device.wait(24);
    expect(bindIt(device, id)).toBe('bound');
  });

  test('has a period and a grace that end by this device’s own hours, and nothing that nobody knows', () => {
    const { a, id, device } = ready(7, { periodHours: 48 });
    const rule = device.matter(id).rule;
    const said = { id, record: a.propose().record, body: null };
    const ends = governance.closings!(device.state, ballot.kind, said, device.around());
    expect(ends).toEqual([48 * HOUR_MS, (48 + rule.graceHours!) * HOUR_MS]);
    const elsewhere = a.device('2');
    expect(governance.closings!(elsewhere.state, ballot.kind, said, elsewhere.around())).toBeUndefined();
  });

  test('is not offered while fewer than a quorum say the same', () => {
    const { a, id, device } = ready();
    device.wait(24);
    for (const name of ['4', '5', '6']) device.hear(a.say(ballot.kind, id)(name, BALLOT.giveUp, 1));
    expect(bindIt(device, id)).toBe('bind-needs-quorum');
  });

  test('is not offered while a block stands, and a block without its reason does not stand', () => {
    const { a, id, device } = ready();
    device.hear(a.say(ballot.kind, id)('6', BALLOT.block, 1));
    device.wait(24);
    expect(bindIt(device, id)).toBe('bound');
    const reason = a.record('6', blockReason, {
      proposal: id,
      frontier: bytesOf('f', 8),
      bindsHeld: 0,
      text: 'The pump breaks',
    });
    device.hear(reason);
    expect(bindIt(device, id)).toBe('no-block');
    device.wait(24);
    expect(bindIt(device, id)).toBe('bound');
  });

  test('a block of two members stands as long as both hold to it', () => {
    const { a, id, device } = ready(10);
    for (const name of ['8', '9']) {
      device.hear(
        a.say(ballot.kind, id)(name, BALLOT.block, 1),
        a.record(name, blockReason, { proposal: id, frontier: bytesOf('f', 8), bindsHeld: 0, text: 'No' }),
      );
    }
    device.wait(1000);
    expect(bindIt(device, id)).toBe('no-block');
    device.hear(a.say(ballot.kind, id)('9', BALLOT.aside, 2));
    expect(bindIt(device, id)).toBe('bound');
  });

  test('waits for notice; a visit by two members of different households stands in for it, and for the reply', () => {
    const a = assembly(10);
    const matter = a.propose({ kind: 'charter' });
    const heard = [...spokenFor(a, matter.id), ...heardAgain(a, matter.id)].filter(
      (fact) => fact.kind !== 'statement' || fact.voice.member !== a.idOf('9'),
    );
    const device = a.device('1', [matter, ...heard]);
    device.wait(1000);
    expect(bindIt(device, matter.id)).toBe('notice');
    device.hear(a.record('1', visit, { proposal: matter.id, visited: [a.idOf('9')], answers: 'yes' }));
    expect(bindIt(device, matter.id)).toBe('notice');
    device.hear(a.record('2', visit, { proposal: matter.id, visited: [a.idOf('9')], answers: 'yes' }));
    expect(bindIt(device, matter.id)).toBe('bound');
  });

  test('a change of the rules is brought before everybody twice: one period after another, and each is counted', () => {
    const a = assembly(20);
    const matter = a.propose({ kind: 'charter' });
    const others = a.members.filter((name) => name !== '1');
    const device = a.device('1', [matter, ...a.members.map((name) => a.say(ballot.kind, matter.id)(name, CONSENT))]);
    const hear = (value: number, revision: number, names: readonly string[]): void =>
      device.hear(...names.map((name) => a.say(receipt.kind, matter.id)(name, value, revision)));
    expect(device.duty()).toMatchObject([{ value: RECEIPT.inTime, revision: 0 }]);
    hear(RECEIPT.inTime, 0, a.members);
    device.wait(24);
    expect(device.duty()).toMatchObject([{ value: RECEIPT.overInTime, revision: 1 }]);
    expect(bindIt(device, matter.id)).toBe('period-over');
    hear(RECEIPT.overInTime, 1, ['1']);
    expect(device.duty()).toEqual([]);
    device.wait(23);
    expect(bindIt(device, matter.id)).toBe('period-over');
    device.wait(1);
    // Everybody had it once; the second time only one has.
    expect(bindIt(device, matter.id)).toBe('second-notice');
    expect(device.duty()).toMatchObject([{ value: RECEIPT.overInTime, revision: 2 }]);
    hear(RECEIPT.overInTime, 1, others.slice(0, 17));
    expect(bindIt(device, matter.id)).toBe('second-notice');
    hear(RECEIPT.overInTime, 1, others.slice(17, 18));
    expect(bindIt(device, matter.id)).toBe('reply');
    hear(RECEIPT.overInTime, 2, ['1', ...others.slice(0, 17)]);
    expect(bindIt(device, matter.id)).toBe('reply');
    hear(RECEIPT.overInTime, 2, others.slice(17, 18));
    expect(bindIt(device, matter.id)).toBe('bound');
  });

  test('every other kind has one period, and nothing is asked a second time', () => {
    for (const kind of ['ordinary', 'serious', 'irreversible'] as const) {
      const { id, device } = ready(7, { kind });
      device.wait(24);
      expect(device.duty().filter(({ subject }) => subject.kind === receipt.kind)).toEqual([]);
      expect(bindIt(device, id)).toBe('bound');
    }
  });

  test('what can be undone need not wait for replies beyond the grace; what cannot, waits', () => {
    for (const [kind, after] of [
      ['ordinary', 'bound'],
      ['irreversible', 'reply'],
    ] as const) {
      const a = assembly(7);
      const matter = a.propose({ kind });
      const heard = spokenFor(a, matter.id).filter(
        (fact) => fact.kind !== 'statement' || fact.subject.kind === ballot.kind,
      );
      const device = a.device('1', [matter, ...heard]);
      device.wait(24);
      expect(bindIt(device, matter.id)).toBe('reply');
      device.wait(72);
      expect(bindIt(device, matter.id)).toBe(after);
    }
  });

  test('is refused to whoever was not in the roster that the matter asks, and to a second device', () => {
    const { id, a, device } = ready();
    device.wait(24);
    const stranger = governance.acts['bind']!.plan(
      device.state,
      { proposal: id, choice: 0 } as never,
      { ...device.self, member: 'ff' as MemberId },
      device.around(),
    );
    expect(stranger.ok || stranger.error.rule).toBe('frozen-roster');
    const second = governance.acts['bind']!.plan(
      device.state,
      { proposal: id, choice: 0 } as never,
      { ...device.self, log: 1 },
      device.around(),
    );
    expect(second.ok || second.error.rule).toBe('first-device');
    device.hear(a.say(bind.kind, id)('1', 1));
    expect(bindIt(device, id)).toBe('bind-once');
  });

  test('two matters on one slot cannot both be bound by one member, and a later round waits for the earlier', () => {
    const a = assembly(4);
    const slot = { name: 'charter/period', round: 0 };
    const [one, two, next] = [
      a.propose({ slot }),
      a.propose({ slot }, '1'),
      a.propose({ slot: { ...slot, round: 1 } }, '2'),
    ];
    const ofOthers = spokenFor(a, two.id).filter(
      (fact) => fact.kind === 'statement' && fact.voice.member !== a.idOf('1'),
    );
    const device = a.device('1', [one, two, next, ...spokenFor(a, one.id), ...spokenFor(a, next.id), ...ofOthers]);
    device.wait(24);
    expect(bindIt(device, one.id)).toBe('bound');
    expect(bindIt(device, next.id)).toBe('slot');
    device.hear(a.say(bind.kind, one.id)('1', 1));
    expect(bindIt(device, two.id)).toBe('bind-once');
    for (const name of ['0', '1', '2'])
      device.hear(a.say(bind.kind, one.id)(name, 0), a.say(bind.kind, two.id)(name, 0));
    expect(device.matter(two.id).underProof.size).toBe(3);
  });

  test('a ballot for a rival takes the next revision, and who spoke for the rival since does not bind the first', () => {
    const a = assembly(4);
    const slot = { name: 'charter/period', round: 0 };
    const [one, two] = [a.propose({ slot }), a.propose({ slot }, '1')];
    const device = a.device('1', [one, two, ...spokenFor(a, one.id)]);
    device.wait(24);
    const cast = device.act('cast', { proposal: two.id, says: { options: [0] } });
    expect(cast.ok && cast.value.statements).toMatchObject([{ revision: 1 }]);
    device.hear(a.say(ballot.kind, two.id)('1', CONSENT, 1));
    expect(bindIt(device, one.id)).toBe('own-ballot');
    const back = device.act('cast', { proposal: one.id, says: { options: [0] } });
    expect(back.ok && back.value.statements).toMatchObject([{ revision: 2 }]);
  });

  test('a later round is not open where nothing of the round before is held', () => {
    const a = assembly(4);
    const slot = { name: 'charter/period', round: 1 };
    const later = a.propose({ slot });
    const device = a.device('1', [later, ...spokenFor(a, later.id)]);
    device.wait(24);
    expect(bindIt(device, later.id)).toBe('slot');
    const first = a.propose({ slot: { ...slot, round: 0 } }, '1');
    device.hear(first, ...['0', '2', '3'].map((name) => a.say(bind.kind, first.id)(name, 0)));
    expect(device.matter(first.id).outcome.kind).toBe('rejected');
    expect(bindIt(device, later.id)).toBe('bound');
  });

  test('is not offered on a slot while an open matter that a page carries is still on its way', () => {
    const a = assembly(4);
    const { id, ...rest } = a.propose({ slot: { name: 'charter/period', round: 0 } });
    const device = a.device('1', [{ id, ...rest }, ...spokenFor(a, id)]);
    device.wait(24);
    const bodyOfPage = { carried: [a.propose().id] };
    const page = { record: rest.record, body: bodyOfPage };
    const around = { ...device.around(), record: (of: RecordId) => (of === a.roster ? page : undefined) };
    const plan = governance.acts['bind']!.plan(device.state, { proposal: id, choice: 0 } as never, device.self, around);
    expect(plan.ok || plan.error.rule).toBe('slot');
    expect(bindIt(device, id)).toBe('bound');
  });

  test('is not offered with a key that was said to be in other hands', () => {
    const { id, device } = ready();
    device.wait(24);
    const around = { ...device.around(), directory: { ...device.around().directory, isSuspended: () => true } };
    const plan = governance.acts['bind']!.plan(device.state, { proposal: id, choice: 0 } as never, device.self, around);
    expect(plan.ok || plan.error.rule).toBe('key-believed');
    expect(bindIt(device, id)).toBe('bound');
  });
});

describe('the outcome', () => {
  test('passes with a quorum of binds, not with one less, and nothing undoes it', () => {
    const a = assembly(7);
    const { id, ...rest } = a.propose();
    const device = a.device('0', [{ id, ...rest }]);
    const bound = a.say(bind.kind, id);
    for (const name of ['0', '1', '2', '3']) device.hear(bound(name, 1));
    expect(device.matter(id).outcome.kind).toBe('open');
    device.hear(bound('4', 1));
    expect(device.matter(id).outcome).toEqual({ kind: 'passed', option: 0 });
    device.hear(bound('5', 0), bound('6', 0));
    expect(device.matter(id).outcome).toEqual({ kind: 'passed', option: 0 });
  });

  test('silence rejects nothing; only irrevocable refusals do', () => {
    const a = assembly(7);
    const { id, ...rest } = a.propose();
    const device = a.device('0', [{ id, ...rest }, ...spokenFor(a, id, BALLOT.giveUp)]);
    device.wait(10_000);
    expect(device.matter(id).outcome.kind).toBe('open');
    for (const name of ['0', '1', '2']) device.hear(a.say(bind.kind, id)(name, 0));
    expect(device.matter(id).outcome.kind).toBe('open');
    device.hear(a.say(bind.kind, id)('3', 0));
    expect(device.matter(id).outcome.kind).toBe('rejected');
  });

  test('counts only members of the frozen roster', () => {
    const a = assembly(4);
    const { id, ...rest } = a.propose();
    const device = a.device('0', [{ id, ...rest }]);
    for (const name of ['0', '1', 'stranger', 'guest']) device.hear(a.say(bind.kind, id)(name, 1));
    expect(device.matter(id).outcome.kind).toBe('open');
  });

  test('with more double words than allowed it is suspended, until more bind', () => {
    const a = assembly(7);
    const { id, ...rest } = a.propose();
    const bound = a.say(bind.kind, id);
    const device = a.device('0', [{ id, ...rest }, ...['0', '1', '2', '3', '4'].map((name) => bound(name, 1))]);
    device.hear(bound('0', 0));
    expect(device.matter(id).outcome.kind).toBe('passed');
    device.hear(bound('1', 0), bound('2', 0));
    expect(device.matter(id).outcome).toEqual({ kind: 'suspended', option: 0, needed: 6 });
    expect(device.status(id).words).toContain('Suspended: 3 members');
    device.hear(bound('5', 1));
    expect(device.matter(id).outcome.kind).toBe('passed');
  });

  test('a matter of somebody outside the roster has a named answer', () => {
    const a = assembly(4);
    const matter = a.propose({}, 'stranger');
    const device = a.device('0', [matter]);
    expect(matterOf(device.state, matter.id, a.directory)).toMatchObject({ reason: 'author-outside' });
  });
});

describe('a split', () => {
  /** What honest members bind is one thing for ever; liars bind everything. Each side sees some of it. */
  test('gives no two truths while no more lie than are allowed for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom('ordinary', 'serious', 'charter'),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 0, max: 1 << 30 }),
        fc.integer({ min: 0, max: 1 << 30 }),
        (count, kind, words, left, right) => {
          const a = assembly(count);
          const { id, ...rest } = a.propose({ kind, method: 'majority', optionCount: 2, text: 'Where\nHere\nThere' });
          const allowed = a.device('0', [{ id, ...rest }]).matter(id).liarsAllowed;
          const facts = a.members.flatMap((name, i) =>
            i < allowed
              ? [0, 1, 2].map((value) => a.say(bind.kind, id)(name, value))
              : words[i]! < 3
                ? [a.say(bind.kind, id)(name, words[i]!)]
                : [],
          );
          const outcomes = [left, right].map((mask) => {
            const seen = facts.filter((_, i) => (mask >> i) & 1);
            return a.device('0', [{ id, ...rest }, ...seen]).matter(id).outcome;
          });
          const finals = new Set(
            outcomes.filter(({ kind: k }) => k === 'passed' || k === 'rejected').map((o) => JSON.stringify(o)),
          );
          expect(finals.size).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('two opinions of equal strength find one outcome when people change their minds, with nobody stuck', () => {
    const a = assembly(4);
    const { id, ...rest } = a.propose({ method: 'majority', optionCount: 2, text: 'Where\nHere\nThere' });
    const devices = a.members.map((name) => a.device(name, [{ id, ...rest }]));
    const share = (from: string, said: readonly { subject: { kind: number }; value: number; revision: number }[]) => {
      for (const { subject, value, revision } of said)
        for (const d of devices) d.hear(a.say(subject.kind, id)(from, value, revision));
    };
    const duties = () => {
      for (let i = 0; i < 6; i++) for (const d of devices) share(d.name, d.duty());
    };
    const cast = (i: number, option: number) => {
      const plan = devices[i]!.act('cast', { proposal: id, says: { options: [option] } });
      share(a.members[i]!, plan.ok ? (plan.value.statements ?? []) : []);
    };
    [0, 0, 1, 1].forEach((option, i) => cast(i, option));
    duties();
    for (const d of devices) d.wait(24);
    duties();
    const rules = () =>
      devices.map((d) => {
        const p = d.act('bind', { proposal: id, choice: 1 });
        return p.ok ? 'bound' : p.error.rule;
      });
    expect(rules()).toEqual(new Array(4).fill('bind-needs-quorum'));
    cast(0, 1);
    duties();
    expect(rules()).toEqual(['bound', 'own-ballot', 'bound', 'bound']);
    for (const i of [0, 2, 3]) share(a.members[i]!, [{ subject: { kind: bind.kind }, value: 2, revision: 0 }]);
    expect(devices[1]!.matter(id).outcome).toEqual({ kind: 'passed', option: 1 });
  });
});

describe('the certificate', () => {
  test('has the same bytes whatever the order and however often facts came', () => {
    const a = assembly(9);
    const matter = a.propose();
    const facts: Fact[] = [
      matter,
      ...spokenFor(a, matter.id),
      ...a.members.slice(0, 7).map((name) => a.say(bind.kind, matter.id)(name, 1)),
      a.say(bind.kind, matter.id)('8', 0),
      a.say(bind.kind, matter.id)('8', 1),
      a.record('3', blockReason, { proposal: matter.id, frontier: bytesOf('f', 8), bindsHeld: 2, text: 'Wait' }),
    ];
    const bytes = (device: ReturnType<typeof a.device>) => certificateContent(device.matter(matter.id), a.directory);
    const first = a.device('0', facts);
    const [expected, canonical] = [bytes(first), governance.canonical(first.state, first.around())];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts), (shuffled, again) => {
        const device = a.device('5', [...shuffled, ...again]);
        expect(bytes(device)).toEqual(expected);
        expect(governance.canonical(device.state, device.around())).toEqual(canonical);
      }),
      { numRuns: 60 },
    );
  });

  test('of 112 members fits one frame', () => {
    const a = assembly(112);
    const matter = a.propose();
    const device = a.device('0', [matter, ...a.members.map((name) => a.say(bind.kind, matter.id)(name, 1))]);
    expect(certificateContent(device.matter(matter.id), a.directory).length + 48).toBeLessThanOrEqual(222);
  });
});

test('a device says once that it holds a matter, and once that its period is over', () => {
  const a = assembly(4);
  const matter = a.propose();
  const device = a.device('1', [matter]);
  expect(device.duty()).toMatchObject([{ subject: { kind: receipt.kind }, value: RECEIPT.inTime, revision: 0 }]);
  device.hear(a.say(receipt.kind, matter.id)('1', RECEIPT.inTime));
  expect(device.duty()).toEqual([]);
  device.wait(24);
  expect(device.duty()).toMatchObject([{ value: RECEIPT.overInTime, revision: 1 }]);
});

test('a ballot cast twice counts once, and the later one counts', () => {
  const a = assembly(4);
  const matter = a.propose();
  const said = a.say(ballot.kind, matter.id);
  const device = a.device('1', [
    matter,
    said('2', CONSENT),
    said('2', CONSENT),
    said('3', CONSENT),
    said('3', BALLOT.aside, 1),
  ]);
  expect(device.status(matter.id).tally).toMatchObject({ ballots: 2, support: [1], asides: 1 });
});

test('a proposal that is too long for a packet is refused with the number of bytes', () => {
  const a = assembly(4);
  const args = {
    kind: 'ordinary',
    method: 'consent',
    periodHours: 24,
    slot: null,
    frontier: bytesOf('f', 8),
    title: 'x'.repeat(140),
    options: [],
    text: '',
  };
  const plan = a.device('1').act('propose', args);
  expect(plan.ok ? ok : plan.error).toMatchObject({
    rule: 'text-length',
    why: 'The text is 30 bytes too long for one packet.',
  });
});
