// Meshtasticator's model of a Meshtastic mesh, mistakes included, for one purpose: to be laid beside the
// figures that the official simulator gave for the same layouts (tests/reference-sim, bench/compare-sim.ts).
// No claim of ours rests on it; the firmware profile (mesh.ts) is the one to believe.
//
// Its peculiarities, kept on purpose: coding rate counted twice, a slot of 77 ms, no preamble grace (a unit slip),
// random interference of 10 % whatever the setting, an endless queue, a sender who knows of every implicit
// acknowledgement anywhere, and a packet that collides at its start ending some other reception at once.

import { clockQueue } from '../clock-queue.ts';
import { pathLossCdb } from '../ether/path-loss.ts';
import { chanceStreams, exponentialOf } from '../random.ts';

export type ReferenceModem = {
  readonly spreadingFactor: number;
  readonly bandwidthHz: number;
  /** 5..8; the model adds 4 once more. */
  readonly codingRate: number;
  readonly sensitivityDbm: number;
};

/** Its table; every preset of its time. */
export const REFERENCE_MODEMS = {
  SHORT_TURBO: { spreadingFactor: 7, bandwidthHz: 500_000, codingRate: 5, sensitivityDbm: -118.5 },
  SHORT_FAST: { spreadingFactor: 7, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -121.5 },
  SHORT_SLOW: { spreadingFactor: 8, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -124 },
  MEDIUM_FAST: { spreadingFactor: 9, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -126.5 },
  MEDIUM_SLOW: { spreadingFactor: 10, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -129 },
  LONG_TURBO: { spreadingFactor: 11, bandwidthHz: 500_000, codingRate: 8, sensitivityDbm: -128.5 },
  LONG_FAST: { spreadingFactor: 11, bandwidthHz: 250_000, codingRate: 5, sensitivityDbm: -131.5 },
  LONG_MODERATE: { spreadingFactor: 11, bandwidthHz: 125_000, codingRate: 8, sensitivityDbm: -134.5 },
  LONG_SLOW: { spreadingFactor: 12, bandwidthHz: 125_000, codingRate: 8, sensitivityDbm: -137 },
  VERY_LONG_SLOW: { spreadingFactor: 12, bandwidthHz: 62_500, codingRate: 8, sensitivityDbm: -140 },
} satisfies Record<string, ReferenceModem>;

export type ReferenceRole = 'client' | 'router' | 'client-mute';

export type ReferenceRun = {
  readonly seed: string;
  readonly modem: ReferenceModem;
  readonly positionsM: readonly (readonly [x: number, y: number, z: number])[];
  /** Row: sender, column: receiver; taken from the level. */
  readonly linkOffsetDb: readonly (readonly number[])[];
  readonly roles?: readonly ReferenceRole[];
  readonly simulatedMs: number;
  readonly payloadBytes: number;
  readonly hopLimit: number;
  /** Messages to send, or the mean gap of each node's own. */
  readonly traffic:
    | { readonly schedule: readonly (readonly [origin: number, atMs: number, to: number])[] }
    | { readonly meanGapMs: number; readonly direct: boolean };
};

export type ReferenceFigures = {
  readonly messages: number;
  readonly onAir: number;
  readonly reachPct: number;
  readonly usefulnessPct: number;
  readonly collisionsPct: number;
  readonly medianDelayMs: number;
  readonly transmitUsePct: number;
};

const TRIES_AFTER_FIRST = 3;
const ACK_BYTES = 2;
const HEADER_BYTES = 16;
const POWER_DBM = 30;
const FREQUENCY_HZ = 908_750_000;
const CAPTURE_DB = 6;
const DETECT_BELOW_DB = 3;
const NOISE_DBM = -119.25;
/** Its 11 symbols of grace are seconds on a millisecond clock: 0.09 ms on LongFast. */
const GRACE_SYMBOLS = 16 - 5;

type Message = {
  readonly origin: number;
  readonly to: number;
  readonly bornUs: number;
  acked: boolean;
  delivered: boolean;
};

type Packet = {
  readonly message: Message;
  readonly sender: number;
  readonly hopLimit: number;
  readonly wantAck: boolean;
  readonly ackFor: Message | undefined;
  readonly airUs: number;
  readonly heardDbm: number; // at the relay; unused for the origin
  startUs: number;
  endUs: number;
  /** By receiver: 1 sensed, 2 collided. */
  readonly fate: Uint8Array;
};

type Station = {
  readonly waiting: Packet[];
  holder: Packet | undefined;
  sending: boolean;
  receiving: number;
  airUs: number;
  txUs: number;
  readonly received: Map<Message, number>;
  readonly carries: Set<Message>;
  readonly clean: Packet[]; // at this receiver, clean at their start, not over yet
};

const KIND = { generate: 0, attempt: 1, ended: 2, timeout: 3 } as const;

export function runReference(run: ReferenceRun): ReferenceFigures {
  const count = run.positionsM.length;
  const { modem } = run;
  const symbolUs = (2 ** modem.spreadingFactor * 1_000_000) / modem.bandwidthHz;
  const slotUs = Math.round(8.5 * symbolUs + 7600);
  const graceUs = (GRACE_SYMBOLS * symbolUs) / 1000;
  const endUs = run.simulatedMs * 1000;
  const events = clockQueue(undefined);
  const slots = chanceStreams(run.seed, 'slots', count);
  const noise = chanceStreams(run.seed, 'interference', count);
  const gaps = chanceStreams(run.seed, 'gaps', count);
  const levelDbm = levels(run);
  const detectDbm = modem.sensitivityDbm - DETECT_BELOW_DB;

  const stations: Station[] = run.positionsM.map(() => ({
    waiting: [],
    holder: undefined,
    sending: false,
    receiving: 0,
    airUs: 0,
    txUs: 0,
    received: new Map(),
    carries: new Set(),
    clean: [],
  }));
  const packets: Packet[] = []; // on the air, or over for less than an instant
  const books: { message: Message; triesLeft: number }[] = [];
  const inFlight: Packet[] = [];
  const told: { packet: Packet; ends: boolean }[] = [];
  const delaysUs: number[] = [];
  let messages = 0;
  let onAir = 0;
  let sensed = 0;
  let collided = 0;
  let receptions = 0;
  let useful = 0;
  let nowUs = 0;

  const airtimeUs = (payloadBytes: number): number => referenceAirtimeUs(modem, payloadBytes);
  const roleOf = (node: number): ReferenceRole => run.roles?.[node] ?? 'client';

  const ownWindow = (station: Station): number => Math.floor(2 + (nowUs === 0 ? 0 : (6 * station.airUs) / nowUs));

  const delayUs = (node: number, packet: Packet): number => {
    if (packet.message.origin === node) return slots.below(node, 2 ** ownWindow(stations[node]!)) * slotUs;
    const snr = Math.min(15, Math.max(-20, packet.heardDbm - NOISE_DBM));
    const window = Math.floor(2 + (6 * (snr + 20)) / 35);
    return slots.below(node, roleOf(node) === 'router' ? 2 * window : 2 ** window) * slotUs;
  };

  /** One sender at a time per node, first in first out, without end. */
  const transmit = (node: number, packet: Packet): void => {
    const station = stations[node]!;
    if (station.holder !== undefined) {
      station.waiting.push(packet);
      return;
    }
    station.holder = packet;
    events.push(nowUs + delayUs(node, packet), KIND.attempt, node, 0);
  };

  const release = (node: number): void => {
    const station = stations[node]!;
    station.holder = undefined;
    const next = station.waiting.shift();
    if (next) transmit(node, next);
  };

  const channelActive = (node: number): boolean => {
    if (noise.below(node, 10) === 0) return true;
    for (const packet of packets) {
      if (packet.sender === node || levelDbm[packet.sender]![node]! < detectDbm) continue;
      if (packet.startUs + slotUs <= nowUs && nowUs <= packet.endUs) return true;
    }
    return false;
  };

  const attempt = (node: number): void => {
    const station = stations[node]!;
    const packet = station.holder!;
    if (station.receiving > 0 || station.sending || channelActive(node)) {
      events.push(nowUs + delayUs(node, packet), KIND.attempt, node, 0);
      return;
    }
    const enough = roleOf(node) === 'router' ? 2 : 1;
    if ((station.received.get(packet.message) ?? 0) > enough) {
      release(node);
      return;
    }
    begin(node, packet);
  };

  const begin = (node: number, packet: Packet): void => {
    const station = stations[node]!;
    packet.startUs = nowUs;
    packet.endUs = nowUs + packet.airUs;
    station.sending = true;
    station.airUs += packet.airUs;
    station.txUs += packet.airUs;
    onAir++;
    for (let to = 0; to < count; to++) {
      if (to === node || levelDbm[node]![to]! < modem.sensitivityDbm) continue;
      packet.fate[to] = 1;
      collide(packet, to);
    }
    packets.push(packet);
    told.push({ packet, ends: false });
    events.push(packet.endUs, KIND.ended, node, inFlight.push(packet) - 1);
  };

  /** At the start of a packet only, and only against packets that were clean at theirs. */
  const collide = (packet: Packet, to: number): void => {
    const station = stations[to]!;
    let clean = true;
    let kept = 0;
    for (const other of station.clean) {
      if (other.endUs < nowUs) continue;
      station.clean[kept++] = other;
      if (nowUs + graceUs >= other.endUs) continue;
      const lead = levelDbm[packet.sender]![to]! - levelDbm[other.sender]![to]!;
      if (lead < CAPTURE_DB) {
        clean = false;
        packet.fate[to] = packet.fate[to]! | 2;
      }
      if (lead > -CAPTURE_DB) other.fate[to] = other.fate[to]! | 2;
    }
    station.clean.length = kept;
    if (clean) station.clean.push(packet);
  };

  const hearStart = (packet: Packet): void => {
    for (let to = 0; to < count; to++) {
      if ((packet.fate[to]! & 1) === 0) continue;
      const station = stations[to]!;
      if ((packet.fate[to]! & 2) !== 0) stopReceiving(station, packet);
      else if (station.sending) packet.fate[to] = 0;
      else station.receiving++;
    }
  };

  const stopReceiving = (station: Station, packet: Packet): void => {
    if (station.receiving > 0) station.receiving--;
    station.airUs += packet.airUs;
  };

  const hearEnd = (packet: Packet): void => {
    for (let to = 0; to < count; to++) {
      if ((packet.fate[to]! & 1) === 0) continue;
      sensed++;
      stopReceiving(stations[to]!, packet);
      if ((packet.fate[to]! & 2) !== 0) collided++;
      else receive(to, packet);
    }
  };

  const receive = (node: number, packet: Packet): void => {
    const station = stations[node]!;
    const { message } = packet;
    receptions++;
    delaysUs.push(nowUs - message.bornUs);
    const before = station.received.get(message) ?? 0;
    station.received.set(message, before + 1);
    if (before === 0 && message.origin !== node) useful++;
    if (station.carries.has(message)) message.acked = true;
    if (packet.ackFor !== undefined && message.to === node) packet.ackFor.acked = true;
    if (message.to === node && packet.wantAck && !message.delivered) {
      message.delivered = true;
      acknowledge(node, message);
    }
    const mine = message.to === node || station.carries.has(message);
    if (!mine && packet.hopLimit > 0 && roleOf(node) !== 'client-mute') {
      station.carries.add(message);
      transmit(node, packetOf(message, node, packet.hopLimit - 1, packet.ackFor, packet, false));
    }
  };

  const packetOf = (
    message: Message,
    sender: number,
    hopLimit: number,
    ackFor: Message | undefined,
    heard: Packet | undefined,
    wantAck: boolean,
  ): Packet => ({
    message,
    sender,
    hopLimit,
    wantAck,
    ackFor,
    airUs: airtimeUs(ackFor === undefined ? run.payloadBytes : ACK_BYTES),
    heardDbm: heard === undefined ? 0 : levelDbm[heard.sender]![sender]!,
    startUs: 0,
    endUs: 0,
    fate: new Uint8Array(count),
  });

  const acknowledge = (node: number, of: Message): void => {
    const message: Message = { origin: node, to: of.origin, bornUs: nowUs, acked: false, delivered: false };
    stations[node]!.carries.add(message);
    transmit(node, packetOf(message, node, run.hopLimit, of, undefined, false));
  };

  /** Waits for an acknowledgement of this try. */
  const waitForAck = (node: number, book: number): void => {
    const airMs = Math.floor(airtimeUs(run.payloadBytes) / 1000);
    const waitUs = 2 * airMs * 1000 + (2 ** ownWindow(stations[node]!) + 2 ** 5) * slotUs + 4_500_000;
    events.push(nowUs + waitUs, KIND.timeout, node, book);
  };

  const timeout = (node: number, book: number): void => {
    const { message, triesLeft } = books[book]!;
    if (message.acked || triesLeft === 0) {
      generateNext(node);
      return;
    }
    books[book]!.triesLeft--;
    transmit(node, packetOf(message, node, run.hopLimit, undefined, undefined, true));
    waitForAck(node, book);
  };

  const speak = (node: number, to: number): void => {
    const message: Message = { origin: node, to, bornUs: nowUs, acked: false, delivered: false };
    messages++;
    stations[node]!.carries.add(message);
    const book = books.push({ message, triesLeft: TRIES_AFTER_FIRST }) - 1;
    transmit(node, packetOf(message, node, run.hopLimit, undefined, undefined, true));
    waitForAck(node, book);
  };

  const generateNext = (node: number): void => {
    if ('schedule' in run.traffic) return;
    const atUs = nowUs + exponentialOf(gaps.u32(node), run.traffic.meanGapMs * 1000);
    if (atUs + 3 * airtimeUs(run.payloadBytes) < endUs) events.push(atUs, KIND.generate, node, -1);
  };

  const work = (kind: number, node: number, b: number): void => {
    if (kind === KIND.attempt) attempt(node);
    else if (kind === KIND.timeout) timeout(node, b);
    else if (kind === KIND.generate) {
      const { traffic } = run;
      if ('schedule' in traffic) speak(node, traffic.schedule[b]![2]);
      else speak(node, traffic.direct ? (node + 1 + gaps.below(node, count - 1)) % count : -1);
    } else {
      stations[node]!.sending = false;
      told.push({ packet: inFlight[b]!, ends: true });
      release(node);
    }
  };

  if ('schedule' in run.traffic)
    run.traffic.schedule.forEach(([origin, atMs], i) => events.push(Math.round(atMs * 1000), KIND.generate, origin, i));
  else for (let node = 0; node < count; node++) generateNext(node);

  while (events.nextAtUs() <= endUs) {
    nowUs = events.nextAtUs();
    while (events.nextAtUs() === nowUs) {
      events.pop();
      work(events.event.kind, events.event.a, events.event.b);
    }
    // Only now does anyone notice: equal slots collide.
    for (const { packet, ends } of told) {
      if (!ends) hearStart(packet);
      else hearEnd(packet);
    }
    told.length = 0;
    for (let i = packets.length - 1; i >= 0; i--) if (packets[i]!.endUs < nowUs) packets.splice(i, 1);
  }

  return {
    messages,
    onAir,
    reachPct: (100 * useful) / (messages * (count - 1)),
    usefulnessPct: (100 * useful) / receptions,
    collisionsPct: (100 * collided) / sensed,
    medianDelayMs: medianOf(delaysUs) / 1000,
    transmitUsePct: (100 * stations.reduce((sum, station) => sum + station.txUs, 0)) / count / endUs,
  };
}

/** Its airtime: the coding rate, already 5..8, has 4 added once more. */
export function referenceAirtimeUs(modem: ReferenceModem, payloadBytes: number): number {
  const { spreadingFactor: sf, bandwidthHz, codingRate } = modem;
  const symbolUs = (2 ** sf * 1_000_000) / bandwidthHz;
  const lowDataRate = bandwidthHz === 125_000 && sf >= 11 ? 1 : 0;
  const bits = Math.max(0, 8 * (payloadBytes + HEADER_BYTES) - 4 * sf + 44);
  const blocks = Math.ceil(bits / (4 * (sf - 2 * lowDataRate)));
  return Math.round((16 + 4.25 + 8 + blocks * (codingRate + 4)) * symbolUs);
}

function levels(run: ReferenceRun): number[][] {
  return run.positionsM.map((from, i) =>
    run.positionsM.map((to, j) => {
      if (i === j) return -Infinity;
      const [dx, dy, dz] = [from[0] - to[0], from[1] - to[1], from[2] - to[2]];
      const distanceM = Math.sqrt(dx * dx + dy * dy + dz * dz);
      const path = { distanceM, heightFromM: from[2], heightToM: to[2], frequencyHz: FREQUENCY_HZ };
      return POWER_DBM - pathLossCdb('3gpp-suburb', path) / 100 - run.linkOffsetDb[i]![j]!;
    }),
  );
}

function medianOf(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
