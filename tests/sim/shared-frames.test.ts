import { expect, test } from 'vitest';
import { forget, keyring, turnTo } from '#protocol/crypto/keyring.ts';
import { openFrame, sealFrame } from '#protocol/wire/frame.ts';
import { sharedFrames } from '#sim/world/shared-frames.ts';

const community = new Uint8Array(32).fill(1);
const ringOf = (secret: number, day = 0) => turnTo(keyring(community, 2, new Uint8Array(32).fill(secret)), day);

test('a frame that many hear is opened once for each key and day, and always as for one alone', () => {
  let worked = 0;
  const { open } = sharedFrames((...asked) => {
    worked++;
    return openFrame(...asked);
  });
  const frames = [ringOf(1), ringOf(2), ringOf(1, 30)].map((ring) => sealFrame(ring, 'sync', Uint8Array.of(7)));
  const rings = [ringOf(1), ringOf(2), ringOf(1, 30), forget(ringOf(1, 30)), ringOf(3)];
  const hears = (): void => {
    for (const ring of rings)
      for (const frame of frames)
        for (const far of [false, true]) expect(open(ring, frame, far)).toEqual(openFrame(ring, frame, far));
  };
  hears();
  expect(worked).toBe(rings.length * frames.length * 2);
  hears();
  expect(worked).toBe(rings.length * frames.length * 2);
});

test('who listens for long remembers a bounded number of frames, and bytes that are equal but came again are read again', () => {
  let worked = 0;
  const { open } = sharedFrames((...asked) => {
    worked++;
    return openFrame(...asked);
  });
  const ring = ringOf(1);
  const first = sealFrame(ring, 'sync', Uint8Array.of(7));
  open(ring, first);
  open(ring, first.slice());
  expect(worked).toBe(2);
  for (let i = 0; i < 300; i++) open(ring, sealFrame(ring, 'sync', Uint8Array.of(i & 255)));
  open(ring, first);
  expect(worked).toBe(303);
});

test('what a node of the world sealed is read by all others as if they had opened it, and by nobody else', () => {
  const { seal, open } = sharedFrames(() => expect.unreachable('nothing is left to be worked out'));
  const days = [0, 1, 30, 401];
  const otherTown = keyring(new Uint8Array(32).fill(9), 2, new Uint8Array(32).fill(1));
  const rings = [
    ...days.map((day) => ringOf(1, day)),
    ...[4, 30].map((day) => forget(ringOf(1, day))),
    ...[0, 30].map((day) => turnTo(forget(ringOf(1, 30)), day)),
    ringOf(2),
    { ...ringOf(1), epoch: 3 },
    { ...ringOf(2), epoch: 10 },
    otherTown,
  ];
  for (const by of rings) {
    const frame = seal(by, 'bundle', Uint8Array.of(7, by.day & 255));
    expect(frame).toEqual(sealFrame(by, 'bundle', Uint8Array.of(7, by.day & 255)));
    for (const ring of rings)
      for (const far of [false, true]) expect(open(ring, frame, far)).toEqual(openFrame(ring, frame, far));
  }
});

test('a world remembers a bounded number of its own frames, and opens the older ones as everybody does', () => {
  let worked = 0;
  const { seal, open } = sharedFrames((...asked) => {
    worked++;
    return openFrame(...asked);
  });
  const ring = ringOf(1);
  const hello = (i: number): Uint8Array => seal(ring, 'sync', Uint8Array.of(i & 255, i >> 8));
  const first = hello(0);
  expect(hello(0)).toBe(first);
  for (let i = 0; i < 1100; i++) hello(i);
  expect(open(ring, first)).toEqual(openFrame(ring, first));
  expect(worked).toBe(1);
  expect(hello(0)).toEqual(first);
});
