// The message descriptions as tables that encode, decode and print can walk.
//
// The descriptions are our own `.proto` files (schema/), loaded with protobufjs reflection. protobufjs
// itself would turn each type into JavaScript source and run it, which a page's content security
// policy forbids; so we take its reflection, its Reader and its Writer, and walk these plans instead.

import protobuf from 'protobufjs/light.js';
import { assert } from '#protocol/bytes/result.ts';
import { describedTypes, jsonName, oneofOf, typeName } from './schema-names.ts';
import { DESCRIPTOR } from './schema/descriptor.ts';

/** How one scalar type is written: its wire type, its proto3 default, and whether a list of it is packed. */
type ScalarPlan = { readonly wireType: number; readonly zero: ScalarValue; readonly packable: boolean };
export type ScalarValue = number | bigint | boolean | string | Uint8Array;

const VARINT = 0;
const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const SCALARS = {
  double: { wireType: FIXED64, zero: 0, packable: true },
  float: { wireType: FIXED32, zero: 0, packable: true },
  int32: { wireType: VARINT, zero: 0, packable: true },
  uint32: { wireType: VARINT, zero: 0, packable: true },
  sint32: { wireType: VARINT, zero: 0, packable: true },
  fixed32: { wireType: FIXED32, zero: 0, packable: true },
  sfixed32: { wireType: FIXED32, zero: 0, packable: true },
  uint64: { wireType: VARINT, zero: 0n, packable: true },
  bool: { wireType: VARINT, zero: false, packable: true },
  string: { wireType: LENGTH_DELIMITED, zero: '', packable: false },
  bytes: { wireType: LENGTH_DELIMITED, zero: new Uint8Array(0), packable: false },
} as const satisfies Record<string, ScalarPlan>;
export type ScalarType = keyof typeof SCALARS;

export type EnumPlan = { readonly name: string; readonly nameOf: ReadonlyMap<number, string> };

export type FieldPlan = {
  readonly number: number;
  /** As in the `.proto`: `rx_snr`. */
  readonly protoName: string;
  /** As in our types and in protobuf JSON: `rxSnr`. */
  readonly name: string;
  /** int32 for enums: an unknown number of an enum is kept, as proto3 asks. */
  readonly scalar: ScalarType | undefined;
  readonly enumeration: EnumPlan | undefined;
  readonly message: MessagePlan | undefined;
  readonly repeated: boolean;
  readonly wireType: number;
  readonly packable: boolean;
  /** What an absent field reads as; undefined when absence is told apart from zero. */
  readonly zero: ScalarValue | undefined;
  /** The other fields of the same oneof: setting this one clears them. */
  readonly rivals: readonly string[];
  readonly oneof: string | undefined;
};

export type MessagePlan = {
  readonly name: string;
  readonly fields: readonly FieldPlan[];
  readonly byNumber: ReadonlyMap<number, FieldPlan>;
  /** The same by index, for the low numbers that nearly every field has: decoding is mostly looking up. */
  readonly byLowNumber: readonly (FieldPlan | undefined)[];
  /** What a message with no field on the wire reads as; lists are made afresh for each. */
  readonly empty: Readonly<Record<string, ScalarValue>>;
  readonly lists: readonly string[];
};

export function loadRoot(): protobuf.Root {
  const root = protobuf.Root.fromJSON(DESCRIPTOR);
  root.resolveAll();
  return root;
}

function planField(field: protobuf.Field, planOf: (type: protobuf.Type) => MessagePlan): FieldPlan {
  const resolved = field.resolvedType;
  const isEnum = resolved instanceof protobuf.Enum;
  const scalar = isEnum ? 'int32' : resolved ? undefined : (field.type as ScalarType);
  const plan: ScalarPlan | undefined = scalar && SCALARS[scalar];
  assert(resolved !== null || plan !== undefined, `no scalar plan for ${field.type} of ${field.fullName}`);
  const oneof = oneofOf(field);
  const explicit = field.partOf !== null || field.repeated || !plan;
  return {
    number: field.id,
    protoName: field.name,
    name: jsonName(field.name),
    scalar,
    enumeration: isEnum
      ? { name: typeName(resolved.fullName), nameOf: new Map(Object.entries(resolved.values).map(([k, v]) => [v, k])) }
      : undefined,
    message: resolved instanceof protobuf.Type ? planOf(resolved) : undefined,
    repeated: field.repeated,
    wireType: plan?.wireType ?? LENGTH_DELIMITED,
    packable: field.repeated && (plan?.packable ?? false),
    zero: explicit ? undefined : plan.zero,
    rivals: oneof ? oneof.fieldsArray.filter((other) => other !== field).map((other) => jsonName(other.name)) : [],
    oneof: oneof?.name,
  };
}

const LOW_NUMBERS = 32;

function planAll(): ReadonlyMap<string, MessagePlan> {
  const plans = new Map<string, MessagePlan>();
  const planOf = (type: protobuf.Type): MessagePlan => {
    const name = typeName(type.fullName);
    const known = plans.get(name);
    if (known) return known;
    const fields: FieldPlan[] = [];
    const byNumber = new Map<number, FieldPlan>();
    const byLowNumber = new Array<FieldPlan | undefined>(LOW_NUMBERS).fill(undefined);
    const empty: Record<string, ScalarValue> = {};
    const lists: string[] = [];
    const plan: MessagePlan = { name, fields, byNumber, byLowNumber, empty, lists };
    plans.set(name, plan); // before its fields, which may lead back here
    for (const field of type.fieldsArray) fields.push(planField(field.resolve(), planOf));
    for (const field of fields) {
      byNumber.set(field.number, field);
      if (field.number < LOW_NUMBERS) byLowNumber[field.number] = field;
      if (field.repeated) lists.push(field.name);
      if (field.zero !== undefined) empty[field.name] = field.zero;
    }
    return plan;
  };
  for (const type of describedTypes(loadRoot())) if (type instanceof protobuf.Type) planOf(type);
  return plans;
}

/** The plans of all messages, by TypeScript name. */
export const PLANS: ReadonlyMap<string, MessagePlan> = planAll();
