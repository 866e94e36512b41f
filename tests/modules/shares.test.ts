import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Fact } from '#protocol/node/module.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf, COMMONS } from '#modules/economy/books.ts';
import { conflictOf, conflicts } from '#modules/economy/conflict.ts';
import { drawsWaitingFor } from '#modules/economy/drawing.ts';
import { budgetsPaid, drawsOn, holdersOf, shareOf, totalOf } from '#modules/economy/lines.ts';
import { economy } from '#modules/economy/module.ts';
import { drawType, lineType, type LineKind, type Step } from '#modules/economy/records.ts';
import { UNITS } from '#modules/economy/units.ts';
import { CHARTER } from '#modules/charter.ts';
import { village, type RecordFact, type Village } from '../support/directory.ts';
import { Device, devicesOf, forged, heal, idOf, LIMIT, payment, share, sumOf, T, type Common } from './accounts.ts';
import { plainBalances, plainShare, type Plain } from './plain-books.ts';

const commonKnowledge = (): Common => ({ adopted: new Set(), charter: new Map() });

/** A place whose people all hear each other, with a line in shares. */
function withLine(kind: LineKind, quantities: readonly number[], members = 6) {
  const place = village({ members });
  const common = commonKnowledge();
  const devices = devicesOf(place, common);
  const line = addLine(devices, kind, quantities, 0);
  return { place, common, devices, line };
}

function addLine(devices: readonly Device[], kind: LineKind, quantities: readonly number[], by: number): RecordId {
  const holders = quantities.map((_, i) => devices[i]!.member);
  const texts = quantities.map((one) => (one / 100).toFixed(2));
  const said = devices[by]!.act('divide', { kind, name: 'diesel', measure: 'l', holders, quantities: texts });
  share(devices, said, devices[by]);
  return idOf(said);
}

const left = (device: Device, line: RecordId, holder = device.member): number =>
  shareOf(device.books(), line, holder).left;

describe('a stock in shares', () => {
  test('is drawn on with two signatures: the holder takes, the receiver signs, and no device signs by itself', () => {
    const { devices, line } = withLine('my stock', [12_000, 8000]);
    const [a, , c] = devices as [Device, Device, Device];
    const said = a.act('draw', { line, other: c.member, quantity: 4000 });
    share(devices, said, a);
    expect(shareOf(a.books(), line, a.member)).toMatchObject({ left: 12_000, waiting: 4000, free: 8000 });
    share(devices, c.act('accept', { transfers: [idOf(said)] }), c);
    expect(devices.map((device) => left(device, line, a.member))).toEqual(devices.map(() => 8000));
    expect(a.balance()).toBe(0);
  });

  test('never gives two sides more than there is: each holder draws on the own share alone', () => {
    const { devices, line } = withLine('my stock', [12_000, 8000]);
    const [a, b, c, d] = devices as [Device, Device, Device, Device];
    const sides = [
      { holder: a, other: c, most: 12_000 },
      { holder: b, other: d, most: 8000 },
    ];
    for (const { holder, other, most } of sides) {
      expect(holder.refusal('draw', { line, other: other.member, quantity: most + 1 })).toBe('within-share');
      const said = holder.act('draw', { line, other: other.member, quantity: most });
      other.hear(said);
      holder.hear(other.act('accept', { transfers: [idOf(said)] }));
      expect(holder.refusal('draw', { line, other: other.member, quantity: 1 })).toBe('within-share');
    }
    heal(devices);
    expect(holdersOf(a.books(), line).map((holder) => left(a, line, holder))).toEqual([0, 0]);
    expect(drawsOn(a.books(), line).reduce((sum, { body }) => sum + body.quantity, 0)).toBe(20_000);
  });

  test('a share is handed over when both sign, and drawn on by the next from then on', () => {
    const { devices, line } = withLine('my stock', [1000]);
    const [a, b, c] = devices as [Device, Device, Device];
    expect(b.refusal('draw', { line, other: c.member, quantity: 1 })).toBe('within-share');
    const said = a.act('hand-over', { line, other: b.member, quantity: 600 });
    share(devices, said, a);
    expect([left(a, line), left(b, line)]).toEqual([1000, 0]);
    share(devices, b.act('accept', { transfers: [idOf(said)] }), b);
    expect([left(a, line), left(b, line)]).toEqual([400, 600]);
    const drawn = b.act('draw', { line, other: c.member, quantity: 600 });
    share(devices, drawn, b);
    share(devices, c.act('accept', { transfers: [idOf(drawn)] }), c);
    expect(left(c, line, b.member)).toBe(0);
  });

  test('a declined draw goes back into the share; what is given back needs nobody', () => {
    const { devices, line } = withLine('my stock', [1000]);
    const [a, b] = devices as [Device, Device];
    const said = a.act('draw', { line, other: b.member, quantity: 700 });
    share(devices, said, a);
    share(devices, b.act('decline', { transfers: [idOf(said)] }), b);
    expect(shareOf(a.books(), line, a.member)).toMatchObject({ left: 1000, free: 1000 });
    share(devices, a.act('give-back', { line, quantity: 300 }), a);
    expect(left(b, line, a.member)).toBe(700);
    const again = a.act('draw', { line, other: b.member, quantity: 700 });
    share(devices, again, a);
    expect(drawsWaitingFor(b.books(), b.member).map(({ refusal }) => refusal)).toEqual([undefined]);
  });

  test('a count needs two witnesses of two households; one that finds less binds its author at once', () => {
    const { devices, line } = withLine('my stock', [1000]);
    // Two people share a household: 0 and 1, 2 and 3, 4 and 5.
    const [a, , c, d, e] = devices as [Device, Device, Device, Device, Device];
    const said = a.act('count', { line, other: c.member, quantity: 600 });
    share(devices, said, a);
    expect(a.refusal('draw', { line, other: c.member, quantity: 601 })).toBe('within-share');
    for (const witness of [c, d]) share(devices, witness.act('accept', { transfers: [idOf(said)] }), witness);
    expect(left(a, line)).toBe(1000);
    share(devices, e.act('accept', { transfers: [idOf(said)] }), e);
    expect(shareOf(a.books(), line, a.member)).toMatchObject({ left: 600, corrected: -400, free: 600 });
  });

  test('the community’s goods wait for the decision that adopts the line', () => {
    const { devices, line, common } = withLine('common stock', [1000]);
    const [a, b] = devices as [Device, Device];
    expect(a.refusal('draw', { line, other: b.member, quantity: 100 })).toBe('line-adopted');
    common.adopted.add(line);
    const said = a.act('draw', { line, other: b.member, quantity: 100 });
    share(devices, said, a);
    share(devices, b.act('accept', { transfers: [idOf(said)] }), b);
    expect(left(b, line, a.member)).toBe(900);
  });

  const lies: readonly [string, (place: Village, line: RecordId) => object, string][] = [
    ['more than the share', () => ({ quantity: 1001, drawn: 1001 }), 'within-share'],
    ['a total below what it takes', () => ({ quantity: 100, drawn: 50 }), 'totals-add-up'],
    ['nothing', () => ({ quantity: 0, drawn: 0 }), 'amount-above-zero'],
    ['a page that is past', (place) => ({ quantity: 5, drawn: 5, since: place.checkpoints[0] }), 'newest-checkpoint'],
    ['what is no line', () => ({ quantity: 5, drawn: 5, line: 'ab'.repeat(32) }), 'line-known'],
  ];
  test.each(lies)('a draw of %s is not signed, and says why', (_name, over, rule) => {
    const { devices, line, place } = withLine('my stock', [1000]);
    place.addCheckpoint();
    const [, b] = devices as [Device, Device];
    const body = { line, step: 'draw', other: b.member, since: place.checkpoints[1], note: '', ...over(place, line) };
    b.hear(place.write(place.self(0), { records: [{ type: drawType, body }] }));
    const [waiting] = drawsWaitingFor(b.books(), b.member);
    expect(waiting?.refusal?.rule).toBe(rule);
    expect(b.refusal('accept', { transfers: [waiting!.id] })).toBe(rule);
  });
});

describe('a budget', () => {
  test('pays from the commons once a decision has adopted it, never more than its shares, and all sums stay zero', () => {
    const { devices, line, common } = withLine('budget of credits', [5000, 3000]);
    const [a, b, c] = devices as [Device, Device, Device];
    const early = devices[0]!.place.write(a.place.self(0), {
      records: [{ type: drawType, body: drawBody(a.place, line, c.member, 5000) }],
    });
    heal(devices);
    c.hear(early);
    expect(c.duty()).toEqual([]);
    expect(c.balance()).toBe(0);
    common.adopted.add(line);
    share(devices, early);
    expect(c.balance()).toBe(5000);
    share(devices, b.act('draw', { line, other: c.member, quantity: 3000 }), b);
    expect([c.balance(), c.balance(COMMONS)]).toEqual([8000, -8000]);
    expect(a.refusal('draw', { line, other: c.member, quantity: 1 })).toBe('within-share');
    expect(devices.map((device) => sumOf(device.books()))).toEqual(devices.map(() => 0));
  });

  test('of hours pays hours and no credits', () => {
    const { devices, line, common } = withLine('budget of hours', [1000]);
    common.adopted.add(line);
    const [a, b] = devices as [Device, Device];
    share(devices, a.act('draw', { line, other: b.member, quantity: 1000 }), a);
    expect([b.balance(b.member, 'hours'), b.balance(b.member, 'credits')]).toEqual([1000, 0]);
  });

  test('shown to three groups by a forked log: who received keeps it, the commons pay the line, the rest is the liar’s debt', () => {
    const { devices, line, common, place } = withLine('budget of credits', [2000], 8);
    common.adopted.add(line);
    const payees = devices.slice(1, 4);
    for (const payee of payees) {
      const body = drawBody(place, line, payee.member, 2000);
      share([payee], place.write(place.self(0), { records: [{ type: drawType, body }] }, { seq: 7 }));
    }
    heal(devices);
    const [one] = devices as [Device];
    expect(payees.map((payee) => payee.balance())).toEqual([2000, 2000, 2000]);
    expect([one.balance(COMMONS), one.balance(one.member)]).toEqual([-2000, -4000]);
    expect(conflictOf(payees[0]!.books(), one.member)?.kind).toBe('fork');
    expect(sumOf(one.books())).toBe(0);
  });

  test('leaves out what both signed: two records prove it, and nobody signs for that holder again', () => {
    const { devices, line, common, place } = withLine('budget of credits', [2000]);
    common.adopted.add(line);
    const [a, b, c] = devices as [Device, Device, Device];
    share(devices, a.act('draw', { line, other: b.member, quantity: 1500 }), a);
    const lie = { ...drawBody(place, line, c.member, 1500), drawn: 1500 };
    c.hear(place.write(place.self(0), { records: [{ type: drawType, body: lie }] }));
    expect(conflictOf(c.books(), a.member)?.kind).toBe('totals');
    expect(drawsWaitingFor(c.books(), c.member)[0]?.refusal?.rule).toBe('account-without-conflict');
    expect(c.duty()).toEqual([]);
  });
});

const drawBody = (place: Village, line: RecordId, other: MemberId, quantity: number, step: Step = 'draw') => ({
  line,
  step,
  other,
  quantity,
  since: place.checkpoints.at(-1)!,
  drawn: quantity,
  note: '',
});

describe('hours', () => {
  test('are books of their own: neither unit knows of the other’s balance, limit or total', () => {
    const place = village({ members: 3 });
    const devices = devicesOf(place);
    const [a, b] = devices as [Device, Device];
    share(devices, a.act('pay', { ...payment(b.member, 700), unit: 'hours' }), a);
    share(devices, a.act('pay', payment(b.member, 500)), a);
    expect([b.balance(b.member, 'hours'), b.balance()]).toEqual([700, 500]);
    expect(a.purse('hours')).toMatchObject({ spent: 700, limit: 4000, tranche: 1000 });
    expect(a.purse()).toMatchObject({ spent: 500, limit: LIMIT, tranche: T });
    expect(conflictOf(b.books(), a.member)).toBeUndefined();
  });
});

describe('limits', () => {
  test('rise by a decision only: a grant means nothing until it is adopted, then it is the limit and the tranche', () => {
    const place = village({ members: 4 });
    const common = commonKnowledge();
    const devices = devicesOf(place, common);
    const [a, b, c] = devices as [Device, Device, Device];
    const said = c.act('grant-limit', { member: a.member, limit: 3 * LIMIT });
    share(devices, said, c);
    expect(a.purse().limit).toBe(LIMIT);
    const early = place.write(place.self(0), forged(place, 1, 2 * T, 2 * T));
    share(devices, early);
    expect(b.balance()).toBe(0);
    common.adopted.add(idOf(said));
    expect(a.purse()).toMatchObject({ limit: 3 * LIMIT, tranche: 3 * T });
    share(devices, []);
    expect(b.balance()).toBe(2 * T);
    share(devices, a.act('lower-limit', { limit: 100 }), a);
    expect(a.purse().limit).toBe(100);
    expect(b.balance()).toBe(2 * T);
  });

  test('of several decisions the one over the newest page counts, of one page the lowest, and an older own limit is lifted', () => {
    const place = village({ members: 4 });
    const common = commonKnowledge();
    const devices = devicesOf(place, common);
    const [a, b] = devices as [Device, Device];
    share(devices, a.act('lower-limit', { limit: 100 }), a);
    const grantOf = (limit: number): void => {
      const said = b.act('grant-limit', { member: a.member, limit });
      share(devices, said, b);
      common.adopted.add(idOf(said));
    };
    place.addCheckpoint();
    for (const limit of [30_000, 20_000]) grantOf(limit);
    expect(a.purse().limit).toBe(20_000);
    place.addCheckpoint();
    grantOf(25_000);
    expect(a.purse().limit).toBe(25_000);
  });
});

describe('what flows to the commons', () => {
  const charter = new Map<number, number>([
    [CHARTER['economy.cap'].number, 1000],
    [CHARTER['economy.demurrage-permille'].number, 10],
  ]);

  test('is the surplus over the cap and a little of the rest, in whole hundredths for the owner, when a page is closed', () => {
    const place = village({ members: 4 });
    const devices = devicesOf(place, { adopted: new Set(), charter });
    const [a, b, c] = devices as [Device, Device, Device];
    for (const payer of [a, c]) share(devices, payer.act('pay', payment(b.member, 755)), payer);
    expect([b.balance(), b.balance(COMMONS)]).toEqual([1510, 0]);
    place.addCheckpoint();
    // 510 are above 1000, then 1 % of 1000.
    expect([b.balance(), b.balance(COMMONS), a.balance()]).toEqual([990, 520, -755]);
    place.addCheckpoint();
    // 1 % of 990 is 9.9: rounded down.
    expect([b.balance(), b.balance(COMMONS), sumOf(b.books())]).toEqual([981, 529, 0]);
    const lines = b.ask('account').json as { lines: { other: string; amount: number; balance: number }[] };
    expect(lines.lines.slice(2)).toMatchObject([
      { other: 'commons', amount: 520, balance: 990 },
      { other: 'commons', amount: 9, balance: 981 },
    ]);
  });

  test('never touches a debt, and none of it without a charter that says so', () => {
    const place = village({ members: 3 });
    const devices = devicesOf(place);
    const [a, b] = devices as [Device, Device];
    share(devices, a.act('pay', payment(b.member, T)), a);
    for (let i = 0; i < 30; i++) place.addCheckpoint();
    expect([a.balance(), b.balance()]).toEqual([-T, T]);
    expect(b.purse().available).toBe(T);
  });
});

describe('who is under proof', () => {
  test('is the same for the economy and for the directory: a lie in totals, and a fork of any module', () => {
    const place = village({ members: 5 });
    const [a, b] = devicesOf(place) as [Device, Device];
    b.hear(place.write(place.self(0), forged(place, 2, 500, 500), { seq: 1 }));
    expect([...b.around().directory.underProof!()]).toEqual([]);
    b.hear(place.write(place.self(0), forged(place, 3, 500, 500), { seq: 2 }));
    expect([...b.around().directory.underProof!()]).toEqual([a.member]);
    expect(conflicts(b.books())).toMatchObject([{ member: a.member, kind: 'totals' }]);
    // A proof of another module's records, as the directory has it.
    const around = b.around();
    const directory = { ...around.directory, underProof: () => new Set([place.members[4]!]) };
    const books = booksOf(b.state, 'credits', { ...around, directory });
    expect(conflictOf(books, place.members[4]!)).toMatchObject({ kind: 'elsewhere' });
  });

  test('records that come in another order convict the same accounts', () => {
    const place = village({ members: 5 });
    const facts = [
      ...place.write(place.self(0), forged(place, 2, 500, 500), { seq: 1 }),
      ...place.write(place.self(0), forged(place, 3, 500, 500), { seq: 2 }),
      ...place.write(place.self(1), forged(place, 3, 300, 300), { seq: 1 }),
      ...place.write(place.self(1), forged(place, 3, 300, 600), { seq: 2 }),
      ...place.write(place.self(2), forged(place, 3, 300, 300), { seq: 4 }),
      ...place.write(place.self(2), forged(place, 4, 300, 300), { seq: 4 }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.array(fc.nat(5)), (order, asked) => {
        const device = new Device(place, 4);
        order.forEach((fact, i) => {
          device.hear([fact]);
          // Asking in between must not change the answer.
          if (asked.includes(i)) conflicts(device.books());
        });
        expect(conflicts(device.books()).map(({ member }) => member)).toEqual(
          [place.members[0]!, place.members[2]!].sort(),
        );
      }),
    );
  });
});

// ── Worlds against a slow plain twin ────────────────────────────────────────────────────────────

const PEOPLE = 6;
const LINES: readonly [LineKind, readonly number[], boolean][] = [
  ['my stock', [500, 300], true],
  ['common stock', [400, 0, 400].filter(Boolean), true],
  ['budget of credits', [600, 400, 200], true],
  ['budget of hours', [300], true],
  ['budget of credits', [500], false],
];
const person = fc.nat(PEOPLE - 1);
type Deed =
  | { readonly do: 'pay'; readonly from: number; readonly to: number; readonly amount: number; readonly hours: boolean }
  | {
      readonly do: 'draw';
      readonly from: number;
      readonly to: number;
      readonly line: number;
      readonly step: string;
      readonly quantity: number;
    }
  | { readonly do: 'sign' | 'decline'; readonly who: number }
  | { readonly do: 'split'; readonly side: readonly boolean[] }
  | { readonly do: 'heal' | 'page' };
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      from: person,
      to: person,
      amount: fc.integer({ min: 1, max: T }),
      hours: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('draw' as const),
      from: fc.nat(2),
      to: person,
      line: fc.nat(LINES.length - 1),
      step: fc.constantFrom('draw', 'draw', 'hand-over', 'give-back', 'count'),
      quantity: fc.integer({ min: 1, max: 300 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sign' as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('decline' as const), who: person }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('split' as const),
      side: fc.array(fc.boolean(), { minLength: PEOPLE, maxLength: PEOPLE }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'heal' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'page' as const }) },
);
const charterOf = fc.record({ cap: fc.constantFrom(0, 500, 1500), permille: fc.constantFrom(0, 7, 50) });

function live(deeds: readonly Deed[], { cap, permille }: { cap: number; permille: number }) {
  const place = village({ members: PEOPLE });
  const charter = new Map([
    [CHARTER['economy.cap'].number, cap],
    [CHARTER['economy.demurrage-permille'].number, permille],
  ]);
  const common: Common = { adopted: new Set(), charter };
  const devices = devicesOf(place, common);
  const lines = LINES.map(([kind, quantities, isAdopted]) => {
    const line = addLine(devices, kind, quantities, 0);
    if (isAdopted) common.adopted.add(line);
    return line;
  });
  let side: readonly boolean[] = devices.map(() => true);
  const say = (from: number, said: readonly Fact[]): void =>
    share(
      devices.filter((_, j) => side[j] === side[from]),
      said,
      devices[from],
    );
  const attempt = (who: number, name: string, args: object): void => {
    const plan = devices[who]!.try(name, args);
    if (plan.ok) say(who, devices[who]!.write(plan.value));
  };
  for (const now of deeds) {
    if (now.do === 'split') side = now.side;
    if (now.do === 'heal' || now.do === 'page') side = devices.map(() => true);
    if (now.do === 'heal' || now.do === 'page') heal(devices);
    if (now.do === 'page') place.addCheckpoint();
    if (now.do === 'pay')
      attempt(now.from, 'pay', {
        ...payment(place.members[now.to]!, now.amount),
        unit: now.hours ? 'hours' : 'credits',
      });
    if (now.do === 'draw')
      attempt(now.from, now.step, { line: lines[now.line]!, other: place.members[now.to]!, quantity: now.quantity });
    if (now.do === 'sign' || now.do === 'decline') {
      const open = (devices[now.who]!.ask('waiting').json as { record: RecordId; refusal: unknown }[])
        .filter(({ refusal }) => now.do === 'decline' || refusal === null)
        .map(({ record }) => record);
      if (open.length > 0) attempt(now.who, now.do === 'sign' ? 'accept' : 'decline', { transfers: open.slice(0, 3) });
    }
  }
  return { place, devices, lines, common };
}

function plainOf(device: Device, unit: 'credits' | 'hours', cap: number, permille: number): Plain {
  const { place } = device;
  return {
    facts: [...new Map(device.heard.map((fact) => [(fact as RecordFact).id, fact as RecordFact])).values()],
    adopted: device.common.adopted,
    pages: place.checkpoints,
    households: new Map(place.members.map((member) => [member, place.directory.person(member)!.household])),
    unit,
    tranche: unit === 'credits' ? T : 1000,
    cap: unit === 'credits' ? cap : 0,
    permille: unit === 'credits' ? permille : 0,
  };
}

/** A count with two witnesses, a draw on a stock and one on a budget: so that no run is without them. */
const EVENTFUL: Deed[] = [
  { do: 'draw', from: 0, to: 2, line: 0, step: 'count', quantity: 100 },
  { do: 'sign', who: 2 },
  { do: 'sign', who: 4 },
  { do: 'draw', from: 1, to: 3, line: 1, step: 'draw', quantity: 50 },
  { do: 'sign', who: 3 },
  { do: 'draw', from: 1, to: 3, line: 2, step: 'draw', quantity: 200 },
  { do: 'page' },
];

test('whatever is split, signed, declined and healed, the books are those of the slow plain twin, and honest people keep every bound', () => {
  let [moved, drawn, corrected] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), charterOf, (deeds, terms) => {
      const { devices, lines } = live(deeds, terms);
      const check = (device: Device): void => {
        for (const unit of UNITS) {
          const books = device.books(unit);
          expect(sumOf(books)).toBe(0);
          const twin = plainBalances(plainOf(device, unit, terms.cap, terms.permille));
          for (const [member, balance] of balances(books)) expect(balance).toBe(twin.get(member) ?? 0);
        }
        for (const line of lines) {
          const books = device.books();
          for (const holder of holdersOf(books, line)) {
            const found = shareOf(books, line, holder);
            expect(found.left).toBe(plainShare(plainOf(device, 'credits', 0, 0), line, holder).left);
            expect([...found.beyond]).toEqual([]);
            corrected += Math.abs(found.corrected);
          }
        }
      };
      devices.slice(0, 2).forEach(check);
      heal(devices);
      const [one] = devices as [Device];
      check(one);
      for (const unit of UNITS) {
        const books = one.books(unit);
        for (const [member, balance] of balances(books)) {
          if (member === COMMONS) continue;
          expect(balance).toBeGreaterThanOrEqual(unit === 'credits' ? -LIMIT : -4000);
          expect(conflictOf(books, member)).toBeUndefined();
        }
        const adopted = LINES.filter(([kind, , isAdopted]) => isAdopted && kind === `budget of ${unit}`);
        const most = adopted.reduce((sum, [, quantities]) => sum + quantities.reduce((a, b) => a + b, 0), 0);
        expect(budgetsPaid(books)).toBeLessThanOrEqual(most);
        moved += budgetsPaid(books);
      }
      for (const line of lines) {
        const draws = drawsOn(one.books(), line);
        const shares = holdersOf(one.books(), line).map((holder) => shareOf(one.books(), line, holder));
        const found = shares.reduce((sum, share) => sum + share.corrected, 0);
        const taken = draws
          .filter(({ status, body }) => status === 'done' && (body.step === 'draw' || body.step === 'give back'))
          .reduce((sum, { body }) => sum + body.quantity, 0);
        expect(taken).toBeLessThanOrEqual(totalOf(one.state.lines.get(line)!) + found);
        drawn += taken;
      }
      for (const device of devices)
        expect(economy.canonical(device.state, device.around())).toEqual(economy.canonical(one.state, one.around()));
    }),
    { numRuns: 60, examples: [[EVENTFUL, { cap: 500, permille: 7 }]] },
  );
  // The worlds must have had something in them.
  expect([moved > 0, drawn > 0, corrected > 0]).toEqual([true, true, true]);
});

/** The same share, drawn in full at one place of the log. */
const SHOWN_TWICE = { quantity: 1000, drawn: -1, seq: 2, step: 'draw' as Step };

test('whatever a holder signs in however many groups, honest receivers take at most B shares, the commons pay one line, and no sum breaks', () => {
  const lie = fc.record({
    group: fc.nat(2),
    quantity: fc.nat(1100),
    drawn: fc.oneof(fc.nat(1100), fc.constant(-1)),
    seq: fc.integer({ min: 2, max: 5 }),
    step: fc.constantFrom<Step>('draw', 'draw', 'hand over', 'give back'),
  });
  let most = 0;
  fc.assert(
    fc.property(fc.array(lie, { maxLength: 25 }), fc.array(lie, { maxLength: 8 }), (split, after) => {
      const { devices, line, common, place } = withLine('budget of credits', [1000], 5);
      common.adopted.add(line);
      const payees = devices.slice(1, 4);
      const tell = (group: readonly Device[], to: Device, said: (typeof split)[number]): void => {
        const body = {
          ...drawBody(place, line, to.member, said.quantity, said.step),
          drawn: said.drawn < 0 ? said.quantity : said.drawn,
        };
        share(group, place.write(place.self(0), { records: [{ type: drawType, body }] }, { seq: said.seq }));
        // Whoever is handed a share over signs where nothing speaks against it.
        const open = drawsWaitingFor(to.books(), to.member).filter(({ refusal }) => refusal === undefined);
        for (const { id } of open) share(group, to.act('accept', { transfers: [id] }), to);
      };
      for (const said of split) tell([payees[said.group]!], payees[said.group]!, said);
      heal(payees);
      for (const said of after) tell(payees, payees[said.group]!, said);
      const [one] = payees as [Device];
      const books = one.books();
      const taken = drawsOn(books, line)
        .filter(
          ({ status, body, record }) =>
            status === 'done' && body.step !== 'give back' && record.member === place.members[0],
        )
        .reduce((sum, { body }) => sum + body.quantity, 0);
      most = Math.max(most, taken);
      expect(taken).toBeLessThanOrEqual(3 * 1000);
      expect(budgetsPaid(books)).toBeLessThanOrEqual(1000);
      expect(sumOf(books)).toBe(0);
      const twin = plainBalances(plainOf(one, 'credits', 0, 0));
      for (const [member, balance] of balances(books)) expect(balance).toBe(twin.get(member) ?? 0);
    }),
    { numRuns: 80, examples: [[[0, 1, 2].map((group) => ({ ...SHOWN_TWICE, group })), []]] },
  );
  expect(most).toBeGreaterThan(1000);
});

describe('what can be asked', () => {
  test('an account, its file, all balances, what is exposed, the stocks, and what waits, as data and in words', () => {
    const { devices, line } = withLine('my stock', [1000, 500]);
    const [a, b] = devices as [Device, Device];
    share(devices, a.act('pay', payment(b.member, 500, 'eggs, "fresh"')), a);
    a.act('pay', payment(b.member, 50));
    share(devices, a.act('draw', { line, other: b.member, quantity: 100 }), a);
    const accountLines = a.ask('account');
    expect(accountLines.json).toMatchObject({ balance: -500, waiting: 50, unit: 'credits' });
    expect(accountLines.lines[0]).toBe('Person 0: -5.00 credits, limit -100.00.');
    expect((a.ask('csv').json as { csv: string }).csv).toContain(
      '1,given,Person 1,-5.00,paid,-5.00,"eggs, ""fresh""",',
    );
    expect(a.ask('balances').lines.at(-1)).toBe('Together 0.00 credits.');
    expect(a.ask('exposure', { liars: 2, groups: 3 }).json).toMatchObject({ worstLoss: 4 * T, conflicts: [] });
    expect(a.ask('lines').lines).toContain('  Person 0: 10.00 l left, 9.00 free, 0.00 taken');
    expect(b.ask('waiting').lines).toHaveLength(1);
    expect(new Device(a.place, 0).ask('account', { member: b.member }).json).toMatchObject({ balance: 0 });
  });

  test('every act says what it asks for, every record type who may see it and how long it is kept', () => {
    for (const [name, { title, inputs }] of Object.entries(economy.acts)) {
      expect(title, name).toMatch(/^[A-Z]/);
      expect(Object.keys(inputs ?? {}).length, name).toBeGreaterThan(0);
    }
    for (const { type } of economy.recordTypes)
      expect(economy.custody?.[type]).toEqual({ audience: 'community', keptFor: 'ever', erasable: false });
    for (const query of Object.values(economy.queries ?? {})) {
      const nobody = query.show(economy.empty(), {}, village({ members: 2 }).around(), undefined);
      expect(Array.isArray(nobody.lines)).toBe(true);
    }
  });
});

test('every refusal about shares and limits names its rule, its reason and a way out', () => {
  const { devices, line, place } = withLine('my stock', [1000]);
  const [a, b] = devices as [Device, Device];
  const newcomers = village({ members: 3, newcomers: [2] });
  const guest = new Device(newcomers, 2);
  const unknown = 'ab'.repeat(32);
  const cases: readonly [Device, string, object, string][] = [
    [a, 'divide', { kind: 'my stock', name: ' ', holders: [a.member], quantities: ['1'] }, 'line-has-name'],
    [a, 'divide', { kind: 'my stock', name: 'x', holders: [], quantities: [] }, 'few-holders'],
    [
      a,
      'divide',
      { kind: 'my stock', name: 'x', holders: [a.member, a.member], quantities: ['1', '1'] },
      'few-holders',
    ],
    [a, 'divide', { kind: 'my stock', name: 'x', holders: [a.member], quantities: ['1', '2'] }, 'share-each'],
    [a, 'divide', { kind: 'my stock', name: 'x', holders: [a.member], quantities: ['a lot'] }, 'amount-reads'],
    [a, 'divide', { kind: 'my stock', name: 'x', holders: [unknown], quantities: ['1'] }, 'holder-is-member'],
    [a, 'divide', { kind: 'my stock', name: 'x'.repeat(41), holders: [a.member], quantities: ['1'] }, 'text-fits'],
    [guest, 'divide', { kind: 'my stock', name: 'x', holders: [guest.member], quantities: ['1'] }, 'payer-is-member'],
    [a, 'draw', { line: unknown, other: b.member, quantity: 1 }, 'line-known'],
    [a, 'draw', { line, other: a.member, quantity: 1 }, 'not-to-oneself'],
    [a, 'draw', { line, other: unknown, quantity: 1 }, 'payee-has-account'],
    [a, 'draw', { line, other: b.member, quantity: 0 }, 'amount-reads'],
    [new Device(place, 0, 1), 'draw', { line, other: b.member, quantity: 1 }, 'account-device-only'],
    [b, 'give-back', { line, quantity: 1 }, 'within-share'],
    [a, 'grant-limit', { member: unknown, limit: 5 }, 'holder-is-member'],
    [a, 'accept', { transfers: [line] }, 'waiting-for-you'],
  ];
  for (const [device, name, args, rule] of cases) {
    const plan = device.try(name, args);
    expect(plan.ok ? 'not refused' : plan.error).toMatchObject({ kind: 'refused', rule });
    if (!plan.ok) for (const words of [plan.error.why, plan.error.remedy]) expect(words).toMatch(/^[A-Z0-9"].{8,}\.$/);
  }
  expect(lineType.by).toBe('member');
});
