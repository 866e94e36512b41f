// A member's key and what goes with it, in one file of the member's folder (mode 0600).
//
// Sealed with the vault of protocol/README.md §11.1 (scrypt, XChaCha20-Poly1305), unless its owner said in
// so many words that no passphrase is wanted. Nothing in here is ever logged.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { utf8ToText } from '#protocol/bytes/utf8.ts';
import { openVault, sealVault, VAULT_NONCE_BYTES, VAULT_SALT_BYTES } from '#protocol/crypto/vault.ts';
import type { DeviceSecrets } from '#modules/roster/founding.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { replaceFile } from '../store/replace-file.ts';
import { jsonOf, KeyInJson, SecretsInJson } from '../store/secrets.ts';

export type MemberIdentity = DeviceSecrets & {
  /**
   * This key has written elsewhere: until its log was fetched from others, nothing may be written with
   * it here, because a number of a log that is used twice convicts its author.
   */
  readonly mustCatchUp?: true;
  /** The key that is about to replace this one: kept before anybody hears of it, so that a power cut loses neither. */
  readonly nextKey?: Uint8Array;
};

/** A sealed file begins with "fmv1", a plain one with "{". */
const FILE_BYTES_MAX = 65_536;
const PLAIN_FROM = '{'.charCodeAt(0);

const Kept = v.strictObject({
  secrets: SecretsInJson,
  seed: v.string(),
  recovery: v.pipe(v.string(), v.regex(/^([0-9a-f]{64})?$/)),
  joinRequest: v.string(),
  mustCatchUp: v.optional(v.literal(true)),
  nextKey: v.optional(KeyInJson),
});

export const hasIdentity = (path: string): boolean => existsSync(path);

/** Is a passphrase needed to read it? */
export function isSealed(path: string): boolean {
  return readBytes(path)[0] !== PLAIN_FROM;
}

function readBytes(path: string): Uint8Array {
  if (statSync(path).size > FILE_BYTES_MAX) throw damaged(path);
  return new Uint8Array(readFileSync(path));
}

export function readMember(path: string, passphrase: string | undefined): MemberIdentity {
  const bytes = readBytes(path);
  const text = bytes[0] === PLAIN_FROM ? utf8ToText(bytes) : opened(path, bytes, passphrase ?? '');
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch {
    throw damaged(path);
  }
  const read = v.safeParse(Kept, json);
  if (!read.success) throw damaged(path);
  const { mustCatchUp, nextKey, ...device } = read.output;
  return { ...device, ...(mustCatchUp && { mustCatchUp }), ...(nextKey && { nextKey }) };
}

function opened(path: string, vault: Uint8Array, passphrase: string): string | undefined {
  const read = openVault(vault, passphrase);
  if (read.ok) return utf8ToText(read.value) ?? undefined;
  if (read.error.kind === 'wrong-passphrase')
    throw new Sentence(
      EXIT.noKey,
      `The passphrase does not open ${path}.`,
      'Try again; without it only the words of the key help.',
    );
  throw damaged(path);
}

/** `passphrase` undefined: plainly. */
export function writeMember(path: string, identity: MemberIdentity, passphrase: string | undefined): void {
  const text = `${jsonOf(identity)}\n`;
  const chance = () => ({
    salt: new Uint8Array(randomBytes(VAULT_SALT_BYTES)),
    nonce: new Uint8Array(randomBytes(VAULT_NONCE_BYTES)),
  });
  replaceFile(path, passphrase === undefined ? text : sealVault(toUtf8(text), passphrase, chance()), 'Your key');
}

/** Says nothing of the content: it is secret. */
const damaged = (path: string): Sentence =>
  new Sentence(
    EXIT.damaged,
    `The file of your key, ${path}, is damaged. It was left exactly as it is.`,
    'Restore it from a backup, or start another folder with the words of your key: folkmoot member key --import.',
  );
