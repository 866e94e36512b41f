// A member's key on paper: as words to be read aloud, and as text for a QR code (protocol/README.md §11.2).
//
// 24 words of five letters, consonants and vowels by turns. A word has 16 bits: 11 of the key and 5 that
// check them together with the word's place, so that an import can name the word that is wrong, also
// where two were swapped. 24 x 11 bits are the key and 8 bits that check the whole. No list of words is
// needed, in no language, and each word can be spoken in most.

import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase32, toBase32 } from '../bytes/base32.ts';
import { concat, equal, fromHex, toHex, toUtf8 } from '../bytes/bytes.ts';
import { assert, err, ok, type Result } from '../bytes/result.ts';

export const KEY_WORDS = 24;
const SECRET_BYTES = 32;
const DATA_BITS = 11;
const CHECK_BITS = 5;

/** As in proquints (Wilkerson, 2009): 16 consonants and 4 vowels that are told apart by ear. */
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
/** Letters of a word from its highest bits on: 4, 2, 4, 2 and 4 bits. */
const SYLLABLES = [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS] as const;

/** Where a text that should be a key is wrong. `atWord` counts from 1; 0 is the text as a whole. */
export type KeyTextError = { readonly kind: 'no-key'; readonly atWord: number; readonly why: string };

const no = (atWord: number, why: string): Result<never, KeyTextError> => err({ kind: 'no-key', atWord, why });

function checkOf(place: number, data: number): number {
  const digest = sha256(concat(toUtf8('word/1'), Uint8Array.of(place, data >> 8, data & 0xff)));
  return digest[0]! >> (8 - CHECK_BITS);
}

function wordOf(bits: number): string {
  let rest = bits;
  let word = '';
  for (const letters of [...SYLLABLES].reverse()) {
    word = letters[rest % letters.length]! + word;
    rest = Math.floor(rest / letters.length);
  }
  return word;
}

/** The bits of a word, or the first letter that cannot stand where it does. */
function bitsOf(word: string): Result<number, string> {
  let bits = 0;
  for (const [i, letters] of SYLLABLES.entries()) {
    const at = letters.indexOf(word[i] ?? ' ');
    if (at < 0) return err(word[i] === undefined ? 'it has too few letters' : `its letter ${i + 1}, "${word[i]}"`);
    bits = bits * letters.length + at;
  }
  return word.length > SYLLABLES.length ? err('it has too many letters') : ok(bits);
}

const wholeCheck = (secret: Uint8Array): number => sha256(concat(toUtf8('words/1'), secret))[0]!;

/** A secret key of 32 bytes as 24 words. */
export function keyToWords(secret: Uint8Array): readonly string[] {
  assert(secret.length === SECRET_BYTES, 'a secret key has 32 bytes');
  let bits = (BigInt(`0x${toHex(secret)}`) << 8n) | BigInt(wholeCheck(secret));
  const words: string[] = [];
  for (let place = KEY_WORDS; place >= 1; place--) {
    const data = Number(bits & (2n ** BigInt(DATA_BITS) - 1n));
    bits >>= BigInt(DATA_BITS);
    words.unshift(wordOf(data * 2 ** CHECK_BITS + checkOf(place, data)));
  }
  return words;
}

/** Words as people type them: any case, any space, commas, dots or hyphens between. */
export function keyFromWords(text: string): Result<Uint8Array, KeyTextError> {
  const words = text
    .slice(0, 4096)
    .toLowerCase()
    .split(/[\s,.;-]+/)
    .filter((word) => word.length > 0);
  let bits = 0n;
  for (const [i, word] of words.slice(0, KEY_WORDS).entries()) {
    const read = bitsOf(word);
    if (!read.ok) return no(i + 1, `Word ${i + 1}, "${word.slice(0, 20)}", is none of ours: ${read.error}.`);
    const [data, check] = [read.value >> CHECK_BITS, read.value % 2 ** CHECK_BITS];
    if (check !== checkOf(i + 1, data))
      return no(i + 1, `Word ${i + 1}, "${word}", is wrong or stands in the wrong place.`);
    bits = (bits << BigInt(DATA_BITS)) | BigInt(data);
  }
  if (words.length !== KEY_WORDS) return no(0, `A key has ${KEY_WORDS} words; these are ${words.length}.`);
  const secret = bytesOf(bits >> 8n);
  if (wholeCheck(secret) !== Number(bits & 0xffn))
    return no(0, 'Each word could be right, but together they are no key.');
  return ok(secret);
}

function bytesOf(value: bigint): Uint8Array {
  const bytes = fromHex(value.toString(16).padStart(2 * SECRET_BYTES, '0'));
  assert(bytes.ok, 'hex is hex');
  return bytes.value;
}

// ── One line for a QR code ──────────────────────────────────────────────────────────────────────
// Capitals and digits only: a QR code packs two of them into eleven bits.

/** What a device needs to be this member again. */
export type KeyExport = { readonly community: Uint8Array; readonly log: number; readonly secret: Uint8Array };

const QR_PREFIX = 'FMKEY1:';
const QR_CHECK_BYTES = 4;
const QR_BYTES = 32 + 2 + SECRET_BYTES + QR_CHECK_BYTES;

/** "FMKEY1:" + base32( community 32 | log 2 | secret 32 | check 4 ), without padding. */
export function keyToQr({ community, log, secret }: KeyExport): string {
  assert(community.length === 32 && secret.length === SECRET_BYTES && log < 65_536, 'an export is whole');
  const body = concat(community, Uint8Array.of(log >> 8, log & 0xff), secret);
  return QR_PREFIX + toBase32(concat(body, qrCheck(body)));
}

const qrCheck = (body: Uint8Array): Uint8Array => sha256(concat(toUtf8('qr/1'), body)).slice(0, QR_CHECK_BYTES);

export function keyFromQr(text: string): Result<KeyExport, KeyTextError> {
  const plain = text.slice(0, 4096).replaceAll(/\s/g, '').toUpperCase();
  if (!plain.startsWith(QR_PREFIX)) return no(0, `A key begins with "${QR_PREFIX}".`);
  const bytes = fromBase32(plain.slice(QR_PREFIX.length));
  if (bytes?.length !== QR_BYTES) return no(0, 'Some letters of this key are missing, too many or strange.');
  const body = bytes.slice(0, -QR_CHECK_BYTES);
  if (!equal(qrCheck(body), bytes.slice(-QR_CHECK_BYTES))) return no(0, 'Some letters of this key are wrong.');
  return ok({ community: body.slice(0, 32), log: body[32]! * 256 + body[33]!, secret: body.slice(34) });
}
