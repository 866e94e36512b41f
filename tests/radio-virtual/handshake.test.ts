// The virtual radio against recordings of a real one: the same client bytes, the same answers.

import { describe, expect, it } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { FromRadio } from '#radio/meshtastic/messages.ts';
import { decodeMemory, encodeMemory, factoryMemory } from '#radio/virtual/memory.ts';
import { createLab, kindOf, type BenchRadio, type Lab } from './lab.ts';
import { readRecording, type Recording } from './recordings.ts';

const NATIVE = { version: '2.7.26.54e0d8d', pioEnv: 'native' };
/** When the recordings were made, by the radio's clock. */
const UNIX_TIME_S = 1_795_258_400;

function radioLike(lab: Lab, recording: Recording, nodesFrom: Recording = recording): BenchRadio {
  const memory = decodeMemory(recording.stream)!;
  const others = decodeMemory(nodesFrom.stream)!.nodes;
  return lab.add({ ...memory, nodes: others, position: undefined }, { firmware: NATIVE, unixTimeAtZeroS: UNIX_TIME_S });
}

/** A frame as bytes, less what only the moment decides: clocks, airtime, sizes of files. */
function timeless(message: FromRadio): string {
  const { nodeInfo, fileInfo } = message;
  if (fileInfo) return 'file';
  if (!nodeInfo) return toHex(FromRadio.encode(message));
  const { deviceMetrics: _, ...node } = nodeInfo;
  return toHex(FromRadio.encode({ nodeInfo: { ...node, lastHeard: 0, position: undefined } }));
}

const upToComplete = (messages: readonly FromRadio[]): FromRadio[] => {
  const end = messages.findIndex((message) => message.configCompleteId !== undefined);
  return messages.slice(0, end + 1);
};

describe('the handshake of a virtual radio', () => {
  const names = ['handshake-2node', 'handshake-nonce-69420', 'handshake-two-want-config', 'handshake-fresh-unset'];
  for (const name of [...names, 'handshake-provisioned', 'handshake-6node-python']) {
    it(`is byte for byte that of the real one in ${name}`, () => {
      const recording = readRecording(name);
      const lab = createLab();
      // The one that leaves the other nodes out was recorded on the same radio as the first.
      const nodesFrom = name.includes('69420') ? readRecording('handshake-2node') : recording;
      const bench = radioLike(lab, recording, nodesFrom);
      bench.connect();
      for (const turn of recording.to) bench.writeBytes(turn.bytes);
      const expected = upToComplete(recording.from).filter((message) => !message.fileInfo);
      const answered = upToComplete(bench.heard).filter((message) => !message.fileInfo);
      expect(answered.map(timeless)).toEqual(expected.map(timeless));
    });
  }

  it('sends only nodes when the nonce asks for that', () => {
    const recording = readRecording('handshake-nonce-69421');
    const lab = createLab();
    const bench = radioLike(lab, readRecording('handshake-2node'));
    bench.connect();
    for (const turn of recording.to) bench.writeBytes(turn.bytes);
    expect(upToComplete(bench.heard).map(kindOf)).toEqual(upToComplete(recording.from).map(kindOf));
    expect(kindOf(bench.heard.at(-1)!)).toBe('queueStatus');
  });

  it('answers a heartbeat with the queue, even before anything was asked', () => {
    const lab = createLab();
    const bench = lab.add(factoryMemory(0xa0000001));
    bench.connect();
    bench.write({ heartbeat: {} });
    expect(bench.heard.map((message) => message.queueStatus)).toMatchObject([{ res: 0, free: 16, maxlen: 16 }]);
  });

  it('delivers nothing before it was asked for the config, and everything after', () => {
    const lab = createLab();
    const bench = lab.add(factoryMemory(0xa0000001));
    lab.pass(80_000);
    bench.connect();
    expect(bench.heard).toEqual([]);
    bench.write({ wantConfigId: 5 });
    const afterwards = bench.heard.slice(upToComplete(bench.heard).length).map(kindOf);
    // The queue's word after a boot, then telemetry of the first minute and the statistics with it.
    expect(afterwards).toEqual(['queueStatus', 'queueStatus', 'packet', 'packet']);
  });
});

describe('one client at a time', () => {
  it('throws the first client out when a second one comes', () => {
    const lab = createLab();
    const bench = lab.add(factoryMemory(0xa0000001));
    const first = bench.connect();
    bench.write({ wantConfigId: 1 });
    bench.connect();
    expect(bench.closed).toEqual([first]);
    bench.take();
    bench.write({ wantConfigId: 2 });
    expect(bench.heard.find((message) => message.configCompleteId)?.configCompleteId).toBe(2);
  });

  it('hangs up when asked to, and on a client silent for a quarter of an hour', () => {
    const lab = createLab();
    const bench = lab.add(factoryMemory(0xa0000001));
    const first = bench.connect();
    bench.write({ disconnect: true });
    const second = bench.connect();
    lab.pass(14 * 60_000);
    expect(bench.closed).toEqual([first]);
    bench.write({ heartbeat: {} });
    lab.pass(14 * 60_000);
    expect(bench.closed).toEqual([first]);
    lab.pass(2 * 60_000);
    expect(bench.closed).toEqual([first, second]);
  });
});

describe("a radio's memory", () => {
  it('is the same after a trip through its bytes', () => {
    const memory = decodeMemory(readRecording('handshake-provisioned').stream)!;
    expect(decodeMemory(encodeMemory(memory))).toEqual(memory);
    expect(decodeMemory(Uint8Array.of(1, 2, 3))).toBeNull();
  });

  it('starts as a real radio leaves the factory', () => {
    const recorded = decodeMemory(readRecording('handshake-fresh-unset').stream)!;
    expect({ ...factoryMemory(0xa0000001), position: undefined }).toEqual({ ...recorded, position: undefined });
  });
});
