// Every form that a screen makes from the modules: its words in every language, and that it does what it says.

import { describe, expect, it } from 'vitest';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { modules } from '#modules/index.ts';
import type { Citizen } from '#sim/world/founding.ts';
import { act as request, hamlet } from '../support/hamlet.ts';
import type { DrawFacts } from '#web-ui/views/facts.ts';
import { asksOf } from '#web-ui/views/asks.ts';
import { keysPicture } from '#web-ui/views/keys.ts';
import { powersPicture } from '#web-ui/views/powers.ts';
import { sharesPicture } from '#web-ui/views/shares.ts';
import { tradePicture } from '#web-ui/views/trade.ts';
import type { DeedPicture } from '#web-ui/views/deeds.ts';
import { deedsDe } from '#web-ui/words/deeds-de.ts';
import { deedsEs } from '#web-ui/words/deeds-es.ts';

const place = hamlet({ seed: 'deeds', houses: 6 });
const { world, people } = place;
const [ana, ben, cem, dora] = people as [Citizen, Citizen, Citizen, Citizen];
const idOf = ({ phone }: Citizen): MemberId => phone.node.self!.member;
const later = (hours: number): void => world.runUntil(world.hours() + hours);
const facts = (): DrawFacts => ({
  nowMs: world.nowMs(),
  link: 'gateway',
  wayOut: { at: 'up', sinceMs: world.nowMs(), lastFrameMs: undefined },
  guard: 'plain',
  device: { joinRequest: '', recovery: '' },
  saveFailed: undefined,
  radio: undefined,
});
const shares = ({ phone }: Citizen) => sharesPicture(phone.node, facts());
const powers = ({ phone }: Citizen) => powersPicture(phone.node, facts());
const keys = ({ phone }: Citizen) => keysPicture(phone.node, facts());
const trade = ({ phone }: Citizen) => tradePicture(phone.node, facts());
const does = (who: Citizen, module: string, name: string, args: unknown): readonly RecordId[] =>
  request(place, who, { module, name, args });

/** All forms that were ever shown, by name. */
const shown = new Map<string, DeedPicture>();
const note = (deeds: readonly DeedPicture[]): readonly string[] => {
  for (const deed of deeds) shown.set(`${deed.module}/${deed.act}`, deed);
  return deeds.map(({ module, act }) => `${module}/${act}`);
};

describe('stocks and budgets on the page', () => {
  later(0.5);
  let line: RecordId;

  it('offer to divide, and nothing that could not be chosen yet', () => {
    expect(note(shares(ana).deeds)).toEqual(['economy/divide']);
    const divide = shown.get('economy/divide')!;
    expect(divide.fields.map(({ name, is, many }) => [name, is, many])).toEqual([
      ['kind', 'word', undefined],
      ['name', 'text', undefined],
      ['measure', 'text', undefined],
      ['holders', 'offer', expect.any(Number)],
      ['quantities', 'text', expect.any(Number)],
    ]);
  });

  it('show whose share it is; a draw asks the other for the second signature, on the first screen, too', () => {
    [line] = does(ana, 'economy', 'divide', {
      kind: 'my stock',
      name: 'Diesel',
      measure: 'l',
      holders: [idOf(ana)],
      quantities: ['120'],
    }) as readonly [RecordId];
    expect(note(shares(ana).deeds)).toEqual([
      'economy/draw',
      'economy/hand-over',
      'economy/give-back',
      'economy/count',
      'economy/divide',
    ]);
    const [draw] = does(ana, 'economy', 'draw', { line, other: idOf(ben), quantity: 3000, note: 'pump' });
    later(0.5);
    expect(shares(ben).asked).toMatchObject([
      { id: draw, store: 'Diesel', step: 'draw', quantity: 3000, note: 'pump' },
    ]);
    expect(asksOf(ben.phone.node, world.nowMs())).toContainEqual(
      expect.objectContaining({ id: draw, where: 'shares' }),
    );
    expect(shares(ana).stores).toMatchObject([
      {
        name: 'Diesel',
        adopted: true,
        shares: [{ whole: 12000, left: 12000, free: 9000 }],
        draws: [{ status: 'waiting' }],
      },
    ]);
    does(ben, 'economy', 'accept', { transfers: [draw] });
    later(0.5);
    expect(shares(ana).stores).toMatchObject([{ shares: [{ left: 9000 }], draws: [{ status: 'done' }] }]);
    expect(shares(ben).asked).toEqual([]);
  });

  it('show what waits for a decision, and offer to propose it', () => {
    does(cem, 'economy', 'divide', {
      kind: 'budget of hours',
      name: 'Roof',
      holders: [idOf(ana), idOf(ben)],
      quantities: ['10', '10'],
    });
    does(cem, 'economy', 'grant-limit', { member: idOf(ana), limit: 20_000, unit: 'credits' });
    expect(note(shares(cem).deeds)).toContain('governance/proposeAdoption');
    const adopt = shown.get('governance/proposeAdoption')!.fields.find(({ name }) => name === 'record')!;
    expect(adopt.is === 'offer' && adopt.offers.map(({ label }) => label)).toEqual([
      'Roof',
      expect.stringContaining('-200.00 (credits)'),
    ]);
    expect(shares(cem).stores.find(({ name }) => name === 'Roof')).toMatchObject({ adopted: false });
  });
});

describe('the time bank on the page', () => {
  it('is an account of its own: hours are paid and seen beside credits', () => {
    does(ben, 'economy', 'pay', { payee: idOf(dora), amount: 250, memo: 'roof', unit: 'hours' });
    later(0.5);
    expect(trade(ben)).toMatchObject({ hours: { purse: { balance: -250 } }, credits: { purse: { balance: 0 } } });
    expect(trade(dora).hours.lines).toMatchObject([{ direction: 'taken', amount: 250, memo: 'roof', status: 'paid' }]);
    expect(trade(dora).hours.sum).toBe(0);
    expect(note(trade(dora).hours.deeds)).toEqual(['economy/lower-limit', 'economy/grant-limit']);
  });
});

describe('emergency powers on the page', () => {
  it('are adopted, started, joined by five of three households, drawn on and halted', () => {
    expect(powers(ben).deeds).toEqual([]);
    const others = people;
    const number = ben.phone.node.directory.numberOf(idOf(ben))!;
    const [matter] = does(ben, 'governance', 'propose', {
      kind: 'serious',
      method: 'consent',
      periodHours: 1,
      slot: null,
      frontier: ben.phone.node.frontierDigest(),
      title: 'Emergency power: fuel',
      options: [],
      text: `200 litres, 12 hours, 2 renewals\nShares: ${number} 200`,
    }) as readonly [RecordId];
    later(0.3);
    for (const one of others) does(one, 'governance', 'cast', { proposal: matter, says: { options: [0] } });
    later(3);
    for (const one of others) does(one, 'governance', 'bind', { proposal: matter, choice: 0 });
    later(1);
    expect(powers(ben).powers).toMatchObject([{ scope: 'fuel', unit: 'litres', status: 'ready' }]);
    expect(note(powers(ben).deeds)).toEqual(['emergency/start-power']);
    const [start] = does(ben, 'emergency', 'start-power', { matter, text: 'The pump stands still' }) as readonly [
      RecordId,
    ];
    later(0.3);
    for (const one of others.filter((other) => other !== ben)) {
      expect(powers(one).powers[0]!.starts).toMatchObject([{ id: start, canJoin: true }]);
      does(one, 'emergency', 'join-power', { power: start });
      expect(powers(one).powers[0]!.starts).toMatchObject([{ canJoin: false }]);
    }
    later(0.5);
    expect(powers(ben).powers).toMatchObject([
      { status: 'running', starts: [{ canHalt: true, reason: 'The pump stands still' }] },
    ]);
    expect(note(powers(ben).deeds)).toEqual(['emergency/use-power', 'emergency/renew-power', 'emergency/halt-power']);
    expect(note(powers(cem).deeds)).toEqual(['emergency/renew-power', 'emergency/halt-power']);
    const [use] = does(ben, 'emergency', 'use-power', { power: start, amount: 20, text: 'pump' }) as readonly [
      RecordId,
    ];
    later(0.3);
    expect(powers(cem).powers[0]!.uses).toMatchObject([{ id: use, amount: 20, canWitness: true, witnesses: 0 }]);
    does(cem, 'emergency', 'confirm', { record: use });
    expect(powers(cem).powers[0]!.uses).toMatchObject([{ canWitness: false, witnesses: 1 }]);
    expect(powers(ben).powers[0]!.shares).toMatchObject([{ amount: 200, drawn: 20 }]);
    for (const one of [cem, dora, people[4]!]) does(one, 'emergency', 'halt-power', { power: start, text: '' });
    later(0.3);
    expect(powers(ben).powers).toMatchObject([{ status: 'halted' }]);
  });
});

describe('keys on the page', () => {
  it('show nothing while all is well, and whose key is lost at once', () => {
    expect(keys(ana)).toMatchObject({ mine: undefined, remarked: [], guardians: [], guarded: [] });
    const five = people.slice(1, 6).map(idOf);
    does(ana, 'roster', 'nameGuardians', { guardians: five });
    later(0.5);
    expect(
      keys(ana)
        .guardians.map(({ id }) => id)
        .sort(),
    ).toEqual([...five].sort());
    expect(note(keys(ben).deeds)).toEqual(['roster/absent', 'roster/nameGuardians', 'roster/suspend', 'roster/revoke']);
    expect(note(keys(ana).deeds)).not.toContain('roster/suspend');
    for (const guardian of [ben, cem, dora]) does(guardian, 'roster', 'suspend', { member: idOf(ana) });
    later(0.5);
    expect(keys(ben).remarked).toMatchObject([{ id: idOf(ana), remarks: ['suspended'] }]);
    expect(keys(ana).mine).toBe('suspended');
  });
});

describe.each([
  ['de', deedsDe],
  ['es', deedsEs],
])('the words of the forms in %s', (_name, table) => {
  it('are all there, for every title, every field and every word that can be chosen, and no others', () => {
    const needed = new Set<string>();
    for (const [name, { fields }] of shown) {
      needed.add(name);
      for (const field of fields) {
        needed.add(`${name}.${field.name}`);
        if (field.is === 'word') for (const { value } of field.offers) needed.add(`=${value}`);
        if (field.is === 'number' && field.unit !== 'hundredths') needed.add(`=${field.unit}`);
      }
    }
    const named = Object.keys(table).filter((name) => !name.startsWith('='));
    expect(named.sort()).toEqual([...needed].filter((name) => !name.startsWith('=')).sort());
    expect([...needed].filter((name) => !(name in table))).toEqual([]);
    for (const [name, words] of Object.entries(table))
      expect({ name, empty: words.trim() === '' }).toEqual({ name, empty: false });
  });

  it('name acts that the modules have', () => {
    for (const name of Object.keys(table).filter((one) => !one.startsWith('='))) {
      const [module, act] = name.split('.')[0]!.split('/');
      expect(modules.find((one) => one.name === module)?.acts[act!]?.inputs, name).toBeDefined();
    }
  });
});
