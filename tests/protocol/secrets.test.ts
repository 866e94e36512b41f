import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromQr, keyFromWords, keyToQr, keyToWords, KEY_WORDS } from '#protocol/crypto/key-export.ts';
import { openVault, sealVault, VAULT_COST } from '#protocol/crypto/vault.ts';

const chance = { salt: new Uint8Array(16).fill(1), nonce: new Uint8Array(24).fill(2) };
/** Cheap, so that many openings can be tried; the real cost is tried once. */
const cheap = { log2N: 10, r: 8, p: 1 };
const secret = Uint8Array.from({ length: 80 }, (_, i) => i);

describe('a vault', () => {
  test('opens with its passphrase, at the cost that devices use, and with no other', () => {
    const vault = sealVault(secret, 'drei Eichen am Tor', chance);
    expect([...vault.slice(4, 7)]).toEqual([VAULT_COST.log2N, VAULT_COST.r, VAULT_COST.p]);
    expect(openVault(vault, 'drei Eichen am Tor')).toEqual({ ok: true, value: secret });
    expect(openVault(vault, 'drei Eichen am tor')).toEqual({ ok: false, error: { kind: 'wrong-passphrase' } });
  });

  test('opens however the letters of the passphrase were typed', () => {
    const vault = sealVault(secret, 'caf\u00e9', chance, cheap);
    expect(openVault(vault, 'cafe\u0301').ok).toBe(true);
  });

  test('with any byte changed does not open, and never throws or costs more than it may', () => {
    const vault = sealVault(secret, 'pw', chance, cheap);
    for (let at = 0; at < vault.length; at++) {
      const wrong = Uint8Array.from(vault);
      wrong[at]! ^= 0x40;
      expect(openVault(wrong, 'pw').ok).toBe(false);
    }
    for (let cut = 0; cut < vault.length; cut += 7) expect(openVault(vault.slice(0, cut), 'pw').ok).toBe(false);
    const greedy = Uint8Array.from(vault);
    greedy[4] = 30;
    expect(openVault(greedy, 'pw')).toMatchObject({ error: { kind: 'malformed', field: 'cost' } });
  });

  test('hides the secret: none of it stands in the vault', () => {
    const vault = sealVault(new Uint8Array(64).fill(0xab), 'pw', chance, cheap);
    expect(vault.filter((byte) => byte === 0xab).length).toBeLessThan(8);
  });
});

describe('a key in words', () => {
  const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

  test('comes back from its 24 words, however they are spaced and capitalised', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const words = keyToWords(key);
        expect(words).toHaveLength(KEY_WORDS);
        expect(keyFromWords(words.join(' '))).toEqual({ ok: true, value: key });
        expect(keyFromWords(` ${words.join('-').toUpperCase()}\n`)).toEqual({ ok: true, value: key });
      }),
    );
  });

  test('with one wrong letter is refused, and nearly always the wrong word is named', () => {
    let named = 0;
    let tried = 0;
    fc.assert(
      fc.property(keys, fc.nat(KEY_WORDS - 1), fc.nat(4), fc.nat(24), (key, which, letter, shift) => {
        const words = [...keyToWords(key)];
        const word = words[which]!;
        const other = String.fromCharCode(97 + ((word.charCodeAt(letter) - 97 + 1 + shift) % 26));
        words[which] = word.slice(0, letter) + other + word.slice(letter + 1);
        const read = keyFromWords(words.join(' '));
        // One wrong word in 8,192 may pass both checks; it would then be another key and no member's.
        if (read.ok) return expect(read.value).not.toEqual(key);
        tried++;
        if (read.error.atWord === which + 1) named++;
      }),
      { numRuns: 500 },
    );
    expect(named).toBeGreaterThan(tried * 0.9);
  });

  test('with two words swapped, a word missing or one too many is refused', () => {
    const words = [...keyToWords(Uint8Array.from({ length: 32 }, (_, i) => 7 * i))];
    const swapped = [...words];
    [swapped[3], swapped[9]] = [words[9]!, words[3]!];
    const read = keyFromWords(swapped.join(' '));
    expect(read.ok ? 0 : read.error.atWord).toBe(4);
    expect(keyFromWords(words.slice(1).join(' ')).ok).toBe(false);
    expect(keyFromWords([...words, words[0]!].join(' '))).toMatchObject({ error: { atWord: 0 } });
    expect(keyFromWords('').ok).toBe(false);
  });

  test('as a QR code comes back whole, with any letter changed it does not', () => {
    const whole = { community: new Uint8Array(32).fill(9), log: 300, secret: new Uint8Array(32).fill(77) };
    const text = keyToQr(whole);
    expect(text).toMatch(/^[A-Z0-9:]+$/);
    expect(keyFromQr(text)).toEqual({ ok: true, value: whole });
    expect(keyFromQr(text.toLowerCase())).toEqual({ ok: true, value: whole });
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] === 'A' ? 'B' : 'A';
      expect(keyFromQr(text.slice(0, at) + letter + text.slice(at + 1)).ok).toBe(false);
    }
  });
});
