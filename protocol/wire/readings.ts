// Which of several meanings a reader takes, and in what order it tries them (protocol/README.md §3.2, §3.3).
//
// A short name means any of the records at a forked place, and a signature may be of any of its author's keys. First
// all names and authors are taken alike: the first of each, the second, the third. Nearly always that is enough. Then
// every mixture has its turn, as an odometer counts: the last name fastest, the key slowest. How many names are open may
// depend on what those before them meant, so the wheels are found by reading.

import type { Choose } from '../bytes/reference.ts';
import { MIXED_READINGS_MAX, READINGS_MAX } from './limits.ts';

export type Reading = {
  /** Which key of every author. */
  readonly key: number;
  /** Which record each open name means, in the order in which they stand, 0 beyond the last; absent: as the key. */
  readonly halves?: readonly number[];
  /** The most keys that an author was seen to have, and whether anything was open at all. */
  readonly keys: number;
  readonly open: boolean;
  /** Mixtures before this one. */
  readonly mixed: number;
};

const alike = (key: number): Reading => ({ key, keys: 1, open: false, mixed: 0 });
export const FIRST_READING = alike(0);
/** Readings in which all names and authors are taken alike. */
export const ALIKE: readonly Reading[] = Array.from({ length: READINGS_MAX }, (_, key) => alike(key));
/** The first mixture, where readings alike were tried already. */
export const FIRST_MIXTURE: Reading = { ...alike(0), halves: [] };

export type Chooser = {
  readonly choose: Choose;
  /** Once all is read: what is to be tried after this; undefined where nothing is left, or too much was tried. */
  next(): Reading | undefined;
  /** Once all is read: a mixture that was tried before, as all names alike. */
  repeats(): boolean;
  /** Once all is read: might anything mean something else? */
  open(): boolean;
};

/** For one reading of some bytes from their beginning. */
export function chooser(reading: Reading): Chooser {
  const met: { readonly count: number; readonly taken: number }[] = [];
  let keys = 1;
  const key = (count: number): number => Math.min(reading.key, count - 1);

  const choose: Choose = (of, several) => {
    const count = Math.min(several, READINGS_MAX);
    if (count < 2) return 0;
    if (of === 'key') {
      keys = Math.max(keys, count);
      return key(count);
    }
    const wanted = reading.halves ? (reading.halves[met.length] ?? 0) : reading.key;
    const taken = Math.min(wanted, count - 1);
    met.push({ count, taken });
    return taken;
  };

  const open = (): boolean => reading.open || keys > 1 || met.length > 0;
  const next = (): Reading | undefined => {
    const seen = {
      keys: Math.max(reading.keys, keys),
      open: open(),
      mixed: reading.halves ? reading.mixed + 1 : 0,
    };
    if (!reading.halves) {
      if (reading.key + 1 < READINGS_MAX) return { ...seen, key: reading.key + 1 };
      return seen.open ? { ...seen, key: 0, halves: [] } : undefined;
    }
    if (seen.mixed >= MIXED_READINGS_MAX) return undefined;
    const last = met.findLastIndex(({ count, taken }) => taken + 1 < count);
    if (last >= 0) {
      const halves = [...met.slice(0, last).map(({ taken }) => taken), met[last]!.taken + 1];
      return { ...seen, key: reading.key, halves };
    }
    return reading.key + 1 < seen.keys ? { ...seen, key: reading.key + 1, halves: [] } : undefined;
  };

  const isAlike = ({ key: all }: Reading): boolean =>
    Math.min(all, keys - 1) === key(keys) && met.every(({ count, taken }) => taken === Math.min(all, count - 1));

  return { choose, next, open, repeats: () => reading.halves !== undefined && ALIKE.some(isAlike) };
}
