/**
 * `folkmoot radio replay FILE --json`: what we understand of a recorded session, so that any recording can
 * be checked and a person who reports a fault can send one file.
 */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createReplay, parseRecording, type ReplayedConnection, type ReplayedEvent } from '#radio/meshtastic/replay.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { guarded, tell } from './radio-session.ts';

type Options = { readonly json?: true; readonly both?: true };

const FORMAT = `
FILE has one JSON object a line: "t" (ms), "dir" ("from" or "to" the radio), "hex", "conn"; an empty "hex" with
"event" "open" or "close" ("by") marks a connection's ends. "-" reads standard input.

With --json, stdout has one line for each frame that the radio sent, connection after connection, in order:
exactly the entries of "connections[].from" of a recording's .expected.json, with nothing added. With --both,
the client's frames come too, in the order of the file, and every line has "conn" and "dir" besides.
A frame whose content is no message has "type": "undecodable". The sums go to stderr.`;

export function declare(command: Command): void {
  command
    .argument('<file>', 'the recording; - for standard input')
    .option('--json', 'one line of JSON for each frame')
    .option('--both', 'the frames of both directions, each with its connection and direction')
    .addHelpText('after', FORMAT)
    .action(guarded(run));
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'There is no such file' : 'This file cannot be read';
    throw new Sentence(EXIT.damaged, `${file}: ${why}.`, 'Give the path of a recording (a .jsonl file).');
  }
}

async function run(file: string, { json, both }: Options): Promise<void> {
  const chunks = parseRecording(readText(file));
  if (!chunks.ok) {
    const { line, why } = chunks.error;
    throw new Sentence(EXIT.damaged, `${file}, line ${line}: ${why}.`, 'folkmoot radio replay --help tells the form.');
  }
  const replay = createReplay();
  const events = chunks.value.flatMap((chunk) => replay.push(chunk));
  const connections = replay.connections();
  if (both) for (const event of events) console.log(json ? JSON.stringify(event) : lineOf(event));
  else {
    for (const { from } of connections)
      for (const entry of from) console.log(json ? JSON.stringify(entry) : lineOf(entry));
  }
  for (const connection of connections) tell(sumOf(connection));
}

/** For people: where, what kind, and what a packet carried. */
function lineOf(entry: Partial<ReplayedEvent>): string {
  const { line, t, dir, type, portName, text, frameLength } = entry as Readonly<Record<string, unknown>>;
  const way = dir === 'to' ? '-> ' : '';
  const what = [type, portName, text === undefined ? undefined : JSON.stringify(text)].filter(Boolean).join(' ');
  return `line ${String(line).padStart(5)} ${Number(t).toFixed(1).padStart(10)} ms  ${way}${what} (${String(frameLength)} bytes)`;
}

function sumOf(connection: ReplayedConnection): string {
  const { conn, from, to, outsideBytesFrom, leftoverBytesFrom, undecodableFrom, closedBy } = connection;
  const odd = [
    undecodableFrom > 0 && `${undecodableFrom} undecodable`,
    outsideBytesFrom > 0 && `${outsideBytesFrom} bytes outside frames`,
    leftoverBytesFrom > 0 && `${leftoverBytesFrom} bytes of an unfinished frame`,
  ].filter((each) => each !== false);
  const rest = odd.length === 0 ? '' : ` (${odd.join(', ')})`;
  return `connection ${conn}: ${from.length} frames from the radio${rest}, ${to.length} to it, closed by ${closedBy ?? 'nobody'}`;
}
