import { expect, test } from 'vitest';
import { forget, keyring, turnTo } from '#protocol/crypto/keyring.ts';
import { openFrame, sealFrame } from '#protocol/wire/frame.ts';
import { sharedOpening } from '#sim/world/shared-opening.ts';

const community = new Uint8Array(32).fill(1);
const ringOf = (secret: number, day = 0) => turnTo(keyring(community, 2, new Uint8Array(32).fill(secret)), day);

test('a frame that many hear is opened once for each key and day, and always as for one alone', () => {
  let worked = 0;
  const open = sharedOpening((...asked) => {
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
  const open = sharedOpening((...asked) => {
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
