// How the page is built: one shell for the window, one worker for the node, nothing from elsewhere.
//
// The built folder is what a gateway serves and what a phone keeps. No inline script and no eval, so
// that the policy in index.html can forbid both.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Writes the service worker with the list of everything that was built, so that all of it is kept. */
const offline = (): Plugin => ({
  name: 'folkmoot-offline',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const built = Object.values(bundle);
      const files = [
        './',
        ...built.map(({ fileName }) => `./${fileName}`),
        ...readdirSync(join(here, 'public')).map((name) => `./${name}`),
      ];
      const hash = createHash('sha256');
      for (const one of built) hash.update(one.fileName).update(one.type === 'chunk' ? one.code : one.source);
      const filled = JSON.stringify({ VERSION: hash.digest('hex').slice(0, 16), FILES: files.sort() });
      const source = readFileSync(join(here, 'offline', 'service-worker.js'), 'utf8').replace(
        '__BUILD__',
        () => filled,
      );
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  },
});

export default defineConfig({
  root: here,
  base: './',
  plugins: [solid(), offline()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A preload helper would be inlined into the page; the policy forbids inline scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
});
