// Starts a thread whose code is TypeScript.
//
// A bare thread does not read TypeScript, and with Node 20 `--import tsx` does not teach it: it is shown here how.

import { Worker, type ResourceLimits } from 'node:worker_threads';

/** A thread that runs this file of ours, given as a URL. */
export const startThread = (file: URL, resourceLimits: ResourceLimits = {}): Worker =>
  new Worker(
    `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {` +
      ` register(); return import(${JSON.stringify(file.href)}); })`,
    { eval: true, execArgv: [], resourceLimits },
  );
