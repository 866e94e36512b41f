/**
 * The doorstep of every command: makes the house ready, then runs what was asked for.
 *
 *     node gateway/ready.mjs gateway/cli/main.ts gateway --radio tcp:host:4403
 *
 * Plain JavaScript that leans on nothing installed, because it runs before anything is: it says which
 * Node.js is needed, installs the packages when they differ from package-lock.json (with progress on
 * stderr, so that `--json` output stays clean), and needs no network when they do not. A roof without
 * internet must not lose what it had: the old packages are kept until the new ones are complete.
 *
 * The target then runs in this same process. There is no child in between, so exit codes, signals and
 * even `kill -9` reach the program itself. A worker thread needs `execArgv: ['--import', 'tsx']`.
 */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MINIMUM = [20, 19];
const TOP = dirname(dirname(fileURLToPath(import.meta.url)));
const INSTALLED = join(TOP, 'node_modules');
const PREVIOUS = join(TOP, 'node_modules.previous');
/** Which Node.js the native packages were built for; beside them, so that it goes when they go. */
const BUILT_FOR = join(INSTALLED, '.built-for');
const SAY_EVERY_MS = 10_000;

const say = (/** @type {string} */ text) => process.stderr.write(`folkmoot: ${text}\n`);

/** @returns {never} */
function giveUp(/** @type {string} */ text, exitCode = 1) {
  say(text);
  process.exit(exitCode);
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1])) return;
  giveUp(
    `this is Node.js ${process.versions.node}; Folkmoot needs ${NODE_MINIMUM.join('.')} or newer. ` +
      'Install it from https://nodejs.org or your distribution, then run the same command again.',
  );
}

/** The packages a lock file names, or none where it is missing or half written. */
function packagesOf(/** @type {string} */ lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return {};
  }
}

/**
 * True if what is installed is what package-lock.json names. Contents are compared rather than dates: a
 * clone or a copy changes dates, and npm writes node_modules/.package-lock.json last, so an install that
 * was cut short is noticed too. Optional packages may be missing: they belong to other platforms.
 */
function isInstalled(/** @type {boolean} */ withTools) {
  const present = packagesOf(join(INSTALLED, '.package-lock.json'));
  return Object.entries(packagesOf(join(TOP, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' ||
      present[path]?.version === wanted.version ||
      (present[path] === undefined && (wanted.optional || wanted.devOptional || (wanted.dev && !withTools))),
  );
}

/** Runs npm and answers whether it succeeded; says every few seconds that it is still at work. */
function npm(/** @type {string[]} */ args) {
  const cli = process.env.npm_execpath;
  const [command, lead] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const startedMs = Date.now();
  return new Promise((done) => {
    const child = spawn(command, [...lead, ...args, '--loglevel=warn'], {
      cwd: TOP,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && command === 'npm',
    });
    const ticking = setInterval(
      () => say(`npm ${args[0]}: ${Math.round((Date.now() - startedMs) / 1000)} s so far`),
      SAY_EVERY_MS,
    );
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      child.once('exit', () => process.exit(128 + constants.signals[signal]));
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const end = (/** @type {boolean} */ ok) => {
      clearInterval(ticking);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      done(ok);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}

/** Installs into a fresh folder and takes the old one back if that fails, as it does without network. */
async function install() {
  if (existsSync(PREVIOUS)) {
    rmSync(INSTALLED, { recursive: true, force: true }); // an install was killed half way
    renameSync(PREVIOUS, INSTALLED);
  }
  const first = !existsSync(INSTALLED);
  say(
    first
      ? 'installing packages, once. This takes a minute or two where SQLite has to be compiled.'
      : 'package-lock.json has changed; installing what it names.',
  );
  if (!first) renameSync(INSTALLED, PREVIOUS);
  if (await npm(['ci'])) {
    rmSync(PREVIOUS, { recursive: true, force: true });
    return say('packages are ready; from now on this works without network.');
  }
  rmSync(INSTALLED, { recursive: true, force: true });
  if (first) giveUp('the packages could not be installed (npm says why above). Is there network? Then try again.');
  renameSync(PREVIOUS, INSTALLED);
  say('the new packages could not be installed (npm says why above); going on with the old ones.');
}

/** Packages with native parts serve one version of Node.js; after a change of it they are built anew. */
async function rebuildForThisNode() {
  const current = `${process.platform}-${process.arch}-${process.versions.modules}`;
  const builtFor = existsSync(BUILT_FOR) ? readFileSync(BUILT_FOR, 'utf8') : undefined;
  if (builtFor === current) return;
  if (builtFor !== undefined) {
    say(`this is another Node.js than before (${process.versions.node}); building the native packages for it.`);
    if (!(await npm(['rebuild']))) giveUp('that failed (npm says why above). Delete node_modules and try again.');
  }
  writeFileSync(BUILT_FOR, current);
}

refuseOldNode();
const [target, ...args] = process.argv.slice(2);
const forGateway = target?.startsWith('gateway/') ?? false;
if (!isInstalled(!forGateway)) await install();
await rebuildForThisNode();

if (target !== undefined) {
  const { register } = await import('tsx/esm/api');
  register();
  const file = resolve(TOP, target);
  process.argv = [process.argv[0] ?? 'node', file, ...args];
  await import(pathToFileURL(file).href);
}
