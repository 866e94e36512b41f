// How fast the simulator is, beside what it is to reach:
//
//   npm run bench:sim -- --json                     all of it, one JSON object in the last line
//   npm run bench:sim -- radioOnly1000x24h          one part, or several
//
// Every part runs in a process of its own, so that its memory and its start-up are its own. CPU seconds and not wall
// seconds, because other work may share the machine. Prints what it measures and never fails on time; ends with 1 where
// the stand-in scheme of the scale run came to other states than real signatures do.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** CPU seconds of the official simulator for `reference`. */
const REFERENCE_CPU_S = 277;
const REGION = { towns: 40, people: 25, records: 10_000, hours: 24 };
/** The same world, smaller: played with real signatures and with the stand-in, it must come to the same states. */
const PROOF = { towns: 4, people: 25, records: 1_000, hours: 24 };
/** Founding the tables and starting the threads take seconds, once for all seeds of a campaign: enough seeds to bear that. */
const CAMPAIGN_SEEDS = 60;
/** Worlds make many short-lived things: with more room for them the collector takes half as long. */
const ROOM = '--max-semi-space-size=64';

type Json = Readonly<Record<string, unknown>>;

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs a file of ours and answers the JSON object in its last line. */
function child(path: string, args: readonly (string | number)[], mayFail = false): Promise<Json> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [ROOM, '--import', 'tsx', file(path), ...args.map(String)], {
      cwd: file('..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    running.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    running.once('error', reject).once('close', (code) => {
      const last = text.trim().split('\n').at(-1) ?? '';
      if ((code !== 0 && !mayFail) || !last.startsWith('{'))
        reject(new Error(`${path} ${args.join(' ')} ended with ${code}: ${last}`));
      else resolve(JSON.parse(last) as Json);
    });
  });
}

const scale = (scheme: 'real' | 'stand-in', { towns, people, records, hours }: typeof REGION): Promise<Json> =>
  child('./sim-scale.ts', [scheme, towns, people, records, hours]);

/** What a part adds to the answer. */
const PARTS: Readonly<Record<string, () => Promise<Json>>> = {
  async reference() {
    const { cpuS } = (await child('./sim-radio.ts', ['reference'])) as { cpuS: number };
    return { reference: { n100_30min_cpuS: cpuS }, ratioVsReferenceSim: Math.round(REFERENCE_CPU_S / cpuS) };
  },
  async radioOnly1000x24h() {
    const { eventsPerS, ...rest } = await child('./sim-radio.ts', ['radioOnly1000x24h']);
    return { radioOnly1000x24h: rest, eventsPerS };
  },
  async withProtocol1000x24h() {
    const [real, standIn] = [await scale('real', PROOF), await scale('stand-in', PROOF)];
    const same = JSON.stringify(real['stateHashes']) === JSON.stringify(standIn['stateHashes']);
    if (!same) process.exitCode = 1;
    const { stateHashes: _, states, ...large } = (await scale('stand-in', REGION)) as Json & { states: number[] };
    return {
      cryptoCpuS: real['cryptoCpuS'],
      withProtocol1000x24h: {
        ...large,
        communities: states.length,
        /** Communities whose devices all hold the same at the end. */
        agreed: states.filter((count) => count === 1).length,
        standInProof: { ...PROOF, records: real['records'], sameStates: same, realCpuS: real['cpuS'] },
      },
    };
  },
  async radioOnly10000x1h() {
    const { eventsPerS: _, ...rest } = await child('./sim-radio.ts', ['radioOnly10000x1h']);
    return { radioOnly10000x1h: rest };
  },
  async campaignSeedsPerMinute() {
    const out = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'));
    const workers = availableParallelism();
    const args = ['sim', 'campaign', '--seeds', CAMPAIGN_SEEDS, '--workers', workers, '--out', out, '--json'];
    const footer = await child('../gateway/cli/main.ts', args, true);
    rmSync(out, { recursive: true, force: true });
    const { campaignSeedsPerMinute, failed, cpuS, cryptoCpuS } = footer as Readonly<Record<string, number>>;
    return {
      campaignSeedsPerMinute,
      campaign: {
        seeds: CAMPAIGN_SEEDS,
        workers,
        failed,
        cpuS,
        cryptoCpuS,
        cpuSPerSeed: Math.round((100 * (cpuS! + cryptoCpuS!)) / CAMPAIGN_SEEDS) / 100,
        /** Of the last minutes: seeds a minute are seeds of a machine that has nothing else to do. */
        loadAverage: loadavg().map((load) => Math.round(10 * load) / 10),
      },
    };
  },
};

const given = process.argv.slice(2);
const names = given.filter((argument) => argument !== '--json');
const unknown = names.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(`bench:sim knows no part "${unknown}"; there are: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
const answer: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(PARTS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stderr.write(`bench:sim: ${name}\n`);
  Object.assign(answer, await measure());
}
if (given.includes('--json')) console.log(JSON.stringify(answer));
else for (const [name, value] of Object.entries(answer)) console.log(`${name.padEnd(24)} ${JSON.stringify(value)}`);
