/**
 * `folkmoot sim campaign`: worlds drawn from seeds, with faults, under checks; what broke is written as a script.
 *
 * The form of the report is that of TigerBeetle's VOPR: what was drawn, what happened, what never happened.
 */

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Command } from 'commander';
import { drawWorld } from '#sim/campaign/draw.ts';
import { SOMETIMES } from '#sim/campaign/run.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { bundledThreads } from '../bundled-thread.ts';
import { createGuide } from './sim-campaign-guide.ts';
import { guarded, tell } from './radio-session.ts';
import type { SeedAsked, SeedDone } from './sim-campaign-worker.ts';
import { makeFolder, progressBar, wholeFrom } from './sim-files.ts';

type Options = {
  readonly seeds: number;
  readonly minutes: number;
  readonly from: number;
  readonly workers: number;
  readonly out: string;
  readonly twice?: true;
  readonly guided?: true;
  readonly fresh?: true;
  readonly json?: true;
};

const PLAYER = new URL('./sim-campaign-worker.ts', import.meta.url);
/** A world makes many short-lived things: with more room for them the collector takes half as long. */
const ROOM = { maxYoungGenerationSizeMb: 192 };

export function declare(command: Command): void {
  command
    .option('--seeds <number>', 'how many seeds', wholeFrom(1, 10_000_000), 20)
    .option('--minutes <number>', 'stop after so many minutes', wholeFrom(1, 100_000), 60)
    .option('--from <number>', 'the first seed', wholeFrom(0, 1_000_000_000), 0)
    .option('--workers <number>', 'threads', wholeFrom(1, 64), Math.max(1, availableParallelism()))
    .option('--out <folder>', 'where scripts that fail and the state of the campaign go', '.folkmoot/campaign')
    .option('--twice', 'play each seed again under another order of equal times')
    .option('--guided', 'play changes of the worlds that reached something new, in turn with new seeds')
    .option('--fresh', 'forget what an interrupted campaign in that folder had done')
    .option('--json', 'print the footer as one JSON object in the last line')
    .action(guarded(run));
}

async function run(options: Options): Promise<void> {
  const started = performance.now();
  const journal = join(options.out, 'seeds.ndjson');
  makeFolder(options.out);
  if (options.fresh) writeFileSync(journal, '');
  const done = new Map<string, SeedDone>(options.fresh ? [] : earlier(journal, options));
  if (done.size > 0) tell(`${done.size} seeds of this campaign are done already (${journal}); --fresh forgets them`);
  const numbers = Array.from({ length: options.seeds }, (_, i) => String(options.from + i));
  const guide = createGuide(options.guided === true ? [...done.values()] : []);
  const waiting = numbers.filter((seed) => !done.has(seed));
  const left = (): number => options.seeds - done.size - playing;
  let playing = 0;
  const nextSeed = (): string | undefined => {
    if (left() <= 0) return undefined;
    playing++;
    return (options.guided ? guide.next() : undefined) ?? waiting.shift();
  };
  const resumed = done.size;
  const bar = progressBar('campaign');
  const until = started + options.minutes * 60_000;
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt);

  const take = (result: SeedDone): void => {
    playing--;
    done.set(result.seed, result);
    if (options.guided) guide.take(result);
    appendFileSync(journal, `${JSON.stringify(result)}\n`);
    bar.at(done.size / options.seeds, `${done.size} seeds`);
    if (!result.broken) return;
    const script = join(options.out, `seed-${result.seed.replaceAll('/', '-')}.world.json`);
    writeFileSync(script, `${JSON.stringify(drawWorld(result.seed).world, null, 2)}\n`);
    bar.end();
    console.log(failureText(result, script));
  };
  await inThreads(
    Math.min(options.workers, options.seeds - resumed),
    options.out,
    nextSeed,
    options.twice === true,
    take,
    () => interrupted || performance.now() > until,
  );
  bar.end();
  process.off('SIGINT', interrupt);
  const footer = footerOf([...done.values()], (performance.now() - started) / 1000, done.size - resumed);
  for (const line of footerText(footer, done.size < options.seeds)) console.log(line);
  if (options.json) console.log(JSON.stringify(footer));
  if (footer.failed > 0 || (done.size >= SEEDS_FOR_SOMETIMES && footer.never.length > 0)) process.exitCode = 1;
}

/** From so many seeds on, what never happened is a fault of the campaign. */
const SEEDS_FOR_SOMETIMES = 500;

function earlier(journal: string, { from, seeds }: Options): (readonly [string, SeedDone])[] {
  if (!existsSync(journal)) return [];
  const lines = readFileSync(journal, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line === '') return [];
    try {
      const result = JSON.parse(line) as SeedDone;
      const number = Number(result.seed.split('/')[0]) - from;
      return number >= 0 && number < seeds ? [[result.seed, result] as const] : [];
    } catch {
      // The last line of an interrupted campaign may be half written; its seed is played again.
      if (i >= lines.length - 2) return [];
      throw new Sentence(EXIT.damaged, `${journal}, line ${i + 1} is damaged.`, 'Remove the file, or use --fresh.');
    }
  });
}

function inThreads(
  count: number,
  folder: string,
  nextSeed: () => string | undefined,
  twice: boolean,
  take: (done: SeedDone) => void,
  enough: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let running = 0;
    const next = (worker: Worker): void => {
      const seed = enough() ? undefined : nextSeed();
      if (seed !== undefined) return worker.postMessage({ seed, twice, threads: count } satisfies SeedAsked);
      void worker.terminate();
      if (--running === 0) resolve();
    };
    if (count === 0) return resolve();
    const startThread = bundledThreads(PLAYER, folder, ROOM);
    for (let i = 0; i < count; i++) {
      const worker = startThread();
      running++;
      worker.on('message', (done: SeedDone) => {
        take(done);
        next(worker);
      });
      worker.on('error', reject);
      next(worker);
    }
  });
}

export type Footer = {
  readonly seeds: number;
  readonly passed: number;
  readonly failed: number;
  readonly brokenBy: Readonly<Record<string, readonly string[]>>;
  readonly sometimes: Readonly<Record<string, number>>;
  readonly never: readonly string[];
  /** Seeds that were played a second time, and in how many of them another order of equal times changed anything. */
  readonly again: { readonly seeds: number; readonly wentOtherwise: number };
  readonly nodeYears: number;
  readonly looks: number;
  readonly slowest: readonly (readonly [string, number])[];
  readonly wallS: number;
  readonly cpuS: number;
  readonly cryptoCpuS: number;
  readonly campaignSeedsPerMinute: number;
};

function footerOf(all: readonly SeedDone[], wallS: number, now: number): Footer {
  const sum = (of: (one: SeedDone) => number): number => all.reduce((total, one) => total + of(one), 0);
  const sometimes = Object.fromEntries(
    SOMETIMES.map((name) => [name, sum((one) => new Map(one.sometimes).get(name) ?? 0)]),
  );
  const brokenBy: Record<string, string[]> = {};
  for (const { seed, broken } of all) if (broken) (brokenBy[broken.id] ??= []).push(seed);
  const failed = all.filter(({ broken }) => broken).length;
  const round = (value: number): number => Math.round(value * 100) / 100;
  return {
    seeds: all.length,
    passed: all.length - failed,
    failed,
    brokenBy,
    sometimes,
    never: Object.keys(sometimes).filter((name) => sometimes[name] === 0),
    again: {
      seeds: all.filter(({ wentOtherwise }) => wentOtherwise !== undefined).length,
      wentOtherwise: all.filter(({ wentOtherwise }) => wentOtherwise).length,
    },
    nodeYears: round(sum(({ hours }) => (12 * hours) / 8766)),
    looks: sum(({ looks }) => looks),
    slowest: [...all]
      .sort((a, b) => b.cpuS - a.cpuS)
      .slice(0, 3)
      .map(({ seed, cpuS }) => [seed, round(cpuS)]),
    wallS: round(wallS),
    cpuS: round(sum(({ cpuS, cryptoCpuS }) => cpuS - cryptoCpuS)),
    cryptoCpuS: round(sum(({ cryptoCpuS }) => cryptoCpuS)),
    campaignSeedsPerMinute: round((60 * now) / Math.max(1e-9, wallS)),
  };
}

function footerText(footer: Footer, isEarly: boolean): string[] {
  const {
    again,
    seeds,
    passed,
    failed,
    nodeYears,
    looks,
    wallS,
    cpuS,
    cryptoCpuS,
    brokenBy,
    sometimes,
    never,
    slowest,
  } = footer;
  return [
    '',
    `${seeds} seeds${isEarly ? ' (ended early; run again to go on)' : ''}, ${nodeYears} node-years: ${passed} passed, ${failed} failed`,
    ...Object.entries(brokenBy).map(
      ([id, which]) =>
        `  ${id}: seeds ${which.slice(0, 12).join(', ')}${which.length > 12 ? ` and ${which.length - 12} more` : ''}`,
    ),
    `looks ${looks}   cpu ${cpuS} s and ${cryptoCpuS} s of signatures   wall ${wallS} s   ${footer.campaignSeedsPerMinute} seeds a minute`,
    ...(again.seeds > 0
      ? [`${again.seeds} played again under another order of equal times, which changed ${again.wentOtherwise} of them`]
      : []),
    'sometimes:',
    ...Object.entries(sometimes).map(
      ([name, times]) => `  ${String(times).padStart(8)}  ${name}${times === 0 ? '   NEVER' : ''}`,
    ),
    ...(never.length > 0 ? [`never happened: ${never.join(', ')}`] : []),
    `slowest: ${slowest.map(([seed, s]) => `seed ${seed} ${s} s`).join(', ')}`,
  ];
}

function failureText({ seed, rates, broken }: SeedDone, script: string): string {
  const drawn = Object.entries(rates).map(([name, value]) => `${name} ${value}`);
  return [
    `seed ${seed}: BROKEN ${broken!.id}, ${broken!.words}`,
    `  drawn: ${drawn.join(', ')}`,
    `  hour ${broken!.hour.toFixed(2)}: ${broken!.found}`,
    `  again: folkmoot sim replay ${script}`,
    `  smaller: folkmoot sim shrink ${script}`,
  ].join('\n');
}
