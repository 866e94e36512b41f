// A virtual radio's habits, as measured on real ones or read in their firmware.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { Draft } from '#radio/meshtastic/codec.ts';
import { frameOf } from '#radio/meshtastic/framing.ts';
import {
  AdminMessage,
  PortNum,
  Position,
  Routing,
  RoutingError,
  ToRadio,
  type FromRadio,
  type MeshPacket,
} from '#radio/meshtastic/messages.ts';
import { factoryMemory, withSettings, type RadioMemory } from '#radio/virtual/memory.ts';
import { frequencyHz, presetName } from '#radio/virtual/modem.ts';
import { createLab, privatePacket, type BenchRadio, type Lab } from './lab.ts';

const A = 0xa0000001;
const B = 0xa0000002;
const us = (num: number, change: Parameters<typeof withSettings>[1] = {}): RadioMemory =>
  withSettings(factoryMemory(num), { ...change, config: { lora: { region: 1 }, ...change.config } });

function listen(bench: BenchRadio): BenchRadio {
  bench.connect();
  bench.write({ wantConfigId: 1 });
  bench.take();
  return bench;
}
const packetsOn = (messages: readonly FromRadio[], portnum: number): MeshPacket[] =>
  messages.flatMap(({ packet }) => (packet?.decoded?.portnum === portnum ? [packet] : []));
const errors = (messages: readonly FromRadio[]): (number | undefined)[] =>
  packetsOn(messages, PortNum.ROUTING_APP).map((packet) => {
    const routing = Routing.decode(packet.decoded!.payload);
    return routing.ok ? routing.value.errorReason : undefined;
  });
const admin = (to: number, order: Draft<AdminMessage>, packet: Draft<MeshPacket> = {}): Draft<ToRadio> => ({
  packet: {
    to,
    ...packet,
    decoded: { portnum: PortNum.ADMIN_APP, payload: AdminMessage.encode(order), wantResponse: true },
  },
});
const adminAnswers = (messages: readonly FromRadio[]): AdminMessage[] =>
  packetsOn(messages, PortNum.ADMIN_APP).flatMap(({ decoded }) => {
    const answer = AdminMessage.decode(decoded!.payload);
    return answer.ok ? [answer.value] : [];
  });

/** Two radios that have been on long enough to know each other's names and keys. */
function acquainted(): { lab: Lab; a: BenchRadio; b: BenchRadio } {
  const lab = createLab();
  const a = lab.add(us(A));
  lab.pass(12_000);
  const b = lab.add(us(B));
  lab.pass(100_000);
  return { lab, a: listen(a), b: listen(b) };
}

describe('radios among themselves', () => {
  it('learn names and keys from each other, and then write to one alone', () => {
    const { lab, a, b } = acquainted();
    expect(a.radio.memory().nodes.map((node) => [node.num, node.user?.longName])).toEqual([[B, 'Meshtastic 0002']]);
    a.write(privatePacket({ to: B, id: 5, wantAck: true }, { payload: Uint8Array.of(9) }));
    lab.pass(2_000);
    expect(packetsOn(b.take(), 256)).toMatchObject([{ from: A, pkiEncrypted: true }]);
    const ack = packetsOn(a.take(), PortNum.ROUTING_APP);
    expect(ack).toMatchObject([{ from: B, to: A, decoded: { requestId: 5 } }]);
  });

  it('cannot read a unicast meant for another, and relay it all the same', () => {
    const lab = createLab();
    const [a, b, c] = [A, B, 0xa0000003].map((num) => lab.add(us(num)));
    lab.pass(100_000);
    for (const bench of [a!, b!, c!]) listen(bench);
    lab.ether.part(A, 0xa0000003);
    a!.write(privatePacket({ to: 0xa0000003, id: 5, wantAck: true, hopLimit: 3 }, { payload: Uint8Array.of(9) }));
    lab.pass(3_000);
    expect(packetsOn(b!.take(), 256)).toEqual([]);
    expect(packetsOn(c!.take(), 256)).toMatchObject([{ hopStart: 3, hopLimit: 2 }]);
    const acks = packetsOn(a!.take(), PortNum.ROUTING_APP).map((packet) => packet.from);
    expect(acks).toEqual([A, 0xa0000003]); // the relay was heard; then the real one
  });

  it('that lack a key say so, are told it, and the next try arrives', () => {
    const lab = createLab();
    const a = listen(lab.add(us(A)));
    lab.pass(40_000); // A's announcement is over when B comes
    const b = listen(lab.add(us(B)));
    lab.pass(35_000);
    const unicast = (id: number) => privatePacket({ to: B, id, wantAck: true }, { payload: Uint8Array.of(id) });
    a.take();
    a.write(unicast(1));
    lab.pass(3_000);
    expect(errors(a.take())).toContain(RoutingError.PKI_UNKNOWN_PUBKEY);
    expect(packetsOn(b.take(), 256)).toEqual([]);
    lab.pass(40_000); // an urgent announcement may follow the last one after a minute
    a.write(unicast(2));
    lab.pass(3_000);
    a.write(unicast(3));
    lab.pass(3_000);
    expect(packetsOn(b.take(), 256).map((packet) => packet.id)).toContain(3);
  });

  it('hear nothing of each other with other presets, and nothing readable with other keys', () => {
    const lab = createLab();
    const key = (byte: number) => ({
      channels: [{ role: 1, settings: { name: 'x', psk: new Uint8Array(32).fill(byte) } }],
    });
    const a = listen(lab.add(us(A, key(1))));
    const otherKey = listen(lab.add(us(B, key(2))));
    const otherPreset = listen(lab.add(us(3, { ...key(1), config: { lora: { region: 1, modemPreset: 6 } } })));
    a.write(privatePacket({}, { payload: Uint8Array.of(1) }));
    lab.pass(1_000);
    const heard = otherKey.take().flatMap(({ packet }) => (packet ? [packet] : []));
    expect(heard.filter((packet) => packet.from === A && packet.decoded)).toEqual([]);
    expect(otherPreset.take().filter(({ packet }) => packet?.from === A)).toEqual([]);
  });

  it('answer a private packet that wants a response with NO_RESPONSE, after the ack', () => {
    const { lab, a } = acquainted();
    a.write(privatePacket({ to: B, wantAck: true }, { payload: Uint8Array.of(1), wantResponse: true }));
    lab.pass(2_000);
    expect(errors(a.take())).toEqual([RoutingError.NONE, RoutingError.NO_RESPONSE]);
  });

  it('share a position only as precisely as the channel allows', () => {
    const { lab, a, b } = acquainted();
    a.write(admin(A, { setFixedPosition: { latitudeI: 525_163_100, longitudeI: 133_777_000, altitude: 34 } }));
    lab.pass(1_000);
    const [packet] = packetsOn(b.take(), PortNum.POSITION_APP);
    const position = Position.decode(packet!.decoded!.payload);
    // 13 bits of precision: as the recorded radio rounded it.
    expect(position.ok && position.value).toMatchObject({
      latitudeI: 525_074_432,
      longitudeI: 133_955_584,
      precisionBits: 13,
    });
  });
});

describe('what waits for a client', () => {
  it('is at most 32 packets: a text pushes out the oldest, anything else is dropped', () => {
    const { lab, a, b } = acquainted();
    b.write({ disconnect: true });
    for (let at = 0; at < 40; at++) {
      a.write(privatePacket({}, { payload: Uint8Array.of(at) }));
      lab.pass(60);
    }
    a.write(privatePacket({}, { portnum: PortNum.TEXT_MESSAGE_APP, payload: toUtf8('still here') }));
    lab.pass(1_000);
    b.connect();
    b.write({ wantConfigId: 1 });
    const waiting = b.take().flatMap(({ packet }) => (packet ? [packet] : []));
    expect(waiting).toHaveLength(32);
    const numbers = waiting.slice(0, 31).map((packet) => packet.decoded?.payload[0]);
    expect(numbers).toEqual(Array.from({ length: 31 }, (_, at) => at + 1));
    expect(waiting.at(-1)?.decoded?.payload).toEqual(toUtf8('still here'));
  });

  it('is gone after a restart, and so is what was not saved', () => {
    const { lab, a, b } = acquainted();
    b.write({ disconnect: true });
    a.write(privatePacket({}, { payload: Uint8Array.of(1) }));
    lab.pass(1_000);
    b.handle(b.radio.handle({ kind: 'power-off' }, lab.nowMs()));
    b.handle(b.radio.handle({ kind: 'power-on' }, lab.nowMs()));
    b.take();
    listen(b);
    expect(packetsOn(b.heard, 256)).toEqual([]);
  });
});

describe('orders to the radio', () => {
  it('are answered with the settings asked for and a session passkey', () => {
    const lab = createLab();
    const a = listen(lab.add(us(A)));
    a.write(admin(A, { getOwnerRequest: true }), admin(A, { getConfigRequest: 5 }), admin(A, { getChannelRequest: 1 }));
    a.write(admin(A, { getModuleConfigRequest: 0 }), admin(A, { getDeviceMetadataRequest: true }));
    const answers = adminAnswers(a.take());
    expect(answers.map((answer) => AdminMessage.variantOf(answer, 'payload_variant'))).toEqual([
      'get_owner_response',
      'get_config_response',
      'get_channel_response',
      'get_module_config_response',
      'get_device_metadata_response',
    ]);
    expect(answers.every((answer) => answer.sessionPasskey.length === 8)).toBe(true);
    expect(answers[1]!.getConfigResponse?.lora?.region).toBe(1);
    a.write(admin(A, { getChannelRequest: 9 }));
    expect(errors(a.take())).toEqual([RoutingError.BAD_REQUEST]);
  });

  it('take hold at once, are kept, and restart the radio where they must', () => {
    const lab = createLab();
    const a = listen(lab.add(factoryMemory(A)));
    a.write(admin(A, { setConfig: { lora: { ...a.radio.memory().config.lora, region: 3 } } }));
    expect(a.radio.memory().owner.publicKey).toHaveLength(32); // the first region brings the keys
    expect(a.saved.at(-1)?.config.lora).toMatchObject({ region: 3, txPower: 27 });
    lab.pass(6_900);
    expect(a.closed).toEqual([]);
    lab.pass(200);
    expect(a.closed).toEqual([1]);
    expect(a.radio.isUp()).toBe(false);
    lab.pass(1_400);
    expect(a.radio.isUp()).toBe(true);
    expect(a.radio.memory()).toMatchObject({ rebootCount: 1, config: { lora: { region: 3 } } });
  });

  it('inside an edit are kept only with its commit', () => {
    const lab = createLab();
    const a = listen(lab.add(us(A)));
    const savedBefore = a.saved.length;
    a.write(admin(A, { beginEditSettings: true }), admin(A, { setOwner: { longName: 'Mill' } }));
    expect(a.saved).toHaveLength(savedBefore);
    a.write(admin(A, { commitEditSettings: true }));
    expect(a.saved.at(-1)?.owner.longName).toBe('Mill');
  });

  it('from afar need an admin key and a fresh passkey', () => {
    const { lab, a, b } = acquainted();
    const order = (message: Draft<AdminMessage>): AdminMessage[] => {
      a.take();
      a.write(admin(B, message, { wantAck: true }));
      lab.pass(2_000);
      return adminAnswers(a.heard);
    };
    order({ getOwnerRequest: true });
    expect(errors(a.take())).toContain(RoutingError.ADMIN_PUBLIC_KEY_UNAUTHORIZED);
    const security = { ...b.radio.memory().config.security, adminKey: [a.radio.memory().owner.publicKey] };
    b.write(admin(B, { setConfig: { security } }));
    const [answer] = order({ getOwnerRequest: true });
    expect(answer?.getOwnerResponse?.longName).toBe('Meshtastic 0002');
    order({ setOwner: { longName: 'Taken' } });
    expect(errors(a.take())).toContain(RoutingError.ADMIN_BAD_SESSION_KEY);
    order({ setOwner: { longName: 'Given' }, sessionPasskey: answer!.sessionPasskey });
    expect(b.radio.memory().owner.longName).toBe('Given');
  });

  it('to reset make it new, with its number, and without its private key only if asked', () => {
    const lab = createLab();
    const a = listen(lab.add(us(A, { longName: 'Old' })));
    const key = a.radio.memory().config.security.privateKey;
    a.write(admin(A, { factoryResetConfig: 1 }));
    lab.pass(10_000);
    expect(a.radio.memory()).toMatchObject({
      nodeNum: A,
      owner: { longName: 'Meshtastic 0001' },
      config: { lora: { region: 0 } },
    });
    expect(a.radio.memory().config.security.privateKey).toEqual(key);
    listen(a).write(admin(A, { factoryResetDevice: 1 }));
    lab.pass(10_000);
    expect(a.radio.memory().config.security.privateKey).toHaveLength(0);
  });
});

describe('the frequency', () => {
  it('is the one every LongFast mesh of the region uses', () => {
    const { lora } = us(A).config;
    expect(presetName(lora)).toBe('LongFast');
    expect(frequencyHz(lora, 'LongFast')).toBe(906_875_000);
    expect(frequencyHz({ ...lora, region: 3 }, 'LongFast')).toBe(869_525_000);
  });
});

describe('bytes from outside', () => {
  it('of any kind do not bring the radio down, and a good request is still answered', () => {
    const good = frameOf(ToRadio.encode(privatePacket({ wantAck: true }, { payload: Uint8Array.of(1, 2, 3) })));
    const orders = [
      { setConfig: { lora: { region: 99, bandwidth: 0, usePreset: false } } },
      { setChannel: { index: 3, role: 2 } },
      { setOwner: { longName: 'x'.repeat(60) } },
    ].map((order) => frameOf(ToRadio.encode(admin(A, order))));
    fc.assert(
      fc.property(
        fc.constantFrom(good, ...orders),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 40 }),
        (frame, changes, garbage) => {
          const lab = createLab();
          const a = listen(lab.add(us(A)));
          const changed = frame.slice();
          for (const [at, byte] of changes) changed[at % changed.length] = byte;
          a.writeBytes(garbage);
          a.writeBytes(changed);
          lab.pass(50);
          a.connect();
          a.write({ wantConfigId: 77 });
          expect(
            a.heard.at(-1)?.configCompleteId ?? a.heard.some((message) => message.configCompleteId === 77),
          ).toBeTruthy();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('from the air, noise and forged headers included, are survived', () => {
    const { lab, a } = acquainted();
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 239 }),
        fc.constantFrom(0, 8, 255),
        fc.constantFrom(0, A, B, 0xffffffff),
        fc.constantFrom(A, 0xffffffff),
        fc.nat(7),
        fc.nat(7),
        (encrypted, channelHash, from, to, hopLimit, hopStart) => {
          const packet = {
            from,
            to,
            id: 1,
            hopLimit,
            hopStart,
            wantAck: true,
            viaMqtt: false,
            channelHash,
            nextHop: 0,
            relayNode: 0,
            encrypted,
          };
          const event = { kind: 'received', packet, rssiDbm: -90, snrDb: 1, repeated: false } as const;
          a.handle(a.radio.handle({ kind: 'air', event }, lab.nowMs()));
        },
      ),
      { numRuns: 300 },
    );
    a.take();
    a.write({ wantConfigId: 9 });
    expect(a.heard.some((message) => message.configCompleteId === 9)).toBe(true);
  });
});
