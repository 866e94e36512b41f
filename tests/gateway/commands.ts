// The `folkmoot` command as a real process: what it was given, what it said, how it ended.

import { spawn } from 'node:child_process';

export type Said = {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What `--json` printed. */
  readonly json: () => unknown;
};

export type Given = {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** So far ahead is the clock of the process: periods are hours, tests are seconds. */
  readonly laterMs?: number;
};

/** Never with a passphrase of the person who runs the tests. */
export function folkmoot(words: readonly string[], { input = '', env = {}, laterMs }: Given = {}): Promise<Said> {
  const { FOLKMOOT_PASSPHRASE: _, ...inherited } = process.env;
  const ahead = laterMs === undefined ? [] : ['--import', './tests/gateway/children/later.mjs'];
  const child = spawn(process.execPath, ['--import', 'tsx', ...ahead, 'gateway/cli/main.ts', ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited, ...env, LATER_MS: String(laterMs ?? 0) },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.on('error', () => undefined); // It may end without reading.
  child.stdin.end(input);
  return new Promise((resolve) =>
    child.once('close', (code) =>
      resolve({ code, out, err, json: () => JSON.parse(out.trim().split('\n').at(-1) ?? '') as unknown }),
    ),
  );
}

/** The same in a folder, done or a failed test that shows why. */
export function inFolder(folder: string, given: Given = {}) {
  return async (...words: readonly string[]): Promise<Said> => {
    const said = await folkmoot([...words, '--folder', folder, '--json'], given);
    if (said.code !== 0) throw new Error(`${words.join(' ')} ended with ${said.code}: ${said.out}${said.err}`);
    return said;
  };
}
