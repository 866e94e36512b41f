// Which persists are durable, counted in the order in which they were asked for.
//
// Everything that the node asks for between a persist that failed and the moment it is told of it
// stands on sand: it was decided by a node that believed itself saved. So a failure covers that whole
// stretch; what the node asks for after `told` is judged anew.

import type { Stored } from './event.ts';
import type { StorePort } from './ports.ts';
import { wordsOf } from './words-of.ts';

type Failure = { readonly from: number; until: number; readonly why: string };

export type Durability = {
  /** `settled` is called each time that more has settled, well or badly. */
  append(stored: Stored, settled: () => void): void;
  /** How many persists were asked for: the number of the last one. */
  issued(): number;
  /** All persists up to this number have settled. */
  settledUpTo(): number;
  waiting(): number;
  /** The node is being told of the failure now. */
  told(): void;
  /** Why something that waited for persist number `behind` may not be done, if so. */
  failureBefore(behind: number): string | undefined;
  allSettled(): Promise<void>;
};

/** `failed` is called once for each stretch of failures. */
export function createDurability(store: StorePort, failed: (why: string) => void): Durability {
  let issued = 0;
  let settledUpTo = 0;
  const settledBeyond = new Map<number, string | undefined>();
  let failure: Failure | undefined;
  let waiters: (() => void)[] = [];

  const fail = (number: number, why: string): void => {
    if (failure !== undefined && number <= failure.until) return;
    failure = { from: number, until: Infinity, why };
    failed(why);
  };

  const done = (number: number, why: string | undefined, settled: () => void): void => {
    settledBeyond.set(number, why);
    while (settledBeyond.has(settledUpTo + 1)) {
      const lost = settledBeyond.get(++settledUpTo);
      settledBeyond.delete(settledUpTo);
      if (lost !== undefined) fail(settledUpTo, lost);
    }
    settled();
    if (settledUpTo < issued) return;
    for (const resolve of waiters) resolve();
    waiters = [];
  };

  return {
    append(stored, settled) {
      const number = ++issued;
      const well = (): void => done(number, undefined, settled);
      const badly = (error: unknown): void => done(number, wordsOf(error), settled);
      try {
        store.append(stored).then(well, badly);
      } catch (error) {
        badly(error);
      }
    },
    issued: () => issued,
    settledUpTo: () => settledUpTo,
    waiting: () => issued - settledUpTo,
    told() {
      if (failure?.until === Infinity) failure.until = issued;
    },
    failureBefore: (behind) =>
      failure !== undefined && behind >= failure.from && behind <= failure.until ? failure.why : undefined,
    allSettled: () =>
      new Promise((resolve) => {
        if (settledUpTo === issued) resolve();
        else waiters.push(resolve);
      }),
  };
}
