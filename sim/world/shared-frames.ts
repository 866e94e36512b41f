// Frames of a world with many nodes: what one node sealed, or opened, need not be worked out by all others who hear it.
//
// Sound, because sealing and opening are pure functions of keys and bytes. A mesh hands one and the same array to all
// who hear a transmission, so a frame is known again by being it, and for one that was sealed here it is known under
// which key: whoever holds that key, and would try its day, reads what was sealed; nobody else reads anything. What was
// bent on its way, recorded or made up is another array, and is opened as everywhere.

import { equal, toHex } from '#protocol/bytes/bytes.ts';
import { err, ok } from '#protocol/bytes/result.ts';
import { frameKeys, type Keyring } from '#protocol/crypto/keyring.ts';
import type { Frames } from '#protocol/node/frames.ts';
import { decodeSync } from '#protocol/sync/summary.ts';
import { openFrame, sealFrame, searchesDay, type Opened } from '#protocol/wire/frame.ts';

/** Frames that are remembered: those that may still be on their way. The oldest go first. */
const FRAMES_MAX = 256;
const SEALED_MAX = 1024;

type Opening = ReturnType<typeof openFrame>;

export function sharedFrames(open: typeof openFrame = openFrame): Frames {
  const sealed = new Map<Uint8Array, { readonly ring: Keyring; readonly opened: Opened; readonly name: string }>();
  /** Frames by key and contents: who holds the same says the same HELLO, again and again, and it is sealed once. */
  const said = new Map<string, Uint8Array>();
  const opened = new Map<Uint8Array, Map<string, Opening>>();
  const messages = new WeakMap<Uint8Array, ReturnType<typeof decodeSync>>();
  const names = new WeakMap<Keyring, string>();
  /** Rings of one name have the same keys on every day, and try the same days. */
  const nameOf = (ring: Keyring): string => {
    const known = names.get(ring);
    if (known !== undefined) return known;
    const { community, epoch, oldest, day } = ring;
    const name = `${toHex(community)}/${oldest.day}/${toHex(oldest.secret)}/${epoch}/${day}`;
    names.set(ring, name);
    return name;
  };

  const openSealed = (ring: Keyring, by: Keyring, what: Opened, farDays: boolean): Opening => {
    if ((ring.epoch & 7) !== (by.epoch & 7)) return err({ kind: 'other-epoch' });
    const isSame =
      equal(ring.community, by.community) &&
      searchesDay(ring, what.day, farDays) &&
      equal(frameKeys(ring, what.day).mac, frameKeys(by, what.day).mac);
    return isSame ? ok(what) : err({ kind: 'wrong-tag' });
  };

  return {
    seal(ring, kind, plaintext) {
      const name = `${nameOf(ring)}/${kind}/${toHex(plaintext)}`;
      const known = said.get(name);
      if (known) return known;
      for (const [eldest, { name: its }] of sealed) {
        if (sealed.size < SEALED_MAX) break;
        sealed.delete(eldest);
        said.delete(its);
      }
      const frame = sealFrame(ring, kind, plaintext);
      sealed.set(frame, { ring, opened: { kind, day: ring.day, plaintext }, name });
      said.set(name, frame);
      return frame;
    },
    open(ring, frame, farDays = false) {
      const here = sealed.get(frame);
      if (here) return openSealed(ring, here.ring, here.opened, farDays);
      const byRing = opened.get(frame) ?? new Map<string, Opening>();
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
    },
    /** A message means the same to all: what it does to whoever hears it is another matter. */
    readSync(plaintext) {
      const known = messages.get(plaintext);
      if (known) return known;
      const read = decodeSync(plaintext);
      messages.set(plaintext, read);
      return read;
    },
  };
}
