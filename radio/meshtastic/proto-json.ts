// The protobuf JSON mapping, one way: for replay, for the doctor and for people who compare with the
// official tools. Bytes in base64, enums by name (by number when unknown), 64-bit numbers as text,
// floats with as few digits as still name the same 32-bit value.

import type { FieldPlan, MessagePlan } from './schema.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, section 4, with padding. Neither Buffer nor btoa exists in every place this runs. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const held = Math.min(3, bytes.length - at);
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let digit = 0; digit < 4; digit++) {
      text += digit <= held ? BASE64_DIGITS[(group >> (18 - 6 * digit)) & 63]! : '=';
    }
  }
  return text;
}

/** 5.535996913909912 is what a 32-bit 5.535997 reads as in 64 bits. Nine digits always name it. */
export function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function numberToJson(field: FieldPlan, value: number): Json {
  if (field.enumeration) return field.enumeration.nameOf.get(value) ?? value;
  if (Number.isFinite(value)) return field.scalar === 'float' ? shortestFloat32(value) : value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function valueToJson(field: FieldPlan, value: unknown): Json {
  if (field.message) return toProtoJson(field.message, value as Record<string, unknown>);
  if (value instanceof Uint8Array) return toBase64(value);
  if (typeof value === 'number') return numberToJson(field, value);
  return typeof value === 'bigint' ? value.toString() : (value as string | boolean);
}

const isSilent = (field: FieldPlan, value: unknown): boolean =>
  value === undefined ||
  (field.repeated && (value as readonly unknown[]).length === 0) ||
  (field.zero !== undefined && (value instanceof Uint8Array ? value.length === 0 : value === field.zero));

export function toProtoJson(plan: MessagePlan, fields: Record<string, unknown>): { readonly [key: string]: Json } {
  const json: Record<string, Json> = {};
  for (const field of plan.fields) {
    const value = fields[field.name];
    if (isSilent(field, value)) continue;
    json[field.name] = field.repeated
      ? (value as readonly unknown[]).map((item) => valueToJson(field, item))
      : valueToJson(field, value);
  }
  return json;
}
