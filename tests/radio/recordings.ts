// The recorded sessions, with what a correct client must have understood. See tests/recordings/.

import { readdirSync, readFileSync } from 'node:fs';
import { parseRecording, type Chunk, type ReplayedConnection } from '#radio/meshtastic/replay.ts';

const ROOT = new URL('../recordings/', import.meta.url);

type Entry = Readonly<Record<string, unknown>> & { readonly type: string };
export type Expected = {
  readonly connections: readonly (Omit<ReplayedConnection, 'from' | 'to'> & { from: Entry[]; to: Entry[] })[];
  readonly maybe?: readonly Entry[];
  readonly summary: { readonly myNodeNum: number; readonly firmwareVersion: string };
};

export type Recording = { readonly name: string; readonly text: string; readonly expected: Expected };

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

export const RECORDINGS: readonly Recording[] = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.jsonl'))
  .sort()
  .map((path) => ({
    name: path.replace(/\.jsonl$/, ''),
    text: read(path),
    expected: JSON.parse(read(path.replace(/\.jsonl$/, '.expected.json'))) as Expected,
  }));

export function recording(name: string): Recording {
  const found = RECORDINGS.find((each) => each.name.endsWith(`/${name}`));
  if (!found) throw new Error(`no recording ${name}`);
  return found;
}

export function chunksOf(text: string): readonly Chunk[] {
  const chunks = parseRecording(text);
  if (!chunks.ok) throw new Error(`line ${chunks.error.line}: ${chunks.error.why}`);
  return chunks.value;
}

/** All bytes of one direction, connection after connection. */
export function bytesOf(text: string, dir: 'from' | 'to', conn?: number): Uint8Array {
  const chunks = chunksOf(text).filter((chunk) => chunk.dir === dir && (conn === undefined || chunk.conn === conn));
  return Buffer.concat(chunks.map((chunk) => chunk.bytes));
}
