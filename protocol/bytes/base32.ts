// Bytes as capitals and digits (RFC 4648 §6), without padding: a QR code packs two such letters into eleven bits.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    count += 8;
    for (; count >= 5; count -= 5) text += ALPHABET.charAt((bits >> (count - 5)) & 31);
  }
  return count > 0 ? text + ALPHABET.charAt((bits << (5 - count)) & 31) : text;
}

/** The bytes, or undefined where a letter is strange or bits are left over. */
export function fromBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const letter of text) {
    const five = ALPHABET.indexOf(letter);
    if (five < 0) return undefined;
    bits = ((bits << 5) | five) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  const left = bits & (2 ** count - 1);
  return count < 5 && left === 0 ? Uint8Array.from(bytes) : undefined;
}
