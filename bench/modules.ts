// How fast the modules fold a year of a large community: `npm run bench:modules -- --json`. Never fails on time.
//
// The year is made in this process and folded in another, whose memory is then its own. `fold` is the
// node's own path from stored rows: read, name, hold, fold, with signatures that were checked before.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { NodeEvent, Stored } from '#protocol/node/event.ts';
import type { Act } from '#protocol/node/module.ts';
import { createNode } from '#protocol/node/node.ts';
import { modules } from '#modules/index.ts';
import { nodeOptions } from '#sim/world/founding.ts';
import { yearOf } from './modules-year.ts';

const GOALS = { foldS: 3, mib: 150, actMs: 20, recordMs: 2 } as const;
const MIB = 2 ** 20;

type Parcel = { community: string; founderSecret: string; endMs: number; members: string[]; rows: [string, string][] };

/** CPU and not wall time, because others may use the machine. */
function cpuMs<T>(work: () => T): { ms: number; answer: T } {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, answer };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** In the process of its own. */
function measure(file: string): object {
  const parcel = JSON.parse(readFileSync(file, 'utf8')) as Parcel;
  const stored: Stored[] = parcel.rows.map(([key, bytes]) => ({
    key,
    bytes: new Uint8Array(Buffer.from(bytes, 'base64')),
  }));
  const { community, endMs } = parcel;
  parcel.rows = [];
  const secrets = {
    community,
    frameSecret: new Uint8Array(32),
    epoch: 0,
    day: 0,
    log: 0,
    signingKey: new Uint8Array(Buffer.from(parcel.founderSecret, 'base64')),
  };
  gc!();
  const before = process.memoryUsage();
  const node = createNode({ ...nodeOptions(modules, secrets), seed: 'bench' }, endMs);
  const folded = cpuMs(() => node.handle({ kind: 'loaded', stored }, endMs));
  gc!();
  const after = process.memoryUsage();
  const { records, voices } = node.counts();

  let reply = 0;
  const act = (what: Act): number =>
    cpuMs(() => {
      const effects = node.handle({ kind: 'acted', act: what, reply: ++reply }, endMs + reply);
      const acted = effects.find(({ kind }) => kind === 'acted');
      if (acted?.kind !== 'acted' || !acted.outcome.ok) throw new Error(`refused: ${JSON.stringify(acted)}`);
    }).ms;
  const payee = parcel.members[7]!;
  const acts = Array.from({ length: 9 }, (_, i) =>
    act(
      i % 2 === 0
        ? { module: 'economy', name: 'pay', args: { payee, amount: 1 + i, memo: '' } }
        : {
            module: 'emergency',
            name: 'need',
            args: {
              supply: 'water',
              quantity: 1,
              pressing: false,
              hours: 24,
              people: 1,
              position: null,
              text: 'bench',
              of: null,
            },
          },
    ),
  );
  // Signing takes its own milliseconds; what is left is reading the state, folding and the device's duties.
  const woke: NodeEvent = { kind: 'woke' };
  const duties = Array.from({ length: 9 }, (_, i) => cpuMs(() => node.handle(woke, endMs + 100 + (i + 1) * 61_000)).ms);
  const hash = cpuMs(() => node.stateHash());
  return {
    records,
    voices,
    foldS: folded.ms / 1000,
    heapMib: (after.heapUsed + after.external - before.heapUsed - before.external) / MIB,
    rssMib: after.rss / MIB,
    actMs: middle(acts),
    actMaxMs: Math.max(...acts),
    dutiesMs: middle(duties),
    stateHashMs: hash.ms,
    stateHash: hash.answer,
  };
}

const self = fileURLToPath(import.meta.url);
const child = process.argv.indexOf('--child');
if (child > 0) {
  console.log(JSON.stringify(measure(process.argv[child + 1]!)));
} else {
  const year = yearOf({ members: 400, weeks: 52, matters: 24, records: 60_000 });
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'));
  try {
    const file = join(folder, 'year.json');
    const parcel: Parcel = {
      community: year.community,
      founderSecret: Buffer.from(year.founderSecret).toString('base64'),
      endMs: year.endMs,
      members: [...year.members],
      rows: year.rows.map(({ key, bytes }) => [key, Buffer.from(bytes).toString('base64')]),
    };
    writeFileSync(file, JSON.stringify(parcel));
    const startedMs = performance.now();
    const output = execFileSync(process.execPath, ['--expose-gc', ...process.execArgv, self, '--child', file], {
      encoding: 'utf8',
      maxBuffer: MIB,
    });
    const measured = JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, number>;
    const answer = { ...measured, wallS: (performance.now() - startedMs) / 1000, goals: GOALS };
    if (process.argv.includes('--json')) console.log(JSON.stringify(answer));
    else
      for (const [name, value] of Object.entries(answer))
        console.log(`${name.padEnd(14)} ${typeof value === 'number' ? value.toFixed(2) : JSON.stringify(value)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
