/**
 * The side of a radio that a client plugs into: stream framing, one client at a time, and the small
 * queues between radio and client, with the firmware's own losses.
 *
 * Three queues, emptied in this order once the handshake is through: queueStatus (2 places, the oldest
 * goes), clientNotification (2, the oldest goes), packets (32: a text pushes out the oldest packet,
 * anything else is dropped). They outlive a client; what was written to a dead connection is lost.
 */

import { EMPTY, concat } from '#protocol/bytes/bytes.ts';
import type { Draft } from '../meshtastic/codec.ts';
import { FRAME_CONTENT_BYTES_MAX, FRAME_START_1, FRAME_START_2, frameOf } from '../meshtastic/framing.ts';
import {
  FromRadio,
  PortNum,
  ToRadio,
  type ClientNotification,
  type MeshPacket,
  type QueueStatus,
} from '../meshtastic/messages.ts';

export const STATUSES_MAX = 2;
export const NOTIFICATIONS_MAX = 2;
export const PACKETS_FOR_CLIENT_MAX = 32;
/** A payload above this does not fit the firmware's struct: the whole ToRadio is dropped unanswered. */
const PAYLOAD_BYTES_MAX = 234;
const RECENT_IDS_MAX = 20;
const PORTS_THAT_PUSH: ReadonlySet<number> = new Set([PortNum.TEXT_MESSAGE_APP, PortNum.RANGE_TEST_APP]);

/** Serial and TCP put a header before each protobuf; Bluetooth does not. */
export type ClientFraming = 'stream' | 'messages';

/** Finds frames as the firmware does: simply, so that 94 94 C3 costs the frame behind it. */
function createFrameReader(): (bytes: Uint8Array) => readonly Uint8Array[] {
  let held: number[] = [];
  const step = (byte: number): Uint8Array | null => {
    held.push(byte);
    if (held.length === 1 && byte !== FRAME_START_1) held = [];
    else if (held.length === 2 && byte !== FRAME_START_2) held = [];
    if (held.length < 4) return null;
    const contentBytes = (held[2]! << 8) | held[3]!;
    if (contentBytes > FRAME_CONTENT_BYTES_MAX) held = [];
    else if (held.length === contentBytes + 4) {
      const content = Uint8Array.from(held.slice(4));
      held = [];
      return content;
    }
    return null;
  };
  return (bytes) => {
    const found: Uint8Array[] = [];
    for (const byte of bytes) {
      const content = step(byte);
      if (content) found.push(content);
    }
    return found;
  };
}

export type ClientPort = {
  /** A client has come; whoever was there is returned so that the connection can be closed. */
  open(client: number, framing: ClientFraming): number | undefined;
  close(): void;
  client(): number | undefined;
  /** How the last client spoke. */
  framing(): ClientFraming;
  /** The messages completed by these bytes; malformed ones are dropped without an answer. */
  read(bytes: Uint8Array): readonly ToRadio[];
  wantConfig(nonce: number): void;
  answerHeartbeat(): void;
  /** Has this id been among the client's last 20? Notes it if not. */
  seenBefore(packetId: number): boolean;
  offerStatus(status: Draft<QueueStatus>): void;
  offerNotification(notification: Draft<ClientNotification>): void;
  offerPacket(packet: Draft<MeshPacket>): void;
  isPacketQueueEmpty(): boolean;
  /** All that may be written now. */
  drain(handshake: (nonce: number) => readonly Draft<FromRadio>[], status: () => Draft<QueueStatus>): Uint8Array[];
  /** Forgets everything: the radio restarts. */
  reset(): void;
};

/** `packetsMax` 8 is the oldest ESP32's. */
export function createClientPort(packetsMax: number = PACKETS_FOR_CLIENT_MAX): ClientPort {
  let client: number | undefined;
  let framing: ClientFraming = 'stream';
  let readFrames = createFrameReader();
  let nonce: number | undefined;
  let isReady = false;
  let heartbeats = false;
  let recentIds: number[] = [];
  let statuses: Draft<QueueStatus>[] = [];
  let notifications: Draft<ClientNotification>[] = [];
  let packets: Draft<MeshPacket>[] = [];

  const forgetClient = (): void => {
    client = undefined;
    readFrames = createFrameReader();
    nonce = undefined;
    isReady = false;
    heartbeats = false;
    recentIds = [];
  };

  const queued = (): Draft<FromRadio>[] => {
    const all = [
      ...statuses.map((queueStatus) => ({ queueStatus })),
      ...notifications.map((clientNotification) => ({ clientNotification })),
      ...packets.map((packet) => ({ packet })),
    ];
    statuses = [];
    notifications = [];
    packets = [];
    return all;
  };

  return {
    open(newcomer, itsFraming) {
      const thrownOut = client;
      forgetClient();
      client = newcomer;
      framing = itsFraming;
      return thrownOut;
    },
    close: forgetClient,
    client: () => client,
    framing: () => framing,
    read(bytes) {
      const contents = framing === 'stream' ? readFrames(bytes) : [bytes];
      return contents.flatMap((content) => {
        const message = ToRadio.decode(content);
        if (!message.ok) return [];
        return (message.value.packet?.decoded?.payload.length ?? 0) > PAYLOAD_BYTES_MAX ? [] : [message.value];
      });
    },
    wantConfig(wanted) {
      nonce = wanted;
      isReady = false;
    },
    answerHeartbeat() {
      heartbeats = true;
    },
    seenBefore(packetId) {
      if (recentIds.includes(packetId)) return true;
      recentIds = [...recentIds, packetId].slice(-RECENT_IDS_MAX);
      return false;
    },
    offerStatus(status) {
      statuses = [...statuses, status].slice(-STATUSES_MAX);
    },
    offerNotification(notification) {
      notifications = [...notifications, notification].slice(-NOTIFICATIONS_MAX);
    },
    offerPacket(packet) {
      if (packets.length >= packetsMax) {
        if (!PORTS_THAT_PUSH.has(packet.decoded?.portnum ?? PortNum.UNKNOWN_APP)) return;
        packets.shift();
      }
      packets.push(packet);
    },
    isPacketQueueEmpty: () => packets.length === 0,
    drain(handshake, status) {
      if (client === undefined) return [];
      const messages: Draft<FromRadio>[] = [];
      if (heartbeats) messages.push({ queueStatus: status() });
      heartbeats = false;
      if (nonce !== undefined) {
        messages.push(...handshake(nonce));
        nonce = undefined;
        isReady = true;
      }
      if (isReady) messages.push(...queued());
      const contents = messages.map((message) => FromRadio.encode(message));
      return framing === 'stream' ? contents.map(frameOf) : contents;
    },
    reset() {
      forgetClient();
      statuses = [];
      notifications = [];
      packets = [];
    },
  };
}

/** One chunk of several, for carriers that write bytes. */
export const joinChunks = (chunks: readonly Uint8Array[]): Uint8Array =>
  chunks.length === 0 ? EMPTY : concat(...chunks);
