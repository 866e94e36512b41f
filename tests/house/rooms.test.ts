/**
 * The rules of tests/house/rooms.cjs are worth what they catch: every one of them is broken here on
 * purpose, in a little house built for it, and must be named. And they must really have read our house:
 * a cruiser that quietly skips files reports no violation either.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceFiles, TOP } from './files.ts';

type Rules = { readonly forbidden: readonly { readonly name: string }[] };
type Cruise = {
  readonly modules: readonly { readonly source: string; readonly coreModule?: boolean }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
};

const RULES = createRequire(import.meta.url)('./rooms.cjs') as Rules;

/** Rule name -> the file that breaks it and what that file says. */
const BREAKS: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'protocol imports only from protocol': ['protocol/a.ts', "import '#modules/free.ts';"],
  'modules imports only from modules, protocol': ['modules/a.ts', "import '#radio/free.ts';"],
  'radio imports only from radio, protocol/bytes': ['radio/a.ts', "import '#protocol/wire/free.ts';"],
  'sim imports only from sim, protocol, modules, radio': ['sim/a.ts', "import '#gateway/free.ts';"],
  'gateway imports only from gateway, protocol, modules, radio, sim': ['gateway/a.ts', "import '#web-ui/free.ts';"],
  'web-ui imports only from web-ui, protocol, modules, radio, sim': ['web-ui/a.ts', "import '#gateway/free.ts';"],
  'protocol uses only the packages in its list': ['protocol/b.ts', "import 'ws';"],
  'modules uses no package': ['modules/b.ts', "import '@noble/hashes';"],
  'radio uses only the packages in its list': ['radio/b.ts', "import 'serialport';"],
  'sim uses only the packages in its list': ['sim/b.ts', "import 'ws';"],
  'gateway uses only the packages in its list': ['gateway/b.ts', "import 'solid-js';"],
  'web-ui uses only the packages in its list': ['web-ui/b.tsx', "import type { A } from 'ws'; export type B = A;"],
  'protocol does not touch Node.js outside its .node.ts files': ['protocol/c.ts', "import 'node:fs';"],
  'modules does not touch Node.js outside its .node.ts files': ['modules/c.ts', "import 'node:crypto';"],
  'radio does not touch Node.js outside its .node.ts files': ['radio/c.ts', "import 'node:net';"],
  'sim does not touch Node.js outside its .node.ts files': ['sim/c.ts', "import 'node:fs';"],
  'web-ui does not touch Node.js outside its .node.ts files': ['web-ui/c.ts', "import 'node:path';"],
  'protocol/bytes stands only on what comes before it': ['protocol/bytes/a.ts', "import '../crypto/free.ts';"],
  'protocol/crypto stands only on what comes before it': ['protocol/crypto/a.ts', "import '../wire/free.ts';"],
  'protocol/wire stands only on what comes before it': ['protocol/wire/a.ts', "import '../log/free.ts';"],
  'protocol/log stands only on what comes before it': ['protocol/log/a.ts', "import '../tally/free.ts';"],
  'protocol/tally stands only on what comes before it': ['protocol/tally/a.ts', "import '../sync/free.ts';"],
  'protocol/sync stands only on what comes before it': ['protocol/sync/a.ts', "import '../node/free.ts';"],
  'one module never imports another': [
    'modules/roster/a.ts',
    "import type { A } from '../economy/free.ts'; export type B = A;",
  ],
  'only the command line and the embedded neighbourhood of a gateway use the simulator': [
    'gateway/lan/a.ts',
    "import '#sim/free.ts';",
  ],
  'the page loads the simulator only on demand': ['web-ui/d.ts', "import '#sim/free.ts';"],
  'the page and the simulator use no .node.ts file': ['web-ui/e.ts', "import '#radio/links/free.node.ts';"],
  'the gateway and the simulator use no .web.ts file': ['gateway/e.ts', "import '#radio/links/free.web.ts';"],
  'a pure file uses no .node.ts or .web.ts file': ['radio/e.ts', "import './links/free.node.ts';"],
  'a .node.ts file uses no .web.ts file, nor the other way round': ['radio/links/a.node.ts', "import './free.web.ts';"],
  'a .node.ts file of the radio uses serialport and the packages of its room only': [
    'radio/links/b.node.ts',
    "import 'ws';",
  ],
  'nothing imports tests': ['sim/f.ts', "import '../tests/free.ts';"],
  'nothing imports a benchmark': ['sim/g.ts', "import '../bench/free.ts';"],
  'no import goes in a circle': ['sim/h.ts', "import './h-too.ts';"],
  'every import leads somewhere': ['sim/i.ts', "import './nowhere.ts';"],
};

/** What the rules allow, close beside what they forbid. None of these may be named. */
const KEEPS: Readonly<Record<string, string>> = {
  'protocol/node/keeps.ts': "import '../bytes/free.ts'; import '@noble/hashes';",
  'modules/roster/keeps.ts': "import '#protocol/node/free.ts'; import './other.ts';",
  'modules/all.ts': "import './roster/free.ts'; import './economy/free.ts';",
  'radio/links/keeps.node.ts': "import 'serialport'; import 'node:net'; import '../free.ts';",
  'radio/keeps.ts': "import 'protobufjs'; import '#protocol/bytes/free.ts';",
  'gateway/cli/keeps.ts': "import '#sim/free.ts'; import 'ws'; import 'node:fs'; import '#radio/links/free.node.ts';",
  'web-ui/keeps.tsx':
    "export const playground = () => import('#sim/free.ts'); import 'solid-js/web'; import '#radio/links/free.web.ts';",
  'tests/keeps.test.ts': "import '#gateway/cli/free.ts'; import '../tests/free.ts';",
};

const FREE_FOLDERS = [
  ...['protocol', 'modules', 'radio', 'sim', 'gateway', 'web-ui', 'tests', 'bench', 'gateway/cli'],
  ...['bytes', 'crypto', 'wire', 'log', 'tally', 'sync', 'node'].map((rung) => `protocol/${rung}`),
  ...['modules/roster', 'modules/economy'],
];
const PACKAGES = ['ws', '@noble/hashes', 'serialport', 'protobufjs', 'solid-js'];

function cruise(folder: string, ...what: readonly string[]): Cruise {
  const cruiser = join(TOP, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', 'tests/house/rooms.cjs', '--output-type', 'json', ...what];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64e6 })) as Cruise;
}

let house = '';
let namedIn: Cruise['summary']['violations'] = [];

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'folkmoot-house-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), `${text}\n`);
  };
  for (const folder of FREE_FOLDERS) write(`${folder}/free.ts`, 'export type A = 1;');
  for (const suffix of ['node', 'web']) write(`radio/links/free.${suffix}.ts`, 'export type A = 1;');
  write('modules/roster/other.ts', 'export type A = 1;');
  write('sim/h-too.ts', "import './h.ts';");
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
    write(`node_modules/${name}/web.js`, '');
  }
  const { imports } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as { imports: unknown };
  const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0']));
  write('package.json', JSON.stringify({ name: 'house', type: 'module', imports, dependencies }));
  cpSync(join(TOP, 'tests/house/rooms.cjs'), join(house, 'tests/house/rooms.cjs'), { recursive: true });
  for (const [path, text] of [...Object.values(BREAKS), ...Object.entries(KEEPS)]) write(path, text);
  namedIn = cruise(house, '.').summary.violations;
});

afterAll(() => {
  rmSync(house, { recursive: true, force: true });
});

test('every rule has somebody here who breaks it', () => {
  expect(Object.keys(BREAKS).sort()).toEqual(RULES.forbidden.map(({ name }) => name).sort());
});

test.each(Object.entries(BREAKS))('who breaks "%s" is named', (name, [path]) => {
  const stem = path.replace(/\.tsx?$/, ''); // of a circle either half may be named: h.ts or h-too.ts
  expect(namedIn.filter(({ from }) => from.startsWith(stem)).map(({ rule }) => rule.name)).toContain(name);
});

test.each(Object.keys(KEEPS))('%s keeps the rules and is not named', (path) => {
  expect(namedIn.filter(({ from }) => from === path)).toEqual([]);
});

test('the cruiser reads every source file of the house', () => {
  const ours = sourceFiles(/\.(ts|tsx|js|mjs|cjs)$/);
  const read = cruise(TOP, '.').modules.map(({ source }) => source);
  expect(ours.length).toBeGreaterThan(50);
  expect(ours.filter((path) => !read.includes(path))).toEqual([]);
});
