// The folded state of a module as bytes and back: plain values, whatever their shape (modules/README.md, Starting again).
//
// Modules keep plain state: maps, sets, lists, objects, bytes, numbers, texts. So no module needs a codec of
// its own, and none can be forgotten when a field is added. Order of maps and sets is kept, because the state
// that is read again must be the one that was written. Names of records are numbers in a list that stands
// beside; a record with its body is only that number, so no body stands in these bytes: one that is erased
// is gone. Text of people may still stand here in parts that modules copied.

import { assert } from '../bytes/result.ts';
import { toUtf8 } from '../bytes/bytes.ts';
import { utf8ToText } from '../bytes/utf8.ts';

const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** A whole number from 0. */
  whole: 4,
  /** A whole number below 0, as its distance from -1. */
  below: 5,
  number: 6,
  big: 7,
  text: 8,
  textAgain: 9,
  bytes: 10,
  list: 11,
  map: 12,
  set: 13,
  object: 14,
  objectAgain: 15,
  /** A record's name. */
  name: 16,
  /** A record with its name and its body. */
  said: 17,
} as const;

/** A record with its name and its body read, as modules keep it. */
type SaidShape = { readonly id: string; readonly record: object; readonly body: unknown };

/** Bytes that grow by doubling: a state of a year has a million small numbers. */
function growing() {
  let held = new Uint8Array(1024);
  let used = 0;
  const room = (count: number): void => {
    if (used + count <= held.length) return;
    const larger = new Uint8Array(Math.max(2 * held.length, used + count));
    larger.set(held.subarray(0, used));
    held = larger;
  };
  return {
    byte(value: number): void {
      room(1);
      held[used++] = value;
    },
    varint(value: number): void {
      let rest = value;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte(0x80 | (rest % 0x80));
      this.byte(rest);
    },
    bytes(value: Uint8Array): void {
      room(value.length);
      held.set(value, used);
      used += value.length;
    },
    finish: (): Uint8Array => held.slice(0, used),
  };
}

const isSaid = (value: object): value is SaidShape => 'id' in value && 'record' in value && 'body' in value;

/**
 * Plain state as bytes. `numberOf` gives the number of a record that is held. Functions are ours alone and left
 * out; fields of the names in `without` are undefined, wherever they stand.
 */
export function writePlain(
  value: unknown,
  numberOf: (name: string) => number | undefined,
  without: ReadonlySet<string> = new Set(),
): Uint8Array {
  const to = growing();
  const texts = new Map<string, number>();
  const shapes = new Map<string, number>();

  const writeText = (text: string): void => {
    const number = numberOf(text);
    const before = texts.get(text);
    if (number !== undefined) {
      to.byte(TAG.name);
      to.varint(number);
    } else if (before !== undefined) {
      to.byte(TAG.textAgain);
      to.varint(before);
    } else {
      texts.set(text, texts.size);
      const utf8 = toUtf8(text);
      to.byte(TAG.text);
      to.varint(utf8.length);
      to.bytes(utf8);
    }
  };

  const writeNumber = (number: number): void => {
    if (Number.isSafeInteger(number) && !Object.is(number, -0)) {
      to.byte(number >= 0 ? TAG.whole : TAG.below);
      to.varint(number >= 0 ? number : -1 - number);
      return;
    }
    const bits = new Uint8Array(8);
    new DataView(bits.buffer).setFloat64(0, number);
    to.byte(TAG.number);
    to.bytes(bits);
  };

  const writeObject = (one: object): void => {
    if (isSaid(one)) {
      const number = numberOf(one.id);
      assert(number !== undefined, 'what a module keeps of records is held');
      to.byte(TAG.said);
      to.varint(number);
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(one);
    assert(prototype === Object.prototype || prototype === null, 'the state of a module is plain');
    const fields = Object.entries(one).filter(([, field]) => typeof field !== 'function');
    const shape = fields.map(([name]) => name).join('\n');
    const before = shapes.get(shape);
    if (before !== undefined) {
      to.byte(TAG.objectAgain);
      to.varint(before);
    } else {
      shapes.set(shape, shapes.size);
      to.byte(TAG.object);
      to.varint(fields.length);
      for (const [name] of fields) writeText(name);
    }
    for (const [name, field] of fields) write(without.has(name) ? undefined : field);
  };

  const write = (one: unknown): void => {
    if (one === undefined) to.byte(TAG.undefined);
    else if (one === null) to.byte(TAG.null);
    else if (typeof one === 'boolean') to.byte(one ? TAG.true : TAG.false);
    else if (typeof one === 'number') writeNumber(one);
    else if (typeof one === 'string') writeText(one);
    else if (typeof one === 'bigint') {
      to.byte(TAG.big);
      writeText(String(one));
    } else if (one instanceof Uint8Array) {
      to.byte(TAG.bytes);
      to.varint(one.length);
      to.bytes(one);
    } else if (Array.isArray(one)) {
      to.byte(TAG.list);
      to.varint(one.length);
      for (const item of one) write(item);
    } else if (one instanceof Map) {
      to.byte(TAG.map);
      to.varint(one.size);
      for (const [key, item] of one as Map<unknown, unknown>) {
        write(key);
        write(item);
      }
    } else if (one instanceof Set) {
      to.byte(TAG.set);
      to.varint(one.size);
      for (const item of one as Set<unknown>) write(item);
    } else {
      assert(typeof one === 'object', 'the state of a module is plain');
      writeObject(one);
    }
  };

  write(value);
  return to.finish();
}

/** What numbers stand for when plain state is read. */
export type PlainNames = {
  readonly names: readonly string[];
  /** The record with its body; the same object for the same number. */
  readonly said: (number: number) => unknown;
};

/** How deep plain state may stand in itself. */
const DEPTH_MAX = 32;

/** Bytes to plain state; undefined where they do not read as `writePlain` writes. */
export function readPlain(from: Uint8Array, { names, said }: PlainNames): { readonly value: unknown } | undefined {
  let at = 0;
  let failed = false;
  const texts: string[] = [];
  const shapes: (readonly string[])[] = [];

  const byte = (): number => {
    if (at >= from.length) failed = true;
    return failed ? 0 : from[at++]!;
  };
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; !failed; scale *= 0x80) {
      const next = byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) break;
      if (scale > Number.MAX_SAFE_INTEGER) failed = true;
    }
    if (value > Number.MAX_SAFE_INTEGER) failed = true;
    return failed ? 0 : value;
  };
  /** A count of things that take at least a byte each: more than is left cannot be. */
  const count = (): number => {
    const many = varint();
    if (many > from.length - at) failed = true;
    return failed ? 0 : many;
  };
  const part = (): Uint8Array => {
    const length = count();
    at += length;
    return from.slice(at - length, at);
  };
  const oneOf = <T>(list: readonly T[]): T | undefined => {
    const number = varint();
    if (number >= list.length) failed = true;
    return list[number];
  };
  const text = (): string => {
    const value = utf8ToText(part());
    if (value === null) failed = true;
    texts.push(value ?? '');
    return value ?? '';
  };
  const float = (): number => {
    if (from.length - at < 8) failed = true;
    if (failed) return 0;
    at += 8;
    return new DataView(from.buffer, from.byteOffset + at - 8, 8).getFloat64(0);
  };
  const big = (): bigint => {
    const digits = read(0);
    if (typeof digits === 'string' && /^-?\d+$/.test(digits)) return BigInt(digits);
    failed = true;
    return 0n;
  };
  const object = (fields: readonly string[] | undefined, depth: number): object => {
    const made: { [field: string]: unknown } = {};
    for (const field of fields ?? []) made[field] = read(depth);
    return made;
  };
  const shape = (): readonly string[] => {
    const fields = Array.from({ length: count() }, () => String(read(0)));
    shapes.push(fields);
    return fields;
  };

  const read = (depth: number): unknown => {
    if (depth > DEPTH_MAX) failed = true;
    const tag = byte();
    if (failed) return undefined;
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.whole:
        return varint();
      case TAG.below:
        return -1 - varint();
      case TAG.number:
        return float();
      case TAG.big:
        return big();
      case TAG.text:
        return text();
      case TAG.textAgain:
        return oneOf(texts);
      case TAG.name:
        return oneOf(names);
      case TAG.said: {
        const number = varint();
        if (number >= names.length) failed = true;
        return failed ? undefined : said(number);
      }
      case TAG.bytes:
        return part();
      case TAG.list: {
        const list: unknown[] = [];
        for (let left = count(); left > 0 && !failed; left--) list.push(read(depth + 1));
        return list;
      }
      case TAG.map: {
        const map = new Map<unknown, unknown>();
        for (let left = count(); left > 0 && !failed; left--) {
          const key = read(depth + 1);
          map.set(key, read(depth + 1));
        }
        return map;
      }
      case TAG.set: {
        const set = new Set<unknown>();
        for (let left = count(); left > 0 && !failed; left--) set.add(read(depth + 1));
        return set;
      }
      case TAG.object:
        return object(shape(), depth + 1);
      case TAG.objectAgain:
        return object(oneOf(shapes), depth + 1);
      default:
        failed = true;
        return undefined;
    }
  };

  const value = read(0);
  return failed || at !== from.length ? undefined : { value };
}
