// What the worlds of digest-worlds.ts come to under this Node.js, held against the vectors; any supported Node.js can
// be asked. Whoever changes on purpose what happens in worlds writes the vectors anew, and says so in the commit.
//
//     node gateway/ready.mjs tests/sim/digests.ts           compares; ends with 1 where something differs
//     node gateway/ready.mjs tests/sim/digests.ts --write   writes tests/vectors/worlds.json

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOP } from '../house/files.ts';
import { worldDigests } from './digest-worlds.ts';

const FILE = join(TOP, 'tests/vectors/worlds.json');
const text = `${JSON.stringify(worldDigests(), null, 2)}\n`;
if (process.argv.includes('--write')) {
  writeFileSync(FILE, text);
  console.log(`${FILE} is written.`);
} else {
  const same = readFileSync(FILE, 'utf8') === text;
  console.log(`Node.js ${process.versions.node}: ${same ? 'the same as the vectors' : `NOT as the vectors:\n${text}`}`);
  process.exitCode = same ? 0 : 1;
}
