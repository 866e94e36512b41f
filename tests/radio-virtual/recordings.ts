// Reads a recording of the real firmware: what the client wrote, and what the radio answered.

import { readFileSync } from 'node:fs';
import { hexToBytes } from '@noble/hashes/utils.js';
import { concat } from '#protocol/bytes/bytes.ts';
import { createFramer } from '#radio/meshtastic/framing.ts';
import { FromRadio, ToRadio } from '#radio/meshtastic/messages.ts';

const FOLDER = new URL('../recordings/firmware-2.7.26/', import.meta.url);

export type Turn = {
  readonly tMs: number;
  readonly bytes: Uint8Array;
};
export type Recording = {
  readonly to: readonly Turn[];
  readonly from: readonly FromRadio[];
  readonly fromBytes: readonly number[];
  /** Everything the radio wrote, unparsed. */
  readonly stream: Uint8Array;
};

type Line = { readonly t: number; readonly dir: 'to' | 'from'; readonly hex: string; readonly conn: number };

export function readRecording(name: string, conn = 1): Recording {
  const lines = readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.conn === conn && line.hex !== '');
  const stream = concat(...lines.filter((line) => line.dir === 'from').map((line) => hexToBytes(line.hex)));
  const frames = createFramer<FromRadio>(FromRadio.decode)
    .push(stream)
    .flatMap((frame) => (frame.kind === 'frame' ? [frame] : []));
  return {
    to: lines.filter((line) => line.dir === 'to').map((line) => ({ tMs: line.t, bytes: hexToBytes(line.hex) })),
    from: frames.map((frame) => frame.message),
    fromBytes: frames.map((frame) => frame.contentBytes),
    stream,
  };
}

/** The client's messages in one turn. */
export const messagesOf = (turn: Turn): readonly ToRadio[] =>
  createFramer<ToRadio>(ToRadio.decode)
    .push(turn.bytes)
    .flatMap((frame) => (frame.kind === 'frame' ? [frame.message] : []));
