/** `folkmoot sim shrink SCRIPT`: the smallest script that still breaks the same promise. */

import type { Command } from 'commander';
import { runChecked, type Outcome } from '#sim/campaign/run.ts';
import { shrinkWorld } from '#sim/campaign/shrink.ts';
import type { WorldFile } from '#sim/worlds/format.ts';
import { guarded, tell } from './radio-session.ts';
import { progressBar, wholeFrom, worldIn, writeText } from './sim-files.ts';
import { outcomeText, seedOf } from './sim-replay.ts';

type Options = { readonly out?: string; readonly seed?: string; readonly tries: number };

export function declare(command: Command): void {
  command
    .argument('<script>', 'a world that breaks a promise; - for standard input')
    .option('--out <file>', 'where the smaller one goes; standard output if not given')
    .option('--seed <text>', 'chance of the air; by default the seed in the name of the script')
    .option('--tries <number>', 'worlds played at most', wholeFrom(1, 100_000), 400)
    .action(guarded(run));
}

async function run(file: string, { out, seed, tries }: Options): Promise<void> {
  const world = worldIn(file);
  const play = (candidate: WorldFile): Outcome => runChecked(candidate, { seed: seed ?? seedOf(world.name) });
  const first = play(world);
  if (!first.broken) {
    tell(`${file} breaks nothing: ${outcomeText(first)}`);
    return;
  }
  tell(outcomeText(first));
  const { id } = first.broken;
  const bar = progressBar('shrinking');
  const small = shrinkWorld(world, {
    fails: (candidate) => play(candidate).broken?.id === id,
    triesMax: tries,
    progress: ({ tried, steps }) => bar.at(tried / tries, `${steps} steps`),
  });
  bar.end();
  tell(`${world.script.length} steps became ${small.script.length}: ${outcomeText(play(small))}`);
  const text = `${JSON.stringify(small, null, 2)}\n`;
  if (out === undefined) process.stdout.write(text);
  else writeText(out, text);
  process.exitCode = 1;
}
