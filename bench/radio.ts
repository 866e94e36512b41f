// How fast and how frugal the radio companion is: `tsx bench/radio.ts [--json]`. Prints a table, never
// fails on time. With --json the last line is one object.
//
// Decoding: all recorded sessions over and over, in chunks as a serial port gives them, through our
// framing and messages; against the official package decoding the same frames, cut out beforehand, with
// no framing at all. Memory: one virtual hour of a session whose waiting line is always full, beside a
// busy channel. CPU seconds, because other work may share the machine.

import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fromBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { createFramer, frameOf } from '#radio/meshtastic/framing.ts';
import { FromRadio, ToRadio } from '#radio/meshtastic/messages.ts';
import { parseRecording } from '#radio/meshtastic/replay.ts';
import { createSession } from '#radio/meshtastic/session.ts';
import { BROADCAST, type SessionAction } from '#radio/meshtastic/session-types.ts';

const RECORDINGS = new URL('../tests/recordings/firmware-2.7.26/', import.meta.url);
const CHUNK_BYTES = 64;
const ROUNDS = 40;
const HOUR_MS = 3_600_000;

const cpuS = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** The from-streams of the recordings that hold nothing but whole frames, so that both readers read the same. */
function readStreams(): Uint8Array[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.jsonl') && !/garbage|future/.test(file))
    .map((file) => {
      const chunks = parseRecording(readFileSync(new URL(file, RECORDINGS), 'utf8'));
      if (!chunks.ok) throw new Error(`${file}, line ${chunks.error.line}: ${chunks.error.why}`);
      return Buffer.concat(chunks.value.filter(({ dir }) => dir === 'from').map(({ bytes }) => bytes));
    });
}

/** The contents of the frames of a stream that holds nothing else. */
function contentsOf(stream: Uint8Array): Uint8Array[] {
  const contents: Uint8Array[] = [];
  for (let at = 0; at + 4 <= stream.length;) {
    const end = at + 4 + ((stream[at + 2]! << 8) | stream[at + 3]!);
    contents.push(stream.subarray(at + 4, end));
    at = end;
  }
  return contents;
}

function decodeOurs(streams: readonly Uint8Array[]): number {
  let frames = 0;
  for (const stream of streams) {
    const framer = createFramer<FromRadio>(FromRadio.decode);
    for (let at = 0; at < stream.length; at += CHUNK_BYTES) {
      frames += framer.push(stream.subarray(at, at + CHUNK_BYTES)).length;
    }
  }
  return frames;
}

function decodeTheirs(contents: readonly Uint8Array[]): number {
  for (const content of contents) fromBinary(Mesh.FromRadioSchema, content);
  return contents.length;
}

/** Our messages without framing: like for like. */
function decodeOursUnframed(contents: readonly Uint8Array[]): number {
  for (const content of contents) FromRadio.decode(content);
  return contents.length;
}

type Speed = { readonly frames: number; readonly framesPerCpuS: number };

function speedOf(decode: () => number): Speed {
  decode(); // warm
  let frames = 0;
  const spentS = cpuS(() => {
    for (let round = 0; round < ROUNDS; round++) frames += decode();
  });
  return { frames, framesPerCpuS: Math.round(frames / spentS) };
}

/** What a radio answers, in the bytes of its stream: every packet taken, one in ten times full. */
function createAnswers(): (bytes: Uint8Array) => Uint8Array[] {
  const framer = createFramer<ToRadio>(ToRadio.decode);
  let packets = 0;
  const frame = (draft: Parameters<typeof FromRadio.encode>[0]): Uint8Array => frameOf(FromRadio.encode(draft));
  return (bytes) =>
    framer.push(bytes).flatMap((found) => {
      if (found.kind !== 'frame') return [];
      const { wantConfigId, heartbeat, packet } = found.message;
      if (wantConfigId !== undefined) {
        return [
          frame({ myInfo: { myNodeNum: 1 } }),
          frame({ metadata: { firmwareVersion: '2.7.26' } }),
          frame({ configCompleteId: wantConfigId }),
        ];
      }
      if (heartbeat) return [frame({ queueStatus: { free: 16, maxlen: 16 } })];
      if (!packet) return [];
      packets += 1;
      return [
        frame({ queueStatus: { res: packets % 10 === 0 ? 32 : 0, free: 12, maxlen: 16, meshPacketId: packet.id } }),
      ];
    });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heapMiB = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

/** One hour in steps of 100 ms: the line is filled up each time, and a stranger's packet comes in. */
function fullHour(): { sent: number; startMiB: number; endMiB: number; cpuS: number } {
  let lastId = 0;
  const session = createSession({ link: 'stream', freshId: () => (lastId += 1) });
  const answers = createAnswers();
  let ref = 0;
  let sent = 0;
  let nowMs = 0;
  const perform = (actions: readonly SessionAction[]): void => {
    for (const action of actions) {
      if (action.kind === 'ended' && action.outcome.kind === 'sent') sent += 1;
      if (action.kind === 'write') {
        for (const bytes of answers(action.bytes)) perform(session.handle({ kind: 'bytes', bytes }, nowMs));
      }
    }
  };
  const payload = new Uint8Array(200);
  let startMiB = 0;
  const spentS = cpuS(() => {
    perform(session.handle({ kind: 'opened', nonce: 1 }, nowMs));
    for (; nowMs <= HOUR_MS; nowMs += 100) {
      if (nowMs === 60_000) startMiB = heapMiB(); // after the first minute everything has its size
      for (let n = 0; n < 4; n++) {
        const packet = {
          ref: ++ref,
          payload,
          portnum: 256,
          to: BROADCAST,
          channel: 0,
          hopLimit: 3,
          expiresAtMs: nowMs + 5_000,
        };
        perform(session.handle({ kind: 'submit', packet }, nowMs));
      }
      const heard = {
        from: 2 + (nowMs % 977),
        to: BROADCAST,
        id: nowMs,
        decoded: { portnum: 4, payload: new Uint8Array(60) },
      };
      perform(session.handle({ kind: 'bytes', bytes: frameOf(FromRadio.encode({ packet: heard })) }, nowMs));
    }
  });
  return { sent, startMiB, endMiB: heapMiB(), cpuS: spentS };
}

const streams = readStreams();
const contents = streams.flatMap(contentsOf);
const ours = speedOf(() => decodeOurs(streams));
const unframed = speedOf(() => decodeOursUnframed(contents));
const theirs = speedOf(() => decodeTheirs(contents));
const hour = fullHour();
const result = {
  bench: 'radio',
  framesDecoded: ours.frames,
  framesPerCpuSecond: ours.framesPerCpuS,
  framesPerCpuSecondUnframed: unframed.framesPerCpuS,
  officialFramesPerCpuSecond: theirs.framesPerCpuS,
  ratioToOfficial: Math.round((100 * ours.framesPerCpuS) / theirs.framesPerCpuS) / 100,
  ratioToOfficialUnframed: Math.round((100 * unframed.framesPerCpuS) / theirs.framesPerCpuS) / 100,
  hourPacketsSent: hour.sent,
  hourCpuSeconds: Math.round(hour.cpuS * 100) / 100,
  heapMiBAfterOneMinute: Math.round(hour.startMiB * 10) / 10,
  heapMiBAfterOneHour: Math.round(hour.endMiB * 10) / 10,
};
if (!process.argv.includes('--json')) {
  console.log('framing and decoding of all recordings, in chunks of 64 bytes');
  console.log(`  ours                         ${ours.framesPerCpuS.toLocaleString('en')} frames per CPU second`);
  console.log(`  official, without framing    ${theirs.framesPerCpuS.toLocaleString('en')} frames per CPU second`);
  console.log(`  ours, without framing        ${unframed.framesPerCpuS.toLocaleString('en')} frames per CPU second`);
  console.log(
    `  ratios to the official       ${result.ratioToOfficial} with framing, ${result.ratioToOfficialUnframed} without`,
  );
  console.log('one virtual hour with a full line');
  console.log(`  packets sent                 ${hour.sent.toLocaleString('en')} in ${result.hourCpuSeconds} CPU s`);
  console.log(`  heap after 1 min, after 1 h  ${result.heapMiBAfterOneMinute} MiB, ${result.heapMiBAfterOneHour} MiB`);
} else console.log(JSON.stringify(result));
