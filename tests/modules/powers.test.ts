import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Surroundings } from '#protocol/node/module.ts';
import type { Decision } from '#protocol/tally/matters.ts';
import { acts } from '#modules/emergency/acts.ts';
import { alertView } from '#modules/emergency/alert.ts';
import { urgencyOf } from '#modules/emergency/certify.ts';
import { emergency } from '#modules/emergency/module.ts';
import { powerText, readPowerTerms, type PowerTerms } from '#modules/emergency/power-terms.ts';
import { powerViews } from '#modules/emergency/powers.ts';
import { queries } from '#modules/emergency/queries.ts';
import { village, type RecordFact, type Village } from '../support/directory.ts';

const HOUR_MS = 3_600_000;
const MATTER = 'ab'.repeat(32) as RecordId;
const OTHER = 'cd'.repeat(32) as RecordId;

const fuel: PowerTerms = {
  scope: 'fuel',
  quantity: 200,
  hours: 12,
  renewals: 2,
  shares: [
    { number: 0, amount: 120 },
    { number: 5, amount: 80 },
  ],
  words: 'for the pump',
};
const warn: PowerTerms = { scope: 'warn', quantity: 2, hours: 12, renewals: 1, shares: [], words: '' };

function textOf(terms: PowerTerms): string {
  const text = powerText(terms);
  if (!text.ok) throw new Error(text.error.why);
  return text.value;
}
const passed = (text: string, over: Partial<Decision> = {}): Decision => ({
  matter: MATTER,
  kind: 'serious',
  method: 'consent',
  option: 0,
  text,
  lateBlocks: [],
  ...over,
});

/** A device of a village of households of two, with what governance shows as passed. */
function device(place: Village, decisions: readonly Decision[], knownSinceMs = 0) {
  const state = emergency.empty();
  const since = new Map<RecordId, number>();
  let [nowMs, shown] = [0, decisions];
  const decided = (opening: string): readonly Decision[] => shown.filter(({ text }) => text.startsWith(opening));
  const around = (): Surroundings => ({
    ...place.around({ nowMs, heldSinceMs: (id) => since.get(id) }),
    state: (module) => (module === 'governance' ? { decided } : undefined),
    knownSinceMs,
  });
  return {
    state,
    around,
    decide: (...more: readonly Decision[]) => void (shown = [...shown, ...more]),
    at: (hour: number) => void (nowMs = hour * HOUR_MS),
    hear(facts: readonly Fact[]) {
      for (const fact of facts) {
        if (fact.kind === 'record' && !since.has(fact.id)) since.set(fact.id, nowMs);
        emergency.fold(state, fact, around());
      }
      return facts;
    },
    power: () => powerViews(state, around())[0]!,
    lines: () => queries.powers.show(state, {}, around(), undefined).lines,
  };
}
type Device = ReturnType<typeof device>;
type Name = keyof typeof acts;
type Args<N extends Name> = Parameters<(typeof acts)[N]['plan']>[1];

const planned = <N extends Name>(place: Village, on: Device, who: number, name: N, args: Args<N>) =>
  acts[name].plan(on.state, args as never, place.self(who), on.around());

function act<N extends Name>(place: Village, on: Device, who: number, name: N, args: Args<N>): readonly Fact[] {
  const plan = planned(place, on, who, name, args);
  if (!plan.ok) throw new Error(`${name} was refused: ${plan.error.rule}`);
  return on.hear(place.write(place.self(who), plan.value));
}
const refused = <N extends Name>(place: Village, on: Device, who: number, name: N, args: Args<N>): string => {
  const plan = planned(place, on, who, name, args);
  return plan.ok ? 'not refused' : plan.error.rule;
};
const idOf = (facts: readonly Fact[]): RecordId => (facts[0] as RecordFact).id;

/** Member 0 starts it, and as many others join. */
function started(place: Village, on: Device, joining = [1, 2, 3, 4], matter = MATTER, by = 0): RecordId {
  const start = idOf(act(place, on, by, 'start-power', { matter, text: 'fire at the ridge' }));
  for (const who of joining) act(place, on, who, 'join-power', { power: start });
  return start;
}

describe('what was adopted', () => {
  test('the words that were voted on are the terms, and nothing else is', () => {
    expect(textOf(fuel)).toBe(
      'Emergency power: fuel\n200 litres, 12 hours, 2 renewals\nShares: 0 120, 5 80\nfor the pump',
    );
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['Emergency power: roster\n1 pieces, 1 hours, 0 renewals', /no power that can be given/],
      ['Emergency power: constructor\n1 pieces, 1 hours, 0 renewals', /no power that can be given/],
      ['Emergency power: fuel\n200 litres, 25 hours, 3 renewals\nShares: 0 200', /1 to 24 hours/],
      ['Emergency power: fuel\n200 litres, 24 hours, 4 renewals\nShares: 0 200', /at most 3 times/],
      ['Emergency power: fuel\n200 litres, 24 hours, 3 renewals\nShares: 0 120, 5 81', /make 201 together/],
      ['Emergency power: fuel\n200 litres, 24 hours, 3 renewals\nShares: 0 100, 0 100', /whose share/],
      ['Emergency power: fuel\n200 litres, 24 hours, 3 renewals', /make 0 together/],
      ['Emergency power: fuel\n0200 litres, 24 hours, 3 renewals\nShares: 0 200', /how much/],
      ['Emergency power: fuel\n200 litres, 24 hours, 3 renewals, and more\nShares: 0 200', /says more/],
      ['emergency power: fuel\n200 litres, 24 hours, 3 renewals\nShares: 0 200', /does not say/],
      ['Emergency power: warn\n3 warnings by each starter, 24 hours, 3 renewals\nShares: 0 3', /no shares/],
    ];
    for (const [text, why] of wrong) {
      const read = readPowerTerms(text);
      expect(read.ok ? 'read' : read.error.why, text).toMatch(why);
    }
  });

  test('terms come back from their text, and what does not come back is refused', () => {
    const shares = fc.uniqueArray(fc.record({ number: fc.nat(400), amount: fc.integer({ min: 1, max: 500 }) }), {
      selector: ({ number }) => number,
      minLength: 1,
      maxLength: 4,
    });
    const terms = fc.record({
      scope: fc.constantFrom('fuel', 'water', 'food', 'nonsense'),
      hours: fc.nat(30),
      renewals: fc.nat(5),
      shares,
      words: fc.string({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(terms, (some) => {
        const whole = { ...some, quantity: some.shares.reduce((sum, { amount }) => sum + amount, 0) };
        const text = powerText(whole);
        if (text.ok) expect(readPowerTerms(text.value)).toEqual({ ok: true, value: whole });
        else expect(text.error.remedy).toMatch(/\.$/);
      }),
    );
  });

  test('a matter that is easily undone, or not yet passed, or not by consent, gives no power', () => {
    const place = village({ members: 6 });
    for (const over of [{ kind: 'ordinary' }, { method: 'majority' }]) {
      const phone = device(place, [passed(textOf(fuel), over)]);
      expect(powerViews(phone.state, phone.around())).toEqual([]);
      expect(refused(place, phone, 0, 'start-power', { matter: MATTER, text: 'now' })).toBe('power-adopted');
    }
    expect(device(place, []).lines()).toEqual(['No emergency power was adopted.']);
  });

  test('a later matter takes it back, at once and while it runs', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(fuel))]);
    started(place, phone);
    phone.decide(passed(`No emergency power ${MATTER.slice(0, 8)}`, { matter: OTHER, kind: 'ordinary' }));
    expect(phone.power()).toMatchObject({ status: 'taken back', starts: [{ status: 'ended' }] });
    expect(refused(place, phone, 0, 'start-power', { matter: MATTER, text: 'again' })).toBe('power-taken-back');
  });

  test('a late block lets it rest for 48 hours before it is first used', () => {
    const place = village({ members: 10 });
    const phone = device(place, []);
    const block = idOf(act(place, phone, 9, 'need', { supply: 'water' }));
    phone.decide(passed(textOf(fuel), { lateBlocks: [block] }));
    phone.at(47.9);
    expect(phone.power().status).toBe('paused');
    expect(refused(place, phone, 0, 'start-power', { matter: MATTER, text: 'now' })).toBe('late-block-pauses');
    phone.at(48);
    expect(phone.power().status).toBe('ready');
  });
});

describe('starting', () => {
  test('five members of three households start it; four, or five of two households, do not', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone, [1, 2, 3]);
    expect(phone.power()).toMatchObject({ status: 'waits for others', starts: [{ households: 2 }] });
    act(place, phone, 4, 'join-power', { power: start });
    expect(phone.power()).toMatchObject({ status: 'running', starts: [{ households: 3, endsAtMs: 12 * HOUR_MS }] });
    const two = village({ members: 10, household: (i) => 1 + (i % 2) });
    const other = device(two, [passed(textOf(fuel))]);
    started(two, other, [1, 2, 3, 4, 5, 6]);
    expect(other.power()).toMatchObject({ status: 'waits for others', starts: [{ households: 2 }] });
  });

  test('shown on a phone is not joined; newcomers and unknown households start nothing', () => {
    const place = village({ members: 12, newcomers: [9], household: (i) => (i === 8 ? 0 : 1 + Math.floor(i / 2)) });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone, [1]);
    for (const who of [2, 3, 4, 5]) act(place, phone, who, 'shown', { record: start });
    expect(phone.power().starts[0]).toMatchObject({ households: 1, status: 'waits for others' });
    expect(refused(place, phone, 9, 'join-power', { power: start })).toBe('members-warn');
    for (const who of [8, 2, 3]) act(place, phone, who, 'join-power', { power: start });
    expect(phone.power().starts[0]).toMatchObject({ households: 2, status: 'waits for others' });
  });

  test('what stands in the way is said: no reason, too many hours, started already', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(fuel))]);
    expect(refused(place, phone, 0, 'start-power', { matter: MATTER, text: ' ' })).toBe('reason-given');
    expect(refused(place, phone, 0, 'start-power', { matter: MATTER, hours: 13, text: 'x' })).toBe('hours-as-adopted');
    expect(refused(place, phone, 0, 'start-power', { matter: OTHER, text: 'x' })).toBe('power-adopted');
    started(place, phone);
    expect(refused(place, phone, 5, 'start-power', { matter: MATTER, text: 'x' })).toBe('join-what-is-there');
  });
});

describe('ending', () => {
  test('it ends by itself, then is spent, and opens its own review, which only the assembly closes', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone);
    phone.at(11.9);
    expect(phone.power().starts[0]).toMatchObject({ status: 'running', review: 'none yet' });
    phone.at(12);
    expect(phone.power()).toMatchObject({ status: 'spent', starts: [{ status: 'ended', review: 'open' }] });
    expect(refused(place, phone, 5, 'start-power', { matter: MATTER, text: 'again' })).toBe('spent-needs-adoption');
    phone.at(12 + 14 * 24);
    expect(phone.power().starts[0]?.review).toBe('not ratified');
    phone.decide(passed(`Review of emergency power ${start.slice(0, 8)}`, { matter: OTHER }));
    expect(phone.power().starts[0]?.review).toBe('ratified');
  });

  test('three members of two households halt it for good; two, or three of one household, do not', () => {
    const place = village({ members: 12, household: (i) => (i < 9 ? 1 + Math.floor(i / 2) : 9) });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone);
    for (const who of [9, 10, 11]) act(place, phone, who, 'halt-power', { power: start, text: `by ${who}` });
    expect(phone.power()).toMatchObject({ status: 'running', haltedBy: { households: 1 } });
    expect(refused(place, phone, 9, 'halt-power', { power: start })).toBe('halt-said-once');
    act(place, phone, 8, 'halt-power', { power: start });
    expect(phone.power()).toMatchObject({ status: 'halted', starts: [{ status: 'halted', review: 'open' }] });
    expect(refused(place, phone, 5, 'start-power', { matter: MATTER, text: 'x' })).toBe('halted-stays-halted');
    // A start that somebody writes all the same, with twelve behind it, changes nothing.
    const source = device(place, [passed(textOf(fuel))]);
    phone.hear(act(place, source, 5, 'start-power', { matter: MATTER, text: 'around it' }));
    expect(phone.power().status).toBe('halted');
  });

  test('the second halt is one more voice on the first', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone);
    act(place, phone, 5, 'halt-power', { power: start });
    expect(act(place, phone, 6, 'halt-power', { power: start })[0]?.kind).toBe('statement');
    expect(act(place, phone, 7, 'halt-power', { power: start })[0]?.kind).toBe('statement');
    expect(phone.power().status).toBe('halted');
  });

  test('renewals come from others, need five again, and are as many as were adopted', () => {
    const place = village({ members: 12 });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone);
    expect(refused(place, phone, 0, 'renew-power', { power: start })).toBe('another-renews');
    const renew = (by: number, joining: readonly number[]) => {
      const renewal = idOf(act(place, phone, by, 'renew-power', { power: start }));
      for (const who of joining) act(place, phone, who, 'join-power', { power: renewal });
    };
    phone.at(10);
    renew(1, [2, 3, 4]);
    expect(phone.power().starts[0]).toMatchObject({ renewals: 0, endsAtMs: 12 * HOUR_MS });
    const offered = phone.power().starts[0]!.renewalsOffered[0]!;
    act(place, phone, 5, 'join-power', { power: offered.id });
    expect(phone.power().starts[0]).toMatchObject({ renewals: 1, endsAtMs: 24 * HOUR_MS });
    renew(6, [7, 8, 9, 10]);
    expect(phone.power().starts[0]).toMatchObject({ renewals: 2, endsAtMs: 36 * HOUR_MS });
    expect(refused(place, phone, 7, 'renew-power', { power: start })).toBe('renewals-as-adopted');
    phone.at(36);
    expect(phone.power().status).toBe('spent');
  });

  test('I11: however it is started and renewed, on no device does it run longer than was adopted', () => {
    const place = village({ members: 16 });
    const steps = fc.array(
      fc.record({
        hour: fc.integer({ min: 0, max: 200 }),
        by: fc.nat(15),
        start: fc.boolean(),
        claimed: fc.nat(65_535),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (some) => {
        const phone = device(place, [passed(textOf(fuel))]);
        const sorted = some.toSorted((a, b) => a.hour - b.hour);
        const starts: RecordId[] = [];
        let firstHour = Infinity;
        for (const { hour, by, start, claimed } of sorted) {
          phone.at(hour);
          const about = start || starts.length === 0 ? MATTER : starts[claimed % starts.length]!;
          // Written by hands that no phone stopped.
          const type = emergency.recordTypes.find(({ name }) => name === 'power')!;
          const body = { step: about === MATTER ? 'start' : 'renew', about, hours: 255, roster: 0, text: '' };
          const facts = place.write(place.self(by), { records: [{ type, body }] }, { minute: claimed });
          phone.hear(facts);
          if (about === MATTER) starts.push(idOf(facts));
          firstHour = Math.min(firstHour, hour);
          const others = Array.from({ length: 16 }, (_, i) => i).filter((i) => i !== by);
          for (const who of others) {
            const said = { kind: 5, record: idOf(facts), roster: place.checkpoints[0]! };
            phone.hear(place.write(place.self(who), { statements: [{ subject: said, value: 1, revision: 0 }] }));
          }
        }
        phone.at(Math.max(sorted.at(-1)!.hour, firstHour + 36));
        expect(phone.power().status).toBe('spent');
      }),
      { numRuns: 60 },
    );
  });

  test('a device that hears of it late ends it by what its author claims, never later', () => {
    const place = village({ members: 10 });
    const source = device(place, [passed(textOf(fuel))]);
    const start = act(place, source, 0, 'start-power', { matter: MATTER, text: 'x' });
    const joined = [1, 2, 3, 4].flatMap((who) => act(place, source, who, 'join-power', { power: idOf(start) }));
    const phone = device(place, [passed(textOf(fuel))]);
    // The community was founded in 2020; nowMs counts from 1970, so the claim is put beside it.
    const foundedAt = -Math.round(1_577_836_800_000 / 60_000);
    phone.state.foundedAt = foundedAt;
    phone.at(8);
    phone.hear([...start, ...joined]);
    expect(phone.power().starts[0]).toMatchObject({ status: 'running', endsAtMs: 12 * HOUR_MS });
    phone.at(12);
    expect(phone.power().status).toBe('spent');
  });

  test('after a reboot with an unknown gap, and where a clock was set back, it has run out', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = act(place, phone, 0, 'start-power', { matter: MATTER, text: 'x' });
    const joined = [1, 2, 3, 4].flatMap((who) => act(place, phone, who, 'join-power', { power: idOf(start) }));
    const rebooted = device(place, [passed(textOf(fuel))], 2 * HOUR_MS);
    rebooted.at(1);
    rebooted.hear([...start, ...joined]);
    rebooted.at(3);
    expect(rebooted.power().status).toBe('spent');
    const setBack = device(place, [passed(textOf(fuel))]);
    setBack.at(5);
    setBack.hear([...start, ...joined]);
    expect(setBack.power().status).toBe('running');
    setBack.at(1);
    expect(setBack.power().status).toBe('spent');
  });
});

describe('drawing', () => {
  test('two sides of a split draw from their own shares and together never more than was adopted', () => {
    const place = village({ members: 12 });
    const [left, right] = [device(place, [passed(textOf(fuel))]), device(place, [passed(textOf(fuel))])];
    const a = started(place, left, [1, 2, 3, 4]);
    const b = started(place, right, [6, 7, 8, 9], MATTER, 5);
    const drawn = [
      ...act(place, left, 0, 'use-power', { power: a, amount: 110, text: 'pump' }),
      ...act(place, right, 5, 'use-power', { power: b, amount: 76, text: 'stove' }),
    ];
    expect(refused(place, left, 0, 'use-power', { power: a, amount: 11 })).toBe('within-share');
    expect(refused(place, left, 1, 'use-power', { power: a, amount: 1 })).toBe('share-holder-draws');
    expect(refused(place, left, 5, 'use-power', { power: b, amount: 1 })).toBe('power-adopted');
    act(place, left, 2, 'confirm', { record: idOf(drawn) });
    expect(left.power().shares).toMatchObject([{ drawn: 110, unwitnessed: 0 }, { drawn: 0 }]);
    for (const side of [left, right]) side.hear(drawn);
    right.hear([...left.state.powers.values()].map((said) => ({ kind: 'record', ...said })));
    expect(right.power().shares.map((share) => share.drawn)).toEqual([110, 76]);
  });

  test('what is said to be drawn beyond a share is shown and not counted', () => {
    const place = village({ members: 12 });
    const phone = device(place, [passed(textOf(fuel))]);
    const start = started(place, phone);
    const type = emergency.recordTypes.find(({ name }) => name === 'power-use')!;
    for (const amount of [100, 50, 20, 1]) {
      const body = { start, amount, roster: 0, text: '' };
      phone.hear(place.write(place.self(0), { records: [{ type, body }] }));
    }
    expect(phone.power().shares[0]).toMatchObject({ amount: 120, drawn: 120, refused: 51, unwitnessed: 120 });
    expect(phone.lines().join('\n')).toContain('120 of 120 drawn, 120 without a witness, 51 beyond the share');
  });
});

describe('certified warnings and the reserve', () => {
  const classOf = (on: Device, facts: readonly Fact[]): number | undefined => {
    const { id, record, body } = facts[0] as RecordFact;
    return urgencyOf(on.state, { id, record, body }, on.around());
  };
  const warning = { kind: 'fire', severity: 'life-in-danger', text: 'wind turns' } as const;

  test('only who started a power to warn, while it runs, and so often as adopted, warns on the reserve', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(warn))]);
    const before = act(place, phone, 0, 'alert', warning);
    phone.at(0.5);
    started(place, phone);
    phone.at(1);
    const [first, second, third] = [1, 2, 3].map(() => act(place, phone, 0, 'alert', warning));
    expect([before, first, second, third].map((facts) => classOf(phone, facts!))).toEqual([undefined, 0, 0, undefined]);
    expect(alertView(phone.state, idOf(first!), phone.around())?.certificate).toMatchObject({ by: 'emergency power' });
    expect(classOf(phone, act(place, phone, 0, 'cancel-alert', { alert: idOf(first!) }))).toBe(0);
    expect(classOf(phone, act(place, phone, 5, 'alert', warning))).toBeUndefined();
    phone.at(13);
    expect(classOf(phone, act(place, phone, 1, 'alert', warning))).toBeUndefined();
    // What was certified when it came stays so: a fact does not change with the hour.
    expect(classOf(phone, first!)).toBe(0);
  });

  test('a drill never spends the reserve: not the call, not what answers it, not a certified warning', () => {
    const place = village({ members: 10 });
    const phone = device(place, [passed(textOf(warn))]);
    started(place, phone);
    const call = act(place, phone, 0, 'call', { kind: 'fire', drill: true });
    const taking = act(place, phone, 1, 'take', { sos: idOf(call) });
    const release = act(place, phone, 1, 'release', { sos: idOf(call) });
    const change = act(place, phone, 0, 'cancel', { sos: idOf(call) });
    const drilled = act(place, phone, 0, 'alert', { ...warning, drill: true });
    expect([call, taking, release, change, drilled].map((facts) => classOf(phone, facts))).toEqual([2, 2, 2, 2, 2]);
    const real = act(place, phone, 0, 'call', { kind: 'fire' });
    expect(classOf(phone, real)).toBeUndefined();
    expect(classOf(phone, act(place, phone, 1, 'take', { sos: idOf(real) }))).toBeUndefined();
  });

  test('of forty false calls one spends the reserve, and the true one of another beside them does, too', () => {
    const place = village({ members: 10 });
    const phone = device(place, []);
    const classes = Array.from({ length: 40 }, (_, i) => {
      const plan = acts.call.plan(emergency.empty(), { kind: i % 2 ? 'fire' : 'flood' }, place.self(3), phone.around());
      return classOf(phone, phone.hear(place.write(place.self(3), plan.ok ? plan.value : {})));
    });
    expect(classes.filter((one) => one === undefined)).toHaveLength(1);
    expect(classes.filter((one) => one === 1)).toHaveLength(39);
    expect(classOf(phone, act(place, phone, 0, 'call', { kind: 'medical' }))).toBeUndefined();
    phone.at(5 / 60);
    const later = acts.call.plan(emergency.empty(), { kind: 'fire' }, place.self(3), phone.around());
    expect(classOf(phone, phone.hear(place.write(place.self(3), later.ok ? later.value : {})))).toBeUndefined();
  });

  test('of many answers of one person in five minutes six spend the reserve', () => {
    const place = village({ members: 10 });
    const phone = device(place, []);
    const sos = idOf(act(place, phone, 0, 'call', { kind: 'medical' }));
    const classes = Array.from({ length: 10 }, () =>
      classOf(phone, act(place, phone, 1, 'update', { sos, severity: 'urgent', text: 'still here' })),
    );
    expect(classes.filter((one) => one === undefined)).toHaveLength(6);
    expect(classes.slice(6)).toEqual([1, 1, 1, 1]);
  });
});

test('powers are the same in any order of what is heard, and however often', () => {
  const place = village({ members: 12 });
  const phone = device(place, [passed(textOf(fuel))]);
  const facts: Fact[] = [];
  const keep = (more: readonly Fact[]): readonly Fact[] => (facts.push(...more), more);
  const start = idOf(keep(act(place, phone, 0, 'start-power', { matter: MATTER, text: 'x' })));
  for (const who of [1, 2, 3, 4]) keep(act(place, phone, who, 'join-power', { power: start }));
  const renewal = idOf(keep(act(place, phone, 5, 'renew-power', { power: start })));
  for (const who of [6, 7, 8, 9]) keep(act(place, phone, who, 'join-power', { power: renewal }));
  const use = idOf(keep(act(place, phone, 0, 'use-power', { power: start, amount: 30 })));
  keep(act(place, phone, 3, 'confirm', { record: use }));
  for (const who of [10, 11]) keep(act(place, phone, who, 'halt-power', { power: start }));
  const expected = { views: phone.power(), bytes: emergency.canonical(phone.state, phone.around()) };
  expect(expected.views).toMatchObject({ status: 'running', haltedBy: { households: 1 }, starts: [{ renewals: 1 }] });
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts), (order, again) => {
      const other = device(place, [passed(textOf(fuel))]);
      other.hear([...order, ...again]);
      expect(other.power()).toEqual(expected.views);
      expect(emergency.canonical(other.state, other.around())).toEqual(expected.bytes);
    }),
  );
});
