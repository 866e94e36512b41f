// What a node does when somebody takes their words back: it obeys every word that is signed (protocol/README.md §3.8).
//
// From then on a record is held without its body, and nothing that rested on the body is known: not to its module, not
// as what others said of it, not inside a proof. Whoever came too late for the record fills its place with what the word tells.

import type { RecordId } from '../bytes/reference.ts';
import type { Erasures } from '../log/erasures.ts';
import type { ForkProofs } from '../log/fork-proofs.ts';
import type { Held, RecordStore } from '../log/record-store.ts';
import { subjectKey, type SubjectKey, type Tally } from '../tally/tally.ts';
import { forkedIds, type ForkProof } from '../wire/fork.ts';
import type { Record } from '../wire/record.ts';
import type { StatementKinds } from '../wire/statement.ts';
import { forkRow, wordRow } from './archive.ts';
import type { Stored } from './event.ts';

type ObeyParts = {
  readonly community: Uint8Array;
  readonly records: RecordStore;
  readonly erasures: Erasures;
  readonly tally: Tally;
  readonly forkProofs: ForkProofs;
  readonly kinds: StatementKinds;
  /** Its module forgets what it said. */
  readonly forget: (held: Held) => void;
  /** What was said of this is known no more. */
  readonly dropped: (subject: SubjectKey) => void;
  /** Holds what is left of a record that never came; false where there is no room for it. */
  readonly enter: (id: RecordId, record: Record, nowMs: number) => boolean;
  readonly persist: (stored: Stored) => void;
  readonly persistRecord: (held: Held) => void;
  /** Sums from which a record's signature was taken out. */
  readonly persistSplit: (id: RecordId) => void;
};

type Obedience = {
  /** Erases what a word names, and fills places that are still empty; answers what was filled. */
  obey(word: Record, nowMs: number): readonly RecordId[];
  /** The same for a word that came, which is kept beside its log if it stands too far ahead there. */
  takeWord(id: RecordId, word: Record, signature: Uint8Array, nowMs: number): readonly RecordId[];
  /** A proof without the bodies that were erased: their hashes prove as much. */
  withoutErased(proof: ForkProof): ForkProof;
};

export function createObedience(parts: ObeyParts): Obedience {
  const { records, erasures, tally, forkProofs, persist, persistRecord } = parts;

  const erase = (id: RecordId): void => {
    const held = records.get(id);
    if (!held || held.record.bodyHash) return;
    parts.forget(held);
    records.empty(id);
    for (const kind of parts.kinds.keys()) {
      const subject = subjectKey(kind, id);
      if (tally.drop(subject)) parts.dropped(subject);
    }
    for (const proof of forkProofs.all()) {
      const kept = proof.member === held.record.member ? withoutErased(proof) : proof;
      if (kept === proof) continue;
      forkProofs.replace(kept);
      persist({ ...forkRow(kept), scrub: true });
    }
    persistRecord(held);
    parts.persistSplit(id);
  };

  const obey = (word: Record, nowMs: number): readonly RecordId[] =>
    erasures
      .emptiedBy(word)
      .filter(({ id, record }) => {
        if (records.has(id)) erase(id);
        else if (parts.enter(id, record, nowMs)) {
          persistRecord(records.get(id)!);
          return true;
        }
        return false;
      })
      .map(({ id }) => id);

  const takeWord = (id: RecordId, word: Record, signature: Uint8Array, nowMs: number): readonly RecordId[] => {
    if (!records.has(id) && !erasures.word(id)) {
      if (!erasures.fills(word)) return [];
      const single = { record: word, signature };
      erasures.take(id, word, single);
      persist(wordRow(id, single));
    }
    return obey(word, nowMs);
  };

  const withoutErased = (proof: ForkProof): ForkProof => {
    if (proof.kind !== 'records') return proof;
    const ids = forkedIds(parts.community, proof);
    if (!proof.sides.some(({ body }, i) => body && erasures.isNamed(ids[i]!))) return proof;
    const [one, other] = proof.sides.map(({ body, ...side }, i) =>
      body && !erasures.isNamed(ids[i]!) ? { ...side, body } : side,
    );
    return { ...proof, sides: [one!, other!] };
  };

  return { obey, takeWord, withoutErased };
}
