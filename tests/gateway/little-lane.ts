// A small and fast world for tests with real processes: four houses in a lane, a proposal and a call for help within
// the first minute. `folkmoot sim serve` plays it, and orders on its standard input steer it.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMAT, type WorldFile } from '#sim/worlds/format.ts';

export const PROPOSED = 'Open the school';

export const LITTLE_LANE: WorldFile = {
  format: FORMAT,
  name: 'Little lane',
  hours: 3,
  region: 'US',
  preset: 'SHORT_TURBO',
  radios: [{ name: 'roof 1' }, { name: 'roof 2' }, { name: 'roof 3' }],
  links: [
    { between: ['roof 1', 'roof 2'], lossDb: 100 },
    { between: ['roof 2', 'roof 3'], lossDb: 100 },
  ],
  people: ['roof 1', 'roof 2', 'roof 3', 'roof 1'].map((at, i) => ({ name: `house ${i + 1}`, household: i + 1, at })),
  script: [
    {
      hour: 0.01,
      do: 'act',
      who: 'house 1',
      act: 'governance.propose',
      expect: 'done',
      with: {
        kind: 'ordinary',
        method: 'consent',
        periodHours: 20,
        slot: null,
        frontier: { frontier: 'own' },
        title: PROPOSED,
        options: [],
        text: '',
      },
    },
    {
      hour: 0.012,
      do: 'act',
      who: 'house 3',
      act: 'emergency.call',
      expect: 'done',
      with: {
        kind: 'medical',
        severity: 'life-in-danger',
        people: 1,
        position: null,
        drill: false,
        cannotMove: true,
        text: 'fell',
      },
    },
  ],
};

export function littleLaneFile(folder: string): string {
  const file = join(folder, 'lane.world.json');
  writeFileSync(file, JSON.stringify(LITTLE_LANE));
  return file;
}

export type NodeSeen = {
  readonly name: string;
  readonly off?: true;
  readonly records: number;
  readonly voices: number;
  readonly stateHash: string;
};
export type WorldSeen = { readonly hour: number; readonly nodes: readonly NodeSeen[] };

export type ServedProcess = {
  /** The line that it printed when its radios were ready. */
  readonly ready: {
    readonly radios: readonly { readonly address: string }[];
    readonly invitation: string;
    readonly members: Readonly<Record<string, string>>;
  };
  order(line: string): void;
  state(): Promise<WorldSeen>;
  signal(signal: 'SIGINT' | 'SIGKILL'): void;
  readonly ended: Promise<{ readonly code: number | null; readonly err: string; readonly last: string }>;
};

/** `folkmoot sim serve ... --json` as a process of its own. */
export async function simServe(args: readonly string[]): Promise<ServedProcess> {
  const words = ['--import', 'tsx', 'gateway/cli/main.ts', 'sim', 'serve', ...args, '--json'];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let [open, err, last] = ['', '', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (open + chunk.toString()).split('\n');
    open = parts.pop()!;
    for (const line of parts) {
      last = line;
      const next = waiting.shift();
      if (next) next(line);
      else lines.push(line);
    }
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; err: string; last: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, err, last })),
  );
  const line = (): Promise<string> =>
    Promise.race([
      new Promise<string>((resolve) => {
        const held = lines.shift();
        if (held === undefined) waiting.push(resolve);
        else resolve(held);
      }),
      ended.then(() => Promise.reject(new Error(`it ended: ${err}`))),
    ]);
  return {
    ready: JSON.parse(await line()) as ServedProcess['ready'],
    order: (order) => void child.stdin.write(`${order}\n`),
    async state() {
      child.stdin.write('state\n');
      return JSON.parse(await line()) as WorldSeen;
    },
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
