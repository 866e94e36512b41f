// Hands out other files in place of some of ours, to everybody but those files themselves. For bench/sim-scale.ts alone:
// production code has no seam for another scheme, and needs none.

/** @type {Readonly<Record<string, string>>} */
let replacements = {};

/** @param {Readonly<Record<string, string>>} data  by the end of a path: the file to hand out */
export function initialize(data) {
  replacements = data;
}

/**
 * @param {string} specifier
 * @param {{ parentURL?: string }} context
 * @param {(specifier: string, context: object) => Promise<{ url: string }>} nextResolve
 */
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  if (context.parentURL?.includes('/bench/schemes/')) return resolved;
  const [path = ''] = resolved.url.split('?');
  const found = Object.entries(replacements).find(([end]) => path.endsWith(end));
  return found ? { ...resolved, url: found[1] } : resolved;
}
