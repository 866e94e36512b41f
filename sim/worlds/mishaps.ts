// What happens to frames on their last stretch, between radio and node: lost, doubled, bent, late.

import type { Prng } from '#protocol/bytes/prng.ts';
import type { Mishap } from '../world/world.ts';
import type { StepOf } from './format.ts';

/** Frames that a stranger could have noted down. */
const NOTED_MAX = 64;
const MILLIONTHS = 1_000_000;

export function createMishaps(chance: Prng) {
  let rates = { loss: 0, twice: 0, flips: 0, lateMinutes: 0 };
  const noted: Uint8Array[] = [];

  const happens = (share: number): boolean => share > 0 && chance.below(MILLIONTHS) < share * MILLIONTHS;
  const bent = (frame: Uint8Array): Uint8Array => {
    const copy = frame.slice();
    copy[chance.below(copy.length)]! ^= 1 << chance.below(8);
    return copy;
  };
  const delayMs = (): number => (rates.lateMinutes > 0 ? chance.below(Math.ceil(rates.lateMinutes * 60_000)) : 0);

  const mishap: Mishap = (_radio, frame) => {
    if (noted.length < NOTED_MAX) noted.push(frame);
    else noted[chance.below(NOTED_MAX)] = frame;
    if (happens(rates.loss)) return [];
    const first = { frame: frame.length > 0 && happens(rates.flips) ? bent(frame) : frame, delayMs: delayMs() };
    return happens(rates.twice) ? [first, { frame, delayMs: delayMs() }] : [first];
  };

  return {
    mishap,
    set({ loss = 0, twice = 0, flips = 0, lateMinutes = 0 }: StepOf<'air'>): void {
      rates = { loss, twice, flips, lateMinutes };
    },
    noise: (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => chance.below(256)),
    heardBefore: (): Uint8Array | undefined => noted[chance.below(Math.max(1, noted.length))],
  };
}
