// What the page weighs, compressed as a gateway sends it: `npx tsx bench/page-size.ts` after a build.
//
// Two budgets (design: the page): what must arrive before the first screen, and the whole install.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const SHELL_BYTES_MAX = 60_000;
const WHOLE_BYTES_MAX = 300_000;

const folder = join(import.meta.dirname, '..', 'web-ui', 'dist');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: path.slice(folder.length + 1), bytes: gzipSync(readFileSync(path), { level: 9 }).length };
  })
  .sort((a, b) => b.bytes - a.bytes);

/** What index.html names itself: the window's script, its style, and what that script loads at once. */
const first = readFileSync(join(folder, 'index.html'), 'utf8');
const entry = /src="\.\/(assets\/[^"]+\.js)"/.exec(first)?.[1] ?? '';
const atOnce = readFileSync(join(folder, entry), 'utf8');
const isShell = ({ path }: { readonly path: string }): boolean =>
  path === 'index.html' || first.includes(path) || new RegExp(`from"\\./${path.replace('assets/', '')}"`).test(atOnce);

const sum = (list: readonly { readonly bytes: number }[]): number =>
  list.reduce((total, { bytes }) => total + bytes, 0);
const line = (bytes: number, name: string): string => `${String(bytes).padStart(8)}  ${name}`;

for (const { path, bytes } of files) console.log(line(bytes, path));
const [shell, whole] = [sum(files.filter(isShell)), sum(files)];
console.log(line(shell, `shell, of ${SHELL_BYTES_MAX}`));
console.log(line(whole, `whole install, of ${WHOLE_BYTES_MAX}`));
if (shell > SHELL_BYTES_MAX || whole > WHOLE_BYTES_MAX) process.exitCode = 1;
