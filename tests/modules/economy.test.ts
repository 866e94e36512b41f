import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Plan } from '#protocol/node/module.ts';
import { SEAL_BYTES } from '#protocol/wire/limits.ts';
import { encodeBundle } from '#protocol/wire/bundle.ts';
import { encodeSingle, type RecordTypes } from '#protocol/wire/record.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf } from '#modules/economy/books.ts';
import { conflictOf, conflicts, exposure } from '#modules/economy/conflict.ts';
import { incoming, outgoing } from '#modules/economy/ledger.ts';
import { economy } from '#modules/economy/module.ts';
import { amountText, AMOUNT_MAX, readAmount } from '#modules/economy/money.ts';
import { Acceptance, Draw, Grant, Limit, Line, Transfer } from '#modules/economy/records.ts';
import { waitingFor } from '#modules/economy/spending.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { statementCsv, statementOf } from '#modules/economy/statement.ts';
import { DEFAULT_TERMS } from '#modules/economy/terms.ts';
import { village, type RecordFact, type Village } from '../support/directory.ts';
import { Device, devicesOf, forged, heal, LIMIT, payment, share, sumOf, T } from './accounts.ts';

const TYPES: RecordTypes = new Map(economy.recordTypes.map((type) => [type.type, type]));

describe('on the air', () => {
  test('a transfer of up to 163.83 credits with a one-letter note is a frame of at most 72 bytes', () => {
    const place = village({ members: 300 });
    const device = new Device(place, 250);
    const size = (amount: number, memo: string) => {
      const [fact] = place.write(place.self(250), {
        records: [{ ...forged(place, 299, amount, amount).records![0]!, body: bodyOf(place, amount, memo) }],
      }) as [RecordFact];
      const single = { record: fact.record, signature: new Uint8Array(48) };
      return SEAL_BYTES + encodeSingle(single, TYPES, device.place.directory).length;
    };
    expect(size(16_383, 'x')).toBe(71);
    expect(size(AMOUNT_MAX, '')).toBe(72);
  });

  test('fourteen payments without a note fit one frame under one signature', () => {
    const place = village({ members: 90 });
    const payments = Array.from({ length: 14 }, (_, i) => {
      const body = bodyOf(place, 500, '');
      return place.write(place.self(i), { records: [{ ...forged(place, 89, 500, 500).records![0]!, body }] })[0]!;
    }) as readonly RecordFact[];
    const records = payments.map(({ record }) => record);
    const bundle = encodeBundle({ records, signature: new Uint8Array(48) }, TYPES, place.directory);
    expect(bundle && SEAL_BYTES + bundle.length).toBeLessThanOrEqual(231);
  });

  test('bytes of anybody either mean nothing or are the one way to say it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(Transfer, Acceptance, Limit, Line, Draw, Grant),
        fc.uint8Array({ maxLength: 140 }),
        (codec, bytes) => {
          const read = decode<unknown>(codec, bytes, { form: 'signed' });
          if (read.ok) expect(encode<unknown>(codec, read.value, 'signed')).toEqual(bytes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('an amount reads back as it is written, and nonsense is refused', () => {
    fc.assert(
      fc.property(fc.nat(AMOUNT_MAX), (amount) => {
        expect(readAmount(amountText(amount))).toEqual({ ok: true, value: amount });
      }),
    );
    expect(readAmount('12,5')).toEqual({ ok: true, value: 1250 });
    for (const nonsense of ['', '-1', '1.234', '1e3', '99999999', 'abc']) expect(readAmount(nonsense).ok).toBe(false);
    expect(amountText(-5)).toBe('-0.05');
  });
});

const bodyOf = (place: Village, amount: number, memo: string): Transfer => ({
  payee: place.members.at(-1)!,
  amount,
  since: place.checkpoints[0]!,
  spent: amount,
  memo,
});

describe('paying', () => {
  test('only with both signatures is it a payment; until then it is gone for the payer and not there for the payee', () => {
    const place = village({ members: 4 });
    const [payer, payee] = devicesOf(place) as [Device, Device];
    const facts = payer.act('pay', payment(payee.member, 700, 'bread'));
    expect(payer.balance()).toBe(0);
    expect(payer.purse()).toMatchObject({ waiting: 700, spent: 700, available: T - 700 });
    payee.hear(facts);
    expect(waitingFor(payee.books(), payee.member)).toMatchObject([{ refusal: undefined }]);
    payer.hear(payee.duty());
    expect([payer.balance(), payee.balance(), payer.purse().waiting]).toEqual([-700, 700, 0]);
    expect(payee.duty()).toEqual([]);
  });

  test('one answer accepts several payments', () => {
    const place = village({ members: 6 });
    const devices = devicesOf(place);
    const payee = devices[5]!;
    for (const payer of devices.slice(0, 4)) payee.hear(payer.act('pay', payment(payee.member, 100)));
    expect(payee.duty()).toHaveLength(1);
    expect(payee.balance()).toBe(400);
  });

  test('a declined payment gives the balance back to the payer, but its total is never un-said', () => {
    const place = village({ members: 4 });
    const [payer, payee] = devicesOf(place) as [Device, Device];
    const facts = payer.act('pay', payment(payee.member, 900));
    payee.hear(facts);
    payer.hear(payee.act('decline', { transfers: [(facts[0] as RecordFact).id] }));
    expect(payer.purse()).toMatchObject({ balance: 0, waiting: 0, spent: 900 });
    expect(payee.duty()).toEqual([]);
    const next = payer.act('pay', payment(payee.member, 100))[0] as RecordFact;
    expect(next.body).toMatchObject({ spent: 1000 });
  });

  test('a payee who answers twice is held to the first answer', () => {
    const place = village({ members: 4 });
    const [payer, payee] = devicesOf(place) as [Device, Device];
    const facts = payer.act('pay', payment(payee.member, 900));
    payee.hear(facts);
    const accepted = payee.duty();
    const declined = payee.write({
      records: [
        { type: economy.recordTypes[1]!, body: { answer: 'declined', transfers: [(facts[0] as RecordFact).id] } },
      ],
    });
    payer.hear([...declined, ...accepted]);
    expect(payer.balance()).toBe(-900);
  });

  test('a tranche is what may be given between two checkpoints, and a new checkpoint opens the next', () => {
    const place = village({ members: 4 });
    const devices = devicesOf(place);
    const [payer, payee] = devices as [Device, Device];
    share(devices, payer.act('pay', payment(payee.member, T)), payer);
    const refused = payer.try('pay', payment(payee.member, 1));
    expect(refused.ok ? '' : refused.error.rule).toBe('within-tranche');
    place.addCheckpoint();
    share(devices, payer.act('pay', payment(payee.member, T)), payer);
    expect(payee.balance()).toBe(2 * T);
  });

  test('nobody pays below the limit, however many checkpoints pass', () => {
    const place = village({ members: 3 });
    const devices = devicesOf(place);
    const [payer, payee] = devices as [Device, Device];
    for (let i = 0; i < 5; i++) {
      share(devices, payer.act('pay', payment(payee.member, T)), payer);
      place.addCheckpoint();
    }
    expect(payer.balance()).toBe(-LIMIT);
    const refused = payer.try('pay', payment(payee.member, 1));
    expect(refused.ok ? '' : refused.error.rule).toBe('within-limit');
    share(devices, payee.act('pay', payment(payer.member, 300)), payee);
    expect(payer.purse().available).toBe(300);
  });

  test('what nobody has answered yet counts as given, so an honest payer cannot promise the limit twice', () => {
    const place = village({ members: 3 });
    const [payer, silent] = devicesOf(place) as [Device, Device];
    for (let i = 0; i < 5; i++) {
      payer.act('pay', payment(silent.member, T));
      place.addCheckpoint();
    }
    const refused = payer.try('pay', payment(silent.member, 1));
    expect(refused.ok ? '' : refused.error.rule).toBe('within-limit');
    expect(payer.purse()).toMatchObject({ balance: 0, waiting: LIMIT, available: 0 });
  });

  test('a lowered limit binds at once and cannot be raised alone', () => {
    const place = village({ members: 3 });
    const [payer] = devicesOf(place) as [Device];
    payer.act('lower-limit', { limit: 1000 });
    expect(payer.purse()).toMatchObject({ limit: 1000, tranche: 200, available: 200 });
    const refused = payer.try('lower-limit', { limit: 5000 });
    expect(refused.ok ? '' : refused.error.rule).toBe('limit-only-falls');
  });
});

describe('liars', () => {
  test('one tranche shown to three groups costs (3 - 1) T; payees keep it, the liar owes it, and nobody takes more', () => {
    const place = village({ members: 8 });
    const liar = new Device(place, 0);
    const payees = [1, 2, 3].map((i) => new Device(place, i));
    for (const payee of payees)
      share([payee], place.write(place.self(0), forged(place, payee.index, T, T), { seq: 1 }));
    expect(payees.map((payee) => payee.balance())).toEqual([T, T, T]);
    heal([liar, ...payees]);
    expect(payees.map((payee) => payee.balance())).toEqual([T, T, T]);
    expect(payees[0]!.balance(liar.member)).toBe(-3 * T);
    expect(3 * T - T).toBe(exposure(DEFAULT_TERMS, 1, 3));
    const payee = payees[0]!;
    expect(conflictOf(payee.books(), liar.member)?.kind).toBe('fork');
    share(payees, place.write(place.self(0), forged(place, 1, 5, 5), { seq: 9 }));
    expect(payees[0]!.balance()).toBe(T);
    expect(payees.map((one) => sumOf(one.books()))).toEqual([0, 0, 0]);
  });

  test('m liars who show B groups the same tranche gain exactly m (B - 1) T, and nothing after the groups hear each other', () => {
    for (const liarCount of [1, 2, 3]) {
      for (const groups of [1, 2, 3, 4]) {
        const place = village({ members: liarCount + groups });
        const payees = Array.from({ length: groups }, (_, i) => new Device(place, liarCount + i));
        for (let liar = 0; liar < liarCount; liar++) {
          for (const payee of payees)
            share([payee], place.write(place.self(liar), forged(place, payee.index, T, T), { seq: 1 }));
        }
        heal(payees);
        for (let liar = 0; liar < liarCount; liar++)
          share(payees, place.write(place.self(liar), forged(place, liarCount, T, T), { seq: 2 }));
        const taken = payees.reduce((sum, payee) => sum + payee.balance(), 0);
        // Where all hear each other there is no proof, but the total forbids a second tranche as well.
        expect(taken - liarCount * T).toBe(exposure(DEFAULT_TERMS, liarCount, groups));
      }
    }
  });

  test('a debt beyond the limit is shown with its proof', () => {
    const place = village({ members: 20 });
    const payees = Array.from({ length: 7 }, (_, i) => new Device(place, i + 1));
    for (const payee of payees)
      share([payee], place.write(place.self(0), forged(place, payee.index, T, T), { seq: 1 }));
    heal(payees);
    const [found] = conflicts(payees[0]!.books());
    expect(found).toMatchObject({ member: place.members[0], kind: 'fork', owedBeyondLimit: 7 * T - LIMIT });
  });

  const lies: readonly [string, (place: Village) => readonly (readonly [Plan, number])[], string][] = [
    [
      'a total that leaves out an earlier payment',
      (p) => [
        [forged(p, 1, 500, 500), 1],
        [forged(p, 1, 500, 500), 2],
      ],
      'account-without-conflict',
    ],
    ['a total beyond the tranche', (p) => [[forged(p, 1, 10, T + 10), 1]], 'within-tranche'],
    ['a total below the amount', (p) => [[forged(p, 1, 10, 5), 1]], 'totals-add-up'],
    ['an amount of nothing', (p) => [[forged(p, 1, 0, 0), 1]], 'amount-above-zero'],
    ['a checkpoint that is past', (p) => [[forged(p, 1, 10, 10, 0), 1]], 'newest-checkpoint'],
    [
      'an older checkpoint after a newer one',
      (p) => [
        [forged(p, 1, 10, 10, 1), 1],
        [forged(p, 1, 10, 10, 0), 2],
      ],
      'account-without-conflict',
    ],
  ];
  test.each(lies)('%s is not accepted', (name, lie, rule) => {
    const place = village({ members: 4 });
    if (name.includes('checkpoint')) place.addCheckpoint();
    const payee = new Device(place, 1);
    for (const [plan, seq] of lie(place)) payee.hear(place.write(place.self(0), plan, { seq }));
    const reasons = waitingFor(payee.books(), payee.member).map((one) => one.refusal?.rule);
    expect(reasons).toContain(rule);
  });

  test('an account at its limit is not trusted with more, until it is seen that others paid it', () => {
    const place = village({ members: 4 });
    const devices = devicesOf(place);
    const [payer, payee, friend] = devices as [Device, Device, Device];
    for (let i = 0; i < 5; i++) {
      share(devices, payer.act('pay', payment(friend.member, T)), payer);
      place.addCheckpoint();
    }
    // The friend pays back where the payee does not hear it.
    const back = friend.act('pay', payment(payer.member, 500));
    payer.hear(back);
    const accepted = payer.duty();
    const again = payer.act('pay', payment(payee.member, 400));
    payee.hear(again);
    expect(payee.duty()).toEqual([]);
    const [why] = waitingFor(payee.books(), payee.member);
    expect(why?.refusal?.rule).toBe('within-limit');
    payee.hear([...back, ...accepted]);
    expect(payee.duty()).toHaveLength(1);
  });

  test('a friend of the liar who takes every branch gets one tranche, not all of them', () => {
    const place = village({ members: 4 });
    const friend = new Device(place, 1);
    const ids: RecordId[] = [];
    for (let i = 0; i < 10; i++) {
      const body = { ...forged(place, 1, T, T).records![0]!, body: { ...bodyTo(place, 1, T), memo: String(i) } };
      const facts = place.write(place.self(0), { records: [body] }, { seq: 1 });
      friend.hear(facts);
      ids.push((facts[0] as RecordFact).id);
    }
    friend.write({ records: [{ type: economy.recordTypes[1]!, body: { answer: 'accepted', transfers: ids } }] });
    expect(friend.balance()).toBe(T);
    expect(incoming(friend.books(), friend.member).filter(({ status }) => status === 'bad faith')).toHaveLength(9);
    expect(sumOf(friend.books())).toBe(0);
  });

  test('a transfer beyond the tranche is no payment, even if its payee signs for it', () => {
    const place = village({ members: 4 });
    const friend = new Device(place, 1);
    const facts = place.write(place.self(0), forged(place, 1, T + 1, T + 1));
    friend.hear(facts);
    friend.write({ records: [answerOf('accepted', facts)] });
    expect(friend.balance()).toBe(0);
    expect(incoming(friend.books(), friend.member)).toMatchObject([{ fault: 'beyond-tranche' }]);
  });

  test('a payee who forks to accept and to decline has declined: the payer may have relied on it', () => {
    const place = village({ members: 4 });
    const [payer, payee] = devicesOf(place) as [Device, Device];
    const facts = payer.act('pay', payment(payee.member, 700));
    const accepted = place.write(place.self(1), { records: [answerOf('accepted', facts)] }, { seq: 1 });
    payer.hear(accepted);
    expect(payer.balance()).toBe(-700);
    payer.hear(place.write(place.self(1), { records: [{ ...answerOf('accepted', []) }] }, { seq: 2 }));
    payer.hear(place.write(place.self(1), { records: [answerOf('declined', facts)] }, { seq: 2 }));
    expect(payer.balance()).toBe(0);
  });

  test("another person's acceptance, or one from another log, makes no payment", () => {
    const place = village({ members: 4 });
    const [payer, payee, stranger] = devicesOf(place) as [Device, Device, Device];
    const facts = payer.act('pay', payment(payee.member, 700));
    const body = { answer: 'accepted', transfers: [(facts[0] as RecordFact).id] };
    const phone = new Device(place, 1, 1);
    payer.hear(stranger.write({ records: [{ type: economy.recordTypes[1]!, body }] }));
    payer.hear(phone.write({ records: [{ type: economy.recordTypes[1]!, body }] }));
    expect(payer.balance()).toBe(0);
    expect(phone.duty()).toEqual([]);
  });
});

const answerOf = (answer: 'accepted' | 'declined', facts: readonly Fact[]) => ({
  type: economy.recordTypes[1]!,
  body: { answer, transfers: facts.map((fact) => (fact as RecordFact).id) },
});

const bodyTo = (place: Village, payee: number, amount: number): Transfer => ({
  payee: place.members[payee]!,
  amount,
  since: place.checkpoints[0]!,
  spent: amount,
  memo: '',
});

describe('worlds', () => {
  type Step =
    | { readonly do: 'pay'; readonly from: number; readonly to: number; readonly amount: number }
    | { readonly do: 'split'; readonly side: readonly boolean[] }
    | { readonly do: 'heal' }
    | { readonly do: 'decline'; readonly who: number }
    | { readonly do: 'checkpoint' };

  const PEOPLE = 6;
  const person = fc.nat(PEOPLE - 1);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('pay' as const),
        from: person,
        to: person,
        amount: fc.integer({ min: 1, max: T }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('split' as const),
        side: fc.array(fc.boolean(), { minLength: PEOPLE, maxLength: PEOPLE }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'heal' as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('decline' as const), who: person }) },
    { weight: 1, arbitrary: fc.constant({ do: 'checkpoint' as const }) },
  );

  function run(steps: readonly Step[]) {
    const place = village({ members: PEOPLE });
    const devices = devicesOf(place);
    let side: readonly boolean[] = devices.map(() => true);
    const groupOf = (i: number): readonly Device[] => devices.filter((_, j) => side[j] === side[i]);
    const facts: Fact[] = [];
    const say = (from: number, said: readonly Fact[]): void => {
      facts.push(...said);
      share(groupOf(from), said, devices[from]);
    };
    for (const now of steps) {
      if (now.do === 'split') side = now.side;
      if (now.do === 'heal' || now.do === 'checkpoint') side = devices.map(() => true);
      if (now.do === 'heal' || now.do === 'checkpoint') heal(devices);
      if (now.do === 'checkpoint') place.addCheckpoint();
      if (now.do === 'decline') {
        const device = devices[now.who]!;
        const open = waitingFor(device.books(), device.member).map(({ id }) => id);
        if (open.length > 0) say(now.who, device.act('decline', { transfers: open.slice(0, 3) }));
      }
      if (now.do !== 'pay') continue;
      const plan = devices[now.from]!.try('pay', payment(place.members[now.to]!, now.amount));
      if (plan.ok) say(now.from, devices[now.from]!.write(plan.value));
    }
    return { place, devices };
  }

  test('whatever is split and healed, honest people owe no more than their limit and all balances sum to zero', () => {
    let paid = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { devices } = run(steps);
        for (const device of devices) expect(sumOf(device.books())).toBe(0);
        heal(devices);
        const { state, place } = devices[0]!;
        const books = devices[0]!.books();
        for (const device of devices) {
          expect(device.balance()).toBeGreaterThanOrEqual(-LIMIT);
          expect(conflictOf(books, device.member)).toBeUndefined();
          expect(economy.canonical(device.state, device.around())).toEqual(economy.canonical(state, device.around()));
          for (const line of statementOf(books, device.member)) expect(line.balance).toBeGreaterThanOrEqual(-LIMIT);
          for (const since of place.checkpoints) {
            const given = outgoing(books, device.member).filter(({ body }) => body.since === since);
            expect(given.reduce((sum, { body }) => sum + body.amount, 0)).toBeLessThanOrEqual(T);
            expect(given.filter(({ status }) => status === 'invalid' || status === 'bad faith')).toEqual([]);
          }
          paid += Math.max(0, device.balance());
        }
      }),
      { numRuns: 60 },
    );
    expect(paid).toBeGreaterThan(0);
  });

  test('whatever a liar signs in however many groups, honest payees give goods for at most B T between checkpoints', () => {
    const lie = fc.record({
      group: fc.nat(2),
      payee: fc.nat(1),
      amount: fc.nat(T + 5),
      spent: fc.oneof(fc.nat(T + 5), fc.constant(-1)),
      seq: fc.integer({ min: 1, max: 6 }),
      since: fc.nat(1),
    });
    let most = 0;
    fc.assert(
      fc.property(fc.array(lie, { maxLength: 30 }), fc.array(lie, { maxLength: 10 }), (split, after) => {
        const place = village({ members: 7 });
        place.addCheckpoint();
        const groups = [0, 1, 2].map((group) => [1, 2].map((i) => new Device(place, 2 * group + i)));
        const all = groups.flat();
        const tell = (
          group: readonly Device[],
          { payee, amount, spent, seq, since }: (typeof split)[number],
          to: number,
        ) => {
          const total = Math.min(AMOUNT_MAX, spent < 0 ? amount : spent);
          share(group, place.write(place.self(0), forged(place, to + payee, amount, total, since), { seq }));
        };
        for (const said of split) tell(groups[said.group]!, said, 2 * said.group + 1);
        heal(all);
        for (const said of after) tell(all, said, 2 * said.group + 1);
        const gained = -all[0]!.balance(place.members[0]);
        most = Math.max(most, gained);
        expect(gained).toBeLessThanOrEqual(3 * T);
        expect(gained - T).toBeLessThanOrEqual(exposure(DEFAULT_TERMS, 1, 3));
        for (const device of all) expect(sumOf(device.books())).toBe(0);
      }),
      { numRuns: 150 },
    );
    expect(most).toBeGreaterThan(T);
  });

  test('the same facts give the same balances in any order and however often they come', () => {
    const { devices } = run([
      { do: 'pay', from: 0, to: 1, amount: 900 },
      { do: 'split', side: [true, true, true, false, false, false] },
      { do: 'pay', from: 0, to: 4, amount: 800 },
      { do: 'pay', from: 2, to: 1, amount: 700 },
      { do: 'decline', who: 1 },
      { do: 'heal' },
      { do: 'pay', from: 1, to: 5, amount: 1500 },
    ]);
    const fork = devices[0]!.place.write(devices[0]!.place.self(0), forged(devices[0]!.place, 3, 5, 5), { seq: 1 });
    share(devices, fork);
    const facts = [...new Set(devices[0]!.heard)];
    const expected = {
      balances: [...balances(devices[0]!.books())].sort(),
      bytes: bytesOf(devices[0]!.state),
    };
    expect(expected.balances.filter(([, amount]) => amount !== 0).length).toBeGreaterThan(2);
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts), (order, again) => {
        const state = economy.empty();
        for (const fact of [...order, ...again]) economy.fold(state, fact, devices[0]!.around());
        expect([...balances(booksOf(state, 'credits', devices[0]!.around()))].sort()).toEqual(expected.balances);
        expect(bytesOf(state)).toEqual(expected.bytes);
      }),
    );
  });

  const bytesOf = (state: EconomyState): Uint8Array => economy.canonical(state, village({ members: 1 }).around());
});

describe('statements of account', () => {
  test('every line has the balance after it, and the last is the balance', () => {
    const place = village({ members: 3 });
    const devices = devicesOf(place);
    const [a, b] = devices as [Device, Device];
    share(devices, a.act('pay', payment(b.member, 500, 'eggs')), a);
    share(devices, b.act('pay', payment(a.member, 200, '=1+1, "honey"')), b);
    a.act('pay', payment(b.member, 50));
    const lines = statementOf(a.books(), a.member);
    expect(lines.map(({ direction, status, balance }) => [direction, status, balance])).toEqual([
      ['given', 'paid', -500],
      ['taken', 'paid', -300],
      ['given', 'waiting', -300],
    ]);
    const rows = statementCsv(lines, (member) => place.directory.person(member)!.name).split('\r\n');
    expect(rows[2]).toBe(`2,taken,Person 1,2.00,paid,-3.00,"'=1+1, ""honey""",${lines[1]!.transfer}`);
    expect(rows).toHaveLength(5);
  });
});

test('every refusal names its rule, its reason and a way out', () => {
  const place = village({ members: 6, newcomers: [4], guests: [5] });
  const devices = devicesOf(place);
  const [a] = devices as [Device];
  const [, b, , , newcomer, guest] = place.members as [MemberId, MemberId, MemberId, MemberId, MemberId, MemberId];
  const other = new Device(place, 0, 1);
  const cases = [
    [a, 'pay', payment(b, 0), 'amount-reads'],
    [a, 'pay', payment(b, 1.5), 'amount-reads'],
    [a, 'pay', payment(b, 1, 'x'.repeat(61)), 'text-fits'],
    [a, 'pay', payment(a.member, 1), 'not-to-oneself'],
    [a, 'pay', payment(guest, 1), 'payee-has-account'],
    [a, 'pay', payment(b, T + 1), 'within-tranche'],
    [a, 'pay', payment(b, LIMIT + 1), 'within-limit'],
    [other, 'pay', payment(b, 1), 'account-device-only'],
    [devices[4]!, 'pay', payment(b, 1), 'payer-is-member'],
    [a, 'accept', { transfers: [] }, 'few-at-once'],
    [a, 'decline', { transfers: ['00'.repeat(32) as RecordId] }, 'waiting-for-you'],
    [a, 'lower-limit', { limit: LIMIT }, 'limit-only-falls'],
  ] as const;
  for (const [device, name, args, rule] of cases) {
    const plan = device.try(name, args);
    expect(plan.ok ? 'not refused' : plan.error).toMatchObject({ kind: 'refused', rule });
    if (!plan.ok) for (const words of [plan.error.why, plan.error.remedy]) expect(words).toMatch(/^[A-Z0-9].{10,}\.$/);
  }
  expect(a.try('pay', payment(newcomer, 1)).ok).toBe(true);
});
