// What a camera sees of a printed code, read by a decoder that is not ours.

import { createRequire } from 'node:module';
import type JsQr from 'jsqr';

/** Of CommonJS; its types spell the default export otherwise. */
const { default: decodeQr } = createRequire(import.meta.url)('jsqr') as { readonly default: typeof JsQr.default };

/** Dots of paper for each module of the code. */
const DOTS = 4;

/** The text of a code as `qrSvg` draws it: its modules as dark grey on white. */
export function scanned(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const side = size * DOTS;
  const dots = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let at = 0; at < DOTS * DOTS; at++) {
      const dot = ((Number(y) * DOTS + Math.floor(at / DOTS)) * side + Number(x) * DOTS + (at % DOTS)) * 4;
      dots.fill(40, dot, dot + 3);
    }
  }
  return decodeQr(dots, side, side)?.data ?? 'no code was found';
}
