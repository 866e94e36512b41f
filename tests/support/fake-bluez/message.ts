// D-Bus messages as bytes and back. D-Bus specification, "Message Format": a fixed head (byte order, kind,
// flags, version, length of the body, serial), header fields as a(yv), padding to 8, the body.

import { createWriter, readValues, variant, type Value, type Variant } from './marshal.ts';

export type Kind = 'call' | 'return' | 'error' | 'signal';
const KINDS: readonly Kind[] = ['call', 'return', 'error', 'signal']; // numbered from 1
const NO_REPLY_EXPECTED = 1;
const HEAD_BYTES = 16;
const MESSAGE_BYTES_MAX = 1 << 20;

/** Header fields by number, with their types. */
const FIELDS = {
  path: [1, 'o'],
  interface: [2, 's'],
  member: [3, 's'],
  errorName: [4, 's'],
  replySerial: [5, 'u'],
  destination: [6, 's'],
  sender: [7, 's'],
  signature: [8, 'g'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;
type Field = keyof typeof FIELDS;

export type Message = {
  readonly kind: Kind;
  readonly serial: number;
  readonly noReply?: boolean;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
  readonly signature?: string;
  readonly body: readonly Value[];
};

export function encodeMessage(message: Message): Uint8Array {
  const fields = Object.entries(FIELDS).flatMap(([name, [code, type]]) => {
    const value = message[name as Field];
    return value === undefined || value === '' ? [] : [[code, variant(type, value)]];
  });
  const body = createWriter()
    .write(message.signature ?? '', message.body)
    .bytes();
  const head = createWriter()
    .write('yyyyuua(yv)', [
      'l'.charCodeAt(0),
      KINDS.indexOf(message.kind) + 1,
      message.noReply ? NO_REPLY_EXPECTED : 0,
      1,
      body.length,
      message.serial,
      fields,
    ])
    .bytes();
  const padding = new Uint8Array(-head.length & 7);
  return Buffer.concat([head, padding, body]);
}

/** The first whole message in `bytes` and its length, or undefined until more has come. Throws on nonsense. */
export function decodeMessage(bytes: Uint8Array): { readonly message: Message; readonly length: number } | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 'l'.charCodeAt(0)) throw new RangeError('only little-endian D-Bus messages are read here');
  const bodyBytes = view.getUint32(4, true);
  const headBytes = HEAD_BYTES + view.getUint32(12, true);
  const bodyAt = headBytes + (-headBytes & 7);
  const length = bodyAt + bodyBytes;
  if (length > MESSAGE_BYTES_MAX) throw new RangeError('a D-Bus message is too long');
  if (bytes.length < length) return undefined;
  const { values } = readValues('a(yv)', bytes.subarray(0, headBytes), 12);
  const byCode = new Map((values[0] as readonly [number, Variant][]).map(([code, { value }]) => [code, value]));
  const fields = Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, [code]]) => (byCode.has(code) ? [[name, byCode.get(code)!]] : [])),
  ) as Partial<Pick<Message, Field>>;
  // Alignment counts from the body's own start, which is a multiple of 8.
  const body = readValues(fields.signature ?? '', bytes.subarray(bodyAt, length)).values;
  const kind = KINDS[(bytes[1] ?? 0) - 1];
  if (kind === undefined) throw new RangeError('a D-Bus message of unknown kind');
  const noReply = ((bytes[2] ?? 0) & NO_REPLY_EXPECTED) !== 0;
  return { message: { kind, serial: view.getUint32(8, true), noReply, ...fields, body }, length };
}
