// What the wire would carry of what was said: frames of voices, the air that they take, and what proves a decision.
//
// Counted from the codec itself (§5.2), not from a world's air: each voice in a frame of its own, those of each radio's
// people merged into one map, or all in one. A map that does not fit a frame is halved until it does.

import { fromHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Module } from '#protocol/node/module.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { subjectKey } from '#protocol/tally/tally.ts';
import { SEAL_BYTES } from '#protocol/wire/limits.ts';
import { encodeStatements, type StatementContext, type StatementKind, type Voice } from '#protocol/wire/statement.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import type { PromiseOf } from './format.ts';
import { SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import { certificateContent } from '#modules/governance/certificate.ts';
import { matterOf } from '#modules/governance/matter.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import type { Host } from '../world/world.ts';
import type { Play } from './stage.ts';

const HOUR_MS = 3_600_000;

type Carried = Pick<PromiseOf<'carriedInFrames'>, 'record' | 'statement' | 'merged'>;

/** Bytes of each frame on air. */
export function carriedFrames({ record: label, statement, merged }: Carried, play: Play): readonly number[] {
  const host = play.hostOf(play.file.people[0]!.name);
  const record = play.label(label);
  const [module, kind] = kindOf(statement, play.modulesOf(host));
  if (record === undefined) return [];
  const { node } = host;
  const key = subjectKey(kind.kind, record);
  const subject = node.tally.subject(key);
  if (subject === undefined) return [];
  const voices = node.tally.voices(key);
  const context = contextOf(node, module, play);
  const framesOf = (part: readonly Voice[]): readonly number[] => {
    if (part.length === 0) return [];
    const counted = part.map((voice) => ({ ...voice, multiplicity: 1 }));
    const plaintext = encodeStatements(
      { subject, voices: counted, signature: new Uint8Array(SIGNATURE_BYTES) },
      context,
    );
    if (plaintext) return [plaintext.length + SEAL_BYTES];
    assert(part.length > 1, 'one voice fits a frame');
    const half = Math.ceil(part.length / 2);
    return [...framesOf(part.slice(0, half)), ...framesOf(part.slice(half))];
  };
  if (merged === 'all') return framesOf(voices);
  if (merged === 'each alone') return voices.flatMap((voice) => framesOf([voice]));
  return partsByRadio(voices, play).flatMap(framesOf);
}

export function carriedHours(promise: PromiseOf<'carriedInHours'>, play: Play): number {
  const { preset, airPercent, timesSent } = promise;
  const ms = carriedFrames(promise, play).reduce((sum, bytes) => sum + airtimeMs({ preset }, bytes), 0);
  return Math.round((100 * ms * timesSent * (100 / airPercent)) / HOUR_MS) / 100;
}

/** Infinity where nobody there knows of the matter: no promise is kept by silence. */
export function certificateBytesOn({ node }: Host, { proposal }: PromiseOf<'certificateBytes'>, play: Play): number {
  const id = play.label(proposal);
  const matter = id && matterOf(node.state('governance') as GovernanceState, id, node.directory);
  if (matter?.kind !== 'matter') return Infinity;
  return certificateContent(matter, node.directory).length + SIGNATURE_BYTES;
}

/** All people in the order of the file, equally many at each radio: relays have neighbours, too. */
function partsByRadio(voices: readonly Voice[], { file, hostOf }: Play): readonly (readonly Voice[])[] {
  const numberOf = new Map(file.people.map(({ name }, i) => [hostOf(name).node.self?.member, i]));
  return file.radios.map((_, radio) =>
    voices.filter(({ member }) => {
      const number = numberOf.get(member) ?? 0;
      return Math.floor((number * file.radios.length) / file.people.length) === radio;
    }),
  );
}

function kindOf(statement: string, modules: readonly Module[]): readonly [Module, StatementKind] {
  const [moduleName, kindName] = statement.split('.');
  const module = modules.find(({ name }) => name === moduleName);
  const kind = module?.statementKinds.find(({ name }) => name === kindName);
  assert(module !== undefined && kind !== undefined, `there is a statement ${statement} (meaning.ts)`);
  return [module, kind];
}

function contextOf(node: FolkmootNode, module: Module, play: Play): Omit<StatementContext, 'rosterOf'> {
  const { directory } = node;
  const { record } = node.around(play.world.nowMs());
  const community = fromHex(directory.community ?? '');
  assert(community.ok && community.value.length > 0, 'what is said is said in a community');
  return {
    community: community.value,
    types: new Map(module.recordTypes.map((type) => [type.type, type])),
    kinds: new Map(module.statementKinds.map((kind) => [kind.kind, kind])),
    names: directory,
    keys: directory,
    rosterSize: (page) => directory.roster(page)?.size,
    valueCountOf(kind, id) {
      const held = record(id);
      return held && module.valueCountOf?.(kind, held.record, held.body);
    },
  };
}
