// A session with a radio: nothing given to it is silently lost, and it says plainly what is wrong.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PortNum, Routing } from '#radio/meshtastic/messages.ts';
import { createSession } from '#radio/meshtastic/session.ts';
import type { Outgoing } from '#radio/meshtastic/session-types.ts';
import {
  countedIds,
  createBench,
  createFakeRadio,
  fromRadio,
  ME,
  outgoing,
  YOU,
  type Behaviour,
} from './fake-radio.ts';
import { bytesOf, chunksOf, recording, RECORDINGS } from './recordings.ts';
import { like } from './like.ts';

function ready(behaviour: Behaviour = {}, inFlightMax: 1 | 2 = 1) {
  const radio = createFakeRadio(behaviour);
  const session = createSession({
    link: 'stream',
    freshId: countedIds(),
    limits: { waitingMax: 8, inFlightMax, radioSlotsMax: 8 },
  });
  const bench = createBench(session, radio);
  bench.act({ kind: 'opened', nonce: 77 });
  return { ...bench, radio, session };
}
const submit = (bench: ReturnType<typeof ready>, change: Partial<Outgoing> = {}): Outgoing => {
  const packet = outgoing(change);
  bench.act({ kind: 'submit', packet });
  return packet;
};
const routingPacket = (from: number, requestId: number, errorReason: number): Uint8Array =>
  fromRadio({
    packet: {
      from,
      to: ME,
      decoded: { portnum: PortNum.ROUTING_APP, requestId, payload: Routing.encode({ errorReason }) },
    },
  });

describe('the handshake', () => {
  test('ends when the radio has named our own nonce, and tells who and what it is', () => {
    const bench = ready();
    expect(bench.of('ready')).toEqual([{ kind: 'ready', myNodeNum: ME, firmwareVersion: '2.7.26.54e0d8d' }]);
    expect(bench.session.view()).toMatchObject({
      phase: 'ready',
      capabilities: { publicKeys: true, signs: false, tooOld: false },
    });
  });

  test.each(RECORDINGS.filter(({ name }) => /handshake-(?!nonce-69421|two)|cli-info|noise|boot-log/.test(name)))(
    'of $name is understood',
    ({ text, expected }) => {
      const nonce = expected.connections[0]!.to.find(({ type }) => type === 'want_config_id')![
        'wantConfigId'
      ] as number;
      const session = createSession({ link: 'stream', freshId: countedIds() });
      if (nonce === 69420) return;
      session.handle({ kind: 'opened', nonce }, 0);
      const actions = chunksOf(text)
        .filter(({ dir, conn }) => dir === 'from' && conn === 1)
        .flatMap(({ bytes, t }) => session.handle({ kind: 'bytes', bytes }, t));
      const [summary] = (
        expected.summary as unknown as {
          handshakes: { nodeNums: number[]; myNodeNum: number; channels: { index: number }[] }[];
        }
      ).handshakes;
      expect(actions.find(({ kind }) => kind === 'ready')).toMatchObject({
        myNodeNum: summary!.myNodeNum,
        firmwareVersion: '2.7.26.54e0d8d',
      });
      const { radio } = session.view();
      expect([...radio.nodes.keys()]).toEqual(expect.arrayContaining(summary!.nodeNums));
      expect(radio.channels.filter(({ role }) => role > 0).map(({ index }) => index)).toEqual(
        summary!.channels.map(({ index }) => index),
      );
      const received = actions.filter(({ kind }) => kind === 'received').length;
      const decodedPackets = expected.connections[0]!.from.filter(
        ({ type, portnum }) => type === 'packet' && portnum !== undefined,
      ).length;
      expect(received).toBe(decodedPackets);
    },
  );

  test('is asked for again, and given up with a reason, when nobody answers', () => {
    const bench = ready({ silentHandshake: true });
    bench.pass(20_000);
    expect(bench.radio.said.filter(({ wantConfigId }) => wantConfigId === 77)).toHaveLength(3);
    expect(bench.of('notice')[0]!.notice).toMatchObject({
      kind: 'no-answer',
      words: like.stringContaining('Nothing answers'),
    });
    expect(bench.of('close')).toHaveLength(1);
    expect(bench.of('reopen')).toHaveLength(1);
  });

  test.each([
    ['a GPS receiver', '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n', 'GPS receiver'],
    ['a modem', 'AT\r\r\nOK\r\n+CREG: 0,1\r\n', 'modem'],
    ['a board that restarts', 'ets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET)\r\n', 'restarts again and again'],
    ['another talker', 'temperature=21.5;humidity=40\r\n', 'no Meshtastic radio'],
  ])('says that the device is %s', (_, says, words) => {
    const bench = ready({ silentHandshake: true });
    bench.act({ kind: 'bytes', bytes: Buffer.from(says.repeat(3)) });
    bench.pass(20_000);
    expect(bench.of('notice')[0]!.notice).toMatchObject({
      kind: 'wrong-device',
      words: like.stringContaining(words),
    });
  });

  test('that another program asked for is not taken for ours', () => {
    const bench = ready({ silentHandshake: true });
    bench.act({ kind: 'bytes', bytes: fromRadio({ configCompleteId: 5 }) });
    expect(bench.of('ready')).toEqual([]);
    expect(bench.of('notice')[0]!.notice.kind).toBe('another-client');
  });

  test('that the radio tells of its own broadcasts, which it does as if they were ours, is no second program', () => {
    const bench = ready();
    for (let i = 0; i < 5; i++) {
      bench.pass(30_000);
      bench.act({
        kind: 'bytes',
        bytes: fromRadio({ queueStatus: { res: 0, free: 15, maxlen: 16, meshPacketId: 1000 + i } }),
      });
    }
    expect(bench.of('notice').map(({ notice }) => notice.kind)).not.toContain('another-client');
  });

  test('warns of firmware of the year 2022 and of a region that is not set', () => {
    expect(
      ready({ firmwareVersion: '1.3.40.fcfb2a5', region: 0 })
        .of('notice')
        .map(({ notice }) => notice.kind),
    ).toEqual(['firmware-too-old', 'region-unset']);
  });

  test('keeps at most 300 nodes of a radio that knows thousands, and always itself', () => {
    const session = createSession({ link: 'stream', freshId: countedIds() });
    session.handle({ kind: 'opened', nonce: 5 }, 0);
    session.handle({ kind: 'bytes', bytes: fromRadio({ myInfo: { myNodeNum: ME } }) }, 0);
    for (const num of [ME, ...Array.from({ length: 5000 }, (_, i) => i + 1)]) {
      session.handle({ kind: 'bytes', bytes: fromRadio({ nodeInfo: { num, user: { longName: `Node ${num}` } } }) }, 1);
    }
    const { nodes } = session.view().radio;
    expect(nodes.size).toBe(300);
    expect(nodes.has(ME)).toBe(true);
    expect(nodes.get(5000)?.longName).toBe('Node 5000');
  });
});

describe('a packet', () => {
  test('goes out with its hop limit and a fresh id, and ends as sent under that id', () => {
    const bench = ready();
    const packet = submit(bench, { hopLimit: 0 });
    expect(bench.radio.taken[0]).toMatchObject({
      id: 1000,
      hopLimit: 0,
      to: 0xffff_ffff,
      decoded: { portnum: 256, wantResponse: false },
    });
    expect(bench.of('ended')).toEqual([{ kind: 'ended', ref: packet.ref, outcome: { kind: 'sent', radioId: 1000 } }]);
  });

  test.each([
    [7, 'too-large'],
    [6, 'no-channel'],
    [39, 'no-key-for-destination'],
    [38, 'rate-limit'],
    [33, 'radio-off'],
    [99, 'other'],
  ])('refused with res %i is told as %s', (res, reason) => {
    const bench = ready({ res: () => res });
    submit(bench);
    expect(bench.of('ended')[0]!.outcome).toMatchObject({
      kind: 'refused',
      reason,
      words: like.stringMatching(/\w+.*\./),
    });
  });

  test('too long is refused before the radio sees it: 232 bytes to all, 220 to one', () => {
    const bench = ready();
    submit(bench, { payload: new Uint8Array(231) });
    submit(bench, { payload: new Uint8Array(232) });
    submit(bench, { payload: new Uint8Array(219), to: YOU });
    submit(bench, { payload: new Uint8Array(220), to: YOU });
    expect(
      bench.of('ended').map(({ outcome }) => (outcome.kind === 'refused' ? outcome.reason : outcome.kind)),
    ).toEqual(['sent', 'too-large', 'sent', 'too-large']);
    expect(bench.radio.taken).toHaveLength(2);
  });

  test('whose status never comes ends as unknown, and the next one waits for a sign of life', () => {
    const bench = ready({ res: (nth) => (nth === 1 ? 'silence' : 0) });
    const [lost, next] = [submit(bench), submit(bench)];
    bench.pass(4_900);
    expect(bench.of('ended')).toEqual([]);
    bench.pass(200);
    expect(bench.of('ended')).toMatchObject([
      { ref: lost.ref, outcome: { kind: 'unknown', why: 'lost-status' } },
      { ref: next.ref, outcome: { kind: 'sent' } },
    ]);
  });

  test('a status that comes late is not taken for that of the next packet', () => {
    const bench = ready({ res: () => 'silence', answersHeartbeats: false });
    const late = submit(bench);
    const next = submit(bench);
    bench.pass(5_100);
    bench.act({
      kind: 'bytes',
      bytes: fromRadio({ queueStatus: { res: 7, free: 9, maxlen: 16, meshPacketId: 1000 } }),
    });
    bench.act({ kind: 'bytes', bytes: fromRadio({ queueStatus: { res: 0, free: 9, maxlen: 16, meshPacketId: 0 } }) });
    bench.act({
      kind: 'bytes',
      bytes: fromRadio({ queueStatus: { res: 0, free: 9, maxlen: 16, meshPacketId: 1001 } }),
    });
    expect(bench.of('ended')).toMatchObject([
      { ref: late.ref, outcome: { kind: 'unknown' } },
      { ref: next.ref, outcome: { kind: 'sent', radioId: 1001 } },
    ]);
  });

  // Seen with a phone: the radio's answer to an order, and every packet of its own, has a status as well.
  test('is not taken for sent, nor for refused, because of what the radio tells of a packet of its own', () => {
    const bench = ready({ res: () => 'silence' });
    const [first, second] = [submit(bench), submit(bench)];
    const told = (res: number, meshPacketId: number): void =>
      bench.act({ kind: 'bytes', bytes: fromRadio({ queueStatus: { res, free: 9, maxlen: 16, meshPacketId } }) });
    told(0, 0xbeef0001);
    expect(bench.of('ended')).toEqual([]);
    told(6, 1000);
    told(9, 0xbeef0002);
    told(0, 1001);
    expect(bench.of('ended')).toMatchObject([
      { ref: first.ref, outcome: { kind: 'refused', reason: 'no-channel' } },
      { ref: second.ref, outcome: { kind: 'sent', radioId: 1001 } },
    ]);
  });

  test('that a full radio turns away goes out again under another id: the same one would be ignored', () => {
    const bench = ready({ res: (nth) => (nth === 1 ? 32 : 0) });
    const packet = submit(bench);
    bench.pass(3_000);
    expect(bench.radio.taken.map(({ id }) => id)).toEqual([1000, 1001]);
    expect(bench.of('ended')).toEqual([{ kind: 'ended', ref: packet.ref, outcome: { kind: 'sent', radioId: 1001 } }]);
  });

  test('that a full radio turns away is given again when there is room', () => {
    const bench = ready({ res: (nth) => (nth <= 2 ? 32 : 0) });
    bench.radio.free = 0;
    submit(bench);
    expect(bench.of('ended')).toEqual([]);
    bench.pass(3_000);
    bench.radio.free = 16;
    bench.pass(3_000);
    expect(bench.of('ended')).toMatchObject([{ outcome: { kind: 'sent' } }]);
  });

  test('of high priority overtakes those that wait, and an expired one is not sent', () => {
    const bench = ready();
    bench.radio.free = 0;
    bench.act({ kind: 'bytes', bytes: fromRadio({ queueStatus: { free: 0, maxlen: 16 } }) });
    const ballot = submit(bench, { priority: 10 });
    const stale = submit(bench, { priority: 64, expiresAtMs: 2_000 });
    const alert = submit(bench, { priority: 110 });
    bench.pass(5_000);
    bench.radio.free = 16;
    bench.pass(5_000);
    expect(bench.of('ended').map(({ ref }) => ref)).toEqual([stale.ref, alert.ref, ballot.ref]);
    expect(bench.of('ended')[0]!.outcome).toMatchObject({ kind: 'refused', reason: 'expired' });
  });

  test('beyond the waiting line: the least urgent one is refused', () => {
    const bench = ready();
    bench.act({ kind: 'bytes', bytes: fromRadio({ queueStatus: { free: 0, maxlen: 16 } }) });
    bench.radio.free = 0;
    const refused = submit(bench, { priority: 10 });
    for (let i = 0; i < 8; i++) submit(bench, { priority: 64 });
    expect(bench.of('ended')).toMatchObject([{ ref: refused.ref, outcome: { reason: 'waiting-line-full' } }]);
  });

  test('refused for the duty cycle is told with the waiting time, and later ones at once; an alert is still tried', () => {
    const bench = ready({ res: () => 9 });
    submit(bench);
    expect(bench.of('ended')).toEqual([]);
    bench.act({
      kind: 'bytes',
      bytes: fromRadio({
        clientNotification: {
          replyId: 1000,
          level: 30,
          message: 'Duty cycle limit exceeded. You can send again in 57 mins',
        },
      }),
    });
    expect(bench.of('ended')[0]!.outcome).toMatchObject({
      kind: 'refused',
      reason: 'duty-cycle',
      retryAfterMs: 57 * 60_000,
    });
    expect(bench.of('notice').at(-1)!.notice.kind).toBe('air-closed');
    bench.pass(60_000);
    submit(bench);
    expect(bench.of('ended')[1]!.outcome).toMatchObject({ reason: 'duty-cycle', retryAfterMs: 56 * 60_000 });
    expect(bench.radio.taken).toHaveLength(1);
    submit(bench, { priority: 110 });
    expect(bench.radio.taken).toHaveLength(2);
  });

  test.each([
    ['switched off or without a region', undefined, 'radio-off'],
    ['unable to encrypt, when a routing error says so', 34, 'encryption-failed'],
  ])('refused with res 34 means a radio %s', (_, errorReason, reason) => {
    const bench = ready({ res: () => 34 });
    submit(bench);
    if (errorReason) bench.act({ kind: 'bytes', bytes: routingPacket(ME, 1000, errorReason) });
    bench.pass(1_000);
    expect(bench.of('ended')[0]!.outcome).toMatchObject({ kind: 'refused', reason });
  });

  test('in the text port keeps the two seconds that the radio swallows without a word', () => {
    const bench = ready();
    submit(bench, { portnum: PortNum.TEXT_MESSAGE_APP });
    submit(bench, { portnum: PortNum.TEXT_MESSAGE_APP });
    submit(bench);
    expect(bench.radio.taken.map(({ decoded }) => decoded!.portnum)).toEqual([1, 256]);
    bench.pass(2_500);
    expect(bench.radio.taken).toHaveLength(3);
  });
});

describe('an ack', () => {
  test('from our own radio means heard by a neighbour, one from the destination means delivered', () => {
    const bench = ready();
    const packet = submit(bench, { to: YOU, wantAck: true });
    bench.act({
      kind: 'bytes',
      bytes: Buffer.concat([routingPacket(ME, 1000, 0), routingPacket(YOU, 1000, 0), routingPacket(YOU, 1000, 0)]),
    });
    expect(bench.of('acked')).toMatchObject([
      { ref: packet.ref, how: 'heard' },
      { ref: packet.ref, how: 'delivered' },
    ]);
  });

  test('that never came is told as failed', () => {
    const bench = ready();
    submit(bench, { wantAck: true });
    bench.act({ kind: 'bytes', bytes: routingPacket(ME, 1000, 5) });
    expect(bench.of('acked')).toMatchObject([{ how: 'failed', errorReason: 5 }]);
  });

  test('in the same chunk as the status of its packet is not missed', () => {
    const bench = ready({ res: () => 'silence' });
    const packet = submit(bench, { wantAck: true, to: YOU });
    bench.act({
      kind: 'bytes',
      bytes: Buffer.concat([
        fromRadio({ queueStatus: { free: 15, maxlen: 16, meshPacketId: 1000 } }),
        routingPacket(YOU, 1000, 0),
      ]),
    });
    expect(bench.of('acked')).toMatchObject([{ ref: packet.ref, how: 'delivered' }]);
  });
});

describe('when the connection is lost', () => {
  test('what was in flight ends as unknown, what waited goes out on the next connection', () => {
    const bench = ready({ res: (nth) => (nth === 1 ? 'silence' : 0) });
    const [flying, waiting] = [submit(bench), submit(bench)];
    bench.act({ kind: 'closed', why: 'unplugged' });
    expect(bench.of('ended')).toMatchObject([{ ref: flying.ref, outcome: { kind: 'unknown', why: 'disconnected' } }]);
    bench.act({ kind: 'opened', nonce: 78 });
    expect(bench.of('ended')[1]).toMatchObject({ ref: waiting.ref, outcome: { kind: 'sent' } });
  });

  test('the wait before the next try doubles up to a minute, and is short again after a good session', () => {
    const radio = createFakeRadio();
    const bench = createBench(createSession({ link: 'stream', freshId: countedIds() }), radio);
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      bench.act({ kind: 'closed', why: 'refused' });
      waits.push(bench.of('reopen').at(-1)!.atMs - bench.nowMs());
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
    bench.act({ kind: 'opened', nonce: 250 });
    bench.pass(40_000);
    bench.act({ kind: 'closed', why: 'eof' });
    expect(bench.of('reopen').at(-1)!.atMs - bench.nowMs()).toBe(1000);
  });

  test('again and again right after it began, another program is named', () => {
    const bench = ready();
    for (let i = 0; i < 3; i++) {
      bench.pass(2_000);
      bench.act({ kind: 'closed', why: 'eof' });
      if (i < 2) bench.act({ kind: 'opened', nonce: 100 + i });
    }
    expect(bench.of('notice').map(({ notice }) => notice.kind)).toContain('another-client');
  });

  test('unnoticed, a heartbeat finds it out', () => {
    let alive = true;
    const radio = createFakeRadio();
    const bench = createBench(createSession({ link: 'stream', freshId: countedIds() }), {
      ...radio,
      answer: (bytes) => (alive ? radio.answer(bytes) : []),
    });
    bench.act({ kind: 'opened', nonce: 9 });
    alive = false;
    bench.pass(75_000);
    expect(bench.of('notice').at(-1)!.notice.kind).toBe('stopped-answering');
    expect(bench.of('close')).toHaveLength(1);
  });

  test('by a restart of the radio, the handshake begins anew', () => {
    const bench = ready();
    bench.act({ kind: 'bytes', bytes: fromRadio({ rebooted: true }) });
    expect(bench.of('ready')).toHaveLength(2);
    expect(bench.of('notice').map(({ notice }) => notice.kind)).toContain('rebooted');
  });
});

describe("other people's traffic", () => {
  test('of a real busy channel is told, never answered', () => {
    const { text } = recording('noise-1');
    const session = createSession({ link: 'stream', freshId: countedIds() });
    session.handle({ kind: 'opened', nonce: 728298598 }, 0);
    const actions = chunksOf(text)
      .filter(({ dir }) => dir === 'from')
      .flatMap(({ bytes, t }) => session.handle({ kind: 'bytes', bytes }, t));
    const texts = actions.flatMap((action) => (action.kind === 'text-message' ? [action.message] : []));
    expect(texts.length).toBeGreaterThan(3);
    expect(texts[0]).toMatchObject({
      text: 'text from 3 no 0 你好',
      from: 0xa0000003,
      direct: false,
      sos: false,
      hopsAway: 0,
      rxRssiDbm: -60,
    });
    expect(session.view().foreignPackets).toBeGreaterThan(0);
    const written = actions.filter(({ kind }) => kind === 'write');
    expect(written).toHaveLength(1); // the first heartbeat, which asks for room
  });

  test.each([
    ['SOS broken leg at the mill', true],
    ['sos', true],
    ['"SOS!" from the ridge', true],
    ['🆘', true],
    ['\u0007help', true],
    ['Mayday mayday', true],
    ['sosage for dinner', false],
    ['no SOS here, all is well', false],
  ])('the text %j is a call for help: %s', (text, sos) => {
    const bench = ready();
    bench.act({
      kind: 'bytes',
      bytes: fromRadio({ packet: { from: YOU, to: ME, decoded: { portnum: 1, payload: Buffer.from(text) } } }),
    });
    expect(bench.of('text-message')[0]!.message).toMatchObject({ sos, direct: true });
  });
});

test("the radio's own telemetry says how busy the air is", () => {
  const session = createSession({ link: 'stream', freshId: countedIds() });
  session.handle({ kind: 'opened', nonce: 1699433966 }, 0);
  const actions = session.handle({ kind: 'bytes', bytes: bytesOf(recording('unicast-direct-sender').text, 'from') }, 1);
  expect(actions.find(({ kind }) => kind === 'air')).toMatchObject({
    air: { channelUtilizationPercent: like.closeTo(9.2467, 3), batteryPercent: 101 },
  });
});

test('over a link that keeps messages apart, nothing is framed', () => {
  const session = createSession({ link: 'messages', freshId: countedIds() });
  const [first] = session.handle({ kind: 'opened', nonce: 3 }, 0);
  expect(first).toMatchObject({ kind: 'write', bytes: Uint8Array.of(0x18, 3) });
});

test('every packet ends exactly once, whatever the radio and the line do', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('submit' as const),
        priority: fc.constantFrom(10, 64, 110),
        bytes: fc.integer({ min: 0, max: 240 }),
        expiresInMs: fc.constantFrom(undefined, 500, 30_000),
        portnum: fc.constantFrom(256, 1),
        wantAck: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 20_000 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reboot' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('stray' as const),
        id: fc.constantFrom(0, 1, 1000, 1001, 1002),
        res: fc.constantFrom(0, 7, 9, 32, 34),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('garbage' as const), bytes: fc.uint8Array({ maxLength: 600 }) }),
    },
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.array(fc.constantFrom<number | 'silence'>(0, 0, 0, 0, 'silence', 7, 9, 32, 34, 39), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.constantFrom<1 | 2>(1, 2),
      fc.boolean(),
      (steps, answers, inFlightMax, answersHeartbeats) => {
        const bench = ready({ res: (nth) => answers[nth % answers.length]!, answersHeartbeats }, inFlightMax);
        const refs: number[] = [];
        for (const each of steps) {
          if (each.do === 'submit') {
            const { bytes, expiresInMs, ...rest } = each;
            refs.push(
              submit(bench, {
                priority: rest.priority,
                portnum: rest.portnum,
                wantAck: rest.wantAck,
                payload: new Uint8Array(bytes),
                ...(expiresInMs === undefined ? {} : { expiresAtMs: bench.nowMs() + expiresInMs }),
              }).ref,
            );
          } else if (each.do === 'pass') bench.pass(each.ms);
          else if (each.do === 'reboot') bench.act({ kind: 'bytes', bytes: fromRadio({ rebooted: true }) });
          else if (each.do === 'garbage') bench.act({ kind: 'bytes', bytes: each.bytes });
          else if (each.do === 'stray')
            bench.act({
              kind: 'bytes',
              bytes: fromRadio({ queueStatus: { res: each.res, free: 4, maxlen: 16, meshPacketId: each.id } }),
            });
          else if (bench.session.view().phase !== 'closed') bench.act({ kind: 'closed', why: 'test' });
          if (bench.session.view().phase === 'closed') {
            bench.pass(61_000);
            bench.act({ kind: 'opened', nonce: 500 + refs.length });
          }
          bench.radio.free = Math.min(16, bench.radio.free + 2);
          expect(bench.session.view().queue.waiting).toBeLessThanOrEqual(8);
        }
        bench.act({ kind: 'quit' });
        const endedRefs = bench.of('ended').map(({ ref }) => ref);
        expect(endedRefs.toSorted((a, b) => a - b)).toEqual(refs);
      },
    ),
    { numRuns: 300 },
  );
});
