// Sheaves from what is held, and what is held from sheaves (protocol/README.md §8.7).
//
// Whoever forms one adds the signatures of its records to one sum. Whoever solves one takes out of that sum
// what it held before, so that what it keeps proves little more than what was new to it.

import { concat } from '../bytes/bytes.ts';
import { Reader, Writer } from '../bytes/codec.ts';
import type { Choose, Place, RecordId, References } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { combineSignatures } from '../crypto/bls.ts';
import type { Held } from '../log/record-store.ts';
import { ALIKE, chooser, FIRST_MIXTURE, type Reading } from '../wire/readings.ts';
import { bodyToWire, readBody, recordId, type Record } from '../wire/record.ts';
import type { ParcelParts } from './parcels.ts';
import {
  encodePlan,
  sheafName,
  SHEAF_RECORDS_MAX,
  SHEAF_SYMBOLS_MAX,
  SYMBOL_BYTES,
  type Plan,
  type PlanLine,
  type SheafName,
} from './sheaf-messages.ts';

export type Sheaf = {
  readonly name: SheafName;
  readonly plan: Uint8Array;
  readonly ids: readonly RecordId[];
  /** All symbols, one after another. */
  readonly symbols: Uint8Array;
};

/** A plan with what its reader holds of it filled in. */
export type Opened = {
  readonly plan: Plan;
  /** Zeros where a symbol is unknown. */
  readonly known: Uint8Array;
  readonly unknown: readonly number[];
  /** Places in `plan.lines` that are not held. */
  readonly missing: readonly number[];
  readonly ids: readonly (RecordId | undefined)[];
};

/** What names mean here: in the sheaf before what is held, what is held, and both. §8.7 */
type Names = { readonly inside: References; readonly held: References; readonly both: References };
/** Mixtures of forked records (§3.2) that are read of one sheaf: each costs a hash, and is read anew as others become known. */
const MIXTURES_MAX = 1024;

/** Records and the sum that is said to prove them; some of them may be held already. */
export type Gathered = {
  readonly records: readonly { readonly id: RecordId; readonly record: Record }[];
  readonly signature: Uint8Array;
};

export interface Sheaves {
  /** May this record stand in a sheaf, alone or with those it is proven with? */
  codable(id: RecordId): boolean;
  /** Sorted by author, log and number. */
  byPlace(ids: readonly RecordId[]): readonly RecordId[];
  /** Symbols that the record takes. */
  symbolsOf(id: RecordId): number;
  /** The first of these records, as many as one plan names and as have at most so many symbols; null for none. */
  form(ids: readonly RecordId[], symbolsMax: number): Sheaf | null;
  /** The sheaf that somebody else announced, where all of it is held here. */
  rebuild(plan: Plan): Sheaf | null;
  /** The records of a plan by its lines, where they are held. */
  idsOf(plan: Plan): readonly (RecordId | undefined)[];
  /** What a reader lacks of a plan; null where it cannot be read here. */
  open(plan: Plan): Opened | null;
  /**
   * The records of a solved sheaf, or null where these bytes are not what the plan says. `waits`: it rests on a record
   * whose body was erased and which is not held here yet.
   */
  gather(opened: Opened, symbols: Uint8Array): Gathered | 'waits' | null;
}

const HEADER_BYTES = 4;

export function createSheaves(parts: ParcelParts): Sheaves {
  const { records, directory, types, community } = parts;
  const page = (): number => directory.latest()?.number ?? 0;

  /** type 1 | time 2 | length 1 | body, filled up with zeros to whole symbols; only zeros where the body was erased. */
  const entryOf = (record: Record): Uint8Array => {
    if (record.bodyHash) return new Uint8Array(SYMBOL_BYTES);
    const body = bodyToWire(record, types, directory);
    const to = new Writer();
    to.uint(record.type, 1);
    to.uint(record.time, 2);
    to.uint(body.length, 1);
    const bytes = concat(to.finish(), body);
    return concat(bytes, new Uint8Array((SYMBOL_BYTES - (bytes.length % SYMBOL_BYTES)) % SYMBOL_BYTES));
  };

  /** Its short form reads the same to all, and reading it needs nothing that a plan does not say. */
  const stands = ({ id, record }: Held): boolean =>
    directory.numberOf(record.member) !== undefined &&
    (record.bodyHash !== undefined ||
      (record.guestKey === undefined &&
        (types.get(record.type)?.bundled ?? false) &&
        record.keyVersion === directory.keyVersionOf(record.member, record.log) &&
        records.at(record).length === 1 &&
        records.has(id)));

  type Proven = { readonly ids: readonly RecordId[]; readonly signature: Uint8Array };
  /** The smallest sum that proves the record, if all that it covers may stand in a sheaf. */
  const proofOf = (id: RecordId): Proven | undefined => {
    const held = records.get(id);
    // What was erased is told by the word that erased it.
    if (!held || held.record.bodyHash) return undefined;
    const proofs: readonly Proven[] = held.single ? [{ ids: [id], signature: held.single }] : held.bundles;
    return proofs.find(({ ids }) => ids.every((one) => records.get(one) && stands(records.get(one)!)));
  };

  const lineOf = (id: RecordId): PlanLine => {
    const { record } = records.get(id)!;
    return {
      ...placeOf(record),
      symbols: entryOf(record).length / SYMBOL_BYTES,
      check: checkOf(id),
    };
  };
  type Numbered = Pick<PlanLine, 'author' | 'log' | 'seq'>;
  const placeOf = ({ member, log, seq }: Record): Numbered => ({ author: directory.numberOf(member)!, log, seq });
  const byPlace = (a: Numbered, b: Numbered): number => a.author - b.author || a.log - b.log || a.seq - b.seq;

  const sheafOf = (proofs: readonly Proven[]): Sheaf | null => {
    const lines = proofs.flatMap(({ ids }) => ids.map((id) => ({ id, line: lineOf(id) })));
    lines.sort((a, b) => byPlace(a.line, b.line));
    const blank = { page: page(), lines: lines.map(({ line }) => line) };
    if (!encodePlan({ ...blank, signature: new Uint8Array(48) })) return null;
    const signature = combineSignatures(proofs.map((proof) => ({ signature: proof.signature, coefficient: 1n })));
    const plan = signature && encodePlan({ ...blank, signature });
    if (!plan) return null;
    const ids = lines.map(({ id }) => id);
    return { name: sheafName(plan), plan, ids, symbols: concat(...ids.map((id) => entryOf(records.get(id)!.record))) };
  };

  const symbolsOf = (id: RecordId): number => {
    const held = records.get(id);
    return held ? entryOf(held.record).length / SYMBOL_BYTES : 0;
  };

  const held = ({ author, log, seq, check }: PlanLine): readonly RecordId[] => {
    const member = directory.memberAt(author);
    const there = member ? records.at({ member, log, seq }) : [];
    return there.filter((id) => checkOf(id) === check);
  };
  /** What is held without its body is solved for: whoever formed the sheaf may have put the body in. */
  const idAt = (line: PlanLine): RecordId | undefined =>
    held(line).find((id) => !records.get(id)!.record.bodyHash && symbolsOf(id) === line.symbols);

  return {
    symbolsOf,
    byPlace: (ids) =>
      ids
        .map((id) => ({ id, line: placeOf(records.get(id)!.record) }))
        .sort((a, b) => byPlace(a.line, b.line))
        .map(({ id }) => id),
    codable: (id) => proofOf(id) !== undefined,
    form(ids, symbolsMax) {
      const chosen: Proven[] = [];
      const inside = new Set<RecordId>();
      let symbols = 0;
      for (const id of ids) {
        const proof = inside.has(id) ? undefined : proofOf(id);
        if (!proof || proof.ids.some((one) => inside.has(one))) continue;
        const more = proof.ids.reduce((sum, one) => sum + symbolsOf(one), 0);
        if (proof.ids.length > SHEAF_RECORDS_MAX || more > SHEAF_SYMBOLS_MAX) continue;
        const full = inside.size + proof.ids.length > SHEAF_RECORDS_MAX || symbols + more > symbolsMax;
        if (full && chosen.length > 0) break;
        chosen.push(proof);
        proof.ids.forEach((one) => inside.add(one));
        symbols += more;
      }
      for (; chosen.length > 0; chosen.pop()) {
        const sheaf = sheafOf(chosen);
        if (sheaf) return sheaf;
      }
      return null;
    },
    rebuild(plan) {
      const ids = plan.lines.map(idAt).filter((id) => id !== undefined);
      const plaintext = plan.page === page() && ids.length === plan.lines.length ? encodePlan(plan) : null;
      if (!plaintext || sheafName(plaintext) !== plan.name) return null;
      const symbols = concat(...ids.map((id) => entryOf(records.get(id)!.record)));
      return { name: plan.name, plan: plaintext, ids, symbols };
    },
    idsOf: (plan) => plan.lines.map(idAt),
    open(plan) {
      if (plan.page !== page()) return null;
      if (plan.lines.some(({ author }) => directory.memberAt(author) === undefined)) return null;
      const ids = plan.lines.map(idAt);
      const chunks: Uint8Array[] = [];
      const unknown: number[] = [];
      let at = 0;
      plan.lines.forEach(({ symbols }, i) => {
        const id = ids[i];
        chunks.push(id ? entryOf(records.get(id)!.record) : new Uint8Array(SYMBOL_BYTES * symbols));
        for (let s = 0; s < symbols; s++, at++) if (!id) unknown.push(at);
      });
      const missing = ids.flatMap((id, i) => (id ? [] : [i]));
      return { plan, known: concat(...chunks), unknown, missing, ids };
    },
    gather(opened, symbols) {
      const read = readEntries(opened, symbols);
      return read && read !== 'waits' ? remainder(opened, read) : read;
    },
  };

  /** New records, and those that are held and were erased by whoever formed the sheaf. */
  type Entries = { readonly found: ReadonlyMap<RecordId, Record>; readonly emptied: readonly RecordId[] };

  function readEntries({ plan, missing }: Opened, symbols: Uint8Array): Entries | 'waits' | null {
    const starts: number[] = [];
    plan.lines.reduce((at, line) => (starts.push(at), at + SYMBOL_BYTES * line.symbols), 0);
    const found = new Map<RecordId, Record>();
    const entryAt = (i: number): Uint8Array =>
      symbols.subarray(starts[i], starts[i]! + SYMBOL_BYTES * plan.lines[i]!.symbols);
    const isEmptied = (i: number): boolean => plan.lines[i]!.symbols === 1 && entryAt(i).every((byte) => byte === 0);
    const emptied = missing.filter(isEmptied).map((i) => held(plan.lines[i]!)[0]);
    const known = emptied.filter((id) => id !== undefined);
    if (known.length < emptied.length) return 'waits';
    const inSheaf = (place: Place): RecordId[] =>
      [...found].flatMap(([id, one]) =>
        one.member === place.member && one.log === place.log && one.seq === place.seq ? [id] : [],
      );
    // Where a place holds a fork, held here or half in the sheaf, its records may name either half.
    const inside: References = {
      ...directory,
      recordsAt(place) {
        const here = inSheaf(place);
        return here.length > 0 ? here : directory.recordsAt(place);
      },
    };
    const both: References = {
      ...directory,
      recordsAt: (place) => [...new Set([...inSheaf(place), ...directory.recordsAt(place)])],
    };
    const names: Names = { inside, held: directory, both };
    let mixtures = MIXTURES_MAX;
    const mayMix = (): boolean => mixtures-- > 0;
    // What names another of them is read once that one is: as many rounds as the longest chain.
    let waiting = missing.filter((i) => !isEmptied(i));
    const expected = waiting.length;
    while (waiting.length > 0) {
      const still: number[] = [];
      for (const i of waiting) {
        const line = plan.lines[i]!;
        const record = readOneOf(names, entryAt(i), line, mayMix);
        if (record === 'malformed') return null;
        if (record) found.set(recordId(community, record), record);
        else still.push(i);
      }
      if (still.length === waiting.length) return null;
      waiting = still;
    }
    return found.size === expected ? { found, emptied: known } : null;
  }

  /** The first reading that the plan's check agrees with; undefined where a name may yet become known. */
  function readOneOf(
    { inside, held, both }: Names,
    entry: Uint8Array,
    line: PlanLine,
    mayMix: () => boolean,
  ): Record | 'malformed' | undefined {
    let isMalformed = true;
    let isOpen = false;
    let next: Reading | undefined;
    const readAs = (names: References, reading: Reading): Record | undefined => {
      const choices = chooser(reading);
      const read = readEntry(entry, line, names, choices.choose);
      next = choices.next();
      // A name that nobody here knows is unknown in every mixture.
      isOpen ||= read !== 'waits' && choices.open();
      if (read === 'malformed') return undefined;
      isMalformed = false;
      return read !== 'waits' && checkOf(recordId(community, read)) === line.check ? read : undefined;
    };
    for (const names of [inside, held]) {
      for (const reading of ALIKE) {
        const read = readAs(names, reading);
        if (read) return read;
      }
    }
    next = isOpen ? FIRST_MIXTURE : undefined;
    while (next && mayMix()) {
      const read = readAs(both, next);
      if (read) return read;
    }
    return isMalformed ? 'malformed' : undefined;
  }

  function readEntry(
    entry: Uint8Array,
    line: PlanLine,
    names: References,
    choose: Choose,
  ): Record | 'malformed' | 'waits' {
    const from = new Reader(entry, { names, choose });
    const type = from.uint(1);
    const time = from.uint(2);
    const length = from.uint(1);
    if (!types.get(type)?.bundled || Math.ceil((HEADER_BYTES + length) / SYMBOL_BYTES) !== line.symbols)
      return 'malformed';
    const body = from.within(length, () => readBody(from, type, types));
    if (from.failure) return from.failure.kind === 'unresolved' ? 'waits' : 'malformed';
    if (entry.subarray(HEADER_BYTES + length).some((byte) => byte !== 0)) return 'malformed';
    const member = directory.memberAt(line.author);
    assert(member !== undefined, 'a plan is opened only where its authors are known');
    const keyVersion = directory.keyVersionOf(member, line.log);
    return { member, log: line.log, keyVersion, type, seq: line.seq, time, body };
  }

  /** What is left of the sum once all that is held, and whose signatures are known, is taken out. */
  function remainder({ plan, ids }: Opened, { found: read, emptied }: Entries): Gathered | null {
    const left = new Set<RecordId>([...ids.filter((id) => id !== undefined), ...emptied]);
    const parts = [{ signature: plan.signature, coefficient: 1n }];
    const takeOut = (signature: Uint8Array, gone: readonly RecordId[]): void => {
      parts.push({ signature, coefficient: -1n });
      gone.forEach((id) => left.delete(id));
    };
    for (const id of [...left]) {
      const { single, bundles } = records.get(id)!;
      if (!left.has(id)) continue;
      if (single) takeOut(single, [id]);
      else {
        const bundle = bundles.find((one) => one.ids.every((other) => left.has(other)));
        if (bundle) takeOut(bundle.signature, bundle.ids);
      }
    }
    const signature = parts.length === 1 ? plan.signature : combineSignatures(parts);
    const rest = [...left].map((id) => ({ id, record: records.get(id)!.record }));
    return signature && { records: [...[...read].map(([id, record]) => ({ id, record })), ...rest], signature };
  }
}

/** What a plan says of an id, so that a reader knows which record is meant. */
const checkOf = (id: RecordId): number => Number.parseInt(id.slice(0, 2), 16);
