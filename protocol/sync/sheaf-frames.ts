// The frames of a sheaf (protocol/README.md §8.7).

import { concat } from '../bytes/bytes.ts';
import type { RecordId } from '../bytes/reference.ts';
import type { Parcel } from './items.ts';
import { CODED_NUMBER_MAX, encodeCoded, FRAME_SYMBOLS_MAX, SHEAF_SYMBOLS_MAX, SYMBOL_BYTES } from './sheaf-messages.ts';
import type { Sheaf, Sheaves } from './sheaves.ts';
import { combination } from './symbols.ts';

/** Of combinations that chance made, one more than needed suffices nearly always. */
export const SPARE_SYMBOLS = 1;

const parcel = (plaintext: Uint8Array): Parcel => ({ kind: 'sync', plaintext, items: [], urgency: 3 });

/** Frame `number` of a sheaf, with so many combinations. */
export function codedFrame(sheaf: Sheaf, number: number, symbols: number, toCome: number): Parcel {
  const first = FRAME_SYMBOLS_MAX * number;
  const combined = Array.from({ length: symbols }, (_, i) => combination(sheaf.name, first + i, sheaf.symbols));
  return parcel(
    encodeCoded({ sheaf: sheaf.name, number, toCome: Math.min(255, toCome), symbols: concat(...combined) }),
  );
}

export const planFrame = (sheaf: Sheaf): Parcel => parcel(sheaf.plan);

/** Sheaves with all combinations that somebody needs who holds none of these. `round` gives other ones than the last. */
export function wholeSheaves(sheaves: Sheaves, ids: readonly RecordId[], round: number): Parcel[] {
  const frames: Parcel[] = [];
  let left = ids;
  for (let sheaf = sheaves.form(left, SHEAF_SYMBOLS_MAX); sheaf; sheaf = sheaves.form(left, SHEAF_SYMBOLS_MAX)) {
    const { ids: inside } = sheaf;
    const needed = sheaf.symbols.length / SYMBOL_BYTES + SPARE_SYMBOLS;
    const count = Math.ceil(needed / FRAME_SYMBOLS_MAX);
    frames.push(planFrame(sheaf));
    for (let i = 0; i < count; i++) {
      const number = (round * count + i) % (CODED_NUMBER_MAX + 1);
      frames.push(
        codedFrame(sheaf, number, Math.min(FRAME_SYMBOLS_MAX, needed - FRAME_SYMBOLS_MAX * i), count - 1 - i),
      );
    }
    left = left.filter((id) => !inside.includes(id));
  }
  return frames;
}
