// What goes wrong with radios in real houses: each case ends in clear words, and nothing is lost in silence.

import { expect, test } from 'vitest';
import { concat } from '#protocol/bytes/bytes.ts';
import { examine } from '#radio/meshtastic/doctor.ts';
import { createSession } from '#radio/meshtastic/session.ts';
import {
  countedIds,
  createBench,
  createFakeRadio,
  fromRadio,
  ME,
  outgoing,
  type Behaviour,
  type FakeRadio,
} from './fake-radio.ts';

const benchOn = (radio: FakeRadio) => {
  const session = createSession({ link: 'stream', freshId: countedIds() });
  return { ...createBench(session, radio), session };
};
const ready = (behaviour: Behaviour = {}) => {
  const bench = benchOn(createFakeRadio(behaviour));
  bench.act({ kind: 'opened', nonce: 77 });
  return bench;
};
const words = (bench: ReturnType<typeof benchOn>): string =>
  bench
    .of('notice')
    .map(({ notice }) => notice.words)
    .join('\n');

const packet = (last: number): Uint8Array =>
  fromRadio({ packet: { from: 3, decoded: { portnum: 256, payload: new Uint8Array(180).fill(last) } } });

test('unplugged in mid-frame at any byte: the stump is forgotten, the next session hears every frame', () => {
  const whole = packet(1);
  for (let cut = 1; cut < whole.length; cut++) {
    const bench = ready();
    bench.act({ kind: 'bytes', bytes: whole.subarray(0, cut) });
    bench.act({ kind: 'closed', why: 'the radio was unplugged or switched off' });
    const waiting = outgoing();
    bench.act({ kind: 'submit', packet: waiting });
    bench.act({ kind: 'opened', nonce: 78 });
    bench.act({ kind: 'bytes', bytes: concat(packet(2), packet(3)) });
    expect(bench.of('received').map(({ packet }) => packet.payload[0])).toEqual([2, 3]);
    expect(bench.of('lost')[0]!.why).toContain('unplugged');
    expect(bench.of('ended')).toMatchObject([{ ref: waiting.ref, outcome: { kind: 'sent' } }]);
  }
});

test('a GPS receiver that never stops talking is named, and let go', () => {
  const bench = ready({ silentHandshake: true });
  const line = Buffer.from('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n');
  for (let s = 0; s < 60; s++) {
    bench.act({ kind: 'bytes', bytes: line });
    bench.pass(1_000);
  }
  expect(words(bench)).toContain('This is a GPS receiver, not a radio. Choose another port.');
  expect(bench.of('close')).toHaveLength(1);
});

test('a modem that echoes what it is told is named', () => {
  const silent = createFakeRadio({ silentHandshake: true });
  const modem: FakeRadio = { ...silent, answer: (bytes) => [bytes, Buffer.from('\r\nERROR\r\n')] };
  const bench = benchOn(modem);
  bench.act({ kind: 'opened', nonce: 77 });
  bench.pass(30_000);
  expect(bench.of('ready')).toEqual([]);
  expect(words(bench)).toMatch(/modem|no Meshtastic radio/);
});

test('two programs on one port, each reading a part: it says so, and nothing is taken for complete', () => {
  const bench = ready({ silentHandshake: true });
  bench.act({ kind: 'bytes', bytes: fromRadio({ myInfo: { myNodeNum: ME } }) }); // the rest went to the other one
  bench.pass(30_000);
  expect(bench.of('ready')).toEqual([]);
  expect(words(bench)).toContain('Another program may be reading the same port');
});

test('two programs on one network radio, each throwing the other out: it says so, and waits longer each time', () => {
  const bench = ready();
  for (let n = 0; n < 4; n++) {
    bench.pass(500);
    bench.act({ kind: 'closed', why: 'the radio ended the connection' });
    bench.act({ kind: 'opened', nonce: 100 + n });
  }
  expect(words(bench)).toContain('Another program uses this radio at the same time');
});

test('firmware of the year 2022, which answers nothing to a packet: each ends unknown, and an update is advised', () => {
  const bench = ready({ firmwareVersion: '1.3.40.fcfb2a5', res: () => 'silence', answersHeartbeats: false });
  const packets = [outgoing(), outgoing()];
  for (const packet of packets) bench.act({ kind: 'submit', packet });
  bench.pass(120_000);
  expect(words(bench)).toContain('older than 2.5');
  const ends = bench.of('ended').map(({ ref, outcome }) => [ref, outcome.kind]);
  expect(ends.slice(0, 1)).toEqual([[packets[0]!.ref, 'unknown']]);
  bench.act({ kind: 'quit' });
  expect(new Set(bench.of('ended').map(({ ref }) => ref))).toEqual(new Set(packets.map(({ ref }) => ref)));
  expect(bench.of('ended')).toHaveLength(2);
});

test('a radio with 200 nodes in its database is read whole, byte by byte, and works', () => {
  const radio = createFakeRadio({ silentHandshake: true });
  const bench = benchOn(radio);
  bench.act({ kind: 'opened', nonce: 77 });
  const nodes = Array.from({ length: 200 }, (_, n) =>
    fromRadio({
      nodeInfo: {
        num: 0x10000 + n,
        user: { longName: `A long name of thirty-six letters ${n}`, shortName: 'abcd', publicKey: new Uint8Array(32) },
        lastHeard: 1_700_000_000,
      },
    }),
  );
  const bytes = concat(
    fromRadio({ myInfo: { myNodeNum: ME } }),
    fromRadio({ metadata: { firmwareVersion: '2.7.26.54e0d8d' } }),
    fromRadio({ config: { lora: { region: 1, txEnabled: true } } }),
    ...nodes,
    fromRadio({ configCompleteId: 77 }),
  );
  // 115200 baud is some 11 bytes a millisecond: this handshake takes seconds, and is not asked for again.
  for (let at = 0; at < bytes.length; at += 11) {
    bench.act({ kind: 'bytes', bytes: bytes.subarray(at, at + 11) });
    bench.pass(1);
  }
  expect(bench.of('ready')).toHaveLength(1);
  expect(bench.session.view().radio.nodes.size).toBe(200);
  expect(radio.said.filter(({ wantConfigId }) => wantConfigId !== undefined)).toHaveLength(1);
  const packet = outgoing();
  bench.act({ kind: 'submit', packet });
  expect(bench.of('ended')).toMatchObject([{ ref: packet.ref, outcome: { kind: 'sent' } }]);
});

test('a radio set to another region than the community is named as such, and blocks', () => {
  const { session } = ready({ region: 1 });
  const state = session.view().radio;
  const wanted = { region: 'EU_868', channelName: 'Folkmoot', channelKey: new Uint8Array(32) };
  const found = examine({ ports: [], radios: [{ where: 'serial:/dev/ttyUSB0', state }], wanted });
  expect(found.find(({ id }) => id === 'region-differs')).toMatchObject({
    severity: 'blocks',
    words: 'The radio is set to US, the community uses EU_868: they are on different frequencies.',
  });
});
