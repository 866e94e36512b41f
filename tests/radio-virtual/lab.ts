// A table with virtual radios on it: one clock, a plain ether without physics, clients that keep what they hear.
// The ether is the simulator's slow plain twin for these tests: everyone on one frequency hears everyone.

import { concat } from '#protocol/bytes/bytes.ts';
import type { Draft } from '#radio/meshtastic/codec.ts';
import { createFramer, frameOf } from '#radio/meshtastic/framing.ts';
import { FromRadio, PortNum, ToRadio, type Data, type MeshPacket } from '#radio/meshtastic/messages.ts';
import type { Air, AirListener, AirModem, AirPacket, AirSubmission, Ether } from '#radio/virtual/air.ts';
import { createVirtualRadio, type DeviceAction, type VirtualRadio } from '#radio/virtual/device.ts';
import type { RadioMemory } from '#radio/virtual/memory.ts';

const AIRTIME_MS = 50;
const RETRY_MS = 2_000;
const TRIES = 3;
const QUEUE_MAX = 16;

type Station = {
  readonly num: number;
  readonly listener: AirListener;
  modem: AirModem | undefined;
  queue: AirSubmission[];
  freeAtMs: number;
  seen: Set<string>;
  reliable: Map<number, { submission: AirSubmission; tries: number; atMs: number }>;
  wasFull: boolean;
  sent: number;
  received: number;
};

export type PlainEther = Ether & {
  readonly advance: (nowMs: number) => void;
  /** Radios a and b cannot hear each other. */
  readonly part: (a: number, b: number) => void;
  readonly log: { readonly by: number; readonly packet: AirPacket }[];
  /** Duty cycle and utilisation shown to every radio. */
  airUtilTxPct: number;
};

export function createPlainEther(): PlainEther {
  const stations: Station[] = [];
  const parted = new Set<string>();
  const log: { by: number; packet: AirPacket }[] = [];
  let nowMs = 0;
  const keyOf = (packet: AirPacket): string => `${packet.from}/${packet.id}`;
  const sameModem = (a: AirModem, b: AirModem): boolean =>
    a.frequencyHz === b.frequencyHz && a.bandwidthHz === b.bandwidthHz && a.spreadingFactor === b.spreadingFactor;

  const hear = (station: Station, packet: AirPacket): void => {
    const tell = (event: Parameters<AirListener['onAir']>[0]): void => station.listener.onAir(event, nowMs * 1000);
    if (packet.from === station.num) {
      const mine = station.reliable.get(packet.id);
      if (!mine) return;
      station.reliable.delete(packet.id);
      return tell({ kind: 'heard-relayed', id: packet.id, rssiDbm: -60, snrDb: 6 });
    }
    const isRepeated = station.seen.has(keyOf(packet));
    if (isRepeated && !(packet.to === station.num && packet.wantAck && packet.hopLimit === packet.hopStart)) return;
    station.seen.add(keyOf(packet));
    station.received += 1;
    tell({ kind: 'received', packet, rssiDbm: -60, snrDb: 6.25, repeated: isRepeated });
    if (isRepeated || packet.to === station.num || packet.hopLimit === 0 || !station.listener.mayRelay(packet)) return;
    const copy = { ...packet, hopLimit: packet.hopLimit - 1, relayNode: station.num & 0xff };
    station.queue.push({ packet: copy, priority: 64, reliable: false });
  };

  const transmit = (station: Station, submission: AirSubmission): void => {
    const { packet } = submission;
    log.push({ by: station.num, packet });
    station.sent += 1;
    for (const other of stations) {
      if (other === station || !other.modem || !sameModem(station.modem!, other.modem)) continue;
      if (!parted.has(`${station.num}-${other.num}`)) hear(other, packet);
    }
  };

  const step = (station: Station): void => {
    if (!station.modem) return;
    for (const [id, entry] of station.reliable) {
      if (entry.atMs > nowMs) continue;
      if (entry.tries >= TRIES) {
        station.reliable.delete(id);
        station.listener.onAir({ kind: 'gave-up', id }, nowMs * 1000);
      } else {
        entry.tries += 1;
        entry.atMs = nowMs + RETRY_MS;
        station.queue.push(entry.submission);
      }
    }
    if (station.queue.length === 0 || station.freeAtMs > nowMs) return;
    station.queue.sort((a, b) => b.priority - a.priority);
    const next = station.queue.shift()!;
    station.freeAtMs = nowMs + AIRTIME_MS;
    transmit(station, next);
    if (station.wasFull) {
      station.wasFull = false;
      const free = QUEUE_MAX - station.queue.length;
      station.listener.onAir({ kind: 'space', free, maxlen: QUEUE_MAX }, nowMs * 1000);
    }
  };

  const ether: PlainEther = {
    airUtilTxPct: 0,
    log,
    part(a, b) {
      parted.add(`${a}-${b}`).add(`${b}-${a}`);
    },
    advance(toMs) {
      while (nowMs < toMs) {
        nowMs = Math.min(toMs, nowMs + 10);
        for (const station of stations) step(station);
      }
    },
    attach(num, listener): Air {
      const station: Station = {
        num,
        listener,
        modem: undefined,
        queue: [],
        freeAtMs: 0,
        seen: new Set(),
        reliable: new Map(),
        wasFull: false,
        sent: 0,
        received: 0,
      };
      stations.push(station);
      const free = (): number => Math.max(0, QUEUE_MAX - station.queue.length);
      return {
        tune(modem) {
          station.modem = modem;
        },
        stop() {
          station.modem = undefined;
          station.queue = [];
          station.seen = new Set();
          station.reliable = new Map();
        },
        submit(submission) {
          if (free() === 0) return { res: 32, free: 0, maxlen: QUEUE_MAX };
          station.queue.push(submission);
          if (submission.reliable) {
            station.reliable.set(submission.packet.id, { submission, tries: 1, atMs: nowMs + RETRY_MS });
          }
          if (free() === 0) station.wasFull = true;
          return { res: 0, free: free(), maxlen: QUEUE_MAX };
        },
        settle: (id) => void station.reliable.delete(id),
        queue: () => ({ free: free(), maxlen: QUEUE_MAX }),
        channelUtilizationPct: () => 0,
        airUtilTxPct: () => ether.airUtilTxPct,
        silentMinutesUntilPct: () => 7,
        counts: () => ({ sent: station.sent, received: station.received, broken: 0 }),
      };
    },
  };
  return ether;
}

export type BenchRadio = {
  readonly radio: VirtualRadio;
  /** Everything the present client was sent. */
  readonly heard: FromRadio[];
  /** The sizes of those frames, without headers. */
  readonly heardBytes: number[];
  readonly closed: number[];
  readonly saved: RadioMemory[];
  connect(): number;
  write(...messages: Draft<ToRadio>[]): void;
  writeBytes(bytes: Uint8Array): void;
  handle(actions: readonly DeviceAction[]): void;
  take(): FromRadio[];
};

export type Lab = {
  readonly ether: PlainEther;
  nowMs(): number;
  /** Lets time pass, with every timer at its moment. */
  pass(ms: number): void;
  add(memory: RadioMemory, options?: Partial<Parameters<typeof createVirtualRadio>[0]>): BenchRadio;
};

export function createLab(): Lab {
  const ether = createPlainEther();
  let nowMs = 0;
  const wakes = new Map<BenchRadio, number>();

  const add: Lab['add'] = (memory, options = {}) => {
    let client = 0;
    let framer = createFramer<FromRadio>(FromRadio.decode);
    const bench: BenchRadio = {
      heard: [],
      heardBytes: [],
      closed: [],
      saved: [],
      radio: undefined as unknown as VirtualRadio,
      connect() {
        framer = createFramer<FromRadio>(FromRadio.decode);
        client += 1;
        bench.handle(bench.radio.handle({ kind: 'client-connected', client }, nowMs));
        return client;
      },
      write(...messages) {
        bench.writeBytes(concat(...messages.map((message) => frameOf(ToRadio.encode(message)))));
      },
      writeBytes(bytes) {
        bench.handle(bench.radio.handle({ kind: 'client-bytes', client, bytes }, nowMs));
      },
      handle(actions) {
        for (const action of actions) {
          if (action.kind === 'wake') wakes.set(bench, action.atMs);
          if (action.kind === 'close-client') bench.closed.push(action.client);
          if (action.kind === 'save') bench.saved.push(action.memory);
          if (action.kind !== 'to-client' || action.client !== client) continue;
          for (const frame of action.chunks.flatMap((chunk) => framer.push(chunk))) {
            if (frame.kind !== 'frame') throw new Error('the radio sent a frame that does not decode');
            bench.heard.push(frame.message);
            bench.heardBytes.push(frame.contentBytes);
          }
        }
      },
      take: () => {
        bench.heardBytes.length = 0;
        return bench.heard.splice(0);
      },
    };
    const listener: AirListener = {
      onAir: (event, nowUs) => bench.handle(bench.radio.handle({ kind: 'air', event }, nowUs / 1000)),
      mayRelay: (packet) => bench.radio.mayRelay(packet),
    };
    const air = ether.attach(memory.nodeNum, listener);
    const radio = createVirtualRadio({ memory, air, seed: `lab/${memory.nodeNum}`, ...options });
    Object.assign(bench, { radio });
    bench.handle(radio.handle({ kind: 'power-on' }, nowMs));
    return bench;
  };

  return {
    ether,
    nowMs: () => nowMs,
    add,
    pass(ms) {
      const untilMs = nowMs + ms;
      while (nowMs < untilMs) {
        nowMs = Math.min(untilMs, nowMs + 10);
        ether.advance(nowMs);
        for (const [bench, atMs] of [...wakes]) {
          if (atMs > nowMs) continue;
          wakes.delete(bench);
          bench.handle(bench.radio.handle({ kind: 'woke' }, nowMs));
        }
      }
    },
  };
}

/** Which kind of FromRadio it is, by its proto name. */
export const kindOf = (message: FromRadio): string => FromRadio.variantOf(message, 'payload_variant') ?? 'empty';

export const privatePacket = (packet: Draft<MeshPacket>, data: Draft<Data>): Draft<ToRadio> => ({
  packet: { to: 0xffffffff, ...packet, decoded: { portnum: PortNum.PRIVATE_APP, ...data } },
});
