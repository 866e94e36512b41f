// Radios that make themselves known in the local network are found; nobody's packet leads the reader astray.

import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeAnswer, encodeQuestion, radiosIn, RADIO_SERVICE_NAME } from '#radio/links/mdns-packet.ts';
import { findRadios } from '#radio/links/mdns.node.ts';

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const label = (text: string): number[] => [text.length, ...Buffer.from(text)];
const record = (name: number[], type: number, body: number[]): number[] => [
  ...name,
  ...u16(type),
  ...u16(0x8001),
  0,
  0,
  0,
  120,
  ...u16(body.length),
  ...body,
];

/** An answer as the firmware's responder sends it, names shortened by pointers (written from RFC 1035 §4.1.4). */
function answer(): Uint8Array {
  const header = [0, 0, 0x84, 0, 0, 0, 0, 4, 0, 0, 0, 0];
  const service = [...label('_meshtastic'), ...label('_tcp'), ...label('local'), 0]; // at 12
  const local = 12 + 12 + 5; // the label "local" within it
  const instanceAt = 12 + service.length + 10;
  const ptr = record(service, 12, [...label('Meshtastic'), 0xc0, 12]);
  const hostAt = 12 + ptr.length + 2 + 10 + 6;
  const srv = record([0xc0, instanceAt], 33, [0, 0, 0, 0, ...u16(4403), ...label('meshtastic-a1b2'), 0xc0, local]);
  const txt = record([0xc0, instanceAt], 16, [...label('shortname=HILL'), ...label('id=!a0000001')]);
  const a = record([0xc0, hostAt], 1, [192, 168, 1, 77]);
  return Uint8Array.from([...header, ...ptr, ...srv, ...txt, ...a]);
}

test('an answer names the radio, its address and its port', () => {
  expect(radiosIn(decodeAnswer(answer()))).toEqual([{ address: 'tcp:192.168.1.77:4403', name: 'HILL' }]);
});

test('our own question is no answer', () => {
  const question = encodeQuestion(RADIO_SERVICE_NAME);
  expect(Buffer.from(question).toString('latin1')).toContain('\x0b_meshtastic\x04_tcp\x05local\x00\x00\x0c\x00\x01');
  expect(decodeAnswer(question)).toEqual([]);
});

test('a name that points at itself, or forward, ends the reading', () => {
  const loop = Uint8Array.from([
    0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 1, 0, 2, 0xc0, 12,
  ]);
  expect(decodeAnswer(loop)).toEqual([]);
});

test('mutated answers never stop the reader, nor grow what it holds', () => {
  const good = answer();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 }),
      fc.nat(good.length),
      (hits, length) => {
        const mutated = Uint8Array.from(good.subarray(0, length));
        for (const [at, value] of hits) if (at < mutated.length) mutated[at] = value;
        expect(radiosIn(decodeAnswer(mutated)).length).toBeLessThanOrEqual(64);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a radio that answers a question over the network is found once', async () => {
  const responder = createSocket('udp4');
  responder.on('message', (_, from) => {
    responder.send(answer(), from.port, from.address);
    responder.send(answer(), from.port, from.address);
  });
  const port = await new Promise<number>((done) =>
    responder.bind(0, '127.0.0.1', () => done(responder.address().port)),
  );
  const found = await findRadios({ group: '127.0.0.1', port, listenMs: 300 });
  responder.close();
  expect(found).toEqual([{ address: 'tcp:192.168.1.77:4403', name: 'HILL' }]);
});

test('where nobody answers, nothing is found and nothing fails', async () => {
  expect(await findRadios({ group: '127.0.0.1', port: 9, listenMs: 50 })).toEqual([]);
});
