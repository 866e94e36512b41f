/** `folkmoot sim replay SCRIPT`: plays a campaign's script again, under the campaign's checks. */

import type { Command } from 'commander';
import { CHECKS } from '#sim/campaign/checks.ts';
import { runChecked, type Outcome } from '#sim/campaign/run.ts';
import { guarded } from './radio-session.ts';
import { progressBar, wholeFrom, worldIn } from './sim-files.ts';

type Options = { readonly seed?: string; readonly tell?: true; readonly tie?: number; readonly json?: true };

export function declare(command: Command): void {
  command
    .argument('<script>', 'a world file, as a campaign or shrink wrote it; - for standard input')
    .option('--seed <text>', 'chance of the air; by default the seed in the name of the script')
    .option('--tie <number>', 'shuffle events of equal time by this number', wholeFrom(0, 2 ** 31 - 1))
    .option('--tell', 'print each step')
    .option('--json', 'print the outcome as one JSON object in the last line')
    .action(guarded(run));
}

/** A script is named after the seed that it was drawn from. */
export const seedOf = (name: string): string => /^seed (.+)$/.exec(name)?.[1] ?? '1';

async function run(file: string, { seed, tie, tell, json }: Options): Promise<void> {
  const world = worldIn(file);
  const bar = progressBar(world.name);
  const outcome = runChecked(world, {
    seed: seed ?? seedOf(world.name),
    ...(tie !== undefined && { tieSeed: tie }),
    trace: (line) => {
      if (line.e === 'sample') bar.at(line.hour / world.hours);
      else if (line.e === 'step' && tell)
        console.log(`${line.hour.toFixed(2).padStart(8)} h  ${line.who.padEnd(12)} ${line.words}`);
    },
  });
  bar.end();
  console.log(outcomeText(outcome));
  if (json) {
    const { broken, traceDigest, frames, looks, hours } = outcome;
    console.log(
      JSON.stringify({
        passed: broken === undefined,
        broken: broken ?? null,
        traceDigest,
        frames,
        looks,
        hours,
        promises: CHECKS.length,
      }),
    );
  }
  if (outcome.broken) process.exitCode = 1;
}

export const outcomeText = ({ broken, traceDigest, looks, hours }: Outcome): string =>
  broken
    ? `BROKEN ${broken.id}, ${broken.words}: at hour ${broken.hour.toFixed(2)}, ${broken.found}`
    : `PASSED ${looks} looks in ${hours.toFixed(0)} h, digest ${traceDigest}`;
