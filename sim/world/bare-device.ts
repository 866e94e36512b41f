// A device put together from what was said alone: the production modules, folded; no disk, no air, no signatures.
//
// For worlds of many members in which nothing is asked of the wire. It answers as a node does where modules are asked
// (a state, its surroundings, what all of it means), so queries, promises and invariants read it like any other.

import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { createRecordStore } from '#protocol/log/record-store.ts';
import type { Fact, Module, Self, Surroundings } from '#protocol/node/module.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { subjectKey, type SubjectKey } from '#protocol/tally/tally.ts';
import type { Subject, Voice } from '#protocol/wire/statement.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import type { RosterState } from '#modules/roster/shape.ts';

export type RecordFact = Extract<Fact, { kind: 'record' }>;

export type BareDevice = {
  readonly directory: Directory;
  hear(facts: readonly Fact[]): void;
  state(module: string): unknown;
  /** At its own time. */
  around(): Surroundings;
  /** As promises and invariants look at it: what a node shows of what it holds. `self`: who asks. */
  nodeFor(self?: Self): FolkmootNode;
};

type Shown = Pick<
  FolkmootNode,
  'directory' | 'around' | 'state' | 'frontierDigest' | 'stateHash' | 'airtime' | 'records' | 'self'
> & { readonly tally: Pick<FolkmootNode['tally'], 'subject' | 'voices'> };

export function bareDevice(modules: readonly Module[], nowMs: () => number): BareDevice {
  const states = new Map(modules.map((module) => [module.name, module.empty()]));
  const held = new Map<RecordId, RecordFact>();
  const since = new Map<RecordId, number>();
  const places = new Map<string, RecordId[]>();
  const said = new Set<string>();
  const spoken = new Map<SubjectKey, { readonly subject: Subject; readonly voices: Map<string, Voice> }>();
  const people = states.get('roster');
  assert(people !== undefined, 'nobody is anywhere without the roster');
  const directory = directoryOf(people as RosterState, {
    recordsAt: ({ member, log, seq }) => places.get(`${member}/${log}/${seq}`) ?? [],
    placeOf: (id) => held.get(id)?.record,
  });
  const aroundAt = (atMs: number): Surroundings => ({
    directory,
    state: (module) => states.get(module),
    record: (id) => held.get(id),
    heldSinceMs: (id) => since.get(id),
    nowMs: atMs,
  });
  const around = (): Surroundings => aroundAt(nowMs());
  const owns = (module: Module, fact: Fact): boolean =>
    fact.kind === 'genesis' ||
    (fact.kind === 'record'
      ? module.recordTypes.some(({ type }) => type === fact.record.type)
      : module.statementKinds.some(({ kind }) => kind === fact.subject.kind));
  const keep = (fact: Fact): void => {
    said.add(fact.kind === 'record' ? fact.id : JSON.stringify(fact));
    if (fact.kind === 'record' && !held.has(fact.id)) {
      const { member, log, seq } = fact.record;
      const place = `${member}/${log}/${seq}`;
      held.set(fact.id, fact);
      since.set(fact.id, nowMs());
      places.set(place, [...(places.get(place) ?? []), fact.id]);
    }
    if (fact.kind !== 'statement') return;
    const key = subjectKey(fact.subject.kind, fact.subject.record);
    const { voices } = spoken.get(key) ?? { voices: new Map<string, Voice>() };
    const known = voices.get(fact.voice.member);
    if (known === undefined || known.revision < fact.voice.revision) voices.set(fact.voice.member, fact.voice);
    spoken.set(key, { subject: fact.subject, voices });
  };

  let meant: { readonly of: number; readonly hash: string } | undefined;
  const stateHash = (): string => {
    if (meant?.of !== said.size) {
      const all = modules.map((module) => sha256(module.canonical(states.get(module.name), around())));
      meant = { of: said.size, hash: toHex(sha256(concat(...all))) };
    }
    return meant.hash;
  };
  const node: Shown = {
    self: undefined,
    directory,
    around: aroundAt,
    state: (module) => states.get(module),
    stateHash,
    frontierDigest: () => sha256(toUtf8([...said].sort().join())).slice(0, 8),
    airtime: () => ({ spentMs: [0, 0, 0, 0], allowedMs: [0, 0, 0, 0] }),
    records: { ...createRecordStore(), get: (id) => held.get(id) as ReturnType<FolkmootNode['records']['get']> },
    tally: {
      subject: (key) => spoken.get(key)?.subject,
      voices: (key) => [...(spoken.get(key)?.voices.values() ?? [])],
    },
  };
  return {
    directory,
    state: (module) => states.get(module),
    around,
    hear(facts) {
      const here = around();
      for (const fact of facts) {
        keep(fact);
        for (const module of modules) if (owns(module, fact)) module.fold(states.get(module.name), fact, here);
      }
    },
    nodeFor: (self) => ({ ...node, self }) as FolkmootNode,
  };
}
