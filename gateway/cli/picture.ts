/** SVG pictures as PNG files, by a Chromium of this machine: there is none among our packages. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { EXIT, Sentence } from '../sentence.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const DRAWING_MS_MAX = 30_000;

function chromiumPath(): string {
  const given = process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = given ?? folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
  if (found !== undefined && existsSync(found)) return found;
  throw new Sentence(
    EXIT.unreachable,
    given === undefined
      ? 'There is no Chromium on this machine, and PNG files are drawn by one.'
      : `CHROMIUM says ${given}, and there is no such file.`,
    'Use --svg: those files say the same. Or install one (sudo apt install chromium).',
  );
}

/** Draws an SVG file that stands on disk, on white, at twice its size. */
export async function drawPng(svgFile: string, pngFile: string, svg: string): Promise<void> {
  const [, width = '600', height = '300'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const args = [
    '--headless=new',
    '--disable-gpu',
    '--hide-scrollbars',
    '--no-first-run',
    '--disable-dev-shm-usage',
    '--force-device-scale-factor=2',
    '--default-background-color=ffffffff',
    `--window-size=${width},${height}`,
    `--screenshot=${resolve(pngFile)}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // its sandbox does not run for root
    pathToFileURL(resolve(svgFile)).href,
  ];
  try {
    await promisify(execFile)(chromiumPath(), args, { timeout: DRAWING_MS_MAX });
  } catch (error) {
    if (error instanceof Sentence) throw error;
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Sentence(EXIT.broken, `Chromium did not draw ${pngFile}: ${why}`, 'Use --svg: those files say the same.');
  }
  if (!existsSync(pngFile))
    throw new Sentence(EXIT.cannotWrite, `Chromium wrote no ${pngFile}.`, 'Give another folder, or use --svg.');
}
