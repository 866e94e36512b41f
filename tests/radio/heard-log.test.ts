// A recorded session as what passed on the air: every frame of ours, at its time; and the recorder that writes one.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '#protocol/bytes/result.ts';
import { readHeardLog } from '#radio/meshtastic/heard-log.ts';
import { parseRecording } from '#radio/meshtastic/replay.ts';
import type { StreamHandlers, StreamOpener } from '#radio/links/byte-stream.ts';
import { recordingOpener, type RecordedChunk } from '#radio/links/recording.ts';
import { TOP } from '../house/files.ts';

const RECORDINGS = join(TOP, 'tests/recordings/firmware-2.7.26');
const recorded = (name: string): string => readFileSync(join(RECORDINGS, `${name}.jsonl`), 'utf8');
type Expected = {
  readonly connections: readonly Readonly<Record<'from' | 'to', readonly Readonly<Record<string, unknown>>[]>>[];
};
const expected = (name: string): Expected =>
  JSON.parse(readFileSync(join(RECORDINGS, `${name}.expected.json`), 'utf8')) as Expected;

describe('a recording of a real radio', () => {
  it.each([
    'private-broadcast-receiver',
    'private-broadcast-sender',
    'garbage-boot-log',
    'handshake-after-reboot-queued',
  ])('%s gives each frame of ours that was heard or sent, and nothing else', (name) => {
    const log = readHeardLog(recorded(name));
    const ours = (way: 'from' | 'to'): unknown[] =>
      expected(name).connections.flatMap((connection) =>
        connection[way].filter(({ portnum }) => portnum === 256).map(({ payloadHex }) => payloadHex),
      );
    if (!log.ok) return expect([log.error.kind, ours('from'), ours('to')]).toEqual(['no-frames', [], []]);
    const hex = (isHeard: boolean): string[] =>
      log.value.frames
        .filter(({ heard }) => (heard !== undefined) === isHeard)
        .map(({ frame }) => Buffer.from(frame).toString('hex'));
    expect(hex(true)).toEqual(ours('from'));
    expect(hex(false)).toEqual(ours('to'));
  });

  it('is refused by line and reason where its time runs back, or is none', () => {
    const line = (t: unknown): string => JSON.stringify({ t, dir: 'from', hex: '', conn: 1 });
    expect(readHeardLog(`${line(5)}\n${line(4)}`)).toMatchObject({ ok: false, error: { line: 2 } });
    expect(readHeardLog(line(1e15))).toMatchObject({ ok: false, error: { line: 1 } });
    expect(readHeardLog(line(-1))).toMatchObject({ ok: false, error: { line: 1 } });
    expect(readHeardLog('')).toEqual({ ok: false, error: { kind: 'no-frames' } });
  });

  it('survives any change of its characters', () => {
    const text = recorded('private-broadcast-receiver');
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 4 }), (at, change) => {
        expect(typeof readHeardLog(text.slice(0, at) + change + text.slice(at + 1)).ok).toBe('boolean');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a recorder', () => {
  it('writes what passes in the form that recordings are read in, and changes nothing', async () => {
    const written: string[] = [];
    let inside: StreamHandlers | undefined;
    const opener: StreamOpener = {
      address: 'test',
      link: 'stream',
      reopenMsMax: 1,
      open: async (handlers) => {
        inside = handlers;
        return ok({ write: (bytes) => void written.push(bytes.join()), close: () => void written.push('closed') });
      },
    };
    const lines: RecordedChunk[] = [];
    let nowMs = 100;
    const recording = recordingOpener(opener, { nowMs: () => nowMs }, (chunk) => void lines.push(chunk));
    const got: string[] = [];
    const opened = await recording.open({
      onBytes: (bytes) => void got.push(bytes.join()),
      onClose: (why) => void got.push(why),
    });
    if (!opened.ok) throw new Error('not opened');
    nowMs = 150;
    opened.value.write(Uint8Array.of(1, 2));
    inside!.onBytes(Uint8Array.of(3));
    inside!.onClose('gone');
    expect([written, got]).toEqual([['1,2'], ['3', 'gone']]);
    const read = parseRecording(lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(read.ok && read.value.map(({ t, dir, bytes, event, by }) => [t, dir, bytes.join(), event, by])).toEqual([
      [0, 'to', '', 'open', undefined],
      [50, 'to', '1,2', undefined, undefined],
      [50, 'from', '3', undefined, undefined],
      [50, 'from', '', 'close', 'node'],
    ]);
  });
});
