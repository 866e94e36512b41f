/** `folkmoot sim run WORLD`: plays a world file and tells what happened. */

import type { Command } from 'commander';
import { reportHtml } from '#sim/report/report.ts';
import { playWorld } from '#sim/worlds/play.ts';
import type { NotYet } from '#sim/worlds/format.ts';
import { shownValue, type Kept } from '#sim/worlds/numbers.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';
import { guarded } from './radio-session.ts';
import { lineFile, progressBar, worldIn, writeText } from './sim-files.ts';

type Options = {
  readonly seed: string;
  readonly trace?: string;
  readonly report?: string;
  readonly quiet?: true;
  readonly json?: true;
};

export function declare(command: Command): void {
  command
    .argument('<world>', 'a world file; - for standard input')
    .option('--seed <text>', 'another course of chance', '1')
    .option('--trace <file>', 'write what happened, one JSON object a line')
    .option('--report <file.html>', 'write one page with plots')
    .option('--quiet', 'do not tell each step')
    .option('--json', 'print the figures as one JSON object in the last line')
    .action(guarded(run));
}

async function run(file: string, { seed, trace, report, quiet, json }: Options): Promise<void> {
  const world = worldIn(file);
  const out = trace === undefined ? undefined : lineFile(trace);
  const lines: TraceLine[] = [];
  const bar = progressBar(world.name);
  const started = process.cpuUsage();
  const played = playWorld(world, {
    seed,
    trace(line) {
      if (report !== undefined) lines.push(line);
      out?.write(line);
      if (line.e === 'step' && !quiet) {
        bar.end();
        console.log(
          `${line.hour.toFixed(2).padStart(8)} h  ${line.ok ? ' ' : '!'} ${line.who.padEnd(12)} ${line.words}`,
        );
      }
    },
    progress: (share) => bar.at(share),
  });
  bar.end();
  out?.close();
  if (report !== undefined) writeText(report, reportHtml(lines));
  const { user, system } = process.cpuUsage(started);
  const { failures, numbers, frames, airtimeS, traceDigest, stateHashes } = played;
  for (const failure of failures) console.log(`not as expected: ${failure}`);
  for (const line of numberLines(numbers, world.notYet ?? [])) console.log(line);
  const states = new Set(stateHashes).size;
  console.log(
    `${world.name}, seed ${seed}: ${stateHashes.length} nodes in ${states} state${states === 1 ? '' : 's'} after ${world.hours} h; ` +
      `${frames} frames, ${airtimeS} s on air; ${failures.length} expectations missed; digest ${traceDigest}`,
  );
  if (json) {
    const cpuS = Math.round((user + system) / 1e4) / 100;
    console.log(
      JSON.stringify({
        world: world.name,
        seed,
        hours: world.hours,
        nodes: stateHashes.length,
        states,
        frames,
        airtimeS,
        failures,
        numbers,
        notYet: world.notYet ?? [],
        traceDigest,
        cpuS,
      }),
    );
  }
  if (failures.length > 0) process.exitCode = 1;
}

/** What the file promises, what was measured, and what cannot be shown yet. */
const numberLines = (numbers: readonly Kept[], notYet: readonly NotYet[]): string[] => [
  ...numbers.map(
    ({ number, measured, promised, ok }) =>
      `${ok ? 'kept    ' : 'NOT KEPT'}  ${number} ${shownValue(measured)} (promised: ${promised})`,
  ),
  ...notYet.map(({ number, why }) => `not yet   ${number} ${why}`),
];
