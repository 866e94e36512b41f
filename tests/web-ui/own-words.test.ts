// What the page offers to take back, and that taking it back takes what belongs to it.

import { expect, test } from 'vitest';
import { modules } from '#modules/index.ts';
import { ownWords } from '../../web-ui/views/own-words.ts';
import { de } from '../../web-ui/words/de.ts';
import { en } from '../../web-ui/words/en.ts';
import { es } from '../../web-ui/words/es.ts';
import { call } from '../support/hamlet.ts';
import { table, type Seat } from '../support/table.ts';

const place = table(['Anna', 'Bert'], 'own words');
const [anna, bert] = place.seats as [Seat, Seat];
const offered = (seat: Seat) => ownWords(seat.node, place.now()).map(({ kind, text }) => [kind, text]);

test('one’s own words are offered, a call once it is over, with the words that ended it', () => {
  const called = place.act(anna, 'emergency', 'call', call('the red door').args);
  place.act(bert, 'emergency', 'check-in', { condition: 'safe', named: [], position: null, text: 'well' });
  place.act(anna, 'emergency', 'check-in', { condition: 'safe', named: [], position: null, text: 'at home' });
  expect(offered(anna)).toEqual([['check-in', 'at home']]);
  const sos = called.ok ? called.records[0] : undefined;
  place.act(anna, 'emergency', 'cancel', { sos, reason: 'safe-now', text: 'found' });
  expect(offered(anna)).toEqual([
    ['check-in', 'at home'],
    ['sos', 'the red door'],
  ]);
  const { records } = ownWords(anna.node, place.now())[1]!;
  expect(records).toHaveLength(2);
  expect(place.act(anna, 'node', 'erase', { records })).toMatchObject({ ok: true });
  expect(offered(anna)).toEqual([['check-in', 'at home']]);
  expect(offered(bert)).toEqual([['check-in', 'well']]);
});

test('every kind of words that may be taken back has a name in every language', () => {
  const kinds = modules.flatMap(({ recordTypes, custody }) =>
    recordTypes.filter(({ type }) => custody?.[type]?.erasable).map(({ name }) => `own-${name}`),
  );
  expect(kinds.length).toBeGreaterThan(0);
  for (const words of [en, de, es]) for (const kind of kinds) expect(words).toHaveProperty([kind]);
});
