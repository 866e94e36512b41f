import { describe, expect, test } from 'vitest';
import { encode } from '#protocol/bytes/codec.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Surroundings } from '#protocol/node/module.ts';
import { acts } from '#modules/emergency/acts.ts';
import { CUSTODY } from '#modules/emergency/custody.ts';
import { emergency } from '#modules/emergency/module.ts';
import { queries } from '#modules/emergency/queries.ts';
import { NeedOrOffer, SUPPLY_NAMES } from '#modules/emergency/records.ts';
import { cellsOf, type Account } from '#modules/emergency/roll-call.ts';
import { sosCards } from '#modules/emergency/sos.ts';
import { village, type RecordFact, type Village } from '../support/directory.ts';

const MINUTE_MS = 60_000;

function device(place: Village) {
  const state = emergency.empty();
  const since = new Map<RecordId, number>();
  let nowMs = 0;
  const around = (): Surroundings => place.around({ nowMs, heldSinceMs: (id) => since.get(id) });
  type Args<N extends keyof typeof acts> = Parameters<(typeof acts)[N]['plan']>[1];
  return {
    state,
    around,
    at: (minute: number) => void (nowMs = minute * MINUTE_MS),
    act<N extends keyof typeof acts>(who: number, name: N, args: Args<N>): RecordId {
      const plan = acts[name].plan(state, args as never, place.self(who), around());
      if (!plan.ok) throw new Error(`${name}: ${plan.error.rule}`);
      const facts: readonly Fact[] = place.write(place.self(who), plan.value);
      for (const fact of facts) {
        if (fact.kind === 'record') since.set(fact.id, nowMs);
        emergency.fold(state, fact, around());
      }
      return (facts[0] as RecordFact | undefined)?.id ?? ('' as RecordId);
    },
    ask: (name: keyof typeof queries, args: Record<string, unknown> = {}) =>
      queries[name].show(state, args, around(), undefined),
  };
}

describe('what a person is told', () => {
  test('open calls, gravest first, with who is on it; over ones only when asked for', () => {
    const place = village({ members: 6, guests: [5] });
    const phone = device(place);
    const first = phone.act(0, 'call', { kind: 'medical', severity: 'can-wait', text: 'sprained ankle' });
    phone.act(5, 'call', { kind: 'fire', severity: 'life-in-danger', people: 40, text: 'barn' });
    phone.act(2, 'take', { sos: first, etaMinutes: 5 });
    phone.at(4);
    const { lines } = phone.ask('calls');
    expect(lines[0]).toBe(
      'fire, life-in-danger, more than 30 people - Person 5 (a guest, not verified), 4 min ago: "barn"',
    );
    expect(lines[2]).toContain('taken by nobody; shown to 0');
    expect(lines.join('\n')).toContain('taken by Person 2');
    expect(lines.at(-1)).toBe('These are neighbours helping, not a rescue service.');
    phone.act(0, 'cancel', { sos: first });
    expect(phone.ask('calls').lines.join()).not.toContain('ankle');
    expect(phone.ask('calls', { all: true }).lines.join()).toContain('ankle');
  });

  test('one call is told as a story, in order, with who lives near', () => {
    const place = village({ members: 6 });
    const phone = device(place);
    const position = { latDeg: 47.2, lonDeg: 11.4, withinMetres: 30 } as const;
    phone.act(3, 'check-in', { condition: 'safe', position: { ...position, latDeg: 47.21 } });
    const sos = phone.act(0, 'call', { kind: 'trapped', position, text: 'cellar' });
    phone.act(1, 'take', { sos, etaMinutes: 9, text: 'with a saw' });
    phone.act(1, 'hand-over', { sos, to: place.members[2]! });
    const { lines, json } = phone.ask('call', { sos });
    expect(lines.slice(3, 6)).toEqual([
      '  Person 1, 0 min ago: take, there in 9 min: "with a saw"',
      '  Person 1, 0 min ago: hand-over to Person 2',
      '  near: Person 3, about 1112 m',
    ]);
    expect((json as { story: unknown[] }).story).toHaveLength(2);
    expect(phone.ask('call', { sos: 'ff'.repeat(32) }).lines).toEqual([
      'This call for help is not known on this device.',
    ]);
  });

  test('the missing are listed with where and by whom they were last seen; the safe are not among them', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    phone.act(0, 'check-in', { condition: 'safe' });
    phone.act(0, 'sighting', { condition: 'safe', named: [place.members[1]!], text: 'at the mill' });
    phone.act(3, 'check-in', { condition: 'hurt' });
    phone.at(13 * 60);
    phone.act(0, 'check-in', { condition: 'safe' });
    const { lines, json } = phone.ask('missing');
    expect(lines[0]).toBe('1 safe, 0 need help, 0 away, 3 not heard of');
    expect(lines.find((line) => line.includes('Person 1'))).toBe(
      'not heard of: Person 1; last seen 13 h ago by Person 0, safe, place not told: "at the mill"',
    );
    expect(lines.find((line) => line.includes('Person 2'))).toContain('never seen here');
    expect((json as { accounts: Account[] }).accounts.map(({ member }) => member)).not.toContain(place.members[0]);
    // With older words counted, Person 3 needs help and is named first.
    expect(phone.ask('missing', { hours: 14 }).lines[1]).toMatch(/^needs help: Person 3/);
  });

  test('a roll call is counted house by house, those who need somebody first', () => {
    const place = village({ members: 6 });
    const phone = device(place);
    phone.act(5, 'check-in', { condition: 'safe' });
    phone.at(1);
    const roll = phone.act(0, 'alert', { kind: 'roll-call', rollCall: true });
    phone.act(0, 'answer-roll-call', { alert: roll, answer: 'safe' });
    phone.act(1, 'answer-roll-call', { alert: roll, answer: 'safe' });
    phone.act(4, 'answer-roll-call', { alert: roll, answer: 'need help' });
    const cells = cellsOf(phone.state, roll, phone.around());
    expect(cells.map(({ household, unheard, needHelp }) => [household, unheard.length, needHelp.length])).toEqual([
      [3, 1, 1],
      [2, 2, 0],
      [1, 0, 0],
    ]);
    expect(phone.ask('who-is-safe', { alert: roll }).lines[0]).toBe('2 safe, 1 need help, 0 away, 3 not heard of');
    expect(phone.ask('who-is-safe', { alert: 'ff'.repeat(32) }).lines).toEqual([
      'This roll call is not known on this device.',
    ]);
  });

  test('every line of a drill begins with DRILL, in every query, and no other line does', () => {
    const place = village({ members: 4 });
    const phone = device(place);
    const call = phone.act(0, 'call', { kind: 'fire', drill: true, text: 'the school' });
    phone.act(1, 'take', { sos: call });
    const roll = phone.act(0, 'alert', { kind: 'roll-call', rollCall: true, drill: true });
    phone.act(1, 'answer-roll-call', { alert: roll, answer: 'need help' });
    const about = (name: keyof typeof queries, args = {}) =>
      phone.ask(name, args).lines.slice(0, name.startsWith('call') ? -1 : undefined);
    for (const lines of [
      about('calls'),
      about('call', { sos: call }),
      about('alerts'),
      about('missing', { alert: roll }),
    ])
      for (const line of lines) expect(line).toMatch(/^DRILL /);
    expect(about('missing').filter((line) => line.includes('DRILL'))).toEqual([]);
    phone.act(2, 'call', { kind: 'fire' });
    expect(about('calls')[0]).not.toContain('DRILL');
  });

  test('needs, offers, warnings and powers say when there is none', () => {
    const phone = device(village({ members: 3 }));
    expect(phone.ask('supplies').lines).toEqual(['Nothing is asked for or offered.']);
    expect(phone.ask('alerts').lines).toEqual(['No warning stands.']);
    expect(phone.ask('powers').lines).toEqual(['No emergency power was adopted.']);
    phone.act(0, 'need', { supply: 'water', quantity: 40, pressing: true, hours: 3, text: 'clean' });
    expect(phone.ask('supplies').lines).toEqual([
      'need, pressing: water, 40 litres - Person 0, place not told: "clean", ends in 3 h',
    ]);
  });
});

test('a need or an offer of any supply with a place takes at most 40 bytes with 24 letters', () => {
  const where = { people: 30, position: { latDeg: -47.2, lonDeg: 171.4, withinMetres: 30 } } as const;
  for (const supply of SUPPLY_NAMES) {
    const what = { what: 'offer', supply, pressing: true } as const;
    const body = { what, quantity: 16_000, hours: 255, of: null, where, text: 'x'.repeat(24) };
    expect(encode(NeedOrOffer, body, 'signed').length, supply).toBeLessThanOrEqual(40);
  }
});

test('a warning that is a drill cannot be reworded into a real one, nor a real one into a drill', () => {
  const place = village({ members: 3 });
  const phone = device(place);
  for (const drill of [true, false]) {
    const first = phone.act(0, 'alert', { kind: 'fire', drill });
    const plan = acts.alert.plan(
      phone.state,
      { kind: 'fire', drill: !drill, replaces: first },
      place.self(0),
      phone.around(),
    );
    expect(plan.ok ? 'not refused' : plan.error.rule).toBe('drill-stays-drill');
  }
});

test('every act that a person does says how it is asked for, and nothing is required that has a default', () => {
  for (const [name, { inputs }] of Object.entries(acts)) {
    if (name === 'shown') continue;
    expect(inputs, name).toBeDefined();
    for (const input of Object.values(inputs ?? {})) expect(input.label, name).toMatch(/^[A-Z]/);
  }
  const place = village({ members: 3 });
  const plan = acts.call.plan(
    emergency.empty(),
    { kind: 'other', text: undefined as never },
    place.self(0),
    place.around(),
  );
  expect(plan.ok).toBe(true);
});

test('every record type of ours says where it may go and how long it is kept', () => {
  for (const { type, name } of emergency.recordTypes) expect(CUSTODY[type], name).toBeDefined();
});

test('the list of calls is the same object until a fact or the hour changes it', () => {
  const place = village({ members: 4 });
  const phone = device(place);
  phone.act(0, 'call', { kind: 'fire' });
  const first = sosCards(phone.state, phone.around());
  phone.at(2.9);
  expect(sosCards(phone.state, phone.around())).toBe(first);
  phone.at(3);
  expect(sosCards(phone.state, phone.around())[0]?.reach).toBe('everyone');
  phone.at(0);
  expect(sosCards(phone.state, phone.around())[0]?.reach).toBe('nearest');
  const again = sosCards(phone.state, phone.around());
  phone.act(1, 'check-in', { condition: 'safe' });
  expect(sosCards(phone.state, phone.around())).not.toBe(again);
});
