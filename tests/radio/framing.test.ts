// Frames are found whatever stands between them, however the bytes are cut.

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createFramer, frameOf, FRAME_CONTENT_BYTES_MAX } from '#radio/meshtastic/framing.ts';
import { FromRadio, type FromRadio as Message } from '#radio/meshtastic/messages.ts';
import { bytesOf, RECORDINGS } from './recordings.ts';

const newFramer = () => createFramer<Message>(FromRadio.decode);
const complete = (nonce: number): Uint8Array => frameOf(FromRadio.encode({ configCompleteId: nonce }));
const bytes = (...values: (number | Uint8Array | string)[]): Uint8Array =>
  Buffer.concat(
    values.map((value) => (typeof value === 'number' ? Uint8Array.of(value) : Buffer.from(value as string))),
  );
const noncesOf = (stream: Uint8Array): number[] =>
  newFramer()
    .push(stream)
    .flatMap((frame) => (frame.kind === 'frame' ? [frame.message.configCompleteId ?? -1] : []));

describe('a good frame survives', () => {
  test.each([
    ['console text', bytes('\x1b[32mINFO | Booting\r\n', complete(1), 'DEBUG \xc2\x94\xc3\x94\r\n', complete(2))],
    ['a stray 94 before it', bytes(0x94, complete(1), 0x94, 0x94, complete(2))],
    ['a stray C3 before it', bytes(0xc3, complete(1), 0xc3, 0x94, complete(2))],
    ['a length over 512', bytes(0x94, 0xc3, 0xff, 0xff, complete(1), 0x94, 0xc3, 0x02, 0x01, complete(2))],
    ['a header of a header', bytes(0x94, 0xc3, 0x94, 0xc3, complete(1), complete(2))],
    [
      'a frame cut in its middle',
      bytes(complete(9).subarray(0, 5), complete(1), complete(2), complete(0).subarray(0, 3)),
    ],
    ['a header whose content never came', bytes(0x94, 0xc3, 0x00, 0x05, complete(1), complete(2))],
  ])('%s', (_, stream) => {
    expect(noncesOf(stream)).toEqual([1, 2]);
  });
});

test('a frame of exactly 512 bytes is a frame', () => {
  const message = { logRecord: { message: 'x'.repeat(506) } };
  const content = FromRadio.encode(message);
  expect(content).toHaveLength(FRAME_CONTENT_BYTES_MAX);
  const [frame] = newFramer().push(frameOf(content));
  expect(frame).toMatchObject({ kind: 'frame', message, contentBytes: 512 });
});

test('a name that old firmware cut inside a character does not cost the node', () => {
  const encoded = FromRadio.encode({ nodeInfo: { num: 7, user: { longName: 'Zo?' } } });
  encoded[encoded.indexOf(0x3f)] = 0xc3; // the first half of a letter
  const [frame] = newFramer().push(frameOf(encoded));
  expect(frame).toMatchObject({ kind: 'frame', message: { nodeInfo: { num: 7, user: { longName: 'Zo\ufffd' } } } });
});

test('when the line goes quiet inside a false header, the good frames behind it are delivered', () => {
  const framer = newFramer();
  expect(framer.push(bytes(0x94, 0xc3, 0x01, 0x00, complete(1), complete(2)))).toEqual([]);
  expect(framer.settle().map((frame) => frame.kind === 'frame' && frame.message.configCompleteId)).toEqual([1, 2]);
  expect(framer.heldBytes()).toBe(0);
});

test('when the line goes quiet inside a real frame, its rest still completes it', () => {
  const framer = newFramer();
  const frame = complete(5);
  framer.push(frame.subarray(0, 5));
  expect(framer.settle()).toEqual([]);
  expect(framer.push(frame.subarray(5))).toMatchObject([{ message: { configCompleteId: 5 } }]);
});

test('nothing of a cut frame leaks into the next connection', () => {
  const framer = newFramer();
  framer.push(complete(1).subarray(0, 5));
  expect(framer.reset()).toBe(5);
  expect(framer.push(complete(2))).toMatchObject([{ message: { configCompleteId: 2 } }]);
});

test('never more than one unfinished frame is held, whatever comes in', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 20 }), fc.boolean(), (chunks, markers) => {
      const framer = newFramer();
      for (const chunk of chunks) {
        if (markers) for (let at = 0; at + 2 < chunk.length; at += 7) chunk.set([0x94, 0xc3, 0x01], at);
        framer.push(chunk);
        expect(framer.heldBytes()).toBeLessThan(4 + FRAME_CONTENT_BYTES_MAX);
        expect(framer.outsideTail().length).toBeLessThanOrEqual(256);
      }
    }),
  );
});

test('the bytes outside frames are told, for a person who asks what is speaking there', () => {
  const framer = newFramer();
  framer.push(bytes('$GPGGA,1', complete(1), '23519\r\n'));
  expect(Buffer.from(framer.outsideTail()).toString()).toBe('$GPGGA,123519\r\n');
  expect(framer.outsideBytes()).toBe(15);
});

test('garbage between the frames of a real session costs none of them', () => {
  const frames = RECORDINGS.filter(({ name }) => /handshake|unicast|noise/.test(name)).flatMap(({ text }) =>
    newFramer()
      .push(bytesOf(text, 'from'))
      .flatMap((frame) => (frame.kind === 'frame' ? [FromRadio.encode(frame.message)] : [])),
  );
  expect(frames.length).toBeGreaterThan(500);
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom([0x94], [0x94, 0x94], [0x94, 0xc3], [0x94, 0xc3, 0], [0x94, 0xc3, 1], [0x94, 0xc3, 0xff, 0xff])
      .map((b) => Uint8Array.from(b)),
    fc.integer({ min: 5, max: 60 }).map((cut) => frameOf(frames[cut % frames.length]!).subarray(0, cut)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(garbage, fc.nat(frames.length - 1)), { minLength: 1, maxLength: 30 }), (pieces) => {
      const framer = newFramer();
      const stream = bytes(...pieces.flatMap(([junk, index]) => [junk, frameOf(frames[index]!)]));
      // Quiet lines end a session: 600 bytes of console text push out whatever a false header still awaits.
      const found = [...framer.push(stream), ...framer.push(new Uint8Array(600).fill(0x20))];
      const got = found.flatMap((frame) =>
        frame.kind === 'frame' ? [Buffer.from(FromRadio.encode(frame.message)).toString('hex')] : [],
      );
      // Junk and what follows may by chance be one valid message: then no reader can tell, and we do not ask.
      const sent = new Set(pieces.map(([, index]) => Buffer.from(frames[index]!).toString('hex')));
      fc.pre(got.every((each) => each === '' || sent.has(each)));
      let at = 0;
      for (const [, index] of pieces) {
        const want = Buffer.from(frames[index]!).toString('hex');
        const next = got.indexOf(want, at);
        expect(next, `frame ${index} is delivered, in order`).toBeGreaterThanOrEqual(at);
        at = next + 1;
      }
    }),
    { numRuns: 300 },
  );
});

test('a mutated session never stops the parser', () => {
  const stream = Buffer.concat(RECORDINGS.map(({ text }) => bytesOf(text, 'from')).slice(0, 12));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(stream.length - 1), fc.nat(255)), { minLength: 1, maxLength: 200 }),
      (hits) => {
        const mutated = Uint8Array.from(stream);
        for (const [at, value] of hits) mutated[at] = value;
        const framer = newFramer();
        const good = framer.push(mutated).filter((frame) => frame.kind === 'frame').length;
        // Each hit spoils at most the frame it falls in (and one that its new length swallows is found again).
        expect(good).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
