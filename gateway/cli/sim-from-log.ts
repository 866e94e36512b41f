/** `folkmoot sim from-log LOG...`: what real radios heard, heard again by nodes in virtual time. */

import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import { readHeardLog, type HeardLog } from '#radio/meshtastic/heard-log.ts';
import { reportHtml } from '#sim/report/report.ts';
import { msSince1970 } from '#sim/worlds/calendar.ts';
import { playLogs } from '#sim/worlds/from-log.ts';
import type { TraceLine } from '#sim/worlds/trace.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { guarded } from './radio-session.ts';
import { lineFile, progressBar, readText, writeText } from './sim-files.ts';

const LOGS_MAX = 64;

type Options = {
  readonly invitation: string;
  readonly begins: number;
  readonly seed: string;
  readonly trace?: string;
  readonly report?: string;
  readonly json?: true;
};

const FORMAT = `
A LOG is a recording as folkmoot gateway --record and folkmoot sim serve --record write it, and as folkmoot radio
replay --help describes it. Each log drives one node, named after its file. Its frames come at their times: those
that the radio heard, and those that its client gave it. Time 0 is what the radio's clock said; without one, --begins.`;

function time(text: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text))
    throw new InvalidArgumentError('Give a time like 2026-11-21T07:00:00Z.');
  return msSince1970(text);
}

export function declare(command: Command): void {
  command
    .argument('<log...>', 'recordings (.jsonl), one for each radio')
    .requiredOption('--invitation <text>', 'of the community, as a member shows it: without its keys all is noise')
    .option('--begins <time>', 'when the logs begin, if no radio knew', time, msSince1970('2026-11-21T07:00:00Z'))
    .option('--seed <text>', 'another course of chance', '1')
    .option('--trace <file>', 'write what happened, one JSON object a line')
    .option('--report <file.html>', 'write one page with plots')
    .option('--json', 'print the figures as one JSON object in the last line')
    .addHelpText('after', FORMAT)
    .action(guarded(run));
}

async function run(
  files: readonly string[],
  { invitation, begins, seed, trace, report, json }: Options,
): Promise<void> {
  const invited = decodeInvitation(invitation);
  if (!invited.ok) throw new Sentence(EXIT.usage, `--invitation: ${invited.error.why}`, invited.error.remedy);
  if (files.length > LOGS_MAX)
    throw new Sentence(EXIT.usage, `${files.length} logs are too many.`, `Give ${LOGS_MAX} at most.`);
  const names = files.map((file, i) =>
    files.indexOf(file) === i ? basename(file, '.jsonl') : `${basename(file)} ${i + 1}`,
  );
  const logs = files.map((file, i) => ({ name: names.indexOf(names[i]!) === i ? names[i]! : file, log: logIn(file) }));
  const out = trace === undefined ? undefined : lineFile(trace);
  const lines: TraceLine[] = [];
  const bar = progressBar('from log');
  const { nodes, hours } = playLogs({
    logs,
    secrets: { ...invited.value, log: 0 },
    seed,
    beganAtMs: begins,
    trace(line) {
      out?.write(line);
      if (report !== undefined) lines.push(line);
    },
    progress: (share) => bar.at(share),
  });
  bar.end();
  out?.close();
  if (report !== undefined) writeText(report, reportHtml(lines));
  nodes.forEach(({ name, frames, heard, records, voices, stateHash }, i) => {
    const { otherPackets, undecodable } = logs[i]!.log;
    const odd = undecodable > 0 ? `, ${undecodable} undecodable` : '';
    console.log(`${name}: ${heard} frames heard, ${frames - heard} sent (${otherPackets} packets of others${odd});`);
    console.log(`  ${records} records, ${voices} voices, state ${stateHash.slice(0, 16)}`);
  });
  if (nodes.every(({ records }) => records === 0))
    console.log('No record came of it: is the invitation that of this community, and of that time?');
  const round = (value: number): number => Math.round(1000 * value) / 1000;
  if (json)
    console.log(
      JSON.stringify({ hours: round(hours), states: new Set(nodes.map((node) => node.stateHash)).size, nodes }),
    );
  if (nodes.every(({ records }) => records === 0)) process.exitCode = 1;
}

function logIn(file: string): HeardLog {
  const log = readHeardLog(readText(file, 'a recording (.jsonl)'));
  if (log.ok) return log.value;
  const what =
    log.error.kind === 'no-frames'
      ? 'nothing of ours was heard or sent in it'
      : `line ${log.error.line}: ${log.error.why}`;
  throw new Sentence(EXIT.damaged, `${file}: ${what}.`, 'folkmoot sim from-log --help tells what a log is.');
}
