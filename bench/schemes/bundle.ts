// One script of a program of ours in which a scheme of this folder stands in place of protocol/crypto/bls.ts, for
// everybody but the schemes themselves. For bench/sim-scale.ts alone: production code has no seam for another scheme,
// and needs none. As one script it also runs a tenth faster than translated file by file (gateway/bundled-thread.ts).

import { fileURLToPath } from 'node:url';
import { build, stop, type Plugin } from 'esbuild';

const REPLACED = '/protocol/crypto/bls.ts';

const schemeOf = (file: URL): Plugin => ({
  name: 'scheme',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /\/bls\.ts$/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === REPLACED || importer.includes('/bench/schemes/')) return undefined;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: REPLACED });
      return found.path.endsWith(REPLACED) ? { path: fileURLToPath(file) } : found;
    });
  },
});

/** Writes the script of `program` with a scheme, both given as URLs. */
export async function bundleWith(scheme: URL, program: URL, script: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(program)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    outfile: script,
    plugins: [schemeOf(scheme)],
  });
  await stop();
}
