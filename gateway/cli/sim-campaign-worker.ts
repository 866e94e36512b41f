/** A thread of `folkmoot sim campaign`: plays the worlds of the seeds that it is sent, one after another. */

import { parentPort } from 'node:worker_threads';
import { drawWorld } from '#sim/campaign/draw.ts';
import { runChecked, type Outcome } from '#sim/campaign/run.ts';
import { tableOf } from '#sim/campaign/tables.ts';
import { knowingVerifier } from '#sim/world/knowing-verifier.ts';

export type SeedDone = {
  readonly seed: string;
  readonly rates: Readonly<Record<string, string | number>>;
  readonly broken: Outcome['broken'] | null;
  readonly sometimes: readonly (readonly [string, number])[];
  readonly traceDigest: string;
  /** Of a second run under another order of equal times: did anything on air go otherwise? Absent where there was none. */
  readonly wentOtherwise?: boolean;
  readonly hours: number;
  readonly frames: number;
  readonly looks: number;
  readonly cpuS: number;
  readonly cryptoCpuS: number;
};

/** `threads`: how many play at once; the platform counts the time of all of them together, so each is taken for its part. */
export type SeedAsked = { readonly seed: string; readonly twice: boolean; readonly threads: number };

function runSeed({ seed, twice, threads }: SeedAsked): SeedDone {
  const { world, rates } = drawWorld(seed);
  const { citizens } = tableOf(world);
  const before = process.cpuUsage();
  let cryptoUs = 0;
  const verifier = knowingVerifier(citizens);
  const timing =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      const started = process.cpuUsage();
      const answer = work(...args);
      const spent = process.cpuUsage(started);
      cryptoUs += (spent.user + spent.system) / threads;
      return answer;
    };
  const timed: typeof verifier = { ...verifier, check: timing(verifier.check), sign: timing(verifier.sign!) };
  const outcome = runChecked(world, { seed, verifier: timed });
  const { user, system } = process.cpuUsage(before);
  const again = twice ? runChecked(world, { seed, verifier, tieSeed: 1 }) : undefined;
  return {
    seed,
    rates,
    broken:
      outcome.broken ??
      (again?.broken && { ...again.broken, found: `(other order of equal times) ${again.broken.found}` }) ??
      null,
    sometimes: [...outcome.sometimes],
    traceDigest: outcome.traceDigest,
    ...(again && { wentOtherwise: again.traceDigest !== outcome.traceDigest }),
    hours: outcome.hours,
    frames: outcome.frames,
    looks: outcome.looks,
    cpuS: (user + system) / 1e6 / threads,
    cryptoCpuS: cryptoUs / 1e6,
  };
}

parentPort?.on('message', (asked: SeedAsked) => parentPort!.postMessage(runSeed(asked)));
