// An opener that writes down what passes through it, in the form of the recordings that `folkmoot radio replay` and
// `folkmoot sim from-log` read: one object for each chunk and for both ends of each connection.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { Clock, StreamOpener } from './byte-stream.ts';

export type RecordedChunk = {
  /** Milliseconds since the recorder was made. */
  readonly t: number;
  readonly dir: 'from' | 'to';
  readonly hex: string;
  readonly conn: number;
  readonly event?: 'open' | 'close';
  readonly by?: 'client' | 'node';
};

export function recordingOpener(
  opener: StreamOpener,
  clock: Pick<Clock, 'nowMs'>,
  write: (chunk: RecordedChunk) => void,
): StreamOpener {
  const startedAtMs = clock.nowMs();
  let connections = 0;
  return {
    ...opener,
    async open(handlers) {
      const conn = ++connections;
      const note = (dir: 'from' | 'to', rest: Omit<RecordedChunk, 't' | 'dir' | 'conn'>): void =>
        write({ t: Math.max(0, Math.round(10 * (clock.nowMs() - startedAtMs)) / 10), dir, conn, ...rest });
      const opened = await opener.open({
        onBytes(bytes) {
          note('from', { hex: toHex(bytes) });
          handlers.onBytes(bytes);
        },
        onClose(why) {
          note('from', { hex: '', event: 'close', by: 'node' });
          handlers.onClose(why);
        },
      });
      if (!opened.ok) return opened;
      note('to', { hex: '', event: 'open' });
      return {
        ...opened,
        value: {
          write(bytes) {
            note('to', { hex: toHex(bytes) });
            opened.value.write(bytes);
          },
          close() {
            note('to', { hex: '', event: 'close', by: 'client' });
            opened.value.close();
          },
        },
      };
    },
  };
}
