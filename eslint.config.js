/**
 * The house's lint: typescript-eslint's strict rules with types, plus what our own rooms promise.
 *
 * The pure rooms have no clock, no chance and no input or output, and give the same number in every
 * engine. The compiler already hides `console`, timers and `crypto` there; what belongs to the language
 * itself (Date, Math.random, Math.sin, locales) is forbidden here. Exceptions stand in this file with
 * their reason, not as comments in the code.
 */

import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Math functions whose result IEEE 754 or ECMAScript fixes to the last bit. The others may differ by engine. */
const EXACT_MATH = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];

const NO_DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };

const PURE = ['protocol/**/*.ts', 'modules/**/*.ts', 'sim/**/*.ts', 'radio/**/*.ts'];
const RIM = ['**/*.node.ts', '**/*.web.ts'];

const pureRooms = {
  files: PURE,
  ignores: RIM,
  rules: {
    'no-restricted-globals': [
      'error',
      { name: 'Date', message: 'A pure room has no clock: take nowMs as an argument.' },
      { name: 'performance', message: 'A pure room has no clock: take nowMs as an argument.' },
      { name: 'setTimeout', message: 'A pure room has no timers: answer with a wake effect.' },
      { name: 'setInterval', message: 'A pure room has no timers: answer with a wake effect.' },
      { name: 'queueMicrotask', message: 'A pure room is synchronous.' },
      { name: 'crypto', message: 'A pure room has no chance: take bytes from a seeded generator.' },
      { name: 'console', message: 'A pure room has no output: return a note.' },
      { name: 'Intl', message: 'A pure room has no locale.' },
      { name: 'globalThis', message: 'A pure room has no surroundings.' },
      { name: 'WeakRef', message: 'When memory is collected is chance.' },
      { name: 'FinalizationRegistry', message: 'When memory is collected is chance.' },
    ],
    'no-restricted-properties': [
      'error',
      ...['toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase', 'localeCompare'].map((property) => ({
        property,
        message: 'A pure room has no locale: compare bytes or code points.',
      })),
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: `MemberExpression[object.name='Math'][property.name!=/^(${EXACT_MATH.join('|')}|PI|E|LN2|SQRT2)$/]`,
        message: 'Not the same in every engine, or not the same twice. Use sim/fixed-math.ts, or a seeded generator.',
      },
      {
        selector: "BinaryExpression[operator='**']:not([left.value=2]):not([left.value=10]):not([left.value=256])",
        message:
          'A power may differ by engine in its last bit, unless it is a whole power of 2, 10 or 256. Write x * x, or use sim/fixed-math.ts.',
      },
      NO_DEFAULT_EXPORT,
    ],
  },
};

/** What the strict set says about code that is meant as it is here. */
const ourTaste = {
  // Reads of typed arrays and sized tuples: noUncheckedIndexedAccess makes each of them possibly undefined.
  '@typescript-eslint/no-non-null-assertion': 'off',
  // A flag set by a callback or a method called in between: the compiler does not see it change.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  // We have no classes whose methods could lose their `this`; objects are closures.
  '@typescript-eslint/unbound-method': 'off',
  // An argument that repeats a default may still be worth reading.
  '@typescript-eslint/no-unnecessary-type-arguments': 'off',
  '@typescript-eslint/no-confusing-void-expression': 'off',
  // A port's method is async by its contract, also where this adapter has nothing to wait for.
  '@typescript-eslint/require-await': 'off',
  // `void (x = y)` and `void f()` both say that an arrow answers nothing.
  '@typescript-eslint/no-meaningless-void-operator': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/consistent-type-imports': 'error',
  'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT],
};

export default ts.config(
  { ignores: ['node_modules*/', 'coverage/', 'web-ui/dist/', 'data/', '.folkmoot/', 'tests/recordings/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['web-ui/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['self', 'caches', 'clients', 'URL', 'Request', 'Response', 'location', 'fetch', 'console'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: { process: 'readonly', setInterval: 'readonly', clearInterval: 'readonly', module: 'readonly' },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tests/house/tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: ourTaste,
  },
  // The tools themselves ask for a default export here.
  { files: ['**/*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  pureRooms,
);
