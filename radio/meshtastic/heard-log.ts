// A recorded session with a radio, read as what passed on the air: our frames that the radio heard, and those that
// its client gave it to send, each at its time.
//
// For replays of a real night in a simulated world: a node that is given these frames at these times heard what the
// recorded one heard. Frames that the client sent count too, because others would have heard them from it.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { createFramer, type Framer } from './framing.ts';
import { receivedOf } from './incoming.ts';
import { FromRadio, ToRadio } from './messages.ts';
import { nodeName } from './node-name.ts';
import { FOLKMOOT_PORT } from './portnum.ts';
import { parseRecording, type NotARecording } from './replay.ts';

export type HeardFrame = {
  /** Milliseconds on the recording's clock. */
  readonly atMs: number;
  readonly frame: Uint8Array;
  /** Absent: the client said it itself. */
  readonly heard?: {
    readonly from: string;
    readonly snrDb: number;
    readonly rssiDbm: number;
    readonly hopsAway?: number;
  };
};

export type HeardLog = {
  readonly frames: readonly HeardFrame[];
  /** When it was written, as the radio's clock had it: milliseconds since 1970 at recording time 0, if it knew. */
  readonly beganAtMs?: number;
  /** Packets of other ports, and what no key of the radio opened. */
  readonly otherPackets: number;
  readonly undecodable: number;
};

/** What a recording without times, or with times that run back, cannot mean. */
export type NotALog = NotARecording | { readonly kind: 'no-frames' };

/** A year: beyond it a time is a mistake and not a long night. */
const MS_MAX = 366 * 86_400_000;

export function readHeardLog(text: string): Result<HeardLog, NotALog> {
  const chunks = parseRecording(text);
  if (!chunks.ok) return chunks;
  const fromRadio = new Map<number, Framer<FromRadio>>();
  const toRadio = new Map<number, Framer<ToRadio>>();
  const frames: HeardFrame[] = [];
  let [otherPackets, undecodable, beforeMs] = [0, 0, 0];
  let beganAtMs: number | undefined;

  for (const { line, t, dir, conn, bytes } of chunks.value) {
    if (!(t >= beforeMs && t <= MS_MAX))
      return err({ kind: 'not-a-recording', line, why: `"t" is ${t}: it must not run back, nor beyond a year` });
    beforeMs = t;
    if (dir === 'from') {
      for (const item of framerOf(fromRadio, conn, () => createFramer<FromRadio>(FromRadio.decode)).push(bytes)) {
        if (item.kind !== 'frame') undecodable++;
        const packet = item.kind === 'frame' ? item.message.packet : undefined;
        if (!packet) continue;
        const received = receivedOf(packet);
        if (received?.portnum !== FOLKMOOT_PORT) {
          otherPackets++;
          continue;
        }
        const { from, rxSnrDb: snrDb, rxRssiDbm: rssiDbm, hopsAway, rxTimeS } = received;
        if (rxTimeS > 0) beganAtMs ??= rxTimeS * 1000 - t;
        const heard = { from: nodeName(from), snrDb, rssiDbm, ...(hopsAway !== undefined && { hopsAway }) };
        frames.push({ atMs: t, frame: received.payload, heard });
      }
    } else {
      for (const item of framerOf(toRadio, conn, () => createFramer<ToRadio>(ToRadio.decode)).push(bytes)) {
        const decoded = item.kind === 'frame' ? item.message.packet?.decoded : undefined;
        if (decoded?.portnum === FOLKMOOT_PORT) frames.push({ atMs: t, frame: decoded.payload });
      }
    }
  }
  if (frames.length === 0) return err({ kind: 'no-frames' });
  return ok({ frames, otherPackets, undecodable, ...(beganAtMs !== undefined && { beganAtMs }) });
}

/** A connection begins with nothing of the one before. */
function framerOf<T>(framers: Map<number, Framer<T>>, conn: number, make: () => Framer<T>): Framer<T> {
  const framer = framers.get(conn) ?? make();
  framers.set(conn, framer);
  return framer;
}
