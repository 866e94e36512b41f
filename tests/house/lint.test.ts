/** The lint rules of our own, each broken on purpose in a text that is linted as if it stood in that file. */

import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';
import { TOP } from './files.ts';

type Break = { readonly what: string; readonly path: string; readonly text: string; readonly rule: string };

const PURE_PATHS = ['protocol/bytes/bytes.ts', 'sim/random.ts', 'radio/meshtastic/framing.ts'];
const everywherePure = (what: string, text: string, rule: string): readonly Break[] =>
  PURE_PATHS.map((path) => ({ what, path, text, rule }));

const BREAKS: readonly Break[] = [
  ...everywherePure('a clock', 'export const nowMs = (): number => Date.now();', 'no-restricted-globals'),
  ...everywherePure('chance', 'export const a = (): number => Math.random();', 'no-restricted-syntax'),
  ...everywherePure(
    'an inexact function',
    'export const a = (x: number): number => Math.sin(x);',
    'no-restricted-syntax',
  ),
  ...everywherePure('an inexact power', 'export const a = (x: number): number => x ** 2;', 'no-restricted-syntax'),
  ...everywherePure(
    'a locale',
    "export const a = (b: string): number => b.localeCompare('a');",
    'no-restricted-properties',
  ),
  ...everywherePure('a default export', 'export default 1;', 'no-restricted-syntax'),
  { what: 'a default export', path: 'gateway/cli/main.ts', text: 'export default 1;', rule: 'no-restricted-syntax' },
  {
    what: 'any',
    path: 'gateway/cli/main.ts',
    text: 'export const a = (b: any): unknown => b;',
    rule: '@typescript-eslint/no-explicit-any',
  },
  {
    what: 'a promise nobody waits for',
    path: 'gateway/cli/main.ts',
    text: 'Promise.resolve(1);',
    rule: '@typescript-eslint/no-floating-promises',
  },
  {
    what: 'a switch that forgets a case',
    path: 'protocol/bytes/bytes.ts',
    text: "export function a(b: 'c' | 'd'): number { let e = 0; switch (b) { case 'c': e = 1; } return e; }",
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },
];

let eslint: ESLint;
beforeAll(() => {
  // With CI=true in its surroundings typescript-eslint reads each file once, from the disk: it would lint what
  // stands there and not our text.
  const readOurText = { languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } } };
  eslint = new ESLint({ cwd: TOP, overrideConfig: readOurText });
});

test.each(BREAKS)('$what in $path is refused', async ({ path, text, rule }) => {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: join(TOP, path) });
  expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
});

test('exact arithmetic is allowed in a pure room', async () => {
  const text = 'export const a = (b: number): number => Math.sqrt(Math.abs(b)) * 2 ** 32 + 256 ** 3;\n';
  const [result] = await eslint.lintText(text, { filePath: join(TOP, 'sim/random.ts') });
  expect(result?.messages).toEqual([]);
});
