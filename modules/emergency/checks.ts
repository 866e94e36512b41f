// Checks of what a person asks for, as a short list: the first that fails is the refusal (README §4).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Refusal } from '#protocol/node/module.ts';
import type { Position } from './whereabouts.ts';
import { WITHIN_METRES } from './whereabouts.ts';

export type Check = Refusal | undefined;

export const refusal = (rule: string, why: string, remedy: string): Refusal => ({
  kind: 'refused',
  rule,
  why,
  remedy,
});

/** `value` if no check fails. The value is only made once it is known to be sound. */
export function planIf<T>(checks: readonly Check[], value: () => T): Result<T, Refusal> {
  const failed = checks.find((check) => check !== undefined);
  return failed ? err(failed) : ok(value());
}

export function textFits(text: string, bytesMax: number): Check {
  const bytes = typeof text === 'string' ? toUtf8(text).length : Infinity;
  if (bytes <= bytesMax) return undefined;
  return refusal(
    'text-fits',
    `The words take ${bytes} bytes on the air, and ${bytesMax} have room.`,
    `Say it in fewer words; ${bytes - bytesMax} bytes are too many.`,
  );
}

export function isWord(word: string, words: readonly string[], what: string): Check {
  if (words.includes(word)) return undefined;
  return refusal('known-word', `"${word}" is no ${what}.`, `Choose one of: ${words.join(', ')}.`);
}

export function isCount(count: number, countMax: number, what: string): Check {
  if (Number.isInteger(count) && count >= 0 && count <= countMax) return undefined;
  return refusal('count-fits', `${what} is ${count}.`, `Give a whole number from 0 to ${countMax}.`);
}

export function isPlace(position: Position | null): Check {
  if (position === null) return undefined;
  const { latDeg, lonDeg, withinMetres } = position;
  if (Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 && WITHIN_METRES.includes(withinMetres)) return undefined;
  return refusal(
    'place-on-earth',
    `${latDeg}, ${lonDeg} within ${withinMetres} m is no place that can be said.`,
    `Give degrees north from -90 to 90, east from -180 to 180, and one of ${WITHIN_METRES.join(', ')} metres.`,
  );
}
