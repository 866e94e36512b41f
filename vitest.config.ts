/**
 * Vitest: one project for all tests that need only Node.js, and one for each Debian program that is
 * present on this machine. What is left out is said by tests/run.ts.
 */

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { PROGRAM_NEEDS, SEARCH_PATH, testFilesIn } from './tests/programs.ts';
import { SumReporter } from './tests/reporter.ts';

/** A hung test ends after this; no test measures time, so a slow machine is never wrong. */
const TIMEOUT_MS = 120_000;

const needsNode = {
  extends: true as const,
  test: { name: 'node', include: ['tests/**/*.test.ts'], exclude: ['tests/needs-*/**'], sequence: { groupOrder: 0 } },
};

/** One file at a time and after all others: these start servers, browsers and networks. */
const needsProgram = PROGRAM_NEEDS.filter(({ folder, missing }) => testFilesIn(folder).length > 0 && !missing()).map(
  ({ folder, program }, index) => ({
    extends: true as const,
    test: {
      name: program,
      include: [`${folder}/**/*.test.ts`],
      fileParallelism: false,
      sequence: { groupOrder: index + 1 },
    },
  }),
);

export default defineConfig({
  test: {
    projects: [needsNode, ...needsProgram],
    pool: 'forks',
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    reporters: ['default', new SumReporter()],
    allowOnly: false,
    env: { PATH: SEARCH_PATH },
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    teardownTimeout: TIMEOUT_MS,
    coverage: {
      provider: 'v8',
      include: ['protocol/**', 'modules/**', 'radio/**', 'gateway/**', 'sim/**', 'web-ui/**'],
      exclude: ['**/*.md', '**/*.json', 'web-ui/dist/**'],
      reporter: ['text-summary', 'html'],
      // Informational: the summary shows them, nothing fails by them.
      reportsDirectory: 'coverage',
    },
  },
});
