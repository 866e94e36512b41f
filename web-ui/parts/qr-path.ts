// A QR code as one SVG path, so that it prints sharp and needs no canvas.

import { generate } from 'lean-qr';

/** Light modules that a camera needs around the code. */
const QUIET = 4;

export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
  }
  return { size: code.size + 2 * QUIET, path };
}
