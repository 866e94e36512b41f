// What links carry, by name: a record, one voice on a subject, the genesis, or something besides.

import type { RecordId } from '../bytes/reference.ts';
import { subjectKey, type SubjectKey, type VoiceItem } from '../tally/tally.ts';
import type { SealedKind } from '../wire/frame.ts';
import type { Urgency } from './air-budget.ts';

/** Passed on besides what is held: a proof of a fork, a rekey, a private message. No "/" in its name. */
export type ExtraItem = string & { readonly _: 'ExtraItem' };

/** A thing that links carry: a record, one voice on a subject, the genesis, or an extra. */
export type Item = 'genesis' | RecordId | VoiceItem | ExtraItem;
export const isVoice = (item: Item): item is VoiceItem => item.includes('/');

export function subjectOf(item: VoiceItem): SubjectKey {
  const [kind, record] = item.split('/');
  return subjectKey(Number(kind), record as RecordId);
}

/** A plaintext ready to be sealed, and what its receivers will hold then. */
export type Parcel = {
  /** `whole`: the plaintext is a frame already and is not sealed. */
  readonly kind: SealedKind | 'whole';
  readonly plaintext: Uint8Array;
  readonly items: readonly Item[];
  readonly urgency: Urgency;
};

/** Its frame is formed when it is sent, so that names and keys in it are of that moment. */
export type Extra = { readonly urgency: Urgency; readonly form: () => Omit<Parcel, 'items' | 'urgency'> | null };
