/**
 * Vitest's results as one small file for tests/run.ts, and a word about a test file that does not end: a
 * loop that never yields cannot be timed out from inside, so somebody has to name it from outside.
 */

import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

export type Sum = { readonly passed: number; readonly failed: number };

/** Where the sum goes; set by tests/run.ts. */
export const SUM_FILE_VARIABLE = 'FOLKMOOT_TEST_SUM_FILE';

const LOOK_EVERY_MS = 60_000;
/** No file takes nearly this long, even on the slowest machine in reach; what does, has hung. */
const HUNG_AFTER_MS = 900_000;

export class SumReporter implements Reporter {
  readonly #startedMs = new Map<TestModule, number>();
  readonly #ended: TestModule[] = [];
  #looking: NodeJS.Timeout | undefined;

  onInit(_vitest: Vitest): void {
    this.#looking = setInterval(() => {
      this.#lookForHung();
    }, LOOK_EVERY_MS);
  }

  onTestModuleStart(module: TestModule): void {
    this.#startedMs.set(module, performance.now());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#startedMs.delete(module);
    this.#ended.push(module);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    clearInterval(this.#looking);
    this.#write(modules, unhandledErrors.length);
  }

  #lookForHung(): void {
    let hung = 0;
    for (const [module, startedMs] of this.#startedMs) {
      const forMs = performance.now() - startedMs;
      if (forMs > LOOK_EVERY_MS)
        console.log(`still running after ${Math.round(forMs / 1000)} s: ${module.relativeModuleId}`);
      if (forMs > HUNG_AFTER_MS) hung += 1;
    }
    if (hung === 0) return;
    console.log('that is too long; giving up');
    this.#write(this.#ended, hung);
    process.exit(1);
  }

  #write(modules: readonly TestModule[], otherFailures: number): void {
    const file = process.env[SUM_FILE_VARIABLE];
    if (file === undefined) return;
    const sum = modules.map(sumOf).reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
      passed: 0,
      failed: otherFailures,
    });
    writeFileSync(file, JSON.stringify(sum));
  }
}

/** A file that fails without a failed test could not be loaded, or its set-up failed: that counts as one. */
function sumOf(module: TestModule): Sum {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const passed = states.filter((state) => state === 'passed').length;
  const failed = states.filter((state) => state === 'failed').length;
  return { passed, failed: failed === 0 && module.state() === 'failed' ? 1 : failed };
}
