// Formats as declarations: one expression gives the type, both directions, and the least and greatest
// size, so that what cannot fit a frame fails when its module loads and not on the air.
//
// Reading never throws. A reader that fails keeps its first failure and answers zeros from then on;
// `decode` looks once at the end. Every codec is canonical: what decodes re-encodes to the same bytes.
// Integers are big-endian. Codecs of short names (members, records) live in wire/names.ts.

import { concat, toUtf8 } from './bytes.ts';
import type { Choose, Missing, References } from './reference.ts';
import { assert, err, ok, type Malformed, type Result } from './result.ts';
import { utf8ToText } from './utf8.ts';

/** In bytes. */
export type Size = { readonly min: number; readonly max: number };

/** What could not be read yet because a name in it is still unknown here. */
export type Unresolved = { readonly kind: 'unresolved'; readonly missing: Missing; readonly field: string };
export type ReadError = Malformed | Unresolved;

export interface Codec<T> {
  readonly size: Size;
  /** Takes all bytes that are left, so it may only stand last. */
  readonly tail?: true;
  write(to: Writer, value: T): void;
  read(from: Reader): T;
}

/** The type that a codec reads and writes. */
export type Value<C> = C extends Codec<infer T> ? T : never;

/** One field as it was read: for the inspector. `start` and `end` are byte offsets into the whole input. */
export type Trace = (path: string, start: number, end: number, value: unknown) => void;

/** `wire`: short names, needs `References`. `signed`: every name in full, no context needed (§3.2). */
export type Form = 'wire' | 'signed';

export class Writer {
  readonly form: Form;
  readonly names: References | undefined;
  readonly #parts: Uint8Array[] = [];

  constructor(form: Form = 'wire', names?: References) {
    this.form = form;
    this.names = names;
  }

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }

  uint(value: number, width: number): void {
    assert(Number.isInteger(value) && value >= 0 && value < 256 ** width, `${value} fits ${width} bytes`);
    const bytes = new Uint8Array(width);
    for (let i = width - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    this.bytes(bytes);
  }

  varint(value: number): void {
    assert(Number.isInteger(value) && value >= 0 && value < 2 ** 35, `${value} fits a varint`);
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push(0x80 | (rest % 0x80));
    bytes.push(rest);
    this.bytes(Uint8Array.from(bytes));
  }

  finish(): Uint8Array {
    return concat(...this.#parts);
  }
}

export class Reader {
  readonly form: Form;
  readonly names: References | undefined;
  /** Which of several records at one forked place a short name stands for: the first, unless somebody says else (§3.2). */
  readonly choose: Choose;
  readonly trace: Trace | undefined;
  readonly #bytes: Uint8Array;
  readonly #path: string[] = [];
  #end: number;
  #at: number;
  #failure: ReadError | undefined;

  constructor(
    bytes: Uint8Array,
    options: {
      form?: Form;
      names?: References | undefined;
      choose?: Choose | undefined;
      trace?: Trace | undefined;
    } = {},
  ) {
    this.#bytes = bytes;
    this.#end = bytes.length;
    this.#at = 0;
    this.form = options.form ?? 'wire';
    this.names = options.names;
    this.choose = options.choose ?? (() => 0);
    this.trace = options.trace;
  }

  get at(): number {
    return this.#at;
  }
  get left(): number {
    return this.#end - this.#at;
  }
  get failure(): ReadError | undefined {
    return this.#failure;
  }

  /** Keeps the first failure; everything read after it is zeros. */
  fail(why: string, atByte = this.#at): void {
    this.#failure ??= { kind: 'malformed', atByte, field: this.#path.join('.'), why };
  }

  lack(missing: Missing): void {
    this.#failure ??= { kind: 'unresolved', missing, field: this.#path.join('.') };
  }

  bytes(count: number): Uint8Array {
    if (this.#failure || this.left < count) {
      this.fail(`${count} bytes are needed here, ${this.left} are left`);
      return new Uint8Array(count);
    }
    const taken = this.#bytes.slice(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  /** All that is left, at most `bytesMax`. */
  rest(bytesMax: number): Uint8Array {
    if (this.left > bytesMax) {
      this.fail(`at most ${bytesMax} bytes may stand here, ${this.left} do`);
      return new Uint8Array(0);
    }
    return this.#failure ? new Uint8Array(0) : this.bytes(this.left);
  }

  uint(width: number): number {
    return this.bytes(width).reduce((value, byte) => value * 256 + byte, 0);
  }

  varint(valueMax: number): number {
    const start = this.#at;
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.uint(1);
      value += (byte & 0x7f) * scale;
      if (byte === 0 && scale > 1) this.fail('a number with needless zero digits', start);
      if (value > valueMax) this.fail(`at most ${valueMax} may stand here`, start);
      if (byte < 0x80 || this.#failure) return this.#failure ? 0 : value;
    }
  }

  /** Runs `read` under a field name, and tells the inspector what stood there. */
  field<T>(name: string, read: () => T): T {
    const start = this.#at;
    this.#path.push(name);
    const value = read();
    if (this.trace && !this.#failure) this.trace(this.#path.join('.'), start, this.#at, value);
    this.#path.pop();
    return value;
  }

  /** Lets `read` see only the next `count` bytes, and makes sure that it takes them all. */
  within<T>(count: number, read: () => T): T {
    const outer = this.#end;
    if (this.left < count) this.fail(`${count} bytes are needed here, ${this.left} are left`);
    this.#end = Math.min(outer, this.#at + count);
    const value = read();
    this.finish();
    this.#end = outer;
    return value;
  }

  finish(): void {
    if (this.left > 0) this.fail(`${this.left} bytes too many`);
  }
}

/** Value to bytes. The value is ours, so what does not fit is our error. */
export function encode<T>(codec: Codec<T>, value: T, form: Form = 'wire', names?: References): Uint8Array {
  const writer = new Writer(form, names);
  codec.write(writer, value);
  return writer.finish();
}

/** Bytes of anybody's making to a value; all of them must be used. */
export function decode<T>(
  codec: Codec<T>,
  bytes: Uint8Array,
  options: ConstructorParameters<typeof Reader>[1] = {},
): Result<T, ReadError> {
  const reader = new Reader(bytes, options);
  const value = codec.read(reader);
  reader.finish();
  return reader.failure ? err(reader.failure) : ok(value);
}

// ── Declarations ────────────────────────────────────────────────────────────────────────────────

const fixed = (bytes: number): Size => ({ min: bytes, max: bytes });

/** Bytes that a minimal varint of this value takes. */
const varintBytes = (value: number): number => (value < 0x80 ? 1 : 1 + varintBytes(Math.floor(value / 0x80)));

function uint(width: number, valueMax = 256 ** width - 1): Codec<number> {
  return {
    size: fixed(width),
    write: (to, value) => {
      assert(value <= valueMax, `${value} is at most ${valueMax}`);
      to.uint(value, width);
    },
    read: (from) => {
      const start = from.at;
      const value = from.uint(width);
      if (value > valueMax) from.fail(`at most ${valueMax} may stand here`, start);
      return value;
    },
  };
}

export const u8 = uint(1);
export const u16 = uint(2);
export const u24 = uint(3);
export const u32 = uint(4);
/** One byte with a ceiling of its own. */
export const u8Max = (valueMax: number): Codec<number> => uint(1, valueMax);

/** A whole number of two's complement in `width` bytes. */
export function sint(width: number): Codec<number> {
  const span = 256 ** width;
  return {
    size: fixed(width),
    write: (to, value) => {
      assert(value >= -span / 2 && value < span / 2, `${value} fits ${width} bytes with a sign`);
      to.uint(value < 0 ? value + span : value, width);
    },
    read: (from) => {
      const value = from.uint(width);
      return value >= span / 2 ? value - span : value;
    },
  };
}

/** Seven bits a byte, least significant first, no needless digits. */
export function varint(valueMax: number): Codec<number> {
  return {
    size: { min: 1, max: varintBytes(valueMax) },
    write: (to, value) => {
      assert(value <= valueMax, `${value} is at most ${valueMax}`);
      to.varint(value);
    },
    read: (from) => from.varint(valueMax),
  };
}

export function bytes(count: number): Codec<Uint8Array> {
  return {
    size: fixed(count),
    write: (to, value) => {
      assert(value.length === count, `${value.length} bytes are ${count}`);
      to.bytes(value);
    },
    read: (from) => from.bytes(count),
  };
}

/** One of the given words, as its number in the list. */
export function oneOf<const W extends readonly string[]>(...words: W): Codec<W[number]> {
  return {
    size: fixed(1),
    write: (to, value) => {
      const number = words.indexOf(value);
      assert(number >= 0, `${value} is one of ${words.join(', ')}`);
      to.uint(number, 1);
    },
    read: (from) => {
      const start = from.at;
      const word = words[from.uint(1)];
      if (word === undefined) from.fail(`no such choice; there are ${words.length}`, start);
      return word ?? words[0]!;
    },
  };
}

/** A set of named bits in one byte, the first word at the lowest bit; unknown bits are refused. */
export function flags<const W extends readonly string[]>(...words: W): Codec<ReadonlySet<W[number]>> {
  assert(words.length <= 8, 'a byte has eight bits');
  return {
    size: fixed(1),
    write: (to, value) =>
      to.uint(
        words.reduce((sum, word, i) => sum + (value.has(word) ? 2 ** i : 0), 0),
        1,
      ),
    read: (from) => {
      const start = from.at;
      const bits = from.uint(1);
      if (bits >= 2 ** words.length) from.fail('a flag that this version does not know', start);
      return new Set(words.filter((_, i) => bits & (1 << i)));
    },
  };
}

function text(bytesMax: number, size: Size, take: (from: Reader) => Uint8Array, tail: boolean): Codec<string> {
  return {
    size,
    ...(tail && { tail }),
    write: (to, value) => {
      const utf8 = toUtf8(value);
      assert(utf8.length <= bytesMax, `"${value}" is at most ${bytesMax} bytes of UTF-8`);
      if (!tail) to.uint(utf8.length, 1);
      to.bytes(utf8);
    },
    read: (from) => {
      const start = from.at;
      const value = utf8ToText(take(from));
      if (value === null) from.fail('not well-formed UTF-8', start);
      return value ?? '';
    },
  };
}

/** Text behind a length byte. */
export const utf8 = (bytesMax: number): Codec<string> =>
  text(
    bytesMax,
    { min: 1, max: 1 + bytesMax },
    (from) => {
      const start = from.at;
      const count = from.uint(1);
      if (count > bytesMax) from.fail(`at most ${bytesMax} bytes of text may stand here`, start);
      return from.bytes(Math.min(count, bytesMax));
    },
    false,
  );

/** Text to the end of the body: costs no length byte, so it may only stand last. */
export const tailUtf8 = (bytesMax: number): Codec<string> =>
  text(bytesMax, { min: 0, max: bytesMax }, (from) => from.rest(bytesMax), true);

/** Bytes to the end of the body. */
export const tailBytes = (bytesMax: number): Codec<Uint8Array> => ({
  size: { min: 0, max: bytesMax },
  tail: true,
  write: (to, value) => {
    assert(value.length <= bytesMax, `${value.length} bytes are at most ${bytesMax}`);
    to.bytes(value);
  },
  read: (from) => from.rest(bytesMax),
});

/** A count (one byte, at most `countMax`), then that many. */
export function list<T>(item: Codec<T>, countMax: number): Codec<readonly T[]> {
  assert(!item.tail, 'an item without an end cannot stand in a list');
  return {
    size: { min: 1, max: 1 + countMax * item.size.max },
    write: (to, values) => {
      assert(values.length <= countMax, `${values.length} items are at most ${countMax}`);
      to.uint(values.length, 1);
      for (const value of values) item.write(to, value);
    },
    read: (from) => {
      const start = from.at;
      const count = from.uint(1);
      if (count > countMax) from.fail(`at most ${countMax} items may stand here`, start);
      const values: T[] = [];
      for (let i = 0; i < count && !from.failure; i++) values.push(from.field(String(i), () => item.read(from)));
      return values;
    },
  };
}

/** One byte 0 (absent) or 1 (present), then the value. */
export function optional<T>(item: Codec<T>): Codec<T | null> {
  return {
    size: { min: 1, max: 1 + item.size.max },
    ...(item.tail && { tail: true }),
    write: (to, value) => {
      to.uint(value === null ? 0 : 1, 1);
      if (value !== null) item.write(to, value);
    },
    read: (from) => {
      const start = from.at;
      const present = from.uint(1);
      if (present > 1) from.fail('either 0 (absent) or 1 (present) may stand here', start);
      return present === 1 ? item.read(from) : null;
    },
  };
}

type StructValue<F> = { readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never };

/** Fields one after another, in the order of the declaration. */
export function struct<const F extends Record<string, Codec<unknown>>>(fields: F): Codec<StructValue<F>> {
  const entries = Object.entries(fields);
  entries.forEach(([name, field], i) => {
    assert(!field.tail || i === entries.length - 1, `${name} takes all that is left, so it stands last`);
  });
  const sum = (pick: (size: Size) => number): number =>
    entries.reduce((total, [, field]) => total + pick(field.size), 0);
  return {
    size: { min: sum((size) => size.min), max: sum((size) => size.max) },
    ...(entries.at(-1)?.[1].tail && { tail: true }),
    write: (to, value) => {
      for (const [name, field] of entries) field.write(to, (value as Record<string, unknown>)[name]);
    },
    read: (from) => {
      const value: Record<string, unknown> = {};
      for (const [name, field] of entries) value[name] = from.field(name, () => field.read(from));
      return value as StructValue<F>;
    },
  };
}
