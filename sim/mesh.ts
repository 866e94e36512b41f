// A mesh of simulated Meshtastic radios in virtual time: the engine that worlds, the campaign and the
// embedded neighbourhood stand on. Same options and same calls, same trace digest.
//
// The loop takes one instant after another. Within an instant all events are worked off first, then the
// ether settles who heard what, and only then do radios learn of it: see ether/ether.ts.

import { type Modulation, on2G4, PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { REGIONS } from '#radio/lora/regions.ts';
import { assert } from '#protocol/bytes/result.ts';
import { clockQueue } from './clock-queue.ts';
import { createEther, type Ear, OUTCOME } from './ether/ether.ts';
import { type Place } from './ether/links.ts';
import { PHYSICS, type Physics } from './ether/physics.ts';
import { createAccess, EVENT, type World } from './firmware/access.ts';
import { airtimeWindows } from './firmware/airtime-windows.ts';
import { defaultFrequencyHz, modemShelf, type ModemSetting } from './firmware/modem.ts';
import { BROADCAST_NUM, type Copy, copyPool, EVERYONE, type Flood, lowByte, NOBODY_HERE } from './firmware/packets.ts';
import { type FirmwareProfile, PROFILES, ROLES } from './firmware/profile.ts';
import { type RadioNode, radioNode, type Upper } from './firmware/radio-node.ts';
import { STAT, statsTable } from './firmware/radio-stats.ts';
import type { Destination, MeshOptions, NodeSpec, NodeStats } from './mesh-types.ts';
import { chanceStreams } from './random.ts';
import { createSender } from './sender.ts';
import { topology } from './topology.ts';
import { traceDigest } from './trace-digest.ts';

/** What an SX1262 gives without an amplifier; most boards have it. */
const CHIP_POWER_DBM_MAX = 22;
/** Hash of the default channel "LongFast" with the default key. */
export const DEFAULT_CHANNEL_HASH = 8;

const TRACE = { send: 1, received: 2, broken: 3, drop: 4 } as const;
const OUTCOME_NAMES = ['received', 'collided', 'weak', 'lost'] as const;

export type Mesh = ReturnType<typeof createMesh>;

export function createMesh(options: MeshOptions) {
  const profile: FirmwareProfile =
    typeof options.profile === 'object' ? options.profile : PROFILES[options.profile ?? 'firmware-2.7'];
  const physics: Physics = { ...PHYSICS, ...options.physics };
  const region = REGIONS[options.region];
  const listener = options.listener ?? {};
  const count = options.nodes.length;
  assert(count > 0, 'a mesh has at least one node');

  const events = clockQueue(options.tieSeed);
  const ether = createEther(options.seed, physics, count);
  const modemOf = modemShelf(physics);
  const copies = copyPool();
  const ids = chanceStreams(options.seed, 'node-number', count);
  const windows = airtimeWindows(count);
  const stats = statsTable(count);
  const digest = traceDigest();
  const calls = new Map<number, () => void>();
  const indexOfNum = new Map<number, number>();
  const onAir: (Copy | undefined)[] = [];
  const finished: number[] = [];
  let nowUs = 0;
  let running = false;
  let nextCall = 0;

  const frequencyHz = options.frequencyHz ?? defaultFrequencyHz(options.region, options.preset);
  const settingOf = (preset: PresetName): ModemSetting => {
    const modulation: Modulation = region === REGIONS.LORA_24 ? on2G4(PRESETS[preset]) : PRESETS[preset];
    return { ...modulation, frequencyHz: options.frequencyHz ?? defaultFrequencyHz(options.region, preset) };
  };

  const client: Upper = {
    selfActing: false,
    mayRelay: () => true,
    received: (node, copy) =>
      listener.received?.(
        node.index,
        {
          from: copy.flood.from,
          to: destinationOf(copy.flood),
          id: copy.flood.id,
          portnum: copy.flood.portnum,
          channelHash: copy.flood.channelHash,
          payload: copy.flood.payload,
          hopLimit: copy.hopLimit,
          hopStart: copy.flood.hopStart,
          relayByte: copy.relayNode,
          snrDb: copy.snrCdb / 100,
          rssiDbm: Math.round(copy.levelCdb / 100),
          sentAtUs: copy.flood.bornUs,
        },
        nowUs,
      ),
    relayHeard: (node, copy) => listener.outcome?.(node.index, { kind: 'relay-heard', id: copy.flood.id }, nowUs),
    acked: (node, flood) => listener.outcome?.(node.index, { kind: 'acked', id: flood.id }, nowUs),
    gaveUp: (node, flood) => listener.outcome?.(node.index, { kind: 'gave-up', id: flood.id }, nowUs),
    space: (node) => listener.space?.(node.index, nowUs),
  };

  const nodes: RadioNode[] = options.nodes.map((spec, index) => {
    const role = ROLES[spec.role ?? 'client'];
    const powerDbm = spec.txPowerDbm ?? Math.min(CHIP_POWER_DBM_MAX, region.powerDbmMax);
    return radioNode(
      {
        index,
        num: uniqueNum(spec, index),
        role,
        mode: spec.rebroadcast ?? role.mode,
        modem: modemOf(settingOf(spec.preset ?? options.preset)),
        powerCdbm: Math.round(100 * powerDbm),
        noiseOffsetCdb: Math.round(100 * (spec.noiseDb ?? 0)),
        dutyPct: region.dutyPercent,
        hopLimit: spec.hopLimit ?? profile.hopLimitDefault,
        channels: spec.channels ?? [DEFAULT_CHANNEL_HASH],
        favourites: new Set(spec.favourites ?? []),
        upper: client,
      },
      profile,
    );
  });

  const world: World = {
    profile,
    ether,
    events,
    slots: chanceStreams(options.seed, 'slots', count),
    copies,
    nodes,
    windows,
    stats,
    nowUs: () => nowUs,
    onSend: (node, copy, airtimeUs) => {
      digest.add(TRACE.send, nowUs, node.index, (copy.flood.serial << 3) | copy.hopLimit);
      listener.transmission?.(
        {
          node: node.index,
          from: copy.flood.from,
          to: destinationOf(copy.flood),
          id: copy.flood.id,
          hopLimit: copy.hopLimit,
          payloadBytes: copy.flood.payload.length,
          airtimeUs,
        },
        nowUs,
      );
    },
    onDrop: (node, copy) => digest.add(TRACE.drop, nowUs, node.index, copy.flood.serial),
  };
  const access = createAccess(world);
  const sender = createSender(options.seed, world, access);
  const { router } = sender;
  const ground = topology(options, physics, nodes, frequencyHz);
  ether.useLinks(ground.links());
  nodes.forEach((node, index) => {
    if (options.nodes[index]!.off) node.on = false;
    else ether.tune(index, earOf(node));
  });

  function uniqueNum(spec: NodeSpec, index: number): number {
    let num = spec.nodeNum ?? ids.u32(index);
    while (spec.nodeNum === undefined && (num < 4 || num === BROADCAST_NUM || indexOfNum.has(num)))
      num = ids.u32(index);
    assert(!indexOfNum.has(num), 'node numbers are unique');
    indexOfNum.set(num, index);
    return num;
  }

  function earOf(node: RadioNode): Ear {
    const { modem } = node;
    return {
      tuning: modem.tuning,
      symbolUs: modem.symbolUs,
      preambleSymbols: modem.preambleSymbols,
      noiseCdb: modem.noiseCdb + node.noiseOffsetCdb,
      snrLimitCdb: modem.snrLimitCdb,
      powerCdbm: node.powerCdbm,
    };
  }

  function destinationOf(flood: Flood): Destination {
    return flood.to === EVERYONE ? 'all' : flood.to;
  }

  // --- time ----------------------------------------------------------------------------------------

  /** The copy as this receiver heard it; one object for all hearings. */
  let scratch: Copy | undefined;

  function tellOutcomes(many: number): void {
    for (let i = 0; i < many; i++) {
      const outcome = ether.outcomes[i]!;
      const copy = onAir[outcome.signal]!;
      const node = nodes[outcome.node]!;
      const good = outcome.kind === OUTCOME.received;
      digest.add(good ? TRACE.received : TRACE.broken, nowUs, node.index, copy.flood.serial);
      if (listener.hearing) tellHearing(outcome.node, outcome.signal, outcome.kind);
      access.receptionDone(node, copy.flood.airBytes);
      if (good) {
        stats.add(node.index, STAT.rxGood, 1);
        const heardCopy = (scratch ??= copies.clone(copy));
        heardCopy.flood = copy.flood;
        heardCopy.hopLimit = copy.hopLimit;
        heardCopy.nextHop = copy.nextHop;
        heardCopy.relayNode = copy.relayNode;
        heardCopy.wantAck = copy.wantAck;
        heardCopy.own = false;
        heardCopy.snrCdb = outcome.snrCdb;
        heardCopy.levelCdb = outcome.levelCdb;
        router.receive(node, heardCopy);
      } else if (outcome.kind === OUTCOME.collided) stats.add(node.index, STAT.rxCollided, 1);
      else if (outcome.kind === OUTCOME.weak) stats.add(node.index, STAT.rxWeak, 1);
      else stats.add(node.index, STAT.rxLost, 1);
    }
  }

  function tellHearing(node: number, signal: number, kind: number): void {
    const { flood } = onAir[signal]!;
    listener.hearing!(
      {
        node,
        sender: ether.senderOf(signal),
        from: flood.from,
        id: flood.id,
        startedAtUs: ether.startUsOf(signal),
        outcome: OUTCOME_NAMES[kind]!,
      },
      nowUs,
    );
  }

  function settle(): void {
    const many = ether.settle(nowUs);
    for (const signal of finished) {
      const node = nodes[ether.senderOf(signal)]!;
      if (node.sending === onAir[signal]) access.sendingDone(node, onAir[signal]!);
    }
    tellOutcomes(many);
    for (const signal of finished) {
      copies.free(onAir[signal]!);
      onAir[signal] = undefined;
      ether.release(signal);
    }
    finished.length = 0;
  }

  function workOff(): void {
    const { kind, a, b } = events.event;
    if (kind === EVENT.timer) access.timerFired(nodes[a]!, b);
    else if (kind === EVENT.sensed) {
      const signal = access.sensed(nodes[a]!);
      if (signal >= 0) onAir[signal] = nodes[a]!.sending;
    } else if (kind === EVENT.sent) {
      ether.finish(a);
      finished.push(a);
    } else if (kind === EVENT.retry) router.retry(nodes[a]!);
    else {
      const call = calls.get(a)!;
      calls.delete(a);
      call();
    }
  }

  /** Works off everything up to and including this time, and stands there. */
  function advanceTo(untilUs: number): void {
    assert(!running, 'a mesh is not advanced from within itself');
    assert(untilUs >= nowUs, 'virtual time does not go back');
    running = true;
    while (events.nextAtUs() <= untilUs) {
      nowUs = events.nextAtUs();
      while (events.nextAtUs() === nowUs) {
        events.pop();
        workOff();
      }
      settle();
    }
    nowUs = untilUs;
    running = false;
  }

  // --- the world's hand ----------------------------------------------------------------------------

  function switchOff(index: number): void {
    const node = nodes[index]!;
    if (!node.on) return;
    node.on = false;
    node.sending = undefined;
    access.forget(node);
    for (const pending of node.pending.values()) copies.free(pending.copy);
    node.pending.clear();
    node.pendingCount = 0;
    node.history.forgetAll();
    ether.off(index);
  }

  function switchOn(index: number): void {
    const node = nodes[index]!;
    if (node.on) return;
    node.on = true;
    ether.tune(index, earOf(node));
  }

  function statsOf(index: number): NodeStats {
    const node = nodes[index]!;
    return {
      ...stats.of(index),
      queueLength: node.queue.length,
      pending: node.pending.size,
      channelUsePct: windows.channelUsePct(index, access.nowMs()),
      airUtilTxPct: windows.sendUsePct(index, access.nowMs()),
    };
  }

  return {
    send: sender.send,
    advanceTo,
    nowUs: () => nowUs,
    /** When something will happen next without a hand from outside; Infinity: never. */
    nextEventAtUs: () => events.nextAtUs(),
    /** Calls back at that virtual time, in order with everything else. */
    schedule: (atUs: number, call: () => void): void => {
      const key = nextCall;
      nextCall = (nextCall + 1) & 0x7fffffff;
      calls.set(key, call);
      events.push(Math.max(atUs, nowUs), EVENT.call, key, 0);
    },
    /** Cuts every link between nodes of different groups; all nodes not named are one more group. */
    cut: (groups: readonly (readonly number[])[]): number => ground.cut(groups, nowUs),
    /** Cuts directed links. */
    cutLinks: (pairs: readonly (readonly [from: number, to: number])[]): number => ground.cutLinks(pairs, nowUs),
    /** Lifts one cut, or all. */
    heal: (cut?: number): void => ground.heal(cut, nowUs),
    /** May these two speak now, whatever the distance? False only across a cut. */
    isOpen: (from: number, to: number): boolean => ground.isOpen(from, to),
    /** Moves nodes; packets in the air finish over the old links. Only in worlds of places. */
    move: (moves: readonly { readonly node: number; readonly place: Place }[]): void =>
      ether.useLinks(ground.move(moves, nowUs)),
    switchOff,
    switchOn,
    /** isTxAllowedChannelUtil and isTxAllowedAirUtil (airtime.cpp): may a module send its metadata now? */
    maySendMetadata: (index: number): boolean => {
      const node = nodes[index]!;
      const now = access.nowMs();
      const limitPct = node.role.eager ? profile.maxUtilPct : profile.politeUtilPct;
      const dutyPct = (node.dutyPct * profile.politeDutySharePct) / 100;
      const quiet = windows.channelUsePct(index, now) < limitPct;
      return quiet && (node.dutyPct >= 100 || windows.sendUsePct(index, now) < dutyPct);
    },
    stats: statsOf,
    /** How busy this radio hears the channel, and how much of the last hour it sent: asked often, so apart from `stats`. */
    channelUsePct: (index: number): number => windows.channelUsePct(index, access.nowMs()),
    airUtilTxPct: (index: number): number => windows.sendUsePct(index, access.nowMs()),
    nodeNum: (index: number): number => nodes[index]!.num,
    size: count,
    links: () => ground.links(),
    traceDigest: () => digest.hex(),

    /** For air-port.ts: the parts that a virtual radio's half needs. */
    inside: {
      profile,
      physics,
      nodes,
      windows,
      stats,
      indexOfNum,
      ether,
      access,
      router,
      modemOf,
      earOf,
      floodOf: sender.floodOf,
      ownCopy: sender.ownCopy,
      relink: (): void => ether.useLinks(ground.rebuild(nowUs)),
      renumber: (index: number, num: number): void => {
        const node = nodes[index]!;
        if (node.num === num) return;
        assert(!indexOfNum.has(num), 'node numbers are unique');
        indexOfNum.delete(node.num);
        indexOfNum.set(num, index);
        node.num = num;
        node.byte = lowByte(num);
        node.history.renumber(node.byte);
      },
      indexFor: (num: number): number => (num === BROADCAST_NUM ? EVERYONE : (indexOfNum.get(num) ?? NOBODY_HERE)),
    },
  };
}
