/** `folkmoot sim plan MAP`: where one more radio would help, and which relay would be missed most. */

import type { Command } from 'commander';
import { planRadios, type Plan } from '#sim/worlds/plan.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { guarded } from './radio-session.ts';
import { jsonIn, mapOf, progressBar, wholeFrom } from './sim-files.ts';

type Options = { readonly grid: number; readonly heightM: number; readonly seed: string; readonly json?: true };

export function declare(command: Command): void {
  command
    .argument('<map>', 'a world file whose radios have places; - for standard input')
    .option('--grid <number>', 'try so many places in each direction', wholeFrom(2, 40), 12)
    .option('--height-m <number>', 'height of the new antenna, metres', wholeFrom(0, 500), 6)
    .option('--seed <text>', 'another course of hills and houses', '1')
    .option('--json', 'print the plan as one JSON object in the last line')
    .action(guarded(run));
}

async function run(file: string, { grid, heightM, seed, json }: Options): Promise<void> {
  const world = mapOf(file, jsonIn(file));
  if (world.links || world.radios.some(({ x, y }) => x === undefined || y === undefined)) {
    throw new Sentence(
      EXIT.damaged,
      `${file} gives links and not places.`,
      'Give x and y in metres for every radio, and no links.',
    );
  }
  const bar = progressBar('planning');
  const plan = planRadios(world, { seed, grid, heightM, progress: (share) => bar.at(share) });
  bar.end();
  for (const line of planText(plan)) console.log(line);
  if (json) console.log(JSON.stringify(plan));
}

function planText({ reach, quorum, people, losses, places }: Plan): string[] {
  return [
    `Now ${Math.round(100 * reach)} % of all pairs of people reach each other within the hop limit; a quorum is ${quorum} of ${people}.`,
    '',
    'If this radio is lost:',
    ...losses
      .slice(0, 5)
      .map(
        ({ name, reach: left, together, costsQuorum }) =>
          `  ${name.padEnd(20)} ${Math.round(100 * left)} % reach each other, ${together} people stay together${costsQuorum ? ': NO QUORUM' : ''}`,
      ),
    '',
    'One more radio would help most at:',
    ...places
      .slice(0, 5)
      .map(
        ({ x, y, reach: then }) =>
          `  x ${Math.round(x)} m, y ${Math.round(y)} m: ${Math.round(100 * then)} % reach each other`,
      ),
  ];
}
