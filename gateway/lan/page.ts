// The page's files: built when they are missing or older than their sources, then served from memory.
//
// Serving from a table of what was built means that no path of a request ever reaches the disk.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = fileURLToPath(new URL('../../', import.meta.url));
const DIST = join(TOP, 'web-ui', 'dist');
/** On the same disk as DIST, so that renaming moves nothing; git does not look here. */
const SCRATCH = join(TOP, '.folkmoot');
/** Rooms whose code or profiles are in the page. */
const SOURCES = ['web-ui', 'protocol', 'modules', 'radio', 'hardware'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export type PageFile = {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly etag: string;
  readonly isFixed: boolean;
};
export type Page = ReadonlyMap<string, PageFile>;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function isStale(): boolean {
  const index = join(DIST, 'index.html');
  if (!existsSync(index)) return true;
  const builtMs = statSync(index).mtimeMs;
  return SOURCES.some((room) => filesBelow(join(TOP, room)).some((path) => statSync(path).mtimeMs > builtMs));
}

/** Builds if need be. `say` is told when it takes a moment, and when an older build has to do. */
export async function preparePage(say: (line: string) => void): Promise<Page> {
  if (isStale()) {
    say('Building the page (once, a few seconds) ...');
    try {
      await buildPage();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`The page could not be built: ${why}`);
      say(
        existsSync(DIST)
          ? 'Serving the page that was built before.'
          : 'Phones cannot open the page until that is mended.',
      );
    }
  }
  return readPage(DIST);
}

/** Into a folder of its own first: who starts a second gateway meanwhile, or pulls the plug, has a whole page. */
async function buildPage(): Promise<void> {
  const { build } = await import('vite');
  mkdirSync(SCRATCH, { recursive: true });
  const fresh = mkdtempSync(join(SCRATCH, 'page-'));
  const environment = process.env.NODE_ENV;
  try {
    process.env.NODE_ENV = 'production';
    const configFile = join(TOP, 'web-ui', 'vite.config.ts');
    await build({ configFile, mode: 'production', logLevel: 'error', build: { outDir: fresh, emptyOutDir: true } });
    chmodSync(fresh, 0o755);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(fresh, DIST);
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    rmSync(fresh, { recursive: true, force: true });
  }
}

export function readPage(folder: string): Page {
  if (!existsSync(folder)) return new Map();
  return new Map(
    filesBelow(folder).map((path) => {
      const bytes = new Uint8Array(readFileSync(path));
      const name = path.slice(folder.length).replaceAll('\\', '/');
      const file: PageFile = {
        bytes,
        type: TYPES[extname(path)] ?? 'application/octet-stream',
        etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
        // The names of built assets contain a hash of their content.
        isFixed: name.startsWith('/assets/'),
      };
      return [name, file];
    }),
  );
}
