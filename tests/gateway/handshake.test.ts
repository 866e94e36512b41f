import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ed25519 } from '@noble/curves/ed25519.js';
import { createChannel } from '#gateway/federation/channel.ts';
import { fingerprintOf, initiate, respond, type Session } from '#gateway/federation/handshake.ts';
import { parsePeer } from '#gateway/federation/trust.ts';

const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [west, east, mallory] = [key(1), key(2), key(3)];
const publicOf = (secret: Uint8Array): Uint8Array => ed25519.getPublicKey(secret);
const anyone = (): boolean => true;

/** A whole handshake; `tamper` may change each of the three messages on its way. */
function shake(tamper: (message: Uint8Array, number: 1 | 2 | 3) => Uint8Array = (message) => message) {
  const one = initiate(west, key(11));
  const two = respond(east, key(12), tamper(one.hello, 1));
  if (!two.ok) return { west: undefined, east: undefined };
  const finished = one.finish(tamper(two.value.answer, 2), anyone);
  if (!finished.ok) return { west: undefined, east: undefined };
  const last = two.value.finish(tamper(finished.value.closing, 3));
  return { west: finished.value.session, east: last.ok ? last.value : undefined };
}

describe('the handshake of two gateways', () => {
  it('shows each the key of the other and gives both the same two channel keys, crosswise', () => {
    const done = shake();
    expect(done.west!.peerKey).toEqual(publicOf(east));
    expect(done.east!.peerKey).toEqual(publicOf(west));
    expect(done.west!.sendKey).toEqual(done.east!.receiveKey);
    expect(done.west!.receiveKey).toEqual(done.east!.sendKey);
    expect(done.west!.sendKey).not.toEqual(done.west!.receiveKey);
  });

  it('fails for the one who would be deceived when any byte of any message is changed', () => {
    const lengths = { 1: 33, 2: 144, 3: 112 };
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3), fc.nat(), fc.integer({ min: 1, max: 255 }), (number, at, flip) => {
        const done = shake((message, which) => {
          if (which !== number) return message;
          const changed = Uint8Array.from(message);
          changed[at % lengths[number]]! ^= flip;
          return changed;
        });
        // The responder hears last: it never takes an exchange in which anything was changed. The top bit
        // of an X25519 key means nothing (RFC 7748 §5), but the transcript holds it, so it fails as well.
        expect(done.east).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('does not say who we are to one who is not whom we called', () => {
    const one = initiate(west, key(11));
    const two = respond(mallory, key(12), one.hello);
    const finished =
      two.ok && one.finish(two.value.answer, (peerKey) => fingerprintOf(peerKey) === fingerprintOf(publicOf(east)));
    expect(finished).toMatchObject({ ok: false, error: { kind: 'not-proven' } });
  });

  it('cannot be replayed: the proof of one exchange is none in another', () => {
    const one = initiate(west, key(11));
    const first = respond(east, key(12), one.hello);
    const second = respond(east, key(13), one.hello);
    if (!first.ok || !second.ok) throw new Error('both answer');
    const finished = one.finish(first.value.answer, anyone);
    if (!finished.ok) throw new Error('it is well');
    expect(second.value.finish(finished.value.closing).ok).toBe(false);
    expect(first.value.finish(finished.value.closing).ok).toBe(true);
  });

  it('refuses ephemeral keys that give a secret which everybody knows', () => {
    const hello = Uint8Array.of(1, ...new Uint8Array(32));
    expect(respond(east, key(12), hello)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  it('answers bytes of any kind without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const one = initiate(west, key(11));
        expect(one.finish(bytes, anyone).ok).toBe(false);
        const two = respond(east, key(12), bytes);
        if (two.ok) expect(two.value.finish(bytes).ok).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the channel of two gateways', () => {
  const pair = (): readonly [Session, Session] => {
    const done = shake();
    return [done.west!, done.east!];
  };

  it('gives every frame back, in order, and shows none of it on the way', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 16, maxLength: 231 }), { maxLength: 12 }), (frames) => {
        const [one, other] = pair().map(createChannel);
        for (const frame of frames) {
          const sealed = one!.sealFrame(frame);
          expect(Buffer.from(sealed).includes(Buffer.from(frame))).toBe(false);
          expect(other!.open(sealed)).toEqual({ kind: 'frame', frame });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('ends at a message that is repeated, left out, changed, or its own', () => {
    const frames = [1, 2, 3].map((fill) => new Uint8Array(20).fill(fill));
    const tricks: readonly ((sealed: readonly Uint8Array[]) => readonly Uint8Array[])[] = [
      ([a]) => [a!, a!],
      ([, b]) => [b!],
      ([a]) => [a!.map((byte, i) => (i === 5 ? byte ^ 1 : byte))],
    ];
    for (const trick of tricks) {
      const [one, other] = pair().map(createChannel);
      const told = trick(frames.map((frame) => one!.sealFrame(frame))).map((message) => other!.open(message).kind);
      expect(told.at(-1)).toBe('broken');
    }
    const [one] = pair().map(createChannel);
    expect(one!.open(one!.sealFrame(frames[0]!)).kind).toBe('broken');
  });
});

describe('the address of a gateway', () => {
  const fingerprint = '0123456789abcdef0123456789abcdef';
  it('is taken with its fingerprint, however that is grouped', () => {
    const read = parsePeer('ws://hill.local:8440#0123 4567:89AB-cdef 0123456789abcdef');
    expect(read).toEqual({ ok: true, value: { url: 'ws://hill.local:8440/federation', fingerprint } });
  });

  it.each(['hill:8440', `http://hill#${fingerprint}`, 'ws://hill:8440', 'ws://hill:8440#0123', ''])(
    '"%s" is refused in words',
    (text) => {
      expect(parsePeer(text)).toMatchObject({ ok: false });
    },
  );
});
