/**
 * A world that was stopped half-way, in a file.
 *
 * The same world and seed give the same course of events, so a save holds no nodes: it holds what to play, how far,
 * and what must have come of it. Resuming plays it again to that hour, compares, and goes on. That takes as long as
 * the first time did, and it proves that nothing has changed in between: software that makes another course of it
 * is found out here and not believed.
 */

import * as v from 'valibot';
import type { WorldFile } from '#sim/worlds/format.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { jsonIn, worldOf, writeText } from './sim-files.ts';

const Save = v.strictObject({
  format: v.literal('folkmoot save 1'),
  world: v.unknown(),
  seed: v.string(),
  hour: v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)),
  traceDigest: v.string(),
  stateHashes: v.array(v.string()),
});

/** What a run has come to. */
export type Standing = { readonly traceDigest: string; readonly stateHashes: readonly string[] };

export type Saved = {
  readonly world: WorldFile;
  /** As the file had it. */
  readonly written: unknown;
  readonly seed: string;
  readonly hour: number;
  readonly standing: Standing;
};

export function writeSave(file: string, { written, seed, hour, standing }: Omit<Saved, 'world'>): void {
  writeText(file, `${JSON.stringify({ format: 'folkmoot save 1', world: written, seed, hour, ...standing })}\n`);
}

export function readSave(file: string): Saved {
  const read = v.safeParse(Save, jsonIn(file));
  if (!read.success)
    throw new Sentence(EXIT.damaged, `${file} is no saved world.`, 'Give what folkmoot sim run --save wrote.');
  const { world, seed, hour, traceDigest, stateHashes } = read.output;
  return { world: worldOf(file, world), written: world, seed, hour, standing: { traceDigest, stateHashes } };
}

/** Ends the command where the world has not come to what it was saved at. */
export function mustStandAt(file: string, { hour, standing }: Saved, now: Standing): void {
  if (
    JSON.stringify([now.traceDigest, now.stateHashes]) === JSON.stringify([standing.traceDigest, standing.stateHashes])
  )
    return;
  throw new Sentence(
    EXIT.damaged,
    `${file}: played again to hour ${hour}, this world stands elsewhere: ${now.traceDigest}, not ${standing.traceDigest}.`,
    'It was saved by another version, whose nodes did other things. Play it from the beginning: folkmoot sim run.',
  );
}
