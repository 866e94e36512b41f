// Who lacks nearly everything gets, over the air, what it needs to read others, and no history (protocol/README.md §8.4).
//
// A community's years are hours of air. A newcomer's phone takes them in a minute from a gateway, from a friend's phone or
// from paper; on a radio alone it needs the genesis, the pages and the keys, and what those said whom it has heard.

import type { Difference } from './compare.ts';
import type { RecordId } from '../bytes/reference.ts';
import type { VoiceItem } from '../tally/tally.ts';
import { isVoice, type Item } from './items.ts';

/** More records than one node may repair in about two hours of its air. */
const MUCH_RECORDS = 768;
/** Two halves of a community lack much of each other as well, but share their past. */
const MUCH_SHARE = 0.75;

/** What of a difference is sent over the air; `held`: how many records we hold. */
export function offerOnAir({ offer, unheard }: Difference, held: number): readonly Item[] {
  const lacked = offer.filter((item) => !isVoice(item)).length;
  if (lacked <= MUCH_RECORDS || lacked <= MUCH_SHARE * held) return offer;
  const needed = offer.filter((item) => !unheard.has(item));
  // A page is read once the one before it is confirmed, and what cannot be read is asked for again: so as soon as they
  // hold one whose confirmations they lack, all confirmations go first, and what waits there falls into place.
  const records = new Set<Item>(needed.filter((item) => !isVoice(item)));
  const voices = needed.filter(isVoice);
  return voices.some((voice) => !records.has(recordOf(voice))) ? voices : needed;
}

const recordOf = (voice: VoiceItem): RecordId => voice.split('/')[1] as RecordId;
