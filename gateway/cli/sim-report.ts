/** `folkmoot sim report TRACE`: a trace as one page, or as one picture for each plot. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { plotsOf, readTrace, reportHtml } from '#sim/report/report.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { guarded, tell } from './radio-session.ts';
import { makeFolder, readText, writeText } from './sim-files.ts';

type Options = { readonly out?: string; readonly svg?: string };

export function declare(command: Command): void {
  command
    .argument('<trace>', 'what folkmoot sim run --trace wrote; - for standard input')
    .option('--out <file.html>', 'where the page goes; standard output if not given')
    .option('--svg <folder>', 'write each plot as an SVG file, too')
    .action(guarded(run));
}

async function run(file: string, { out, svg }: Options): Promise<void> {
  const lines = readTrace(readText(file, 'a trace (.ndjson)'));
  if (!lines.ok) {
    throw new Sentence(
      EXIT.damaged,
      `${file}: ${lines.error}.`,
      'Write the trace again: folkmoot sim run WORLD --trace FILE.',
    );
  }
  if (svg !== undefined) {
    makeFolder(svg);
    for (const [name, plot] of plotsOf(lines.value)) writeText(join(svg, `${name}.svg`), `${plot}\n`);
  }
  const html = reportHtml(lines.value);
  if (out === undefined) console.log(html);
  else {
    writeText(out, html);
    tell(`${out}: ${Math.round(html.length / 1024)} kB`);
  }
}
