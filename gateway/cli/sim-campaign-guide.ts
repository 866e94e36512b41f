// Which worlds a guided campaign changes: those that reached a combination of rare events that none had reached.

import type { SeedDone } from './sim-campaign-worker.ts';

/** Changes that are played of a world that reached something new. */
const CHANGES_EACH = 4;

export type Guide = {
  take(done: SeedDone): void;
  /** The name of the next change; every other turn nothing, so that new seeds have theirs. */
  next(): string | undefined;
};

/** How often, roughly: once, a few times, often. */
const degree = (times: number): number => (times <= 1 ? times : times < 8 ? 2 : 3);

const reached = ({ sometimes }: SeedDone): string =>
  sometimes
    .filter(([, times]) => times > 0)
    .map(([name, times]) => `${name} ${degree(times)}`)
    .sort()
    .join();

export function createGuide(earlier: readonly SeedDone[]): Guide {
  const known = new Set<string>();
  const played = new Set(earlier.map(({ seed }) => seed));
  const changes: string[] = [];
  let turn = 0;
  const take = (done: SeedDone): void => {
    played.add(done.seed);
    const what = reached(done);
    if (known.has(what)) return;
    known.add(what);
    for (let i = 1; i <= CHANGES_EACH; i++) {
      const name = `${done.seed}/${i}`;
      if (!played.has(name)) changes.push(name);
    }
  };
  earlier.forEach(take);
  return { take, next: () => (turn++ % 2 === 0 ? undefined : changes.shift()) };
}
