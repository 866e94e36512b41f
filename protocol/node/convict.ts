// From two things that exclude each other, held here, to one proof that convicts everywhere (§6.7).
//
// A proof is formed where both signatures are held apart, or can be formed from the sums. Where they are
// held in larger sums only, those two sums are the evidence, and they travel as they are.

import type { RecordId } from '../bytes/reference.ts';
import { addSignatures } from '../crypto/bls.ts';
import type { Item } from '../sync/items.ts';
import { contradicts, subjectKey } from '../tally/tally.ts';
import { forkOf, type ForkProof } from '../wire/fork.ts';
import type { Voice } from '../wire/statement.ts';
import type { Book } from './book.ts';

/** Proofs that the new things make possible; each new to the book. */
export function convictions(book: Book, fresh: readonly Item[]): readonly ForkProof[] {
  const proofs = fresh.flatMap((item) =>
    item.includes('/') ? (ofVoice(book, item) ?? []) : (ofRecord(book, item as RecordId) ?? []),
  );
  return proofs.filter((proof) => book.forkProofs.accepts(proof));
}

function ofRecord(book: Book, id: RecordId): ForkProof | undefined {
  const record = book.records.get(id)?.record;
  if (!record || record.guestKey) return undefined;
  const there = book.records.at(record);
  if (there.length < 2) return undefined;
  const [one, other] = there.flatMap((other) => book.records.get(other) ?? []).filter(({ single }) => single);
  if (!one || !other) return undefined;
  if ([one, other].some(({ record: { type } }) => book.types.get(type)?.coSigners)) return undefined;
  const signature = addSignatures([one.single!, other.single!]);
  return signature ? forkOf(one.record, other.record, signature) : undefined;
}

function ofVoice(book: Book, item: Item): ForkProof | undefined {
  const [kind, record, member] = item.split('/');
  const key = subjectKey(Number(kind), record as RecordId);
  const subject = book.tally.subject(key);
  const said = book.tally.voices(key).filter((voice) => voice.member === member);
  for (const one of subject ? said : []) {
    const other = said.find((voice) => contradicts(one, voice));
    const signature = other && book.tally.jointSignature(key, [one, other]);
    if (!other || !signature) continue;
    const side = (voice: Voice) => ({ subject: subject!, voice });
    return { kind: 'statements', member: one.member, said: [side(one), side(other)], signature };
  }
  return undefined;
}
