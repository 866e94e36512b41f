// Packets on their way into the radio: a short waiting line, then one in flight until its status.
//
// The radio tells only through `queueStatus` whether it took a packet, and keeps no more than two of those
// for us; so one packet (at most two) is in flight. Each goes out under a fresh id, by which its status is
// known: the radio tells of its own packets in the same way (announcements, telemetry, its answer to every
// order), and what is told of one of those must never be believed of one of ours. When a status does not come
// the packet ends `unknown`, and a heartbeat is sent: until its answer (a status with id 0) nothing is sent.
//
// The radio's own queue is 16 long and never forgets. We fill only a part of it, so that an alert does
// not stand behind a dozen ballots and an expired packet is not sent.

import { assert } from '#protocol/bytes/result.ts';
import { PAYLOAD_BYTES_MAX, UNICAST_PAYLOAD_BYTES_MAX } from '../lora/payload.ts';
import { MeshPacketPriority, PortNum, RoutingError, ToRadio, type QueueStatus } from './messages.ts';
import { PORT_GAP_MS } from './portnum.ts';
import {
  reasonOf,
  REFUSED_WORDS,
  SEND_DISABLED,
  SEND_OK,
  SEND_QUEUE_FULL,
  type RefusedReason,
} from './queue-status.ts';
import { BROADCAST, type Outcome, type Outgoing, type UnknownReason } from './session-types.ts';

export type SendLimits = {
  /** Packets waiting for their turn. */
  readonly waitingMax: number;
  /** Packets given to the radio whose status is not there yet: 1, or 2. */
  readonly inFlightMax: 1 | 2;
  /** Places of the radio's queue that may be taken before we wait. */
  readonly radioSlotsMax: number;
};
export const SEND_LIMITS: SendLimits = { waitingMax: 64, inFlightMax: 1, radioSlotsMax: 8 };

/** A radio answers within milliseconds; a busy one was measured at 250 ms, Bluetooth takes longer. */
export const STATUS_TIMEOUT_MS = 5_000;
/** For a full radio: how often we ask whether there is room. */
const ROOM_POLL_MS = 1_000;
/** The reason for a duty-cycle refusal or an encryption failure follows the status by some 50 ms. */
const EXPLANATION_WAIT_MS = 500;
/** Told to wait without being told how long. */
const DUTY_WAIT_UNKNOWN_MS = 5 * 60_000;
/** A little more than the firmware's own gap, so that its clock and ours may differ. */
const PORT_GAP_MARGIN_MS = 200;
/** Times that a full radio may turn the same packet away. */
const FULL_TURNS_MAX = 30;

export type Ended = { readonly ref: number; readonly outcome: Outcome; readonly wantAck: boolean };
export type SendStep = {
  readonly writes: readonly Uint8Array[];
  readonly ended: readonly Ended[];
  /** The radio answers nothing any more: give the connection up. */
  readonly dead: boolean;
};

type Waiting = { readonly packet: Outgoing; readonly order: number; fullTurns: number };
type InFlight = { readonly waiting: Waiting; readonly radioId: number; readonly givenAtMs: number };
type Explaining = {
  readonly packet: Outgoing;
  readonly radioId: number;
  reason: RefusedReason;
  readonly untilMs: number;
};

export type SendQueue = {
  submit(packet: Outgoing, nowMs: number): void;
  /** True: it is the answer to a heartbeat. */
  onStatus(status: QueueStatus, nowMs: number): boolean;
  /** A duty-cycle notification (`waitMs`) or a routing error about one of our packets. */
  onExplanation(
    radioId: number,
    told: { readonly waitMs?: number; readonly errorReason?: number },
    nowMs: number,
  ): void;
  /** The connection is up (`true`: packets may go) or down; what was in flight ends `unknown`. */
  setOpen(open: boolean, why?: Exclude<UnknownReason, 'lost-status'>): void;
  /** Ends everything that waits. */
  quit(): void;
  /** Does what is due. Call after every change and at `wakeAtMs`. */
  step(nowMs: number): SendStep;
  wakeAtMs(nowMs: number): number | undefined;
  sizes(): { readonly waiting: number; readonly inFlight: number; readonly free: number | undefined };
};

const rank = (packet: Outgoing): number => packet.priority ?? MeshPacketPriority.DEFAULT;
const isUrgent = (packet: Outgoing): boolean => rank(packet) >= MeshPacketPriority.ALERT;

/** The ToRadio of a packet: hop limit and id always set. */
function packetContent(packet: Outgoing, radioId: number, channel: number): Uint8Array {
  return ToRadio.encode({
    packet: {
      id: radioId,
      to: packet.to,
      channel,
      hopLimit: packet.hopLimit,
      wantAck: packet.wantAck ?? false,
      priority: packet.priority ?? MeshPacketPriority.UNSET,
      decoded: { portnum: packet.portnum, payload: packet.payload, wantResponse: packet.wantResponse ?? false },
    },
  });
}

const HEARTBEAT = ToRadio.encode({ heartbeat: {} });

function checkOurs(packet: Outgoing): void {
  assert(packet.hopLimit >= 0 && packet.hopLimit <= 7, `a hop limit is 0 to 7, not ${packet.hopLimit}`);
  assert(
    typeof packet.channel === 'string' || (packet.channel >= 0 && packet.channel <= 7),
    `a channel index is 0 to 7, not ${packet.channel}`,
  );
  assert(
    !(packet.wantResponse && packet.portnum === PortNum.PRIVATE_APP),
    'no response is asked for on the private port',
  );
}

/** The index of the channel with this name, if the radio has one. */
export type ChannelIndexOf = (name: string) => number | undefined;

/**
 * A packet id: random, 32 bits, not 0. Never from a counter: the id is the nonce of the channel's cipher, so one that
 * comes again after a restart repeats its keystream; and an id among the radio's last 20 is ignored without a word.
 */
export type FreshId = () => number;

export function createSendQueue(limits: SendLimits, channelIndexOf: ChannelIndexOf, freshId: FreshId): SendQueue {
  let waiting: Waiting[] = [];
  let inFlight: InFlight[] = [];
  let explaining: Explaining[] = [];
  let ended: Ended[] = [];
  let open = false;
  let order = 0;
  let room: { free: number; maxlen: number } | undefined;
  let barrierSinceMs: number | undefined;
  let polledAtMs = -Infinity;
  let answersHeartbeats = false; // firmware before 2.3 does not; then silence proves nothing
  let probe = false;
  let airClosedUntilMs = -Infinity;
  const portUsedAtMs = new Map<number, number>();

  const end = (packet: Outgoing, outcome: Outcome): void => {
    ended.push({ ref: packet.ref, outcome, wantAck: packet.wantAck ?? false });
  };
  const refuse = (packet: Outgoing, reason: RefusedReason, retryAfterMs?: number): void =>
    end(packet, {
      kind: 'refused',
      reason,
      words: REFUSED_WORDS[reason],
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });

  const endUnknown = ({ waiting: { packet }, radioId }: InFlight, why: UnknownReason): void =>
    end(packet, { kind: 'unknown', why, radioId });

  /** Higher priority first, then the older one. */
  const enqueue = (one: Waiting): void => {
    const before = waiting.findIndex(
      (other) =>
        rank(other.packet) < rank(one.packet) || (rank(other.packet) === rank(one.packet) && other.order > one.order),
    );
    waiting.splice(before < 0 ? waiting.length : before, 0, one);
  };

  const closedForMs = (nowMs: number): number => Math.max(0, airClosedUntilMs - nowMs);

  const hasRoom = (): boolean =>
    room === undefined || (room.free > 0 && room.maxlen - room.free < Math.min(limits.radioSlotsMax, room.maxlen));

  const portFreeAtMs = (portnum: number): number => {
    const gapMs = PORT_GAP_MS.get(portnum);
    const usedAtMs = portUsedAtMs.get(portnum);
    return gapMs === undefined || usedAtMs === undefined ? -Infinity : usedAtMs + gapMs + PORT_GAP_MARGIN_MS;
  };

  const expire = (nowMs: number): void => {
    const isOver = (one: Waiting): boolean => one.packet.expiresAtMs !== undefined && one.packet.expiresAtMs <= nowMs;
    for (const one of waiting.filter(isOver)) refuse(one.packet, 'expired');
    waiting = waiting.filter((one) => !isOver(one));
  };

  const endExplained = (nowMs: number): void => {
    for (const one of explaining.filter((each) => each.untilMs <= nowMs)) {
      refuse(one.packet, one.reason, one.reason === 'duty-cycle' ? closedForMs(nowMs) : undefined);
    }
    explaining = explaining.filter((each) => each.untilMs > nowMs);
  };

  const endLost = (nowMs: number): void => {
    const isLost = (one: InFlight): boolean => one.givenAtMs + STATUS_TIMEOUT_MS <= nowMs;
    if (!inFlight.some(isLost)) return;
    for (const one of inFlight.filter(isLost)) endUnknown(one, 'lost-status');
    inFlight = inFlight.filter((one) => !isLost(one));
    barrierSinceMs = nowMs;
    polledAtMs = -Infinity;
  };

  const refuseWhileAirIsClosed = (nowMs: number): void => {
    if (closedForMs(nowMs) === 0) return;
    const stuck = waiting.filter((one) => !isUrgent(one.packet));
    waiting = waiting.filter((one) => isUrgent(one.packet));
    for (const one of stuck) refuse(one.packet, 'duty-cycle', closedForMs(nowMs));
  };

  const giveNext = (nowMs: number, writes: Uint8Array[]): void => {
    while (inFlight.length < limits.inFlightMax && explaining.length === 0 && hasRoom()) {
      const at = waiting.findIndex((one) => portFreeAtMs(one.packet.portnum) <= nowMs);
      const [one] = at < 0 ? [] : waiting.splice(at, 1);
      if (!one) return;
      const { channel } = one.packet;
      const index = typeof channel === 'string' ? channelIndexOf(channel) : channel;
      if (index === undefined) {
        refuse(one.packet, 'no-channel');
        continue;
      }
      const radioId = freshId();
      inFlight.push({ waiting: one, radioId, givenAtMs: nowMs });
      portUsedAtMs.set(one.packet.portnum, nowMs);
      if (room) room.free -= 1;
      writes.push(packetContent(one.packet, radioId, index));
    }
  };

  const needsPoll = (): boolean => barrierSinceMs !== undefined || (waiting.length > 0 && !hasRoom());

  const poll = (nowMs: number, writes: Uint8Array[]): void => {
    if (!probe && (!needsPoll() || polledAtMs + ROOM_POLL_MS > nowMs)) return;
    probe = false;
    polledAtMs = nowMs;
    writes.push(HEARTBEAT);
  };

  const settle = ({ waiting: one, radioId }: InFlight, status: QueueStatus, nowMs: number): void => {
    const { packet } = one;
    if (status.res === SEND_OK) return end(packet, { kind: 'sent', radioId });
    if (status.res === SEND_QUEUE_FULL) {
      one.fullTurns += 1;
      if (one.fullTurns < FULL_TURNS_MAX) return enqueue(one);
    }
    const reason = reasonOf(status.res);
    const isExplained = status.res === RoutingError.DUTY_CYCLE_LIMIT || status.res === SEND_DISABLED;
    if (!isExplained) return refuse(packet, reason);
    explaining.push({ packet, radioId, reason, untilMs: nowMs + EXPLANATION_WAIT_MS });
    if (reason === 'duty-cycle' && closedForMs(nowMs) === 0) airClosedUntilMs = nowMs + DUTY_WAIT_UNKNOWN_MS;
  };

  return {
    submit(packet, nowMs) {
      checkOurs(packet);
      const bytesMax = packet.to === BROADCAST ? PAYLOAD_BYTES_MAX : UNICAST_PAYLOAD_BYTES_MAX;
      if (packet.payload.length > bytesMax) return refuse(packet, 'too-large');
      if (closedForMs(nowMs) > 0 && !isUrgent(packet)) return refuse(packet, 'duty-cycle', closedForMs(nowMs));
      enqueue({ packet, order: order++, fullTurns: 0 });
      const last = waiting.length > limits.waitingMax ? waiting.pop() : undefined;
      if (last) refuse(last.packet, 'waiting-line-full');
    },
    onStatus(status, nowMs) {
      if (status.maxlen > 0) room = { free: status.free, maxlen: status.maxlen };
      if (status.meshPacketId === 0 && status.res === SEND_OK) {
        barrierSinceMs = undefined;
        answersHeartbeats = true;
        return true;
      }
      const one = inFlight.find(({ radioId }) => radioId === status.meshPacketId);
      inFlight = inFlight.filter((each) => each !== one);
      if (one) settle(one, status, nowMs);
      return false;
    },
    onExplanation(radioId, { waitMs, errorReason }, nowMs) {
      if (waitMs !== undefined) airClosedUntilMs = nowMs + waitMs;
      const one = explaining.find((each) => each.radioId === radioId);
      if (!one) return;
      explaining = explaining.filter((each) => each !== one);
      const reason = errorReason === RoutingError.PKI_FAILED ? 'encryption-failed' : one.reason;
      refuse(one.packet, reason, reason === 'duty-cycle' ? closedForMs(nowMs) : undefined);
    },
    setOpen(isOpen, why = 'disconnected') {
      open = isOpen;
      probe = isOpen; // the first heartbeat tells how much room there is
      if (isOpen) return;
      answersHeartbeats = false;
      for (const one of inFlight) endUnknown(one, why);
      for (const one of explaining) refuse(one.packet, one.reason);
      inFlight = [];
      explaining = [];
      room = undefined;
      barrierSinceMs = undefined;
      polledAtMs = -Infinity;
    },
    quit() {
      for (const one of waiting) refuse(one.packet, 'closing');
      waiting = [];
    },
    step(nowMs) {
      const writes: Uint8Array[] = [];
      expire(nowMs);
      endExplained(nowMs);
      const isSilent = barrierSinceMs !== undefined && barrierSinceMs + STATUS_TIMEOUT_MS <= nowMs;
      const dead = isSilent && answersHeartbeats;
      if (isSilent && !dead) barrierSinceMs = undefined;
      if (open && !dead) {
        endLost(nowMs);
        refuseWhileAirIsClosed(nowMs);
        if (barrierSinceMs === undefined) giveNext(nowMs, writes);
        poll(nowMs, writes);
      }
      const step = { writes, ended, dead };
      ended = [];
      return step;
    },
    wakeAtMs(nowMs) {
      const times: number[] = [];
      if (ended.length > 0) times.push(nowMs);
      for (const one of waiting) if (one.packet.expiresAtMs !== undefined) times.push(one.packet.expiresAtMs);
      for (const one of explaining) times.push(one.untilMs);
      if (open) {
        if (probe) times.push(nowMs);
        for (const one of inFlight) times.push(one.givenAtMs + STATUS_TIMEOUT_MS);
        if (barrierSinceMs !== undefined) times.push(barrierSinceMs + STATUS_TIMEOUT_MS);
        if (needsPoll()) times.push(polledAtMs + ROOM_POLL_MS);
        else if (inFlight.length === 0) for (const one of waiting) times.push(portFreeAtMs(one.packet.portnum));
      }
      return times.length === 0 ? undefined : Math.max(nowMs, Math.min(...times));
    },
    sizes: () => ({ waiting: waiting.length, inFlight: inFlight.length, free: room?.free }),
  };
}
