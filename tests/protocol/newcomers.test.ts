import { expect, test } from 'vitest';
import type { Item } from '#protocol/sync/items.ts';
import { offerOnAir } from '#protocol/sync/newcomers.ts';

const records = (count: number, name: string): Item[] => Array.from({ length: count }, (_, i) => `${name}${i}` as Item);
const voicesOn = (names: readonly Item[]): Item[] => names.map((record) => `0/${record}/member/0/0/0` as Item);
const difference = (needed: readonly Item[], history: readonly Item[]) => ({
  offer: [...needed, ...history],
  wanting: false,
  unheard: new Set(history),
});

test('halves of a community that share their past get all that they lack of each other, however much', () => {
  const lacked = difference(records(10, 'page'), records(2000, 'note'));
  expect(offerOnAir(lacked, 4000)).toEqual(lacked.offer);
  const little = difference([], records(700, 'note'));
  expect(offerOnAir(little, 700)).toEqual(little.offer);
});

test('who lacks nearly everything gets what is needed to read others, and nothing of those whom they have not heard', () => {
  const needed = [...records(40, 'page'), ...voicesOn(records(40, 'page'))];
  expect(offerOnAir(difference(needed, records(2000, 'note')), 2040)).toEqual(needed);
});

test('who holds a page that is not confirmed for them gets all confirmations before more pages', () => {
  const pages = records(40, 'page');
  const lacked = difference([...pages.slice(1), ...voicesOn(pages)], records(2000, 'note'));
  expect(offerOnAir(lacked, 2040)).toEqual(voicesOn(pages));
});
