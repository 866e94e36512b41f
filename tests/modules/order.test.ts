// Every fold of every module, with every record type and statement kind that it declares: order and repeats change nothing.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { decode, encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Fact, Module, Surroundings } from '#protocol/node/module.ts';
import { recordId, type Record } from '#protocol/wire/record.ts';
import { modules } from '#modules/index.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster } from '#modules/roster/module.ts';
import { bytesOf, grown } from './village.ts';

const place = grown(5);
const everybody = place.members.map(place.idOf);

/** Four names of 32 bytes. */
const NAMES_LONGER = 4 * 32;

/** Bodies of a type: mutated from bytes until they read, so that types of the future are tested, too. */
function bodiesOf(module: Module, count: number): Extract<Fact, { kind: 'record' }>[] {
  const facts: Extract<Fact, { kind: 'record' }>[] = [];
  const names: RecordId[] = [place.roster, place.community];
  for (const [at, type] of module.recordTypes.entries()) {
    let found = 0;
    for (let attempt = 0; attempt < 20_000 && found < count; attempt++) {
      const { min, max } = type.body.size;
      const seed = bytesOf(`${type.name}/${attempt}`, 3);
      // Under a signature names are longer than the sizes say, which are those on the air.
      const length = min + ((seed[0]! * 256 + seed[1]!) % (max - min + NAMES_LONGER));
      // Small numbers first, for choices and counts, then letters, for texts.
      const small = (attempt * 7) % 300;
      const bytes = bytesOf(`body ${type.name}/${attempt}`, Math.max(1, length)).map((byte, i) =>
        i < small ? byte % (2 + (attempt % 3)) : 97 + (byte % 26),
      );
      const body = withNames(bytes.slice(0, length), names, attempt);
      const read = decode<unknown>(type.body, body, { form: 'signed' });
      if (!read.ok) continue;
      found++;
      const member = everybody[(at + found) % everybody.length]!;
      const record: Record = {
        member,
        log: found % 4 === 3 ? 1 : 0,
        keyVersion: found % 5 === 4 ? 1 : 0,
        type: type.type,
        seq: 1 + (found % 7),
        time: found,
        body: encode(type.body, read.value, 'signed'),
      };
      const id = recordId(place.communityBytes, record);
      names.push(id);
      facts.push({ kind: 'record', id, record, body: read.value });
    }
  }
  return facts;
}

/** In signed form names are 32 bytes: some of the noise becomes people and records that there are. */
function withNames(bytes: Uint8Array, names: readonly RecordId[], attempt: number): Uint8Array {
  const known = [...everybody, ...names];
  const out = Uint8Array.from(bytes);
  if (attempt % 2 === 0) return out;
  for (let at = attempt % 13; at + 32 <= out.length; at += 33) {
    const name = known[(attempt + at) % known.length]!;
    for (let i = 0; i < 32; i++) out[at + i] = Number.parseInt(name.slice(2 * i, 2 * i + 2), 16);
  }
  return out;
}

function voicesOn(module: Module, records: readonly Fact[]): Fact[] {
  const subjects = records.flatMap((fact) => (fact.kind === 'record' ? [fact.id] : [])).slice(0, 6);
  return module.statementKinds.flatMap((kind) =>
    [...subjects, place.roster].flatMap((record, i) =>
      everybody.flatMap((member, j): Fact[] => {
        const said = Array.from({ length: 1 + ((i + j) % 3) }, (_, n) => ({
          value: (i + j + n) % Math.min(4, kind.valueCount ?? kind.values.length),
          revision: (n * (i + 1)) % (kind.revisionMax + 1),
        }));
        return said.map(({ value, revision }) => ({
          kind: 'statement',
          subject: { kind: kind.kind, record, roster: (i + j) % 5 === 0 ? place.community : place.roster },
          voice: { member, value, revision, keyVersion: 0 },
        }));
      }),
    ),
  );
}

/** As a node does: the module's own state, with the roster that everybody has. */
function folded(
  module: Module,
  facts: readonly Fact[],
  erased?: { readonly gone: readonly Extract<Fact, { kind: 'record' }>[]; readonly after: readonly Fact[] },
): string {
  const people = roster.empty();
  for (const fact of place.facts) roster.fold(people, fact, {} as Surroundings);
  const state = module.name === 'roster' ? people : module.empty();
  const records = new Map<RecordId, Extract<Fact, { kind: 'record' }>>();
  const at = new Map<string, RecordId[]>();
  const around = {
    directory: directoryOf(people, {
      recordsAt: ({ member, log, seq }: { member: MemberId; log: number; seq: number }) =>
        at.get(`${member}/${log}/${seq}`) ?? [],
      placeOf: (id) => records.get(id)?.record,
    }),
    state: (name: string) => (name === 'roster' ? people : name === module.name ? state : undefined),
    record: (id: RecordId) => records.get(id),
  };
  if (module.name !== 'roster') module.fold(state, place.founding, around);
  const fold = (fact: Fact): void => {
    if (fact.kind === 'record' && !records.has(fact.id)) {
      records.set(fact.id, fact);
      const { member, log, seq } = fact.record;
      at.set(`${member}/${log}/${seq}`, [...(at.get(`${member}/${log}/${seq}`) ?? []), fact.id].sort());
    }
    module.fold(state, fact, around);
  };
  facts.forEach(fold);
  for (const said of erased?.gone ?? []) if (records.has(said.id)) module.forget!(state, said);
  erased?.after.forEach(fold);
  return toHex(module.canonical(state, around));
}

describe.each(modules.map((module) => [module.name, module] as const))('the fold of %s', (_name, module) => {
  const records = bodiesOf(module, 5);
  const facts = [...records, ...voicesOn(module, records)];

  test('is tried with every record type and statement kind that it declares', () => {
    const types = new Set(records.map(({ record }) => record.type));
    const missing = module.recordTypes.filter(({ type }) => !types.has(type)).map(({ name }) => name);
    expect(missing).toEqual([]);
    expect(facts.length).toBeGreaterThan(module.recordTypes.length);
  });

  test('gives the same bytes in any order and with any repeats', () => {
    const usual = folded(module, facts);
    expect(usual).not.toBe(folded(module, []));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
        fc.subarray(facts),
        (shuffled, repeated) => {
          expect(folded(module, [...shuffled, ...repeated])).toBe(usual);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const forgetful = modules.filter(({ forget }) => forget !== undefined);
describe.each(forgetful.map((module) => [module.name, module] as const))('the fold of %s', (_name, module) => {
  const records = bodiesOf(module, 5);
  const facts = [...records, ...voicesOn(module, records)];
  const erasable = records.filter(({ record }) => module.custody?.[record.type]?.erasable);

  test('forgets what is erased, whenever that is: as if it had never been said', () => {
    fc.assert(
      fc.property(
        fc.subarray(erasable, { minLength: 1 }),
        fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
        fc.nat(facts.length),
        (gone, shuffled, when) => {
          const names = new Set(gone.map(({ id }) => id));
          const isGone = (fact: Fact): boolean =>
            (fact.kind === 'record' && names.has(fact.id)) ||
            (fact.kind === 'statement' && names.has(fact.subject.record));
          const told = new Set(shuffled.slice(0, when).flatMap((fact) => (fact.kind === 'record' ? [fact.id] : [])));
          // A node reads a statement only where its record is held.
          const before = shuffled
            .slice(0, when)
            .filter((fact) => fact.kind !== 'statement' || !isGone(fact) || told.has(fact.subject.record));
          const after = shuffled.slice(when).filter((fact) => !isGone(fact));
          const without = shuffled.filter((fact) => !isGone(fact));
          expect(folded(module, before, { gone, after })).toBe(folded(module, without));
        },
      ),
      { numRuns: 60 },
    );
  });
});
