// Opens frames for many nodes at once: a frame that several hear is worked out once for each key.
//
// Sound, because opening is a pure function of keys and bytes. A mesh hands one and the same array to all who hear a
// transmission, so a frame is known again by being it. A search through later days is the same for a whole community.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { Keyring } from '#protocol/crypto/keyring.ts';
import { openFrame } from '#protocol/wire/frame.ts';

/** Frames that are remembered: those that may still be on their way. The oldest go first. */
const FRAMES_MAX = 256;

export function sharedOpening(open: typeof openFrame = openFrame): typeof openFrame {
  const names = new WeakMap<Keyring['oldest'], string>();
  const opened = new Map<Uint8Array, Map<string, ReturnType<typeof openFrame>>>();
  /** Rings of one name have the same keys on every day, and try the same days. */
  const nameOf = ({ community, epoch, oldest, day }: Keyring): string => {
    const known = names.get(oldest) ?? `${toHex(community)}/${oldest.day}/${toHex(oldest.secret)}`;
    names.set(oldest, known);
    return `${known}/${epoch}/${day}`;
  };
  return (ring, frame, farDays) => {
    const byRing = opened.get(frame) ?? new Map<string, ReturnType<typeof openFrame>>();
    if (byRing.size === 0) {
      if (opened.size >= FRAMES_MAX) opened.delete(opened.keys().next().value!);
      opened.set(frame, byRing);
    }
    const name = farDays ? `${nameOf(ring)}/far` : nameOf(ring);
    const known = byRing.get(name);
    if (known) return known;
    const answer = open(ring, frame, farDays);
    byRing.set(name, answer);
    return answer;
  };
}
