// The same content as careful engineers would send it without our wire: protobuf and CBOR, each thing
// with the Ed25519 signatures (64 bytes) of those who say it. They get the same short names, the same
// seal of 9 bytes and the same frame of 231; what does not fit goes in several packets.

import protobuf from 'protobufjs/light.js';
import { FRAME_BYTES_MAX, SEAL_BYTES } from '#protocol/wire/limits.ts';
import { cbor, type CborValue } from './cbor.ts';

export const ED25519_BYTES = 64;
const ed25519 = (count: number): Uint8Array => new Uint8Array(ED25519_BYTES * count).fill(0xa5);

/** One field of a comparison: its protobuf type, and the value. */
export type Field = readonly [
  type: 'uint32' | 'sint32' | 'string' | 'bytes' | 'packed',
  value: number | string | Uint8Array | readonly number[],
];
/** Fields in the order of their numbers; zero and empty ones cost nothing in protobuf. */
export type Content = Readonly<Record<string, Field>>;

const schemas = new Map<string, protobuf.Type>();
function schemaOf(content: Content): protobuf.Type {
  const name = Object.entries(content)
    .map(([field, [type]]) => `${field}:${type}`)
    .join();
  const known = schemas.get(name);
  if (known) return known;
  const type = new protobuf.Type('Message');
  Object.entries(content).forEach(([field, [kind]], i) =>
    type.add(
      kind === 'packed'
        ? new protobuf.Field(field, i + 1, 'uint32', 'repeated', undefined, { packed: true })
        : new protobuf.Field(field, i + 1, kind),
    ),
  );
  new protobuf.Root().define(`of${schemas.size}`).add(type);
  schemas.set(name, type);
  return type;
}

const isDefault = ([, value]: Field): boolean => value === 0 || value === '';

function protobufOf(content: Content): Uint8Array {
  const said = Object.fromEntries(
    Object.entries(content).flatMap(([name, field]) => (isDefault(field) ? [] : [[name, field[1]]])),
  );
  return schemaOf(content).encode(said).finish();
}

const cborOf = (content: Content): Uint8Array =>
  cbor(
    Object.values(content).map(([type, value]): CborValue => {
      // A signed number of CBOR takes the same room as its zigzag form.
      return type === 'sint32' ? ((value as number) < 0 ? -2 * (value as number) - 1 : 2 * (value as number)) : value;
    }),
  );

export const FORMATS = { protobuf: protobufOf, cbor: cborOf } as const;
export type Format = keyof typeof FORMATS;

const signed = (content: Content, signatures: number): Content => ({
  ...content,
  signatures: ['bytes', ed25519(signatures)],
});

/** One thing said by `signers` people, in one packet, seal included. */
export function frameBytes(format: Format, content: Content, signers = 1): number {
  return SEAL_BYTES + FORMATS[format](signed(content, signers)).length;
}

/** Many things of one sort: as many under one head as a frame holds. `part` gives the content of a range of them. */
export function packets(format: Format, count: number, part: (from: number, to: number) => Content): readonly number[] {
  const sizes: number[] = [];
  for (let from = 0; from < count;) {
    let to = from + 1;
    while (to < count && frameBytes(format, part(from, to + 1), to + 1 - from) <= FRAME_BYTES_MAX) to++;
    sizes.push(frameBytes(format, part(from, to), to - from));
    from = to;
  }
  return sizes;
}
