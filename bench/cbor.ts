// CBOR (RFC 8949) as short as it can be written: what a careful engineer would send instead of our wire.
// Whole numbers, byte strings, texts and arrays are all that the comparison needs.

import { concat, toUtf8 } from '#protocol/bytes/bytes.ts';

export type CborValue = number | string | Uint8Array | readonly CborValue[];

const MAJOR = { uint: 0, bytes: 2, text: 3, array: 4 } as const;

/** The head of an item: major type and the shortest form of its number. */
function head(major: number, value: number): Uint8Array {
  if (value < 24) return Uint8Array.of(major * 32 + value);
  const width = value < 2 ** 8 ? 1 : value < 2 ** 16 ? 2 : 4;
  const bytes = Uint8Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** (width - 1 - i)) % 256);
  return concat(Uint8Array.of(major * 32 + 24 + Math.log2(width)), bytes);
}

export function cbor(value: CborValue): Uint8Array {
  if (typeof value === 'number') return head(MAJOR.uint, value);
  if (typeof value === 'string') return concat(head(MAJOR.text, toUtf8(value).length), toUtf8(value));
  if (value instanceof Uint8Array) return concat(head(MAJOR.bytes, value.length), value);
  const items = value;
  return concat(head(MAJOR.array, items.length), ...items.map(cbor));
}
