// How fast the modules fold a year of a large community: `npm run bench:modules -- --json`. Never fails on time.
//
// The year is made in this process and folded in others, whose memory is then their own. `fold` is the
// node's own path from stored rows: read, name, hold, fold, with signatures that were checked before.
//   cold    60,000 records; then 400 rows more, one at a time, as they come on a day: `incrementalFoldMs`
//           without a key, `incrementalWithDutiesMs` on a member's phone, which also looks what it owes
//   kept    the same 60,000, covered by what the cold start kept at the last page, and those 400 after it

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { NodeEvent, Stored } from '#protocol/node/event.ts';
import type { Act } from '#protocol/node/module.ts';
import { KEPT_FOLD_ROW } from '#protocol/node/kept-fold.ts';
import { createNode } from '#protocol/node/node.ts';
import { modules } from '#modules/index.ts';
import { nodeOptions } from '#sim/world/founding.ts';
import { yearOf } from './modules-year.ts';

const GOALS = { foldS: 3, mib: 150, actMs: 20, incrementalFoldMs: 2 } as const;
/** Records, voices and a page that come after the 60,000. */
const LATER_ROWS = 400;
const MIB = 2 ** 20;

type Parcel = {
  community: string;
  founderSecret: string;
  endMs: number;
  members: string[];
  rows: [string, string][];
  later: [string, string][];
};

const packed = (rows: readonly Stored[]): [string, string][] =>
  rows.map(({ key, bytes }) => [key, Buffer.from(bytes).toString('base64')]);
const unpacked = (rows: readonly [string, string][]): Stored[] =>
  rows.map(([key, bytes]) => ({ key, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) }));

/** CPU and not wall time, because others may use the machine. */
function cpuMs<T>(work: () => T): { ms: number; answer: T } {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, answer };
}

function share(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)]!;
}
const middle = (values: readonly number[]): number => share(values, 0.5);

/** By the wall: what takes microseconds is too short for the clock of the processor. */
const wallMs = (work: () => void): number => {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
};

const secretsOf = ({ community, founderSecret }: Parcel, withKey: boolean) => ({
  community,
  frameSecret: new Uint8Array(32),
  epoch: 0,
  day: 0,
  log: 0,
  ...(withKey && { signingKey: new Uint8Array(Buffer.from(founderSecret, 'base64')) }),
});

/** One process, one start: with what was kept, or cold. */
function start(parcel: Parcel, stored: readonly Stored[], withKey: boolean) {
  gc!();
  const before = process.memoryUsage();
  const options = { ...nodeOptions(modules, secretsOf(parcel, withKey)), seed: 'bench' };
  const node = createNode(options, parcel.endMs);
  const loaded = cpuMs(() => node.handle({ kind: 'loaded', stored }, parcel.endMs));
  gc!();
  const after = process.memoryUsage();
  const heapMib = (after.heapUsed + after.external - before.heapUsed - before.external) / MIB;
  return { node, loadS: loaded.ms / 1000, heapMib, rssMib: after.rss / MIB };
}

/** What came later, one row at a time: read, named, held, told to its module. */
const oneByOne = (node: ReturnType<typeof createNode>, rows: readonly Stored[], nowMs: number): number[] =>
  rows.map((row) => wallMs(() => node.handle({ kind: 'loaded', stored: [row] }, nowMs)));

/** In the process of its own. */
function measureKept(folder: string): object {
  const parcel = JSON.parse(readFileSync(join(folder, 'year.json'), 'utf8')) as Parcel;
  const kept: Stored = { key: KEPT_FOLD_ROW, bytes: new Uint8Array(readFileSync(join(folder, 'kept'))) };
  const stored = [...unpacked(parcel.rows), ...unpacked(parcel.later), kept];
  [parcel.rows, parcel.later] = [[], []];
  const { node, loadS, heapMib } = start(parcel, stored, false);
  const { covered, folded } = node.started;
  return {
    loadAfterCheckpointS: loadS,
    loadAfterCheckpointMib: heapMib,
    covered,
    replayed: folded,
    keptBytes: kept.bytes.length,
    stateHashAfterCheckpoint: node.stateHash(),
  };
}

/** In the process of its own. */
function measureOneByOne(folder: string): object {
  const parcel = JSON.parse(readFileSync(join(folder, 'year.json'), 'utf8')) as Parcel;
  const { node } = start(parcel, unpacked(parcel.rows), false);
  const keeping = cpuMs(() => node.handle({ kind: 'woke' }, parcel.endMs));
  for (const effect of keeping.answer)
    if (effect.kind === 'persist' && effect.stored.key === KEPT_FOLD_ROW)
      writeFileSync(join(folder, 'kept'), effect.stored.bytes);
  const took = oneByOne(node, unpacked(parcel.later), parcel.endMs);
  return {
    keepFoldS: keeping.ms / 1000,
    incrementalFoldMs: middle(took),
    incrementalFoldP95Ms: share(took, 0.95),
    stateHash: node.stateHash(),
  };
}

/** In the process of its own. */
function measureCold(folder: string): object {
  const parcel = JSON.parse(readFileSync(join(folder, 'year.json'), 'utf8')) as Parcel;
  const stored = unpacked(parcel.rows);
  const later = unpacked(parcel.later);
  const { endMs } = parcel;
  [parcel.rows, parcel.later] = [[], []];
  const { node, loadS, heapMib, rssMib } = start(parcel, stored, true);
  const { records, voices } = node.counts();
  const withDuties = oneByOne(node, later, endMs);
  const hash = cpuMs(() => node.stateHash());

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
  return {
    records,
    voices,
    foldS: loadS,
    heapMib,
    rssMib,
    actMs: middle(acts),
    actMaxMs: Math.max(...acts),
    dutiesMs: middle(duties),
    incrementalWithDutiesMs: middle(withDuties),
    incrementalWithDutiesP95Ms: share(withDuties, 0.95),
    stateHashMs: hash.ms,
  };
}

const self = fileURLToPath(import.meta.url);
const PARTS: { readonly [part: string]: (folder: string) => object } = {
  cold: measureCold,
  'one-by-one': measureOneByOne,
  kept: measureKept,
};
const child = process.argv.indexOf('--child');
if (child > 0) {
  console.log(JSON.stringify(PARTS[process.argv[child + 1]!]!(process.argv[child + 2]!)));
} else {
  const year = yearOf({ members: 400, weeks: 52, matters: 24, records: 60_000 + LATER_ROWS });
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bench-'));
  try {
    const parcel: Parcel = {
      community: year.community,
      founderSecret: Buffer.from(year.founderSecret).toString('base64'),
      endMs: year.endMs,
      members: [...year.members],
      rows: packed(year.rows.slice(0, -LATER_ROWS)),
      later: packed(year.rows.slice(-LATER_ROWS)),
    };
    writeFileSync(join(folder, 'year.json'), JSON.stringify(parcel));
    const startedMs = performance.now();
    const parts = Object.keys(PARTS).map((part) => {
      const argv = ['--expose-gc', '--import', 'tsx', self, '--child', part, folder];
      const output = execFileSync(process.execPath, argv, { encoding: 'utf8', maxBuffer: MIB });
      return JSON.parse(output.trim().split('\n').at(-1)!) as { [name: string]: number | string };
    });
    const measured = Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
    const { stateHash, stateHashAfterCheckpoint } = measured;
    const same = stateHash === stateHashAfterCheckpoint;
    const answer = { ...measured, sameState: same, wallS: (performance.now() - startedMs) / 1000, goals: GOALS };
    process.exitCode = same ? 0 : 1;
    if (process.argv.includes('--json')) console.log(JSON.stringify(answer));
    else
      for (const [name, value] of Object.entries(answer))
        console.log(`${name.padEnd(26)} ${typeof value === 'number' ? value.toFixed(2) : JSON.stringify(value)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
