import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '#protocol/bytes/codec.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Self } from '#protocol/node/module.ts';
import { SEAL_BYTES } from '#protocol/wire/limits.ts';
import { encodeSingle, type RecordTypes } from '#protocol/wire/record.ts';
import { alertView } from '#modules/emergency/alert.ts';
import { acts } from '#modules/emergency/acts.ts';
import type { SosArgs } from '#modules/emergency/acts/calls.ts';
import { emergency } from '#modules/emergency/module.ts';
import { isCalled, nearest } from '#modules/emergency/nearest.ts';
import { Alert, CheckIn, NeedOrOffer, Sos, SosChange, Taking } from '#modules/emergency/records.ts';
import { accounts } from '#modules/emergency/roll-call.ts';
import { sosCard, sosCards } from '#modules/emergency/sos.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { supplyViews } from '#modules/emergency/supply.ts';
import { distanceMetres, positionOf, WITHIN_METRES, type Position } from '#modules/emergency/whereabouts.ts';
import { village, type RecordFact, type Village } from '../support/directory.ts';

const MINUTE_MS = 60_000;
const TYPES: RecordTypes = new Map(emergency.recordTypes.map((type) => [type.type, type]));
const here: Position = { latDeg: 47.2, lonDeg: 11.4, withinMetres: 30 };

const sos = (change: Partial<SosArgs> = {}): SosArgs => ({
  kind: 'medical',
  severity: 'urgent',
  drill: false,
  cannotMove: false,
  people: 1,
  position: here,
  text: 'leg broken',
  ...change,
});

/** A device: folds what it hears, and knows when it heard it. */
function device(place: Village) {
  const state = emergency.empty();
  const since = new Map<RecordId, number>();
  let nowMs = 0;
  const around = () => place.around({ nowMs, heldSinceMs: (id) => since.get(id) });
  return {
    state,
    around,
    at(minute: number) {
      nowMs = minute * MINUTE_MS;
    },
    hear(facts: readonly Fact[]) {
      for (const fact of facts) {
        emergency.fold(state, fact, around());
        if (fact.kind === 'record' && !since.has(fact.id)) since.set(fact.id, nowMs);
      }
      return facts;
    },
    cards: () => sosCards(state, around()),
    card: (id: RecordId) => sosCard(state, id, around())!,
  };
}
type Device = ReturnType<typeof device>;

/** Does an act on this device and folds what it wrote. */
function act<N extends keyof typeof acts>(
  place: Village,
  on: Device,
  who: number,
  name: N,
  args: Parameters<(typeof acts)[N]['plan']>[1],
): readonly Fact[] {
  const self = place.self(who);
  const plan = acts[name].plan(on.state, args as never, self, on.around());
  if (!plan.ok) throw new Error(`${name} was refused: ${plan.error.rule}`);
  return on.hear(place.write(self, plan.value, { minute: on.around().nowMs / MINUTE_MS }));
}

const refused = <N extends keyof typeof acts>(
  place: Village,
  on: Device,
  who: number,
  name: N,
  args: Parameters<(typeof acts)[N]['plan']>[1],
) => {
  const plan = acts[name].plan(on.state, args as never, place.self(who), on.around());
  return plan.ok ? 'not refused' : plan.error.rule;
};

const idOf = (facts: readonly Fact[]): RecordId => (facts[0] as RecordFact).id;
const ending = { reason: 'safe-now', text: '' } as const;

function folded(place: Village, facts: readonly Fact[]): EmergencyState {
  const state = emergency.empty();
  for (const fact of facts) emergency.fold(state, fact, place.around());
  return state;
}

describe('on the air', () => {
  test('a call with 31 characters, a count and a place is a frame of 103 bytes', () => {
    const place = village({ members: 200 });
    const text = 'two children, roof gone, no fire';
    const args = sos({ text: text.slice(0, 31), people: 4 });
    const plan = acts.call.plan(emergency.empty(), args, place.self(150), place.around());
    const [fact] = place.write(place.self(150), plan.ok ? plan.value : {}) as [RecordFact];
    const single = { record: fact.record, signature: new Uint8Array(48) };
    expect(SEAL_BYTES + encodeSingle(single, TYPES, place.directory).length).toBe(103);
  });

  test('a guest may call and take the call back; the other records are for people with names', () => {
    const guest = emergency.recordTypes.filter(({ by }) => by === 'guest').map(({ name }) => name);
    expect(guest).toEqual(['sos', 'sos-update']);
    expect(Sos.size.max).toBeLessThanOrEqual(71);
    expect(SosChange.size.max).toBeLessThanOrEqual(71);
  });

  test('a need with a place and 24 letters takes 40 bytes or fewer', () => {
    const body = {
      what: { what: 'need', supply: 'water', pressing: true },
      quantity: 200,
      hours: 12,
      of: null,
      where: { people: 12, position: here },
      text: 'behind the church, blue ',
    } as const;
    expect(encode(NeedOrOffer, body, 'signed').length).toBeLessThanOrEqual(40);
  });

  test('a place comes back within 1.4 m, anywhere on earth', () => {
    const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });
    fc.assert(
      fc.property(degrees(85), degrees(180), fc.constantFrom(...WITHIN_METRES), (latDeg, lonDeg, withinMetres) => {
        const said: Position = { latDeg, lonDeg, withinMetres };
        const read = decode(Sos, encode(Sos, bodyAt(said), 'signed'), { form: 'signed' });
        const position = read.ok ? read.value.where.position! : undefined;
        expect(position?.withinMetres).toBe(withinMetres);
        expect(distanceMetres(said, position!)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('bytes of anybody either mean nothing or are the one way to say it', () => {
    const codecs = [Sos, SosChange, Taking, CheckIn, Alert, NeedOrOffer];
    const samples = [bodyBytes(), ...codecs.map(() => new Uint8Array(80).fill(1))];
    fc.assert(
      fc.property(
        fc.constantFrom(...codecs),
        fc.oneof(fc.uint8Array({ maxLength: 120 }), mutated(samples)),
        (codec, bytes) => {
          const read = decode<unknown>(codec, bytes, { form: 'signed' });
          if (read.ok) expect(encode<unknown>(codec, read.value, 'signed')).toEqual(bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const bodyAt = (position: Position | null): Sos => ({
  call: { kind: 'fire', severity: 'urgent', drill: false, cannotMove: false },
  roster: 3,
  where: { people: 2, position },
  text: 'ü',
});
const bodyBytes = (): Uint8Array => encode(Sos, bodyAt(here), 'signed');
const mutated = (samples: readonly Uint8Array[]) =>
  fc.tuple(fc.constantFrom(...samples), fc.nat(119), fc.nat(255)).map(([bytes, at, value]) => {
    const copy = bytes.slice();
    copy[at % copy.length] = value;
    return copy;
  });

describe('answering a call', () => {
  test('shown on a phone, taken by a person: one never stands for the other', () => {
    const place = village({ members: 6 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'shown', { record: id });
    expect(phone.card(id)).toMatchObject({ status: 'open', takers: [], shownTo: [place.members[1]], seenBy: [] });
    act(place, phone, 2, 'take', { sos: id, etaMinutes: 12, text: '' });
    expect(phone.card(id)).toMatchObject({ status: 'taken', shownTo: [place.members[1]], reach: 'nobody' });
    expect(phone.card(id).takers).toMatchObject([{ member: place.members[2], etaMinutes: 12 }]);
  });

  test('showing the same call again says nothing new, and a confirmation is never taken back by it', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'confirm', { record: id });
    expect(act(place, phone, 1, 'shown', { record: id })).toEqual([]);
    expect(phone.card(id).seenBy).toEqual([place.members[1]]);
  });

  test('a call reaches the nearest, after 3 minutes everyone, after 10 the neighbours, until it is taken', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    const reachAt = (minute: number) => {
      phone.at(minute);
      return phone.card(id).reach;
    };
    expect([0, 2.9, 3, 9.9, 10, 600].map(reachAt)).toEqual([
      'nearest',
      'nearest',
      'everyone',
      'everyone',
      'neighbour communities',
      'neighbour communities',
    ]);
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    expect(phone.card(id).reach).toBe('nobody');
  });

  test('each card says when it changes next by time alone, and does not change before', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 1, 'release', { sos: id, text: '' });
    act(place, phone, 2, 'take', { sos: id, etaMinutes: 0, text: '' });
    const seen: (string | undefined)[] = [];
    for (let at: number | undefined = 0; at !== undefined; at = phone.card(id).changesAtMs) {
      phone.at((at - 1) / MINUTE_MS);
      const before = phone.card(id);
      if (seen.length > 0) expect(`${before.status}, ${before.reach}`).toBe(seen.at(-1));
      phone.at(at / MINUTE_MS);
      seen.push(`${phone.card(id).status}, ${phone.card(id).reach}`);
    }
    expect(seen).toEqual([
      'taken, nobody',
      'taken, calling again, everyone',
      'taken, calling again, neighbour communities',
    ]);
  });

  test('a taken call that is silent for 20 minutes calls everyone again; a word from the helper quiets it', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 5, text: '' });
    phone.at(19);
    expect(phone.card(id).status).toBe('taken');
    phone.at(20);
    expect(phone.card(id)).toMatchObject({ status: 'taken, calling again', reach: 'everyone' });
    const word = { sos: id, severity: 'urgent', cannotMove: true, reason: 'other', people: 0, position: null } as const;
    act(place, phone, 3, 'update', { ...word, text: 'I hear shouting' });
    expect(phone.card(id).status).toBe('taken, calling again');
    act(place, phone, 1, 'update', { ...word, text: 'with her now' });
    expect(phone.card(id)).toMatchObject({ status: 'taken', reach: 'nobody' });
  });

  test('two people who take one call on two sides of a split are both shown, in one order everywhere', () => {
    const place = village({ members: 5 });
    const left = device(place);
    const right = device(place);
    const call = act(place, left, 0, 'call', sos());
    right.hear(call);
    left.at(2);
    right.at(1);
    const a = act(place, left, 1, 'take', { sos: idOf(call), etaMinutes: 9, text: '' });
    const b = act(place, right, 2, 'take', { sos: idOf(call), etaMinutes: 3, text: '' });
    left.hear(b);
    right.hear(a);
    for (const side of [left, right])
      expect(side.card(idOf(call)).takers.map(({ member }) => member)).toEqual([place.members[2], place.members[1]]);
  });

  test('a call handed over stays with the first until the other takes it', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 1, 'hand-over', { sos: id, to: place.members[2]!, text: 'no stretcher' });
    expect(phone.card(id).takers).toMatchObject([{ member: place.members[1], handingTo: place.members[2] }]);
    act(place, phone, 2, 'take', { sos: id, etaMinutes: 0, text: '' });
    expect(phone.card(id).takers.map(({ member }) => member)).toEqual([place.members[2]]);
  });

  test('who sees that nobody came opens a taken call again, until somebody takes it anew', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    for (const helper of [1, 2]) act(place, phone, helper, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 3, 'reopen', { sos: id, reason: 'nobody-came', text: '' });
    expect(phone.card(id)).toMatchObject({ status: 'taken, calling again', reach: 'everyone' });
    expect(phone.card(id).takers.map(({ answersCall }) => answersCall)).toEqual([false, false]);
    act(place, phone, 2, 'take', { sos: id, etaMinutes: 0, text: 'at the door' });
    expect(phone.card(id)).toMatchObject({ status: 'taken', reach: 'nobody' });
  });

  test('a call that is given up by its only helper calls everyone at once', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    phone.at(1);
    act(place, phone, 1, 'release', { sos: id, text: 'road blocked' });
    expect(phone.card(id)).toMatchObject({ status: 'open', takers: [], reach: 'everyone' });
  });

  test('a call that a lost key took goes on calling on sight, and nobody lets it go or ends it by that key', () => {
    const place = village({ members: 6 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 3, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 1, 'hand-over', { sos: id, to: place.members[2]!, text: '' });
    act(place, phone, 3, 'release', { sos: id, text: '' });
    expect(phone.card(id)).toMatchObject({ status: 'taken', reach: 'nobody' });
    const lost = new Set([place.members[1]!]);
    Object.assign(place.directory, { isSuspended: ({ member }: Self) => lost.has(member), version: 2 });
    expect(phone.card(id)).toMatchObject({ status: 'open', reach: 'everyone', takers: [{ believed: false }] });
    // Who takes it over by a key that is lost does not let the first go.
    act(place, phone, 4, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 4, 'hand-over', { sos: id, to: place.members[1]!, text: '' });
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    expect(phone.card(id).takers).toMatchObject([{ member: place.members[4] }, { member: place.members[1] }]);
    act(place, phone, 1, 'done', { sos: id, text: '' });
    act(place, phone, 4, 'done', { sos: id, text: '' });
    expect(phone.card(id)).toMatchObject({ status: 'said to be over' });
    // A new key of the same person is believed again.
    lost.clear();
    Object.assign(place.directory, { version: 3 });
    expect(phone.card(id)).toMatchObject({ status: 'over' });
  });

  test('only the caller ends a call alone; two helpers of two households end it together', () => {
    const place = village({ members: 6 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    expect(refused(place, phone, 1, 'cancel', { sos: id, ...ending })).toBe('only-caller-cancels');
    for (const helper of [2, 3, 4]) {
      act(place, phone, helper, 'take', { sos: id, etaMinutes: 0, text: '' });
      act(place, phone, helper, 'done', { sos: id, text: '' });
      // 2 and 3 live in one household.
      expect(phone.card(id).status).toBe(helper === 4 ? 'over' : 'said to be over');
    }
    act(place, phone, 0, 'reopen', { sos: id, reason: 'worse', text: '' });
    expect(phone.card(id)).toMatchObject({ status: 'open', reach: 'everyone' });
    act(place, phone, 0, 'cancel', { sos: id, ...ending });
    expect(phone.card(id)).toMatchObject({ status: 'over', reach: 'nobody' });
  });

  test('a cancel that somebody else signed ends nothing', () => {
    const place = village({ members: 6 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    const plan = acts.cancel.plan(phone.state, { sos: id, ...ending }, place.self(0), phone.around());
    phone.hear(place.write(place.self(5), plan.ok ? plan.value : {}));
    expect(phone.card(id)).toMatchObject({ status: 'open', reach: 'nearest' });
  });

  test('who alone says that help was given has not ended the call: after 20 minutes it calls again', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 1, 'take', { sos: id, etaMinutes: 0, text: '' });
    act(place, phone, 1, 'done', { sos: id, text: '' });
    phone.at(20);
    expect(phone.card(id)).toMatchObject({ status: 'open', reach: 'everyone' });
  });

  test('an answer may arrive before the call it answers', () => {
    const place = village({ members: 4 });
    const source = device(place);
    const call = act(place, source, 0, 'call', sos());
    const taken = act(place, source, 1, 'take', { sos: idOf(call), etaMinutes: 0, text: '' });
    const phone = device(place);
    phone.hear(taken);
    expect(phone.cards()).toEqual([]);
    phone.hear(call);
    expect(phone.card(idOf(call)).status).toBe('taken');
  });

  test("a neighbour's report stands beside the caller's words and never replaces them", () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos({ severity: 'life-in-danger', people: 5 })));
    const milder = { severity: 'can-wait', cannotMove: false, reason: 'better', people: 1, position: null } as const;
    act(place, phone, 1, 'update', { sos: id, ...milder, text: 'looks fine' });
    expect(phone.card(id)).toMatchObject({ severity: 'life-in-danger', people: 5, words: ['leg broken'] });
    expect(phone.card(id).reports).toHaveLength(1);
    act(place, phone, 0, 'update', { sos: id, ...milder, text: 'bandaged' });
    expect(phone.card(id)).toMatchObject({ severity: 'can-wait', people: 1, words: ['leg broken', 'bandaged'] });
  });
});

describe('many calls', () => {
  test('a second call of one person within five minutes is on the same card, the gravest word first', () => {
    const place = village({ members: 4 });
    const source = device(place);
    const first = act(place, source, 0, 'call', sos({ severity: 'can-wait' }));
    const second = act(
      place,
      source,
      0,
      'call',
      sos({ kind: 'fire', severity: 'life-in-danger', text: 'now it burns' }),
    );
    expect(source.cards()).toHaveLength(1);
    expect(source.cards()[0]).toMatchObject({
      id: idOf(first),
      merged: [idOf(second)],
      kind: 'fire',
      severity: 'life-in-danger',
      words: ['leg broken', 'now it burns'],
    });
    source.at(5);
    act(place, source, 0, 'call', sos({ text: 'again' }));
    expect(source.cards()).toHaveLength(2);
  });

  test('calling the same again within five minutes sends the shorter update', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    act(place, phone, 0, 'call', sos());
    phone.at(1);
    const [again] = act(place, phone, 0, 'call', sos({ text: 'please hurry' })) as [RecordFact];
    expect(again.record.type).toBe(25);
    expect(phone.cards()[0]?.words).toEqual(['leg broken', 'please hurry']);
  });

  test('a call that comes right after a cancelled one is open, not lost on the closed card', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'call', sos()));
    act(place, phone, 0, 'cancel', { sos: id, ...ending });
    phone.at(2);
    act(place, phone, 0, 'call', sos({ text: 'it is back' }));
    expect(phone.cards()).toMatchObject([{ status: 'open', words: ['leg broken', 'it is back'] }]);
  });

  test('forty false calls of one origin are one card, and a true one stands beside it', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    for (let i = 0; i < 40; i++) {
      const args = sos({ kind: i % 2 ? 'fire' : 'flood', text: `false ${i}` });
      const plan = acts.call.plan(emergency.empty(), args, place.self(3), phone.around());
      phone.hear(place.write(place.self(3), plan.ok ? plan.value : {}));
    }
    act(place, phone, 0, 'call', sos());
    expect(
      phone
        .cards()
        .map(({ caller }) => caller)
        .sort(),
    ).toEqual([place.members[0]!, place.members[3]!].sort());
  });

  test('a drill is a drill on every screen, and a true call during a drill stands on its own card before it', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const drill = idOf(act(place, phone, 0, 'call', sos({ drill: true, severity: 'life-in-danger' })));
    const real = idOf(act(place, phone, 0, 'call', sos({ severity: 'unknown' })));
    act(place, phone, 0, 'update', { sos: drill, severity: 'urgent', reason: 'worse', text: 'this is real' });
    expect(phone.cards().map(({ id, drill: isDrill }) => [id, isDrill])).toEqual([
      [real, false],
      [drill, true],
    ]);
  });
});

describe('who is near, who is safe', () => {
  const checkIn = (latDeg: number | null, change: object = {}) => ({
    condition: 'safe' as const,
    named: [],
    drill: false,
    people: 0,
    position: latDeg === null ? null : positionOf(latDeg, 11.4, 12),
    text: '',
    ...change,
  });

  test('the nearest by what people told come first, and who told nothing is called as well', () => {
    const place = village({ members: 12 });
    const phone = device(place);
    for (let i = 1; i <= 10; i++) act(place, phone, i, 'check-in', checkIn(47.2 + i / 100));
    const id = idOf(act(place, phone, 0, 'call', sos()));
    const card = phone.card(id);
    const order = nearest(phone.state, card, phone.around());
    expect(order.map(({ member }) => place.members.indexOf(member))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(Math.abs(order[0]!.metres - 1112)).toBeLessThan(10);
    const called = place.members.filter((member) => isCalled(phone.state, card, member, phone.around()));
    expect(called.map((member) => place.members.indexOf(member))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 11]);
  });

  test('own words stand before what others saw, and a person seen is not missing', () => {
    const place = village({ members: 5 });
    const phone = device(place);
    const [, b, c, d] = place.members;
    act(place, phone, 0, 'sighting', checkIn(47.2, { condition: 'hurt', named: [b, c], text: 'at the bridge' }));
    act(place, phone, 1, 'check-in', checkIn(null));
    const told = accounts(phone.state, { sinceMs: 0 }, phone.around());
    const of = (member: unknown) => told.find((account) => account.member === member);
    expect(of(b)).toMatchObject({ state: 'safe', saidBy: b });
    expect(of(c)).toMatchObject({ state: 'needs help', saidBy: place.members[0], lastSeen: { text: 'at the bridge' } });
    expect(of(d)).toMatchObject({ state: 'not heard of', saidBy: undefined, lastSeen: undefined });
    expect(told[0]?.state).toBe('needs help');
  });

  test('a roll call counts its own answers; what is old or a drill counts only for where it belongs', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    act(place, phone, 1, 'check-in', checkIn(null));
    act(place, phone, 2, 'check-in', checkIn(null, { drill: true }));
    phone.at(60);
    const warning = { kind: 'roll-call', severity: 'urgent', advice: 'none', drill: false, rollCall: true } as const;
    const roll = idOf(act(place, phone, 0, 'alert', { ...warning, hours: 2, area: null, text: '', replaces: null }));
    act(place, phone, 0, 'answer-roll-call', { alert: roll, answer: 'safe, and others are with me' });
    act(place, phone, 3, 'answer-roll-call', { alert: roll, answer: 'need help' });
    const told = accounts(phone.state, { alert: roll, sinceMs: 30 * MINUTE_MS }, phone.around());
    const states = place.members.map((member) => told.find((account) => account.member === member)?.state);
    expect(states).toEqual(['safe', 'not heard of', 'not heard of', 'needs help']);
    act(place, phone, 3, 'answer-roll-call', { alert: roll, answer: 'safe' });
    expect(accounts(phone.state, { alert: roll, sinceMs: 0 }, phone.around()).map(({ state }) => state)).not.toContain(
      'needs help',
    );
  });
});

describe('warnings, needs and offers', () => {
  const warning = {
    kind: 'fire',
    severity: 'life-in-danger',
    advice: 'leave-now',
    drill: false,
    rollCall: false,
    hours: 6,
    area: { ...here, withinMetres: 1000 },
    text: 'wind turns north',
    replaces: null,
  } as const;

  test('a warning is one word until five members of three households see it themselves', () => {
    const place = village({ members: 8 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'alert', warning));
    const confirmedAfter = (who: number) => {
      act(place, phone, who, 'confirm', { record: id });
      return alertView(phone.state, id, phone.around())?.confirmed;
    };
    act(place, phone, 7, 'shown', { record: id });
    expect([1, 2, 3].map(confirmedAfter)).toEqual([false, false, false]);
    expect(confirmedAfter(4)).toBe(true);
    expect(alertView(phone.state, id, phone.around())?.notShownTo).toEqual([place.members[5], place.members[6]]);
    const reworded = idOf(act(place, phone, 0, 'alert', { ...warning, replaces: id, text: 'and east' }));
    expect(alertView(phone.state, id, phone.around())).toMatchObject({ id: reworded, first: id, confirmed: false });
  });

  test('five of two households are not enough', () => {
    const place = village({ members: 8, household: (i) => 1 + (i % 2) });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'alert', warning));
    for (const who of [1, 2, 3, 4, 5]) act(place, phone, who, 'confirm', { record: id });
    expect(alertView(phone.state, id, phone.around())).toMatchObject({ confirmed: false, households: 2 });
  });

  test('a warning ends by itself, or when its author calls it off, and nobody else can', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const id = idOf(act(place, phone, 0, 'alert', warning));
    expect(refused(place, phone, 1, 'cancel-alert', { alert: id, text: '' })).toBe('own-alert-only');
    phone.at(359);
    expect(alertView(phone.state, id, phone.around())?.status).toBe('standing');
    phone.at(360);
    expect(alertView(phone.state, id, phone.around())?.status).toBe('ended');
    act(place, phone, 0, 'cancel-alert', { alert: id, text: 'out' });
    expect(alertView(phone.state, id, phone.around())?.status).toBe('cancelled');
  });

  test('a need stands until its author closes it or its hours are over', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const need = {
      supply: 'water',
      quantity: 40,
      pressing: true,
      hours: 0,
      people: 4,
      position: null,
      of: null,
    } as const;
    const id = idOf(act(place, phone, 0, 'need', { ...need, text: 'clean' }));
    act(place, phone, 1, 'offer', { ...need, pressing: false, hours: 2, text: '' });
    const seen = () => supplyViews(phone.state, phone.around()).map(({ what, unit }) => `${what} ${unit}`);
    expect(seen()).toEqual(['need litres', 'offer litres']);
    phone.at(120);
    expect(seen()).toEqual(['need litres']);
    expect(refused(place, phone, 1, 'met', { ...need, of: id, text: '' })).toBe('own-entry-only');
    act(place, phone, 0, 'met', { ...need, of: id, text: '' });
    expect(seen()).toEqual([]);
  });
});

describe('refusals', () => {
  test('every refusal names its rule, its reason and a way out', () => {
    const place = village({ members: 6, guests: [4], newcomers: [5] });
    const phone = device(place);
    const id = idOf(act(place, phone, 4, 'call', sos({ text: 'a guest calls' })));
    expect(phone.card(id).callerIsGuest).toBe(true);
    const tooLong = 'x'.repeat(61);
    const unknown = '00'.repeat(32) as RecordId;
    const said = { sos: id, etaMinutes: 0, text: '' };
    const cases = [
      [0, 'call', sos({ text: tooLong }), 'text-fits'],
      [0, 'call', sos({ kind: 'war' as never }), 'known-word'],
      [0, 'call', sos({ people: -1 }), 'count-fits'],
      [0, 'call', sos({ position: { latDeg: NaN, lonDeg: 0, withinMetres: 10 } }), 'place-on-earth'],
      [0, 'take', { ...said, sos: unknown }, 'sos-known'],
      [4, 'take', said, 'helper-has-a-name'],
      [0, 'release', said, 'taker-only'],
      [5, 'shown', { record: id }, 'in-the-roster'],
      [5, 'alert', { ...alertArgs }, 'members-warn'],
      [0, 'answer-roll-call', { alert: id, answer: 'safe' }, 'roll-was-called'],
      [
        0,
        'sighting',
        { condition: 'safe', named: [], drill: false, people: 0, position: null, text: '' },
        'sighting-names',
      ],
    ] as const;
    for (const [who, name, args, rule] of cases) {
      const plan = acts[name].plan(phone.state, args as never, place.self(who), phone.around());
      expect(plan.ok ? 'not refused' : plan.error).toMatchObject({ kind: 'refused', rule });
      if (!plan.ok)
        for (const words of [plan.error.why, plan.error.remedy]) expect(words).toMatch(/^[A-Z"0-9].{10,}\.$/);
    }
  });
});

const alertArgs = {
  kind: 'fire',
  severity: 'urgent',
  advice: 'none',
  drill: false,
  rollCall: false,
  hours: 1,
  area: null,
  text: '',
  replaces: null,
};

test('the same facts give the same state in any order and however often they come', () => {
  const place = village({ members: 6 });
  const phone = device(place);
  const facts: Fact[] = [];
  const keep = (more: readonly Fact[]) => facts.push(...more);
  const call = act(place, phone, 0, 'call', sos());
  keep(call);
  const id = idOf(call);
  for (const who of [1, 2, 3]) {
    keep(act(place, phone, who, 'shown', { record: id }));
    keep(act(place, phone, who, 'take', { sos: id, etaMinutes: who, text: '' }));
  }
  keep(act(place, phone, 1, 'hand-over', { sos: id, to: place.members[4]!, text: '' }));
  keep(act(place, phone, 2, 'done', { sos: id, text: '' }));
  keep(act(place, phone, 5, 'reopen', { sos: id, ...ending }));
  keep(act(place, phone, 4, 'take', { sos: id, etaMinutes: 1, text: '' }));
  keep(act(place, phone, 0, 'cancel', { sos: id, ...ending }));
  keep(act(place, phone, 3, 'confirm', { record: id }));
  const second = act(place, phone, 5, 'call', sos({ text: 'and here' }));
  keep(second);
  const change = { severity: 'urgent', cannotMove: true, reason: 'other', people: 0, position: null } as const;
  for (const who of [1, 2, 3]) {
    keep(act(place, phone, who, 'take', { sos: idOf(second), etaMinutes: who, text: '' }));
    keep(act(place, phone, who, 'update', { sos: idOf(second), ...change, text: `report ${who}` }));
  }
  const around = place.around({ nowMs: 5 * MINUTE_MS });
  const expected = { card: sosCards(folded(place, facts), around), bytes: emergency.canonical(phone.state, around) };
  expect(expected.card.map(({ status, takers, reports }) => [status, takers.length, reports.length])).toEqual([
    ['taken', 3, 3],
    ['over', 2, 1],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts), (order, again) => {
      const state = folded(place, [...order, ...again]);
      expect(sosCards(state, around)).toEqual(expected.card);
      expect(emergency.canonical(state, around)).toEqual(expected.bytes);
    }),
  );
  expect(emergency.canonical(folded(place, facts.slice(1)), around)).not.toEqual(expected.bytes);
});
