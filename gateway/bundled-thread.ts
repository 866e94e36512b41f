// Starts threads whose code is TypeScript, put together to one script beforehand: for threads that work for hours.
//
// A loader that translates file by file keeps the name of every function by a call wherever one is made, inner ones
// each time: a tenth of a campaign's time. It also translates again in every thread. Only for code that leans on no
// native package and asks nobody where its file is: of both, one script knows nothing.

import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { buildSync } from 'esbuild';

/** What starts threads that run this file of ours, given as a URL; the script of it goes into a folder. */
export function bundledThreads(file: URL, folder: string, resourceLimits: ResourceLimits = {}): () => Worker {
  const path = fileURLToPath(file);
  const script = join(folder, `${basename(path, '.ts')}.cjs`);
  buildSync({
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: `node${process.versions.node}`,
    sourcemap: true,
    outfile: script,
  });
  // What breaks is told with the lines of our files.
  return () => new Worker(script, { execArgv: ['--enable-source-maps'], resourceLimits });
}
