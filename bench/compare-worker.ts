// One of the comparison's threads: works off stored runs by their number, one after another.

import { parentPort } from 'node:worker_threads';
import { compareRun, storedRuns } from './compare-cases.ts';

const rows = storedRuns();
parentPort!.on('message', (index: number) => {
  parentPort!.postMessage({ index, comparison: compareRun(rows[index]!) });
});
