// What a gateway must keep secret, in one file that only its owner reads (mode 0600).
//
// Plain by default, because a box on a roof must come back by itself after a power cut; with a passphrase
// (FOLKMOOT_PASSPHRASE) the content is sealed: scrypt for the key, ChaCha20-Poly1305 with a fresh nonce.
// The file is replaced whole and synced, so that a power cut leaves the old one or the new one. Nothing
// in here is ever logged.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import * as v from 'valibot';
import { fromHex, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { utf8ToText } from '#protocol/bytes/utf8.ts';
import type { Secrets } from '#protocol/node/node-api.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { replaceFile } from './replace-file.ts';

export type Identity = {
  /** Seed of the node's chance: backoffs, choices. */
  readonly seed: string;
  /** Ed25519 secret, by which other gateways know this one. */
  readonly gatewayKey: Uint8Array;
  /** Opens the control interface: hex, compared in constant time. */
  readonly controlToken: string;
  /** Absent until the gateway is told which community it serves. */
  readonly secrets?: Secrets;
  /** True if the community is the embedded neighbourhood's, and not people's. */
  readonly isEmbedded?: boolean;
};

/** About a third of a second and 32 MB on a small board. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 } as const;

const hex = v.pipe(
  v.string(),
  v.regex(/^([0-9a-f]{2})*$/),
  v.transform((text) => {
    const bytes = fromHex(text);
    return bytes.ok ? bytes.value : new Uint8Array(0);
  }),
);
export const KeyInJson = v.pipe(
  hex,
  v.check((bytes) => bytes.length === 32),
);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A node's secrets as they stand in JSON, bytes as hex. */
export const SecretsInJson = v.pipe(
  v.strictObject({
    community: id,
    frameSecret: KeyInJson,
    epoch: whole,
    day: whole,
    log: whole,
    signingKey: v.optional(KeyInJson),
    member: v.optional(id),
  }),
  v.transform(({ signingKey, member, ...secrets }): Secrets => ({
    ...secrets,
    ...(signingKey && { signingKey }),
    ...(member !== undefined && { member: member as MemberId }),
  })),
);

/** JSON in which bytes are hex. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (one instanceof Uint8Array ? toHex(one) : one), 2);

const Plain = v.strictObject({
  seed: v.string(),
  gatewayKey: KeyInJson,
  controlToken: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  isEmbedded: v.optional(v.boolean()),
  secrets: v.optional(SecretsInJson),
});
const Sealed = v.strictObject({ salt: hex, nonce: hex, sealed: hex });

export function freshIdentity(): Identity {
  return {
    seed: toHex(randomBytes(16)),
    gatewayKey: new Uint8Array(randomBytes(32)),
    controlToken: toHex(randomBytes(16)),
  };
}

/** The identity in the file, or undefined where there is none yet. */
export function readIdentity(path: string, passphrase: string | undefined): Identity | undefined {
  if (!existsSync(path)) return undefined;
  const sealed = v.safeParse(Sealed, parsed(path, readFileSync(path, 'utf8')));
  const plain = sealed.success
    ? parsed(path, unsealed(path, sealed.output, passphrase))
    : parsed(path, readFileSync(path, 'utf8'));
  const read = v.safeParse(Plain, plain);
  if (!read.success) throw damaged(path);
  const { secrets, isEmbedded, ...rest } = read.output;
  return {
    ...rest,
    ...(isEmbedded !== undefined && { isEmbedded }),
    ...(secrets && { secrets }),
  };
}

export function writeIdentity(path: string, identity: Identity, passphrase: string | undefined): void {
  const text = jsonOf(identity);
  const content = passphrase === undefined ? text : JSON.stringify(sealedText(text, passphrase));
  replaceFile(path, `${content}\n`, 'The keys of this gateway');
}

const keyOf = (passphrase: string, salt: Uint8Array): Uint8Array =>
  scrypt(toUtf8(passphrase.normalize('NFKC')), salt, SCRYPT);

function sealedText(text: string, passphrase: string) {
  const [salt, nonce] = [new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(24))];
  const sealed = xchacha20poly1305(keyOf(passphrase, salt), nonce, toUtf8('folkmoot identity/1')).encrypt(toUtf8(text));
  return { salt: toHex(salt), nonce: toHex(nonce), sealed: toHex(sealed) };
}

function unsealed(
  path: string,
  { salt, nonce, sealed }: v.InferOutput<typeof Sealed>,
  passphrase: string | undefined,
): string {
  if (passphrase === undefined) throw noKey(`The keys in ${path} are sealed with a passphrase, and none was given.`);
  try {
    const aad = toUtf8('folkmoot identity/1');
    return utf8ToText(xchacha20poly1305(keyOf(passphrase, salt), nonce, aad).decrypt(sealed)) ?? '';
  } catch {
    throw noKey(`The passphrase does not open the keys in ${path}.`);
  }
}

const noKey = (what: string): Sentence =>
  new Sentence(EXIT.noKey, what, 'Give it in the environment variable FOLKMOOT_PASSPHRASE.');

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path);
  }
}

/** Says nothing of the content: it is secret. */
const damaged = (path: string): Sentence =>
  new Sentence(
    EXIT.damaged,
    `The file of this gateway's keys, ${path}, is damaged. It was left exactly as it is.`,
    `Restore it from a backup, or move it away (mv ${path} ${path}.damaged) to start with new keys: the gateway must ` +
      'then be invited again, and its federation peers must learn its new fingerprint.',
  );
