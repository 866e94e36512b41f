// What people and programs read of roster and governance, from the same function.

import { describe, expect, test } from 'vitest';
import type { Shown } from '#protocol/node/module.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { CHARTER } from '#modules/charter.ts';
import { governance } from '#modules/governance/module.ts';
import { roster } from '#modules/roster/module.ts';
import { modules } from '#modules/index.ts';
import { table, type Seat } from '../support/table.ts';

const HOUR_MS = 3_600_000;
const t = table(['ann', 'bob', 'cid', 'dan'], 'shown');
const [ann, bob, cid, dan] = t.seats as [Seat, Seat, Seat, Seat];

function ask(seat: Seat, module: 'roster' | 'governance', query: string, args: Record<string, unknown> = {}): Shown {
  const found = (module === 'roster' ? roster : governance).queries![query]!;
  return found.show(seat.node.state(module) as never, args, seat.node.around(t.now()), seat.node.self);
}
const act = (seat: Seat, module: string, name: string, args: unknown): RecordId => {
  const done = t.act(seat, module, name, args);
  if (!done.ok) throw new Error(`${done.refusal.rule}: ${done.refusal.why}`);
  return done.records[0]!;
};
const rule = (seat: Seat, module: string, name: string, args: unknown): string => {
  const done = t.act(seat, module, name, args);
  return done.ok ? 'done' : done.refusal.rule;
};

describe('one decision, told', () => {
  const frontier = ann.node.frontierDigest();
  const words = {
    kind: 'ordinary',
    method: 'majority',
    periodHours: 1,
    frontier,
    title: 'Where is the kitchen?',
    text: '',
  };
  const proposal = act(ann, 'governance', 'propose', { ...words, options: ['barn', 'school'] });
  act(ann, 'governance', 'continueText', { proposal, text: 'The barn has water.' });
  act(bob, 'governance', 'concern', { proposal, text: 'the barn leaks' });
  act(cid, 'governance', 'amend', { proposal, text: 'barn, with a new roof' });

  test('while it is open, the screen says so far, what is missing, and that all can see it', () => {
    act(bob, 'governance', 'cast', { proposal, says: 'for', options: ['barn'] });
    const { lines, json } = ask(bob, 'governance', 'proposal', { proposal });
    expect(lines.join('\n')).toContain('Open, so far: 1 of 3 needed ballots for "barn".');
    expect(lines.join('\n')).toContain('You cannot bind yet: The period for thinking it over is not over');
    expect(lines.at(-1)).toBe('All members can see who says what here, for ever.');
    expect(json).toMatchObject({
      title: 'Where is the kitchen?',
      options: ['barn', 'school'],
      outcome: { kind: 'open' },
    });
    expect(ask(bob, 'governance', 'open').lines).toHaveLength(1);
    expect(ask(bob, 'governance', 'decided').lines).toHaveLength(0);
  });

  test('people name options by their words or numbers, and a wrong one has an answer', () => {
    expect(rule(cid, 'governance', 'cast', { proposal, says: 'for', options: ['2'] })).toBe('done');
    expect(rule(cid, 'governance', 'cast', { proposal, says: 'for', options: ['barn'] })).toBe('done');
    expect(rule(dan, 'governance', 'cast', { proposal, says: 'for', options: ['attic'] })).toBe('method');
    expect(rule(dan, 'governance', 'cast', { proposal, says: 'stand aside' })).toBe('method');
    expect(rule(dan, 'governance', 'continueText', { proposal, text: 'x' })).toBe('own-proposal');
  });

  test('decided, its record names text, voices, reasons and the unheard, the same on every device', () => {
    for (const seat of [ann, bob, cid]) act(seat, 'governance', 'cast', { proposal, says: 'for', options: ['barn'] });
    t.rest(HOUR_MS);
    for (let i = 0; i < 3; i++) t.rest(61_000);
    for (let i = 0; i < 3; i++)
      for (const seat of [ann, bob, cid]) rule(seat, 'governance', 'bind', { proposal, choice: 'barn' });
    const told = t.seats.map((seat) => ask(seat, 'governance', 'record', { proposal }));
    expect(told.map(({ json }) => json)).toEqual(t.seats.map(() => told[0]!.json));
    const text = told[0]!.lines.join('\n');
    expect(text).toContain('The barn has water.');
    expect(text).toContain('Decided for good: barn. 3 of 4 must bind the same.');
    expect(text).toContain('ann: ballot barn; bound barn');
    expect(text).toContain('dan: ballot nothing; not bound');
    expect(text).toContain('Concern, bob: the barn leaks');
    expect(text).toContain('Other wording, cid: barn, with a new roof');
    expect(text).toMatch(/Certificate [0-9a-f]{16}$/);
    expect(rule(ann, 'governance', 'continueText', { proposal, text: 'And a stove for all.' })).toBe('text-closed');
    expect(ask(bob, 'governance', 'decided').lines[0]).toContain('Decided for good');
  });
});

describe('who is here', () => {
  test('is listed with number, house and what neighbours should know', () => {
    act(dan, 'roster', 'absent', { state: 'away', words: 'until May' });
    expect(rule(dan, 'roster', 'absent', { state: 'away', words: '' })).toBe('absence');
    act(bob, 'roster', 'rename', { name: 'Robert Miller' });
    const { lines } = ask(ann, 'roster', 'people');
    expect(lines).toEqual(['0 ann, house 1', '1 Robert Miller, house 2', '2 cid, house 3', '3 dan, house 4, away']);
    expect(ask(ann, 'roster', 'vouched', { member: dan.id }).lines).toEqual(['ann vouched for dan.']);
    expect(ask(ann, 'roster', 'pages').lines).toEqual([
      expect.stringMatching(/^page 0 \(.{8}\): 1 members, 1 confirmed of 1 needed; founds the community$/),
      expect.stringMatching(/^page 1 \(.{8}\): 4 members, 1 confirmed of 1 needed; admits .*dan.*$/),
    ]);
  });

  test('the charter is printed from the table that the rules read', () => {
    const { lines, json } = ask(ann, 'roster', 'charter');
    expect(lines).toHaveLength(Object.keys(CHARTER).length);
    expect(json).toContainEqual(expect.objectContaining({ name: 'belong.sponsors', value: 3, changedBy: 'charter' }));
  });
});

test('every question can be asked of an empty state, and answers with plain data', () => {
  const around = { ...ann.node.around(0), directory: emptyDirectory() };
  const ofRoster = Object.values(roster.queries!).map((query) => query.show(roster.empty(), {}, around, undefined));
  const ofMatters = Object.values(governance.queries!).map((query) =>
    query.show(governance.empty(), {}, around, undefined),
  );
  for (const { json } of [...ofRoster, ...ofMatters]) expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

function emptyDirectory() {
  return {
    ...ann.node.directory,
    latest: () => undefined,
    people: () => [],
    roster: () => undefined,
    person: () => undefined,
  };
}

test('every act that a person does says how it is asked, and every record type who may see it', () => {
  const bySoftware = ['profile', 'admit', 'addDevice', 'rotate', 'rebind', 'reveal'];
  for (const module of [roster, governance]) {
    for (const [name, { inputs }] of Object.entries(module.acts))
      expect(`${name} ${inputs !== undefined}`).toBe(`${name} ${!bySoftware.includes(name)}`);
    for (const { type } of module.recordTypes) expect(module.custody![type]).toBeDefined();
  }
  expect(modules.length).toBeGreaterThan(2);
});
