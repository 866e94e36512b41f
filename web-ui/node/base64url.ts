// Bytes as text that survives an address, a message and a hand that types: base64url without padding.
//
// Written out, because a page over plain http on an old phone has neither Buffer nor Uint8Array.toBase64.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0] as const;
    const bits = three[0] * 65_536 + three[1] * 256 + three[2];
    const digits = [bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63];
    text += digits
      .slice(0, Math.min(3, bytes.length - at) + 1)
      .map((digit) => ALPHABET[digit])
      .join('');
  }
  return text;
}

/** The bytes, or undefined where the text is none of ours: a strange letter, or bits left over. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const four = Array.from(text.slice(at, at + 4), (letter) => ALPHABET.indexOf(letter));
    if (four.includes(-1)) return undefined;
    const bits = four.reduce((sum, digit, i) => sum + digit * 64 ** (3 - i), 0);
    const three = [bits >> 16, (bits >> 8) & 255, bits & 255];
    const whole = four.length - 1;
    if (three.slice(whole).some((left) => left !== 0)) return undefined;
    bytes.push(...three.slice(0, whole));
  }
  return Uint8Array.from(bytes);
}
