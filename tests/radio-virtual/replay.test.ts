// Whole recorded sessions played to a virtual radio set up alike: each refusal, ack and status must be the same.

import { describe, expect, it } from 'vitest';
import { PortNum, Routing, RoutingError, type FromRadio } from '#radio/meshtastic/messages.ts';
import { decodeMemory, factoryMemory, withSettings, type RadioMemory } from '#radio/virtual/memory.ts';
import { createLab, kindOf, type BenchRadio, type Lab } from './lab.ts';
import { messagesOf, readRecording, type Recording } from './recordings.ts';

/** The radio of a recording as it was, and one to hear it. The peer's keys are those of its own handshake. */
const PEER_SESSION = 'handshake-two-want-config';
const peerMemory = (): RadioMemory => decodeMemory(readRecording(PEER_SESSION).stream)!;

function setUp(recording: Recording): { lab: Lab; sender: BenchRadio; peer: BenchRadio } {
  const lab = createLab();
  const sender = lab.add(decodeMemory(recording.stream)!);
  const peer = lab.add(peerMemory());
  peer.connect();
  peer.write({ wantConfigId: 1 });
  peer.take();
  return { lab, sender, peer };
}

/** The recorded radios had been on for a while: their first announcements were over and told to somebody. */
function passBoot(lab: Lab, bench: BenchRadio): void {
  lab.pass(100_000);
  bench.connect();
  bench.write({ wantConfigId: 1 });
  bench.take();
}

/** Plays the client's turns at their times; a client that waited for room finds room here, too. */
function play(lab: Lab, bench: BenchRadio, recording: Recording, afterMs = 0): readonly FromRadio[] {
  bench.connect();
  const startedAtMs = lab.nowMs();
  for (const turn of recording.to) {
    lab.pass(Math.max(0, startedAtMs + turn.tMs - lab.nowMs()));
    bench.writeBytes(turn.bytes);
  }
  lab.pass(afterMs);
  return afterHandshake(bench.heard);
}

function afterHandshake(messages: readonly FromRadio[]): readonly FromRadio[] {
  return messages.slice(messages.findIndex((message) => message.configCompleteId !== undefined) + 1);
}

/** What can be compared: which refusals and acks, about which packet, in which order. */
function story(messages: readonly FromRadio[]): unknown[] {
  return messages.flatMap((message): unknown[] => {
    const { queueStatus: status, packet, clientNotification } = message;
    if (status) return status.meshPacketId === 0 ? [] : [['status', status.res, status.meshPacketId]];
    if (clientNotification) return [['notification', clientNotification.replyId]];
    if (packet?.decoded?.portnum !== PortNum.ROUTING_APP) return [];
    const routing = Routing.decode(packet.decoded.payload);
    return [
      ['routing', routing.ok && routing.value.errorReason, packet.from, packet.decoded.requestId, packet.hopLimit],
    ];
  });
}

/** A packet given without an id gets one of the radio's choice: that one alone differs. */
const idsGiven = (recording: Recording): Set<number> =>
  new Set(recording.to.flatMap((turn) => messagesOf(turn).map((message) => message.packet?.id ?? 0)));
const known = (entries: unknown[], ids: Set<number>): unknown[] =>
  entries.map((entry) =>
    (entry as unknown[]).map((part) =>
      typeof part === 'number' && part > 2 ** 20 && !isKnown(part, ids) ? 'fresh' : part,
    ),
  );
const isKnown = (number: number, ids: Set<number>): boolean => ids.has(number) || number >>> 16 === 0xa000;

describe('a recorded session, played to a virtual radio', () => {
  const sessions: readonly (readonly [string, number])[] = [
    ['private-broadcast-sender', 0],
    ['unicast-refused', 0],
    ['unicast-direct-sender', 2_000],
    ['handshake-fresh-unset', 0],
    ['text-rate-limit-sender', 0],
    ['private-magic-bytes-sender', 0],
    ['private-channel-sender', 2_000],
  ];
  for (const [name, afterMs] of sessions) {
    it(`${name}: the same statuses, refusals and acks in the same order`, () => {
      const recording = readRecording(name);
      const { lab, sender } = setUp(recording);
      const answered = story(play(lab, sender, recording, afterMs));
      const expected = story(afterHandshake(recording.from));
      const ids = idsGiven(recording);
      expect(known(answered, ids)).toEqual(known(expected, ids));
    });
  }

  it('unicast-no-ack: three tries, then MAX_RETRANSMIT, to one and to all', () => {
    const recording = readRecording('unicast-no-ack');
    const lab = createLab();
    const sender = lab.add(decodeMemory(recording.stream)!);
    passBoot(lab, sender);
    const answered = story(play(lab, sender, recording, 20_000));
    expect(answered).toEqual(story(afterHandshake(recording.from)));
    const unicast = messagesOf(recording.to.at(-2)!)[0]!.packet!;
    expect(lab.ether.log.filter((entry) => entry.packet.id === unicast.id)).toHaveLength(3);
  });

  it('queue-full-sender: of 24 packets 16 are sent, and only the last two statuses are told', () => {
    const recording = readRecording('queue-full-sender');
    const { lab, sender, peer } = setUp(recording);
    passBoot(lab, sender);
    const answered = play(lab, sender, recording, 5_000);
    const refused = answered.filter((message) => message.queueStatus?.res === 32);
    const expected = recording.from.filter((message) => message.queueStatus?.res === 32);
    expect(refused.map((message) => message.queueStatus?.meshPacketId)).toEqual(
      expected.map((message) => message.queueStatus?.meshPacketId),
    );
    expect(refused.map((message) => message.queueStatus?.free)).toEqual([0, 0]);
    const space = answered.find((message) => message.queueStatus?.res === 0)?.queueStatus;
    expect(space).toMatchObject({ free: 1, maxlen: 16, meshPacketId: 0 });
    const arrived = peer.heard.filter((message) => message.packet?.decoded?.portnum === PortNum.PRIVATE_APP);
    expect(arrived.map((message) => message.packet?.decoded?.payload[0])).toEqual([...Array(16).keys()]);
  });

  it('duty-cycle: refused with 9, a warning and a nak', () => {
    const recording = readRecording('duty-cycle');
    const { lab, sender } = setUp(recording);
    lab.ether.airUtilTxPct = 1.01; // the recorded radio may transmit 1 %
    const turns = recording.to.filter((turn) => messagesOf(turn).some((message) => message.packet));
    const expected = story(afterHandshake(recording.from)).slice(-9);
    sender.connect();
    sender.write({ wantConfigId: 1 });
    sender.take();
    for (const turn of turns.slice(-3)) {
      sender.writeBytes(turn.bytes);
      lab.pass(2_500);
    }
    expect(story(sender.heard)).toEqual(expected);
    const notification = sender.heard.find((message) => message.clientNotification)?.clientNotification;
    expect(notification?.message).toBe('Duty cycle limit exceeded. You can send again in 7 mins');
    expect(lab.ether.log.filter((entry) => entry.by === 0xa0000001)).toEqual([]);
  });
});

describe('what the other radio hears', () => {
  it('is the payloads that fit, byte for byte, and none that do not', () => {
    const recording = readRecording('private-broadcast-sender');
    const { lab, sender, peer } = setUp(recording);
    play(lab, sender, recording, 5_000);
    const sent = recording.to
      .flatMap((turn) => messagesOf(turn).map((message) => message.packet?.decoded?.payload))
      .filter((payload) => payload !== undefined && payload.length <= 231);
    const heard = peer.heard.map((message) => message.packet).filter((packet) => packet?.decoded?.portnum === 256);
    expect(heard.map((packet) => packet?.decoded?.payload)).toEqual(sent);
    const recorded = readRecording('private-broadcast-receiver').from.find(
      (message) => message.packet?.decoded?.portnum === 256,
    );
    const { id: _, rxTime: __, rxSnr: ___, ...header } = heard[0]!;
    expect(header).toMatchObject({
      from: 0xa0000001,
      to: 0xffffffff,
      channel: 0,
      hopLimit: recorded!.packet!.hopLimit,
      hopStart: recorded!.packet!.hopStart,
      relayNode: recorded!.packet!.relayNode,
      transportMechanism: recorded!.packet!.transportMechanism,
      priority: recorded!.packet!.priority,
    });
    expect(header.decoded?.bitfield).toBe(recorded!.packet!.decoded!.bitfield);
  });

  it("is a unicast marked as sealed with the sender's public key", () => {
    const recording = readRecording('unicast-direct-sender');
    const { lab, sender, peer } = setUp(recording);
    play(lab, sender, recording, 5_000);
    const heard = peer.heard.map((message) => message.packet).filter((packet) => packet?.decoded?.portnum === 256);
    const recorded = readRecording('unicast-direct-receiver')
      .from.map((message) => message.packet)
      .filter((packet) => packet?.decoded?.portnum === 256);
    const shape = (packet: NonNullable<FromRadio['packet']>) => ({
      payload: packet.decoded?.payload,
      channel: packet.channel,
      pkiEncrypted: packet.pkiEncrypted,
      publicKey: packet.publicKey,
      wantAck: packet.wantAck,
      hops: [packet.hopStart, packet.hopLimit],
    });
    expect(heard.map((packet) => shape(packet!))).toEqual(recorded.map((packet) => shape(packet!)));
  });
});

describe('the kinds of error', () => {
  it('are what the recordings show', () => {
    // A guard for the table above: were the story empty, everything would be equal.
    const story39 = story(afterHandshake(readRecording('unicast-refused').from));
    expect(story39).toContainEqual(['status', 39, 3086442268]);
    expect(story39.some((entry) => (entry as unknown[])[1] === RoutingError.PKI_SEND_FAIL_PUBLIC_KEY)).toBe(true);
    expect(kindOf(readRecording('queue-full-sender').from[0]!)).toBe('my_info');
    expect(withSettings(factoryMemory(1), { longName: 'x' }).owner.longName).toBe('x');
  });
});
