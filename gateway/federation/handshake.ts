// How two gateways prove to each other who they are, before any frame passes.
//
//   1  initiator -> responder   version 1 | ephemeral 32
//   2  responder -> initiator   ephemeral 32 | sealed(key 32 | signature 64)
//   3  initiator -> responder   sealed(key 32 | signature 64)
//
// SIGMA-I (Krawczyk 2003), composed from audited parts: fresh X25519 keys give a secret that nobody else
// has, now or later; each side signs both ephemeral keys and its role with its long-term Ed25519 key, and
// seals key and signature under the fresh secret, which binds its name to this very exchange. The
// initiator learns who answers before it says who it is; a listener learns neither. Keys of the channel are
// derived apart from those of the handshake. Pure: ephemeral secrets come in as arguments.

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { bytes, decode, encode, struct, u8, type Value } from '#protocol/bytes/codec.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';

const VERSION = 1;
const TAG_BYTES = 16;
const LABEL = toUtf8('folkmoot federation/1');

const Hello = struct({ version: u8, ephemeral: bytes(32) });
const Proof = struct({ key: bytes(32), signature: bytes(64) });
const Answer = struct({ ephemeral: bytes(32), sealed: bytes(96 + TAG_BYTES) });
const Closing = struct({ sealed: bytes(96 + TAG_BYTES) });

/** What both sides have when it is done. `sendKey` of one is `receiveKey` of the other. */
export type Session = { readonly peerKey: Uint8Array; readonly sendKey: Uint8Array; readonly receiveKey: Uint8Array };

export type HandshakeError = { readonly kind: 'malformed' | 'other-version' | 'not-proven'; readonly why: string };

type Role = 'initiator' | 'responder';

/** The first 128 bits of a hash: short enough to read out over a radio, too long to find a second key for. */
export const fingerprintOf = (publicKey: Uint8Array): string =>
  toHex(sha256(concat(toUtf8('gateway/1'), publicKey))).slice(0, 32);

type Keys = {
  readonly transcript: Uint8Array;
  readonly proof: Record<Role, Uint8Array>;
  readonly send: Record<Role, Uint8Array>;
};

function agree(
  ownSecret: Uint8Array,
  theirs: Uint8Array,
  hello: Uint8Array,
  answerEphemeral: Uint8Array,
): Result<Keys, HandshakeError> {
  const transcript = sha256(concat(LABEL, hello, answerEphemeral));
  try {
    // Throws on points of small order, which would give a secret that everybody knows.
    const shared = x25519.getSharedSecret(ownSecret, theirs);
    const all = hkdf(sha256, shared, transcript, LABEL, 4 * 32);
    const part = (i: number): Uint8Array => all.slice(32 * i, 32 * (i + 1));
    return ok({
      transcript,
      proof: { initiator: part(0), responder: part(1) },
      send: { initiator: part(2), responder: part(3) },
    });
  } catch {
    return err({ kind: 'malformed', why: 'an ephemeral key that is none' });
  }
}

const signed = (role: Role, transcript: Uint8Array, key: Uint8Array): Uint8Array =>
  concat(LABEL, toUtf8(` ${role} `), transcript, key);
const NONCE = new Uint8Array(12); // Each proof key seals one message in its life.

function prove(role: Role, secretKey: Uint8Array, keys: Keys): Uint8Array {
  const key = ed25519.getPublicKey(secretKey);
  const proof: Value<typeof Proof> = { key, signature: ed25519.sign(signed(role, keys.transcript, key), secretKey) };
  return chacha20poly1305(keys.proof[role], NONCE, keys.transcript).encrypt(encode(Proof, proof));
}

function check(role: Role, sealed: Uint8Array, keys: Keys): Result<Uint8Array, HandshakeError> {
  try {
    const proof = decode(Proof, chacha20poly1305(keys.proof[role], NONCE, keys.transcript).decrypt(sealed));
    if (!proof.ok) return err({ kind: 'malformed', why: 'a proof of another form' });
    const { key, signature } = proof.value;
    const isTrue = ed25519.verify(signature, signed(role, keys.transcript, key), key, { zip215: false });
    return isTrue ? ok(key) : err({ kind: 'not-proven', why: 'the signature is not of that key' });
  } catch {
    return err({ kind: 'not-proven', why: 'the proof does not belong to this exchange' });
  }
}

const sessionOf = (role: Role, peerKey: Uint8Array, { send }: Keys): Session => ({
  peerKey,
  sendKey: send[role],
  receiveKey: send[role === 'initiator' ? 'responder' : 'initiator'],
});

/** The side that dials. `ephemeralSecret`: 32 fresh random bytes. */
export function initiate(secretKey: Uint8Array, ephemeralSecret: Uint8Array) {
  const hello = encode(Hello, { version: VERSION, ephemeral: x25519.getPublicKey(ephemeralSecret) });
  return {
    hello,
    /** `accepts` is asked before we say who we are. */
    finish(
      answer: Uint8Array,
      accepts: (peerKey: Uint8Array) => boolean,
    ): Result<{ readonly closing: Uint8Array; readonly session: Session }, HandshakeError> {
      const read = decode(Answer, answer);
      if (!read.ok) return err({ kind: 'malformed', why: 'an answer of another form' });
      const keys = agree(ephemeralSecret, read.value.ephemeral, hello, read.value.ephemeral);
      if (!keys.ok) return keys;
      const peerKey = check('responder', read.value.sealed, keys.value);
      if (!peerKey.ok) return peerKey;
      if (!accepts(peerKey.value))
        return err({ kind: 'not-proven', why: `it is the gateway ${fingerprintOf(peerKey.value)}` });
      const closing = encode(Closing, { sealed: prove('initiator', secretKey, keys.value) });
      return ok({ closing, session: sessionOf('initiator', peerKey.value, keys.value) });
    },
  };
}

/** The side that is called. */
export function respond(secretKey: Uint8Array, ephemeralSecret: Uint8Array, hello: Uint8Array) {
  const read = decode(Hello, hello);
  if (!read.ok) return err<HandshakeError>({ kind: 'malformed', why: 'a greeting of another form' });
  if (read.value.version !== VERSION) {
    return err<HandshakeError>({
      kind: 'other-version',
      why: `it speaks version ${read.value.version}, this gateway ${VERSION}`,
    });
  }
  const ephemeral = x25519.getPublicKey(ephemeralSecret);
  const keys = agree(ephemeralSecret, read.value.ephemeral, hello, ephemeral);
  if (!keys.ok) return keys;
  return ok({
    answer: encode(Answer, { ephemeral, sealed: prove('responder', secretKey, keys.value) }),
    finish(closing: Uint8Array): Result<Session, HandshakeError> {
      const last = decode(Closing, closing);
      if (!last.ok) return err({ kind: 'malformed', why: 'a proof of another form' });
      const peerKey = check('initiator', last.value.sealed, keys.value);
      return peerKey.ok ? ok(sessionOf('responder', peerKey.value, keys.value)) : peerKey;
    },
  });
}
