// Text from bytes, strictly (RFC 3629): over-long forms, surrogates and cut characters are refused.
//
// TextDecoder belongs to the platform, and the pure rooms have none; two nodes must also agree on
// every byte, which replacement characters would hide.

/** Least code point that may be written with 1, 2, 3 or 4 bytes. */
const LEAST: readonly number[] = [0, 0x80, 0x800, 0x10000];

/** The text, or null where the bytes are not well-formed UTF-8. */
export function utf8ToText(bytes: Uint8Array): string | null {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++]!;
    const more = first < 0x80 ? 0 : first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : -1;
    if (more < 0 || at + more > bytes.length) return null;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let i = 0; i < more; i++) {
      const next = bytes[at++]!;
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 0x3f);
    }
    if (code < LEAST[more]! || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    text += String.fromCodePoint(code);
  }
  return text;
}
