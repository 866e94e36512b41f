// What a run of the reference profile keeps of each message, packet and node, and the figures made of it.

import type { LevelRow } from './model.ts';

/** What became of a packet at one receiver: bits. */
export const FATE = { sensed: 1, collided: 2, begun: 4, received: 8 } as const;

export type Message = {
  readonly origin: number;
  /** A node, or -1 for all. */
  readonly to: number;
  readonly bytes: number;
  readonly bornMs: number;
  readonly ackFor: Message | undefined;
  /** Copies in the books, anywhere: waiting, sent, but not given up. */
  readonly copies: Packet[];
  /** Acknowledgements of it in the books. */
  answers: number;
};

export type Packet = {
  readonly message: Message;
  readonly sender: number;
  readonly hopLimit: number;
  /** Only the answerer's own packet acknowledges; relayed copies of it do not. */
  readonly isAck: boolean;
  readonly airMs: number;
  readonly row: LevelRow;
  readonly fate: Uint8Array;
  /** How often the origin may try again, by this copy's account. */
  readonly tries: number;
  acked: boolean;
  givenUp: boolean;
  /** 0 until it is sent. */
  startMs: number;
  endMs: number;
};

export type Station = {
  readonly waiting: Packet[];
  holds: boolean;
  sending: boolean;
  receiving: number;
  airMs: number;
  txMs: number;
  /** Copies heard, and how loud the last was. */
  readonly heard: Map<Message, { readonly copies: number; readonly dbm: number | undefined }>;
  /** At this receiver, clean at their start, not over yet. */
  readonly clean: Packet[];
  readonly inbox: Packet[];
  idle: boolean;
};

export type ReferenceFigures = {
  readonly messages: number;
  readonly packets: number;
  readonly onAir: number;
  readonly collisions: number;
  readonly sensed: number;
  readonly received: number;
  readonly useful: number;
  readonly dropped: number;
  readonly moving: number;
  readonly movingWithGps: number;
  readonly reachPct: number;
  readonly usefulnessPct: number;
  /** Of packets that were sent. */
  readonly collisionsPct: number;
  readonly meanDelayMs: number;
  readonly medianDelayMs: number;
  readonly transmitUsePct: number;
};

export type Books = {
  readonly run: { readonly simulatedMs: number };
  readonly packets: readonly Packet[];
  readonly stations: readonly Station[];
  readonly delaysMs: readonly number[];
  readonly messages: number;
  readonly useful: number;
  readonly dropped: number;
  readonly moving: number;
  readonly movingWithGps: number;
};

export function figuresOf(books: Books): ReferenceFigures {
  const { stations, delaysMs, messages, useful } = books;
  const inBooks = books.packets.filter((packet) => !packet.givenUp);
  const sent = inBooks.filter((packet) => packet.startMs > 0);
  const countAll = (packets: readonly Packet[], bit: number): number =>
    packets.reduce((sum, { fate }) => sum + fate.reduce((n, value) => n + (value & bit ? 1 : 0), 0), 0);
  const received = countAll(inBooks, FATE.received);
  const txMs = stations.reduce((sum, station) => sum + station.txMs, 0);
  return {
    messages,
    packets: inBooks.length,
    onAir: sent.length,
    collisions: countAll(inBooks, FATE.collided),
    sensed: countAll(inBooks, FATE.sensed),
    received,
    useful,
    dropped: books.dropped,
    moving: books.moving,
    movingWithGps: books.movingWithGps,
    reachPct: (100 * useful) / (messages * (stations.length - 1)),
    usefulnessPct: (100 * useful) / received,
    collisionsPct: (100 * countAll(sent, FATE.collided)) / countAll(sent, FATE.sensed),
    meanDelayMs: delaysMs.reduce((sum, delay) => sum + delay, 0) / delaysMs.length,
    medianDelayMs: medianOf(delaysMs),
    transmitUsePct: (100 * txMs) / stations.length / books.run.simulatedMs,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
