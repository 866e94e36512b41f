// Everything that a node holds, and what it means: the one place where facts are taken in.
//
// Only checked things come here. Each is stored, told to the module that owns it, and shown in what the
// modules derive. Nothing here sends, waits or checks signatures.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, toHex, toUtf8 } from '../bytes/bytes.ts';
import { decode } from '../bytes/codec.ts';
import type { Choose, MemberId, RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import type { Directory } from '../log/directory.ts';
import { createErasures, type Erasures } from '../log/erasures.ts';
import { createRecordStore, type Held, type Proof, type RecordStore } from '../log/record-store.ts';
import { createForkProofs, forkId, type ForkProofs } from '../log/fork-proofs.ts';
import { createHoldings, type Holdings } from '../sync/holdings.ts';
import { isVoice, type Extra, type ExtraItem, type Item } from '../sync/items.ts';
import { createTally, subjectKey, type Tally, voiceItem } from '../tally/tally.ts';
import { encodeFork, forkedIds, recordsIn, type ForkProof } from '../wire/fork.ts';
import { emptied, erasingWord } from '../wire/erasing.ts';
import { decodeGenesis } from '../wire/genesis.ts';
import { recordId, type Record, type RecordType, type RecordTypes } from '../wire/record.ts';
import type { StatementContext, StatementKind, StatementKinds, StatementMap, Voice } from '../wire/statement.ts';
import { bundleRow, forkRow, genesisRow, mapRow, readRow, recordRow, ROW_ORDER, rowSum, type Row } from './archive.ts';
import type { NodeEffect, Stored } from './event.ts';
import { canKeep, KEPT_FOLD_ROW, keptFoldRow, restoreState, stateBytes, type KeptFold } from './kept-fold.ts';
import type { Fact, Module, Refusal, Surroundings } from './module.ts';
import { interner } from './interner.ts';
import type { NodeOptions } from './node-api.ts';
import { foldOnRows, RECORD_KEY } from './kept-rows.ts';
import { createObedience } from './obey.ts';
import { owners } from './owners.ts';
import { readPlain } from './plain-state.ts';

export interface Book {
  readonly community: Uint8Array;
  readonly directory: Directory;
  readonly records: RecordStore;
  readonly tally: Tally;
  readonly holdings: Holdings;
  readonly types: RecordTypes;
  readonly kinds: StatementKinds;
  readonly modules: readonly Module[];
  /** What a reader of frames must know. */
  context(choose?: Choose): StatementContext;
  genesis(): Uint8Array | undefined;
  takeGenesis(plaintext: Uint8Array): readonly Item[];
  /** Takes a record that was checked; answers what is new to others. */
  takeRecord(id: RecordId, record: Record, proof: Proof, nowMs: number): readonly Item[];
  /** Takes a map that was checked; answers the voices that were new. */
  takeMap(map: StatementMap): readonly Item[];
  /** Takes a proof of a fork that was checked; answers what is new to others. */
  takeFork(proof: ForkProof, nowMs: number): readonly Item[];
  readonly forkProofs: ForkProofs;
  /** Which bodies were erased, and by which words. */
  readonly erasures: Erasures;
  /** A word that is held came again: it may fill places now that were too far ahead before. */
  obeyAgain(word: RecordId, nowMs: number): readonly Item[];
  /** Types whose bodies their author may erase. */
  mayErase(type: number): boolean;
  /** Why its author should not erase a record yet; undefined where nothing speaks against it. */
  notYetErasable(id: RecordId, alongside: ReadonlySet<RecordId>, nowMs: number): Refusal | undefined;
  /** How long bodies of a type are kept that may go then; undefined where they stay. */
  keptForMs(type: number): number | undefined;
  /** What is passed on besides what is held; who adds to it tells the links. */
  readonly extras: Map<Item, Extra>;
  /** Takes up what was stored; answers the rows that are not facts. */
  load(stored: readonly Stored[]): { readonly day: number; readonly rest: readonly Row[] };
  /** Of what was stored: how many records the states that were kept covered, and how many were folded one by one. */
  readonly started: { readonly covered: number; readonly folded: number };
  /** Keeps the folded states, if a page was closed and enough is new since they were last kept. */
  keepFold(): void;
  state(module: string): unknown;
  around(nowMs: number): Surroundings;
  stateHash(): string;
}

const sealed = (kind: 'extension', plaintext: Uint8Array | null) => (plaintext ? { kind, plaintext } : null);

/** New records and voices after which the folded states are kept again: as many fold in some ten milliseconds. */
const KEEP_AFTER_FACTS = 2000;

/** A record that stands under another's signature: in a sum that comes later, or in the word that erased it. */
const UNPROVEN: Proof = { ids: [], signature: new Uint8Array(0) };

const DAY_MS = 86_400_000;

export function createBook(options: NodeOptions, emit: (effect: NodeEffect) => void, startedMs: number): Book {
  const { modules } = options;
  const communityId = fromHex(options.secrets.community);
  assert(communityId.ok && communityId.value.length === 32, 'a community has an id of 32 bytes');
  const community = communityId.value;
  const typeOwners = owners(
    modules,
    (module) => module.recordTypes,
    (type: RecordType) => type.type,
  );
  const kindOwners = owners(
    modules,
    (module) => module.statementKinds,
    (kind: StatementKind) => kind.kind,
  );
  const types: RecordTypes = new Map<number, RecordType>([
    ...[...typeOwners].map(([number, { declared }]) => [number, declared] as const),
    [erasingWord.type, erasingWord],
  ]);
  const kinds: StatementKinds = new Map([...kindOwners].map(([number, { declared }]) => [number, declared]));

  const custodyOf = (type: number) => typeOwners.get(type)?.module.custody?.[type];
  const mayErase = (type: number): boolean => custodyOf(type)?.erasable ?? false;
  assert(!typeOwners.has(erasingWord.type), 'erasing words belong to the protocol');
  for (const [type, { module, declared }] of typeOwners)
    assert(
      !mayErase(type) || (module.forget !== undefined && declared.coSigners === undefined),
      `${declared.name} can be forgotten, and nobody else signs it`,
    );

  const records = createRecordStore();
  const erasures = createErasures(community, records, mayErase);
  const tally = createTally();
  const states = new Map(modules.map((module) => [module.name, module.empty()]));
  let genesisPlaintext: Uint8Array | undefined;

  const bodies = new Map<RecordId, unknown>();
  const bodyOf = (id: RecordId, record: Record): unknown => {
    if (record.bodyHash) return undefined;
    if (bodies.has(id)) return bodies.get(id);
    const declared = types.get(record.type);
    const read = declared && decode(declared.body, record.body, { form: 'signed' });
    const body = read?.ok ? read.value : undefined;
    bodies.set(id, body);
    return body;
  };

  const guests = new Map<string, MemberId>();
  const forkProofs = createForkProofs();
  const extras = new Map<Item, Extra>();
  /** Members whom a module knows to have contradicted themselves in one log. */
  const liars = (): readonly MemberId[] =>
    modules.flatMap((module) => [...(module.underProof?.(states.get(module.name), directory) ?? [])]);
  const directory: Directory = options.directory.of(states.get(options.directory.module), {
    forkedMembers: () => (forked ??= new Set([...records.forkedMembers(), ...forkProofs.members(), ...liars()])),
    guest: (prefix) => guests.get(prefix),
    recordsAt: (place) => records.at(place),
    placeOf: (id) => {
      const record = records.get(id)?.record;
      return record && { member: record.member, log: record.log, seq: record.seq };
    },
  });
  /** A record whose body was not erased: of the others nobody is told anything. */
  const whole = (id: RecordId): Held | undefined => {
    const held = records.get(id);
    return held?.record.bodyHash ? undefined : held;
  };
  const valueCountOf = (kind: number, id: RecordId): number | undefined => {
    const held = whole(id);
    return held && kindOwners.get(kind)?.module.valueCountOf?.(kind, held.record, bodyOf(id, held.record));
  };
  const holdings = createHoldings({
    genesis: () => genesisPlaintext,
    records,
    tally,
    directory,
    types,
    kinds,
    community,
    extras,
    erasures,
    convicted: () => forkProofs.members(),
    valueCountOf,
    isFoundation: (item) => {
      const number = isVoice(item) ? Number(item.split('/')[0]) : undefined;
      const owner =
        number !== undefined
          ? kindOwners.get(number)
          : typeOwners.get(records.get(item as RecordId)?.record.type ?? -1);
      return owner?.module.name === options.directory.module;
    },
    closings: (kind, id) => {
      const [held, owner] = [whole(id), kindOwners.get(kind)?.module];
      if (!held || !owner?.closings) return undefined;
      const said = { id, record: held.record, body: bodyOf(id, held.record) };
      return owner.closings(states.get(owner.name), kind, said, timeless);
    },
    urgencyOf: (id, record) => {
      const owner = typeOwners.get(record.type)?.module;
      return owner?.urgencyOf?.(states.get(owner.name), { id, record, body: bodyOf(id, record) }, timeless);
    },
  });

  const quiet = {
    directory,
    state: (module: string) => states.get(module),
    record: (id: RecordId) => {
      const held = whole(id);
      return held && { record: held.record, body: bodyOf(id, held.record) };
    },
  };
  const timeless = {
    ...quiet,
    heldSinceMs: (id: RecordId) => records.get(id)?.sinceMs,
    knownSinceMs: options.knownSinceMs ?? startedMs,
  };
  /** Keys of stored rows that were told to the modules: what a kept fold covers. */
  const told = { maps: new Set<string>(), forks: new Set<string>() };
  const sums = new Map<RecordId, number>();
  let started = { covered: 0, folded: 0 };
  /** When the folded states were last kept: how much was held, and which page was the newest. */
  let keptAt = { facts: 0, page: undefined as RecordId | undefined };
  /** While rows are loaded: which modules have changed, to be told once. */
  let loading: Set<string> | undefined;
  /** Worked out when first asked for after something was taken in: both are asked for again and again. */
  let stateHash: string | undefined;
  let forked: ReadonlySet<MemberId> | undefined;
  const outdated = (): void => {
    stateHash = forked = undefined;
  };
  const changed = (module: string): void => {
    outdated();
    if (loading) loading.add(module);
    else emit({ kind: 'changed', module });
  };
  const tell = (module: Module, fact: Fact): void => {
    outdated();
    module.fold(states.get(module.name), fact, quiet);
    changed(module.name);
  };
  const persist = (stored: Stored): void => emit({ kind: 'persist', stored });
  const persistRecord = (held: Held): void => {
    const row = recordRow(held);
    sums.set(held.id, rowSum(row.bytes));
    persist(row);
  };
  const factCount = (): number => records.size + tally.size;

  const keepFold = (): void => {
    const facts = factCount();
    if (facts - keptAt.facts < (options.keepAfterFacts ?? KEEP_AFTER_FACTS) || !genesisPlaintext) return;
    const page = directory.latest()?.checkpoint;
    if (page === undefined || page === keptAt.page || !canKeep(modules)) return;
    keptAt = { facts, page };
    const places = [...records.places()].map((place) => ({ ...place, sum: sums.get(place.id) ?? 0 }));
    const numbers = new Map<string, number>(places.map(({ id }, number) => [id, number]));
    const fold: KeptFold = {
      records: places,
      maps: [...told.maps],
      forks: [...told.forks],
      guests: [...guests.values()],
      words: erasures.placed(),
      states: modules.map((module) => stateBytes(module, states.get(module.name), (name) => numbers.get(name))),
    };
    persist(keptFoldRow(fold, modules));
  };

  const enterGenesis = (plaintext: Uint8Array): boolean => {
    const read = decodeGenesis(plaintext);
    if (genesisPlaintext || !read.ok) return false;
    genesisPlaintext = plaintext;
    const { genesis } = read.value;
    for (const module of modules)
      tell(module, { kind: 'genesis', community: options.secrets.community as RecordId, genesis });
    return true;
  };

  const enterRecord = (id: RecordId, said: Record, proof: Proof, nowMs: number): boolean => {
    const record = erasures.isNamed(id) ? emptied(said) : said;
    const added = records.add(id, record, proof, nowMs);
    if (added !== 'new' && added !== 'fork') return false;
    outdated();
    if (said.guestKey) guests.set(record.member.slice(0, 16), record.member);
    if (added === 'fork')
      emit({ kind: 'note', note: { code: 'fork', member: record.member, log: record.log, seq: record.seq } });
    if (record.type === erasingWord.type) erasures.take(id, record);
    const owner = record.bodyHash ? undefined : typeOwners.get(record.type);
    if (owner) tell(owner.module, { kind: 'record', id, record, body: bodyOf(id, record) });
    return true;
  };

  /** Sums from which a signature was taken out: what they prove is kept under what is left of them. */
  const persistSplit = (id: RecordId): void => {
    for (const left of records.splitOff(id)) {
      if (left.ids.length > 1) persist(bundleRow(left));
      else persistRecord(records.get(left.ids[0]!)!);
    }
  };

  const { obey, takeWord, withoutErased } = createObedience({
    community,
    records,
    erasures,
    tally,
    forkProofs,
    kinds,
    forget(held) {
      const said = { id: held.id, record: held.record, body: bodyOf(held.id, held.record) };
      const owner = typeOwners.get(held.record.type);
      owner?.module.forget?.(states.get(owner.module.name), said);
      if (owner) changed(owner.module.name);
      bodies.delete(held.id);
    },
    dropped(subject) {
      for (const key of told.maps) if (key.startsWith(`map/${subject}/`)) told.maps.delete(key);
    },
    enter: (id, record, nowMs) => enterRecord(id, record, UNPROVEN, nowMs),
    persist,
    persistRecord,
    persistSplit,
  });

  const isErased = (id: RecordId): boolean => records.get(id)?.record.bodyHash !== undefined;

  const enterMap = (map: StatementMap): { news: boolean; fresh: readonly Voice[] } => {
    // What was said of a record goes with its body.
    if (isErased(map.subject.record)) return { news: false, fresh: [] };
    const news = tally.isNews(map);
    const fresh = tally.add(map);
    const owner = kindOwners.get(map.subject.kind);
    for (const voice of fresh) if (owner) tell(owner.module, { kind: 'statement', subject: map.subject, voice });
    return { news, fresh };
  };

  const keepProof = (proof: ForkProof): Item | undefined => {
    if (!forkProofs.add(withoutErased(proof))) return undefined;
    outdated();
    const id = forkId(proof);
    const item = `fork:${id}` as ExtraItem;
    const form = (): Uint8Array | null =>
      encodeFork(forkProofs.of(id)!, { types, names: directory, keys: directory, isErased });
    extras.set(item, { urgency: 0, form: () => (genesisPlaintext ? sealed('extension', form()) : null) });
    return item;
  };

  /** The proof is kept, what it carries is told to the modules: both records where they stand whole, or both statements. */
  const enterFork = (proof: ForkProof, nowMs: number): Item | undefined => {
    const item = keepProof(proof);
    if (!item) return undefined;
    if (proof.kind === 'statements') {
      for (const { subject, voice } of proof.said) {
        const owner = isErased(subject.record) ? undefined : kindOwners.get(subject.kind);
        if (owner) tell(owner.module, { kind: 'statement', subject, voice });
      }
      return item;
    }
    const whole = recordsIn(proof);
    const ids = whole.map((record) => recordId(community, record));
    if (whole.length === 2)
      whole.forEach((record, i) => enterRecord(ids[i]!, record, { ids, signature: proof.signature }, nowMs));
    const owner = typeOwners.get(proof.sides[0].type);
    if (owner) changed(owner.module.name);
    return item;
  };

  /** The clock may have been set back while we were off: nothing is held since later than now, or it would wait for years. */
  const since = (ms: number): number => Math.min(ms, startedMs);

  const takeRow = (row: Row): void => {
    switch (row.kind) {
      case 'genesis':
        enterGenesis(row.plaintext);
        return;
      case 'record': {
        const { id, record, single, sinceMs, sum } = row;
        sums.set(id, sum);
        const entered = enterRecord(id, record, single ? { ids: [id], signature: single } : UNPROVEN, since(sinceMs));
        if (entered && !record.bodyHash && isErased(id)) persistRecord(records.get(id)!);
        return;
      }
      case 'word': {
        const { id, record, signature } = row;
        if (!records.has(id)) erasures.take(id, record, { record, signature });
        return;
      }
      case 'bundle':
        for (const id of row.proof.ids) records.addProof(id, row.proof);
        return;
      case 'map':
        enterMap(row.map);
        return;
      case 'fork':
        enterFork(row.proof, 0);
        return;
      case 'peer':
      case 'rekey':
      case 'keys':
      case 'day':
    }
  };

  /** Takes up the states that were kept. True if they can stand; else nothing was changed. */
  const resume = (fold: KeptFold, genesis: Uint8Array, open: (id: RecordId) => Held): boolean => {
    const names = fold.records.map(({ id }) => id);
    // One object a record, wherever modules keep it, and nothing of it is read before somebody looks.
    const known = new Array<unknown>(names.length);
    const said = (number: number): unknown => {
      const id = names[number]!;
      return (known[number] ??= {
        id,
        get record() {
          return records.get(id)!.record;
        },
        get body() {
          return bodyOf(id, records.get(id)!.record);
        },
      });
    };
    const plain = modules.map((_, i) => readPlain(fold.states[i] ?? new Uint8Array(0), { names, said })?.value);
    if (plain.some((state) => typeof state !== 'object' || state === null)) return false;
    records.addUnread(fold.records, open);
    modules.forEach((module, i) => restoreState(module, states.get(module.name) as object, plain[i]!));
    genesisPlaintext = genesis;
    for (const guest of fold.guests) guests.set(guest.slice(0, 16), guest);
    for (const { name } of modules) changed(name);
    return true;
  };

  const setAside = (key: string, why: string): void =>
    emit({ kind: 'note', note: { code: 'store-failed', why: `row ${key} ${why}` } });
  /** What stands under a sum of several signatures. */
  const provenBy = (row: Row): readonly RecordId[] => {
    if (row.kind === 'bundle') return row.proof.ids;
    return row.kind === 'fork' && row.proof.kind === 'records' ? forkedIds(community, row.proof) : [];
  };

  /** Takes up what was kept; answers the keys of the rows that it covers, none if it is of no use. */
  const resumeFrom = (stored: readonly Stored[]): ReadonlySet<string> => {
    const row = stored.find(({ key }) => key === KEPT_FOLD_ROW);
    if (!row) return new Set();
    const refused = (why: string): ReadonlySet<string> => {
      emit({ kind: 'note', note: { code: 'store-failed', why: `what was kept of the fold is folded anew: ${why}` } });
      return new Set();
    };
    const standing = foldOnRows(row.bytes, stored, modules, community);
    if (!standing.ok) return refused(standing.error);
    const { fold, genesis, covered, rowOf } = standing.value;
    for (const [id, sum] of standing.value.sums) sums.set(id, sum);
    const open = (id: RecordId): Held => {
      const read = readRow(rowOf(id), community);
      assert(read.ok && read.value.kind === 'record', 'a row that was read once reads again');
      const { record, single, sinceMs } = read.value;
      return { id, record, sinceMs: since(sinceMs), single: single ?? undefined, bundles: [] };
    };
    if (!resume(fold, genesis, open)) return refused('a state does not read');
    for (const id of fold.words) if (records.has(id)) erasures.take(id, records.get(id)!.record);
    for (const row of covered) {
      if (row.kind === 'map') tally.add(row.map);
      else if (row.kind === 'fork') keepProof(row.proof);
    }
    fold.maps.forEach((key) => told.maps.add(key));
    fold.forks.forEach((key) => told.forks.add(key));
    keptAt = { facts: factCount(), page: directory.latest()?.checkpoint };
    return new Set(['genesis', ...fold.maps, ...fold.forks]);
  };

  return {
    community,
    directory,
    records,
    tally,
    holdings,
    types,
    kinds,
    modules,
    context: (choose) => ({
      community,
      types,
      kinds,
      names: directory,
      keys: directory,
      ...(choose && { choose }),
      rosterSize: (checkpoint) => directory.roster(checkpoint)?.size,
      valueCountOf,
      rosterOf: (kind, id) => {
        const held = whole(id);
        const owner = kindOwners.get(kind);
        return held && owner?.module.rosterOf(kind, held.record, bodyOf(id, held.record), directory);
      },
    }),
    genesis: () => genesisPlaintext,
    takeGenesis(plaintext) {
      if (!enterGenesis(plaintext)) return [];
      persist(genesisRow(plaintext));
      return ['genesis'];
    },
    takeRecord(id, record, proof, nowMs) {
      const fresh = enterRecord(id, record, proof, nowMs);
      const proven = !fresh && records.addProof(id, proof);
      const held = fresh || proven ? records.get(id) : undefined;
      if (held) {
        // First what proves it: the power may fail in between, and nobody could give away a record that nothing proves.
        if (proof.ids.length > 1) persist(bundleRow(proof));
        persistRecord(held);
        if (held.record.bodyHash && held.single) persistSplit(id);
      }
      const isWord = record.type === erasingWord.type;
      return [...(fresh ? [id] : []), ...(isWord ? takeWord(id, record, proof.signature, nowMs) : [])];
    },
    obeyAgain(id, nowMs) {
      const word = erasures.word(id);
      return word ? this.takeRecord(id, word.record, { ids: [id], signature: word.signature }, nowMs) : [];
    },
    mayErase,
    notYetErasable(id, alongside, nowMs) {
      const held = whole(id);
      const owner = held && typeOwners.get(held.record.type)?.module;
      if (!held || !owner?.notYetErasable) return undefined;
      const said = { id, record: held.record, body: bodyOf(id, held.record) };
      return owner.notYetErasable(states.get(owner.name), said, { ...timeless, nowMs }, alongside);
    },
    keptForMs(type) {
      const custody = custodyOf(type);
      return custody?.erasable && typeof custody.keptFor === 'object' ? custody.keptFor.days * DAY_MS : undefined;
    },
    takeMap(map) {
      const { news, fresh } = enterMap(map);
      if (news) {
        const row = mapRow(map);
        told.maps.add(row.key);
        persist(row);
      }
      return fresh.map((voice) => voiceItem(subjectKey(map.subject.kind, map.subject.record), voice));
    },
    takeFork(proof, nowMs) {
      const before = records.size;
      const item = enterFork(proof, nowMs);
      if (!item) return [];
      const row = forkRow(withoutErased(proof));
      told.forks.add(row.key);
      persist(row);
      const carried = proof.kind === 'records' && records.size > before ? forkedIds(community, proof) : [];
      for (const id of carried) if (records.get(id)) persistRecord(records.get(id)!);
      return [item, ...carried];
    },
    forkProofs,
    erasures,
    extras,
    load(stored) {
      const once = interner();
      const rows = new Map<Row['kind'], Row[]>(ROW_ORDER.map((kind) => [kind, []]));
      const names = new Set<string>();
      loading = names;
      const covered = resumeFrom(stored);
      for (const one of stored) {
        if (one.key === KEPT_FOLD_ROW || covered.has(one.key)) continue;
        if (
          covered.size > 0 &&
          one.key.startsWith(RECORD_KEY) &&
          records.has(one.key.slice(RECORD_KEY.length) as RecordId)
        )
          continue;
        const row = readRow(one, community);
        if (row.ok) rows.get(row.value.kind)!.push(once(row.value));
        else setAside(one.key, 'does not read');
        if (row.ok && row.value.kind === 'map') told.maps.add(one.key);
        if (row.ok && row.value.kind === 'fork') told.forks.add(one.key);
      }
      const before = records.size;
      const proven = new Set([...rows.get('bundle')!, ...rows.get('fork')!].flatMap(provenBy));
      const entered = rows.get('record')!.filter((row) => {
        if (row.kind !== 'record' || row.single || row.record.bodyHash || proven.has(row.id)) return true;
        setAside(`${RECORD_KEY}${row.id}`, 'has lost its signature');
        return false;
      });
      rows.set('record', entered);
      // In order of number, so that no record is too far beyond the gapless part of its log.
      entered.sort((a, b) => (a.kind === 'record' && b.kind === 'record' ? a.record.seq - b.record.seq : 0));
      for (const kind of ROW_ORDER) {
        rows.get(kind)!.forEach(takeRow);
        // Rows are many, and what was read of them is held elsewhere now.
        if (kind === 'record' || kind === 'map') rows.set(kind, []);
        // Where the power went between a word and what it erased.
        if (kind === 'word') for (const word of [...erasures.words()]) obey(word, startedMs);
      }
      for (const key of told.maps) if (erasures.isNamed(key.split('/')[2] as RecordId)) told.maps.delete(key);
      loading = undefined;
      started = { covered: before, folded: records.size - before };
      for (const module of names) emit({ kind: 'changed', module });
      const day = rows.get('day')!.reduce((last, row) => (row.kind === 'day' ? row.day : last), 0);
      return { day, rest: (['keys', 'peer', 'rekey'] as const).flatMap((kind) => rows.get(kind)!) };
    },
    get started() {
      return started;
    },
    keepFold,
    state: (module) => states.get(module),
    // Said once a minute and for every act: a spread would cost more than what is asked of it.
    around: (nowMs) => ({
      directory,
      state: timeless.state,
      record: timeless.record,
      heldSinceMs: timeless.heldSinceMs,
      knownSinceMs: timeless.knownSinceMs,
      nowMs,
    }),
    stateHash() {
      if (stateHash !== undefined) return stateHash;
      const parts = modules.map((module) =>
        concat(toUtf8(module.name), sha256(module.canonical(states.get(module.name), quiet))),
      );
      stateHash = toHex(sha256(concat(toUtf8('state/1'), community, ...parts)));
      return stateHash;
    },
  };
}
