/** `folkmoot sim exhaust`: every order in which few nodes' frames may come, be lost or come twice. */

import { InvalidArgumentError, type Command } from 'commander';
import type { Bounds } from '#sim/exhaust/frames-case.ts';
import type { Exhausted } from '#sim/exhaust/search.ts';
import { layGround } from '#sim/exhaust/ground.ts';
import { exhaustAll, NODES_MAX, NODES_MIN, scopeOf, SMALL } from '#sim/exhaust/suite.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { guarded, tell } from './radio-session.ts';
import { wholeFrom } from './sim-files.ts';

type Options = Bounds & {
  readonly nodes: readonly number[];
  readonly states: number;
  readonly minutes?: number;
  readonly only?: string;
  readonly json?: true;
};

/** More than a machine walks through in a year is a mistake. */
const EACH_MAX = 20;

export function declare(command: Command): void {
  command
    .option('--nodes <numbers>', `how many nodes, ${NODES_MIN} to ${NODES_MAX}, with commas`, nodeCounts, [2, 3, 4])
    .option('--copies <number>', 'of what is said, so many come in any order', wholeFrom(1, EACH_MAX), SMALL.copies)
    .option('--losses <number>', 'so many of them may be lost', wholeFrom(0, EACH_MAX), SMALL.losses)
    .option('--doubles <number>', 'so many may come twice', wholeFrom(0, EACH_MAX), SMALL.doubles)
    .option('--waits <number>', 'so often somebody speaks before they came', wholeFrom(0, EACH_MAX), SMALL.waits)
    .option('--crashes <number>', 'power failures of one node each', wholeFrom(0, EACH_MAX), SMALL.crashes)
    .option('--cuts <number>', '1 for a cut at any moment, and its end at any later one', wholeFrom(0, 1), SMALL.cuts)
    .option('--states <number>', 'states of one case, at most', wholeFrom(1, 100_000_000), 1_000_000)
    .option('--minutes <number>', 'minutes of one processor, at most', wholeFrom(1, 100_000))
    .option('--only <text>', 'cases whose name says this')
    .option('--json', 'print the figures as one JSON object in the last line')
    .action(guarded(run));
}

function nodeCounts(text: string): number[] {
  const counts = [...new Set(text.split(',').map(Number))];
  if (counts.some((count) => !Number.isInteger(count) || count < NODES_MIN || count > NODES_MAX))
    throw new InvalidArgumentError(`Give whole numbers from ${NODES_MIN} to ${NODES_MAX}, with commas between them.`);
  return counts;
}

/** Of the processor, not of the wall: others may use the machine. */
const cpuS = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;

function run({ nodes, states, minutes = Infinity, only, json, ...bounds }: Options): void {
  const totals = exhaustAll(
    layGround(),
    nodes,
    bounds,
    {
      statesMax: states,
      isOver: () => cpuS() > 60 * minutes,
      progress: (seen, waiting) => tell(`    ${seen} states, ${waiting} waiting`),
    },
    (one) => tell(`${cpuS().toFixed(0).padStart(6)} s  ${caseText(one)}`),
    ({ name }) => only === undefined || name.includes(only),
  );
  if (totals.cases === 0)
    throw new Sentence(
      EXIT.usage,
      `No case of ${nodes.join(', ')} nodes is named "${only}".`,
      'Leave --only out to see their names.',
    );
  const { findings, ...counts } = totals;
  const scope = [
    ...scopeOf(bounds),
    ...(only === undefined ? [] : [`only cases named "${only}"`]),
    ...(minutes === Infinity ? [] : [`ended after ${minutes} minutes of one processor`]),
  ];
  console.log(
    `${counts.states} states of ${counts.cases} cases, ${counts.exhausted ? 'all there are' : 'NOT all there are'}: ` +
      `${counts.violations} violations, ${counts.deadEnds} dead ends`,
  );
  for (const { what, story, case: name } of findings) {
    console.log(`${what}: ${name}`);
    for (const line of story) console.log(`    ${line}`);
  }
  for (const line of scope) console.log(`  ${line}`);
  if (json) console.log(JSON.stringify({ ...counts, nodes, bounds, cpuS: Number(cpuS().toFixed(1)), scope, findings }));
  if (counts.violations + counts.deadEnds > 0) process.exitCode = 1;
}

const caseText = ({ case: name, nodes, states, ends, exhausted, findings }: Exhausted): string =>
  `${nodes} nodes: ${name}: ${states} states, ${ends} ends` +
  (exhausted ? '' : '  NOT EXHAUSTED') +
  (findings.length > 0 ? `  FOUND ${findings.map(({ what }) => what).join(', ')}` : '');
