// One region for one day in a process of its own, for bench/sim.ts, which starts it as
//
//   node --import tsx bench/sim-scale.ts real|stand-in towns people records hours
//
// so that memory is this world's alone and the scheme is chosen before anything is loaded: what is played is in
// scale-run.ts, put together to one script with the scheme. Prints one line of JSON.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { runScale as run } from './scale-run.ts';
import { bundleWith } from './schemes/bundle.ts';

const [scheme = '', ...numbers] = process.argv.slice(2);
const [towns = 0, people = 0, records = 0, hours = 0] = numbers.map(Number);
if (!['real', 'stand-in'].includes(scheme) || !(towns > 0 && people > 1 && records > 0 && hours > 1)) {
  console.error('usage: sim-scale.ts real|stand-in towns people records hours');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'folkmoot-scale-'));
const script = join(folder, 'scale.mjs');
await bundleWith(
  new URL(`./schemes/${scheme}.ts`, import.meta.url),
  new URL('./scale-run.ts', import.meta.url),
  script,
);
const { runScale } = (await import(pathToFileURL(script).href)) as { readonly runScale: typeof run };
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ scheme, ...runScale({ towns, people, records, hours }) }));
