// Meshtasticator's model of a Meshtastic mesh, mistakes included, for one purpose: to be laid beside the
// figures that the official simulator gave for the same layouts (tests/reference-sim, bench/compare-sim.ts).
// No claim of ours rests on it; the firmware profile (mesh.ts) is the one to believe.
//
// Given the official simulator's own seed and layout it gives that simulator's own figures, packet for packet
// (tests/sim/reference.test.ts); so what it says of another seed is what the official one would say.
//
// Its peculiarities, kept on purpose: coding rate counted twice, a slot of 77 ms, no preamble grace (a unit slip),
// random interference of 10 % whatever the setting, an endless queue, a sender who knows of implicit
// acknowledgements anywhere unless that copy was given up, relayed acknowledgements that acknowledge nothing, and a
// packet that collides at its start ending some other reception at once. Facts of lib/node.py, lib/mac.py, lib/phy.py.

import { agenda } from './agenda.ts';
import {
  graceMs,
  levelRow,
  pathLossOf,
  referenceAirtimeMs,
  referenceSlotMs,
  type LevelRow,
  type Links,
  type PositionM,
  type ReferenceModem,
} from './model.ts';
import { createWalk } from './mobility.ts';
import { FATE, figuresOf, type Message, type Packet, type ReferenceFigures, type Station } from './packets.ts';
import { pythonChance, type PythonChance } from './python-chance.ts';

export type ReferenceRole = 'client' | 'router' | 'repeater' | 'client-mute';

export type ReferenceRun = {
  /** Slots and interference; `referenceLayout(...).chance` to go on as the official simulator would. */
  readonly chance: PythonChance;
  readonly modem: ReferenceModem;
  readonly positionsM: readonly PositionM[];
  /** Row: sender, column: receiver; taken from the level. */
  readonly linkOffsetDb: readonly (readonly number[])[];
  readonly gainsDbi?: readonly number[];
  readonly roles?: readonly ReferenceRole[];
  readonly simulatedMs: number;
  readonly payloadBytes: number;
  readonly hopLimit: number;
  /** Three in ten walk, ride or drive, and some of them say where they are. */
  readonly mobile?: boolean;
  /** Messages to send, or the mean gap of each node's own. */
  readonly traffic:
    | { readonly schedule: readonly (readonly [origin: number, atMs: number, to: number])[] }
    | { readonly meanGapMs: number; readonly direct: boolean };
  /** For tests that show what a mistake in the model does to the figures. */
  readonly mistakes?: Partial<ReferenceConstants>;
};

export type ReferenceConstants = {
  readonly triesAfterFirst: number;
  readonly ackBytes: number;
  readonly captureDb: number;
  readonly noiseDbm: number;
  /** Part of a slot for which a packet on air stays unnoticed. */
  readonly blindSlots: number;
  readonly interferenceOneIn: number;
  readonly relayWindowMax: number;
  /** Copies after which a waiting one is given up: clients; routers and repeaters. */
  readonly copiesEnough: number;
  readonly copiesEnoughRouter: number;
  readonly airtimeFactor: number;
};

const CONSTANTS: ReferenceConstants = {
  triesAfterFirst: 3,
  ackBytes: 2,
  captureDb: 6,
  noiseDbm: -119.25,
  blindSlots: 1,
  interferenceOneIn: 10,
  relayWindowMax: 8,
  copiesEnough: 1,
  copiesEnoughRouter: 2,
  airtimeFactor: 1,
};

const WINDOW_MIN = 2;
const WINDOW_MAX = 8;
const SNR_MIN_DB = -20;
const SNR_MAX_DB = 15;
const PROCESSING_MS = 4500;
const ALL = -1;

export function runReference(run: ReferenceRun): ReferenceFigures {
  const rules = { ...CONSTANTS, ...run.mistakes };
  const count = run.positionsM.length;
  const { modem, chance } = run;
  const slotMs = referenceSlotMs(modem);
  const grace = graceMs(modem);
  const time = agenda();
  const airtimes = new Map<number, number>();
  const own = run.positionsM.map((_, node) => pythonChance(node));
  const walk = createWalk(run.positionsM);
  const rows: { row: LevelRow; steps: number }[] = [];
  const links: Links = { modem, offsetsDb: run.linkOffsetDb, gainsDbi: run.gainsDbi, lossDb: pathLossOf(modem) };
  const stations: Station[] = run.positionsM.map(() => ({
    waiting: [],
    holds: false,
    sending: false,
    receiving: 0,
    airMs: 0,
    txMs: 0,
    heard: new Map(),
    clean: [],
    inbox: [],
    idle: true,
  }));
  const packets: Packet[] = [];
  const flying: Packet[] = [];
  const delaysMs: number[] = [];
  let messages = 0;
  let useful = 0;
  let dropped = 0;

  const roleOf = (node: number): ReferenceRole => run.roles?.[node] ?? 'client';

  const airtimeOf = (bytes: number): number => {
    const known = airtimes.get(bytes);
    if (known !== undefined) return known;
    const airMs = rules.airtimeFactor * referenceAirtimeMs(modem, bytes);
    airtimes.set(bytes, airMs);
    return airMs;
  };

  /** Levels are those of the moment in which the packet was made, however long it then waits. */
  const rowOf = (sender: number): LevelRow => {
    const known = rows[sender];
    if (known?.steps === walk.steps.length) return known.row;
    const moved = known && new Set(walk.steps.slice(known.steps));
    const row = levelRow(links, walk.positionsM, sender, known?.row, moved);
    rows[sender] = { row, steps: walk.steps.length };
    return row;
  };

  const make = (message: Message, sender: number, hopLimit: number, tries: number): Packet => {
    const row = rowOf(sender);
    const packet: Packet = {
      message,
      sender,
      hopLimit,
      isAck: message.ackFor !== undefined && sender === message.origin,
      airMs: airtimeOf(message.bytes),
      row,
      fate: row.sensed.slice(),
      tries,
      acked: false,
      givenUp: false,
      startMs: 0,
      endMs: 0,
    };
    message.copies.push(packet);
    packets.push(packet);
    time.first(() => ask(sender, packet));
    return packet;
  };

  const speak = (origin: number, to: number, bytes: number, ackFor?: Message): Message => {
    const message: Message = { origin, to, bytes, bornMs: time.nowMs(), ackFor, copies: [], answers: 0 };
    messages++;
    if (ackFor) ackFor.answers++;
    make(message, origin, run.hopLimit, rules.triesAfterFirst);
    return message;
  };

  // ---- one sender at a time per node, first come, first served, without end

  const ask = (node: number, packet: Packet): void => {
    stations[node]!.waiting.push(packet);
    grant(node);
  };

  const grant = (node: number): void => {
    const station = stations[node]!;
    const packet = station.holds ? undefined : station.waiting.shift();
    if (!packet) return;
    station.holds = true;
    time.soon(() => delay(node, packet));
  };

  const release = (node: number): void => {
    stations[node]!.holds = false;
    time.soon(() => grant(node));
  };

  // ---- listen before talk

  const ownWindow = (node: number): number => {
    const usePct = (stations[node]!.airMs / time.nowMs()) * 100;
    return Math.floor((usePct * (WINDOW_MAX - WINDOW_MIN)) / 100 + WINDOW_MIN);
  };

  const delay = (node: number, packet: Packet): void => {
    const heardDbm = stations[node]!.heard.get(packet.message)?.dbm;
    const slots = heardDbm === undefined ? 2 ** ownWindow(node) : relaySlots(node, heardDbm);
    time.after(chance.below(slots) * slotMs, () => attempt(node, packet));
  };

  const relaySlots = (node: number, heardDbm: number): number => {
    const snr = Math.min(SNR_MAX_DB, Math.max(SNR_MIN_DB, heardDbm - rules.noiseDbm));
    const share = ((snr - SNR_MIN_DB) * (rules.relayWindowMax - WINDOW_MIN)) / (SNR_MAX_DB - SNR_MIN_DB);
    const window = Math.floor(share + WINDOW_MIN);
    return roleOf(node) === 'router' ? 2 * window : 2 ** window;
  };

  const channelActive = (node: number): boolean => {
    if (chance.below(rules.interferenceOneIn) === 0) return true;
    const nowMs = time.nowMs();
    const blindMs = rules.blindSlots * slotMs;
    for (const other of flying)
      if (other.row.detected[node] === 1 && other.startMs + blindMs <= nowMs && nowMs <= other.endMs) return true;
    return false;
  };

  const attempt = (node: number, packet: Packet): void => {
    const station = stations[node]!;
    if (station.receiving > 0 || station.sending || channelActive(node)) return delay(node, packet);
    const copies = station.heard.get(packet.message)?.copies ?? 0;
    if (!station.heard.has(packet.message)) station.heard.set(packet.message, { copies: 0, dbm: undefined });
    const patient = roleOf(node) === 'router' || roleOf(node) === 'repeater';
    if (copies > (patient ? rules.copiesEnoughRouter : rules.copiesEnough)) giveUp(packet);
    else return begin(node, packet);
    release(node);
  };

  /** It vanishes from the books, and with it the acknowledgement it may have had. */
  const giveUp = (packet: Packet): void => {
    const { message } = packet;
    packet.givenUp = true;
    message.copies.splice(message.copies.indexOf(packet), 1);
    if (packet.isAck) message.ackFor!.answers--;
  };

  // ---- on air

  const begin = (node: number, packet: Packet): void => {
    const station = stations[node]!;
    for (let to = 0; to < count; to++) if (packet.fate[to]! & FATE.sensed) collide(packet, to);
    packet.startMs = time.nowMs();
    packet.endMs = packet.startMs + packet.airMs;
    station.txMs += packet.airMs;
    station.airMs += packet.airMs;
    for (let i = flying.length - 1; i >= 0; i--) if (flying[i]!.endMs < packet.startMs) flying.splice(i, 1);
    flying.push(packet);
    time.first(() => time.after(packet.airMs, () => tell(packet)));
    tell(packet);
    station.sending = true;
    time.after(packet.airMs, () => {
      station.sending = false;
      release(node);
    });
  };

  /** At the start of a packet only, and only against packets that were clean at theirs. */
  const collide = (packet: Packet, to: number): void => {
    const { clean } = stations[to]!;
    const nowMs = time.nowMs();
    let lost = false;
    let kept = 0;
    for (const other of clean) {
      if (other.endMs <= nowMs) continue;
      clean[kept++] = other;
      if (nowMs + grace >= other.endMs) continue;
      const lead = packet.row.dbm[to]! - other.row.dbm[to]!;
      if (lead < rules.captureDb) {
        lost = true;
        packet.fate[to] = packet.fate[to]! | FATE.collided;
      }
      if (lead > -rules.captureDb) other.fate[to] = other.fate[to]! | FATE.collided;
    }
    clean.length = kept;
    if (!lost) clean.push(packet);
  };

  /** Start and end of a packet reach everybody in the order of their numbers, once all else of the instant began. */
  const tell = (packet: Packet): void => {
    for (const station of stations) station.inbox.push(packet);
    time.soon(() => {
      const told: { node: number; packet: Packet }[] = [];
      for (let node = 0; node < count; node++) {
        const station = stations[node]!;
        if (!station.idle) continue;
        station.idle = false;
        const next = station.inbox.shift()!;
        // Who does not sense it has nothing to do with it, and waits on.
        if (next.fate[node] === 0 && station.inbox.length === 0) station.idle = true;
        else told.push({ node, packet: next });
      }
      time.soon(() => {
        for (const { node, packet: next } of told) {
          notice(node, next);
          time.settle();
        }
      });
    });
  };

  const notice = (node: number, packet: Packet): void => {
    hear(node, packet);
    const station = stations[node]!;
    const next = station.inbox.shift();
    if (next) time.soon(() => notice(node, next));
    else station.idle = true;
  };

  const hear = (node: number, packet: Packet): void => {
    const fate = packet.fate[node]!;
    const station = stations[node]!;
    if (!(fate & FATE.sensed)) return;
    if (!(fate & (FATE.collided | FATE.begun))) {
      packet.fate[node] = station.sending ? FATE.begun : fate | FATE.begun;
      if (!station.sending) station.receiving++;
      return;
    }
    if (station.receiving > 0) station.receiving--;
    station.airMs += packet.airMs;
    if (fate & FATE.collided) return;
    packet.fate[node] = fate | FATE.received;
    delaysMs.push(time.nowMs() - packet.message.bornMs);
    receive(node, packet);
  };

  const receive = (node: number, packet: Packet): void => {
    const { message } = packet;
    const { heard } = stations[node]!;
    const before = heard.get(message);
    if (!before) useful++;
    heard.set(message, { copies: (before?.copies ?? 0) + 1, dbm: packet.row.dbm[node]! });
    if (message.origin === node) {
      packet.acked = true;
      return;
    }
    let carried = false;
    for (const copy of message.copies) {
      if (copy.sender !== node) continue;
      carried = true;
      copy.acked = true;
    }
    const answered = packet.isAck && message.ackFor!.origin === node;
    if (answered) for (const copy of message.ackFor!.copies) copy.acked = true;

    if (message.to === node && message.ackFor === undefined && message.answers === 0)
      speak(node, message.origin, rules.ackBytes, message);
    else if (message.to !== node && !carried && !answered && packet.hopLimit > 0) {
      if (roleOf(node) !== 'client-mute') make(message, node, packet.hopLimit - 1, rules.triesAfterFirst);
    } else dropped++;
  };

  // ---- what each node says of its own

  /** Undefined where the flood could not end before the run does. */
  const nextGapMs = (node: number, meanMs: number): number | undefined => {
    const gapMs = own[node]!.exponential(meanMs);
    const endMs = time.nowMs() + gapMs + run.hopLimit * airtimeOf(run.payloadBytes);
    return endMs < run.simulatedMs ? gapMs : undefined;
  };

  const generate = (node: number): void => {
    if ('schedule' in run.traffic) return;
    const { meanGapMs, direct } = run.traffic;
    const gapMs = nextGapMs(node, meanGapMs);
    if (gapMs === undefined) return;
    time.after(gapMs, () => {
      const drawn = direct ? own[node]!.below(count - 1) : ALL;
      sayReliably(node, direct && drawn >= node ? drawn + 1 : drawn);
    });
  };

  const sayReliably = (node: number, to: number): void => waitForAck(node, speak(node, to, run.payloadBytes));

  const waitForAck = (node: number, message: Message): void => {
    const slots = 2 ** ownWindow(node) + 2 ** ((WINDOW_MIN + WINDOW_MAX) / 2);
    const waitMs = 2 * Math.floor(airtimeOf(run.payloadBytes)) + slots * slotMs + PROCESSING_MS;
    time.after(waitMs, () => {
      const triesLeft = message.copies.reduce((least, copy) => Math.min(least, copy.tries), rules.triesAfterFirst);
      if (triesLeft === 0 || message.copies.some((copy) => copy.acked)) return generate(node);
      make(message, node, run.hopLimit, triesLeft - 1);
      waitForAck(node, message);
    });
  };

  for (let node = 0; node < count; node++) {
    if (roleOf(node) !== 'repeater') time.first(() => generate(node));
    if (run.mobile) {
      walk.begin(node, {
        time,
        nextGapMs: (meanMs) => nextGapMs(node, meanMs),
        sentMs: () => stations[node]!.txMs,
        sayWhere: () => void speak(node, ALL, run.payloadBytes),
      });
    }
  }
  if ('schedule' in run.traffic)
    for (const [origin, atMs, to] of run.traffic.schedule) time.after(atMs, () => sayReliably(origin, to));
  time.runUntil(run.simulatedMs);

  const movers = walk.movers();
  return figuresOf({ run, packets, stations, delaysMs, messages, useful, dropped, ...movers });
}
