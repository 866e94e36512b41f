/**
 * How a radio sends: from its client and of itself, to the air or to itself.
 *
 * Router::send, MeshService::sendToMesh and ReliableRouter's account of what waits for an ack, of
 * firmware 2.7.26. Queueing, contention and retransmission are the air's (air.ts).
 */

import type { Prng } from '#protocol/bytes/prng.ts';
import type { Draft } from '../meshtastic/codec.ts';
import { LogRecordLevel, PortNum, Position, RoutingError, type MeshPacket } from '../meshtastic/messages.ts';
import type { Air, AirPacket } from './air.ts';
import type { ClientPort } from './client-port.ts';
import { BROADCAST, type RadioMemory } from './memory.ts';
import { regionOf } from './modem.ts';
import type { NodeDatabase } from './node-database.ts';
import { createKeyCache, hide, withBitfield, type Keys } from './packet-cipher.ts';
import type { Moment } from './self-report.ts';
import { ackPacket, defaultHopLimit, HOPS_MAX, packetOf, settledPriority, withPrecision } from './routing.ts';

/** QueueStatus.res of a radio that may not transmit: the sender's own value, no RoutingError. */
const RES_DISABLED = 34;

const PENDING_MAX = 64;

export type SendingContext = {
  readonly air: Air;
  readonly chance: Prng;
  readonly port: ClientPort;
  readonly now: () => Moment;
  readonly database: () => NodeDatabase;
  readonly memory: () => RadioMemory;
};

export type Source = 'client' | 'radio';

export type Sending = ReturnType<typeof createSending>;

/** 0 means "none" in a header, so a number ending in it goes by 255. */
const lowByte = (nodeNum: number): number => nodeNum & 0xff || 0xff;

export function createSending({ air, chance, port, now, memory, database }: SendingContext) {
  const keysFor = createKeyCache();
  let rollingId = chance.below(1024);
  let local: MeshPacket[] = [];
  /** Our own reliable packets on their way: on which channel an ack about them is told. */
  let pending = new Map<number, { readonly channel: number }>();

  const ownNum = (): number => memory().nodeNum;
  const isToUs = (packet: { readonly to: number }): boolean => packet.to === ownNum();
  const senderOf = (packet: MeshPacket): number => packet.from || ownNum();
  const lora = () => memory().config.lora;

  const newPacketId = (): number => {
    rollingId = (rollingId + 1) & 0x3ff;
    return (rollingId | (chance.below(2 ** 22) << 10)) >>> 0 || 1;
  };
  const keys = (): Keys => ({
    memory: memory(),
    sharedKeyWith: keysFor(memory().config.security.privateKey),
    publicKeyOfNode: (num) => database().get(num)?.user?.publicKey,
  });

  const outgoing = (draft: Draft<MeshPacket>): MeshPacket =>
    packetOf({
      hopLimit: defaultHopLimit(lora()),
      to: BROADCAST,
      ...draft,
      from: ownNum(),
      id: newPacketId(),
      rxTime: now().unixTimeS,
    });

  const notify = (message: string, replyId?: number): void =>
    port.offerNotification({
      ...(replyId ? { replyId } : {}),
      time: now().unixTimeS,
      level: LogRecordLevel.WARNING,
      message,
    });

  const sendAck = (
    error: RoutingError,
    to: number,
    requestId: number,
    channel: number,
    hopLimit = 0,
    wantAck = false,
  ): void => {
    sendLocal(outgoing({ ...ackPacket(error, to, requestId, channel, hopLimit), wantAck }), 'radio');
  };
  const refuse = (error: RoutingError, packet: MeshPacket, channel: number): number => {
    pending.delete(packet.id);
    sendAck(error, ownNum(), packet.id, channel);
    return error;
  };

  /** Router::send: from here on the packet is for the air. Answers a QueueStatus.res. */
  const send = (packet: MeshPacket): number => {
    const { dutyPercent } = regionOf(lora());
    if (!lora().overrideDutyCycle && dutyPercent < 100 && air.airUtilTxPct() > dutyPercent) {
      const minutes = air.silentMinutesUntilPct(dutyPercent);
      notify(`Duty cycle limit exceeded. You can send again in ${minutes} mins`, packet.id);
      return refuse(RoutingError.DUTY_CYCLE_LIMIT, packet, packet.channel);
    }
    const isReliable = packet.wantAck;
    const ready = precise({
      ...packet,
      from: ownNum(),
      wantAck: packet.wantAck && packet.to !== BROADCAST,
      priority: settledPriority(packet),
      decoded: packet.decoded && withBitfield(packet.decoded, lora()),
    } as MeshPacket);
    if (!ready) return RoutingError.BAD_REQUEST;
    const hidden = hide(ready, keys(), chance.u32());
    if (!hidden.ok) return refuse(hidden.error, packet, 0);
    if (!lora().txEnabled || lora().region === 0) return RES_DISABLED;
    if (isReliable) remember(packet);
    const { res } = air.submit({
      packet: airPacketOf(ready, hidden.value.encrypted, hidden.value.channelHash),
      priority: ready.priority,
      reliable: isReliable,
    });
    return res;
  };
  const airPacketOf = (packet: MeshPacket, encrypted: Uint8Array, channelHash: number): AirPacket => ({
    from: ownNum(),
    to: packet.to,
    id: packet.id,
    // Above seven, the header's three bits hold three hops and what is left of the start.
    hopLimit: packet.hopLimit > HOPS_MAX ? 3 : packet.hopLimit,
    hopStart: packet.hopLimit & HOPS_MAX,
    wantAck: packet.wantAck,
    viaMqtt: false,
    channelHash,
    nextHop: 0,
    relayNode: lowByte(ownNum()),
    encrypted,
  });
  const remember = (packet: MeshPacket): void => {
    if (pending.size >= PENDING_MAX) pending.delete(pending.keys().next().value!);
    pending.set(packet.id, { channel: packet.channel });
  };
  /** Positions leave no more precise than the channel allows; null where the payload is no position. */
  const precise = (packet: MeshPacket): MeshPacket | null => {
    if (packet.decoded?.portnum !== PortNum.POSITION_APP) return packet;
    const position = Position.decode(packet.decoded.payload);
    if (!position.ok) return null;
    const bits = memory().channels[packet.channel]?.settings?.moduleSettings?.positionPrecision ?? 0;
    return { ...packet, decoded: { ...packet.decoded, payload: Position.encode(withPrecision(position.value, bits)) } };
  };

  const sendLocal = (packet: MeshPacket, source: Source): number => {
    if (isToUs(packet)) {
      local.push(packet);
      return 0;
    }
    let ready = packet;
    if (packet.to !== BROADCAST && packet.channel === 0 && !packet.pkiEncrypted) {
      ready = { ...ready, channel: database().get(packet.to)?.channel ?? 0 };
    }
    if (source === 'client' && ready.wantAck && ready.hopLimit === 0) {
      ready = { ...ready, hopLimit: defaultHopLimit(lora()) };
    }
    return send(ready);
  };

  /** As a module of the radio sends: the client sees a queueStatus for it, and a copy if asked. */
  const sendToMesh = (packet: MeshPacket, source: Source, copyToClient = false): void => {
    const res = sendLocal(packet, source);
    port.offerStatus({ ...air.queue(), res, meshPacketId: packet.id });
    if (copyToClient && res === 0) port.offerPacket(packet);
  };

  return {
    ownNum,
    isToUs,
    senderOf,
    newPacketId,
    keys,
    outgoing,
    notify,
    sendAck,
    sendToMesh,
    /** The channel of a packet of ours that waits for its ack; undefined if none does. */
    pendingChannel: (id: number): number | undefined => pending.get(id)?.channel,
    settle: (id: number): void => void pending.delete(id),
    /** The next packet that the radio sent to itself. */
    nextLocal: (): MeshPacket | undefined => local.shift(),
    reset(): void {
      local = [];
      pending = new Map();
      rollingId = chance.below(1024);
    },
  };
}
