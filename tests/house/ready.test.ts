/**
 * The doorstep, gateway/ready.mjs, in a copy of the house with a stand-in for npm: it installs when and
 * only when something is missing, never loses what it had, and the program behind it keeps its exit code,
 * its signals and a clean stdout.
 */

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TOP } from './files.ts';

let house = '';
const at = (path: string): string => join(house, path);
const lockOf = (version: string): string =>
  JSON.stringify({
    packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '1.0.0', optional: true } },
  });

/** A stand-in for npm: notes how it was called, prints to both outputs, and installs or fails as it is told. */
const NPM = `
  import { appendFileSync, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
  appendFileSync('npm-calls', process.argv[2] + '\\n');
  console.log('npm says hello');
  rmSync('node_modules', { recursive: true, force: true });
  mkdirSync('node_modules');
  if (existsSync('no-network')) process.exit(1);
  copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'folkmoot-ready-'));
  mkdirSync(at('gateway'));
  cpSync(join(TOP, 'gateway/ready.mjs'), at('gateway/ready.mjs'));
  writeFileSync(at('package.json'), '{"type":"module"}');
  writeFileSync(at('package-lock.json'), lockOf('1.0.0'));
  writeFileSync(at('npm.mjs'), NPM);
  writeFileSync(at('npm.js'), "import './npm.mjs';");
});

afterEach(() => {
  rmSync(house, { recursive: true, force: true });
});

function ready(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, npm_execpath: at('npm.js') };
  return spawnSync(process.execPath, [at('gateway/ready.mjs'), ...args], { cwd: house, env, encoding: 'utf8' });
}

const npmCalls = (): string => (existsSync(at('npm-calls')) ? readFileSync(at('npm-calls'), 'utf8') : '');

test('packages are installed the first time only, and stdout stays clean', () => {
  const first = ready();
  expect(first).toMatchObject({ status: 0, stdout: '' });
  expect(first.stderr).toContain('npm says hello');
  expect(ready()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(npmCalls()).toBe('ci\n');
});

test('a changed lock file is installed; a changed date is not', () => {
  ready();
  writeFileSync(at('package-lock.json'), lockOf('1.0.0'));
  ready();
  expect(npmCalls()).toBe('ci\n');
  writeFileSync(at('package-lock.json'), lockOf('1.0.1'));
  ready();
  expect(npmCalls()).toBe('ci\nci\n');
});

test('without network a first install ends with a sentence, and a later one goes on with the old packages', () => {
  writeFileSync(at('no-network'), '');
  const first = ready();
  expect(first.status).toBe(1);
  expect(first.stderr).toContain('Is there network?');

  rmSync(at('no-network'));
  ready();
  writeFileSync(at('no-network'), '');
  writeFileSync(at('package-lock.json'), lockOf('1.0.1'));
  const later = ready();
  expect(later.status).toBe(0);
  expect(later.stderr).toContain('going on with the old ones');
  expect(readFileSync(at('node_modules/.package-lock.json'), 'utf8')).toBe(lockOf('1.0.0'));
});

test('an install that was killed half way is noticed, and what was there before is not lost', () => {
  ready();
  mkdirSync(at('node_modules.previous'));
  cpSync(at('node_modules'), at('node_modules.previous'), { recursive: true });
  rmSync(at('node_modules/.package-lock.json'));
  writeFileSync(at('no-network'), '');
  expect(ready().status).toBe(0);
  expect(readFileSync(at('node_modules/.package-lock.json'), 'utf8')).toBe(lockOf('1.0.0'));
  expect(existsSync(at('node_modules.previous'))).toBe(false);
});

test('native packages are built anew for another Node.js', () => {
  ready();
  writeFileSync(at('node_modules/.built-for'), 'another-one');
  expect(ready().stderr).toContain('another Node.js');
  expect(npmCalls()).toBe('ci\nrebuild\n');
});

/** The same doorstep with the real packages behind it, as a program of ours is started. */
function openHouse(program: string): string {
  rmSync(at('package-lock.json'));
  symlinkSync(join(TOP, 'node_modules'), at('node_modules'));
  writeFileSync(at('program.ts'), program);
  return at('gateway/ready.mjs');
}

test('the program’s exit code and arguments are its own', () => {
  const doorstep = openHouse('console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7 as number;');
  const { status, stdout, stderr } = spawnSync(process.execPath, [doorstep, 'program.ts', '--json', 'a b'], {
    cwd: house,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: '["--json","a b"]\n', stderr: '' });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s reaches the program, which may tidy up before it ends',
  async (signal) => {
    const doorstep = openHouse(
      `process.once('${signal}', () => { console.log('tidied up'); process.exit(3 as number); });
     setInterval(() => undefined, 1000); console.log('running');`,
    );
    const child = spawn(process.execPath, [doorstep, 'program.ts'], {
      cwd: house,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => {
      if (said === '') child.kill(signal);
      said += bytes.toString();
    });
    const exitCode = await new Promise((done) => child.once('close', done));
    expect({ said, exitCode }).toEqual({ said: 'running\ntidied up\n', exitCode: 3 });
  },
);
