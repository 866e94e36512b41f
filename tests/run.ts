/**
 * `npm test`: types of every room, lint, who may import whom, format, then the tests themselves.
 *
 *     npm test                     everything
 *     npm run types | lint | ...   one check, by its name below
 *     npx vitest run tests/sim     only some tests
 *
 * Everything runs even if something fails, so that one run tells all. The last line is the sum and
 * nothing else: `N passed, N failed`. A check counts as one, a test as one, and so does a test file that
 * cannot be loaded. Tests whose Debian program is missing are listed by name; with
 * FOLKMOOT_REQUIRE_ALL=1 leaving them out is a failure.
 */

import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM_NEEDS, testFilesIn } from './programs.ts';
import { SUM_FILE_VARIABLE, type Sum } from './reporter.ts';

type Check = { readonly kind: string; readonly name: string; readonly command: readonly string[] };

const TOP = join(import.meta.dirname, '..');
const IS_WINDOWS = process.platform === 'win32';
const script = (path: string, ...args: readonly string[]): readonly string[] => [
  join(TOP, 'node_modules', path),
  ...args,
];

/** Every tsconfig*.json of a room is one check; a room may need several (radio: pure, Node, browser). */
const ROOM_CONFIGS = readdirSync(TOP, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(TOP, entry.name, 'tsconfig.json')))
  .flatMap(({ name }) => readdirSync(join(TOP, name)).map((file) => `${name}/${file}`))
  .filter((path) => /\/tsconfig(\.\w+)?\.json$/.test(path));

/** The long one first: two run at a time, and the short ones fill in beside it. */
const CHECKS: readonly Check[] = [
  { kind: 'lint', name: 'lint', command: script('eslint/bin/eslint.js', '.', '--max-warnings=0') },
  ...ROOM_CONFIGS.map((config) => ({
    kind: 'types',
    name: `types of ${config}`,
    command: script('typescript/bin/tsc', '-p', config),
  })),
  {
    kind: 'rooms',
    name: 'who may import whom',
    command: script('dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'tests/house/rooms.cjs', '.'),
  },
  { kind: 'format', name: 'format', command: script('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
];

const none: Sum = { passed: 0, failed: 0 };
const add = (a: Sum, b: Sum): Sum => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const running = new Set<ChildProcess>();

/** Each child leads a process group of its own, so that its own children end with it. */
function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(IS_WINDOWS ? pid : -pid, signal);
  } catch {
    // Nobody of the group is left: all the better.
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) endGroup(child, 'SIGKILL');
    process.exit(128 + constants.signals[signal]);
  });
}

/** Runs Node.js on a script and answers with how it ended; its output is kept, or shown as it comes. */
function run(command: readonly string[], show: 'kept' | 'shown'): Promise<{ ok: boolean; output: string }> {
  const stdio: StdioOptions = show === 'kept' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 1, 2];
  return new Promise((done) => {
    const child = spawn(process.execPath, command, { cwd: TOP, stdio, detached: !IS_WINDOWS });
    running.add(child);
    let output = '';
    const end = (ok: boolean): void => {
      running.delete(child);
      done({ ok, output });
    };
    child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr?.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.once('error', ({ message }) => {
      output += `${message}\n`;
      end(false);
    });
    child.once('close', (code) => {
      endGroup(child, 'SIGKILL'); // what it left running, such as a test that never ended
      end(code === 0);
    });
  });
}

async function runCheck({ name, command }: Check): Promise<Sum> {
  const startedMs = performance.now();
  const { ok: ended, output } = await run(command, 'kept');
  // A room's browser or Node.js half may have no file yet; to the compiler that is an error.
  const ok = ended || /^error TS18003.*\n$/.test(output);
  say(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  if (!ok) say(output.trimEnd().replaceAll(/^/gm, '       '));
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** As many at a time as there are processors; each taker takes the next until none is left. */
async function runChecks(checks: readonly Check[]): Promise<Sum> {
  const left = [...checks];
  const take = async (): Promise<Sum> => {
    let sum = none;
    for (let check = left.shift(); check !== undefined; check = left.shift()) sum = add(sum, await runCheck(check));
    return sum;
  };
  return (await Promise.all(Array.from({ length: availableParallelism() }, take))).reduce(add, none);
}

async function runTests(): Promise<Sum> {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-tests-'));
  const sumFile = join(folder, 'sum.json');
  process.env[SUM_FILE_VARIABLE] = sumFile;
  const { ok } = await run(script('vitest/vitest.mjs', 'run'), 'shown');
  const sum = existsSync(sumFile) ? (JSON.parse(readFileSync(sumFile, 'utf8')) as Sum) : none;
  rmSync(folder, { recursive: true });
  // However else it may end badly, that must not sum to zero failures.
  return !ok && sum.failed === 0 ? add(sum, { passed: 0, failed: 1 }) : sum;
}

/** Says which test files were left out, why, and how to run them. */
function leftOut(): Sum {
  const reasons = PROGRAM_NEEDS.map((need) => ({
    ...need,
    files: testFilesIn(need.folder),
    reason: need.missing(),
  })).filter(({ files, reason }) => files.length > 0 && reason !== undefined);
  for (const { files, reason, howTo } of reasons) {
    say(`\nNot run, because ${reason ?? ''}: ${files.join(', ')}`);
    say(`   To run them: ${howTo}; then npm test again.`);
  }
  const files = reasons.flatMap((need) => need.files);
  if (process.env['FOLKMOOT_REQUIRE_ALL'] !== '1' || files.length === 0) return none;
  say('   FOLKMOOT_REQUIRE_ALL=1 is set, so each of them counts as failed.');
  return { passed: 0, failed: files.length };
}

const kind = process.argv[2];
const checks = CHECKS.filter((check) => kind === undefined || check.kind === kind);
if (checks.length === 0) {
  say(
    `there is no check called "${kind ?? ''}"; there are: ${[...new Set(CHECKS.map((check) => check.kind))].join(', ')}`,
  );
  process.exit(2);
}
let sum = await runChecks(checks);
if (kind === undefined) {
  sum = add(sum, await runTests());
  sum = add(sum, leftOut());
}
say(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;
