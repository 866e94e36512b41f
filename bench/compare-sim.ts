// Our `reference` profile beside the official simulator's own figures, run by run:
//
//   npm run compare:sim -- --json            every stored run, 16 seeds each, on two threads
//   npm run compare:sim -- --only n20        runs whose name holds this
//
// Prints what compare-cases.ts explains. A stored run is one draw of the official simulator's own chance, so of two
// hundred figures a few lie outside the rule; where our run with its own seed is the same, count by count, that is its
// chance and not our model. Ends with 1 if a figure lies outside and the run is not the same.

import { parseArgs } from 'node:util';
import { startThread } from '#gateway/typescript-thread.ts';
import { progressBar } from '#gateway/cli/sim-files.ts';
import { SEEDS, storedRuns, type Comparison } from './compare-cases.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: '2' },
  },
});
const threads = Number(values.threads);
const rows = storedRuns();
// The longest first, so that no thread is left with one at the end.
const jobs = rows
  .map((row, index) => ({ index, name: row['run']!, size: Number(row['packets']) * Number(row['nodes']) }))
  .filter(({ name }) => name.includes(values.only))
  .sort((a, b) => b.size - a.size);
if (!Number.isInteger(threads) || threads < 1 || threads > 64 || jobs.length === 0) {
  console.error(
    jobs.length === 0
      ? `no stored run has "${values.only}" in its name; there are: ${rows.map((row) => row['run']).join(', ')}`
      : '--threads takes a whole number from 1 to 64',
  );
  process.exit(2);
}

const startedMs = performance.now();
const results: (Comparison | undefined)[] = rows.map(() => undefined);
let done = 0;
const bar = progressBar('compare:sim');
await Promise.all(
  Array.from({ length: Math.min(threads, jobs.length) }, async () => {
    const thread = startThread(new URL('./compare-worker.ts', import.meta.url));
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      thread.postMessage(job.index);
      const answer = await new Promise<{ index: number; comparison: Comparison }>((resolve, reject) => {
        thread.once('message', resolve).once('error', reject);
      });
      thread.removeAllListeners('error');
      results[answer.index] = answer.comparison;
      done++;
      bar.at(done / (done + jobs.length), job.name);
    }
    await thread.terminate();
  }),
);
bar.end();

const compared = results.filter((result) => result !== undefined);
const { user, system } = process.cpuUsage();
const figures = compared.flatMap((result) => Object.values(result.figures));
const outsideOf = (isSame: boolean): string[] =>
  compared
    .filter(({ same }) => same === isSame)
    .flatMap(({ run, figures: of }) =>
      Object.entries(of).flatMap(([name, { within }]) => (within ? [] : [`${run} ${name}`])),
    );
const [outside, outsideByChance] = [outsideOf(false), outsideOf(true)];
const totals = {
  seeds: SEEDS,
  figures: figures.length,
  outside,
  outsideByChance,
  /** Runs that come out the same, count by count, from the official simulator's own seed. */
  same: compared.filter(({ same }) => same).length,
  cpuS: Math.round((user + system) / 1e5) / 10,
  wallS: Math.round((performance.now() - startedMs) / 100) / 10,
};
if (values.json) console.log(JSON.stringify({ ...totals, runs: compared }));
else {
  for (const { run, same, figures: of } of compared) {
    console.log(`${run}${same ? '   (with its own seed: the same, count by count)' : ''}`);
    for (const [figure, { reference, ours, sd, z, within }] of Object.entries(of))
      console.log(
        `  ${figure.padEnd(20)} reference ${String(reference).padEnd(9)} ours ${ours} +- ${sd}  z ${z}  ${within ? '' : 'OUTSIDE'}`,
      );
  }
  console.log(
    `${compared.length} runs of ${SEEDS} seeds, ${figures.length} figures, ${outside.length} outside the rule and ` +
      `${outsideByChance.length} by the official simulator's own chance; ` +
      `${totals.same} runs the same with their own seed; ${totals.cpuS} CPU s, ${totals.wallS} s`,
  );
}
process.exitCode = outside.length === 0 ? 0 : 1;
