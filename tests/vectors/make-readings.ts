// In what order a reader tries what keys and names may mean (protocol/README.md §3.2), for generate.ts: no bytes, only
// how many keys the author has, how many records stand at each place that is named, and which of them each reading takes.

import { chooser, FIRST_READING, type Reading } from '#protocol/wire/readings.ts';

const CASES: readonly (readonly [keys: number, ...records: readonly number[]])[] = [
  [1],
  [3],
  [1, 1, 1],
  [1, 2],
  [1, 3],
  [2, 2],
  [3, 2],
  [1, 2, 2],
  [1, 1, 2, 1, 3],
  [2, 2, 2],
  [1, 3, 3, 3],
  [1, 2, 2, 2, 2, 2],
  [1, 2, 2, 2, 2, 2, 2],
  [3, 3, 3, 3],
  [5, 4],
];

export function readings(): unknown {
  const vectors = CASES.map(([keys, ...records]) => {
    const tried = new Map<string, readonly number[]>();
    for (let reading: Reading | undefined = FIRST_READING; reading;) {
      const { choose, next } = chooser(reading);
      const taken = [choose('key', keys), ...records.map((count) => choose('record', count))];
      tried.set(taken.join(), taken);
      reading = next();
    }
    return { keys, records, tried: [...tried.values()] };
  });
  return { about: 'protocol §3.2; tried is [key, then one number for each name], in this order', vectors };
}
