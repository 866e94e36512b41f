// D-Bus values as bytes and back, by signature: the types that BlueZ uses, little endian.
//
// D-Bus specification, "Marshaling": every value stands at a multiple of its alignment, counted from the
// start of the message. An array is a length (u32, without the padding after it) and its elements; a
// variant is a signature and one value. Dictionaries `a{s.}` and `a{o.}` are plain objects here, `ay` is a
// Uint8Array, structs are arrays.

import { assert } from '#protocol/bytes/result.ts';

export type Variant = { readonly signature: string; readonly value: Value };
export type Value =
  number | bigint | boolean | string | Uint8Array | Variant | readonly Value[] | { readonly [key: string]: Value };

export const variant = (signature: string, value: Value): Variant => ({ signature, value });

const ARRAY_BYTES_MAX = 1 << 20;
const DEPTH_MAX = 16;
/** Types whose alignment is not that of u32. */
const ALIGNMENT: Readonly<Record<string, number>> = { y: 1, g: 1, v: 1, n: 2, q: 2, x: 8, t: 8, d: 8, '(': 8, '{': 8 };
const alignmentOf = (type: string): number => ALIGNMENT[type[0] ?? ''] ?? 4;
const CLOSED_BY: Readonly<Record<string, string>> = { '(': ')', '{': '}' };

/** The single complete types of a signature: `a{sv}as(ii)` is three. */
export function splitSignature(signature: string): readonly string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length;) {
    const end = endOfType(signature, at);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function endOfType(signature: string, at: number): number {
  const first = signature[at];
  if (first === undefined) throw new RangeError(`the signature "${signature}" ends too early`);
  if (first === 'a') return endOfType(signature, at + 1);
  const closing = CLOSED_BY[first];
  if (closing === undefined) return at + 1;
  let end = at + 1;
  while (signature[end] !== closing) end = endOfType(signature, end);
  return end + 1;
}

// ── Writing ───────────────────────────────────────────────────────────────────────────────────────

export type Writer = { readonly write: (signature: string, values: readonly Value[]) => Writer; bytes(): Uint8Array };

type Fixed = {
  readonly bytes: number;
  readonly put: (view: DataView, at: number, value: never) => void;
  readonly get: (view: DataView, at: number) => Value;
};
/** Types of a fixed size, one line each. */
const FIXED: Readonly<Record<string, Fixed>> = {
  y: { bytes: 1, put: (view, at, value) => view.setUint8(at, value), get: (view, at) => view.getUint8(at) },
  n: { bytes: 2, put: (view, at, value) => view.setInt16(at, value, true), get: (view, at) => view.getInt16(at, true) },
  q: { bytes: 2, put: (view, at, v) => view.setUint16(at, v, true), get: (view, at) => view.getUint16(at, true) },
  i: { bytes: 4, put: (view, at, value) => view.setInt32(at, value, true), get: (view, at) => view.getInt32(at, true) },
  u: { bytes: 4, put: (view, at, v) => view.setUint32(at, v, true), get: (view, at) => view.getUint32(at, true) },
  h: { bytes: 4, put: (view, at, v) => view.setUint32(at, v, true), get: (view, at) => view.getUint32(at, true) },
  b: {
    bytes: 4,
    put: (view, at, value) => view.setUint32(at, value ? 1 : 0, true),
    get: (view, at) => view.getUint32(at, true) !== 0,
  },
  x: { bytes: 8, put: (view, at, v) => view.setBigInt64(at, v, true), get: (view, at) => view.getBigInt64(at, true) },
  t: { bytes: 8, put: (view, at, v) => view.setBigUint64(at, v, true), get: (view, at) => view.getBigUint64(at, true) },
  d: { bytes: 8, put: (view, at, v) => view.setFloat64(at, v, true), get: (view, at) => view.getFloat64(at, true) },
};

export function createWriter(): Writer {
  let bytes = new Uint8Array(256);
  let end = 0;

  const claim = (count: number): number => {
    const at = end;
    end += count;
    if (end > bytes.length) {
      const grown = new Uint8Array(Math.max(end, bytes.length * 2));
      grown.set(bytes);
      bytes = grown;
    }
    return at;
  };
  const align = (to: number): void => void claim(-end & (to - 1));
  const view = (): DataView => new DataView(bytes.buffer);
  const number = (type: string, value: Value): void => {
    const { bytes: count, put } = FIXED[type]!;
    align(count);
    const at = claim(count);
    put(view(), at, value as never);
  };
  const raw = (value: Uint8Array): void => {
    const at = claim(value.length);
    bytes.set(value, at);
  };
  const text = (value: string, lengthType: 'u' | 'y'): void => {
    const encoded = Buffer.from(value, 'utf8');
    number(lengthType, encoded.length);
    raw(encoded);
    claim(1); // the closing zero
  };

  const array = (element: string, value: Value): void => {
    number('u', 0);
    const lengthAt = end - 4;
    align(alignmentOf(element));
    const start = end;
    if (value instanceof Uint8Array) raw(value);
    else if (element.startsWith('{')) {
      const [key = '', of = ''] = splitSignature(element.slice(1, -1));
      for (const [name, each] of Object.entries(value)) {
        align(8);
        one(key, name);
        one(of, each as Value);
      }
    } else for (const each of value as readonly Value[]) one(element, each);
    view().setUint32(lengthAt, end - start, true);
  };

  const one = (type: string, value: Value): void => {
    const first = type[0] ?? '';
    if (FIXED[first]) return number(first, value);
    if (first === 's' || first === 'o') return text(value as string, 'u');
    if (first === 'g') return text(value as string, 'y');
    if (first === 'a') return array(type.slice(1), value);
    if (first === 'v') {
      const inner = value as Variant;
      text(inner.signature, 'y');
      return one(inner.signature, inner.value);
    }
    assert(first === '(', `a known D-Bus type, not "${type}"`);
    align(8);
    const fields = value as readonly Value[];
    for (const [at, field] of splitSignature(type.slice(1, -1)).entries()) one(field, fields[at]!);
  };

  const writer: Writer = {
    write(signature, values) {
      for (const [at, type] of splitSignature(signature).entries()) one(type, values[at]!);
      return writer;
    },
    bytes: () => bytes.slice(0, end),
  };
  return writer;
}

// ── Reading ───────────────────────────────────────────────────────────────────────────────────────

/** The values of a signature from `bytes`, beginning at `from`. Throws a RangeError where they do not fit. */
export function readValues(signature: string, bytes: Uint8Array, from = 0): { values: readonly Value[]; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  const align = (to: number): void => {
    at += -at & (to - 1);
  };
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) throw new RangeError('a D-Bus value goes beyond its message');
    at += count;
    return bytes.subarray(at - count, at);
  };
  const number = (type: string): Value => {
    const { bytes: count, get } = FIXED[type]!;
    align(count);
    const value = get(view, at);
    at += count;
    return value;
  };
  const text = (lengthType: 'u' | 'y'): string => {
    const value = Buffer.from(take(number(lengthType) as number)).toString('utf8');
    take(1);
    return value;
  };
  const array = (element: string, depth: number): Value => {
    const length = number('u') as number;
    if (length > ARRAY_BYTES_MAX) throw new RangeError('a D-Bus array is too long');
    align(alignmentOf(element));
    if (element === 'y') return new Uint8Array(take(length)); // a copy: a Buffer's slice would share
    const end = at + length;
    if (element.startsWith('{')) {
      const [key = '', of = ''] = splitSignature(element.slice(1, -1));
      const entries: [string, Value][] = [];
      while (at < end) {
        align(8);
        entries.push([one(key, depth) as string, one(of, depth)]); // keys are s or o: others are not used
      }
      return Object.fromEntries(entries);
    }
    const values: Value[] = [];
    while (at < end) values.push(one(element, depth));
    return values;
  };
  const one = (type: string, depth: number): Value => {
    if (depth > DEPTH_MAX) throw new RangeError('D-Bus values are nested too deeply');
    const first = type[0] ?? '';
    if (FIXED[first]) return number(first);
    if (first === 's' || first === 'o') return text('u');
    if (first === 'g') return text('y');
    if (first === 'a') return array(type.slice(1), depth + 1);
    if (first === 'v') {
      const inner = text('y');
      return { signature: inner, value: one(inner, depth + 1) };
    }
    if (first !== '(') throw new RangeError(`"${type}" is no D-Bus type`);
    align(8);
    return splitSignature(type.slice(1, -1)).map((field) => one(field, depth + 1));
  };
  return { values: splitSignature(signature).map((type) => one(type, 0)), end: at };
}
