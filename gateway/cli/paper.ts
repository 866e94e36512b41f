/**
 * What is printed: a QR code as one sharp SVG path, and plain pages that any browser prints without help.
 */

import { generate } from 'lean-qr';

/** Light modules that a camera needs around the code. */
const QUIET = 4;
/** A module on paper: 0.6 mm is read by any phone at arm's length. */
const MODULE_MM = 0.6;

/** The code as an image of its own. Undefined where the text is too long for any code. */
export function qrSvg(text: string): string | undefined {
  const code = codeOf(text);
  if (code === undefined) return undefined;
  let path = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
  }
  const size = code.size + 2 * QUIET;
  const width = (size * MODULE_MM).toFixed(1);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${width}mm" height="${width}mm" ` +
    `shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`
  );
}

function codeOf(text: string) {
  try {
    return generate(text);
  } catch {
    return undefined; // The one reason that the library knows: no code has so much room.
  }
}

const ENTITIES: { readonly [letter: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter]!);

export type PageParts = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly images?: readonly string[];
  /** For programs, in the same file. */
  readonly json?: unknown;
};

/** One file without anything from elsewhere. */
export function printedPage({ title, lines, images = [], json }: PageParts): string {
  const embedded =
    json === undefined
      ? ''
      : `<script type="application/json" id="folkmoot">\n${JSON.stringify(json, null, 1).replaceAll('<', '\\u003c')}\n</script>\n`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
body { font: 12pt/1.4 serif; max-width: 18cm; margin: 1cm auto; padding: 0 0.5cm; color: #000; background: #fff }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
svg { display: inline-block; margin: 0.5cm 0.5cm 0 0; max-width: 100%; height: auto; break-inside: avoid }
</style>
<h1>${escapeHtml(title)}</h1>
<pre>${escapeHtml(lines.join('\n'))}</pre>
${images.join('\n')}
${embedded}</html>
`;
}
