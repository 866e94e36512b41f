// Reads a world: by its schema (format.ts), what stands for many written out (expand.ts), and whether the names it
// uses are there (meaning.ts). What comes of it is the world that is played.

import * as v from 'valibot';
import { err, type Result } from '#protocol/bytes/result.ts';
import { expandWorld } from './expand.ts';
import { PEOPLE_MAX, worldSchema, type WorldFault, type WorldFile } from './format.ts';
import { isCommunities } from './communities-format.ts';
import { issueFault } from './issue-fault.ts';
import { meaningFaults } from './meaning.ts';

/** Of a fault list that people read. */
const FAULTS_SHOWN = 20;

/** Reads a world from a parsed JSON value; answers up to twenty faults where it is none. */
export function readWorld(value: unknown): Result<WorldFile, readonly WorldFault[]> {
  if (isCommunities(value)) return err([{ where: 'format', what: 'several communities are played by sim run alone' }]);
  const read = v.safeParse(worldSchema, value);
  if (!read.success) return err(read.issues.slice(0, FAULTS_SHOWN).map(issueFault));
  const expanded = expandWorld(read.output as WorldFile, PEOPLE_MAX);
  if (!expanded.ok) return err(expanded.error.slice(0, FAULTS_SHOWN));
  const faults = meaningFaults(expanded.value);
  return faults.length > 0 ? err(faults.slice(0, FAULTS_SHOWN)) : expanded;
}
