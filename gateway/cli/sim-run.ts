/** `folkmoot sim run WORLD`: plays a world file and tells what happened. */

import type { Command } from 'commander';
import { reportHtml } from '#sim/report/report.ts';
import { isCommunities, readCommunities } from '#sim/worlds/communities-format.ts';
import { playCommunities } from '#sim/worlds/communities-play.ts';
import { faultText, type NotYet, type WorldFile } from '#sim/worlds/format.ts';
import { startPlay, type Running } from '#sim/worlds/play.ts';
import { shownValue, type Kept } from '#sim/worlds/numbers.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { guarded } from './radio-session.ts';
import { hourFrom, jsonIn, lineFile, progressBar, worldOf, writeText } from './sim-files.ts';
import { mustStandAt, readSave, writeSave, type Saved, type Standing } from './sim-save.ts';

type Options = {
  readonly seed?: string;
  readonly trace?: string;
  readonly report?: string;
  readonly save?: string;
  readonly at?: number;
  readonly resume?: true;
  readonly quiet?: true;
  readonly json?: true;
};

/** Looks at a world, for plots and for the bar. */
const SAMPLES = 240;

export function declare(command: Command): void {
  command
    .argument('<world>', 'a world file, or with --resume what --save wrote; - for standard input')
    .option('--seed <text>', 'another course of chance; 1 if not given')
    .option('--trace <file>', 'write what happened, one JSON object a line')
    .option('--report <file.html>', 'write one page with plots')
    .option('--save <file>', 'stop at the hour of --at, and write how to go on from there')
    .option('--at <hour>', 'an hour of the script', hourFrom(0, 10_000))
    .option('--resume', 'go on with a saved world: it is played again to its hour, and must stand where it stood')
    .option('--quiet', 'do not tell each step')
    .option('--json', 'print the figures as one JSON object in the last line')
    .action(guarded(run));
}

async function run(file: string, options: Options): Promise<void> {
  const { trace, report, save, at, quiet, json } = options;
  const saved = options.resume ? readSave(file) : undefined;
  const written = saved?.written ?? jsonIn(file);
  if (!saved && isCommunities(written)) return runCommunities(file, written, options);
  const world = saved?.world ?? worldOf(file, written);
  const seed = options.seed ?? saved?.seed ?? '1';
  checkHours(world, options, saved);
  const out = trace === undefined ? undefined : lineFile(trace);
  const lines: TraceLine[] = [];
  const bar = progressBar(world.name);
  const started = process.cpuUsage();
  const running = startPlay(world, {
    seed,
    trace(line) {
      if (report !== undefined) lines.push(line);
      out?.write(line);
      const isNews = saved === undefined || !('hour' in line) || line.hour > saved.hour;
      if (line.e === 'step' && !quiet && isNews) {
        bar.end();
        console.log(
          `${line.hour.toFixed(2).padStart(8)} h  ${line.ok ? ' ' : '!'} ${line.who.padEnd(12)} ${line.words}`,
        );
      }
    },
    progress: (share) => bar.at(share, saved && share * world.hours <= saved.hour ? 'played again' : ''),
  });
  const standing = (): Standing => ({
    traceDigest: running.play.world.mesh.traceDigest(),
    stateHashes: [...running.play.hosts.values()].map(({ node }) => node.stateHash()),
  });
  const stops = new Map<number, () => void>();
  if (saved) stops.set(saved.hour, () => mustStandAt(file, saved, standing()));
  const untilHour = save === undefined ? world.hours : at!;
  playTo(running, world.hours, untilHour, stops);
  bar.end();
  if (save !== undefined) {
    out?.close();
    const stood = standing();
    writeSave(save, { written, seed, hour: untilHour, standing: stood });
    console.log(`${world.name}, seed ${seed}: saved at hour ${untilHour} in ${save}; digest ${stood.traceDigest}`);
    if (json) console.log(JSON.stringify({ world: world.name, seed, hour: untilHour, saved: save, ...stood }));
    return;
  }
  const played = running.end();
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

function checkHours({ hours }: WorldFile, { save, at, seed, report }: Options, saved: Saved | undefined): void {
  const usage = (what: string, todo: string): Sentence => new Sentence(EXIT.usage, what, todo);
  if ((save === undefined) !== (at === undefined))
    throw usage('--save and --at go together.', 'Say where to, and at which hour: --save FILE --at HOUR.');
  if (at !== undefined && at > hours)
    throw usage(`--at ${at}: the script has ${hours} hours.`, 'Give an earlier hour.');
  if (at !== undefined && report !== undefined)
    throw usage('A world that is saved half-way has no report yet.', 'Leave --report to the run that resumes it.');
  if (saved && seed !== undefined && seed !== saved.seed)
    throw usage(`This world was saved with the seed ${saved.seed}.`, 'Leave --seed away.');
  if (saved && at !== undefined && at < saved.hour)
    throw usage(`--at ${at} is before hour ${saved.hour}, where this world was saved.`, 'Give a later hour.');
}

/** Samples fall on the same hours whether or not a run is cut in two; stops lie between them. */
function playTo(running: Running, hours: number, untilHour: number, stops: ReadonlyMap<number, () => void>): void {
  const samples = Array.from({ length: SAMPLES }, (_, i) => (hours * (i + 1)) / SAMPLES);
  const all = [...new Set([...samples, ...stops.keys(), untilHour])].filter((hour) => hour <= untilHour);
  for (const hour of all.sort((a, b) => a - b)) {
    running.runUntil(hour);
    if (samples.includes(hour)) running.sample();
    stops.get(hour)?.();
  }
}

/** Several communities have no air, no disks and no samples: their file is read, decided and measured. */
function runCommunities(file: string, written: unknown, { seed = '1', quiet, json, ...others }: Options): void {
  const [given] = (['trace', 'report', 'save', 'at'] as const).filter((name) => others[name] !== undefined);
  if (given !== undefined)
    throw new Sentence(
      EXIT.usage,
      `--${given}: several communities are played at once, and only their numbers are told.`,
      `Leave --${given} away.`,
    );
  const read = readCommunities(written);
  if (!read.ok)
    throw new Sentence(
      EXIT.damaged,
      `${file} cannot be played:\n${read.error.map((fault) => `  ${faultText(fault)}`).join('\n')}`,
      'sim/worlds/README.md tells the form.',
    );
  const { name, communities, notYet = [] } = read.value;
  const tell = (hour: number, words: string): void => console.log(`${hour.toFixed(2).padStart(8)} h  ${words}`);
  const { failures, numbers } = playCommunities(read.value, { seed, ...(!quiet && { tell }) });
  for (const line of numberLines(numbers, notYet)) console.log(line);
  console.log(`${name}, seed ${seed}: ${communities.length} communities; ${failures.length} expectations missed`);
  if (json)
    console.log(JSON.stringify({ world: name, seed, communities: communities.length, failures, numbers, notYet }));
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
