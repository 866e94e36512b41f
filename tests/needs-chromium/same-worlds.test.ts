// The simulator in Chromium: the same worlds come to the same digests as in Node.js, bit for bit.

import { build } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TOP } from '../house/files.ts';
import { worldDigests, type WorldDigest } from '../sim/digest-worlds.ts';

let browser: Browser;
let script: string;

beforeAll(async () => {
  const bundled = await build({
    stdin: {
      contents: `import { worldDigests } from './tests/sim/digest-worlds.ts'; globalThis.worldDigests = worldDigests;`,
      resolveDir: TOP,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
  });
  script = bundled.outputFiles[0]!.text;
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
    ],
  });
}, 60_000);

afterAll(() => browser.close());

it('plays the worlds that are kept as vectors as this Node.js does, to the same digests and states', async () => {
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  const played = await page.evaluate(() =>
    (globalThis as unknown as { worldDigests(): readonly WorldDigest[] }).worldDigests(),
  );
  expect(played).toEqual(worldDigests());
}, 120_000);
