// What it costs until everybody holds the same: `npm run bench:sync [-- --json] [--scenario name]`.
//
// Ours is the product's node on the simulated ether; the other designs run without collisions and without
// having to find out that they differ (sync-rivals.ts). Tables for people on stdout, progress on stderr, and
// with --json one object as the last line. Nothing fails on a figure.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { prng } from '#protocol/bytes/prng.ts';
import { CASE_NAMES, caseOf, type Case, type CaseName } from './sync-cases.ts';
import { idleAirtimePct, runOurs, type Course } from './sync-ours.ts';
import { plot } from './sync-plot.ts';
import { RIVAL_NAMES, runRival, type RivalName } from './sync-rivals.ts';

const HELP = `npm run bench:sync -- [options]
  --scenario NAME   only this one: ${CASE_NAMES.join(', ')}, idle (may be given more than once)
  --members N       only this size of the roster (30, 200 or 1000 are measured by default)
  --seed N          the first seed (1)
  --seeds N         how many seeds are averaged (3; a third of it, at least 1, for rosters of 30 and 1000)
  --plots FOLDER    writes one SVG per scenario (docs/plots if no folder is named by --plots=)
  --json            one object as the last line
`;

function asked() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean' },
        json: { type: 'boolean' },
        scenario: { type: 'string', multiple: true },
        members: { type: 'string' },
        seed: { type: 'string', default: '1' },
        seeds: { type: 'string', default: '3' },
        plots: { type: 'string' },
      },
    });
    for (const [name, least] of [
      ['members', 2],
      ['seed', 0],
      ['seeds', 1],
    ] as const) {
      const given = values[name];
      if (given !== undefined && !(/^\d{1,6}$/.test(given) && Number(given) >= least))
        throw new Error(`--${name} is a whole number from ${least}, not "${given}".`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`bench:sync: ${(error as Error).message}\n${HELP}`);
    process.exit(2);
  }
}
const chosen = asked();

type Design = 'ours' | RivalName;
const DESIGNS: readonly Design[] = ['ours', ...RIVAL_NAMES];
const LABELS: Readonly<Record<Design, string>> = {
  ours: 'Folkmoot',
  ranges: 'ranges, in pairs, our bundles',
  perRecord: 'by name, a packet a record',
  reflood: 'say everything again',
};
/** The size that the scenarios are compared at; the others show what the roster's size changes. */
const MEMBERS = 200;
const OTHER_MEMBERS = [30, 1000];
const LOSSES: Readonly<Record<CaseName, readonly number[]>> = {
  heal50: [0, 0.2, 0.4],
  heal300: [0, 0.2, 0.4],
  cell5pct: [0, 0.2, 0.4],
  mesh30: [0.1],
};
const TITLES: Readonly<Record<CaseName, string>> = {
  heal50: '20 nodes in one cell, two sides with 50 new records each',
  heal300: '20 nodes in one cell, two sides with 300 new records each',
  cell5pct: '10 nodes in one cell, each lacks a random 5 % of 1,000 records',
  mesh30: '30 nodes over several hops, a tenth of the links one-way, two sides with 50 new records each',
};

type Row = {
  readonly packets: number;
  readonly bytes: number;
  readonly airtimeS: number;
  readonly airtimeLeastS: number;
  readonly airtimeMostS: number;
  readonly minutes: number;
  /** Bytes to the least that would do, at this loss. */
  readonly ratio: number;
  readonly afterS: number;
  /** Courses that did not end in time. */
  readonly unfinished: number;
  readonly seeds: number;
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function rowOf(courses: readonly Course[], scenarios: readonly Case[], loss: number): Row {
  const of = (pick: (course: Course) => number): number => mean(courses.map(pick));
  const airtimes = courses.map(({ airtimeS }) => airtimeS);
  const finished = courses.filter(({ minutes }) => Number.isFinite(minutes));
  return {
    packets: Math.round(of(({ packets }) => packets)),
    bytes: Math.round(of(({ bytes }) => bytes)),
    airtimeS: Math.round(mean(airtimes)),
    airtimeLeastS: Math.round(Math.min(...airtimes)),
    airtimeMostS: Math.round(Math.max(...airtimes)),
    minutes: finished.length > 0 ? Math.round(mean(finished.map(({ minutes }) => minutes))) : Infinity,
    ratio: round(mean(courses.map(({ bytes }, i) => (bytes * (1 - loss)) / scenarios[i]!.leastBytes))),
    afterS: Math.round(of(({ afterS }) => afterS)),
    unfinished: courses.length - finished.length,
    seeds: courses.length,
  };
}

const round = (value: number): number => Math.round(100 * value) / 100;

const progress = (words: string): void => void process.stderr.write(`bench:sync: ${words}\n`);

/** All designs, or ours alone, over the seeds. */
function measure(
  name: CaseName,
  members: number,
  loss: number,
  seeds: readonly number[],
  designs: readonly Design[],
): { rows: ReadonlyMap<Design, Row>; middle: ReadonlyMap<Design, Course> } {
  const scenarios = seeds.map((seed) => caseOf(name, members, loss, seed));
  const rows = new Map<Design, Row>();
  const middle = new Map<Design, Course>();
  for (const design of designs) {
    const started = process.cpuUsage();
    const courses = scenarios.map((scenario, i) => {
      const seed = `${name} ${members} ${loss} ${seeds[i]}`;
      return design === 'ours' ? runOurs(scenario, seed) : runRival(design, scenario, prng(seed));
    });
    rows.set(design, rowOf(courses, scenarios, loss));
    // A plot shows one course: the one whose airtime is the median.
    middle.set(design, [...courses].sort((a, b) => a.airtimeS - b.airtimeS)[Math.floor(courses.length / 2)]!);
    const { user, system } = process.cpuUsage(started);
    if (design === 'ours')
      progress(`${name}, ${members} members, loss ${loss}: ${((user + system) / 1e6).toFixed(1)} CPU s`);
  }
  return { rows, middle };
}

const HEAD = ['design', 'packets', 'bytes', 'airtime s', 'least-most', 'min', 'ratio', 'after s'];
const cells = (design: Design, row: Row): string[] => [
  LABELS[design],
  String(row.packets),
  String(row.bytes),
  String(row.airtimeS),
  `${row.airtimeLeastS}-${row.airtimeMostS}`,
  row.unfinished > 0 ? `${row.minutes} (${row.unfinished} not)` : String(row.minutes),
  row.ratio.toFixed(2),
  String(row.afterS),
];

function table(title: string, rows: readonly (readonly string[])[]): void {
  const widths = HEAD.map((word, i) => Math.max(word.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  console.log(`\n${title}\n${line(HEAD)}\n${rows.map(line).join('\n')}`);
}

const lossName = (loss: number): string => `loss${Math.round(100 * loss)}`;
const folder = (): string => chosen.plots || join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'plots');

function main(): void {
  if (chosen.help) return void process.stdout.write(HELP);
  const unknown = (chosen.scenario ?? []).filter((name) => name !== 'idle' && !CASE_NAMES.includes(name as CaseName));
  if (unknown.length > 0) {
    process.stderr.write(`bench:sync: no scenario is called ${unknown.join(', ')}.\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  const wanted = (name: string): boolean => chosen.scenario === undefined || chosen.scenario.includes(name);
  const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => Number(chosen.seed) + i);
  const seeds = seedsOf(Number(chosen.seeds));
  const few = seedsOf(Math.max(1, Math.floor(seeds.length / 3)));
  const members = chosen.members === undefined ? [MEMBERS, ...OTHER_MEMBERS] : [Number(chosen.members)];
  const json: { [key: string]: unknown } = {};
  const put = (path: readonly string[], value: unknown): void => {
    let at: { [key: string]: unknown } = json;
    for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as { [key: string]: unknown };
    at[path.at(-1)!] = value;
  };

  for (const name of CASE_NAMES.filter(wanted)) {
    const isMesh = name === 'mesh30';
    for (const size of isMesh ? members.slice(0, 1) : members) {
      const main = size === members[0];
      for (const loss of LOSSES[name]) {
        const { rows, middle } = measure(name, size, loss, main ? seeds : few, main ? DESIGNS : ['ours']);
        const lines = [...rows].map(([design, row]) => cells(design, row));
        table(`${TITLES[name]}; ${size} members, loss ${Math.round(100 * loss)} %`, lines);
        for (const [design, row] of rows) {
          const place = main ? (design === 'ours' ? [] : ['rivals', design]) : [`members${size}`];
          if (isMesh) put([...place, name], { loss, transmissions: row.packets, ...row });
          else put([...place, name, lossName(loss)], row);
        }
        if (chosen.plots !== undefined && main && loss === LOSSES[name][isMesh ? 0 : 1]) {
          mkdirSync(folder(), { recursive: true });
          const drawn = [...middle].map(([design, course]) => ({ label: LABELS[design], course }));
          const title = `${TITLES[name]}; loss ${Math.round(100 * loss)} %`;
          writeFileSync(join(folder(), `sync-${name}.svg`), plot(title, drawn));
        }
      }
    }
  }
  if (wanted('idle')) {
    const pct = round3(idleAirtimePct(caseOf('heal50', MEMBERS, 0, Number(chosen.seed)), 'idle'));
    console.log(`\nidle: ${pct} % of channel time in a cell of 20 nodes that agree`);
    put(['idleAirtimePct'], pct);
  }
  if (chosen.json) console.log(JSON.stringify(json, (_, value: unknown) => (value === Infinity ? null : value)));
}

const round3 = (value: number): number => Math.round(1000 * value) / 1000;

main();
