// Frames for what somebody lacks, formed exactly (§8.3).
//
// From single signatures where they are held: then one sum over just what was asked for. Where a record
// is held in a bundle only, that bundle is the answer.

import type { MemberId, Place, RecordId } from '../bytes/reference.ts';
import { addSignatures } from '../crypto/bls.ts';
import type { Directory } from '../log/directory.ts';
import type { Erasures } from '../log/erasures.ts';
import type { Held, RecordStore } from '../log/record-store.ts';
import { type SubjectKey, type Tally, voiceItem, type VoiceItem } from '../tally/tally.ts';
import { decodeBundle, encodeBundle } from '../wire/bundle.ts';
import { encodeFork, forkOf } from '../wire/fork.ts';
import { BUNDLE_RECORDS_MAX } from '../wire/limits.ts';
import { ALIKE, chooser } from '../wire/readings.ts';
import { encodeSingle, recordId, type Record, type RecordTypes, type Single } from '../wire/record.ts';
import { encodeStatements, type StatementContext, type StatementKinds, type StatementMap } from '../wire/statement.ts';
import type { Urgency } from './air-budget.ts';
import { isVoice, subjectOf, type Extra, type Item, type Parcel } from './items.ts';

const placeName = ({ member, log, seq }: Place): string => `${member}/${log}/${seq}`;

export type ParcelParts = {
  readonly genesis: () => Uint8Array | undefined;
  readonly records: RecordStore;
  readonly tally: Tally;
  readonly directory: Directory;
  readonly types: RecordTypes;
  readonly kinds: StatementKinds;
  readonly community: Uint8Array;
  readonly extras: ReadonlyMap<Item, Extra>;
  /** What was erased, and by which words: absent where nothing is ever erased. */
  readonly erasures?: Pick<Erasures, 'wordFor' | 'namedIn'>;
  /** Members whose fork a kept proof shows. */
  readonly convicted?: () => Iterable<MemberId>;
  readonly valueCountOf: NonNullable<StatementContext['valueCountOf']>;
  /** The class of a record where it depends on what it says; undefined where its type's holds. */
  readonly urgencyOf?: (id: RecordId, record: Record) => Urgency | undefined;
  /** Is it of the module that keeps the roster: what is needed to read and to check others? */
  readonly isFoundation?: (item: Item) => boolean;
  /** When statements of this kind on this record begin to be worth less, in order, by this device's clock. */
  readonly closings?: (kind: number, id: RecordId) => readonly number[] | undefined;
};

export type Parcels = {
  /** Frames for items, in an order in which a receiver can read them; few as can be. Each is formed when it is asked for. */
  readonly formed: (items: readonly Item[]) => Iterable<Parcel>;
  /** Is there a frame that proves this record by itself? A record proven only by a sheaf's sum has none (§8.7). */
  readonly standsAlone: (id: RecordId) => boolean;
};

export function createParcels(
  parts: ParcelParts,
  urgencyOf: (item: Item) => Urgency,
  has: (item: Item) => boolean,
): Parcels {
  const { records, tally, directory, types, kinds } = parts;
  const rosterSize = (checkpoint: RecordId): number | undefined => directory.roster(checkpoint)?.size;
  return {
    formed,
    standsAlone: (id) => {
      const held = records.get(id);
      return held !== undefined && ((held.single && !held.record.bodyHash) || lone(held).length > 0);
    },
  };

  function* formed(items: readonly Item[]): Generator<Parcel, void> {
    const wanted = [...new Set(items)].filter(has);
    const held = wanted.flatMap((item) =>
      isVoice(item) || item === 'genesis' ? [] : (records.get(item as RecordId) ?? []),
    );
    held.sort(
      (a, b) =>
        urgencyOf(a.id) - urgencyOf(b.id) ||
        a.record.type - b.record.type ||
        a.record.seq - b.record.seq ||
        (a.id < b.id ? -1 : 1),
    );
    const joinable = (one: Held): boolean =>
      one.single !== undefined &&
      one.record.bodyHash === undefined &&
      directory.numberOf(one.record.member) !== undefined &&
      (types.get(one.record.type)?.bundled ?? false);
    if (wanted.includes('genesis')) yield* genesisParcel();
    for (const item of wanted) yield* extraParcel(item);
    const told = new Set<RecordId>();
    for (const one of held) {
      if (joinable(one) || told.has(one.id)) continue;
      for (const parcel of lone(one)) {
        parcel.items.forEach((id) => told.add(id as RecordId));
        yield parcel;
      }
    }
    yield* bundles(held.filter(joinable));
    for (const [key, voices] of bySubject(wanted)) yield* subjectParcels(key, voices);
  }

  function extraParcel(item: Item): Parcel[] {
    const extra = parts.extras.get(item);
    const formed = extra?.form();
    return extra && formed ? [{ ...formed, items: [item], urgency: extra.urgency }] : [];
  }

  function genesisParcel(): Parcel[] {
    const plaintext = parts.genesis();
    return plaintext ? [{ kind: 'single', plaintext, items: ['genesis'], urgency: 1 }] : [];
  }

  /** A record that goes by itself, or, where its own signature was never seen, in the bundle that proves it. */
  function lone(one: Held): Parcel[] {
    if (one.record.bodyHash) return wordParcel(parts.erasures?.wordFor(one.id));
    if (one.single && parts.erasures?.namedIn(one.record))
      return wordParcel({ record: one.record, signature: one.single });
    if (one.single) {
      const plaintext = encodeSingle({ record: one.record, signature: one.single }, types, directory);
      return [{ kind: 'single', plaintext, items: [one.id], urgency: urgencyOf(one.id) }];
    }
    // The proof may be gone where a disk rotted: then others must bring the record to whoever lacks it.
    for (const { ids, signature } of one.bundles) {
      const parcel = bundleParcel(ids, signature);
      if (parcel.length > 0) return parcel;
    }
    return [];
  }

  /** An erasing word, which tells besides itself what it names. */
  function wordParcel(word: Single | undefined): Parcel[] {
    if (!word) return [];
    const plaintext = encodeSingle(word, types, directory);
    const items = [recordId(parts.community, word.record), ...parts.erasures!.namedIn(word.record)!].filter(has);
    return [{ kind: 'single', plaintext, items, urgency: types.get(word.record.type)?.urgency ?? 3 }];
  }

  function bundleParcel(ids: readonly RecordId[], signature: Uint8Array): Parcel[] {
    if (ids.length > BUNDLE_RECORDS_MAX) return [];
    const inside: Record[] = ids.flatMap((id) => records.get(id)?.record ?? []);
    const [one, other] = inside;
    if (
      one &&
      other &&
      ids.length === 2 &&
      one.seq === other.seq &&
      one.member === other.member &&
      one.log === other.log
    ) {
      const proof = encodeFork(forkOf(one, other, signature), { types, names: directory, keys: directory });
      return proof ? [{ kind: 'extension', plaintext: proof, items: ids, urgency: 0 }] : [];
    }
    // A frame cannot say a body that is gone: such a sum goes as a sheaf (§8.7).
    const isWhole = inside.length === ids.length && inside.every(({ bodyHash }) => bodyHash === undefined);
    const plaintext = isWhole ? encodeBundle({ records: inside, signature }, types, directory) : null;
    const urgency = Math.min(...ids.map(urgencyOf)) as Urgency;
    return plaintext ? [{ kind: 'bundle', plaintext, items: ids, urgency }] : [];
  }

  /**
   * Can somebody read it who holds none of these records? What names another must come after it; and as a reader
   * tries the newest key of every author, then the ones before, one such reading must give each the key that signed
   * (§3.3): a record from before its author's rotation never stands beside one from after it. Nor does a half of one
   * fork stand beside a half of another, where that is a mixture: mixtures of many records cost many checks.
   */
  function readsAlone(plaintext: Uint8Array, group: readonly Held[]): boolean {
    const inside = new Set(group.map(({ id }) => id));
    const names = {
      ...directory,
      recordsAt: (place: Place) => directory.recordsAt(place).filter((id) => !inside.has(id)),
    };
    const signed = new Map(group.map(({ record }) => [placeName(record), record.keyVersion]));
    return ALIKE.some((reading) => {
      const { choose, open } = chooser(reading);
      const read = decodeBundle(plaintext, { community: parts.community, types, names, keys: directory, choose });
      return (
        read.ok &&
        read.value.records.every((record) => signed.get(placeName(record)) === record.keyVersion) &&
        (!open() || read.value.records.every((record) => inside.has(recordId(parts.community, record))))
      );
    });
  }

  /** Greedy: as many records under one sum as a frame holds. */
  function* bundles(held: readonly Held[]): Generator<Parcel, void> {
    const blank = new Uint8Array(48);
    for (let at = 0; at < held.length;) {
      let count = 1;
      const fits = (n: number): boolean => {
        const group = held.slice(at, at + n);
        const plaintext = encodeBundle(
          { records: group.map(({ record }) => record), signature: blank },
          types,
          directory,
        );
        return plaintext !== null && readsAlone(plaintext, group);
      };
      while (at + count < held.length && count < BUNDLE_RECORDS_MAX && fits(count + 1)) count++;
      const group = held.slice(at, at + count);
      const sum = count === 1 ? null : addSignatures(group.map(({ single }) => single!));
      yield* sum
        ? bundleParcel(
            group.map(({ id }) => id),
            sum,
          )
        : group.flatMap(lone);
      at += count;
    }
  }

  function bySubject(items: readonly Item[]): [SubjectKey, Set<VoiceItem>][] {
    const subjects = new Map<SubjectKey, Set<VoiceItem>>();
    for (const item of items.filter(isVoice)) {
      const key = subjectOf(item);
      subjects.set(key, (subjects.get(key) ?? new Set()).add(item));
    }
    return [...subjects];
  }

  function subjectParcels(key: SubjectKey, voices: ReadonlySet<VoiceItem>): Parcel[] {
    const { community, valueCountOf } = parts;
    const context = { community, types, names: directory, keys: directory, kinds, rosterSize, valueCountOf };
    const write = (map: StatementMap): Uint8Array | null => encodeStatements(map, context);
    return tally
      .answer(key, voices, (map) => write(map) !== null)
      .flatMap((map) => {
        const plaintext = write(map);
        const items = map.voices.map((voice) => voiceItem(key, voice));
        return plaintext ? [{ kind: 'statements', plaintext, items, urgency: urgencyOf(items[0]!) }] : [];
      });
  }
}
