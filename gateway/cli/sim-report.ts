/** `folkmoot sim report TRACE`: a trace as one page, or as one picture for each plot. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { readTrace } from '#sim/report/read-trace.ts';
import { plotsOf, reportHtml } from '#sim/report/report.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { drawPng } from './picture.ts';
import { guarded, tell } from './radio-session.ts';
import { makeFolder, readText, writeText } from './sim-files.ts';

type Options = { readonly out?: string; readonly svg?: string; readonly png?: string };

export function declare(command: Command): void {
  command
    .argument('<trace>', 'what folkmoot sim run --trace wrote; - for standard input')
    .option('--out <file.html>', 'where the page goes; standard output if not given')
    .option('--svg <folder>', 'write each plot as an SVG file, too')
    .option('--png <folder>', 'and as PNG files, drawn by the Chromium of this machine; the SVG files stay beside them')
    .action(guarded(run));
}

async function run(file: string, { out, svg, png }: Options): Promise<void> {
  const lines = readTrace(readText(file, 'a trace (.ndjson)'));
  if (!lines.ok) {
    throw new Sentence(
      EXIT.damaged,
      `${file}: ${lines.error}.`,
      'Write the trace again: folkmoot sim run WORLD --trace FILE.',
    );
  }
  for (const folder of [svg, png]) {
    if (folder === undefined) continue;
    makeFolder(folder);
    for (const [name, plot] of plotsOf(lines.value)) writeText(join(folder, `${name}.svg`), `${plot}\n`);
  }
  for (const [name, plot] of png === undefined ? [] : plotsOf(lines.value))
    await drawPng(join(png!, `${name}.svg`), join(png!, `${name}.png`), plot);
  const html = reportHtml(lines.value);
  if (out === undefined) console.log(html);
  else {
    writeText(out, html);
    tell(`${out}: ${Math.round(html.length / 1024)} kB`);
  }
}
