// Feeds a recorded session through framing and messages: what would we have understood?
//
// A recording is JSON lines, one chunk of bytes each (`t`, `dir`, `hex`, `conn`), with empty chunks for
// `open` and `close`. The answer has the form of the `.expected.json` files, so that any recording can
// be checked, and so that a person who reports a fault can send one file.

import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { createFramer, type Frame, type Framer } from './framing.ts';
import { fromRadioJson, toRadioJson, type Entry } from './frame-json.ts';
import { FromRadio, ToRadio } from './messages.ts';

export type Chunk = {
  /** From 1: the line of the file. */
  readonly line: number;
  /** Milliseconds since the first connection opened. */
  readonly t: number;
  readonly dir: 'from' | 'to';
  readonly conn: number;
  readonly bytes: Uint8Array;
  readonly event?: 'open' | 'close';
  readonly by?: string;
};

export type NotARecording = { readonly kind: 'not-a-recording'; readonly line: number; readonly why: string };

export type ReplayedConnection = {
  readonly conn: number;
  readonly closedBy: string | null;
  readonly bytesFrom: number;
  readonly bytesTo: number;
  readonly maxFrameLengthFrom: number;
  readonly outsideBytesFrom: number;
  readonly leftoverBytesFrom: number;
  readonly outsideBytesTo: number;
  readonly undecodableFrom: number;
  readonly undecodableTo: number;
  readonly from: readonly Entry[];
  readonly to: readonly Entry[];
};

/** One entry as a line of its own: the entry, with the connection and the direction it belongs to. */
export type ReplayedEvent = Entry & { readonly conn: number; readonly dir: 'from' | 'to' };

function parseLine(text: string, line: number): Result<Chunk, NotARecording> {
  const refuse = (why: string): Result<Chunk, NotARecording> => err({ kind: 'not-a-recording', line, why });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('this line is no JSON');
  }
  if (typeof json !== 'object' || json === null) return refuse('this line is no JSON object');
  const { t, dir, hex, conn, event, by } = json as Record<string, unknown>;
  if (dir !== 'from' && dir !== 'to') return refuse('"dir" must be "from" or "to"');
  if (typeof hex !== 'string') return refuse('"hex" is missing');
  const bytes = fromHex(hex);
  if (!bytes.ok) return refuse(bytes.error.why);
  return ok({
    line,
    t: typeof t === 'number' ? t : 0,
    dir,
    conn: typeof conn === 'number' ? conn : 1,
    bytes: bytes.value,
    ...(event === 'open' || event === 'close' ? { event } : {}),
    ...(typeof by === 'string' ? { by } : {}),
  });
}

/** The chunks of a recording's text. */
export function parseRecording(text: string): Result<readonly Chunk[], NotARecording> {
  const chunks: Chunk[] = [];
  for (const [index, each] of text.split('\n').entries()) {
    if (each.trim() === '') continue;
    const chunk = parseLine(each, index + 1);
    if (!chunk.ok) return chunk;
    chunks.push(chunk.value);
  }
  return ok(chunks);
}

/** One direction of one connection. */
type Side<T> = { readonly framer: Framer<T>; readonly show: (message: T) => Entry; bytes: number; entries: Entry[] };

function feed<T>(side: Side<T>, chunk: Chunk): readonly Entry[] {
  side.bytes += chunk.bytes.length;
  const entries = side.framer.push(chunk.bytes).map((frame) => entryOf(frame, side.show, chunk));
  side.entries.push(...entries);
  return entries;
}

function entryOf<T>(frame: Frame<T>, show: (message: T) => Entry, { line, t }: Chunk): Entry {
  if (frame.kind === 'frame') return { line, t, frameLength: frame.contentBytes, ...show(frame.message) };
  return { line, t, frameLength: frame.content.length, type: 'undecodable', hex: toHex(frame.content) };
}

type Connection = {
  readonly conn: number;
  closedBy: string | null;
  readonly from: Side<FromRadio>;
  readonly to: Side<ToRadio>;
};

const openConnection = (conn: number): Connection => ({
  conn,
  closedBy: null,
  from: { framer: createFramer<FromRadio>(FromRadio.decode), show: fromRadioJson, bytes: 0, entries: [] },
  to: { framer: createFramer<ToRadio>(ToRadio.decode), show: toRadioJson, bytes: 0, entries: [] },
});

const undecodable = (entries: readonly Entry[]): number =>
  entries.filter((entry) => entry['type'] === 'undecodable').length;

const summary = ({ conn, closedBy, from, to }: Connection): ReplayedConnection => ({
  conn,
  closedBy,
  bytesFrom: from.bytes,
  bytesTo: to.bytes,
  maxFrameLengthFrom: Math.max(0, ...from.entries.map((entry) => entry['frameLength'] as number)),
  outsideBytesFrom: from.framer.outsideBytes(),
  leftoverBytesFrom: from.framer.heldBytes(),
  outsideBytesTo: to.framer.outsideBytes(),
  undecodableFrom: undecodable(from.entries),
  undecodableTo: undecodable(to.entries),
  from: from.entries,
  to: to.entries,
});

export type Replay = {
  /** The events this chunk completes. */
  push(chunk: Chunk): readonly ReplayedEvent[];
  connections(): readonly ReplayedConnection[];
};

/** Chunk by chunk, for a recording that is read as it grows. A new connection starts with nothing of the one before. */
export function createReplay(): Replay {
  const connections = new Map<number, Connection>();
  return {
    push(chunk) {
      const connection = connections.get(chunk.conn) ?? openConnection(chunk.conn);
      connections.set(chunk.conn, connection);
      if (chunk.event === 'close') connection.closedBy ??= chunk.by ?? null;
      const entries = chunk.dir === 'from' ? feed(connection.from, chunk) : feed(connection.to, chunk);
      return entries.map((entry) => ({ ...entry, conn: chunk.conn, dir: chunk.dir }));
    },
    connections: () => [...connections.values()].map(summary),
  };
}

/** All events of a recording in the order of its lines. */
export function replayEvents(text: string): Result<readonly ReplayedEvent[], NotARecording> {
  const chunks = parseRecording(text);
  if (!chunks.ok) return chunks;
  const replay = createReplay();
  return ok(chunks.value.flatMap((chunk) => replay.push(chunk)));
}

/** All connections of a recording, each with its frames in order. */
export function replayConnections(text: string): Result<readonly ReplayedConnection[], NotARecording> {
  const chunks = parseRecording(text);
  if (!chunks.ok) return chunks;
  const replay = createReplay();
  for (const chunk of chunks.value) replay.push(chunk);
  return ok(replay.connections());
}
