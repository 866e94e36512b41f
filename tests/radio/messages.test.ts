// Our description of the messages against the official package, and the codec against it both ways.

import { readdirSync, readFileSync } from 'node:fs';
import { fromBinary, ScalarType, toBinary, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import * as official from '@meshtastic/protobufs';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { codecOf } from '#radio/meshtastic/codec.ts';
import { AdminMessage, Data, FromRadio, ToRadio } from '#radio/meshtastic/messages.ts';
import { loadRoot, PLANS, type FieldPlan, type MessagePlan } from '#radio/meshtastic/schema.ts';
import { describedTypes, typeName } from '#radio/meshtastic/schema-names.ts';
import { generated } from '#radio/meshtastic/schema/generate.node.ts';
import { bytesOf, RECORDINGS } from './recordings.ts';

const OFFICIAL = new Map<string, DescMessage | DescEnum>();
for (const file of Object.values(official) as unknown as Record<string, { kind?: string } | undefined>[]) {
  for (const desc of Object.values(file)) {
    if (desc?.kind === 'message' || desc?.kind === 'enum') {
      const known = desc as DescMessage | DescEnum;
      OFFICIAL.set(typeName(known.typeName), known);
    }
  }
}
const officialMessage = (name: string): DescMessage | undefined => {
  const desc = OFFICIAL.get(name);
  return desc?.kind === 'message' ? desc : undefined;
};

/** Facts on which the official package and newer sources disagree; ours follow the newer ones. */
const RENAMED_SINCE: ReadonlyMap<string, string> = new Map([
  ['HardwareModel 27', 'SENSELORA_RP2040'],
  ['HardwareModel 28', 'SENSELORA_S3'],
]);

test('the written modules say what the .proto files say', async () => {
  const folder = new URL('../../radio/meshtastic/schema/', import.meta.url);
  for (const [path, text] of await generated()) {
    expect(readFileSync(new URL(path, folder), 'utf8') === text, `${path}: run schema/generate.node.ts`).toBe(true);
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.proto')).length).toBeGreaterThan(5);
});

const typeOf = (field: DescField): string => {
  const value = field.fieldKind === 'list' ? field.listKind : field.fieldKind;
  if (value === 'message') return typeName(field.message!.typeName);
  if (value === 'enum') return typeName(field.enum!.typeName);
  return ScalarType[field.scalar!].toLowerCase();
};
const typeOfOurs = (field: protobuf.Field): string =>
  field.resolvedType ? typeName(field.resolvedType.fullName) : field.type;

describe('every type the official package knows has the same numbers, names and types here', () => {
  const types = describedTypes(loadRoot());
  test('most of ours are known to it', () => {
    expect(types.filter((type) => OFFICIAL.has(typeName(type.fullName))).length).toBeGreaterThan(110);
  });
  test.each(
    types
      .filter((type) => OFFICIAL.has(typeName(type.fullName)))
      .map((type) => [typeName(type.fullName), type] as const),
  )('%s', (name, type) => {
    const desc = OFFICIAL.get(name)!;
    if (desc.kind === 'enum') {
      if (!(type instanceof protobuf.Enum)) throw new Error(`${name} is an enum`);
      for (const { number, name: value } of desc.values) {
        if (RENAMED_SINCE.get(`${name} ${number}`) === value) continue;
        expect(type.values[value], `${name}.${value}`).toBe(number);
      }
      return;
    }
    if (!(type instanceof protobuf.Type)) throw new Error(`${name} is a message`);
    for (const field of desc.fields) {
      const ours = type.fields[field.name]?.resolve();
      expect(
        ours && {
          number: ours.id,
          type: typeOfOurs(ours),
          repeated: ours.repeated,
          oneof: PLANS.get(name)?.byNumber.get(ours.id)?.oneof,
        },
        `${name}.${field.name}`,
      ).toEqual({
        number: field.number,
        type: typeOf(field),
        repeated: field.fieldKind === 'list',
        oneof: field.oneof?.name,
      });
      expect(PLANS.get(name)?.byNumber.get(field.number)?.zero !== undefined, `${name}.${field.name} is implicit`).toBe(
        !ours!.repeated && field.fieldKind !== 'message' && field.presence === FeatureSet_FieldPresence.IMPLICIT,
      );
    }
  });
});

const SCALAR_VALUES: Record<string, fc.Arbitrary<unknown>> = {
  double: fc.double({ noNaN: true }),
  float: fc.float({ noNaN: true }),
  int32: fc.integer(),
  sint32: fc.integer(),
  sfixed32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 0xffffffff }),
  fixed32: fc.integer({ min: 0, max: 0xffffffff }),
  uint64: fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }),
  bool: fc.boolean(),
  string: fc.string({ unit: 'grapheme', maxLength: 12 }),
  bytes: fc.uint8Array({ maxLength: 12 }),
};

/** Any message of a plan, with only the fields that the official package knows too, at most one of a oneof. */
function arbitraryOf(plan: MessagePlan, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const known = officialMessage(plan.name);
  const usable = plan.fields.filter(
    (field) => known?.fields.some((other) => other.number === field.number) && (depth < 3 || !field.message),
  );
  const one = (field: FieldPlan): fc.Arbitrary<unknown> => {
    const single = field.message ? arbitraryOf(field.message, depth + 1) : SCALAR_VALUES[field.scalar!]!;
    return field.repeated ? fc.array(single, { maxLength: 3 }) : single;
  };
  return fc.subarray(usable, { maxLength: Math.min(6, usable.length) }).chain((picked) => {
    const taken = new Set<string>();
    const chosen = picked.filter(
      (field) => field.oneof === undefined || (!taken.has(field.oneof) && taken.add(field.oneof)),
    );
    return fc.record(Object.fromEntries(chosen.map((field) => [field.name, one(field)])));
  });
}

const bothKnow = [...PLANS.values()].filter((plan) => officialMessage(plan.name));

describe('what either side encodes, the other decodes, and it re-encodes to the same bytes', () => {
  test.each(bothKnow.map((plan) => [plan.name, plan] as const))('%s', (name, plan) => {
    const codec = codecOf<Record<string, unknown>>(name);
    const schema = officialMessage(name)!;
    fc.assert(
      fc.property(arbitraryOf(plan), (draft) => {
        const encoded = codec.encode(draft);
        const theirs = fromBinary(schema, encoded);
        const theirBytes = toBinary(schema, theirs);
        const back = codec.decode(theirBytes);
        if (!back.ok) throw new Error(back.error.why);
        expect(codec.unknownFields(back.value)).toEqual([]);
        expect(Buffer.from(codec.encode(back.value)).equals(encoded)).toBe(true);
        expect(Buffer.from(theirBytes).length).toBe(encoded.length);
      }),
      { numRuns: 25 },
    );
  });
});

test('the official package and ours read every frame of every recording alike', () => {
  let frames = 0;
  for (const { text } of RECORDINGS.filter(({ name }) => !/garbage|future/.test(name))) {
    const stream = bytesOf(text, 'from');
    for (let at = 0; at + 4 <= stream.length;) {
      const contentBytes = (stream[at + 2]! << 8) | stream[at + 3]!;
      const content = stream.subarray(at + 4, at + 4 + contentBytes);
      at += 4 + contentBytes;
      const decoded = FromRadio.decode(content);
      if (!decoded.ok) throw new Error(decoded.error.why);
      expect(
        Buffer.from(FromRadio.encode(decoded.value)).equals(
          Buffer.from(toBinary(official.Mesh.FromRadioSchema, fromBinary(official.Mesh.FromRadioSchema, content))),
        ),
      ).toBe(true);
      frames += 1;
    }
  }
  expect(frames).toBeGreaterThan(1500);
});

test('fields of a newer firmware survive reading, changing one thing and writing back', () => {
  const lora = codecOf<Record<string, unknown>>('ConfigLoRaConfig');
  const withUnknown = Buffer.concat([lora.encode({ hopLimit: 3 }), Buffer.from('f03f07', 'hex')]); // field 1022 = 7
  const read = lora.decode(withUnknown);
  if (!read.ok) throw new Error(read.error.why);
  expect(lora.unknownFields(read.value)).toEqual(['#1022']);
  const written = lora.encode({ ...read.value, hopLimit: 4 });
  expect(Buffer.from(written).toString('hex')).toBe(
    Buffer.concat([lora.encode({ hopLimit: 4 }), Buffer.from('f03f07', 'hex')]).toString('hex'),
  );
});

test('of a oneof the last one on the wire counts, and setting two is refused', () => {
  const twice = Buffer.concat([ToRadio.encode({ wantConfigId: 5 }), ToRadio.encode({ heartbeat: { nonce: 1 } })]);
  const read = ToRadio.decode(twice);
  expect(read.ok && read.value.wantConfigId).toBeUndefined();
  expect(read.ok && ToRadio.variantOf(read.value, 'payload_variant')).toBe('heartbeat');
  expect(() => ToRadio.encode({ wantConfigId: 5, disconnect: true })).toThrow(/one thing at a time/);
});

test('a message given twice is merged, as protobuf asks', () => {
  const parts = Buffer.concat([
    AdminMessage.encode({ setOwner: { longName: 'Hill' } }),
    AdminMessage.encode({ setOwner: { shortName: 'H' } }),
  ]);
  const read = AdminMessage.decode(parts);
  expect(read.ok && read.value.setOwner).toMatchObject({ longName: 'Hill', shortName: 'H' });
  const merged = fromBinary(official.Admin.AdminMessageSchema, parts);
  expect(merged).toMatchObject({ payloadVariant: { value: { longName: 'Hill', shortName: 'H' } } });
});

test('a payload is a copy, so that one packet kept does not keep the whole read buffer', () => {
  const encoded = Buffer.from(Data.encode({ portnum: 256, payload: Uint8Array.of(1, 2, 3) }));
  const read = Data.decode(encoded);
  if (!read.ok) throw new Error(read.error.why);
  encoded.fill(0);
  expect([...read.value.payload]).toEqual([1, 2, 3]);
  expect(read.value.payload.buffer.byteLength).toBe(3);
});

test('no bytes, however mutated or deep, are more than a malformed answer', () => {
  const deep = new Uint8Array(400).fill(0x0a);
  expect(() => FromRadio.decode(deep)).not.toThrow();
  const stream = bytesOf(RECORDINGS[0]!.text, 'from');
  fc.assert(
    fc.property(
      fc.nat(stream.length),
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.tuple(fc.nat(299), fc.nat(255))),
      (at, size, hits) => {
        const mutated = Uint8Array.from(stream.subarray(at, at + size));
        for (const [where, value] of hits) if (where < mutated.length) mutated[where] = value;
        const read = FromRadio.decode(mutated);
        if (!read.ok) expect(read.error).toMatchObject({ kind: 'malformed', field: 'FromRadio' });
      },
    ),
    { numRuns: 2000 },
  );
});
