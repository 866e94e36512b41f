// Encode and decode any described message by walking its plan (schema.ts).
//
// What proto3 asks, kept: fields may come in any order and more than once (the last one counts, inner
// messages merge), lists may be packed or not, unknown fields and unknown enum numbers survive a round
// trip (so that settings of a newer firmware that we read, change and write back stay what they were).

import protobuf from 'protobufjs/light.js';
import { assert, malformed, ok, type Malformed, type Result } from '#protocol/bytes/result.ts';
import {
  LENGTH_DELIMITED,
  PLANS,
  type FieldPlan,
  type MessagePlan,
  type ScalarType,
  type ScalarValue,
} from './schema.ts';
import { toProtoJson, type Json } from './proto-json.ts';

/** What may be given to `encode`: any part of a message, down to any depth. */
export type Draft<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Draft<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Draft<T[K]> | undefined }
      : T;

export type DecodeOptions = {
  /** Old firmware cuts names inside a character. Strict (the rule) refuses such text; lenient shows U+FFFD. */
  readonly text?: 'strict' | 'lenient';
};

export type Codec<T> = {
  readonly name: string;
  encode(draft: Draft<T>): Uint8Array;
  decode(bytes: Uint8Array, options?: DecodeOptions): Result<T, Malformed>;
  /** The protobuf JSON mapping: bytes in base64, enums by name. */
  toJson(value: T): Json;
  /** Which field of a oneof is set, by its `.proto` name; undefined when none (or an unknown one) is. */
  variantOf(value: T, oneof: string): string | undefined;
  /** The proto paths of the fields in `value` that we have no description for, such as `packet.#200`. */
  unknownFields(value: T): readonly string[];
};

/** A decoded message as the walker sees it. */
export type Fields = { [name: string]: unknown; $unknown?: Uint8Array };

/** Ours go four deep; anything deeper is someone's attempt on the stack. */
const DEPTH_MAX = 16;

type Read = (reader: protobuf.Reader) => ScalarValue;
type Write = (writer: protobuf.Writer, value: never) => protobuf.Writer;

/** 64-bit numbers are bigint for us; protobufjs speaks in halves. */
const readUint64: Read = (reader) => {
  // Its types say "number or Long"; without the Long package, which we do not install, it gives the halves.
  const { low, high } = reader.uint64() as unknown as { low: number; high: number };
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
};
const writeUint64 = (writer: protobuf.Writer, value: bigint): protobuf.Writer => {
  const halves = {
    low: Number(value & 0xffffffffn) | 0,
    high: Number((value >> 32n) & 0xffffffffn) | 0,
    unsigned: true,
  };
  return writer.uint64(halves);
};

const READ: Record<ScalarType, Read> = {
  double: (r) => r.double(),
  float: (r) => r.float(),
  int32: (r) => r.int32(),
  uint32: (r) => r.uint32(),
  sint32: (r) => r.sint32(),
  fixed32: (r) => r.fixed32(),
  sfixed32: (r) => r.sfixed32(),
  uint64: readUint64,
  bool: (r) => r.bool(),
  string: (r) => r.stringVerify(),
  bytes: (r) => new Uint8Array(r.bytes()), // a copy: a view would keep the whole read buffer alive
};
const readLenientText: Read = (reader) => reader.string();

const WRITE: Record<ScalarType, Write> = {
  double: (w, v) => w.double(v),
  float: (w, v) => w.float(v),
  int32: (w, v) => w.int32(v),
  uint32: (w, v) => w.uint32(v),
  sint32: (w, v) => w.sint32(v),
  fixed32: (w, v) => w.fixed32(v),
  sfixed32: (w, v) => w.sfixed32(v),
  uint64: writeUint64,
  bool: (w, v) => w.bool(v),
  string: (w, v) => w.string(v),
  bytes: (w, v) => w.bytes(v),
};

function emptyFields(plan: MessagePlan): Fields {
  const fields: Fields = { ...plan.empty };
  for (const list of plan.lists) fields[list] = [];
  return fields;
}

function readRepeated(reader: protobuf.Reader, field: FieldPlan, read: Read, list: unknown[], packed: boolean): void {
  if (!packed) {
    list.push(read(reader));
    return;
  }
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError(`packed ${field.protoName} runs past its message`);
  while (reader.pos < end) list.push(read(reader));
}

function readMessage(
  reader: protobuf.Reader,
  end: number,
  field: FieldPlan,
  into: Fields,
  lenient: boolean,
  depth: number,
): void {
  const plan = field.message!;
  const before = into[field.name];
  const merges = !field.repeated && before !== undefined;
  const inner = merges ? (before as Fields) : emptyFields(plan);
  readFields(reader, end, plan, inner, lenient, depth + 1, merges);
  if (field.repeated) (before as unknown[]).push(inner);
  else into[field.name] = inner;
}

function readField(
  reader: protobuf.Reader,
  field: FieldPlan,
  wireType: number,
  into: Fields,
  lenient: boolean,
  depth: number,
): void {
  if (field.message) {
    const lengthBytes = reader.uint32();
    const end = reader.pos + lengthBytes;
    if (end > reader.len) throw new RangeError(`${field.protoName} of ${lengthBytes} bytes runs past its message`);
    readMessage(reader, end, field, into, lenient, depth);
    return;
  }
  const read = lenient && field.scalar === 'string' ? readLenientText : READ[field.scalar!];
  if (field.repeated)
    readRepeated(reader, field, read, into[field.name] as unknown[], field.packable && wireType === LENGTH_DELIMITED);
  else into[field.name] = read(reader);
}

/** Of a oneof the last field on the wire counts. */
function clearRivals(field: FieldPlan, into: Fields): void {
  for (const rival of field.rivals) if (into[rival] !== undefined) Reflect.deleteProperty(into, rival);
}

const fits = (field: FieldPlan, wireType: number): boolean =>
  wireType === field.wireType || (field.packable && wireType === LENGTH_DELIMITED);

function readFields(
  reader: protobuf.Reader,
  end: number,
  plan: MessagePlan,
  into: Fields,
  lenient: boolean,
  depth: number,
  mayHoldOneof: boolean,
): void {
  if (depth > DEPTH_MAX) throw new RangeError(`messages nested deeper than ${DEPTH_MAX}`);
  const outerEnd = reader.len;
  reader.len = end; // so that nothing inside reads past this message
  let unknown: Uint8Array[] | undefined;
  while (reader.pos < end) {
    const tagAt = reader.pos;
    const tag = reader.uint32();
    const wireType = tag & 7;
    const number = tag >>> 3;
    const field = number < plan.byLowNumber.length ? plan.byLowNumber[number] : plan.byNumber.get(number);
    if (field && fits(field, wireType)) {
      if (field.oneof !== undefined) {
        if (mayHoldOneof) clearRivals(field, into);
        mayHoldOneof = true;
      }
      readField(reader, field, wireType, into, lenient, depth);
      continue;
    }
    reader.skipType(wireType, depth, tag >>> 3);
    (unknown ??= into.$unknown ? [into.$unknown] : []).push(new Uint8Array(reader.raw(tagAt, reader.pos)));
  }
  reader.len = outerEnd;
  if (unknown) into.$unknown = joined(unknown);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Decodes by plan; for callers that hold a plan rather than a codec. */
export function decodeFields(
  plan: MessagePlan,
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Result<Fields, Malformed> {
  const reader = protobuf.Reader.create(bytes);
  const fields = emptyFields(plan);
  try {
    readFields(reader, bytes.length, plan, fields, options.text === 'lenient', 0, false);
  } catch (thrown) {
    return malformed(reader.pos, plan.name, thrown instanceof Error ? thrown.message : String(thrown));
  }
  return ok(fields);
}

function isZero(field: FieldPlan, value: unknown): boolean {
  if (field.zero === undefined) return false;
  return value instanceof Uint8Array ? value.length === 0 : value === field.zero && !Object.is(value, -0);
}

function writeList(writer: protobuf.Writer, field: FieldPlan, list: readonly unknown[]): void {
  if (list.length === 0) return;
  if (!field.packable) {
    for (const item of list) writeOne(writer, field, item);
    return;
  }
  writer.uint32((field.number << 3) | LENGTH_DELIMITED).fork();
  for (const item of list) WRITE[field.scalar!](writer, item as never);
  writer.ldelim();
}

function writeOne(writer: protobuf.Writer, field: FieldPlan, value: unknown): void {
  writer.uint32(((field.number << 3) | field.wireType) >>> 0);
  if (field.message) {
    writer.fork();
    writeFields(writer, field.message, value as Fields);
    writer.ldelim();
  } else WRITE[field.scalar!](writer, value as never);
}

function writeFields(writer: protobuf.Writer, plan: MessagePlan, fields: Fields): void {
  for (const field of plan.fields) {
    const value = fields[field.name];
    if (value === undefined || isZero(field, value)) continue;
    assert(
      field.rivals.every((rival) => fields[rival] === undefined),
      `${plan.name}.${field.oneof} holds one thing at a time, ${field.name} is not the only one set`,
    );
    if (field.repeated) writeList(writer, field, value as readonly unknown[]);
    else writeOne(writer, field, value);
  }
  if (fields.$unknown) writer.raw(fields.$unknown);
}

function unknownOf(plan: MessagePlan, fields: Fields, path: string): string[] {
  const found: string[] = [];
  if (fields.$unknown) {
    const reader = protobuf.Reader.create(fields.$unknown);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      found.push(`${path}#${tag >>> 3}`);
      reader.skipType(tag & 7);
    }
  }
  for (const field of plan.fields) {
    if (!field.message) continue;
    const value = fields[field.name];
    const inner = (field.repeated ? value : value === undefined ? [] : [value]) as readonly Fields[];
    for (const each of inner) found.push(...unknownOf(field.message, each, `${path}${field.protoName}.`));
  }
  return found;
}

/** The codec of a described message. Only messages.ts calls this, once for each. */
export function codecOf<T>(name: string): Codec<T> {
  const plan = PLANS.get(name);
  assert(plan !== undefined, `message ${name} is described in schema/`);
  return {
    name,
    encode: (draft) => {
      const writer = protobuf.Writer.create();
      writeFields(writer, plan, draft as Fields);
      return new Uint8Array(writer.finish()); // a copy: finish() may hand out a piece of Node's shared pool
    },
    decode: (bytes, options) => decodeFields(plan, bytes, options) as Result<T, Malformed>,
    toJson: (value) => toProtoJson(plan, value as Fields),
    variantOf: (value, oneof) =>
      plan.fields.find((field) => field.oneof === oneof && (value as Fields)[field.name] !== undefined)?.protoName,
    unknownFields: (value) => unknownOf(plan, value as Fields, ''),
  };
}
