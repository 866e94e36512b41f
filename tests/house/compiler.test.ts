/**
 * What the compiler hides in each room: for every tsconfig, a file is planted (in memory) among the files
 * that are really there, using what that room must not know. A package whose types drag in Node.js or the
 * browser would open the wall for everybody; then a line here turns red.
 */

import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { sourceFiles, TOP } from './files.ts';

/** Things of a platform, each of them one statement. */
const CONSOLE = "console.log('a');";
const TIMER = 'setTimeout(() => undefined, 1);';
const WEB_CRYPTO = 'crypto.getRandomValues(new Uint8Array(1));';
const TEXT = "new TextEncoder().encode('a');";
const PROCESS = 'process.exit(1);';
const BUFFER = 'Buffer.alloc(1);';
const NODE_FS = "import 'node:fs'; export const a = await import('node:fs');";
const DOCUMENT = 'document.title;';
const FETCH = "await fetch('a');";
const ENUM = 'enum A { B }; export const a = A.B;';
const LOOSE_INDEX = 'export const a = (b: readonly number[]): number => b[0];';

const PLATFORM = [CONSOLE, TIMER, WEB_CRYPTO, TEXT, PROCESS, BUFFER, NODE_FS, DOCUMENT, FETCH];
const STRICT = [ENUM, LOOSE_INDEX];

type Wall = { readonly plantedAt: string; readonly hidden: readonly string[]; readonly known: readonly string[] };

const WALLS: Readonly<Record<string, Wall>> = {
  'protocol/tsconfig.json': { plantedAt: 'protocol/bytes/planted.ts', hidden: PLATFORM, known: [] },
  'modules/tsconfig.json': { plantedAt: 'modules/roster/planted.ts', hidden: PLATFORM, known: [] },
  'sim/tsconfig.json': { plantedAt: 'sim/planted.ts', hidden: PLATFORM, known: [] },
  'radio/tsconfig.json': { plantedAt: 'radio/meshtastic/planted.ts', hidden: PLATFORM, known: [] },
  'radio/tsconfig.node.json': {
    plantedAt: 'radio/links/planted.node.ts',
    hidden: [DOCUMENT],
    known: [NODE_FS, BUFFER, TIMER],
  },
  'radio/tsconfig.web.json': {
    plantedAt: 'radio/links/planted.web.ts',
    hidden: [NODE_FS, PROCESS, BUFFER],
    known: [DOCUMENT, TIMER],
  },
  'gateway/tsconfig.json': { plantedAt: 'gateway/planted.ts', hidden: [DOCUMENT], known: [NODE_FS, CONSOLE, TIMER] },
  'web-ui/tsconfig.json': {
    plantedAt: 'web-ui/planted.ts',
    hidden: [NODE_FS, PROCESS, BUFFER],
    known: [DOCUMENT, CONSOLE, TIMER],
  },
  'tests/tsconfig.json': { plantedAt: 'tests/planted.ts', hidden: [], known: [NODE_FS, DOCUMENT] },
};

/** Which statements the compiler refuses, when each stands in a file of its own in that room. */
function refusedIn(config: string, { plantedAt }: Wall, statements: readonly string[]): readonly string[] {
  const path = join(TOP, config);
  const read = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  const parsed = ts.parseJsonConfigFileContent(read.config, ts.sys, join(path, '..'));
  const planted = new Map(statements.map((text, i) => [join(TOP, plantedAt.replace('planted', `planted-${i}`)), text]));
  const host = ts.createCompilerHost(parsed.options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => planted.has(file) || fileExists(file);
  host.readFile = (file) => planted.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = planted.get(file);
    return text === undefined
      ? getSourceFile(file, target, ...rest)
      : ts.createSourceFile(file, `export {};\n${text}`, target);
  };
  const program = ts.createProgram([...parsed.fileNames, ...planted.keys()], parsed.options, host);
  const isRefused = (file: string): boolean => {
    const source = program.getSourceFile(file);
    return program.getSyntacticDiagnostics(source).length + program.getSemanticDiagnostics(source).length > 0;
  };
  return [...planted].filter(([file]) => isRefused(file)).map(([, text]) => text);
}

test('every tsconfig of the house has its wall tested here', () => {
  expect(Object.keys(WALLS).sort()).toEqual(sourceFiles(/^[^/]+\/tsconfig(\.\w+)?\.json$/));
});

test.each(Object.entries(WALLS))('%s hides what the room must not know, and nothing more', (config, wall) => {
  const forbidden = [...wall.hidden, ...STRICT];
  expect(refusedIn(config, wall, [...forbidden, ...wall.known])).toEqual(forbidden);
});
