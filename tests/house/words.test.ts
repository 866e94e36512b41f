/**
 * What no compiler looks at: words that must not stand in some files, and files that must stand in every
 * room. Each rule is one line of a table and answers with the places it objects to.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROGRAM_NEEDS, testFilesIn } from '../programs.ts';
import { ROOMS, sourceFiles, textOf, TOP } from './files.ts';

type WordRule = {
  readonly sentence: string;
  readonly files: RegExp;
  readonly except?: RegExp;
  readonly forbidden: RegExp;
  /** A line that must be objected to, so that the rule is known to see. */
  readonly example: string;
};

const TEXT_FILES = /\.(ts|tsx|js|mjs|cjs|json|md|css|html|proto|ya?ml|service|rules|sh)$|^\.ci\/run$/;
const PURE_FILES = /^(protocol|modules|sim|radio)\/.*(?<!\.node)(?<!\.web)\.ts$/;

const WORD_RULES: readonly WordRule[] = [
  {
    sentence: 'a pure room reads no clock',
    files: PURE_FILES,
    forbidden: /\bnew Date\b|\bDate\.(now|parse|UTC)\b|\bperformance\.\w/,
    example: 'const nowMs = Date.now();',
  },
  {
    sentence: 'a pure room has no chance but a seeded one',
    files: PURE_FILES,
    forbidden:
      /\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b|@noble\/[^']*utils[^\n]*randomBytes|randomBytes[^\n]*@noble/,
    example: "import { randomBytes } from '@noble/hashes/utils.js';",
  },
  {
    sentence: 'a pure room sets no timer',
    files: PURE_FILES,
    forbidden: /\b(setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame)\(/,
    example: 'setTimeout(retry, 5);',
  },
  {
    sentence: 'what is said and what it means is worked out at once; only the driver of a node waits for its ports',
    files: /^(protocol|modules)\/.*\.ts$/,
    except: /^protocol\/node\/drive[^/]*\.ts$/,
    forbidden: /\bawait \w|\basync \(|\basync function/,
    example: 'await store.append(record);',
  },
  {
    sentence: 'the simulator computes the same in every engine',
    files: /^sim\/.*\.ts$/,
    forbidden: /\bMath\.(a?sinh?|a?cosh?|a?tanh?|atan2|log\w*|exp\w*|pow|cbrt|hypot)\(/,
    example: 'const angle = Math.atan2(y, x);',
  },
  {
    sentence: 'no test is singled out and none is skipped',
    files: /^tests\/.*\.ts$/,
    forbidden: /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|skipIf|runIf|fails)\b/,
    example: "test.only('a', () => {});",
  },
  {
    sentence: 'nothing is silenced in the code; exceptions stand in eslint.config.js with their reason',
    files: /\.(ts|tsx|mjs|cjs|js)$/,
    forbidden: /eslint-disable|@ts-ignore|@ts-nocheck|@ts-expect-error/,
    example: '// @ts-ignore',
  },
  {
    sentence: 'no address of a package registry and no path of somebody’s machine',
    files: TEXT_FILES,
    forbidden:
      /registry\.npmjs|artifactory|\/packages\/npm\/|(^|[\s"'`(=:])(\/work\/|\/root\/|\/home\/[a-z]+\/|\/Users\/)/m,
    example: 'cd /home/ada/folkmoot',
  },
  {
    sentence: 'nothing is put off with a word in the code',
    files: /\.(ts|tsx|mjs|cjs|js|css)$/,
    forbidden: /\b(TODO|FIXME|XXX|HACK)\b/,
    example: '// TODO later',
  },
];

/** This file names what it forbids. */
const HERE = /^tests\/house\/words\.test\.ts$/;

function objections({ files, except, forbidden }: WordRule): readonly string[] {
  return sourceFiles(files)
    .filter((path) => !HERE.test(path) && !except?.test(path))
    .flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, i) => (forbidden.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
    );
}

describe.each(WORD_RULES)('$sentence', (rule) => {
  test('the rule sees its example', () => {
    expect(rule.forbidden.test(rule.example)).toBe(true);
  });
  test('and finds nothing in the house', () => {
    expect(objections(rule)).toEqual([]);
  });
});

test('every room has a README', () => {
  expect(ROOMS.filter((room) => !existsSync(join(TOP, room, 'README.md')))).toEqual([]);
});

test('the lock file names no address and every version in package.json is exact', () => {
  expect(textOf('package-lock.json')).not.toMatch(
    /"resolved"|https?:\/\/(?!opencollective|github|tidelift|paulmillr)[^"]*\.tgz/,
  );
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lock file holds every package another one names, for every platform, so that npm ci takes it', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    readonly packages: Readonly<
      Record<string, { readonly [kind: string]: Readonly<Record<string, string>> | undefined }>
    >;
  };
  // Where a package looks for another: beside itself, then in each folder above.
  const isHeld = (from: string, name: string): boolean =>
    `${from}/node_modules/${name}` in packages ||
    (from !== '' && isHeld(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)) ||
    `node_modules/${name}` in packages;
  const lost = Object.entries(packages).flatMap(([from, entry]) =>
    Object.keys({ ...entry['dependencies'], ...entry['optionalDependencies'] })
      .filter((name) => !isHeld(from, name))
      .map((name) => `${from} needs ${name}`),
  );
  expect(lost).toEqual([]);
});

test('every script in package.json starts at the doorstep and leads to a file that exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const lost = Object.entries(scripts).filter(([, line]) => {
    const [node, doorstep, target] = line.split(' ');
    return (
      node !== 'node' || doorstep !== 'gateway/ready.mjs' || (target !== '&&' && !existsSync(join(TOP, target ?? '')))
    );
  });
  expect(lost).toEqual([]);
});

test('every folder tests/needs-* stands in the table of programs, and every other test needs only Node.js', () => {
  const folders = new Set(sourceFiles(/^tests\/needs-[^/]+\//).map((path) => path.split('/').slice(0, 2).join('/')));
  expect([...folders].filter((folder) => !PROGRAM_NEEDS.some((need) => need.folder === folder))).toEqual([]);
  const elsewhere = testFilesIn('tests').filter((path) => !path.startsWith('tests/needs-'));
  const starters = /\b(spawn|exec|execFile|spawnSync|execFileSync)\(\s*['"](chromium|mosquitto|ip|socat|unshare)['"]/;
  expect(elsewhere.filter((path) => starters.test(textOf(path)))).toEqual([]);
});

test('every decision stands in the list of decisions', () => {
  const list = textOf('docs/decisions/README.md');
  const notes = sourceFiles(/^docs\/decisions\/\d{4}-.*\.md$/).map((path) => path.split('/')[2]!);
  expect(notes.length).toBeGreaterThan(0);
  expect(notes.filter((note) => !list.includes(`(${note})`))).toEqual([]);
});
