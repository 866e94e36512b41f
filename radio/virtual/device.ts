/**
 * One Meshtastic radio as a client sees it, without hardware: a pure machine.
 *
 * `handle(event, nowMs) -> actions`. Bytes from the client and packets from the air go in; bytes for the
 * client, settings to be kept and wake-up times come out. What it transmits goes through `air` at once,
 * because the answer to the client depends on the queue. This file is power, clock, timers and the
 * client's requests; mesh-router.ts is what the radio does with packets; admin.ts its settings.
 * Modelled on firmware 2.7.26 (PhoneAPI, MeshService) and held against recordings of it.
 */

import { prng } from '#protocol/bytes/prng.ts';
import type { Air, AirEvent, AirPacket } from './air.ts';
import { createClientPort, type ClientFraming } from './client-port.ts';
import { FIRMWARE_2_7_26, handshakeFrames, type Firmware, type RadioNow } from './handshake.ts';
import type { MeshPacket, ToRadio } from '../meshtastic/messages.ts';
import { createMeshRouter, type MeshRouter } from './mesh-router.ts';
import type { RadioMemory } from './memory.ts';
import { airModemOf, settledLora } from './modem.ts';
import { createNodeDatabase } from './node-database.ts';

export type DeviceEvent =
  | { readonly kind: 'power-on' }
  | { readonly kind: 'power-off' }
  /** A client has connected; `client` is any number the rim uses for the connection. */
  | { readonly kind: 'client-connected'; readonly client: number; readonly framing?: ClientFraming }
  | { readonly kind: 'client-bytes'; readonly client: number; readonly bytes: Uint8Array }
  | { readonly kind: 'client-gone'; readonly client: number }
  | { readonly kind: 'air'; readonly event: AirEvent }
  | { readonly kind: 'woke' };

export type DeviceAction =
  | { readonly kind: 'to-client'; readonly client: number; readonly chunks: readonly Uint8Array[] }
  | { readonly kind: 'close-client'; readonly client: number }
  /** Keep this; a power loss forgets anything that was not kept. */
  | { readonly kind: 'save'; readonly memory: RadioMemory }
  /** Call `handle({ kind: 'woke' })` at this time; replaces any earlier one. */
  | { readonly kind: 'wake'; readonly atMs: number }
  /** Clients cannot connect until it is back (never, after a shutdown: `backAtMs` is null). */
  | { readonly kind: 'down'; readonly backAtMs: number | null }
  | { readonly kind: 'up' };

export type VirtualRadioOptions = {
  readonly memory: RadioMemory;
  readonly air: Air;
  /** Chance for packet ids, nonces and keys. Keys of a virtual radio are as guessable as its seed. */
  readonly seed: string;
  readonly firmware?: Firmware;
  readonly packetsForClientMax?: number;
  /** The wall clock at nowMs 0 in Unix seconds, for a radio with a clock of its own; absent: unset until told. */
  readonly unixTimeAtZeroS?: number;
  /** A silent client is put out after this; longer where the radio's time runs faster than the client's. */
  readonly clientIdleMsMax?: number;
};

export type VirtualRadio = {
  handle(event: DeviceEvent, nowMs: number): readonly DeviceAction[];
  /** For AirListener: may this packet be relayed by this radio, from its role and keys? */
  mayRelay(packet: AirPacket): boolean;
  /** Settings as they are now, saved or not. */
  memory(): RadioMemory;
  isUp(): boolean;
  /** May a client connect this way now? */
  isThereFor(framing: ClientFraming): boolean;
};

/** Measured: the connection ends at once, and the port answers again after this. */
const REBOOT_MS = 1_400;
export const CLIENT_IDLE_MS_MAX = 15 * 60 * 1000;
/** Measured from boot: the first announcement, and the first telemetry for the client. */
const FIRST_NODE_INFO_MS = 30_000;
const FIRST_POSITION_MS = 45_000;
const FIRST_TELEMETRY_MS = 75_000;
const TELEMETRY_MS = 60_000;
const LOCAL_STATS_MS = 15 * 60 * 1000;
const SAVE_NODES_MS = 60_000;

type TimerName = 'restart' | 'shutDown' | 'back' | 'nodeInfo' | 'position' | 'telemetry' | 'idle';
const TIMER_NAMES: readonly TimerName[] = ['shutDown', 'restart', 'back', 'nodeInfo', 'position', 'telemetry', 'idle'];

export function createVirtualRadio(options: VirtualRadioOptions): VirtualRadio {
  const { air, seed } = options;
  const firmware = options.firmware ?? FIRMWARE_2_7_26;
  const chance = prng(`${seed}/radio`);
  const clientIdleMs = options.clientIdleMsMax ?? CLIENT_IDLE_MS_MAX;
  const port = createClientPort(options.packetsForClientMax);

  let flash = options.memory; // what survives
  let memory = flash; // what counts now
  let database = createNodeDatabase(memory.nodes);
  let isUp = false;
  let nowMs = 0;
  let bootedAtMs = 0;
  /** Unix seconds at nowMs 0, once the clock was set. */
  let clockOffsetS: number | undefined = options.unixTimeAtZeroS;
  let isEditing = false;
  let isBluetoothOn = true;
  let nodesSavedAtMs = 0;
  let localStatsAtMs = 0;
  let actions: DeviceAction[] = [];
  let wakeAtMs: number | undefined;
  const timers = new Map<TimerName, number>();
  const inbox: DeviceEvent[] = [];
  let isHandling = false;

  const unixTimeS = (): number => (clockOffsetS === undefined ? 0 : Math.floor(clockOffsetS + nowMs / 1000));
  const radioNow = (): RadioNow => ({
    memory,
    firmware,
    nodes: database.list(),
    metrics: router.metrics(),
    unixTimeS: unixTimeS(),
  });
  const status = () => ({ res: 0, ...air.queue() });

  const save = (): void => {
    flash = { ...memory, nodes: database.list() };
    memory = flash;
    actions.push({ kind: 'save', memory: flash });
  };

  const router: MeshRouter = createMeshRouter({
    air,
    chance,
    seed,
    port,
    now: () => ({ ms: nowMs, upMs: nowMs - bootedAtMs, unixTimeS: unixTimeS() }),
    radioNow,
    database: () => database,
    memory: () => memory,
    setMemory(changed) {
      memory = changed;
    },
    setClock(seconds) {
      clockOffsetS = seconds - nowMs / 1000;
    },
    applyDeed(deed) {
      switch (deed.kind) {
        case 'save':
          if (isEditing) return;
          memory = {
            ...memory,
            config: {
              ...memory.config,
              lora: { ...memory.config.lora, txPower: settledLora(memory.config.lora).txPower },
            },
          };
          save();
          air.tune(airModemOf(memory));
          if (deed.needsRestart) timers.set('restart', nowMs + router.restartMs);
          return;
        case 'restart':
          if (deed.afterSeconds < 0) timers.delete('restart');
          else timers.set('restart', nowMs + deed.afterSeconds * 1000);
          return;
        case 'shut-down':
          if (deed.afterSeconds < 0) timers.delete('shutDown');
          else timers.set('shutDown', nowMs + deed.afterSeconds * 1000);
          return;
        case 'edit':
          isEditing = deed.isOpen;
          return;
        case 'end-bluetooth':
          if (isEditing) return;
          isBluetoothOn = false;
          if (port.framing() === 'messages') closeClient();
          return;
      }
    },
    nodesChanged() {
      // The firmware spares its flash: at most once a minute, and not in the first minute.
      if (nowMs - Math.max(nodesSavedAtMs, bootedAtMs) < SAVE_NODES_MS) return;
      nodesSavedAtMs = nowMs;
      const nodes = database.list();
      flash = { ...flash, nodes };
      actions.push({ kind: 'save', memory: flash });
    },
  });

  const drain = (): void => {
    const client = port.client();
    if (client === undefined) return;
    const chunks = port.drain((nonce) => handshakeFrames(radioNow(), nonce), status);
    if (chunks.length > 0) actions.push({ kind: 'to-client', client, chunks });
  };
  /** Answers first, then what the answers set off: the order a client sees. */
  const settle = (): void => {
    drain();
    while (router.workOffLocal()) drain();
    drain();
  };

  const closeClient = (): void => {
    const client = port.client();
    if (client !== undefined) actions.push({ kind: 'close-client', client });
    port.close();
    timers.delete('idle');
  };

  const goUp = (): void => {
    isUp = true;
    bootedAtMs = nowMs;
    memory = { ...flash, config: { ...flash.config, lora: settledLora(flash.config.lora) } };
    database = createNodeDatabase(memory.nodes);
    isEditing = false;
    isBluetoothOn = true;
    localStatsAtMs = 0;
    router.reset();
    port.reset();
    if (router.ensureKeys()) save();
    if (options.unixTimeAtZeroS === undefined) clockOffsetS = undefined; // no battery keeps the time
    air.tune(airModemOf(memory));
    port.offerStatus(status()); // a queue that was "full" before boot has space: so the firmware says
    timers.set('nodeInfo', nowMs + FIRST_NODE_INFO_MS);
    timers.set('position', nowMs + FIRST_POSITION_MS);
    timers.set('telemetry', nowMs + FIRST_TELEMETRY_MS);
    actions.push({ kind: 'up' });
  };

  const goDown = (backAtMs: number | null): void => {
    closeClient();
    isUp = false;
    air.stop();
    timers.clear();
    if (backAtMs !== null) timers.set('back', backAtMs);
    actions.push({ kind: 'down', backAtMs });
  };

  const TIMERS: Readonly<Record<TimerName, () => void>> = {
    restart: () => goDown(nowMs + REBOOT_MS),
    shutDown: () => goDown(null),
    back: () => {
      flash = { ...flash, rebootCount: flash.rebootCount + 1 };
      goUp();
    },
    nodeInfo: () => {
      router.announce();
      timers.set('nodeInfo', nowMs + memory.config.device.nodeInfoBroadcastSecs * 1000);
    },
    position: () => {
      router.sendPosition();
      timers.set('position', nowMs + (memory.config.position.positionBroadcastSecs || 3600) * 1000);
    },
    telemetry: () => {
      const wantsStats = localStatsAtMs === 0 || nowMs - localStatsAtMs >= LOCAL_STATS_MS;
      if (router.telemetry(wantsStats) && wantsStats) localStatsAtMs = nowMs;
      timers.set('telemetry', nowMs + TELEMETRY_MS);
    },
    idle: closeClient,
  };

  const takeMessage = (message: ToRadio): void => {
    if (message.packet) takePacket(message.packet);
    else if (message.wantConfigId !== undefined) port.wantConfig(message.wantConfigId);
    else if (message.disconnect) closeClient();
    else if (message.heartbeat?.nonce === 1) router.announce({ isUrgent: true, wantsReplies: true });
    else if (message.heartbeat) port.answerHeartbeat();
  };
  const takePacket = (packet: MeshPacket): void => {
    if (packet.id !== 0 && port.seenBefore(packet.id)) return;
    router.fromClient(packet);
  };

  const isThereFor = (framing: ClientFraming): boolean => isUp && (framing === 'stream' || isBluetoothOn);

  const take = (event: DeviceEvent): void => {
    if (!isUp && event.kind !== 'power-on' && event.kind !== 'woke') return;
    switch (event.kind) {
      case 'power-on':
        if (!isUp) goUp();
        return;
      case 'power-off':
        return goDown(null);
      case 'client-connected': {
        const { client, framing = 'stream' } = event;
        if (!isThereFor(framing)) return;
        const thrownOut = port.open(client, framing);
        router.clientChanged();
        if (thrownOut !== undefined) actions.push({ kind: 'close-client', client: thrownOut });
        timers.set('idle', nowMs + clientIdleMs);
        return;
      }
      case 'client-bytes':
        if (event.client !== port.client()) return;
        timers.set('idle', nowMs + clientIdleMs);
        for (const message of port.read(event.bytes)) takeMessage(message);
        return;
      case 'client-gone':
        if (event.client !== port.client()) return;
        port.close();
        timers.delete('idle');
        return;
      case 'air':
        return router.fromAir(event.event);
      case 'woke':
        return;
    }
  };

  const runTimers = (): void => {
    for (const name of TIMER_NAMES) {
      const atMs = timers.get(name);
      if (atMs === undefined || atMs > nowMs) continue;
      timers.delete(name);
      TIMERS[name]();
    }
  };

  const setWake = (): void => {
    const next = timers.size === 0 ? undefined : Math.min(...timers.values());
    if (next !== undefined && next !== wakeAtMs) actions.push({ kind: 'wake', atMs: next });
    wakeAtMs = next;
  };

  return {
    handle(event, atMs) {
      inbox.push(event);
      if (isHandling) return []; // an ether that answers from inside `submit`: dealt with below
      isHandling = true;
      nowMs = Math.max(nowMs, atMs);
      if (event.kind === 'woke') wakeAtMs = undefined;
      actions = [];
      runTimers();
      for (let next = inbox.shift(); next; next = inbox.shift()) {
        take(next);
        settle();
      }
      settle();
      setWake();
      isHandling = false;
      return actions;
    },
    mayRelay: (packet) => isUp && router.mayRelay(packet),
    memory: () => ({ ...memory, nodes: database.list() }),
    isUp: () => isUp,
    isThereFor,
  };
}
