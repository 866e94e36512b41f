// Writes the archive of this release: a member's store as the gateway writes it, and what it means.
//
//   npx tsx tests/archives/write.ts
//
// Once for each release, by the code of that release; never again for a release that has one.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '#protocol/bytes/bytes.ts';
import { openSqliteStore } from '#gateway/store/sqlite-store.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { playWorld } from '#sim/worlds/play.ts';
import { TOP } from '../house/files.ts';
import { answersOf } from './answers.ts';

const { version } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as { version: string };
const folder = join(TOP, 'tests/archives', version);
if (existsSync(folder)) throw new Error(`${folder} is there: the archive of a release is written once.`);

const read = readWorld(JSON.parse(readFileSync(join(TOP, 'sim/worlds/two-hamlets.world.json'), 'utf8')));
if (!read.ok) throw new Error('the world is none');
const { play } = playWorld(read.value, { seed: 'archive', samples: 1 });
const [member] = play.town.citizens;
const { node, stored } = member!.phone;

mkdirSync(folder, { recursive: true });
const store = openSqliteStore(join(folder, 'member.sqlite'), 0);
for (const row of stored.values()) await store.append(row);
await store.close();
const { community, frameSecret } = play.town.carrierOptions.secrets;
const means = {
  version,
  community,
  frameSecret: toHex(frameSecret),
  rows: stored.size,
  stateHash: node.stateHash(),
  answers: answersOf(node, play.world.nowMs()),
  nowMs: play.world.nowMs(),
};
writeFileSync(join(folder, 'means.json'), `${JSON.stringify(means, null, 2)}\n`);
